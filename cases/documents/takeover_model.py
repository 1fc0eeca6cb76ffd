"""The file to fill in before running accompaniments are taken over: its titles and two invented lines."""

import csv
import io
from datetime import date, timedelta

from cases.imports.running import LABELS, Known
from common.formatting import numeric_date

_LINES = (
    {
        Known.TITLE: "Mme",
        Known.LAST_NAME: "EXEMPLE",
        Known.FIRST_NAME: "Camille",
        Known.BORN_ON: "14/02/1981",
        Known.OTHER_ADULT: "M. EXEMPLE Sacha",
        Known.CHILDREN: "2",
        Known.PHONE: "06 39 98 00 01",
        Known.ADDRESS: "3, rue des Lilas",
        Known.POSTCODE: "33000",
        Known.COMMUNE: "Bordeaux",
        Known.KIND: "maintien",
        Known.REFERENT: "prenom.nom@association.fr",
    },
    {
        Known.TITLE: "M.",
        Known.LAST_NAME: "MODELE",
        Known.FIRST_NAME: "Alix",
        Known.CHILDREN: "0",
        Known.ADDRESS: "8, place du Marché",
        Known.POSTCODE: "33600",
        Known.COMMUNE: "Pessac",
        Known.KIND: "accès",
        Known.REFERENT: "prenom.nom@association.fr",
    },
)


def model_csv(today: date) -> bytes:
    """UTF-8 with a mark, semicolons: what French spreadsheets open. The columns of months are those of the last two."""
    last = today.replace(day=1) - timedelta(days=1)
    months = [last.replace(day=1) - timedelta(days=1), last]
    counted = [f"{word} {month:%m/%Y}" for month in months for word in ("Tenues", "Prévues", "Minutes")]
    text = io.BytesIO()
    writing = io.TextIOWrapper(text, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(writing, delimiter=";", lineterminator="\r\n")
    writer.writerow([*LABELS.values(), *counted])
    for line in _LINES:
        dated = {Known.STARTS_ON: numeric_date(months[0].replace(day=3)), Known.PLANNED_END_ON: ""}
        cells = {**line, **dated}
        writer.writerow([*(cells.get(name, "") for name in LABELS), "2", "3", "150", "3", "3", "180"])
    return text.getvalue()
