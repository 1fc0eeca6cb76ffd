"""The demonstration's households: every state is there, through the gate, and the gate is whole afterwards."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connections

from cases import demo, tasks
from cases.actions.unmade_work import retry
from cases.demo import acts, plots, readings, stories
from cases.demo.past import Timeline, as_application, is_empty
from cases.models import Annex, Case, CommonPart
from cases.parts.content import digest_of, digest_of_annex, digest_signed_by
from cases.periods import add_months
from common import documents, outbox
from common.context import acting
from common.rls.declare import protected
from launcher import testing
from partners.demo import seed_directory
from partners.queries.unmade_work import unmade_of
from tests.harness import OWNER, as_role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.serial]


@pytest.fixture
def directory():
    with as_role(OWNER):
        seed_directory()


@pytest.fixture
def look():
    """Rows of a statement, as the test cluster's superuser, in the days of Paris."""
    with testing.connect("postgres", connections["default"].settings_dict["NAME"]) as superuser:
        superuser.execute("SET TIME ZONE 'Europe/Paris'")
        yield lambda statement, *given: superuser.execute(statement, given or None).fetchall()


def test_every_state_is_there_and_the_gate_is_whole(directory, look):
    before = dict(connections["default"].settings_dict)
    demo.seed(most=1)
    assert connections["default"].settings_dict == before
    _check_states(look)
    _check_vasseur(look)
    _check_papers(look)
    _check_what_is_shared_planned_and_brought(look)
    _check_offices(look)
    _check_what_was_lifted_is_back(look)
    _check_what_was_given_up_is_made_when_it_is_tried_again()
    visits = look("SELECT count(*), max(id) FROM cases_visit")
    demo.seed(most=1)
    assert look("SELECT count(*), max(id) FROM cases_visit") == visits


def _check_states(look):
    days = {day for (day,) in look("SELECT (now()::date - submitted_at::date) FROM cases_referral")}
    assert {3, 30, 58, 77, 252} <= days
    states = dict(look("SELECT state, count(*) FROM cases_accompanimentcourse GROUP BY 1"))
    assert {"reaching", "engaged", "suspended", "follow_up", "ended"} == set(states)
    answers = {state for (state,) in look("SELECT state FROM cases_referralanswer")}
    assert {"received", "accepted", "not_accepted"} <= answers
    consents = look("SELECT ended_how, given_how, until > now() FROM cases_consent")
    assert {"withdrawn", "replaced", ""} <= {ended for ended, *_ in consents}
    assert any(how == "oral" and live for ended, how, live in consents if not ended)
    assert any(not live for ended, _, live in consents if not ended)
    assert look("SELECT count(*) FROM cases_violenceflag WHERE lifted_at IS NULL") == [(1,)]
    two = "SELECT count(DISTINCT holder_id) FROM cases_case WHERE kind = 'accompaniment' GROUP BY household_id"
    assert (2,) in look(two)
    assert look("SELECT count(*) FROM cases_household h WHERE sec.drift(h.id) <> 0") == [(0,)]
    coming = (
        'SELECT "on" FROM cases_visit WHERE outcome = \'\' AND "on" > current_date AND extract(isodow FROM "on") > 5'
    )
    assert look(coming) == []


def _check_vasseur(look):
    (row,) = look(
        "SELECT c.id, t.is_referent, u.first_name, l.key FROM cases_identitystatement s"
        " JOIN cases_case c ON c.id = s.case_id JOIN cases_teammember t ON t.case_id = c.id AND t.is_referent"
        " JOIN partners_membership m ON m.id = t.membership_id JOIN partners_user u ON u.id = m.user_id"
        " JOIN cases_case y ON y.id = c.tenancy_id JOIN partners_audience a ON a.id = y.holder_id"
        " JOIN partners_unit l ON l.id = a.unit_id WHERE s.last_name = 'Vasseur' AND c.kind = 'accompaniment'"
    )
    assert row[1:] == (True, "Inès", "h2v-montaubre-nord")
    case = row[0]
    assessed = (
        "SELECT count(*) FROM cases_commonpart WHERE case_id = %s AND kind = 'assessment' AND issued_at IS NOT NULL"
    )
    assert look(assessed, case) == [(1,)]
    assert look("SELECT units, effort_rate > 0 FROM cases_budgetstatement WHERE case_id = %s", case) == [(1, True)]
    held = "SELECT count(*) FROM cases_visit WHERE case_id = %s AND outcome = 'held'"
    ((count,),) = look(held, case)
    assert count >= 12
    assert look("SELECT sum(held) FROM cases_visitshared WHERE case_id = %s", case) == [(count,)]
    assert look("SELECT count(*) FROM cases_visitshared WHERE date_trunc('month', month)::date <> month") == [(0,)]
    ((balances,),) = look(
        "SELECT count(*) FROM cases_rentstatement r JOIN cases_case c ON c.tenancy_id = r.case_id WHERE c.id = %s", case
    )
    assert balances >= 9
    ((with_six_months, with_payment, not_told, free),) = look(
        "SELECT count(*) FILTER (WHERE (SELECT count(*) FROM cases_accountstatement s WHERE s.account_id = a.id) >= 6),"
        " count(last_payment_on), count(*) FILTER (WHERE NOT told), count(*) FILTER (WHERE case_id IS NULL)"
        " FROM cases_tenantaccount a"
    )
    # Nobody referred: one told and one not told of the first team, one of each other team.
    assert (with_six_months >= 4, with_payment >= 10, not_told, free) == (True, True, 1, 4)
    assert look("SELECT count(*) FROM cases_referralfeedback WHERE state = 'incomplete' AND visible_from <= now()") == [
        (1,)
    ]
    assert look("SELECT count(*) FROM cases_personlink WHERE case_id = %s AND expires_at > now()", case) == [(1,)]


def _check_papers(look):
    """What was signed long ago names days of then, and still is what was signed."""
    signed = look(
        "SELECT p.kind, p.number, p.starts_on, p.ends_on, p.content, p.digest, a.content, a.digest,"
        " (SELECT array_agg(s.party || ' ' || s.signed_digest) FROM cases_signature s WHERE s.common_part_id = p.id),"
        " current_date - p.issued_at::date FROM cases_commonpart p JOIN cases_annex a ON a.common_part_id = p.id"
        " WHERE p.issued_at IS NOT NULL"
    )
    assert {kind for kind, *_ in signed} == {"assessment", "contract", "bilan"}
    for kind, number, starts_on, ends_on, content, digest, said, digest_of_said, signatures, age in signed:
        part = CommonPart(kind=kind, number=number, starts_on=starts_on, ends_on=ends_on, content=content)
        annex = Annex(content=said)
        assert age > 60
        assert (digest, digest_of_said) == (digest_of(part), digest_of_annex(annex))
        assert signatures == [
            f"{each.split()[0]} {digest_signed_by(each.split()[0], part, annex)}" for each in signatures
        ]
        if kind == "contract":
            assert content["reviews"][0]["on"] == str(add_months(starts_on, 3))
            assert date.fromisoformat(content["debt_on"]) <= starts_on


def _check_what_is_shared_planned_and_brought(look):
    """A landlord reads the totals of one budget; one household has a plan to be reached by; two came from a spreadsheet."""
    shared = (
        "SELECT count(DISTINCT b.case_id) FROM cases_budgetstatement b JOIN cases_access a ON a.case_id = b.case_id"
        " JOIN partners_audience l ON l.id = a.audience_id AND l.capacity = 'landlord' WHERE a.budget_until > now()"
    )
    assert look(shared) == [(1,)]
    unknown = (
        "SELECT count(*) FROM cases_accompanimentcourse c JOIN cases_case k ON k.id = c.case_id"
        " JOIN cases_accompaniment a ON a.case_id = c.case_id LEFT JOIN cases_entrystatement e"
        " ON e.case_id = c.case_id AND e.commune <> '' AND e.reasons <> '{}' AND e.stage <> '' AND e.debt_on <= a.starts_on"
        " WHERE c.engaged_at IS NOT NULL AND k.tenancy_id IS NOT NULL AND e.id IS NULL"
    )
    assert look(unknown) == [(0,)]
    (plan,) = look("SELECT outreach FROM cases_accompanimentcourse WHERE outreach IS NOT NULL AND state = 'reaching'")
    assert plan[0]["by"] == "operator"
    assert "gardienne" in plan[0]["door"]
    came = look(
        "SELECT c.engaged_at::date - a.starts_on, c.engaged_at::date - max(e.month), sum(e.held), c.case_id,"
        " (SELECT count(*) FROM cases_visit v WHERE v.case_id = c.case_id AND v.outcome = 'held')"
        " FROM cases_accompanimentcourse c JOIN cases_accompaniment a USING (case_id)"
        " JOIN cases_earlieractivity e USING (case_id) GROUP BY c.case_id, c.engaged_at, a.starts_on ORDER BY 1 DESC"
    )
    assert [(begun, held, visits) for begun, _, held, _, visits in came] == [(200, 7, 5), (130, 5, 5)]
    assert all(28 <= since <= 62 for _, since, *_ in came)
    referred = "SELECT count(*) FROM cases_referral WHERE receiving_case_id = ANY (%s)"
    assert look(referred, [case for *_, case, _ in came]) == [(0,)]


def _check_offices(look):
    """The administration has work given up that can be tried again; the register has months, and all in the past."""
    given_up = look(
        "SELECT id, created_at FROM common_outbox WHERE outcome = 'dead' AND created_at < now() - interval '23h'"
    )
    assert len(given_up) == 2
    held_up = "SELECT count(*) FROM common_document WHERE state = 'waiting' AND refusal <> '' AND created_at < now()"
    assert look(held_up) == [(2,)]
    assert look("SELECT expires_at > now() FROM partners_invitation ORDER BY id") == [(False,), (True,)]
    by_month = look(
        "SELECT count(DISTINCT date_trunc('month', at)), min(at) > now() - interval '12 months', max(at) < now(),"
        " count(*) FILTER (WHERE purpose = 'refused' AND case_ids = '{}'),"
        " count(*) FILTER (WHERE purpose = 'refused' AND case_ids <> '{}') FROM cases_readinglog"
    )
    ((months, kept, past, refused, told),) = by_month
    assert (months >= 9, kept, past, refused > 2, told) == (True, True, True, True, 0)
    unread = (
        "SELECT count(*) FROM cases_visit v JOIN partners_audience a ON a.id = v.logged_by_id"
        " WHERE outcome <> '' AND \"on\" > now() - interval '9 months' AND NOT EXISTS (SELECT FROM cases_readinglog r"
        " WHERE r.membership_id = a.membership_id AND v.case_id = ANY (r.case_ids) AND r.at::date = v.on)"
    )
    assert look(unread + " AND v.on < current_date") == [(0,)]
    dates = look(
        "SELECT count(DISTINCT started_at::date), count(*) FILTER (WHERE ended_at < now()) FROM partners_membership"
    )
    assert dates[0] >= (5, 1)


def _check_what_was_given_up_is_made_when_it_is_tried_again():
    sacha = acts.member("sacha.mercier@pas-de-porte.example")
    rows = list(unmade_of(sacha.membership.unit.organisation))
    assert {row.task for row in rows} == {tasks.report.MAKE, documents.RENDER}
    for row in rows:
        with acting(sacha.audiences):
            assert retry(outbox_id=row.pk, by=sacha)
        outbox.run(row.pk)
        row.refresh_from_db()
        assert row.outcome == outbox.DONE


def _check_what_was_lifted_is_back(look):
    unforced = look(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY (%s)"
        " AND NOT (relrowsecurity AND relforcerowsecurity)",
        list(protected()),
    )
    assert unforced == []
    assert look("SELECT tgname FROM pg_trigger WHERE tgenabled = 'D'") == []


def test_as_many_of_each_as_a_working_platform_has():
    """Decisions T20. Beside those of the table, Mme Vasseur is engaged, and the Ferreiras, of whom one agreed."""
    many = {plot: sum(counts) for plot, counts in stories.PLOTS}
    engaged = ("engaged", "one_of_two", "withdrawn", "expired", "narrowed", "oral_to_confirm", "protected")
    assert sum(many[getattr(plots, name)] for name in (*engaged, "two_operators")) + 2 >= 85
    assert many[plots.one_of_two] + 1 == 8
    wanted = {
        "withdrawn": 8,
        "expired": 6,
        "narrowed": 4,
        "oral_to_confirm": 2,
        "protected": 2,
        "two_operators": 3,
        "suspended": 5,
    }
    wanted |= {"came_back": 4, "ended_lately": 10, "ended_long_ago": 25}
    assert {name: many[getattr(plots, name)] for name in wanted} == wanted
    files = many[plots.not_referred] + many[plots.not_told]
    assert 145 <= sum(many.values()) - files + 2 <= 155
    assert max(stories.FILES) > 500


def test_a_failure_leaves_nothing_behind(directory, monkeypatch):
    def fails(*_):
        raise RuntimeError("half-way")

    monkeypatch.setattr(acts.Story, "engage", fails)
    with pytest.raises(RuntimeError, match="half-way"):
        demo.seed(most=1)
    with as_application() as owner:
        assert is_empty(owner)


def test_a_failure_in_the_offices_leaves_nothing_behind_either(directory, look, monkeypatch):
    """Without her past, the paper about Mme Vasseur cannot be asked: an invitation and a report were, before."""
    monkeypatch.setattr(Timeline, "play", lambda *_: None)
    with pytest.raises(Case.DoesNotExist):
        demo.seed(most=1)
    for table in ("common_document", "common_outbox", "partners_invitation"):
        assert look(f"SELECT count(*) FROM {table}") == [(0,)]


def test_the_log_tells_each_visit_once_and_no_household_of_a_refusal():
    visits = [readings.Visited(7, 1, 3, date(2026, 10, 5)), readings.Visited(8, 1, 3, date(2026, 10, 5))]
    found = list(readings.derived(visits, {3: 2}, date(2026, 11, 21)))
    told = {(each.purpose, each.membership_id, each.case_ids) for each in found}
    assert told >= {
        ("case", 1, (7,)),
        ("case", 1, (8,)),
        ("list", 1, (7, 8)),
        ("report", 2, (7, 8)),
        ("refused", 1, ()),
    }
    assert len([each for each in found if each.purpose == "case"]) == 2
    (report,) = [each for each in found if each.purpose == "report"]
    assert report.at.date() == date(2026, 11, 3)
    assert "report" not in {each.purpose for each in readings.derived(visits, {3: 2}, date(2026, 11, 3))}


def test_the_command_needs_a_demonstration(monkeypatch):
    from django.core.management.base import CommandError

    monkeypatch.setenv("PALIER_ENV", "production")
    with pytest.raises(CommandError, match="PALIER_DEMO"):
        call_command("seed_demo")
