"""What a report is measured against, from the programme and its author's page to the frozen content."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.periods import quarters_before, year
from cases.programmes.publishing import NotPublished, in_force, publish, shipped
from common.refusal import Refused
from launcher import testing
from partners.models import ProgrammeVersion
from reports.actions import issuing, preparing, writing
from reports.comments import stamp_of
from reports.models import ReportGoal
from reports.queries.aims import aims_of
from tests.cases.agreements import browser
from tests.factories.directory import publish_next
from tests.funding.measured import plain
from tests.harness import OWNER, as_role, within
from tests.reports import reported
from tests.reports.shelf import Shelf

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "log", "statistics"])
LAST = timezone.localdate().year - 1
RATE, FOLLOWED = "goal-effective-rate", "goal-followed"


@pytest.fixture(autouse=True)
def later_versions_go():
    """Programmes are kept from one test to the next; what one of these published would be the target of the next."""
    yield
    number = next(rules.version for rules in shipped() if rules.key == "gironde")
    with testing.connect("postgres", connection.settings_dict["NAME"]) as superuser, superuser.transaction():
        superuser.execute("SET LOCAL lock_timeout = '5s'")
        superuser.execute("SET LOCAL session_replication_role = replica")
        superuser.execute(
            "DELETE FROM partners_programmeversion v USING partners_programme p"
            " WHERE p.id = v.programme_id AND p.key = 'gironde' AND v.number > %s",
            [number],
        )


@pytest.fixture
def shelf(world):
    return Shelf(world)


@pytest.fixture
def report(world, shelf):
    return reported.composed(world.laurent, world.agreement.programme, year(LAST), shelf.helene)


def content(report, by) -> dict:
    with within(by):
        return issuing.said_by(report, issuing._composed(report), {}, aims_of(report).goals, by=by)


def goals_in(said: dict) -> dict[str, str]:
    return {each["indicator"]: plain(each["goal"]["text"]) for each in said["goals"]}


def test_a_report_says_the_targets_of_its_programme(world, shelf, report):
    said = content(report, world.laurent)
    assert goals_in(said) == {"followed": "30", "effective-rate": "75 %"}
    tiles = {one["indicator"]: one for one in said["glance"]["figures"]}
    assert plain(tiles["effective-rate"]["goal"]["text"]) == "75 %"
    quarter = quarters_before(timezone.localdate() - timedelta(days=100), 1)[0]
    short = reported.composed(world.laurent, world.agreement.programme, quarter, shelf.helene)
    assert goals_in(content(short, world.laurent)) == {"effective-rate": "75 %"}


def test_the_version_in_force_on_the_last_day_counts(world, shelf, report):
    """What is agreed since is another year's."""
    programme = world.agreement.programme
    made = publish_next("gironde", {"targets.1.value": "90"})
    assert goals_in(content(report, world.laurent))["effective-rate"] == "75 %"
    until = report.until
    with as_role(OWNER):
        ProgrammeVersion.objects.filter(pk=made.pk).update(published_at=timezone.now() - timedelta(days=800))
        first = programme.versions.order_by("number").first()
        versions = list(programme.versions.order_by("number"))
    assert in_force(versions, until) == made
    assert in_force(versions, until - timedelta(days=2000)) == first
    assert goals_in(content(report, world.laurent))["effective-rate"] == "90 %"


def test_what_she_types_is_frozen_with_the_report_and_copied_to_its_correction(world, shelf, report):
    by = world.laurent
    with within(by):
        stamp = stamp_of(aims_of(report).texts)
        writing.write(report=report, typed={RATE: "80", FOLLOWED: "", "goal-debt-reduced": "66,5"}, stamp=stamp, by=by)
        issuing.check(report=report, by=by)
    with within(by):
        issuing.sign(report=reported.again(report, by), by=by)
    wanted = {"effective-rate": "80 %", "debt-reduced": "67 %"}
    report = reported.again(report, by)
    assert goals_in(report.snapshot) == wanted
    with within(by), pytest.raises(Refused, match="rouvrez"):
        writing.write(report=report, typed={RATE: "10"}, stamp="{}", by=by)
    reported.work(report, issuing.MAKE_FILES)
    with within(by):
        issuing.issue(report=reported.again(report, by), by=by)
    publish_next("gironde", {"targets.1.value": "90"})
    with within(by):
        made = preparing.correct(report=reported.again(report, by), by=by)
    reported.work(made)
    assert goals_in(content(reported.again(made, by), by)) == wanted
    assert goals_in(reported.again(report, by).snapshot) == wanted


numbers = st.sampled_from(["", "0", "75", "75,0", "80", "12.5", "12,50"])


def test_two_who_type_both_stay(world, shelf, report):
    by = world.laurent

    @settings(max_examples=12, deadline=None)
    @given(theirs=numbers, hers=numbers)
    def check(theirs, hers):
        with within(by):
            ReportGoal.objects.update(value=Decimal(75))
            seen = stamp_of(aims_of(report).texts)
            writing.write(report=report, typed={RATE: theirs}, stamp=seen, by=by)
            stands = aims_of(report).texts.get(RATE, "")
            found = writing.write(report=report, typed={RATE: hers}, stamp=seen, by=by)
            after = aims_of(report).texts.get(RATE, "")
        same = writing._typical(RATE, hers, report, _aims(report, by)) if hers else ""
        if found.differing:
            assert (stands, after) == (found.differing[0].standing, stands)
            assert "75" not in (stands, same)
            assert same != stands
        else:
            assert after == (stands if same == "75" else same)

    check()


def _aims(report, by):
    with within(by):
        return aims_of(report)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({RATE: "beaucoup"}, "écrivez un nombre"),
        ({RATE: "101"}, "0 à 100"),
        ({"goal-unknown": "3"}, "ne dit pas cet indicateur"),
        ({"goal-stock-before": "3"}, "ne dit pas cet indicateur"),
    ],
)
def test_what_cannot_be_a_goal_is_refused(world, report, typed, said):
    with within(world.laurent), pytest.raises(Refused, match=said):
        writing.write(report=report, typed=typed, stamp="{}", by=world.laurent)
    with within(world.laurent):
        assert not ReportGoal.objects.exists()


def test_they_are_typed_on_the_page_and_keep_themselves(world, report):
    client, address = browser(world.laurent), reverse("report", args=[report.public_id])
    page = client.get(address)
    shown = plain(page.content.decode())
    assert "Les objectifs" in shown
    assert "Le dispositif vise 75 %." in shown
    assert 'name="goal-effective-rate" value="75"' in shown
    places = [
        shown.index(each) for each in ('name="goal-effective-rate"', "Ajouter un objectif", 'name="goal-entries"')
    ]
    assert places == sorted(places)
    draft = page.context["draft"]
    kept = json.loads(client.post(address, {"step": "keep", RATE: "80,0", FOLLOWED: "30", "draft": draft}).content)
    assert kept["said"].startswith("Enregistré")
    shown = plain(client.get(address).content.decode())
    assert 'name="goal-effective-rate" value="80"' in shown
    assert "objectif : 80 %" in shown
    wrong = client.post(address, {"step": "keep", RATE: "beaucoup", "draft": kept["draft"]})
    assert "Pas encore enregistré. Visites faites parmi les prévues (%) : écrivez un nombre" in plain(
        json.loads(wrong.content)["said"]
    )
    whole = client.post(address, {RATE: "beaucoup", "draft": kept["draft"]})
    assert "écrivez un nombre" in plain(whole.content.decode())
    crossed = client.post(address, {RATE: "60", "draft": draft})
    assert crossed.status_code == 409
    assert "Objectif, Visites faites parmi les prévues (%)" in plain(crossed.content.decode())
    with within(world.laurent):
        assert dict(ReportGoal.objects.values_list("indicator", "value")) == {"effective-rate": 80}


def test_a_file_whose_targets_name_no_indicator_is_not_published(tmp_path):
    rules = shipped()[0]
    wrong = rules.model_copy(
        update={"version": 9, "targets": [rules.targets[0].model_copy(update={"key": "households"})]}
    )
    with as_role(OWNER), pytest.raises(NotPublished, match="Choisissez parmi"):
        publish(wrong)
    file = tmp_path / "wrong.yaml"
    file.write_text(wrong.model_dump_json())
    for arguments in (["--check"], []):
        with as_role(OWNER), pytest.raises(CommandError, match="n’est pas un indicateur"):
            call_command("publish_programmes", file, *arguments)
