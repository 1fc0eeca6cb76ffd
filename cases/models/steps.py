"""The team's daily work: steps and aids, the professionals around the household; alerts between partners; tasks."""

from django.db import models
from django.db.models import DO_NOTHING, Q

from cases.enums import AlertKind, StepAnswer, StepKind, TaskKind
from cases.models.base import Authored


class Contact(Authored):
    """A professional around the household, as the team knows her: gives no access. Team and manager."""

    name = models.CharField("nom", max_length=160)
    function = models.CharField("fonction", max_length=120, blank=True)
    body = models.CharField("organisme", max_length=120, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("courriel", blank=True)
    ended_on = models.DateField(null=True)


class Step(Authored):
    """A right, an aid, a procedure or an orientation: what was asked, from whom, and what came of it. Team and manager.

    Cents. `filed_on` None: still to be filed. `remind_on`: when to come back to it.
    """

    kind = models.CharField("démarche", max_length=24, choices=StepKind)
    body = models.CharField("organisme", max_length=120, blank=True)
    contact = models.ForeignKey(Contact, DO_NOTHING, null=True, related_name="+")
    filed_on = models.DateField("déposée le", null=True)
    asked_cents = models.BigIntegerField("montant demandé", null=True)
    answer = models.CharField("réponse", max_length=12, choices=StepAnswer, blank=True)
    answered_on = models.DateField("réponse le", null=True)
    granted_cents = models.BigIntegerField("montant accordé", null=True)
    remind_on = models.DateField("à relancer le", null=True)
    text = models.CharField("précision", max_length=400, blank=True)
    written_by = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(answer="") | Q(answered_on=None), name="step_answer_dated"),
            models.CheckConstraint(condition=Q(granted_cents=None) | ~Q(answer=""), name="step_granted_is_answered"),
        ]
        indexes = [models.Index(fields=["case", "remind_on"], name="step_case_remind")]


class StepShared(Authored):
    """Scope `housing`: that an aid to the dwelling (APL, FSL) was filed, and what was answered; written by the keeper from
    the steps (T7)."""

    kind = models.CharField(max_length=8)
    filed_on = models.DateField()
    answer = models.CharField(max_length=12, choices=StepAnswer, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "kind"], name="step_shared_per_kind")]


class Alert(Authored):
    """Scope `housing`: what one partner tells the other, once, with its receipt. `recipient`: the partner's unit."""

    recipient = models.ForeignKey("partners.Audience", DO_NOTHING, related_name="+")
    kind = models.CharField(max_length=24, choices=AlertKind)
    on = models.DateField()
    text = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey("partners.Audience", DO_NOTHING, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(received_at=None, received_by=None)
                | Q(received_at__isnull=False, received_by__isnull=False),
                name="alert_receipt_says_who",
            ),
        ]


class Task(Authored):
    """Something to do by a day: the operator's team and manager, or the landlord's unit on its tenancy.

    `source`: what made it ("bilan:2026-12"), unique on a case, so that made twice it is there once; a random one for what
    a person typed. Closed and done by nobody (`done_at` without `done_by`): no longer due, by the rule that made it.
    """

    kind = models.CharField(max_length=24, choices=TaskKind)
    title = models.CharField(max_length=160)
    due_on = models.DateField()
    source = models.CharField(max_length=60)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("partners.Audience", DO_NOTHING, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "author", "source"], name="task_once_per_source")]
        indexes = [
            models.Index(fields=["author", "due_on"], condition=Q(done_at=None), name="task_author_due"),
        ]
