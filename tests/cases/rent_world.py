"""What the tests of the rent account share: a tenancy with its account, an accompaniment, and both sides' pages."""

from datetime import date, timedelta

from django.utils import timezone

from cases.enums import ProcedureEventKind
from cases.models import AccountStatement, Case, Task, TenantAccount
from tests.cases.agreements import engaged
from tests.cases.operator_world import body, client_of
from tests.factories.world import Referred, World
from tests.harness import within

TODAY = timezone.localdate


def scene(world: World) -> Referred:
    """A tenancy with its account, and an accompaniment; nothing agreed."""
    made = engaged(world)
    with within(world.nadia):
        account = TenantAccount.objects.create(
            author_id=world.nadia.unit_audience,
            case_id=made.tenancy.pk,
            last_name="Vasseur",
            first_name="Josiane",
            lease_ref="L-1",
            stage="reminder",
            postcode="33000",
            commune="Bordeaux",
            balance_cents=128450,
            balance_on=TODAY(),
            entered_on=date(2024, 3, 1),
        )
        for back, cents in ((70, 200000), (40, 150000), (10, 128450)):
            AccountStatement.objects.create(
                account=account,
                author_id=world.nadia.unit_audience,
                on=TODAY() - timedelta(days=back),
                balance_cents=cents,
                rent_cents=52000,
                apl_cents=21000,
            )
    return made


def tenancy_of(referred: Referred, by) -> Case:
    with within(by):
        return Case.objects.get(pk=referred.tenancy.pk)


def address(case: Case, rest: str = "") -> str:
    return f"/accords/{case.public_id}/compte/{rest}"


def page(who, case: Case) -> str:
    return body(client_of(who).get(address(case)))


def tasks_of(case: Case, by) -> list[tuple[str, bool]]:
    with within(by):
        rows = Task.objects.filter(case_id=case.pk).order_by("due_on", "id")
        return [(row.source.split(":")[1], row.done_at is not None) for row in rows]


def note(who, case, kind: ProcedureEventKind, on: date):
    """Say that fact on the screen."""
    return client_of(who).post(address(case, "fait/"), {"kind": kind.value, "on": f"{on:%d/%m/%Y}"})
