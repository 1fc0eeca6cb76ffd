"""Reading a YAML file as a programme or a grid, or everything that is wrong with it, each by its line and its key."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from cases.programmes.rules import Strict

MAXIMUM_BYTES = 200_000
Shape = TypeVar("Shape", bound=Strict)


@dataclass(frozen=True)
class Mistake:
    """One thing to correct. `line` counts from 1; `key` is the way to it, as « contract.months »."""

    line: int
    key: str
    sentence: str

    def __str__(self) -> str:
        return (
            f"ligne {self.line}, {self.key} : {self.sentence}" if self.key else f"ligne {self.line} : {self.sentence}"
        )


class Invalid(ValueError):
    """The file is not what it should be. `mistakes` is never empty and follows the lines of the file."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = sorted(mistakes, key=lambda mistake: mistake.line)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


def read(shape: type[Shape], path: Path) -> Shape:
    """What that file says, as `Rules` or `Grid`. `Invalid` with every mistake; `OSError` when there is no such file."""
    content = path.read_bytes()
    if len(content) > MAXIMUM_BYTES:
        raise Invalid([Mistake(1, "", f"le fichier dépasse {MAXIMUM_BYTES // 1000} ko.")])
    try:
        return parse(shape, content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Invalid([Mistake(1, "", "le fichier n’est pas en UTF-8 : enregistrez-le dans ce codage.")]) from None


def parse(shape: type[Shape], text: str) -> Shape:
    """What that YAML text says. `Invalid` with every mistake, in the order of the lines."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise Invalid([_of_yaml(error)]) from None
    if not isinstance(node, yaml.MappingNode):
        raise Invalid([Mistake(1, "", "le fichier doit être une suite de clés et de valeurs, comme « version: 1 ».")])
    lines = dict(_lines(node, ()))
    twice = list(_repeated(node, ()))
    if twice:
        raise Invalid(twice)
    try:
        return shape.model_validate(yaml.safe_load(text))
    except ValidationError as error:
        raise Invalid(
            [Mistake(_line(way, lines), _named(way), f"{sentence}.") for way, sentence in mistakes_of(error)]
        ) from None


def schema(shape: type[Strict]) -> str:
    """The published JSON schema of a programme or a grid, as text."""
    return json.dumps(shape.model_json_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _lines(node: yaml.Node, way: tuple) -> Iterator[tuple[tuple, int]]:
    yield way, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*way, key.value), key.start_mark.line + 1
            yield from ((inner, line) for inner, line in _lines(value, (*way, key.value)) if inner != (*way, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _lines(value, (*way, number))


def _repeated(node: yaml.Node, way: tuple) -> Iterator[Mistake]:
    if isinstance(node, yaml.MappingNode):
        first: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in first:
                said = f"cette clé est déjà à la ligne {first[key.value]} : gardez l’une des deux."
                yield Mistake(line, _named((*way, key.value)), said)
            first.setdefault(key.value, line)
            yield from _repeated(value, (*way, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _repeated(value, (*way, number))


def _of_yaml(error: yaml.YAMLError) -> Mistake:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 1
    return Mistake(line, "", "le texte n’est pas du YAML : vérifiez le retrait, les deux-points et les guillemets.")


def mistakes_of(error: ValidationError) -> Iterator[tuple[tuple, str]]:
    """Each thing that is wrong: the way to it (keys, and places in lists from 0), and a French sentence without its stop."""
    for found in error.errors():
        way, sentence = tuple(found["loc"]), _sentence(found)
        if found["type"] == "value_error":
            where, _, sentence = str(found["ctx"]["error"]).partition("|")
            way = (*way, *(int(part) if part.isdigit() else part for part in where.split(".")))
        yield way, f"{sentence[:1].lower()}{sentence[1:]}"


def _line(way: tuple, lines: dict[tuple, int]) -> int:
    while way and way not in lines:
        way = way[:-1]
    return lines[way]


def _named(way: tuple) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in way)


def _sentence(found: Any) -> str:
    limits = found.get("ctx", {})
    kind = found["type"]
    value = f"« {found['input']} »" if isinstance(found.get("input"), str | int | float | bool) else "cette valeur"
    sentences = {
        "missing": "cette clé manque",
        "extra_forbidden": "cette clé n’existe pas : corrigez son nom ou retirez-la",
        "none_required": "laissez cette valeur vide",
        "greater_than": f"il faut plus que {limits.get('gt')}, et non {value}",
        "greater_than_equal": f"il faut au moins {limits.get('ge')}, et non {value}",
        "less_than_equal": f"il faut au plus {limits.get('le')}, et non {value}",
        "too_short": f"il en faut au moins {limits.get('min_length')}",
        "string_too_short": "écrivez un texte",
        "string_too_long": f"le texte dépasse {limits.get('max_length')} caractères",
        "string_pattern_mismatch": f"des minuscules, des chiffres et des tirets, en commençant par une lettre, et non {value}",
        "string_type": f"il faut un texte, et non {value}",
        "decimal_max_places": f"pas plus de deux chiffres après la virgule, et non {value}",
    }
    if kind in ("enum", "literal_error"):
        expected = str(limits["expected"]).replace(" or ", ", ").replace("'", "")
        return f"{value} n’est pas prévu ; choisissez parmi {expected}"
    if kind.startswith(("int_", "decimal_", "float_")) and kind not in sentences:
        return f"il faut un nombre, et non {value}"
    if kind.startswith(("bool_",)):
        return f"il faut true (oui) ou false (non), et non {value}"
    if kind.startswith(("list_", "model_", "dict_")):
        return "il faut une liste" if kind.startswith("list_") else "il faut des clés et des valeurs, en retrait"
    return sentences.get(kind, f"{value} ne convient pas")
