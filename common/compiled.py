"""Statements of fixed shape, compiled once: building and compiling a long one costs more than its fifty rows."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Expression, F, Field, Func, QuerySet


class Slot(Expression):
    """A value given at each run, by its name. `of`: the field it is compared with, for its type."""

    def __init__(self, name: str, of: Field) -> None:
        super().__init__(output_field=of)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class AnyOf(Func):
    """Whether a column is among the values given at each run, a list: for `filter`."""

    template, arg_joiner = "%(expressions)s)", " = ANY("

    def __init__(self, column: str, values: Slot) -> None:
        super().__init__(F(column), values, output_field=BooleanField())


class Compiled:
    """A `values_list` whose `Slot`s are filled at each run.

    `build` makes the query, once, at the first run: it may depend on nothing but the models. The rows are those the
    query itself would give, converted as it would. Row security does not change: the statement is the same.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, tuple]]) -> None:
        self._build = build
        self._made: tuple[str, tuple, dict] | None = None

    def rows(self, **values: Any) -> Iterator[tuple]:
        """One statement. `KeyError` when a slot has no value."""
        statement, parameters, converters = self._compiled()
        return map(tuple, _converted(_run(statement, parameters, values), converters))

    def count(self, **values: Any) -> int:
        """How many rows there are, without reading them; a query that was sliced stops there. One statement."""
        statement, parameters, _ = self._compiled()
        ((number,),) = _run(f"SELECT count(*) FROM ({statement}) counted", parameters, values)
        return number

    def _compiled(self) -> tuple[str, tuple, dict]:
        if self._made is None:
            compiler = self._build().query.get_compiler(connection=connection)
            statement, parameters = compiler.as_sql()
            columns = [column for column, _, _ in compiler.select]
            self._made = statement, parameters, compiler.get_converters(columns)
        return self._made


def _run(statement: str, parameters: tuple, values: dict[str, Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [values[each.name] if isinstance(each, Slot) else each for each in parameters])
        return cursor.fetchall()


def _converted(rows: list[tuple], converters: dict[int, tuple[list[Callable], Expression]]) -> Iterator[list[Any]]:
    for row in map(list, rows):
        for position, (functions, expression) in converters.items():
            for convert in functions:
                row[position] = convert(row[position], expression, connection)
        yield row
