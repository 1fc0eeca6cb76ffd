"""The landlord's file of tenants in arrears: lists, counts, one account, and to whom one may refer.

Everything here is the acting unit's own; the database leaves out any other file. Ids come first, so that the
reading log is written before a name is read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.contrib.postgres.functions import TransactionNow
from django.db.models import Case, CharField, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.functions import Coalesce
from django.utils import timezone

from cases.enums import FeedbackState, ImportState, ReferralState
from cases.models import AccountStatement, ImportBatch, Referral, ReferralFeedback, ReferralSheet, TenantAccount
from cases.queries.landlord_case import NO_DEBT, ORDER
from common.text import fold
from partners.models import Agreement, Audience

if TYPE_CHECKING:

    class StatedAccount(TenantAccount):
        """An account with the neutral state of its latest referral, what the association last asked of it (names of
        the sheet's fields, between commas), and the public id of its tenancy."""

        state: str
        asked: str | None
        tenancy: UUID | None

else:
    StatedAccount = TenantAccount

PAGE_SIZE = 50
SHORTEST_SEARCH = 2
MONTHS_SHOWN = 6
MOST_PENDING = 10
#: Days after which the balances of a tenant somebody accompanies are to be brought up to date.
STALE_DAYS = 35

#: Tabs of the list: the word in the address, and the neutral states it holds (None: all).
TABS: dict[str, frozenset[str] | None] = {
    "": None,
    "a-orienter": frozenset({""}),
    "a-completer": frozenset({FeedbackState.INCOMPLETE}),
    "reponse-attendue": frozenset({FeedbackState.SENT, FeedbackState.RECEIVED}),
    "premier-contact": frozenset({FeedbackState.CONTACTED}),
    "accompagnes": frozenset({FeedbackState.ENGAGED}),
    "closes": frozenset({FeedbackState.CLOSED}),
}
#: States in which a referral may be made: never referred, whatever is owed, or closed (decisions T10).
REFERABLE = frozenset({"", NO_DEBT, FeedbackState.CLOSED})
#: Orders of the list: the word in the address, its columns, and whether they go down.
SORTS: dict[str, tuple[tuple[str, str], bool]] = {
    "dette": (("balance_cents", "pk"), True),
    "dette-croissante": (("balance_cents", "pk"), False),
    "nom": (("search_key", "pk"), False),
    "nom-inverse": (("search_key", "pk"), True),
}


def search_key(
    *,
    last_name: str,
    first_name: str = "",
    co_tenant: str = "",
    address: str = "",
    commune: str = "",
    residence: str = "",
    lease_ref: str = "",
) -> str:
    """What a search of the file looks in, and what its names are sorted by: last name first, folded."""
    return fold(" ".join([last_name, first_name, co_tenant, address, commune, residence, lease_ref]))


def search_words(text: str) -> list[str]:
    """The folded words to look for, or none when fewer than two letters were typed."""
    folded = fold(text)
    return folded.split() if len(folded.replace(" ", "")) >= SHORTEST_SEARCH else []


@dataclass(frozen=True)
class Figures:
    """How many accounts the unit has in each neutral state ("" to refer), and what waits for it.

    `stale`: tenants in contact or accompanied whose last balance is over 35 days old.
    """

    by_state: dict[str, int]
    stale: int

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    def of(self, states: frozenset[str] | None) -> int:
        """How many accounts stand in one of these states."""
        return self.total if states is None else sum(self.by_state.get(state, 0) for state in states)


@dataclass(frozen=True)
class Page:
    """Ids of one page in order, the cases among them, and the cursor of the next page (a public id) or None."""

    ids: list[int]
    case_ids: list[int]
    next_after: UUID | None


@dataclass(frozen=True)
class Recipient:
    """An association one may refer to, by which agreement; `key` names both in an address."""

    key: str
    agreement: Agreement
    audience_id: int
    organisation: str
    unit: str
    programme: str
    phone: str

    @property
    def label(self) -> str:
        """« Le Pas de Porte, Équipe de Montaubre »."""
        return f"{self.organisation}, {self.unit}"


# --- states ------------------------------------------------------------------------------------------------
def _state() -> Case:
    """The neutral state of the latest referral of an account; without one, "" for a debt and NO_DEBT for none."""
    unreferred = Case(When(balance_cents__gt=0, then=Value("")), default=Value(NO_DEBT))
    rank = Case(
        *(When(state=state, then=Value(place)) for place, state in enumerate(ORDER)), output_field=IntegerField()
    )
    told = (
        ReferralFeedback.objects.filter(case_id=OuterRef("case_id"), visible_from__lte=TransactionNow())
        .annotate(rank=rank)
        .order_by("-referral_id", "-rank")
    )
    return Case(
        When(case_id=None, then=unreferred),
        default=Coalesce(Subquery(told.values("state")[:1]), unreferred),
        output_field=CharField(),
    )


def accounts(unit_audience: int | None) -> QuerySet[TenantAccount]:
    """The unit's accounts, each with its neutral `state`."""
    return TenantAccount.objects.filter(author_id=unit_audience).annotate(state=_state())


def figures(unit_audience: int | None, today: date) -> Figures:
    """Counts of the whole file. One statement."""
    followed = Q(state__in=[FeedbackState.CONTACTED, FeedbackState.ENGAGED])
    old = Q(balance_on__lt=today - timedelta(days=STALE_DAYS))
    rows = list(
        accounts(unit_audience).values("state").annotate(n=Count("pk"), stale=Count("pk", filter=followed & old))
    )
    return Figures(
        by_state={row["state"]: row["n"] for row in rows},
        stale=sum(row["stale"] for row in rows),
    )


# --- lists -------------------------------------------------------------------------------------------------
def page(
    unit_audience: int | None,
    *,
    tab: str = "",
    words: Sequence[str] = (),
    imported: ImportBatch | None = None,
    sort: str = "dette",
    after: UUID | None = None,
    size: int = PAGE_SIZE,
) -> Page:
    """One page of the file, by key; of what that import wrote and no later one did, with `imported`. Two statements:
    the cursor's key, the ids. Reads no name."""
    columns, down = SORTS[sort]
    rows = TenantAccount.objects.filter(author_id=unit_audience, **_written_by(imported))
    if (states := TABS[tab]) is not None:
        rows = rows.annotate(state=_state()).filter(state__in=states)
    for word in words:
        rows = rows.filter(search_key__contains=word)
    # The ids of equal balances go up, as the index has them, whichever way the balances go.
    key = Tuple(F(columns[0]), F("pk"))
    order = [f"-{columns[0]}", "-pk"] if down else [columns[0], "pk"]
    if after and (last := TenantAccount.objects.filter(public_id=after).values_list(*columns).first()):
        rows = rows.filter(TupleLessThan(key, last) if down else TupleGreaterThan(key, last))
    found = list(rows.order_by(*order).values_list("pk", "case_id", "public_id")[: size + 1])
    kept = found[:size]
    return Page(
        ids=[pk for pk, _, _ in kept],
        case_ids=[case_id for _, case_id, _ in kept if case_id],
        next_after=kept[-1][2] if len(found) > size else None,
    )


def _written_by(imported: ImportBatch | None) -> dict[str, QuerySet]:
    """What an import writes carries the time of its transaction, and so does the import. The same file imported again
    changes nothing: its tenants are those of the times before."""
    if imported is None:
        return {}
    same = _imports(imported.author_id, Q(file_digest=imported.file_digest, written_at__lte=imported.written_at))
    return {"updated_at__in": same.order_by().values("written_at")}


def count_to_refer(unit_audience: int | None, imported: ImportBatch) -> tuple[int, int]:
    """How many accounts owe something and were never referred: those that file wrote, and all. One statement."""
    rows = accounts(unit_audience).filter(state="")
    counted = rows.aggregate(written=Count("pk", filter=Q(**_written_by(imported))), all=Count("pk"))
    return counted["written"], counted["all"]


def describe(unit_audience: int | None, ids: Sequence[int]) -> list[StatedAccount]:
    """The accounts of one page in its order, with `state`, what was `asked` and the public id of their `tenancy`. One
    statement, after the reading log."""
    told = ReferralFeedback.objects.filter(case_id=OuterRef("case_id"), visible_from__lte=TransactionNow())
    asked = Subquery(told.filter(state=FeedbackState.INCOMPLETE).order_by("-referral_id").values("detail")[:1])
    rows = accounts(unit_audience).filter(pk__in=ids).annotate(asked=asked, tenancy=F("case__public_id"))
    found = {row.pk: row for row in rows}
    return cast("list[StatedAccount]", [found[pk] for pk in ids if pk in found])


def monthly_balances(ids: Iterable[int], today: date) -> dict[int, list[tuple[date, int]]]:
    """The last balance of each of the latest months, oldest first, in cents, by account. One statement."""
    since = (today.replace(day=1) - timedelta(days=31 * (MONTHS_SHOWN - 1))).replace(day=1)
    month = ("account_id", "on__year", "on__month")
    rows = (
        AccountStatement.objects.filter(account_id__in=list(ids), on__gte=since)
        .order_by(*month, "-on")
        .distinct(*month)
        .values_list("account_id", "on", "balance_cents")
    )
    balances: dict[int, list[tuple[date, int]]] = {}
    for account_id, on, cents in rows:
        balances.setdefault(account_id, []).append((on, cents))
    return balances


def chosen(unit_audience: int | None, public_ids: Iterable[UUID]) -> Page:
    """Those of the unit's accounts, by name. One statement; reads no name."""
    rows = (
        TenantAccount.objects.filter(author_id=unit_audience, public_id__in=list(public_ids))
        .order_by("search_key", "pk")
        .values_list("pk", "case_id")
    )
    found = list(rows)
    return Page([pk for pk, _ in found], [case_id for _, case_id in found if case_id], None)


def pending_imports(unit_audience: int | None) -> list[ImportBatch]:
    """Files read and not yet imported, newest first, without their lines. Purged after a day."""
    return list(_imports(unit_audience, Q(state=ImportState.CHECKED))[:MOST_PENDING])


def imports_of_list(unit_audience: int | None, asked: UUID | None) -> tuple[list[ImportBatch], ImportBatch | None]:
    """The pending imports, and the import of that id once it is written (None for any other). One statement."""
    wanted = Q(state=ImportState.CHECKED) | Q(state=ImportState.WRITTEN, public_id=asked)
    # The written one first: it must not fall behind the pending ones.
    found = list(_imports(unit_audience, wanted).order_by("-state", "-id")[: MOST_PENDING + 1])
    pending = [batch for batch in found if batch.state == ImportState.CHECKED]
    written = next((batch for batch in found if batch.state == ImportState.WRITTEN), None)
    return pending[:MOST_PENDING], written


def _imports(unit_audience: int | None, wanted: Q) -> QuerySet[ImportBatch]:
    rows = ImportBatch.objects.filter(wanted, author_id=unit_audience)
    return rows.defer("staged", "corrections", "choices").order_by("-id")


# --- one account -------------------------------------------------------------------------------------------
def statements(account_id: int) -> list[AccountStatement]:
    """The dated balances of one account, oldest first."""
    return list(AccountStatement.objects.filter(account_id=account_id).order_by("on"))


def latest_referral(case_id: int | None) -> Referral | None:
    """The latest referral of a tenancy that was sent, with its recipient and `owed_on`, the day of the debt its sheet gave, or None."""
    return (
        Referral.objects.filter(case_id=case_id)
        .exclude(state=ReferralState.DRAFT)
        .select_related("recipient__unit__organisation", "agreement")
        .annotate(owed_on=F("sheet__balance_on"))
        .order_by("-id")
        .first()
        if case_id
        else None
    )


def told_of(referral: Referral) -> dict[str, ReferralFeedback]:
    """What the unit is told of its referral, by neutral state."""
    rows = ReferralFeedback.objects.filter(referral=referral, visible_from__lte=TransactionNow())
    return {row.state: row for row in rows}


# --- to whom one may refer -----------------------------------------------------------------------------------
def recipients(unit_id: int, unit_audience: int | None) -> list[Recipient]:
    """The associations of the agreements in force of that landlord unit, the last one used first. One statement."""
    today = timezone.localdate()
    used = Referral.objects.filter(author_id=unit_audience, agreement_id=OuterRef("pk")).order_by("-id")
    unit = Audience.objects.filter(unit_id=OuterRef("operator_unit_id"), kind="unit", capacity="operator")
    rows = (
        Agreement.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=today), landlords__unit_id=unit_id, starts_on__lte=today
        )
        .annotate(used=Subquery(used.values("pk")[:1]), audience_id=Subquery(unit.values("pk")[:1]))
        .exclude(audience_id=None)
        .select_related("operator_unit__organisation", "programme")
        .order_by(F("used").desc(nulls_last=True), "pk")
    )
    return [
        Recipient(
            key=f"{row.operator_unit.key}.{row.programme.key}",
            agreement=row,
            audience_id=row.audience_id,
            organisation=row.operator_unit.organisation.name,
            unit=row.operator_unit.name,
            programme=row.programme.name,
            phone=row.operator_unit.phone,
        )
        for row in rows
    ]


def former_sheets(unit: int | None, accounts: Sequence[TenantAccount]) -> dict[int, ReferralSheet]:
    """The last sheet this unit itself sent of each of these accounts, by account, its referral fetched. One statement.

    Another landlord's, on the same household, is not read.
    """
    by_case = {account.case_id: account.pk for account in accounts if account.case_id}
    sent = ReferralSheet.objects.filter(case_id__in=by_case, author_id=unit, referral__submitted_at__isnull=False)
    last = sent.order_by("case_id", "-id").distinct("case_id").select_related("referral__agreement")
    return {by_case[sheet.case_id]: sheet for sheet in last}
