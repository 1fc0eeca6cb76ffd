"""`manage publish_programmes`: the programmes and grids the product comes with, or those of the files given."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cases.programmes.grids import Grid
from cases.programmes.publishing import (
    NotPublished,
    publish,
    publish_grid,
    refused,
    shipped,
    shipped_grids,
    without_grid,
)
from cases.programmes.reading import Invalid, Shape, read, schema
from cases.programmes.rules import Rules, Strict

SHAPES: dict[str, type[Strict]] = {"programme": Rules, "grid": Grid}
One = TypeVar("One", Rules, Grid)


class Command(BaseCommand):
    help = (
        "Check programmes and assessment grids written in YAML and publish each as a version, grids first. Without a file: "
        "those the product comes with. All or nothing. Acts as owner."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="programmes")
        parser.add_argument(
            "--grid", action="append", default=[], type=Path, metavar="FILE", help="a grid; may be repeated"
        )
        parser.add_argument("--check", action="store_true", help="say what is wrong and publish nothing")
        parser.add_argument(
            "--schema",
            nargs="?",
            const="programme",
            choices=SHAPES,
            help="print the JSON schema of a programme or a grid",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["schema"]:
            self.stdout.write(schema(SHAPES[options["schema"]]), ending="")
            return
        if options["grid"] or options["files"]:
            grids, programmes = _read(options["grid"], options["files"])
        else:
            grids, programmes = shipped_grids(), shipped()
        if options["check"]:
            self._check(grids, programmes)
            return
        with transaction.atomic():
            for said in [*_published(publish_grid, grids), *_published(publish, programmes)]:
                self.stdout.write(said)

    def _check(self, grids: list[Grid], programmes: list[Rules]) -> None:
        beside = [(grid.key, grid.version) for grid in grids]
        asked = [rules for rules in programmes if (rules.assessment.grid, rules.assessment.grid_version) not in beside]
        wrong = [refused(rules) for rules in programmes] + [without_grid(rules) for rules in asked]
        if any(wrong):
            raise CommandError("\n".join(filter(None, wrong)))
        for key, version in [*beside, *((rules.key, rules.version) for rules in programmes)]:
            self.stdout.write(f"{key} {version} : rien à corriger.")


def _read(grids: list[Path], programmes: list[Path]) -> tuple[list[Grid], list[Rules]]:
    wrong: list[str] = []
    found = _sound(Grid, grids, wrong), _sound(Rules, programmes, wrong)
    if wrong:
        raise CommandError("\n".join(["Rien n’est publié.", *wrong]))
    return found


def _sound(shape: type[Shape], files: list[Path], wrong: list[str]) -> list[Shape]:
    """Those of these files that are sound; what is wrong with the others is added to `wrong`."""
    found = []
    for file in files:
        try:
            found.append(read(shape, file))
        except OSError as error:
            wrong.append(f"{file} : {error.strerror}")
        except Invalid as error:
            wrong += [f"{file}, {mistake}" for mistake in error.mistakes]
    return found


def _published(publishing: Callable[[One], object], several: Iterable[One]) -> list[str]:
    try:
        made = [(each, publishing(each)) for each in several]
    except NotPublished as refused:
        raise CommandError(f"Rien n’est publié. {refused}") from refused
    return [f"{each.key} {each.version} : {'publié' if version else 'déjà publié'}." for each, version in made]
