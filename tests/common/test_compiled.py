"""Statements compiled once answer what the query they were made of answers, whatever fills their slots."""

import pytest
from django.db import connection, models
from django.db.models import Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext

from common.compiled import AnyOf, Compiled, Slot
from partners.enums import Capacity, Role
from partners.models import Unit
from tests.factories.directory import member, unit

pytestmark = pytest.mark.django_db


def _of(units: object, name: object) -> models.QuerySet:
    found = Unit.objects.filter(units) if isinstance(units, AnyOf) else Unit.objects.filter(pk__in=units)
    titled = Concat("name", Value(" / "), "organisation__name")
    return (
        found.exclude(name=name)
        .annotate(titled=titled)
        .order_by("-pk")
        .values_list("pk", "name", "public_id", "titled")
    )


def test_it_answers_as_the_query_does_each_time():
    first, second, third = (unit(Capacity.OPERATOR, name=f"Équipe {n}") for n in range(3))
    compiled = Compiled(
        lambda: _of(AnyOf("pk", Slot("units", models.BigIntegerField())), Slot("name", models.CharField()))
    )
    for units, name in (([first.pk, second.pk], "x"), ([], "x"), ([first.pk, third.pk, -1], first.name)):
        with CaptureQueriesContext(connection) as sent:
            found = list(compiled.rows(units=units, name=name))
        assert found == list(_of(units, name))
        assert len(sent) == 1
    assert [row[0] for row in found] == [third.pk]


def test_values_are_converted_as_the_query_converts_them():
    somebody = member(unit(Capacity.OPERATOR), Role.WORKER)
    compiled = Compiled(
        lambda: (
            Unit.objects.filter(pk=Slot("unit", models.BigIntegerField()))
            .annotate(facts=models.functions.JSONObject(key="key", name="name"))
            .values_list("public_id", "facts")
        )
    )
    (found,) = compiled.rows(unit=somebody.membership.unit_id)
    place = somebody.membership.unit
    assert found == (place.public_id, {"key": place.key, "name": place.name})


def test_a_slot_nobody_fills_is_an_error():
    compiled = Compiled(lambda: Unit.objects.filter(pk=Slot("unit", models.BigIntegerField())).values_list("pk"))
    with pytest.raises(KeyError, match="unit"):
        compiled.rows()


def test_text_that_reads_like_sql_is_text():
    compiled = Compiled(lambda: Unit.objects.filter(name=Slot("name", models.CharField())).values_list("pk"))
    assert list(compiled.rows(name="' OR true --")) == []


def test_it_counts_without_reading_and_stops_where_it_is_sliced():
    made = [unit(Capacity.OPERATOR, name=f"Équipe {n}") for n in range(3)]
    of_units = Compiled(
        lambda: Unit.objects.filter(AnyOf("pk", Slot("units", models.BigIntegerField()))).values_list("pk")[:2]
    )
    assert of_units.count(units=[each.pk for each in made]) == 2
    assert of_units.count(units=[made[0].pk]) == 1
    assert of_units.count(units=[]) == 0
