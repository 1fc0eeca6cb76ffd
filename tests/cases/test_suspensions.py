"""An accompaniment that rests: its period and reason, nothing due meanwhile, its end that is overdue."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.actions import accompaniments
from cases.models import Suspension
from cases.programmes.rhythm import due
from cases.programmes.rules import Phase
from common.context import acting
from common.refusal import Refused
from tests.cases.operator_world import body, client_of, engaged, url_of

DAY = "/accompagnement/ma-journee/"
MONTHLY = [Phase(label="Tout", weeks=None, visits=2, every_months=1)]
MARCH = date(2026, 3, 1)


def today(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


def test_what_a_window_owes_is_put_off_by_the_days_of_rest():
    late_without = due(MONTHLY, MARCH, [], date(2026, 3, 20))
    assert (late_without.on, late_without.late) == (date(2026, 3, 16), 4)
    rested = due(MONTHLY, MARCH, [], date(2026, 3, 20), [(date(2026, 3, 5), date(2026, 3, 15))])
    assert (rested.on, rested.late) == (date(2026, 3, 26), 0)
    after = due(MONTHLY, MARCH, [], date(2026, 3, 20), [(date(2026, 3, 18), date(2026, 3, 19))])
    assert after.on == date(2026, 3, 16)
    before = due(MONTHLY, MARCH, [], date(2026, 4, 20), [(date(2026, 2, 1), date(2026, 4, 11))])
    assert before.on == date(2026, 4, 25)


@pytest.mark.django_db
class TestOfACase:
    @pytest.fixture
    def case(self, world):
        return engaged(world)[1]

    def suspend(self, world, case, **fields) -> None:
        with acting(world.ines.audiences):
            accompaniments.suspend(case=case, by=world.ines, **({"reason": "household"} | fields))

    def test_the_period_and_its_reason_stand_in_the_thread(self, world, case):
        self.suspend(world, case, planned_until=today(30))
        page = body(client_of(world.ines).get(url_of(case)))
        assert "Accompagnement suspendu" in page
        assert "à la demande du ménage. Fin prévue" in page
        assert "Rien n’est dû en attendant." in page
        with acting(world.ines.audiences):
            accompaniments.resume(case=case, by=world.ines)
            assert Suspension.objects.get().ended_on == today()
        page = body(client_of(world.ines).get(url_of(case)))
        assert "Accompagnement repris" in page
        assert "Fin prévue" not in page

    def test_its_end_ends_with_the_accompaniment(self, world, case):
        self.suspend(world, case)
        with acting(world.ines.audiences):
            accompaniments.end(case=case, by=world.ines, outcome="kept")
            assert Suspension.objects.get().ended_on == today()
        assert "Accompagnement repris" not in body(client_of(world.ines).get(url_of(case)))

    def test_an_overdue_end_is_something_to_do_and_is_put_off(self, world, case):
        client = client_of(world.ines)
        self.suspend(world, case, planned_until=today(3))
        assert "Suspensions à revoir" not in body(client.get(DAY))
        with acting(world.ines.audiences):
            Suspension.objects.update(planned_until=today())
        assert "Suspensions à revoir" in body(client.get(DAY))
        assert "Est-ce fini ?" in body(client.get(url_of(case)))
        answer = client.post(f"{url_of(case)}prolonger/", {"planned_until": today(10).isoformat()})
        assert answer.status_code == 302
        assert "Suspensions à revoir" not in body(client.get(DAY))

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"starts_on": today(1)}, "à partir du jour"),
            ({"starts_on": today(-400)}, "après l’adhésion"),
            ({"planned_until": today(-1)}, "est passée"),
        ],
    )
    def test_days_that_do_not_hold_are_refused_and_nothing_is_suspended(self, world, case, fields, sentence):
        sent = {name: day.isoformat() for name, day in ({"starts_on": today()} | fields).items()}
        page = client_of(world.ines).post(f"{url_of(case)}suspendre/", sent | {"reason": "absence"})
        assert sentence in body(page)
        with acting(world.ines.audiences):
            assert not Suspension.objects.exists()

    def test_only_what_is_suspended_is_prolonged(self, world, case):
        with acting(world.ines.audiences), pytest.raises(Refused, match="n’est pas suspendu"):
            accompaniments.prolong(case=case, by=world.ines, planned_until=today(3))
        self.suspend(world, case)
        with acting(world.ines.audiences), pytest.raises(Refused, match="est passée"):
            accompaniments.prolong(case=case, by=world.ines, planned_until=today(-1))
