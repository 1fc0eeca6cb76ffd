"""Reading a report over, signing it, issuing it."""

from collections.abc import Mapping, Sequence

from django.contrib.postgres.functions import TransactionNow
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.periods import Period
from common import outbox
from common.refusal import Refused
from partners.acting import Acting
from reports.actions.preparing import THAWED, move
from reports.actions.writing import hold
from reports.comments import tidy
from reports.composing import FINDING, LEAD, Composed, content_of
from reports.documents.annual_report import TEMPLATE
from reports.documents.files import digest_of
from reports.documents.given import Cover, Goal, Signature
from reports.enums import FileKind, ReportState
from reports.marks import mark_of
from reports.models import Report
from reports.permissions import check_may_report
from reports.queries.aims import aims_of, threshold_of
from reports.queries.reports import comments_of, composed_of, issued_count, names, release_of
from reports.transitions import after

#: The outbox task that makes its files.
MAKE_FILES = "make_report_files"
_NOT_COUNTED = "Ce rapport n’a pas encore de chiffres."
_EXPOSED = (
    "Des chiffres de ce rapport laisseraient deviner des ménages. Retirez une section ou choisissez une autre période, "
    "puis recomptez."
)
#: Why a report whose figures are overtaken goes no further.
FOLLOWED = "Un autre rapport de ce dispositif a été remis depuis. Recomptez celui-ci : ses chiffres se protègent à côté de l’autre."
_STRICTER = "Le dispositif protège désormais plus de chiffres qu’au moment du compte. Recomptez ce rapport avant de le relire ou de le signer."
_NOT_SHOWN = "Quelqu’un de votre équipe a changé ce rapport depuis que vous l’avez ouvert. Relisez-le tel qu’il est maintenant, puis recommencez."


@transaction.atomic
def check(*, report: Report, by: Acting, shown: str | None = None, typed: Mapping[str, str] | None = None) -> None:
    """Say that it was read over.

    `shown`: what the page on which she says so carries (`reports.marks`, its texts apart); `typed`: the texts and goals it shows. None: it
    is read over as it stands. NotYours unless manager. Refused before its figures are there, while some of them would tell of a
    household, when another report of the programme was issued or its threshold raised since it was counted, before anybody is to
    receive it, or when she was shown something else.
    """
    check_may_report(by)
    state = after("check", report.state)
    _composed(report)
    hold(report)
    recipients = _recipients(report)
    if not recipients:
        raise Refused("Choisissez d’abord à qui ce rapport sera remis.")
    _check_shown(shown, mark_of(_number(report), recipients))
    standing = comments_of(report) | aims_of(report).texts
    if any(tidy(text) != standing.get(key, "") for key, text in (typed or {}).items()):
        raise Refused(_NOT_SHOWN)
    move(report, state, checked_by=by.member_audience, checked_at=TransactionNow())


def reopen(*, report: Report, by: Acting) -> None:
    """Open it again for writing: its signature and its files go. NotYours unless manager; Refused once it is issued."""
    check_may_report(by)
    move(report, after("reopen", report.state), checked_by=None, checked_at=None, **THAWED)


@transaction.atomic
def sign(*, report: Report, by: Acting, shown: str | None = None) -> None:
    """Freeze what it says, with her name under it, and ask a worker for its files.

    `shown`: what the page that she signs carries (`reports.marks`); None: it is signed as it stands. NotYours unless manager. Refused
    unless it was read over, when another report of the programme was issued or its threshold raised since it was counted, or when
    she was shown something else.
    """
    check_may_report(by)
    state = after("sign", report.state)
    composed = _composed(report)
    hold(report)
    comments, aims = comments_of(report), aims_of(report)
    _check_shown(shown, mark_of(_number(report), _recipients(report), comments | aims.texts))
    signature = Signature(by.person_name, by.title, timezone.localdate())
    said = said_by(report, composed, comments, aims.goals, by=by, signature=signature)
    move(
        report,
        state,
        snapshot=said,
        digest=digest_of(said),
        template=TEMPLATE,
        progress=0,
        signed_by=by.member_audience,
        signed_at=TransactionNow(),
    )
    outbox.ask(MAKE_FILES, by=by, subject_id=report.pk)


def make_files_again(*, report: Report, by: Acting) -> None:
    """Ask again for the files that are not made yet. NotYours unless manager; Refused when it is not signed, or all are made."""
    check_may_report(by)
    if report.state != ReportState.SIGNED:
        raise Refused("Ce rapport n’est pas signé : il n’a pas encore de fichiers.")
    if report.files.count() == len(FileKind):
        raise Refused("Les fichiers de ce rapport sont déjà prêts.")
    outbox.ask(MAKE_FILES, by=by, subject_id=report.pk)


@transaction.atomic
def issue(*, report: Report, by: Acting, shown: str | None = None) -> None:
    """Give it to its recipients, for good: they read it from this transaction's end on.

    `shown`: what the page on which she issues it carries (`reports.marks`); None: it is issued as it stands. NotYours unless manager.
    Refused unless it is signed and its files are made, when she was shown something else, or when another report of the programme was
    issued since it was counted: two that are issued at once are issued one after the other, and the second is refused.
    """
    check_may_report(by)
    state = after("issue", report.state)
    if report.files.count() < len(FileKind):
        raise Refused("Ses fichiers se préparent encore. Attendez qu’ils soient prêts.")
    digest = hold(report).digest
    _check_shown(shown, mark_of(digest, _recipients(report)))
    try:
        with transaction.atomic():
            move(report, state, rank=report.follows + 1, issued_by=by.member_audience, issued_at=TransactionNow())
    except IntegrityError as error:
        raise Refused(FOLLOWED) from error


def said_by(
    report: Report,
    composed: Composed,
    comments: Mapping[str, str],
    goals: Sequence[Goal],
    *,
    by: Acting,
    signature: Signature | None = None,
) -> dict:
    """The content of a report, a draft's without a signature."""
    period = Period(report.since, report.until)
    cover = Cover(
        programme=report.programme.name,
        issuer=f"{by.organisation_name}, {by.unit_name}",
        recipient=names(sorted(report.recipients.all(), key=lambda each: each.name)),
        finding=comments.get(FINDING, ""),
        lead=comments.get(LEAD, ""),
        version=report.version,
    )
    return content_of(
        composed,
        period=period,
        left_out=report.left_out,
        cover=cover,
        comments=comments,
        goals=goals,
        signature=signature,
    )


def why_not(report: Report, composed: Composed, *, issued: int, threshold: int) -> str:
    """Why these figures are neither read over nor signed; "" when they may be. `issued`: how many reports of its programme are;
    `threshold`: its programme's of today."""
    if composed.release.exposed:
        return _EXPOSED
    if report.follows != issued:
        return FOLLOWED
    return _STRICTER if composed.threshold < threshold else ""


def _composed(report: Report) -> Composed:
    composed = composed_of(report)
    if composed is None:
        raise Refused(_NOT_COUNTED)
    if why := why_not(report, composed, issued=issued_count(report), threshold=threshold_of(report.programme)):
        raise Refused(why)
    return composed


def _number(report: Report) -> int:
    last = release_of(report)
    return last.number if last else 0


def _recipients(report: Report) -> list[int]:
    return list(report.recipients.values_list("recipient_id", flat=True))


def _check_shown(shown: str | None, stands: str) -> None:
    if shown not in {None, stands}:
        raise Refused(_NOT_SHOWN)
