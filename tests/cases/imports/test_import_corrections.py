import json
from collections.abc import Callable
from datetime import date

from cases.imports import CheckedImport, Choice, LineState, check, exit_code, read_file, to_json_lines
from partners.communes import CommuneDirectory
from tests.cases.imports.staged import from_staged, ready_from_staged, to_staged

Checked = Callable[..., CheckedImport]


def test_a_correction_is_checked_in_place_of_the_cell(checked: Checked) -> None:
    line = {"Solde débiteur": "1.284,5O"}
    (problem,) = checked(line).problems

    result = checked(line, corrections={(problem.line, problem.column): problem.proposal})

    assert result.problems == ()
    assert result.ready[0].balance_cents == 128_450


def test_a_correction_may_be_wrong_too(checked: Checked) -> None:
    result = checked({"Solde débiteur": "x"}, corrections={(2, "Solde débiteur"): "-3"})

    assert [problem.value for problem in result.problems] == ["-3"]


def test_every_proposal_cures_its_cell(checked: Checked) -> None:
    lines = [
        {"Solde débiteur": "1.284"},
        {"Stade procédure": "CDT PAYER"},
        {"Code postal": "3325"},
        {"Courriel": "a b@exemple.fr"},
        {"Typologie": "type 3"},
        {"Commune": "Pauyac"},
        {"Civilité": "Madame"},
        {"Code postal": "33999"},
    ]
    found = checked(*lines)
    proposals = {(each.line, each.column): each.proposal for each in [*found.problems, *found.doubts] if each.proposal}

    cured = checked(*lines, corrections=proposals)

    assert len(proposals) == len(lines)
    assert (cured.problems, cured.doubts) == ((), ())


def test_one_correction_for_all_equal_values(checked: Checked) -> None:
    wrong = {"Stade procédure": "CDT PAYER"}
    found = checked(wrong, {}, wrong, {"Stade procédure": "SUSP"})

    corrections = found.sheet.everywhere("Stade procédure", "CDT PAYER", "Commandement de payer")

    assert set(corrections) == {(2, "Stade procédure"), (4, "Stade procédure")}
    assert [problem.line for problem in checked(wrong, {}, wrong, corrections=corrections).problems] == []
    assert found.sheet.everywhere("Inconnue", "CDT PAYER", "x") == {}


def test_a_correction_elsewhere_is_ignored(checked: Checked) -> None:
    result = checked({}, corrections={(99, "Solde débiteur"): "x", (2, "Inconnue"): "y"})

    assert len(result.ready) == 1


def test_a_missing_column_is_said_on_every_line(communes: CommuneDirectory, today: date) -> None:
    sheet = read_file(b"REF_BAIL;NOM;CP;VILLE\nL1;A;33250;Pauillac\nL2;B;33250;Pauillac\n")
    result = check(sheet, communes=communes, today=today)

    assert [(problem.line, problem.column) for problem in result.problems] == [
        (2, "Solde débiteur"),
        (3, "Solde débiteur"),
    ]
    assert "pas de colonne « Solde débiteur »" in result.problems[0].problem
    assert [field.label for field in sheet.missing] == ["Solde débiteur"]


def test_a_line_too_wide_is_one_problem_of_the_whole_line(
    csv_of: Callable[..., bytes], communes: CommuneDirectory, today: date
) -> None:
    content = csv_of({}, {}).replace(b"Vallet\r\n", b"Val;let\r\n", 1)
    result = check(read_file(content), communes=communes, today=today)

    assert [(problem.line, problem.column, problem.value) for problem in result.problems] == [(2, "", "")]
    assert "une cellule de plus que les titres" in result.problems[0].problem
    assert [line.line for line in result.ready] == [3]


def test_json_lines(checked: Checked) -> None:
    same = {"N° contrat": "L9"}
    result = checked({"Stade procédure": "Huissier", "Motifs repérés": "Santé"}, same, same, {"Solde débiteur": "0"})

    *entries, figures = [json.loads(line) for line in to_json_lines(result, written=1)]

    assert entries == [
        {
            "line": 2,
            "column": "Stade procédure",
            "value": "Huissier",
            "problem": "Huissier n’est pas dans la liste. Est-ce « Commandement de payer » ?",
        },
        {"line": 2, "column": "Motifs repérés", "replaced": True},
        {"line": 4, "duplicate_of": 3},
        {
            "line": 5,
            "column": "Solde débiteur",
            "value": "0",
            "warning": "La dette est de 0 €. Vérifiez que ce locataire a sa place dans ce fichier.",
        },
    ]
    assert list(figures.items()) == [
        ("read", 4),
        ("ready", 1),
        ("problems", 1),
        ("warnings", 1),
        ("duplicates", 1),
        ("replaced", 1),
        ("written", 1),
    ]


def test_json_is_one_object_a_line_whatever_the_cells_hold(checked: Checked) -> None:
    lines = list(to_json_lines(checked({"Courriel": 'a "b"\n\u2028c'}), written=0))

    assert len(lines) == 2
    assert not any("\n" in line or "\u2028" in line for line in lines)


def test_only_problems_make_the_exit_code_1(checked: Checked) -> None:
    same = {"N° contrat": "L9"}

    assert exit_code(checked({})) == 0
    assert exit_code(checked(same, same, {"Solde débiteur": "0", "Motifs repérés": "Santé"})) == 0
    assert exit_code(checked({"Solde débiteur": "-1"})) == 1


def test_a_staged_import_survives_json(checked: Checked, communes: CommuneDirectory, today: date) -> None:
    same = {"N° contrat": "L9"}
    result = checked(
        {"Motifs repérés": "Santé / Incurie", "Stade procédure": "Jugement"},
        same,
        {**same, "Solde débiteur": "9"},
        {"Solde débiteur": "-1"},
        {"Solde débiteur": "douze"},
        corrections={(6, "Solde débiteur"): "12"},
        choices={4: Choice.LATER},
    )

    staged = json.loads(json.dumps(to_staged(result)))
    again = check(from_staged(staged), communes=communes, today=today, choices={4: Choice.LATER})

    assert from_staged(staged) == result.sheet
    assert again == result
    assert ready_from_staged(staged) == result.ready
    assert [row["state"] for row in staged["rows"]] == [
        LineState.READY,
        LineState.SET_ASIDE,
        LineState.READY,
        LineState.PROBLEM,
        LineState.READY,
    ]


def test_a_staged_line_without_any_option_survives_json(checked: Checked) -> None:
    needed = {"N° contrat", "Nom locataire", "Code postal", "Commune", "Solde débiteur"}
    headers = {column.header for column in checked({}).sheet.columns}
    result = checked(dict.fromkeys(headers - needed, ""))

    assert ready_from_staged(json.loads(json.dumps(to_staged(result)))) == result.ready
