"""What tests of the landlord's clerk start from: accounts of a file, and a browser signed in as a member."""

from datetime import date

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.actions import referrals
from cases.actions.referrals import ToRefer
from cases.models import AccountStatement, Referral, TenantAccount
from cases.queries import tenants as queries
from common.context import acting
from partners.acting import SESSION_KEY, Acting
from tests.harness import sql


def signed_in(by: Acting) -> Client:
    """A browser signed in as that member, acting in that capacity."""
    client = Client()
    client.force_login(by.membership.user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[SESSION_KEY] = [by.membership.id, by.capacity.value]
    session.save()
    return client


def page_of(clerk: Client, **asked: str) -> str:
    """The list of tenants, as asked, in plain spaces."""
    answer = clerk.get(reverse("tenants"), asked)
    assert answer.status_code == 200
    return plain(answer.content.decode())


def plain(page: str) -> str:
    """The same text with usual spaces."""
    return page.replace("\u00a0", " ").replace("\u202f", " ")


def account(by: Acting, lease: str = "L1", **fields) -> TenantAccount:
    """One account of that unit's file, told unless said otherwise."""
    values = {
        "title": "Mme",
        "last_name": "VASSEUR",
        "first_name": "Josiane",
        "postcode": "33000",
        "commune": "Bordeaux",
        "address": "12, rue des Tisserands",
        "phone": "+33600004127",
        "balance_cents": 128450,
        "balance_on": timezone.localdate(),
        "stage": "reminder",
        "reasons": ["isolation"],
        "told": True,
    } | fields
    key = {name: values.get(name, "") for name in ("last_name", "first_name", "co_tenant", "address", "residence")}
    values["search_key"] = queries.search_key(**key, commune=values["commune"], lease_ref=lease)
    with acting(by.audiences):
        made = TenantAccount.objects.create(author_id=by.unit_audience, lease_ref=lease, **values)
        AccountStatement.objects.create(
            account=made, author_id=by.unit_audience, on=values["balance_on"], balance_cents=values["balance_cents"]
        )
    return made


def stated(by: Acting, made: TenantAccount) -> queries.StatedAccount:
    """The account as lists have it, with its neutral state. In an open context."""
    return queries.describe(by.unit_audience, [made.pk])[0]


def refer(by: Acting, *accounts: TenantAccount, **changes) -> list[Referral]:
    """Refer these accounts to the first association one may; `changes` of `ToRefer` for each."""
    answers = {"told_how": "letter", "told_on": timezone.localdate()} | changes
    with acting(by.audiences):
        recipient = queries.recipients(by.membership.unit_id, by.unit_audience)[0]
        return referrals.refer(
            tenants=[ToRefer(stated(by, made), **answers) for made in accounts],
            recipient=recipient,
            origin="arrears_meeting",
            contact_name="Nadia Roussel",
            contact_phone="05 36 49 10 20",
            by=by,
        )


def statement(by: Acting, made: TenantAccount, on: date, cents: int) -> None:
    with acting(by.audiences):
        AccountStatement.objects.create(account=made, author_id=by.unit_audience, on=on, balance_cents=cents)


def households() -> int:
    """How many households there are, behind every policy."""
    return sql("SELECT count(*) FROM cases_household")[0][0]
