"""Two cells of a line that do not go together: worth a look, never a refusal."""

from collections.abc import Iterator, Mapping
from typing import Any

from cases.imports.columns import Field
from cases.imports.values import Note
from common.formatting import euros

_MONTHS_APART = 3


def oddities_of(values: Mapping[Field, Any]) -> Iterator[tuple[Field, Note]]:
    """Yield the field and the sentence of each oddity of a line. Absent or unread values are left alone.

    A balance of zero; an aid above the rent; unpaid months more than three away from balance ÷ rent (less is
    common: part payments, aid paid to the landlord); an entry before birth.
    """
    rent, apl, balance = (values.get(each) for each in (Field.RENT, Field.APL, Field.BALANCE))
    months = values.get(Field.MONTHS_UNPAID)
    if balance == 0:
        yield (
            Field.BALANCE,
            Note("La dette est de 0 €. Vérifiez que ce locataire a sa place dans ce fichier."),
        )
    if rent is not None and apl is not None and apl > rent:
        yield Field.APL, Note(f"L’APL ({euros(apl)}) dépasse le loyer avec charges ({euros(rent)}).")
    if rent and balance and months is not None and abs(balance - months * rent) > _MONTHS_APART * rent:
        yield (
            Field.MONTHS_UNPAID,
            Note(
                f"{months} mois impayés, mais le solde ({euros(balance)}) fait "
                f"{_months(balance, rent)} de loyer ({euros(rent)})."
            ),
        )
    born_on, entered_on = values.get(Field.BORN_ON), values.get(Field.ENTERED_ON)
    if born_on and entered_on and entered_on < born_on:
        yield (
            Field.ENTERED_ON,
            Note("L’entrée dans le logement précède la naissance. Vérifiez les deux dates."),
        )


def _months(balance: int, rent: int) -> str:
    tenths = round(balance * 10 / rent)
    return f"{tenths / 10:.1f}".replace(".", ",").replace("-", "−").removesuffix(",0") + " mois"
