from collections.abc import Callable

import pytest

from cases.imports import Field, Sheet, UnreadableFile, read_file
from cases.imports.reading import MAX_BYTES, MAX_LINES

HEADER = "NOM;PRENOM;DDN;REF_BAIL;SOLDE;PROC;CP;VILLE"
BEGUE = "BÈGUE;Benoît;22/08/1974;L1;213,93;Jugement;33560;Carbon-Blanc"
TEXT = f"{HEADER}\r\n{BEGUE}\r\n"


def cell(sheet: Sheet, field: Field, row: int = 0) -> str:
    return sheet.rows[row].cells[sheet.positions[field]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(encoding: str) -> None:
    sheet = read_file(TEXT.encode(encoding))

    assert cell(sheet, Field.LAST_NAME) == "BÈGUE"
    assert cell(sheet, Field.LEASE_REF) == "L1"


def test_big_endian_with_its_mark() -> None:
    assert cell(read_file(b"\xfe\xff" + TEXT.encode("utf-16-be")), Field.FIRST_NAME) == "Benoît"


def test_text_encoded_twice_is_repaired() -> None:
    twice = TEXT.encode().decode("cp1252").encode()

    assert cell(read_file(twice), Field.FIRST_NAME) == "Benoît"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_delimiters(delimiter: str) -> None:
    sheet = read_file(TEXT.replace(",", ".").replace(";", delimiter).encode())

    assert len(sheet.columns) == 8
    assert cell(sheet, Field.BALANCE) == "213.93"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_ends_of_lines(end: str) -> None:
    assert len(read_file(f"{HEADER}{end}{BEGUE}{end}{BEGUE}".encode()).rows) == 2


def test_columns_keep_their_letter_and_header() -> None:
    sheet = read_file(TEXT.encode())

    assert [(column.letter, column.header) for column in sheet.columns[:5]] == [
        ("A", "NOM"),
        ("B", "PRENOM"),
        ("C", "DDN"),
        ("D", "REF_BAIL"),
        ("E", "SOLDE"),
    ]
    assert sheet.header_of(Field.BALANCE) == "SOLDE"
    assert sheet.header_of(Field.RENT) == "Loyer + charges"


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("N° contrat", Field.LEASE_REF),
        ("n° CONTRAT ", Field.LEASE_REF),
        ("contrat", Field.LEASE_REF),
        ("Ref. bail", Field.LEASE_REF),
        ("REF_BAIL", Field.LEASE_REF),
        ("Nom locataire", Field.LAST_NAME),
        ("NOM", Field.LAST_NAME),
        ("prenom", Field.FIRST_NAME),
        ("DDN", Field.BORN_ON),
        ("Tel", Field.PHONE),
        ("Groupe/Résidence", Field.RESIDENCE),
        ("LOYER + CHARGES", Field.RENT),
        ("SOLDE", Field.BALANCE),
        ("Nb mois impayes", Field.MONTHS_UNPAID),
        ("Motifs repérés", Field.REASONS),
        ("Locataire informé (O/N)", Field.TOLD),
    ],
)
def test_header_synonyms(header: str, field: Field) -> None:
    sheet = read_file(f"{header};Autre\r\nvaleur;x\r\n".encode())

    assert [column.field for column in sheet.columns] == [field]
    assert sheet.ignored == ("Autre",)


def test_unrecognised_columns_are_not_kept() -> None:
    sheet = read_file("NOM;Observations;SOLDE\nBÈGUE;rien de bon;12\n".encode())

    assert sheet.rows[0].cells == ("BÈGUE", "12")
    assert sheet.ignored == ("Observations",)


def test_the_second_of_two_columns_for_one_fact_is_not_kept() -> None:
    sheet = read_file(b"NOM;SOLDE;DETTE\nA;1;2\n")

    assert sheet.rows[0].cells == ("A", "1")


def test_lines_count_blank_ones_and_titles_above_the_header() -> None:
    text = f"Impayés au 30/09\n\n{HEADER}\n\n{BEGUE}\n;;;;;;;\n{BEGUE}\n"

    sheet = read_file(text.encode())

    assert [row.line for row in sheet.rows] == [5, 7]
    assert sheet.blank_lines == 2


def test_quoted_cells_hold_delimiters_quotes_and_ends_of_line() -> None:
    sheet = read_file(b'NOM;ADRESSE;SOLDE\nA;"12, rue ""du Port"";\r\nb\xe2t. B";1\nB;x;2\n')

    assert cell(sheet, Field.ADDRESS) == '12, rue "du Port"; bât. B'
    assert [row.line for row in sheet.rows] == [2, 3]


def test_nulls_and_invisible_characters_are_removed() -> None:
    sheet = read_file("NOM;SOLDE\nBÈ\0GUE\u200b;1\n".encode())

    assert cell(sheet, Field.LAST_NAME) == "BÈGUE"


def test_short_lines_are_completed_and_long_ones_counted() -> None:
    sheet = read_file(b"NOM;PRENOM;SOLDE\nA\nB;b;1;;\nC;c;1;x;y\n")

    assert [row.cells for row in sheet.rows] == [("A", "", ""), ("B", "b", "1"), ("C", "c", "1")]
    assert [row.surplus for row in sheet.rows] == [0, 0, 2]


def test_a_huge_cell_is_cut() -> None:
    sheet = read_file(f"NOM;SOLDE\n{'a' * 100_000};1\n".encode())

    assert len(cell(sheet, Field.LAST_NAME)) == 500


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Ce fichier est vide"),
        (b" \r\n\t", "Ce fichier est vide"),
        (b"NOM;SOLDE\nA;1\n\x81\x8d;2\n", "Ligne 3 : un caractère est illisible"),
        (b"\xef\xbb\xbfNOM;SOLDE\n\xff;1\n", "Ligne 2 : un caractère est illisible"),
        (TEXT.encode("utf-16-le"), "encodage"),
        (b"\xff\xfeN", "Ligne 1"),
        (b"NOM\nA\n", "point-virgule"),
        (b"bonjour\n", "point-virgule"),
        (b"a;b;c\n1;2;3\n", "Ligne 1 : aucun titre de colonne"),
        (HEADER.encode(), "aucune ligne sous les titres de colonne (ligne 1)"),
        (f"{HEADER}\n;;;\n\n".encode(), "aucune ligne sous les titres"),
        (b'NOM;SOLDE\nA;1\n"B;2\nC;3\n', "Ligne 3 : un guillemet"),
        (b'NOM;SOLDE\n"A" b;1\n', "Ligne 2 : un guillemet"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n...", "une image"),
        (b"\xff\xd8\xff\xe0...", "une image"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", ".xls"),
        (b"PK\x03\x04 not a zip", "classeur"),
        (b"NOM;SOLDE\n" + b"A;1\n" * (MAX_LINES + 1), "Ligne 50002 : ce fichier dépasse 50 000 lignes"),
        (b"NOM;SOLDE\n" + b" " * MAX_BYTES, "20 Mo"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_unreadable_file_says_where_and_what_to_do(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read_file(content)

    assert said in str(refusal.value)
    assert str(refusal.value).endswith((".", "»."))


def test_a_refusal_carries_nothing_of_the_file() -> None:
    secret = "Isolement total"
    for content in (
        f"NOM;SOLDE\n{secret};1\n".encode() + b"\x81",
        f'NOM;SOLDE\n"{secret};1\n'.encode(),
        f"{secret};{secret}\n".encode(),
        b"PK\x03\x04" + secret.encode(),
    ):
        with pytest.raises(UnreadableFile) as refusal:
            read_file(content)

        assert refusal.value.__cause__ is None
        assert refusal.value.__context__ is None
        assert secret not in str(refusal.value)


def test_fifty_thousand_lines_are_read() -> None:
    assert len(read_file(b"NOM;SOLDE\n" + b"A;1\n" * MAX_LINES).rows) == MAX_LINES


def test_what_is_printed_of_a_sheet_names_nobody(sample: Callable[[str], bytes]) -> None:
    sheet = read_file(sample("impayes_gironde.csv"))

    assert repr(sheet) == "Sheet(25 columns, 246 rows)"
    assert repr(sheet.rows[0]) == "Row(line=2)"
