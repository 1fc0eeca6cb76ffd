"""What tests of an import's pages start from: a file, dropped by a clerk, and the addresses of what is done of it."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.enums import ImportState
from cases.models import ImportBatch, TenantAccount
from common.context import acting
from tests.cases.landlord import plain

HEADER = "N° contrat;Nom locataire;Prénom;Code postal;Commune;Solde débiteur;Stade procédure;Motifs repérés"
ROWS = (
    "L1;VASSEUR;Josiane;33000;Bordeaux;1284,50;;Isolement",
    "L2;BENALI;Aïcha;33000;Bordeaux;4.312,8O;CDT PAYER;",
    "L3;OUDIN;Marcel;33000;Bordeaux;100;CDT PAYER;",
    "L4;ROCHE;Bernadette;33000;Bordeaux;910;CDT PAYER;",
    "L1;Vasseur;Josiane;33000;Bordeaux;2000;;",
    "L6;=cmd();Paul;33000;Bordeaux;5;;",
)


def sheet(*rows: str) -> bytes:
    """A file of these rows."""
    return "\n".join([HEADER, *rows]).encode()


def dropped(clerk: Client, content: bytes, name: str = "impayes.csv") -> str:
    """Drop a file; the address of its check."""
    answer = clerk.post(reverse("import_new"), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, re.findall(r"field__error.*", answer.content.decode())
    return answer.url


def page_at(clerk: Client, address: str) -> str:
    """The page of that address, in plain spaces."""
    answer = clerk.get(address)
    assert answer.status_code == 200
    return plain(answer.content.decode())


def step(address: str, name: str) -> str:
    """The address of what is done of the file checked at `address`."""
    return reverse(f"import_{name}", args=[address.rstrip("/").rsplit("/", 1)[1]])


def batch(by, state: ImportState = ImportState.CHECKED) -> ImportBatch:
    """The one file of that unit in that state."""
    with acting(by.audiences):
        return ImportBatch.objects.get(state=state)


def accounts(by) -> int:
    """How many tenants the unit has."""
    with acting(by.audiences):
        return TenantAccount.objects.count()
