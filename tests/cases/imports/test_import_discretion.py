"""Health, addiction, violence and justice leave no trace of a landlord's file."""

import csv
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cases.enums import Reason
from cases.imports import CheckedImport, Field, read_file, to_json_lines
from cases.imports.discretion import may_keep
from cases.imports.reasons import UNKNOWN, read_reasons
from common.text import fold
from partners.communes import COMMUNES_OF_2026
from tests.cases.imports.staged import to_staged

FORBIDDEN = [
    "Santé",
    "SANTE",
    "Problèmes de santé",
    "pb santé",
    "Santé mentale",
    "Sant",
    "Maladie",
    "Hospitalisation",
    "Troubles psy",
    "Détresse psychologique",
    "Dépression",
    "Handicap",
    "Violences conjugales",
    "Violence",
    "VIF",
    "Viol. conj.",
    "Femme battue",
    "Addictions",
    "Conduites addictives",
    "Alcool",
    "Alcoolisme",
    "Drogue",
    "Toxicomanie",
    "Justice",
    "Incarcération",
    "Sortie de prison",
    "Contrôle judiciaire",
    "Curatelle",
    "Casier (condamnation)",
]


def traces(value: Any) -> Iterator[str]:
    """Every text reachable from an object, and its repr."""
    yield repr(value)
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for item in pair for text in traces(item))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (text for item in value for text in traces(item))
    elif hasattr(value, "__dataclass_fields__"):
        yield from (text for name in value.__dataclass_fields__ for text in traces(getattr(value, name)))


def everything_said(checked: CheckedImport) -> str:
    """All that a checked import holds, shows, stages and prints, folded."""
    outputs = [
        *traces(checked),
        *to_json_lines(checked, 0),
        json.dumps(to_staged(checked), ensure_ascii=False),
    ]
    return fold(" ".join(outputs))


@pytest.mark.parametrize("written", FORBIDDEN)
def test_a_forbidden_reason_becomes_priority_contact(written: str) -> None:
    found = read_reasons(f"Isolement / {written}, Incurie")

    assert found.reasons == (Reason.ISOLATION, Reason.PRIORITY_CONTACT, Reason.UNFIT_DWELLING)
    assert found.replaced
    assert fold(written) not in fold(found.text)


@pytest.mark.parametrize("written", FORBIDDEN)
def test_a_forbidden_reason_leaves_no_trace(checked: Callable[..., CheckedImport], written: str) -> None:
    result = checked({"Motifs repérés": f"Budget ; {written}"})

    assert fold(written) not in everything_said(result).split(" ")
    assert f" {fold(written)} " not in f" {everything_said(result)} "
    assert [(each.line, each.column) for each in result.replaced] == [(2, "Motifs repérés")]
    assert result.doubts == ()
    assert result.ready[0].reasons == (Reason.BUDGET, Reason.PRIORITY_CONTACT)


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_of_the_list_is_read_back(reason: Reason) -> None:
    found = read_reasons(reason.label.upper())

    assert found.reasons == (reason,)
    assert not found.replaced
    assert read_reasons(found.text) == found


def test_a_separation_is_no_violence() -> None:
    assert read_reasons("Séparation conjugale").reasons == (Reason.SEPARATION,)


def test_an_unknown_reason_is_dropped_and_never_repeated(checked: Callable[..., CheckedImport]) -> None:
    result = checked({"Motifs repérés": "Isolement / Xylophage chronique / Autre chose"})

    assert result.ready[0].reasons == (Reason.ISOLATION,)
    assert [(doubt.column, doubt.value) for doubt in result.doubts] == [
        ("Motifs repérés", f"isolement / {UNKNOWN} / {UNKNOWN}")
    ]
    assert "2 motifs ne sont pas dans la liste" in result.doubts[0].warning
    assert "xylophage" not in everything_said(result)


def test_one_unknown_reason_is_said_in_the_singular(checked: Callable[..., CheckedImport]) -> None:
    warning = checked({"Motifs repérés": "Xylophage"}).doubts[0].warning

    assert warning.startswith("Un motif n’est pas dans la liste et ne sera pas repris.")


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("Stade procédure", "Santé"),
        ("Stade procédure", "Incarcération"),
        ("Locataire informé (O/N)", "Violences conjugales"),
        ("Typologie", "Droits non ouverts / Santé"),
        ("Tél.", "hospitalisée, voir sa sœur"),
        ("Courriel", "santé"),
        ("Agence", "Santé"),
        ("Agence", "Droits non ouverts santé"),
        ("Gestionnaire", "dossier violences"),
        ("Groupe/Résidence", "Isolement / Santé"),
        ("Adresse", "chez son fils, hospitalisée"),
        ("Co-titulaire", "incarcéré"),
        ("Prénom", "Lucy (alcool)"),
        ("Solde débiteur", "Santé"),
        ("Date naissance", "psychiatrie"),
    ],
)
def test_the_same_words_in_another_column_are_not_kept(
    checked: Callable[..., CheckedImport], column: str, text: str
) -> None:
    result = checked({column: text})

    assert fold(text) not in everything_said(result)
    assert [(each.line, each.column) for each in result.replaced] == [(2, column)]


def test_a_required_cell_that_was_not_kept_is_missing(checked: Callable[..., CheckedImport]) -> None:
    problems = checked({"Solde débiteur": "Santé"}).problems

    assert [(problem.column, problem.value) for problem in problems] == [("Solde débiteur", "")]


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("Adresse", "12, rue de la Santé"),
        ("Adresse", "La Justice"),
        ("Adresse", "3 chemin de l’Hôpital"),
        ("Commune", "L'Hôpital"),
        ("Commune", "Vif"),
        ("Nom locataire", "JUSTICE"),
        ("Nom locataire", "AUTISSIER"),
        ("Groupe/Résidence", "Résidence de la Prison vieille"),
        ("Courriel", "sante@exemple.fr"),
        ("N° contrat", "ALD-33"),
    ],
)
def test_streets_people_and_places_keep_their_name(
    checked: Callable[..., CheckedImport], column: str, text: str
) -> None:
    result = checked({column: text})
    position = next(place for place, each in enumerate(result.sheet.columns) if each.header == column)

    assert result.sheet.rows[0].cells[position] == text
    assert result.replaced == ()


def test_the_words_of_justice_stay_in_a_stage() -> None:
    assert may_keep(Field.STAGE, "Commissaire de justice", aligned=True)
    assert not may_keep(Field.TYPOLOGY, "Commissaire de justice", aligned=True)


def test_every_commune_of_france_may_be_written() -> None:
    with COMMUNES_OF_2026.open(encoding="utf-8", newline="") as lines:
        names = [row["nom"] for row in csv.DictReader(lines)]

    assert [name for name in names if not may_keep(Field.COMMUNE, name, aligned=True)] == []


def test_a_delimiter_too_many_or_missing_lets_nothing_through(communes: Any, today: Any) -> None:
    header = "NOM;PRENOM;REF_BAIL;SOLDE;CP;VILLE;MOTIFS;AGENCE;GESTIONNAIRE"
    shifted = (
        "A;Lucy;L1;12;33000;Bordeaux;centre;Problèmes de santé et budget;Nord;Vallet",
        "B;Lucy;L2;12;33000;Pb de santé grave suivi",
        "C;Santé, L3;12;33000;Bordeaux;Problème de santé",
    )

    sheet = read_file("\n".join([header, *shifted]).encode())

    assert "sante" not in fold(" ".join(traces(sheet)))
    assert all(row.replaced for row in sheet.rows)


def test_a_correction_is_judged_like_the_file(checked: Callable[..., CheckedImport]) -> None:
    result = checked(
        {"Stade procédure": "Huissier"},
        corrections={(2, "Motifs repérés"): "Santé", (2, "Stade procédure"): "Hospitalisation"},
    )

    assert "sante" not in everything_said(result)
    assert "hospitalisation" not in everything_said(result)
    assert result.ready[0].reasons == (Reason.PRIORITY_CONTACT,)


def test_nothing_of_a_read_file_prints_a_person(checked: Callable[..., CheckedImport]) -> None:
    result = checked({"Nom locataire": "ZWIRN"})

    assert repr(result.ready[0]) == "TenantLine(line=2)"
    assert "ZWIRN" not in repr(result)
