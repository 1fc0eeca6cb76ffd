"""Recording what an adult agreed to, and opening a case by a text; kept only if the gate confirms it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from django.contrib.postgres.functions import TransactionNow
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cases.enums import EndedHow, GivenHow, GrantBasis, Scope
from cases.evidence import Proof
from cases.models import AccompanimentCourse, Case, Consent, Evidence, Grant, Person
from cases.periods import add_months
from cases.permissions_consent import check_opens_by_text, check_records_consent
from cases.queries.consents import (
    LONGEST_MONTHS,
    ORAL_DAYS,
    TEXT_CAPACITIES,
    Proposal,
    end_of_day,
    open_flag,
    planned_end,
)
from common.refusal import Refused
from partners.acting import Acting
from partners.enums import AudienceKind, Capacity
from partners.models import Audience

OVERTAKEN = "Un autre accord de cette personne vient d’être enregistré. Revenez au dossier, puis reprenez."
TEXT_BASES = tuple(basis for basis in GrantBasis if basis.value.startswith("text_"))


class GateDisagrees(RuntimeError):
    """Access does not agree with its sources: the transaction must be rolled back, nothing is kept."""


def check_gate(household_id: int) -> None:
    """Raises GateDisagrees unless what is open for this household is what its agreements say."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.drift(%s)", [household_id])
        (rows,) = cursor.fetchone()
    if rows:
        raise GateDisagrees(f"{rows} rows of Access differ from their sources for household {household_id}")


def record(
    *,
    case: Case,
    person: Person,
    proposal: Proposal,
    scopes: Sequence[str],
    also_return: bool,
    until: datetime,
    given_how: str,
    evidence: Proof | None,
    flag_notice_read: bool = False,
    by: Acting,
) -> list[Consent]:
    """Record what one adult agreed to: for the proposal's recipient, and in return if she said so.

    `scopes`: those she said yes to, possibly none when `also_return`. `until`: its end, at most twelve months
    away, not after the planned end of the accompaniment for a landlord, at most thirty days away when given
    orally. `evidence`: strokes on screen, a photograph on paper, None orally.
    Effects in order: what she had agreed to before with that recipient, in both directions, ends (`replaced`);
    consent, grant and evidence are written, and the same for the return direction (housing of the tenancy, for
    one's own unit); the gate is checked. Returns the consents, one or two.
    Refused: not on the team, nothing said yes to, a scope that is not offered, an end too far, evidence that
    does not go with the way it was given, the violence notice not read, an accompaniment that has ended, since
    nothing opens after it. Sources: decisions T4, T8, T9, T14.
    """
    check_records_consent(case, by)
    check_running(case)
    _check_person(case, person)
    _check_scopes(proposal, scopes, also_return)
    _check_evidence(given_how, evidence)
    _check_flag(case, flag_notice_read)
    check_end(proposal.recipient, until, given_how, planned_end(case))
    given = {"person": person, "notice_version": proposal.notice, "given_how": given_how, "until": until}
    given |= {"flag_notice_read": flag_notice_read}
    written = []
    try:
        with transaction.atomic():
            _replace(case, person, _directions(case, proposal, by), by)
            for case_id, recipient, said, purpose in _wanted(case, proposal, scopes, also_return, by):
                draft = Consent(case_id=case_id, recipient=recipient, scopes=said, purpose=purpose, **given)
                written.append(_write(case, draft, evidence, by))
    except IntegrityError as error:
        raise Refused(OVERTAKEN) from error
    check_gate(case.household_id)
    return written


def confirm_oral(
    *, case: Case, consent: Consent, until: datetime, given_how: str, evidence: Proof | None, by: Acting
) -> list[Consent]:
    """Confirm in writing an agreement given orally, with everything the person said at the same moment.

    Effects in order: each oral consent of that moment is replaced by a signed one with the same recipient,
    scopes and purpose, open until `until`; evidence is kept; the gate is checked. Returns the new consents.
    Refused when it was not oral or has ended (a later confirmation does not revive it), and as `record`.
    """
    check_records_consent(case, by)
    check_running(case)
    if consent.given_how != GivenHow.ORAL or consent.ended_at or consent.until <= timezone.now():
        raise Refused("Cet accord n’attend plus de confirmation. Recueillez un nouvel accord avec la personne.")
    if given_how == GivenHow.ORAL:
        raise Refused("Une confirmation se fait par écrit : sur l’écran, ou sur papier.")
    _check_evidence(given_how, evidence)
    said = Consent.objects.filter(
        author_id=consent.author_id,
        person_id=consent.person_id,
        given_at=consent.given_at,
        given_how=GivenHow.ORAL,
        ended_at=None,
    ).select_related("recipient", "person")
    written = []
    found = list(said.order_by("id"))
    _replace(case, consent.person, [(oral.case_id, oral.recipient_id) for oral in found], by)
    for oral in found:
        check_end(oral.recipient, until, given_how, planned_end(case))
        draft = Consent(
            case_id=oral.case_id,
            person=oral.person,
            recipient=oral.recipient,
            scopes=oral.scopes,
            purpose=oral.purpose,
            notice_version=oral.notice_version,
            language=oral.language,
            given_how=given_how,
            until=until,
            flag_notice_read=oral.flag_notice_read,
        )
        written.append(_write(case, draft, evidence, by))
    check_gate(case.household_id)
    return written


def open_by_text(
    *,
    case: Case,
    recipient: Audience,
    basis: str,
    scopes: Sequence[str],
    notice: str,
    until: datetime,
    by: Acting,
) -> Grant:
    """Open a case to a unit because a text says so, without anyone's agreement (T8).

    `notice`: which information notice was given, and when. Effects in order: grant, gate checked.
    Refused: not the manager, a landlord or another capacity the texts do not name, the narrative, an end in
    the past or over twelve months away, no notice. Source: articles L. 121-6-2 and L. 345-2-10 CASF, loi du
    31 mai 1990 art. 7-2, CCH L. 441-2-3.
    """
    check_opens_by_text(case, by)
    if basis not in TEXT_BASES:
        raise Refused("Choisissez le texte sur lequel cette ouverture se fonde.")
    if recipient.kind != AudienceKind.UNIT or recipient.capacity not in TEXT_CAPACITIES:
        raise Refused("Aucun de ces textes ne permet d’ouvrir un dossier à ce destinataire.")
    if not scopes or Scope.SOCIAL in scopes:
        raise Refused("Un texte ouvre les coordonnées, le logement ou le budget, jamais les notes.")
    if not notice.strip():
        raise Refused("Dites quelle notice d’information a été remise au ménage, et quand.")
    check_end(recipient, until, GivenHow.PAPER, None)
    grant = Grant.objects.create(
        **_columns(case, case.pk, by),
        basis=basis,
        recipient=recipient,
        recipient_kind=recipient.kind,
        recipient_capacity=recipient.capacity,
        scopes=list(scopes),
        notice=notice.strip(),
        until=until,
    )
    check_gate(case.household_id)
    return grant


def close_text(*, case: Case, grant: Grant, by: Acting) -> None:
    """End what a text opened: the person objected, or it is no longer needed. Closed at the next request.

    Effects in order: grant ended, gate checked. Refused: not the manager, an agreement, already ended.
    """
    check_opens_by_text(case, by)
    ended = Grant.objects.filter(pk=grant.pk, case=case, person=None, ended_at=None).update(ended_at=TransactionNow())
    if ended != 1:
        raise Refused("Cette ouverture a déjà pris fin.")
    check_gate(case.household_id)


# --- checks -------------------------------------------------------------------------------------------------
def _check_person(case: Case, person: Person) -> None:
    if person.household_id != case.household_id or not person.is_adult:
        raise Refused("Un accord se donne par un adulte du ménage, pour lui-même.")


def _check_scopes(proposal: Proposal, scopes: Sequence[str], also_return: bool) -> None:
    recipient = proposal.recipient
    if not scopes and not also_return:
        raise Refused("La personne n’a dit oui à rien : il n’y a rien à enregistrer.")
    if set(scopes) - set(proposal.offered) or (also_return and not proposal.return_purpose):
        raise Refused("Ce partage n’est pas proposé par le dispositif.")
    named = recipient.kind == AudienceKind.MEMBER and recipient.capacity == Capacity.OPERATOR
    if Scope.SOCIAL in scopes and not named:
        raise Refused("Les notes ne s’ouvrent qu’à un professionnel d’association nommé par la personne.")


def _check_evidence(given_how: str, evidence: Proof | None) -> None:
    wanted = {
        GivenHow.SCREEN: evidence is not None and evidence.strokes is not None,
        GivenHow.PAPER: evidence is not None and evidence.photograph is not None,
        GivenHow.ORAL: evidence is None,
    }
    if not wanted.get(GivenHow(given_how), False):
        raise Refused("Il manque la signature, ou la photo du papier signé.")


def _check_flag(case: Case, flag_notice_read: bool) -> None:
    if not flag_notice_read and open_flag(case):
        raise Refused("Lisez d’abord avec la personne : « votre adresse ne sera pas transmise ».")


def check_running(case: Case) -> None:
    """Refused when the accompaniment has ended: an agreement recorded after it would open nothing."""
    if AccompanimentCourse.objects.filter(case=case).exclude(ended_at=None).exists():
        raise Refused("L’accompagnement est terminé : il n’y a plus d’accord à recueillir dans ce dossier.")


def check_end(recipient: Audience, until: datetime, given_how: str, planned: date | None) -> None:
    """Refused when an agreement may not last until then (T8): past, over its limit, or after the exit."""
    today = timezone.localdate()
    if until <= timezone.now():
        raise Refused("La fin prévue de l’accompagnement est passée : changez-la d’abord, puis recueillez l’accord.")
    if until > end_of_day(add_months(today, LONGEST_MONTHS)):
        raise Refused("Un accord dure douze mois au plus.")
    if given_how == GivenHow.ORAL and until > end_of_day(today + timedelta(days=ORAL_DAYS)):
        raise Refused("Un accord oral dure trente jours au plus, le temps de le confirmer par écrit.")
    if planned and recipient.capacity == Capacity.LANDLORD and until > end_of_day(planned):
        raise Refused("Pour un bailleur, l’accord prend fin au plus tard avec l’accompagnement.")


# --- writes -------------------------------------------------------------------------------------------------
def _wanted(
    case: Case, proposal: Proposal, scopes: Sequence[str], also_return: bool, by: Acting
) -> Iterator[tuple[int, Audience, list[str], str]]:
    """The case, recipient, scopes and purpose of each agreement to write."""
    if scopes:
        yield case.pk, proposal.recipient, list(scopes), proposal.purpose
    if also_return and case.tenancy_id:
        own = Audience.objects.get(pk=by.unit_audience)
        yield case.tenancy_id, own, [Scope.HOUSING], proposal.return_purpose


def _columns(case: Case, case_id: int, by: Acting) -> dict:
    return {"household_id": case.household_id, "case_id": case_id, "author_id": by.unit_audience}


def _write(case: Case, draft: Consent, evidence: Proof | None, by: Acting) -> Consent:
    """Write the draft with its grant and its evidence."""
    for column, value in (_columns(case, draft.case_id, by) | {"recorded_by_id": by.member_audience}).items():
        setattr(draft, column, value)
    draft.save(force_insert=True)
    recipient = draft.recipient
    Grant.objects.create(
        **_columns(case, draft.case_id, by),
        basis=GrantBasis.ORAL_AGREEMENT if draft.given_how == GivenHow.ORAL else GrantBasis.AGREEMENT,
        consent=draft,
        person=draft.person,
        recipient=recipient,
        recipient_kind=recipient.kind,
        recipient_capacity=recipient.capacity,
        scopes=draft.scopes,
        until=draft.until,
    )
    if evidence is not None:
        # Read by the team of the accompaniment, whichever case the agreement is about.
        Evidence.objects.create(
            **_columns(case, case.pk, by),
            consent=draft,
            strokes=evidence.strokes,
            photograph=evidence.photograph,
            media_type=evidence.media_type,
            digest=evidence.digest,
        )
    return draft


def _directions(case: Case, proposal: Proposal, by: Acting) -> list[tuple[int, int | None]]:
    """The (case, recipient) of both directions of a proposal."""
    both: list[tuple[int, int | None]] = [(case.pk, proposal.recipient.pk)]
    if proposal.return_purpose and case.tenancy_id:
        both.append((case.tenancy_id, by.unit_audience))
    return both


def _replace(case: Case, person: Person, directions: Iterable[tuple[int, int | None]], by: Acting) -> None:
    """End the agreements in force of that person in these directions, with their grants."""
    former = Consent.objects.filter(household_id=case.household_id, person=person, ended_at=None)
    ids = [
        consent_id
        for consent_id, *direction in former.values_list("pk", "case_id", "recipient_id")
        if tuple(direction) in set(directions)
    ]
    Grant.objects.filter(consent_id__in=ids, ended_at=None).update(ended_at=TransactionNow())
    ended = Consent.objects.filter(pk__in=ids, ended_at=None).update(
        ended_at=TransactionNow(), ended_how=EndedHow.REPLACED, ended_by_id=by.member_audience
    )
    if ended != len(ids):
        raise GateDisagrees(f"{ended} of {len(ids)} former consents could be ended")
