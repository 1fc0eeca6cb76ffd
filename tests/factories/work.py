"""Rows of the work on a case, as the team and the landlord make them."""

from datetime import date

from django.contrib.postgres.functions import TransactionNow
from django.utils import timezone

from cases.models import (
    Alert,
    Annex,
    BudgetStatement,
    Case,
    CommonPart,
    Contact,
    EarlierActivity,
    EntryStatement,
    Evidence,
    ProcedureEvent,
    RepaymentPlan,
    Signature,
    Step,
    Suspension,
    Task,
    Visit,
    VisitRevision,
)
from common.models import Document
from partners.acting import Acting
from tests.factories.world import Referred, content
from tests.harness import within

FIRST_OF_MONTH = date(2026, 10, 1)


def part(
    case: Case, by: Acting, kind: str = "contract", number: int = 1, *, issued: bool = True, **fields
) -> CommonPart:
    """A common part and its annex, which holds `kept`."""
    fields = {"starts_on": timezone.localdate(), **fields}
    kept = {"content": fields.pop("kept", {})}
    with within(by):
        made = CommonPart.objects.create(**content(case, by), kind=kind, number=number, **fields)
        annex = Annex.objects.create(**content(case, by), common_part=made, written_by_id=by.member_audience, **kept)
        if issued:
            for model, pk in ((CommonPart, made.pk), (Annex, annex.pk)):
                assert model.objects.filter(pk=pk).update(issued_at=TransactionNow(), digest="d" * 64) == 1
    return made


def step(case: Case, by: Acting, kind: str = "apl", **fields) -> Step:
    with within(by):
        fields = {"filed_on": timezone.localdate(), **fields}
        return Step.objects.create(**content(case, by), kind=kind, written_by_id=by.member_audience, **fields)


def of_operator(referred: Referred, by: Acting, manager: Acting, to: int) -> None:
    """One row of each table the operator writes on its accompaniment; `to`: the partner an alert is for."""
    case, today = referred.case, timezone.localdate()
    signed = part(case, by)
    part(case, by, "bilan", issued=False)
    step(case, by, answer="granted", granted_cents=12_000)
    visit = Visit.objects.filter(case_id=case.pk)
    with within(by):
        signature = Signature.objects.create(
            **content(case, by),
            common_part=signed,
            party="household",
            person=referred.tenant,
            name="Josiane Vasseur",
            how="screen",
            signed_on=today,
            signed_digest="d" * 64,
            recorded_by_id=by.member_audience,
        )
        Evidence.objects.create(**content(case, by), signature=signature, strokes=[], digest="")
        BudgetStatement.objects.create(
            **content(case, by), on=today, resources_cents=1, charges_cents=1, debts_cents=1, rent_cents=1, units="1.0"
        )
        Contact.objects.create(**content(case, by), name="Assistante sociale")
        VisitRevision.objects.create(
            **content(case, by), visit=visit.first(), written_by_id=by.member_audience, former={}
        )
        Suspension.objects.create(
            **content(case, by), starts_on=today, reason="absence", recorded_by_id=by.member_audience
        )
        EntryStatement.objects.create(
            **content(case, by), reasons=["budget"], stage="summons", commune="33063", debt_cents=104_000, debt_on=today
        )
        task(case, by)
        plan(case, by)
        stage(case, by)
        alert(case, by, to, "technical_defect")
    with within(manager):
        EarlierActivity.objects.create(**content(case, manager), month=FIRST_OF_MONTH, held=2, planned=3)


def of_landlord(referred: Referred, by: Acting, to: int) -> None:
    """One row of each table the landlord writes on its tenancy."""
    with within(by):
        task(referred.tenancy, by)
        plan(referred.tenancy, by)
        stage(referred.tenancy, by)
        alert(referred.tenancy, by, to, "new_arrears")


def task(case: Case, by: Acting, source: str = "typed:1") -> Task:
    with within(by):
        return Task.objects.create(
            **content(case, by), kind="typed", title="Rappeler", due_on=timezone.localdate(), source=source
        )


def plan(case: Case, by: Acting, **fields) -> RepaymentPlan:
    today = timezone.localdate()
    fields = {"signed_on": today, "debt_cents": 120_000, "monthly_cents": 5_000, "months": 24, **fields}
    with within(by):
        return RepaymentPlan.objects.create(**content(case, by), first_on=fields.pop("first_on", today), **fields)


def stage(case: Case, by: Acting, stage: str = "order_to_pay", on: date | None = None) -> ProcedureEvent:
    with within(by):
        return ProcedureEvent.objects.create(
            **content(case, by), kind="stage", stage=stage, on=on or timezone.localdate()
        )


def alert(case: Case, by: Acting, to: int, kind: str) -> Alert:
    with within(by):
        return Alert.objects.create(**content(case, by), recipient_id=to, kind=kind, on=timezone.localdate())


def deliver(case: Case, by: Acting, to: int, *, ready: bool = True) -> Document:
    """A certificate the unit `to` keeps, once it is made."""
    with within(by):
        made = Document.objects.create(
            asker_id=by.member_audience,
            kind="certificate",
            title="Attestation",
            template="x",
            case_id=case.pk,
            recipient_id=to,
        )
        if ready:
            assert Document.objects.filter(pk=made.pk).update(state="ready") == 1
    return made


def print_out(case: Case, by: Acting) -> Document:
    """A document about it that she keeps to herself."""
    with within(by):
        return Document.objects.create(
            asker_id=by.member_audience, kind="information", title="Notice", template="x", case_id=case.pk
        )


def receive(alert: Alert, by: Acting) -> None:
    with within(by):
        received = Alert.objects.filter(pk=alert.pk)
        assert received.update(received_at=TransactionNow(), received_by_id=by.member_audience) == 1
