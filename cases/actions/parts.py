"""Writing, signing and issuing what is signed in two parts (domain 4.3, 4.4, 4.6)."""

import uuid
from datetime import date

from django.contrib.postgres.functions import TransactionNow
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from cases.actions import assessments
from cases.actions import tasks as todo
from cases.enums import PartKind, Party, SignedHow, TaskKind
from cases.evidence import Proof
from cases.models import Accompaniment, Annex, Case, CommonPart, Evidence, Person, Signature, Task
from cases.parts.calendar import EARLY, TO_DO, source_of
from cases.parts.content import (
    ContractCommon,
    Said,
    annex_of,
    common_of,
    digest_of,
    digest_of_annex,
    digest_signed_by,
)
from cases.permissions import check_may_steer, check_may_write_parts
from cases.queries import parts as queries
from cases.queries.parts import Wanted
from common.refusal import Refused
from partners.acting import Acting
from partners.models import ProgrammeVersion

ONE_DRAFT = "Un brouillon existe déjà. Reprenez-le, ou abandonnez-le."
ISSUED = "Ce document est définitif : il ne change plus. Faites-en une nouvelle version."
CHANGED = "Ce document a changé depuis. Relisez-le, puis reprenez."


def begin(
    *,
    case: Case,
    kind: str,
    common: Said,
    annex: Said,
    starts_on: date,
    ends_on: date | None,
    version: ProgrammeVersion | None,
    by: Acting,
) -> CommonPart:
    """Make the draft of the next version of that kind, with its annex.

    Effects in order: common part, annex. Refused: not on the team; a draft is there already.
    """
    check_may_write_parts(by, case.pk)
    last = CommonPart.objects.filter(case_id=case.pk, kind=kind).order_by("-number").first()
    base = {"household_id": case.household_id, "case_id": case.pk, "author_id": by.unit_audience}
    try:
        with transaction.atomic():
            part = CommonPart.objects.create(
                **base,
                kind=kind,
                number=last.number + 1 if last else 1,
                content=common.model_dump(mode="json"),
                programme_version=version,
                starts_on=starts_on,
                ends_on=ends_on,
            )
            Annex.objects.create(
                **base, common_part=part, content=annex.model_dump(mode="json"), written_by_id=by.member_audience
            )
    except IntegrityError as error:
        raise Refused(ONE_DRAFT) from error
    return part


def write(*, part: CommonPart, common: Said, annex: Said, starts_on: date, ends_on: date | None, by: Acting) -> None:
    """Write the draft anew; what was signed of it is to be signed again when it changed.

    Refused: not on the team; issued.
    """
    check_may_write_parts(by, part.case_id)
    _check_draft(part)
    done = CommonPart.objects.filter(pk=part.pk, issued_at=None).update(
        content=common.model_dump(mode="json"), starts_on=starts_on, ends_on=ends_on
    )
    done += Annex.objects.filter(common_part_id=part.pk, issued_at=None).update(content=annex.model_dump(mode="json"))
    if done != 2:
        raise Refused(ISSUED)


def abandon(*, part: CommonPart, by: Acting) -> None:
    """Put a draft aside for good. Refused: not on the team; issued."""
    check_may_write_parts(by, part.case_id)
    _check_draft(part)
    CommonPart.objects.filter(pk=part.pk).update(abandoned_at=TransactionNow())


def sign(
    *,
    part: CommonPart,
    party: Party,
    person: Person | None,
    name: str,
    how: SignedHow,
    evidence: Proof | None,
    by: Acting,
) -> Signature:
    """Record one party's signature of the draft as it stands. `evidence`: strokes or photograph; None for the member
    who signs for the operator by her own session.

    Effects in order: signature, evidence. Refused: not on the case; issued; a party that does not sign this; the
    annex is not hers to read; an assessment that is not whole.
    """
    check_may_steer(by, part.case_id)
    _check_draft(part)
    annex = queries.annex(part)
    if annex is None:
        raise Refused("Seule l’équipe qui suit ce ménage fait signer ce document.")
    _check_whole(part, annex)
    if party != Party.OPERATOR and evidence is None:
        raise Refused("Il manque la signature : sur l’écran, ou sur papier photographié.")
    base = {"household_id": part.household_id, "case_id": part.case_id, "author_id": by.unit_audience}
    made = Signature.objects.create(
        **base,
        common_part=part,
        party=party,
        person=person,
        name=name,
        how=how,
        signed_on=timezone.localdate(),
        signed_digest=digest_signed_by(party, part, annex),
        recorded_by_id=by.member_audience,
    )
    if evidence is not None:
        Evidence.objects.create(
            **base,
            signature=made,
            strokes=evidence.strokes,
            photograph=evidence.photograph,
            media_type=evidence.media_type,
            digest=evidence.digest,
        )
    return made


def issue(*, part: CommonPart, wanted: list[Wanted], by: Acting) -> None:
    """Make it final: it never changes again, and a landlord to whom the household agreed may read the common part.

    Effects in order: common part and annex issued with their digests; for a contract, the planned end of the
    accompaniment and the tasks of its calendar; for an assessment, the totals of its budget; what was to be done about
    a bilan or a meeting is done. Refused: not on the team; a signature is missing, or is of a former draft; already
    issued; an assessment that is not whole, or something that is not said yet.
    """
    check_may_write_parts(by, part.case_id)
    _check_draft(part)
    if missing := [one.label for one in wanted if one.given is None]:
        raise Refused(f"Il manque la signature : {', '.join(missing)}.")
    annex = queries.annex(part)
    if annex is None:
        raise Refused(CHANGED)
    _check_whole(part, annex)
    done = CommonPart.objects.filter(pk=part.pk, issued_at=None).update(
        issued_at=TransactionNow(), digest=digest_of(part)
    )
    done += Annex.objects.filter(pk=annex.pk, issued_at=None).update(
        issued_at=TransactionNow(), digest=digest_of_annex(annex)
    )
    if done != 2:
        raise Refused(ISSUED)
    if part.kind == PartKind.CONTRACT:
        _follow_contract(part, common_of(part))
    elif part.kind == PartKind.ASSESSMENT:
        assessments.state_budget(part, annex, by)
    _close_tasks(part, by)


def _follow_contract(part: CommonPart, contract: ContractCommon) -> None:
    """What a signed contract sets: the planned end, and the reviews as tasks of the team. What a former version set from
    its first day on is no longer due; a bilan that was due before still is."""
    Accompaniment.objects.filter(case_id=part.case_id).update(planned_end_on=part.ends_on)
    set_by = [(review.kind.value, TO_DO[review.kind], review.on) for review in contract.reviews]
    if part.ends_on:
        set_by.append((TaskKind.CONTRACT.value, "Fin du contrat : le renouveler, ou terminer", part.ends_on))
    todo.follow(
        own=_calendar(part),
        wanted=[todo.Due(kind, title, on, source_of(kind, on)) for kind, title, on in set_by],
        case=part.case,
        author=part.author_id,
    )


def _calendar(part: CommonPart) -> QuerySet[Task]:
    """The tasks a contract answers for: the end of the one before, and the reviews from its own first day on."""
    own = Task.objects.filter(case_id=part.case_id, author_id=part.author_id)
    ends = Q(source__startswith=f"{TaskKind.CONTRACT}:")
    reviewed = Q(source__startswith=f"{PartKind.BILAN}:") | Q(source__startswith=f"{PartKind.TRIPARTITE}:")
    return own.filter(ends | reviewed & Q(due_on__gte=part.starts_on or date.min))


def unsaid(part: CommonPart, annex: Annex) -> str:
    """What is to be written before anyone signs, as it is refused; "" when nothing is."""
    try:
        _check_whole(part, annex)
    except Refused as refused:
        return refused.sentence
    return ""


def _check_whole(part: CommonPart, annex: Annex) -> None:
    if part.kind == PartKind.ASSESSMENT:
        assessments.check_whole(part, annex)
    if lacking := common_of(part).missing() or annex_of(part, annex).missing():
        raise Refused(lacking)


def _close_tasks(part: CommonPart, by: Acting) -> None:
    """A bilan or a meeting answers for what was due by its last day, or soon after."""
    if part.ends_on and (early := EARLY.get(part.kind)):
        Task.objects.filter(
            case_id=part.case_id, kind=part.kind, done_at=None, due_on__lte=part.ends_on + early
        ).update(done_at=TransactionNow(), done_by_id=by.member_audience)


def _check_draft(part: CommonPart) -> None:
    if part.issued_at is not None or part.abandoned_at is not None:
        raise Refused(ISSUED)


def new_key() -> str:
    """The key of a new objective."""
    return uuid.uuid4().hex[:12]
