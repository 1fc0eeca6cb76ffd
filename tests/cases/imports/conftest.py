import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cases.imports import CheckedImport, check, read_file
from partners.communes import CommuneDirectory, communes_of_2026

TODAY = date(2026, 11, 20)
SAMPLES = Path(__file__).parents[2] / "data"
LINE = {
    "N° contrat": "L148808/6",
    "Civilité": "MME",
    "Nom locataire": "GUYON",
    "Prénom": "Lucy",
    "Date naissance": "06/04/1993",
    "Co-titulaire": "",
    "Nb occupants": "1",
    "Tél.": "05 56 00 00 00",
    "Courriel": "",
    "Adresse": "78, boulevard Marin",
    "Code postal": "33250",
    "Commune": "PAUILLAC",
    "Groupe/Résidence": "Les Tilleuls",
    "Typologie": "T1 bis",
    "Loyer + charges": "521,45",
    "APL": "",
    "Solde débiteur": "2 085,04",
    "Nb mois impayés": "4",
    "Date dernier règlement": "01/07/2026",
    "Date entrée": "14/10/2015",
    "Stade procédure": "Assignation",
    "Motifs repérés": "Isolement",
    "Locataire informé (O/N)": "O",
    "Agence": "Agence Centre",
    "Gestionnaire": "Vallet",
}

CsvOf = Callable[..., bytes]
Checked = Callable[..., CheckedImport]


@pytest.fixture(scope="session")
def communes() -> CommuneDirectory:
    return communes_of_2026()


@pytest.fixture(scope="session")
def today() -> date:
    return TODAY


@pytest.fixture(scope="session")
def sample() -> Callable[[str], bytes]:
    """The bytes of one of the landlords' files of tests/data."""
    return lambda name: (SAMPLES / name).read_bytes()


@pytest.fixture(scope="session")
def csv_of() -> CsvOf:
    """A file in UTF-8 of lines like LINE, each with cells changed and a lease and name of its own."""

    def build(*changes: dict[str, str]) -> bytes:
        text = io.StringIO()
        writer = csv.DictWriter(text, fieldnames=list(LINE), delimiter=";")
        writer.writeheader()
        for number, changed in enumerate(changes):
            own = {
                "N° contrat": f"L{number}",
                "Nom locataire": f"NOM {'abcdefghij'[number % 10] * (number + 1)}",
            }
            writer.writerow({**LINE, **own, **changed})
        return text.getvalue().encode()

    return build


@pytest.fixture(scope="session")
def checked(csv_of: CsvOf, communes: CommuneDirectory, today: date) -> Checked:
    """Check a file of lines like LINE with some cells changed."""

    def build(*changes: dict[str, str], **options: object) -> CheckedImport:
        return check(read_file(csv_of(*changes)), communes=communes, today=today, **options)

    return build
