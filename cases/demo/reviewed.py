"""Bilans of the demonstration: prepared from what was logged, completed, signed."""

from itertools import cycle

from django.utils import timezone

from cases.actions import reviews
from cases.demo.acts import Story
from cases.demo.papers import sign_and_issue
from cases.enums import ObjectiveProgress, PartKind
from cases.models import Annex, Case, CommonPart
from cases.parts.content import annex_of, common_of
from cases.parts.reviews import Decision, Reached
from cases.queries import parts as queries
from common.context import acting
from partners.acting import Acting

DONE = ["Plan d’apurement signé et tenu", "Aide au logement rétablie"]
FOLLOWING = ["Déposer le dossier FSL", "Payer le loyer le 5 du mois"]
STEPS = (ObjectiveProgress.WELL_UNDER_WAY, ObjectiveProgress.REACHED, ObjectiveProgress.BEGUN)
TOLD = "Elle est plus tranquille depuis que le plan est signé. Elle voudrait revoir sa sœur."


def prepare(story: Story, by: Acting) -> None:
    """The draft of a bilan until today."""
    with acting(by.audiences):
        reviews.prepare(case=_case(story), ends_on=timezone.localdate(), by=by)


def sign(story: Story, by: Acting) -> None:
    """A bilan until today, completed, signed by each and made final."""
    prepare(story, by)
    with acting(by.audiences):
        part, written = _draft(story)
        common, annex = common_of(part), annex_of(part, written)
        told = {
            "done": DONE,
            "next": FOLLOWING,
            "decision": Decision.CONTINUE,
            "objectives": _reached(common.objectives),
        }
        annex = annex.model_copy(update={"text": TOLD, "objectives": _reached(annex.objectives)})
        reviews.write_bilan(part=part, said=common.model_copy(update=told), annex=annex, by=by)
    with acting(by.audiences):
        sign_and_issue(story, *_draft(story), by)


def _reached(objectives: list[Reached]) -> list[Reached]:
    return [one.model_copy(update={"progress": step}) for one, step in zip(objectives, cycle(STEPS), strict=False)]


def _case(story: Story) -> Case:
    return Case.objects.get(pk=story.case_id)


def _draft(story: Story) -> tuple[CommonPart, Annex]:
    part = queries.draft(_case(story), PartKind.BILAN)
    annex = queries.annex(part) if part else None
    assert part
    assert annex
    return part, annex
