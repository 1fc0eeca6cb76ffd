"""What a team of the demonstration knows of an entry: what the sheet says, confirmed at adhesion."""

from cases.models import Case, ReferralSheet
from cases.policies import KnownEntry, reasons_kept
from partners.communes import code_of


def entry_of(case: Case) -> KnownEntry:
    """As the adhesion page shows it over the open sheet. One statement."""
    sheet = ReferralSheet.objects.get(receiving_case_id=case.pk)
    return KnownEntry(
        reasons=tuple(reason for reason in sheet.reasons if reason in reasons_kept(None)),
        stage=sheet.stage,
        commune=code_of(sheet.commune, sheet.postcode),
        debt_cents=sheet.balance_cents,
        debt_on=sheet.balance_on,
    )
