"""Preparing and writing bilans and tripartite meetings (domain 4.6)."""

from datetime import date, time

from django.contrib.postgres.functions import TransactionNow
from django.utils import timezone

from cases.actions import parts
from cases.enums import AccompanimentState, PartKind, Party, TaskKind
from cases.models import AccompanimentCourse, Case, CommonPart, Task
from cases.parts.content import annex_of, common_of
from cases.parts.reviews import BilanAnnex, BilanCommon, Came, Decision, MeetingAnnex, MeetingCommon, kept
from cases.permissions import check_may_write_parts
from cases.programmes.publishing import rules_of
from cases.queries import parts as queries
from cases.queries import reviews
from common.formatting import full_date
from common.refusal import Refused
from partners.acting import Acting

#: What names the task that tells a manager that a bilan has nobody to prepare it.
NO_REFERENT = "no_referent"
NOT_RUNNING = "Un bilan se fait pendant l’accompagnement, une fois que le ménage a dit qu’il le souhaite."
NO_MEETINGS = "Le dispositif de ce ménage ne prévoit pas d’entretien tripartite."


def prepare(*, case: Case, ends_on: date, by: Acting) -> CommonPart:
    """Make the draft of the bilan that ends that day from what was logged; nothing of it is decided.

    Effects in order: common part, annex; the manager's task about a missing referent is done. Refused: not on the
    team; not engaged; a draft is there already.
    """
    check_may_write_parts(by, case.pk)
    course = _running(case)
    starts_on = reviews.period_before(case, timezone.localdate(course.engaged_at), ends_on)
    common, annex = reviews.gather(case, by, starts_on, ends_on)
    made = parts.begin(
        case=case,
        kind=PartKind.BILAN,
        common=common,
        annex=annex,
        starts_on=starts_on,
        ends_on=ends_on,
        version=course.programme_version,
        by=by,
    )
    Task.objects.filter(
        case_id=case.pk, kind=TaskKind.BILAN, source__startswith=f"{NO_REFERENT}:", done_at=None
    ).update(done_at=TransactionNow(), done_by_id=by.member_audience)
    return made


def _running(case: Case) -> AccompanimentCourse:
    course = AccompanimentCourse.objects.filter(case_id=case.pk).select_related("programme_version").first()
    if course is None or course.engaged_at is None or course.ended_at is not None:
        raise Refused(NOT_RUNNING)
    if course.state not in {AccompanimentState.ENGAGED, AccompanimentState.SUSPENDED}:
        raise Refused(NOT_RUNNING)
    return course


def write_bilan(*, part: CommonPart, said: BilanCommon, annex: BilanAnnex, by: Acting) -> None:
    """Write what the team and the household say in the draft; the facts are those logged by now.

    `said`, `annex`: objectives with their progress, what was done, what is next, what follows, what is told.
    Refused: not on the team; issued.
    """
    check_may_write_parts(by, part.case_id)
    assert part.starts_on
    assert part.ends_on
    common, facts = reviews.gather(part.case, by, part.starts_on, part.ends_on)
    parts.write(
        part=part,
        common=common.model_copy(
            update={
                "objectives": kept(said.objectives, common.objectives),
                "done": said.done,
                "next": said.next,
                "decision": said.decision,
            }
        ),
        annex=facts.model_copy(update={"objectives": kept(annex.objectives, facts.objectives), "text": annex.text}),
        starts_on=part.starts_on,
        ends_on=part.ends_on,
        by=by,
    )


def plan_meeting(*, case: Case, on: date, at: time | None, place: str, invited: list[Party], by: Acting) -> CommonPart:
    """Plan the tripartite meeting, or move the one that is planned.

    Refused: not on the team; not engaged; the programme has no such meeting; its minutes are written.
    """
    check_may_write_parts(by, case.pk)
    course = _running(case)
    if course.programme_version and rules_of(course.programme_version).reviews.tripartite_months is None:
        raise Refused(NO_MEETINGS)
    common = MeetingCommon(operator=by.organisation_name, parties=[Came(party=party) for party in invited])
    where = MeetingAnnex(at=f"{at:%H:%M}" if at else "", place=place)
    planned = queries.draft(case, PartKind.TRIPARTITE)
    if planned is None:
        return parts.begin(
            case=case,
            kind=PartKind.TRIPARTITE,
            common=common,
            annex=where,
            starts_on=on,
            ends_on=on,
            version=course.programme_version,
            by=by,
        )
    if not common_of(planned).missing():
        raise Refused("Le compte rendu de cette rencontre est écrit : rendez-le définitif, ou abandonnez-le.")
    parts.write(part=planned, common=common, annex=where, starts_on=on, ends_on=on, by=by)
    return planned


def write_minutes(
    *, part: CommonPart, came: dict[Party, bool], rent: str, outlook: str, decision: Decision, text: str, by: Acting
) -> None:
    """Note who came and what was said. Refused: not on the team; issued; the day has not come."""
    check_may_write_parts(by, part.case_id)
    assert part.starts_on
    if reviews.is_to_come(part):
        raise Refused(f"La rencontre est prévue le {full_date(part.starts_on)} : notez-la une fois tenue.")
    common: MeetingCommon = common_of(part)
    where: MeetingAnnex = annex_of(part, queries.annex(part))
    parts.write(
        part=part,
        common=common.model_copy(
            update={"parties": [Came(party=one.party, came=came[one.party]) for one in common.parties]}
        ),
        annex=where.model_copy(update={"rent": rent, "outlook": outlook, "decision": decision, "text": text}),
        starts_on=part.starts_on,
        ends_on=part.starts_on,
        by=by,
    )
