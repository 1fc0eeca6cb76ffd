"""What a contract takes from the case: who, where, what is owed. Read with the member's own rights."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.models import Accompaniment, Case, ContactStatement, Referral, RentStatement, ViolenceFlag
from cases.queries.parts import adults_who_sign
from partners.acting import Acting


@dataclass(frozen=True)
class Facts:
    """Names may be empty when they are not stated; `dwelling` is left out while a person is protected."""

    operator: str
    landlord: str
    household: list[str]
    referent: str
    referent_phone: str
    dwelling: str
    debt_cents: int | None
    debt_on: date | None

    @property
    def who(self) -> dict[str, Any]:
        """What the contract's annex takes: names and address, which `housing` alone opens to nobody (T7)."""
        return {"household": self.household, "dwelling": self.dwelling}

    @property
    def shared(self) -> dict[str, Any]:
        """What its common part takes."""
        return {name: value for name, value in self.__dict__.items() if name not in self.who}


def gather(case: Case, by: Acting) -> Facts:
    """Six statements."""
    referral = Referral.objects.filter(receiving_case=case).select_related("author__unit__organisation").first()
    landlord = referral.author.unit.organisation.name if referral and referral.author.unit else ""
    followed = Accompaniment.objects.filter(case=case).first()
    flagged = ViolenceFlag.objects.filter(household_id=case.household_id, lifted_at=None).exists()
    contact = (
        None
        if flagged
        else ContactStatement.objects.filter(case=case, author_id=case.holder_id).order_by("-id").first()
    )
    owed = RentStatement.objects.filter(case_id=case.tenancy_id or case.pk).order_by("-on", "-id").first()
    place = " ".join(filter(None, (contact.postcode, contact.commune))) if contact else ""
    return Facts(
        operator=by.organisation_name,
        landlord=landlord,
        household=[name for _, name in adults_who_sign(case) if name],
        referent=followed.referent_name if followed else "",
        referent_phone=followed.referent_phone if followed else "",
        dwelling=", ".join(filter(None, (contact.address if contact else "", place))),
        debt_cents=owed.balance_cents if owed else None,
        debt_on=owed.on if owed else None,
    )
