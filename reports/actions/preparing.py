"""Having a report prepared: by its managers, or by the clock in their name."""

from collections.abc import Collection, Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.periods import LONGEST_YEARS, Period, too_long
from common import outbox
from common.refusal import Refused
from partners.acting import Acting
from partners.models import Programme
from reports.actions.writing import check_open, copy, hold
from reports.composing import kind_of, outline_of, title_of
from reports.enums import FINAL, ReportState
from reports.models import Report, ReportRecipient
from reports.permissions import check_may_report
from reports.queries.reports import Funder, draft_of, funders, issued_of, programmes_of
from reports.transitions import after

#: The outbox task that counts and masks.
COMPOSE = "compose_report"
STARTED = 5
#: A content that was frozen is not any more.
THAWED = {"snapshot": None, "digest": "", "signed_at": None, "signed_by": None}
_CHANGED = "Quelqu’un de votre équipe vient de changer ce rapport. Rouvrez la page."
_NOT_OVER = "Cette période n’est pas finie : un rapport se remet quand ses chiffres ne bougent plus. Choisissez un dernier jour passé."
_UNKNOWN = "Ce financeur n’est pas dans l’annuaire. Choisissez-en un autre."


@transaction.atomic
def prepare(*, programme: Programme, period: Period, recipients: Iterable[Funder], by: Acting) -> Report:
    """Ask a worker for the report of that period; the one that is not over yet when there is one, and then nothing is written.

    Effects in order: the report, its recipients, the work asked. NotYours unless manager. Refused for a period that is not over or
    longer than three years, for another unit's programme, or when the period's report is issued: it is corrected by a new version.
    """
    managers = check_may_report(by)
    _check(period)
    if programme.pk not in {each.pk for each in programmes_of(by)}:
        raise Refused("Votre service n’a pas de convention pour ce dispositif.")
    if found := draft_of(managers, programme, period):
        return found
    if issued_of(managers, programme, period):
        raise Refused("Le rapport de cette période est déjà remis. Ouvrez-le, puis préparez-en une version corrigée.")
    try:
        with transaction.atomic():
            report = _create(managers, programme, period, prepared_by_id=by.member_audience)
    except IntegrityError:
        return Report.objects.exclude(state__in=FINAL).get(
            author_id=managers, programme=programme, since=period.since, until=period.until
        )
    _address(report, recipients)
    outbox.ask(COMPOSE, by=by, subject_id=report.pk)
    return report


@transaction.atomic
def prepare_by_clock(*, programme: Programme, period: Period, managers: int, by: Acting) -> Report | None:
    """The same in the name of a unit's managers, as `by`, one of them; None when a report of that period exists in any state.

    It waits for them: nothing goes further by itself, and it has no recipient but those of the last one issued.
    """
    known = Report.objects.filter(author_id=managers, programme=programme, since=period.since, until=period.until)
    if known.exists():
        return None
    report = _create(managers, programme, period, prepared_by_id=None)
    last = Report.objects.filter(author_id=managers, programme=programme, state=ReportState.ISSUED).order_by("-rank")
    if before := last.first():
        _same_recipients(report, before)
    outbox.ask(COMPOSE, by=by, subject_id=report.pk)
    return report


@transaction.atomic
def correct(*, report: Report, by: Acting) -> Report:
    """Prepare the next version of an issued report, to the same recipients, with its comments and goals; the one that is being written when
    there is one.

    NotYours unless manager. Refused for a report that is not issued, or that another version replaces already.
    """
    managers = check_may_report(by)
    if report.state != ReportState.ISSUED:
        raise Refused("Ce rapport n’est pas remis : rouvrez-le pour le changer.")
    period = Period(report.since, report.until)
    if found := draft_of(managers, report.programme, period):
        return found
    try:
        with transaction.atomic():
            made = _create(
                managers,
                report.programme,
                period,
                prepared_by_id=by.member_audience,
                replaces=report,
                version=report.version + 1,
                left_out=report.left_out,
            )
    except IntegrityError as error:
        raise Refused("Une autre version remplace déjà ce rapport : ouvrez-la.") from error
    _same_recipients(made, report)
    copy(of=report, to=made, by=by)
    outbox.ask(COMPOSE, by=by, subject_id=made.pk)
    return made


@transaction.atomic
def count_again(*, report: Report, left_out: Collection[str] | None = None, by: Acting) -> None:
    """Have its figures counted and masked anew, without those sections (the same as before when None); what is written stays.

    NotYours unless manager. Refused in a state that forbids it, or for a report without any section.
    """
    check_may_report(by)
    state = after("count_again", report.state)
    period = Period(report.since, report.until)
    keys = {section.key for section in outline_of(period).every}
    out = sorted(keys & set(report.left_out if left_out is None else left_out))
    if not keys - set(out):
        raise Refused("Gardez au moins une section : sans elles, il n’y a rien à remettre.")
    move(report, state, left_out=out, progress=0, refusal="", checked_at=None, checked_by=None, **THAWED)
    outbox.ask(COMPOSE, by=by, subject_id=report.pk)


def stop(*, report: Report, by: Acting) -> None:
    """Stop what is being counted; its worker ends at its next stage. NotYours unless manager; Refused when it is finished."""
    check_may_report(by)
    move(report, after("stop", report.state), refusal="")


def abandon(*, report: Report, by: Acting) -> None:
    """Give it up for good. NotYours unless manager; Refused once it is issued."""
    check_may_report(by)
    move(report, after("abandon", report.state), refusal="", checked_at=None, checked_by=None, **THAWED)


def move(report: Report, state: ReportState, **columns) -> None:
    """Take a report from the state in which it was read. Refused when somebody else was faster."""
    if not Report.objects.filter(pk=report.pk, state=report.state).update(state=state, **columns):
        raise Refused(_CHANGED)
    report.state = state


@transaction.atomic
def address(*, report: Report, recipients: Iterable[Funder], shown: Iterable[Funder] | None = None, by: Acting) -> None:
    """Say to whom it will go.

    `shown`: who was to receive it on the page where that was said: nobody else is taken off, and who stays there is not put back. None:
    these recipients alone, whoever stands. NotYours unless manager. Refused once it is read over; a correction goes at least to those
    who hold what it replaces.
    """
    check_may_report(by)
    check_open(hold(report))
    standing = set(report.recipients.values_list("recipient_id", flat=True))
    chosen = {each.audience_id: each for each in recipients}
    before = standing if shown is None else {each.audience_id for each in shown}
    wanted = (standing - (before - chosen.keys())) | (chosen.keys() - before)
    _check_still_reads(report, wanted)
    report.recipients.filter(recipient_id__in=standing - wanted).update(is_wanted=False)
    _address(report, [chosen[audience] for audience in wanted - standing])


def _check_still_reads(report: Report, wanted: Collection[int]) -> None:
    """Refused when somebody who holds what it corrects would not receive the correction."""
    if not report.replaces_id:
        return
    held = ReportRecipient.objects.filter(report_id=report.replaces_id)
    if missing := [each.name for each in held if each.recipient_id not in wanted]:
        raise Refused(f"La version corrigée se remet aussi à qui a reçu l’autre : {', '.join(missing)}.")


def _check(period: Period) -> None:
    if period.until >= timezone.localdate():
        raise Refused(_NOT_OVER)
    if too_long(period):
        raise Refused(f"Cette période est trop longue. Un rapport couvre {LONGEST_YEARS} ans au plus.")


def _create(managers: int, programme: Programme, period: Period, **more) -> Report:
    return Report.objects.create(
        author_id=managers,
        programme=programme,
        kind=kind_of(period),
        since=period.since,
        until=period.until,
        title=f"{programme.name}, {title_of(period)[:1].lower()}{title_of(period)[1:]}"[:160],
        **more,
    )


def _address(report: Report, recipients: Iterable[Funder]) -> None:
    known = {each.audience_id for each in funders()}
    chosen = list(recipients)
    if any(each.audience_id not in known for each in chosen):
        raise Refused(_UNKNOWN)
    ReportRecipient.objects.bulk_create(
        ReportRecipient(report=report, author_id=report.author_id, recipient_id=each.audience_id, name=each.name[:120])
        for each in chosen
    )


def _same_recipients(report: Report, before: Report) -> None:
    ReportRecipient.objects.bulk_create(
        ReportRecipient(report=report, author_id=report.author_id, recipient_id=each.recipient_id, name=each.name)
        for each in before.recipients.all()
    )
