"""Each column of the table of the import: what it takes, what is a problem, what is only doubted."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cases.enums import ProcedureStage
from cases.imports import CheckedImport

Checked = Callable[..., CheckedImport]


def problem_of(result: CheckedImport) -> tuple[str, str, str, str | None]:
    (problem,) = result.problems
    return problem.column, problem.value, problem.problem, problem.proposal


def doubt_of(result: CheckedImport) -> tuple[str, str, str, str | None]:
    (doubt,) = result.doubts
    return doubt.column, doubt.value, doubt.warning, doubt.proposal


def test_a_good_line_is_ready(checked: Checked) -> None:
    result = checked({})

    assert (result.problems, result.doubts, result.duplicates, result.replaced) == ((), (), (), ())
    assert len(result.ready) == 1


@pytest.mark.parametrize(
    ("column", "text", "name", "value"),
    [
        ("Civilité", "M.", "title", "M."),
        ("Civilité", "m", "title", "M."),
        ("Civilité", "Mlle", "title", "Mlle"),
        ("Civilité", "", "title", ""),
        ("Date naissance", "", "born_on", None),
        ("Date naissance", "3/1/1984", "born_on", date(1984, 1, 3)),
        ("Co-titulaire", "Jean d’Ormes", "co_tenant", "Jean d’Ormes"),
        ("Nb occupants", "20", "occupants", 20),
        ("Nb occupants", "2,0", "occupants", 2),
        ("Nb occupants", "", "occupants", None),
        ("Tél.", "+33.(0)6.22.57.29.79", "phone", "+33622572979"),
        ("Tél.", "06 22 57 29 79", "phone", "+33622572979"),
        ("Tél.", "0032 2 555 12 12", "phone", "+3225551212"),
        ("Courriel", "a.b@exemple.fr", "email", "a.b@exemple.fr"),
        ("Code postal", "33 250", "postcode", "33250"),
        ("Commune", "Pauillac", "insee_code", "33314"),
        ("Typologie", "t1BIS", "typology", "T1 bis"),
        ("Typologie", "T1’", "typology", "T1'"),
        ("Typologie", "F 4", "typology", "F4"),
        ("Typologie", "STUDIO", "typology", "Studio"),
        ("Typologie", "", "typology", ""),
        ("Loyer + charges", "", "rent_cents", None),
        ("APL", "", "apl_cents", 0),
        ("APL", "12,5", "apl_cents", 1_250),
        ("Solde débiteur", "1.284,50 €", "balance_cents", 128_450),
        ("Nb mois impayés", "", "months_unpaid", None),
        ("Date dernier règlement", "2026-11-20", "last_payment_on", date(2026, 11, 20)),
        ("Stade procédure", "", "stage", ProcedureStage.NONE),
        ("Stade procédure", "délais du juge de l'exécution", "stage", ProcedureStage.ENFORCEMENT_DELAY),
        ("Stade procédure", "PRECONTENTIEUX", "stage", ProcedureStage.PRE_LITIGATION),
        ("Motifs repérés", "", "reasons", ()),
        ("Locataire informé (O/N)", "oui", "told", True),
        ("Locataire informé (O/N)", "1", "told", True),
        ("Locataire informé (O/N)", "n", "told", False),
        ("Locataire informé (O/N)", "0", "told", False),
        ("Locataire informé (O/N)", "", "told", None),
    ],
)
def test_what_a_cell_gives(checked: Checked, column: str, text: str, name: str, value: Any) -> None:
    result = checked({column: text})

    assert result.problems == ()
    assert getattr(result.ready[0], name) == value


def test_all_stages_are_read_from_their_label(checked: Checked) -> None:
    stages = list(ProcedureStage)

    result = checked(*({"Stade procédure": stage.label.title()} for stage in stages))

    assert [line.stage for line in result.ready] == stages


NEEDED = ["N° contrat", "Nom locataire", "Code postal", "Commune", "Solde débiteur"]
FREE_TEXTS = ["N° contrat", "Nom locataire", "Prénom", "Co-titulaire", "Adresse", "Commune"]


@pytest.mark.parametrize("column", NEEDED)
def test_what_every_line_needs(checked: Checked, column: str) -> None:
    result = checked({column: ""})

    found, value, sentence, _ = problem_of(result)
    assert (found, value) == (column, "")
    assert sentence.startswith("Il manque")
    assert result.ready == ()


@pytest.mark.parametrize("column", ["Prénom", "Adresse"])
def test_what_every_line_should_have(checked: Checked, column: str) -> None:
    result = checked({column: ""})

    assert doubt_of(result)[:2] == (column, "")
    assert len(result.ready) == 1


@pytest.mark.parametrize(
    ("column", "text", "sentence", "proposal"),
    [
        ("N° contrat", "L" * 41, "Ce texte a 41 caractères. Écrivez-en 40 au plus.", None),
        ("Nom locataire", "=1+1", "=1+1 commence par le signe =, comme une formule de tableur. "
         "Retirez ce signe.", None),
        ("Prénom", "@Lucy", "@Lucy commence par le signe @, comme une formule de tableur. "
         "Retirez ce signe.", None),
        ("Co-titulaire", "a<b", "a<b contient le signe < ou >. Retirez-le.", None),
        ("Adresse", "<b>", "<b> contient le signe < ou >. Retirez-le.", None),
        ("Date naissance", "31/02/1984", "31/02/1984 : cette date n’existe pas. "
         "Écrivez par exemple 28/02/1984.", None),
        ("Date naissance", "12/05/2031", "12/05/2031 : cette date est à venir. Vérifiez l’année.", None),
        ("Date naissance", "01/01/1901", "01/01/1901 donne 125 ans. Vérifiez l’année.", None),
        ("Date dernier règlement", "21/11/2026", "21/11/2026 : cette date est à venir. "
         "Vérifiez l’année.", None),
        ("Date entrée", "n.c.", "n.c. n’est pas une date. Écrivez par exemple 03/11/2026.", None),
        ("Nb occupants", "0", "0 : le nombre d’occupants est un nombre entier de 1 à 20.", None),
        ("Nb occupants", "2,5", "2,5 : le nombre d’occupants est un nombre entier de 1 à 20.", None),
        ("Nb mois impayés", "241", "241 : le nombre de mois impayés est un nombre entier de 0 à 240.", None),
        ("Nb mois impayés", "-1", "-1 : le nombre de mois impayés est un nombre entier de 0 à 240.", None),
        ("Courriel", "a b@exemple.fr", "a b@exemple.fr : ce n’est pas une adresse de courriel. "
         "Écrivez par exemple nom@exemple.fr.", "ab@exemple.fr"),
        ("Courriel", "=a@exemple.fr", "=a@exemple.fr : ce n’est pas une adresse de courriel. "
         "Écrivez par exemple nom@exemple.fr.", None),
        ("Code postal", "3300", "3300 : un code postal a cinq chiffres. Est-ce 33250 ?", "33250"),
        ("Typologie", "T12", "T12 n’est pas une typologie connue. "
         "Écrivez T1, T1 bis, T2 à T7, F1 à F7 ou studio.", None),
        ("Typologie", "Type 3", "Type 3 n’est pas une typologie connue. "
         "Écrivez T1, T1 bis, T2 à T7, F1 à F7 ou studio.", "T3"),
        ("Typologie", "T2 bis", "T2 bis n’est pas une typologie connue. "
         "Écrivez T1, T1 bis, T2 à T7, F1 à F7 ou studio.", "T2"),
        ("Loyer + charges", "-1", "-1 : ce montant est négatif. Écrivez-le sans le signe moins.", None),
        ("Solde débiteur", "-45,00", "-45,00 : un avoir n’est pas une dette. "
         "Écrivez 0 si rien n’est dû.", None),
        ("Solde débiteur", "1.284,5O", "1.284,5O contient la lettre O à la place d’un zéro.",
         "1\u202f284,50\u00a0€"),
        ("Stade procédure", "CDT PAYER", "CDT PAYER n’est pas dans la liste. "
         "Est-ce « Commandement de payer » ?", "Commandement de payer"),
        ("Stade procédure", "ASSIGN", "ASSIGN n’est pas dans la liste. Est-ce « Assignation » ?",
         "Assignation"),
        ("Stade procédure", "jugemnt", "jugemnt n’est pas dans la liste. Est-ce « Jugement » ?", "Jugement"),
        ("Stade procédure", "Huissier", "Huissier n’est pas dans la liste. "
         "Est-ce « Commandement de payer » ?", "Commandement de payer"),
        ("Stade procédure", "zzz", "zzz n’est pas dans la liste. "
         "Écrivez par exemple « Commandement de payer », ou laissez vide.", None),
        ("Locataire informé (O/N)", "peut-être",
         "peut-être : écrivez O si le locataire a été informé, N sinon.", None),
    ],
)  # fmt: skip
def test_problems(checked: Checked, column: str, text: str, sentence: str, proposal: str | None) -> None:
    result = checked({column: text})

    assert problem_of(result) == (column, text, sentence, proposal)
    assert result.ready == ()


@pytest.mark.parametrize("column", FREE_TEXTS)
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t"])
def test_a_formula_is_refused_in_every_free_text(checked: Checked, column: str, sign: str) -> None:
    result = checked({column: f"{sign}cmd|calc"})

    assert [problem.column for problem in result.problems] == [column]


@pytest.mark.parametrize("column", ["Groupe/Résidence", "Agence", "Gestionnaire"])
def test_a_formula_is_refused_in_labels(checked: Checked, column: str) -> None:
    assert problem_of(checked({column: "@x"}))[0] == column


@pytest.mark.parametrize(
    ("column", "text", "sentence", "proposal"),
    [
        ("Civilité", "Monsieur", "Monsieur n’est pas une civilité connue. Écrivez M., MME ou MLLE.", "M."),
        ("Civilité", "Dr", "Dr n’est pas une civilité connue. Écrivez M., MME ou MLLE.", None),
        ("Date naissance", "21/11/2008", "21/11/2008 : ce locataire a 17 ans.", None),
        ("Tél.", "voir dossier", "voir dossier n’est pas un numéro de téléphone lisible. "
         "Il sera gardé tel quel.", None),
        ("Code postal", "33999", "33999 n’est le code postal d’aucune commune. Est-ce 33250 ?", "33250"),
        ("Commune", "Pauyac", "Pauyac n’a pas le code postal 33250. Est-ce Pauillac ?", "Pauillac"),
        ("Commune", "Rouen", "Rouen n’a pas le code postal 33250. Rouen a 76000 ou 76100.", None),
        ("Commune", "PESSAC", "PESSAC n’a pas le code postal 33250. Pessac a 33600.", None),
        ("Solde débiteur", "0", "La dette est de 0 €. "
         "Vérifiez que ce locataire a sa place dans ce fichier.", None),
        ("APL", "522", "L’APL (522,00\u00a0€) dépasse le loyer avec charges (521,45\u00a0€).", None),
        ("Nb mois impayés", "8", "8 mois impayés, mais le solde (2\u202f085,04\u00a0€) fait 4 mois de loyer "
         "(521,45\u00a0€).", None),
        ("Date entrée", "05/04/1993", "L’entrée dans le logement précède la naissance. "
         "Vérifiez les deux dates.", None),
    ],
)  # fmt: skip
def test_doubts_keep_the_line(checked: Checked, column: str, text: str, sentence: str, proposal: str | None) -> None:
    result = checked({column: text})

    assert doubt_of(result) == (column, text, sentence, proposal)
    assert len(result.ready) == 1


def test_eighteen_today_is_no_doubt(checked: Checked) -> None:
    assert checked({"Date naissance": "20/11/2008", "Date entrée": "01/01/2026"}).doubts == ()


@pytest.mark.parametrize(("months", "doubted"), [("1", False), ("6", False), ("7", False), ("8", True), ("0", True)])
def test_months_may_be_three_away_from_the_balance(checked: Checked, months: str, doubted: bool) -> None:
    result = checked({"Nb mois impayés": months, "Loyer + charges": "500", "Solde débiteur": "2000"})

    assert bool(result.doubts) is doubted


def test_an_unreadable_telephone_that_could_be_run_is_not_kept(checked: Checked) -> None:
    result = checked({"Tél.": '=HYPERLINK("x")'})

    assert result.ready[0].phone == ""
    assert "ne sera pas repris" in result.doubts[0].warning


def test_an_unmatched_commune_is_kept_as_typed_without_code(checked: Checked) -> None:
    line = checked({"Commune": "Nulle-Part"}).ready[0]

    assert (line.commune, line.insee_code) == ("Nulle-Part", "")


def test_a_commune_known_by_name_keeps_its_code_under_an_unknown_postcode(checked: Checked) -> None:
    assert checked({"Code postal": "33999"}).ready[0].insee_code == "33314"


def test_a_wrong_postcode_is_one_problem_not_two(checked: Checked) -> None:
    result = checked({"Code postal": "3325", "Commune": "Nulle-Part"})

    assert [problem.column for problem in result.problems] == ["Code postal"]
    assert result.doubts == ()


def test_a_long_value_is_cut_in_what_is_said(checked: Checked) -> None:
    problem = checked({"Adresse": "a" * 400}).problems[0]

    assert len(problem.value) == 200
    assert problem.problem == "Ce texte a 400 caractères. Écrivez-en 200 au plus."
