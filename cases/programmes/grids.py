"""An assessment grid: the questions of a territory, as data (domain 4.3). Nothing here knows one by its name.

A criterion that has to do with housing (`housing: true`) goes to the common part, which a landlord may read when the
household agrees; every other stays in the annex, between the household and the association. A free text is never
housing: nobody can say beforehand what will be written there.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from cases.imports.discretion import is_forbidden
from cases.programmes.rules import Key, Strict, Text, Versioned

Kind = Literal["scale", "choice", "several", "yes_no", "text", "number"]
Question = Annotated[str, Field(min_length=1, max_length=200)]
Label = Annotated[str, Field(min_length=1, max_length=120)]

SEVERAL_OF: Literal["several"] = "several"
LONGEST_TEXT = 300
#: Keys of the conclusion's criteria; `SUPPORT` no: « non-lieu à mesure ».
SUPPORT, SUPPORT_TYPE, SUPPORT_CONTENT = "support", "support-type", "support-content"
SUPPORT_MONTHS, SUPPORT_INTENSITY = "support-months", "support-intensity"
FORBIDDEN = "une grille ne demande rien sur la santé, les addictions, les violences ou la justice : dites le besoin"


class Option(Strict):
    """One answer that may be chosen."""

    key: Key
    label: Label


class Condition(Strict):
    """The question is asked when that criterion was answered by one of these; one that comes before it."""

    criterion: Key
    answers: list[str] = Field(min_length=1)


class Criterion(Strict):
    """A plain question and what may answer it.

    `scale`, `choice`, `several` have `options` (a scale goes from the easiest to the hardest); `number` has
    `at_least` and `at_most`. `needed`: the grid is not finished without it, when it is asked.
    """

    key: Key
    question: Question
    kind: Kind
    housing: bool
    needed: bool = False
    help: Text | None = None
    options: list[Option] = []
    scale: Key | None = None
    at_least: int | None = None
    at_most: int | None = None
    asked_if: Condition | None = None

    @model_validator(mode="after")
    def answered_as_its_kind_is(self) -> Self:
        if self.kind == "text" and self.housing:
            raise ValueError("housing|un texte libre ne va jamais dans la partie commune : écrivez false")
        if self.scale and self.kind != "scale":
            raise ValueError("scale|seule une question de type scale prend une échelle")
        if (self.kind == "number") != (self.at_least is not None and self.at_most is not None):
            raise ValueError("kind|un nombre, et lui seul, donne at_least et at_most")
        if self.kind in ("yes_no", "text", "number") and self.options:
            raise ValueError("options|ce type de question n’a pas d’options")
        if self.kind in ("choice", SEVERAL_OF) and len(self.options) < 2:
            raise ValueError("options|il faut au moins deux options")
        return self

    @model_validator(mode="after")
    def nothing_forbidden_is_asked(self) -> Self:
        for said in (self.question, *(option.label for option in self.options)):
            if is_forbidden(said):
                raise ValueError(f"question|{FORBIDDEN}")
        return self

    def answers(self) -> list[str]:
        """The keys that may answer it; none for a text or a number."""
        if self.kind == "yes_no":
            return ["yes", "no", "unknown"]
        return [option.key for option in self.options]


class Heading(Strict):
    """A part of the grid."""

    key: Key
    label: Label
    help: Text | None = None
    criteria: list[Criterion] = Field(min_length=1)


class Conclusion(Strict):
    """What the grid calibrates: whether support is justified, of which type and content, how long, how strong."""

    types: list[Option] = Field(min_length=2)
    contents: list[Option] = Field(min_length=2)
    shortest_months: Annotated[int, Field(ge=1, le=60)] = 1
    longest_months: Annotated[int, Field(ge=1, le=60)]
    intensities: list[Option] = Field(min_length=2)

    def criteria(self) -> list[Criterion]:
        """The five questions that end every grid. What is worked on stays in the annex."""
        answers = [Option(key="yes", label="Oui"), Option(key="no", label="Non-lieu à mesure")]
        return [
            Criterion(
                key=SUPPORT,
                question="Un accompagnement est-il justifié ?",
                kind="choice",
                housing=True,
                needed=True,
                help="Non : la situation ne demande pas de mesure, ou relève d’un autre service.",
                options=answers,
            ),
            _once_justified(SUPPORT_TYPE, "De quel type ?", "choice", options=self.types),
            _once_justified(
                SUPPORT_CONTENT, "Sur quoi portera-t-il ?", SEVERAL_OF, options=self.contents, housing=False
            ),
            _once_justified(
                SUPPORT_MONTHS,
                "Pour combien de mois ?",
                "number",
                at_least=self.shortest_months,
                at_most=self.longest_months,
            ),
            _once_justified(SUPPORT_INTENSITY, "À quel rythme ?", "choice", options=self.intensities),
        ]


def _once_justified(key: str, question: str, kind: Kind, **said: Any) -> Criterion:
    """A question of the conclusion that is put when support is justified."""
    asked_if = Condition(criterion=SUPPORT, answers=["yes"])
    return Criterion(key=key, question=question, kind=kind, needed=True, asked_if=asked_if, **{"housing": True, **said})


class Scale(Strict):
    """Levels that several questions share, from the easiest to the hardest."""

    key: Key
    levels: list[Option] = Field(min_length=2)


class Grid(Versioned):
    """A whole grid, at one version."""

    name: Label
    summary: Text
    scales: list[Scale] = []
    headings: list[Heading] = Field(min_length=1)
    conclusion: Conclusion

    @model_validator(mode="after")
    def every_key_is_said_once(self) -> Self:
        seen = {SUPPORT, SUPPORT_TYPE, SUPPORT_CONTENT, SUPPORT_MONTHS, SUPPORT_INTENSITY}
        for way, criterion in self._ways():
            if criterion.key in seen:
                raise ValueError(f"{way}.key|« {criterion.key} » nomme déjà une autre question")
            seen.add(criterion.key)
        return self

    @model_validator(mode="after")
    def scales_and_conditions_exist(self) -> Self:
        scales = {scale.key for scale in self.scales}
        before: dict[str, Criterion] = {}
        for way, criterion in self._ways():
            if criterion.kind == "scale" and criterion.scale not in scales:
                raise ValueError(f"{way}.scale|cette échelle n’est pas dans scales")
            if criterion.asked_if:
                _check_condition(f"{way}.asked_if", criterion, self._full(before.get(criterion.asked_if.criterion)))
            before[criterion.key] = criterion
        return self

    def criteria(self) -> Iterator[Criterion]:
        """Every question with its answers, in order; those of the conclusion last."""
        for _, criterion in self._ways():
            yield self._whole(criterion)
        yield from self.conclusion.criteria()

    def of(self, heading: Heading) -> list[Criterion]:
        """The questions of that heading with their answers."""
        return [self._whole(criterion) for criterion in heading.criteria]

    def _ways(self) -> Iterator[tuple[str, Criterion]]:
        for i, heading in enumerate(self.headings):
            for j, criterion in enumerate(heading.criteria):
                yield f"headings.{i}.criteria.{j}", criterion

    def _full(self, criterion: Criterion | None) -> Criterion | None:
        return criterion and self._whole(criterion)

    def _whole(self, criterion: Criterion) -> Criterion:
        if criterion.scale is None:
            return criterion
        levels = next(scale.levels for scale in self.scales if scale.key == criterion.scale)
        return criterion.model_copy(update={"options": levels})


def _check_condition(way: str, criterion: Criterion, other: Criterion | None) -> None:
    asked = criterion.asked_if
    if other is None or asked is None:
        raise ValueError(f"{way}.criterion|cette question n’existe pas, ou vient après")
    if criterion.housing and not other.housing:
        raise ValueError(
            f"{way}.criterion|une question de logement ne dépend que d’une question de logement : sa réponse dirait l’autre"
        )
    if wrong := [answer for answer in asked.answers if answer not in other.answers()]:
        raise ValueError(f"{way}.answers|« {wrong[0]} » ne répond pas à « {other.key} »")
