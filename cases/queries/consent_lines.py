"""What is in force, in words: agreements with what waits for another adult, and what a text opens."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.functions import TransactionNow

from cases.consent_words import OF_HER, TO_HER, label_of, opens, turned
from cases.enums import GivenHow, Scope
from cases.models import Case, Consent, Grant
from cases.queries.consents import Adult, last_day
from cases.standing import Standing, standing
from common.formatting import after, full_date
from partners.acting import Acting
from partners.enums import Capacity


@dataclass(frozen=True)
class ConsentLine:
    """One agreement in force, in words. `until` is the last day.

    `agreed`: all of what she agreed to, said of her. `opens`: what of it is open now, empty when nothing is. `missing`:
    whose agreements the rest waits for, « l’accord de Karim Vasseur »; empty when nothing waits.
    """

    consent: Consent
    standing: Standing
    who: str
    recipient: str
    agreed: str
    missing: str
    until: str
    is_return: bool
    is_landlords: bool
    to_confirm: bool

    @property
    def opens(self) -> str:
        """What is open now, said of the person."""
        return self.standing.opens(OF_HER)

    @property
    def waits(self) -> str:
        """What is closed still, and whose agreement it waits for; empty when nothing waits."""
        return f"Attend {self.missing} : {self.standing.waits(OF_HER)}." if self.missing else ""

    @property
    def opens_to_her(self) -> str:
        """The same, said to the person."""
        return self.standing.opens(TO_HER)

    @property
    def withdraw_label(self) -> str:
        """What the button says to a screen reader."""
        return f"Retirer l’accord de {self.who} pour {self.recipient}"


@dataclass(frozen=True)
class TextLine:
    """What a text opens, in words. `opens` says what, `until` the last day."""

    grant: Grant
    basis: str
    recipient: str
    opens: str
    until: str

    @property
    def close_label(self) -> str:
        """What the button says to a screen reader."""
        return f"Fermer ce qui est ouvert {after('à', self.recipient)}"


def text_lines(case: Case) -> list[TextLine]:
    """What a text opens now of that case, without anyone's agreement."""
    grants = (
        Grant.objects.filter(case=case, person=None, ended_at=None, until__gt=TransactionNow())
        .select_related("recipient__unit__organisation")
        .order_by("id")
    )
    return [
        TextLine(
            grant=grant,
            basis=str(grant.get_basis_display()),
            recipient=label_of(grant.recipient),
            opens=", ".join(str(Scope(scope).label) for scope in grant.scopes),
            until=full_date(last_day(grant.until)),
        )
        for grant in grants
    ]


def lines(
    consents: Iterable[Consent], adults: Iterable[Adult], given: Sequence[Consent], parties: Sequence[int], by: Acting
) -> list[ConsentLine]:
    """Agreements in words, for the unit that recorded them.

    `adults`: those the reader may name. `given` and `parties`: as `cases.standing.standing` takes them.
    """
    names = {adult.person.pk: adult.name for adult in adults}
    return [_line(consent, standing(consent, given, parties), names, by) for consent in consents]


def _line(consent: Consent, found: Standing, names: dict[int, str], by: Acting) -> ConsentLine:
    missing = " et de ".join(names.get(person_id, "l’autre adulte") for person_id in found.missing)
    return ConsentLine(
        consent=consent,
        standing=found,
        who=names.get(consent.person_id, "Un adulte du ménage"),
        recipient=label_of(consent.recipient),
        agreed=turned(opens(consent), OF_HER),
        missing=f"l’accord de {missing}" if missing else "",
        until=full_date(last_day(consent.until)),
        is_return=consent.recipient_id == by.unit_audience,
        is_landlords=consent.recipient.capacity == Capacity.LANDLORD,
        to_confirm=consent.given_how == GivenHow.ORAL,
    )
