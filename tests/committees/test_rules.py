"""The committees the product ships, what a file may not say, and what its rules say of a session."""

import copy
from datetime import date, timedelta

import pytest
import yaml
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cases.periods import add_months
from cases.programmes.publishing import NotPublished
from cases.programmes.reading import Invalid, parse
from committees import policies
from committees.enums import Ceiling
from committees.models import Committee, CommitteeVersion
from committees.publishing import SHIPPED, publish, rules_of, shipped
from committees.rules import Rules
from partners.enums import Capacity
from partners.models import Programme
from tests.committees.hall import RULES
from tests.factories.directory import unit
from tests.harness import OWNER, as_role

RULES_OF = {rules.key: rules for rules in shipped()}
TOURS, LILLE, CHARTRES = (
    RULES_OF[key] for key in ("orientation-indre-et-loire", "orientation-lille", "suivi-individuel-eure-et-loir")
)


def rules(**changes) -> Rules:
    return Rules.model_validate(RULES | {"key": "c"} | changes)


def test_three_committees_are_shipped():
    assert sorted(RULES_OF) == [path.stem for path in sorted(SHIPPED.glob("*.yaml"))]
    assert (len(TOURS.colleges), TOURS.chairs) == (4, ["departement", "state"])
    assert (CHARTRES.household, CHARTRES.rhythm.urgent) == ("present", True)
    assert all(each.household_agrees for each in CHARTRES.competences if each.kind in {"step", "renewal"})
    assert LILLE.rhythm.every_months == 3


@pytest.mark.parametrize(
    ("way", "value", "said"),
    [
        ("seats.0.college", "nobody", "seats.1.college : « nobody » n’est pas l’un des collèges."),
        ("chairs.0", "nobody", "chairs.1 : « nobody » n’est pas l’un des sièges."),
        ("seats.1.key", "ccas", "seats.2.key : « ccas » est déjà pris : donnez-lui une autre clé."),
        ("competences.2.appeal", "", "competences.3.appeal : un refus dit comment le contester."),
        ("competences.1.kind", "measure", "competences : il manque un ajournement"),
        ("quorum.seats", 9, "quorum.seats : il n’y a que 3 sièges dont l’avis compte."),
        ("rhythm.every_weeks", 3, "rhythm : dites every_weeks ou every_months, l’un des deux."),
        ("area", ["37", "Tours"], "area.2 : « Tours » n’est pas le code INSEE"),
        (
            "competences.0.household_agrees",
            True,
            "competences.1.household_agrees : le ménage ne vient pas : dites-le à household.",
        ),
        ("seats.0.ceiling", "all", "seats.1.ceiling : « all » n’est pas prévu"),
        ("colour", "red", "colour : cette clé n’existe pas"),
    ],
)
def test_a_mistake_is_told_by_its_place(way, value, said):
    content = copy.deepcopy(RULES | {"key": "c"})
    *parents, name = (int(part) if part.isdigit() else part for part in way.split("."))
    place = content
    for parent in parents:
        place = place[parent]
    place[name] = value
    with pytest.raises(Invalid) as refused:
        parse(Rules, yaml.safe_dump(content, allow_unicode=True, sort_keys=False))
    assert said in str(refused.value)
    assert str(refused.value).startswith("ligne ")


# Publishing --------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_version_is_published_once_and_never_changes():
    kept_by, other = unit(Capacity.COMMITTEE_SECRETARY), unit(Capacity.COMMITTEE_SECRETARY)
    with as_role(OWNER):
        made = publish(LILLE, kept_by.key)
        assert made
        assert rules_of(CommitteeVersion.objects.get(pk=made.pk)) == LILLE
        assert publish(LILLE, kept_by.key) is None
        with pytest.raises(NotPublished, match="ne change plus"), transaction.atomic():
            publish(LILLE.model_copy(update={"file_days": 1}), kept_by.key)
        with pytest.raises(NotPublished, match="un autre service"), transaction.atomic():
            publish(LILLE, other.key)
        renamed = publish(LILLE.model_copy(update={"version": 2, "name": "Comité"}), kept_by.key)
        assert renamed
        assert renamed.committee.__class__.objects.get(pk=made.committee_id).name == "Comité"


@pytest.mark.django_db
def test_only_a_secretariat_keeps_a_committee():
    association = unit(Capacity.OPERATOR)
    with as_role(OWNER):
        with pytest.raises(NotPublished, match="secrétariat"), transaction.atomic():
            publish(LILLE, association.key)
        kept_by = unit(Capacity.COMMITTEE_SECRETARY)
        with pytest.raises(NotPublished, match="n’est pas publié"), transaction.atomic():
            publish(LILLE.model_copy(update={"programme": "nowhere"}), kept_by.key)


@pytest.mark.django_db
def test_a_version_may_move_a_committee_to_another_programme():
    kept_by = unit(Capacity.COMMITTEE_SECRETARY)
    with as_role(OWNER):
        first = Programme.objects.create(key="premier", name="Premier")
        made = publish(LILLE.model_copy(update={"programme": "premier"}), kept_by.key)
        assert made
        assert made.committee.programme_id == first.pk
        second = Programme.objects.create(key="second", name="Second")
        publish(LILLE.model_copy(update={"version": 2, "programme": "second"}), kept_by.key)
        assert Committee.objects.get(pk=made.committee_id).programme_id == second.pk


def test_an_area_is_departements_and_communes():
    assert rules().covers([])
    assert rules().covers(["75056"])
    touraine = rules(area=["37", "2A", "97105"])
    for communes, covered in (
        (["37261"], True),
        (["75056", "37261"], True),
        (["2A004"], True),
        (["97105"], True),
        (["97101"], False),
        (["75056"], False),
        ([], False),
    ):
        assert touraine.covers(communes) is covered, communes
    for wrong in ("7", "372", "3726", "370000", "Tours"):
        with pytest.raises(ValidationError):
            rules(area=[wrong])


# Quorum ------------------------------------------------------------------------------------------------------------
def test_the_quorum_of_tours_wants_seats_colleges_and_a_chair():
    everyone = {seat.key for seat in TOURS.seats}
    assert policies.quorum(TOURS, everyone).is_reached
    assert policies.quorum(
        TOURS, {"departement", "shelter-one", "ccas-town", "landlord-one", "landlord-two"}
    ).is_reached
    without_chair = everyone - {"departement", "state"}
    assert policies.quorum(TOURS, without_chair).lacking == (
        "Le collège « Coprésidence » n’est pas là.",
        "Personne ne préside : ni Département ni État (DDETS) n’est là.",
    )
    few = policies.quorum(TOURS, {"departement", "shelter-one", "ccas-town", "landlord-one"})
    assert few.lacking == ("Il manque 1\u00a0siège : il en faut 5, 4 sont là.",)
    nobody = policies.quorum(TOURS, set())
    assert nobody.lacking[0] == "Il manque 5\u00a0sièges : il en faut 5, aucun n’est là."
    assert len(nobody.lacking) == 1 + 4 + 1


def test_a_seat_whose_opinion_does_not_count_does_not_make_a_quorum():
    assert not policies.quorum(LILLE, {"landlord-social", "departement", "state"}).is_reached
    assert policies.quorum(LILLE, {"landlord-social", "departement", "association-one"}).is_reached


def test_a_share_is_rounded_up():
    half = rules(quorum={"share_percent": 50})
    assert not policies.quorum(half, {"ccas"}).is_reached
    assert policies.quorum(half, {"ccas", "state"}).is_reached


@given(
    st.sets(st.sampled_from([seat.key for seat in TOURS.seats])), st.sampled_from([seat.key for seat in TOURS.seats])
)
def test_one_more_never_undoes_a_quorum(present, another):
    if policies.quorum(TOURS, present).is_reached:
        assert policies.quorum(TOURS, present | {another}).is_reached


# What is projected, and when -----------------------------------------------------------------------------------------
def test_what_is_projected_is_the_narrowest_of_those_present():
    assert policies.projected(["full", "full"]) == Ceiling.FULL
    assert policies.projected(["full", "housing"]) == Ceiling.HOUSING
    assert policies.projected(["housing", "coded", "full"]) == Ceiling.CODED
    assert policies.projected([]) == Ceiling.CODED


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.sampled_from([TOURS, LILLE, CHARTRES]))
def test_the_next_session_keeps_the_day_of_the_week(last, of):
    found = policies.next_sitting(of.rhythm, last)
    assert found.weekday() == last.weekday()
    away = found - last
    assert away == timedelta(weeks=3) if of is TOURS else timedelta(days=86) <= away <= timedelta(days=96)


def test_days_to_file_and_to_call():
    on = date(2026, 12, 10)
    assert policies.file_by(TOURS, on) == date(2026, 11, 30)
    assert policies.call_by(TOURS, on) == date(2026, 12, 3)


def test_repeated_adjournments_and_refusals_are_told():
    assert policies.is_repeated(TOURS, 1, 1) == ""
    assert policies.is_repeated(TOURS, 2, 0) == "Cette demande a déjà été ajournée 2 fois."
    assert policies.is_repeated(TOURS, 2, 3) == "Cette demande a déjà été ajournée 2 fois et refusée 3 fois."


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.sampled_from([TOURS, LILLE, CHARTRES]))
def test_a_year_of_sessions_keeps_its_weekday_and_its_rhythm(first, of):
    days = policies.a_year(of, first)
    assert days[0] == first
    assert {day.weekday() for day in days} == {first.weekday()}
    assert days == sorted(set(days))
    if of is TOURS:
        assert days[-1] < add_months(first, 12) <= policies.next_sitting(of.rhythm, days[-1])
    assert len(days) in ({18} if of is TOURS else {4})
    # Three days either way, however many quarters have passed.
    for number, day in enumerate(days if of is not TOURS else ()):
        assert abs((day - add_months(first, 3 * number)).days) <= 3
