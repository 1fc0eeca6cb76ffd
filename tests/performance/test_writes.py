"""What is written of one household costs the same whatever the number of the others."""

from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from cases.actions import accompaniments, visits
from cases.enums import AccompanimentState, ExitOutcome, VisitOutcome
from cases.models import Access, AccompanimentCourse, Case, PersonAccess
from cases.policies import Identity, VisitEntry
from common.context import acting
from launcher import testing

#: Rows that a write may read one after the other: small tables are read whole, and rightly.
MOST_READ_IN_A_ROW = 1_000
_READ_WHOLE = (
    "SELECT relname, seq_tup_read FROM pg_stat_xact_user_tables"
    " WHERE schemaname = 'public' AND seq_tup_read > %s ORDER BY 1"
)


def _log(case, by):
    entry = VisitEntry(on=timezone.localdate(), outcome=VisitOutcome.HELD, visit_minutes=45, note="Vue chez elle.")
    visits.log(case=case, by=by, device_id=uuid4(), entry=entry)


def _plan(case, by):
    visits.plan(case=case, by=by, on=timezone.localdate())


def _state(case, by):
    person = PersonAccess.objects.for_audience(by.member_audience).filter(case=case).values_list("person_id")[0][0]
    accompaniments.state_identity(case=case, by=by, identity=Identity(person_id=person, last_name="Vidal"))


def _end(case, by):
    accompaniments.end(case=case, by=by, outcome=ExitOutcome.KEPT)


@pytest.mark.parametrize("write", [_log, _plan, _state, _end])
def test_a_write_reads_no_table_whole(product, write):
    """Least of all that of access: what one household's rows become must not cost what all households cost."""
    filled, _ = product
    by = filled.workers["huge"]
    with acting(by.audiences), connection.cursor() as cursor:
        engaged = AccompanimentCourse.objects.filter(state=AccompanimentState.ENGAGED)
        mine = Access.objects.for_audience(by.member_audience).filter(case_id__in=engaged.values("case_id"))
        case = Case.objects.get(pk=mine.values_list("case_id", flat=True)[0])
        write(case, by)
        cursor.execute(_READ_WHOLE, [MOST_READ_IN_A_ROW])
        assert cursor.fetchall() == []
        transaction.set_rollback(True)


def test_one_household_is_recomputed_alone(large):
    _, name = large
    with testing.connect("postgres", name) as superuser, superuser.transaction(force_rollback=True):
        households = [row for (row,) in superuser.execute("SELECT id FROM cases_household ORDER BY id LIMIT 40")]
        superuser.execute("SET LOCAL ROLE palier_keeper")
        for household in households:
            superuser.execute("SELECT sec.recompute(ARRAY[%s::bigint])", [household])
        read = "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables"
        ((rows,),) = superuser.execute(read).fetchall()
    assert rows / len(households) < MOST_READ_IN_A_ROW
