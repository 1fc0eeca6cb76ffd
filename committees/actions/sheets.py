"""Writing a presentation sheet, filing it with a committee's secretariat, taking it back."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.db.models import Exists, OuterRef
from django.utils import timezone

from cases.models import Case
from committees.enums import DecisionKind, SessionState
from committees.models import (
    AgendaItem,
    Committee,
    Decision,
    PresentationSheet,
    Session,
    SheetScan,
    SheetVersion,
)
from committees.permissions import check_keeps, check_may_present, check_wrote
from committees.publishing import rules_of
from committees.queries.presenting import offered_to
from committees.rules import Rules
from committees.scans import Scan
from committees.sheets import Content, versions_of
from common.formatting import full_date
from common.refusal import Refused
from partners.acting import Acting
from partners.enums import Capacity

#: Without letters and figures that are read one for another.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
#: A paper's agreement is counted like one given on screen (domain 5).
PAPER_DAYS = 180
NOT_AGREED = (
    "Chaque adulte du ménage doit être d’accord pour que cette commission reçoive sa fiche : recueillez cet accord d’abord, "
    "ou présentez la situation sous un code."
)

NOT_THERE = "Cette commission n’examine pas les demandes de ce ménage : elle relève d’un autre dispositif, ou d’un autre territoire."


def number() -> str:
    """What names a sheet aloud and on paper, drawn at random: it says nothing of who wrote it nor when."""
    drawn = [secrets.choice(_ALPHABET) for _ in range(6)]
    return f"{''.join(drawn[:3])}-{''.join(drawn[3:])}"


def prepare(
    *, case: Case, committee: Committee, competence: str, said: Content, is_urgent: bool, is_coded: bool, by: Acting
) -> PresentationSheet:
    """Begin the sheet of a household that this team follows; nobody else reads it until it is filed.

    `competence`: what is asked, a key of the committee's rules. `is_coded`: without the household's agreement, under its number
    alone. Refused: not on the team; a competence that may not be asked; a committee of another
    programme or of another territory; a sheet of this household is already under way there.
    """
    check_may_present(by, case.pk)
    _asks(_rules(committee), competence)
    if not offered_to(case, key=committee.key):
        raise Refused(NOT_THERE)
    if under_way(case, committee) is not None:
        raise Refused("Une fiche de ce ménage est déjà en cours pour cette commission : complétez-la ou retirez-la.")
    return _made(committee, by, said, case=case, competence=competence, is_urgent=is_urgent, is_coded=is_coded)


def type_paper(
    *,
    committee: Committee,
    competence: str,
    said: Content,
    is_urgent: bool,
    agreed_on: date,
    by: Acting,
    scan: Scan | None = None,
) -> PresentationSheet:
    """Type the paper form of a prescriber, with the day the household signed its agreement and its scan, and file it.

    The agreement counts for PAPER_DAYS days from that day. Refused: another secretariat; an agreement of a day to come,
    or that has run out; a competence that may not be asked.
    """
    check_keeps(by, committee.secretary_id)
    _asks(_rules(committee), competence)
    until = _agreed_until(agreed_on)
    made = _made(committee, by, said, competence=competence, is_urgent=is_urgent, agreed_until=until)
    _file(made)
    if scan is not None:
        _join(made, scan)
    return made


def join_scan(*, sheet: PresentationSheet, scan: Scan, by: Acting) -> None:
    """Join the scan of a paper form that was typed without it. Refused: another secretariat; no paper form; no longer read; it has
    one already, which never changes."""
    check_keeps(by, sheet.secretary_id)
    if sheet.case_id is not None or sheet.author_id != sheet.secretary_id:
        raise Refused("Ce dossier n’a pas été saisi depuis un formulaire papier : il n’y a rien à joindre.")
    if SheetScan.objects.filter(sheet=sheet).exists():
        raise Refused(
            "Le formulaire numérisé est déjà joint. S’il est faux, retirez le dossier et saisissez-le de nouveau."
        )
    if not PresentationSheet.objects.filter(pk=sheet.pk, readable_until__gt=TransactionNow()).exists():
        raise Refused("Ce dossier ne se lit plus : il n’y a rien à y joindre.")
    _join(sheet, scan)


def _join(sheet: PresentationSheet, scan: Scan) -> None:
    SheetScan.objects.create(
        sheet=sheet,
        author_id=sheet.author_id,
        secretary_id=sheet.secretary_id,
        media_type=scan.media_type,
        content=scan.content,
        digest=scan.digest,
    )


def _agreed_until(agreed_on: date) -> datetime:
    today = timezone.localdate()
    if agreed_on > today:
        raise Refused("L’accord porte une date à venir : relisez le formulaire.")
    last = agreed_on + timedelta(days=PAPER_DAYS)
    if last < today:
        raise Refused("Cet accord a plus de six mois : demandez au prescripteur de le faire signer de nouveau.")
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), datetime.min.time()))


def _made(
    committee: Committee, by: Acting, said: Content, *, case: Case | None = None, **columns: Any
) -> PresentationSheet:
    made = PresentationSheet.objects.create(
        number=number(),
        committee=committee,
        secretary_id=committee.secretary_id,
        author_id=by.unit_audience,
        household_id=case.household_id if case else None,
        case=case,
        **columns,
    )
    for ceiling, content in versions_of(said, made.number, is_coded=made.is_coded).items():
        SheetVersion.objects.create(
            sheet=made,
            author_id=made.author_id,
            secretary_id=made.secretary_id,
            ceiling=ceiling,
            content=content.model_dump(mode="json"),
        )
    return made


def check_may_write(*, sheet: PresentationSheet, by: Acting) -> None:
    """Refused: not its author; filed or withdrawn."""
    check_wrote(by, sheet)
    if sheet.withdrawn_at is not None:
        raise Refused("Cette fiche est retirée : présentez-en une nouvelle.")
    if sheet.filed_at is not None:
        raise Refused("Cette fiche est déposée : elle ne se modifie plus. Retirez-la et présentez-en une nouvelle.")


def write(*, sheet: PresentationSheet, competence: str, said: Content, is_urgent: bool, by: Acting) -> None:
    """Write a draft again; every version follows. Refused: not its author; filed or withdrawn."""
    check_may_write(sheet=sheet, by=by)
    _asks(_rules(sheet.committee), competence)
    PresentationSheet.objects.filter(pk=sheet.pk).update(competence=competence, is_urgent=is_urgent)
    for ceiling, content in versions_of(said, sheet.number, is_coded=sheet.is_coded).items():
        SheetVersion.objects.filter(sheet=sheet, ceiling=ceiling).update(content=content.model_dump(mode="json"))


def file(*, sheet: PresentationSheet, read_over_on: date | None, by: Acting) -> None:
    """Give the sheet to the secretariat; it never changes again.

    `read_over_on`: the day it was read over with the household, which a sheet under a code may lack. Refused: not its author;
    filed or withdrawn already; not read over, or before it was written; the household has not agreed that this committee's secretariat receives it.
    """
    check_may_write(sheet=sheet, by=by)
    if not sheet.is_coded:
        if read_over_on is None:
            raise Refused("Relisez la fiche avec le ménage, puis notez le jour où vous l’avez fait.")
        if read_over_on > timezone.localdate():
            raise Refused("La relecture porte une date à venir.")
        written_on = timezone.localdate(sheet.created_at)
        if read_over_on < written_on:
            raise Refused(
                f"La fiche est écrite le {full_date(written_on)} : notez un jour d’après, ou ce jour-là, où vous l’avez relue avec le"
                " ménage."
            )
        SheetVersion.objects.filter(sheet=sheet).update(read_over_on=read_over_on)
    _file(sheet)
    if not PresentationSheet.objects.filter(pk=sheet.pk, readable_until__gt=TransactionNow()).exists():
        raise Refused(NOT_AGREED)


def _file(sheet: PresentationSheet) -> None:
    PresentationSheet.objects.filter(pk=sheet.pk).update(filed_at=TransactionNow())


def withdraw(*, sheet: PresentationSheet, by: Acting, is_agreement_over: bool = False) -> None:
    """Take it back: nobody reads it any more, and it leaves every agenda.

    `is_agreement_over`: of a paper form, since its household no longer agrees; that counts at once, whatever is decided. Refused: not its
    author nor its secretariat; the secretariat's own withdrawal of what a session decided whose minutes it has not signed yet, which would
    leave the decision without its annex and its letters.
    """
    keeps = by.capacity == Capacity.COMMITTEE_SECRETARY and by.unit_audience == sheet.secretary_id
    if not keeps:
        check_wrote(by, sheet)
    if sheet.withdrawn_at is not None:
        raise Refused("Cette fiche est déjà retirée.")
    if keeps and not (is_agreement_over and sheet.case_id is None):
        _check_told(sheet)
    PresentationSheet.objects.filter(pk=sheet.pk).update(withdrawn_at=TransactionNow())


def _check_told(sheet: PresentationSheet) -> None:
    """Refused when a session decided it and is not signed; held, so that nothing is decided of it meanwhile."""
    sat = Session.objects.filter(
        pk__in=AgendaItem.objects.filter(sheet=sheet).values("session_id"),
        state__in=[SessionState.OPEN, SessionState.CLOSED],
    )
    unsigned = list(sat.select_for_update().order_by("pk").values_list("pk", flat=True))
    if Decision.objects.filter(sheet=sheet, session_id__in=unsigned).exists():
        over = "dites-le en retirant le dossier" if sheet.case_id is None else "son équipe l’enregistre"
        raise Refused(
            "Ce dossier est décidé : signez d’abord le compte rendu de sa séance, pour que la décision soit écrite au ménage, puis"
            f" retirez-le. Si le ménage retire son accord, {over} : cela vaut tout de suite."
        )


def under_way(case: Case, committee: Committee) -> PresentationSheet | None:
    """The sheet of that household which is drafted, filed or adjourned there, and on which nothing final was decided."""
    final = Decision.objects.filter(sheet=OuterRef("pk")).exclude(kind=DecisionKind.ADJOURNED)
    return PresentationSheet.objects.filter(~Exists(final), case=case, committee=committee, withdrawn_at=None).first()


def _rules(committee: Committee) -> Rules:
    version = committee.versions.order_by("-number").first()
    assert version
    return rules_of(version)


def _asks(rules: Rules, competence: str) -> None:
    if not any(each.key == competence and each.asked for each in rules.competences):
        raise Refused("Cette commission ne peut pas accorder ce qui est demandé : choisissez dans sa liste.")
