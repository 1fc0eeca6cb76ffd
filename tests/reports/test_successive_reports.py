"""A funder who reads every report that it was issued, and adds and subtracts, learns of nobody (issue A3; ADR 29 and 38).

Counted in PostgreSQL by the statistics role, prepared, read over, signed and issued by the product's own acts; read in the funder's own
context. `PALIER_STORIES=200 python3 run.py test tests/reports/test_successive_reports.py` reads that many stories; the suite reads few.
"""

import os

import pytest
from django.db import connection
from django.utils import timezone

from cases.periods import Period
from common.rls.declare import protected
from launcher import testing
from partners.models import Programme
from reports import gathering, masking
from reports.composing import outline_of
from tests.gate.logins import own_database
from tests.harness import within
from tests.reports.successive import PROGRAMME, attack, story

SEEDS = range(2, 2 + int(os.environ.get("PALIER_STORIES", "2")))


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    """A database of one's own: the statistics role reads what is committed."""
    with own_database(django_db_blocker, "successive") as name, testing.connect("postgres", name) as superuser:
        yield superuser


def needed() -> int:
    rules = Programme.objects.get(key=PROGRAMME).versions.order_by("-number")[0].rules
    return rules["rent"]["resumed_after_months"]


@pytest.mark.parametrize("seed", SEEDS)
def test_reports_issued_one_after_the_other_narrow_no_small_figure(database, seed):
    made = story(database, seed, timezone.localdate())
    found = attack(made, needed())
    print(f"seed {seed}: {len(made.households)} households, {len(made.held)} reports, {found}")
    assert found.told == []
    assert found.given_up <= found.questions / 100
    assert _tables_read(made.helene) <= READ_BY_A_FUNDER


#: Of all that is protected, what a funder's clerk reads a row of: reports issued to it, to whom, their files; and itself.
READ_BY_A_FUNDER = {"reports_report", "reports_reportrecipient", "reports_reportfile"}


def _tables_read(by) -> set[str]:
    found = set()
    with within(by), connection.cursor() as cursor:
        for name in protected():
            cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [name])
            if cursor.fetchone()[0]:
                cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {name})")
                found |= {name} if cursor.fetchone()[0] else set()
    return found


def without_former_reports(patch):
    whole = masking.mask
    patch.setattr(gathering, "mask", lambda *given, **named: whole(*given[:3], **named))


def test_the_attack_catches_reports_that_forget_those_before(database, monkeypatch):
    without_former_reports(monkeypatch)
    today, of = timezone.localdate(), needed()
    found = []
    for seed in range(2, 10):
        found = attack(story(database, seed, today), of).told
        if found:
            break
    assert found


def test_there_is_something_to_read():
    """What the attack reads is what the outlines show: a block that is renamed is not lost unseen."""
    half = outline_of(
        Period(timezone.localdate().replace(day=1, month=1), timezone.localdate().replace(day=28, month=6))
    )
    titles = {block.title for section in half.every for block in (*section.charts, *section.tables)}
    assert {"Chez quel bailleur ils habitent", "Qui a fait les saisines", "À l’issue de l’accompagnement"} <= titles
