from collections.abc import Callable

import pytest

from cases.imports import CheckedImport, Choice, LineState

Checked = Callable[..., CheckedImport]
SAME = {"N° contrat": "L9", "Nom locataire": "GUYON"}


def pairs(result: CheckedImport) -> list[tuple[int, int]]:
    return [(duplicate.line, duplicate.duplicate_of) for duplicate in result.duplicates]


def leases(result: CheckedImport) -> list[tuple[int, int]]:
    return [(line.line, line.balance_cents) for line in result.ready]


def test_the_same_lease_twice_keeps_both_lines_waiting(checked: Checked) -> None:
    result = checked({"N° contrat": "L9"}, {}, {"N° contrat": " l9 "})

    assert pairs(result) == [(4, 2)]
    assert result.duplicates[0].sentence == "Même numéro de contrat que la ligne 2."
    assert [line.line for line in result.ready] == [3]
    assert {result.states[2], result.states[4]} == {LineState.DUPLICATE}


def test_the_same_person_at_the_same_address_is_a_duplicate(checked: Checked) -> None:
    result = checked(
        {"Nom locataire": "BÈGUE", "Prénom": "Zoé", "Adresse": "12, rue du Port"},
        {"Nom locataire": "Begue", "Prénom": "ZOE", "Adresse": "12 RUE DU PORT"},
    )

    assert pairs(result) == [(3, 2)]
    assert result.duplicates[0].sentence == ("Mêmes nom, date de naissance et adresse que la ligne 2.")


@pytest.mark.parametrize(
    "other", [{"Prénom": "Zoé"}, {"Date naissance": "07/04/1993"}, {"Adresse": "79, boulevard Marin"}]
)
def test_another_name_birth_or_address_is_no_duplicate(checked: Checked, other: dict[str, str]) -> None:
    assert checked({"Nom locataire": "GUYON"}, {"Nom locataire": "GUYON", **other}).duplicates == ()


@pytest.mark.parametrize("column", ["Date naissance", "Adresse"])
def test_what_is_absent_makes_nobody_the_same(checked: Checked, column: str) -> None:
    line = {"Nom locataire": "GUYON", column: ""}

    assert checked(line, line).duplicates == ()


def test_empty_leases_are_not_the_same_lease(checked: Checked) -> None:
    assert checked({"N° contrat": ""}, {"N° contrat": ""}).duplicates == ()


def test_three_lines_point_to_the_first(checked: Checked) -> None:
    result = checked({"N° contrat": "L9"}, {"N° contrat": "L9"}, {"N° contrat": "L9"})

    assert pairs(result) == [(3, 2), (4, 2)]


def test_a_lease_and_a_person_join_into_one_group(checked: Checked) -> None:
    result = checked(
        {"N° contrat": "L1", "Nom locataire": "GUYON"},
        {"N° contrat": "L2", "Nom locataire": "AUTRE"},
        {"N° contrat": "L2", "Nom locataire": "GUYON"},
    )

    assert pairs(result) == [(3, 2), (4, 2)]
    assert result.ready == ()


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        (Choice.FIRST, [(2, 10_000)]),
        (Choice.LATER, [(3, 30_000)]),
        (Choice.LARGEST, [(3, 30_000)]),
    ],
)
def test_a_choice_keeps_one_line(checked: Checked, choice: Choice, kept: list[tuple[int, int]]) -> None:
    result = checked({**SAME, "Solde débiteur": "100"}, {**SAME, "Solde débiteur": "300"}, choices={3: choice})

    assert leases(result) == kept
    assert result.duplicates[0].choice is choice
    assert sorted(result.states.values()) == [LineState.READY, LineState.SET_ASIDE]


def test_the_largest_is_the_first_when_it_owes_as_much(checked: Checked) -> None:
    assert [line.line for line in checked(SAME, SAME, choices={3: Choice.LARGEST}).ready] == [2]


def test_choices_follow_the_file_when_there_are_three(checked: Checked) -> None:
    lines = [{**SAME, "Solde débiteur": amount} for amount in ("100", "300", "200")]

    one = checked(*lines, choices={3: Choice.LATER})
    largest = checked(*lines, choices={3: Choice.LARGEST, 4: Choice.LARGEST})
    last = checked(*lines, choices={3: Choice.FIRST, 4: Choice.LATER})

    assert one.ready == ()
    assert leases(largest) == [(3, 30_000)]
    assert leases(last) == [(4, 20_000)]


def test_a_duplicate_with_a_problem_counts_as_both(checked: Checked) -> None:
    result = checked(SAME, {**SAME, "Solde débiteur": "-1"})

    assert (len(result.problems), len(result.duplicates), result.counts.ready) == (1, 1, 0)
    assert result.states == {2: LineState.DUPLICATE, 3: LineState.PROBLEM}


def test_the_problem_of_a_line_set_aside_no_longer_counts(checked: Checked) -> None:
    result = checked(SAME, {**SAME, "Solde débiteur": "-1"}, choices={3: Choice.FIRST})

    assert result.problems == ()
    assert [line.line for line in result.ready] == [2]


def test_a_kept_line_with_a_problem_is_not_ready(checked: Checked) -> None:
    result = checked(SAME, {**SAME, "Solde débiteur": "-1"}, choices={3: Choice.LATER})

    assert result.ready == ()
    assert result.states == {2: LineState.SET_ASIDE, 3: LineState.PROBLEM}


def test_a_choice_for_a_line_that_is_no_duplicate_changes_nothing(checked: Checked) -> None:
    assert checked({}, {}, choices={3: Choice.LATER, 99: Choice.FIRST}).counts.ready == 2
