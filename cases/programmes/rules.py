"""What a programme may say: the shape of its YAML file and of the rows that keep its versions.

Screens and deadlines read them, or will; nearly all stand on the page that explains the programme to its partners. A rule
that is absent (`None`, an empty list) is a rule the programme does not have. Durations say their unit in their name; amounts
are euros in the file and are kept as written, `Decimal`.
"""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cases.enums import AccompanimentKind, ProcedureStage, Reason, ReferralOrigin, Scope, VisitKind

#: A referral's sheet closes after 60 days whatever the programme (domain 4.2): its answer is due before.
SHEET_DAYS = 60

Text = Annotated[str, Field(min_length=1, max_length=600)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
Count = Annotated[int, Field(ge=1, le=100_000)]
Days = Annotated[int, Field(ge=1, le=1_100)]
Months = Annotated[int, Field(ge=1, le=120)]
Weeks = Annotated[int, Field(ge=1, le=104)]
Percent = Annotated[Decimal, Field(gt=0, le=100)]
Euros = Annotated[Decimal, Field(ge=0, le=10_000_000, decimal_places=2)]

Party = Literal["household", "operator", "landlord", "landlord_social_service", "sub_lessor"]
Provider = Literal["landlord", "household", "operator"]
SheetField = Literal[
    "address",
    "phone",
    "email",
    "occupants",
    "co_tenant",
    "rent_cents",
    "balance_cents",
    "months_unpaid",
    "stage",
    "last_payment_on",
    "tenancy_started_on",
    "reasons",
    "dated_facts",
    "actions_taken",
    "told_how",
    "contact_name",
]
Entity = Literal["branch", "social_service", "sliding_lease_holder"]


class Strict(BaseModel):
    """Unknown keys are refused: a misspelt rule would be a rule nobody applies."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Versioned(Strict):
    """Rules that are published as versions of what their key names."""

    key: Key
    version: Count


class Partner(Strict):
    """Who takes part: what it is, how many of them, what it does."""

    role: Literal["operator", "landlord", "funder", "siao", "prescriber", "reserver", "committee_secretary"]
    who: Text
    does: Text


class Strand(Strict):
    """A *volet*: maintenance in a dwelling, or access to one."""

    kind: AccompanimentKind
    households: Count
    publics: list[Text] = Field(min_length=1)


class Requirement(Strict):
    """What a referral needs to be complete, and who can give it. `field`: a column of the referral's sheet."""

    field: SheetField
    label: Text
    given_by: Provider


class IncomeCeiling(Strict):
    """Monthly resources of the household below which it may enter; a share of a strand may have a lower one."""

    euros: Euros
    share_percent: Percent = Decimal(100)
    strand: AccompanimentKind | None = None


class ReferralRules(Strict):
    """Who may send whom, with what, and by when it is answered."""

    origins: list[ReferralOrigin] = Field(min_length=1)
    stages: list[ProcedureStage] = Field(min_length=1)
    excluded_reasons: list[Reason] = []
    income_ceilings: list[IncomeCeiling] = []
    conditions: list[Text] = []
    required: list[Requirement] = Field(min_length=1)
    entry_decided_by: Literal["operator", "committee"]
    information_days: Annotated[int, Field(ge=1, le=31)]
    answer_days: Annotated[int, Field(ge=1, le=SHEET_DAYS)]
    escalation_days: Days
    waiting_list: bool


class OutreachRules(Strict):
    """How the household is reached. `usual_attempts` within `usual_days`: a benchmark shown, never a limit. Beyond
    `days_between_attempts` without any, the household is to be caught up."""

    days_between_attempts: Days
    by: Literal["operator", "landlord", "pair"]
    first_meeting_with_landlord: bool
    usual_attempts: Count
    usual_days: Days
    hours: Text


class AssessmentRules(Strict):
    """The grid, its version, who signs the common part, and how many meetings come before the contract."""

    grid: Key
    grid_version: Count
    meetings_before_contract: Annotated[int, Field(ge=0, le=10)]
    common_part_signed_by: list[Party] = Field(min_length=2)


class Axis(Strict):
    """An axis of the contract and the objectives it usually holds."""

    key: Key
    label: Text
    objectives: list[Text] = []


class ContractRules(Strict):
    """Parties, length and content. `months` None: open-ended, and then it is not renewed."""

    common_part_signed_by: list[Party] = Field(min_length=2)
    months: Months | None
    renewals: Annotated[int, Field(ge=0, le=10)] = 0
    beyond_maximum: Literal["committee", "never"] = "never"
    axes: list[Axis] = Field(min_length=1)

    @property
    def maximum_months(self) -> int | None:
        """Months a household may be accompanied under contracts, renewals included; None: no end."""
        return None if self.months is None else self.months * (1 + self.renewals)

    @model_validator(mode="after")
    def only_what_ends_is_renewed(self) -> Self:
        if self.months is None and self.renewals:
            raise ValueError("renewals|un contrat sans durée ne se renouvelle pas")
        return self


class Phase(Strict):
    """So many visits each `every_months`, or each `every_weeks`; for the first `weeks`, or until the end (None)."""

    label: Text
    weeks: Weeks | None
    visits: Annotated[int, Field(ge=1, le=14)]
    every_weeks: Annotated[int, Field(ge=1, le=26)] | None = None
    every_months: Annotated[int, Field(ge=1, le=6)] | None = None
    minutes: Annotated[int, Field(ge=5, le=480)] | None = None

    @model_validator(mode="after")
    def counted_in_one_unit(self) -> Self:
        if (self.every_weeks is None) == (self.every_months is None):
            raise ValueError("visits|donnez every_weeks ou every_months, l’un des deux")
        return self


class VisitRules(Strict):
    """Where visits are made and how often; the last phase lasts until the end."""

    places: list[VisitKind] = Field(min_length=1)
    phases: list[Phase] = Field(min_length=1)

    @model_validator(mode="after")
    def the_last_phase_has_no_end(self) -> Self:
        for number, phase in enumerate(self.phases):
            is_last = number == len(self.phases) - 1
            if is_last != (phase.weeks is None):
                sentence = (
                    "la dernière phase n’a pas de fin (weeks: null)" if is_last else "seule la dernière est sans fin"
                )
                raise ValueError(f"phases.{number}.weeks|{sentence}")
        return self


class ReviewRules(Strict):
    """Rhythms. Each is None when the programme has no such meeting."""

    bilan_months: Months
    bilan_signed_by: list[Party] = Field(min_length=2)
    tripartite_months: Months | None
    landlord_exchange_weeks: Weeks | None = None
    team_meeting_weeks: Weeks | None = None


class SuspensionRules(Strict):
    """Whether the landlord suspends its proceedings, and for how many months at most."""

    mode: Literal["none", "asked", "automatic"]
    months: Annotated[int, Field(ge=1, le=12)] | None = None

    @model_validator(mode="after")
    def a_length_when_there_is_one(self) -> Self:
        if (self.mode == "none") != (self.months is None):
            raise ValueError("months|donnez une durée quand il y a suspension, et seulement alors")
        return self


class ArrearsRules(Strict):
    """How the territory reads what the decree of 2026 leaves open (`cases.formulas.arrears.Open`)."""

    net_of_aid: bool = True
    refer_months: Annotated[int, Field(ge=1, le=6)] = 2


class RentRules(Strict):
    """The rent account. `resumed_after_months`: payments in a row that make payment resumed; `plan_broken_after_months`:
    months behind in a row that break a repayment plan."""

    suspension: SuspensionRules
    resumed_after_months: Annotated[int, Field(ge=1, le=12)]
    plan_broken_after_months: Annotated[int, Field(ge=1, le=12)] = 2
    arrears: ArrearsRules = ArrearsRules()


class Quota(Strict):
    """Households in at the same time ("in flow"), per strand."""

    households: Count
    label: Text


class FlatAmount(Strict):
    """What individual water or heating is counted for, a month; for dwellings and households up to that size, when said."""

    charge: Literal["water", "heating"]
    rooms_at_most: Annotated[int, Field(ge=1, le=12)] | None = None
    persons_at_most: Annotated[int, Field(ge=1, le=20)] | None = None
    euros: Euros


class DwellingRules(Strict):
    """Finding and keeping a dwelling. `residual_euros_per_day`: what is enough to live on, per consumption unit."""

    inspection: Literal["always", "when_possible", "none"]
    occupancy: list[Literal["hosted", "intermediate", "sub_tenant", "tenant"]] = Field(min_length=1)
    offers: list[Literal["open", "direct", "individual", "need"]] = []
    quota: Quota | None = None
    effort_rate_percent: Percent | None = None
    effort_rate_includes_heating: bool = False
    residual_euros_per_day: Euros | None = None
    flat_amounts: list[FlatAmount] = []

    def flat_cents(self, charge: Literal["water", "heating"], *, rooms: int, persons: int) -> int | None:
        """The first flat amount of that charge that a dwelling and a household of these sizes fit; None without one."""
        for each in self.flat_amounts:
            fits = rooms <= (each.rooms_at_most or rooms) and persons <= (each.persons_at_most or persons)
            if each.charge == charge and fits:
                return int(each.euros * 100)
        return None


class ConsentRecipient(Strict):
    """What is usually proposed to one recipient. `separate`: scopes asked as a question of their own."""

    entity: Entity
    scopes: list[Scope] = Field(min_length=1)
    separate: list[Scope] = []
    purpose: Text
    return_scopes: list[Scope] = []
    return_purpose: Text | None = None
    return_from: Literal["now", "lease_signature"] | None = None

    @model_validator(mode="after")
    def a_landlord_never_reads_social(self) -> Self:
        if Scope.SOCIAL in [*self.scopes, *self.separate, *self.return_scopes]:
            raise ValueError("scopes|« social » ne se propose jamais : un bailleur ne peut pas le recevoir")
        return self


class ConsentRules(Strict):
    """The usual consent set (decisions T9): a proposal, nothing ticked in advance, not a legal opinion."""

    recipients: list[ConsentRecipient] = Field(min_length=1)
    durations: list[Annotated[int, Field(ge=1, le=12)]] = Field(min_length=1)
    oral_days: Annotated[int, Field(ge=1, le=30)]
    language: Literal["fr"]
    notice: Key


class CommitteeRules(Strict):
    """A committee of the programme: what it decides and how often it meets."""

    key: Key
    name: Text
    decides: Text
    every_months: Months | None = None
    every_weeks: Weeks | None = None


class FollowUpRules(Strict):
    """After the end: days during which the team still reads and may step in, and who pays for it."""

    days: Days
    paid_by: Text
    re_entry: Text


class Rate(Strict):
    """A price: what one unit costs and the minutes planned for it."""

    key: Key
    label: Text
    unit: Literal["diagnosis", "measure_month", "measure", "year", "post", "intervention", "dwelling"]
    euros: Euros
    visit_minutes: Annotated[int, Field(ge=0)] = 0
    travel_minutes: Annotated[int, Field(ge=0)] = 0
    writing_minutes: Annotated[int, Field(ge=0)] = 0


class FundingShare(Strict):
    """Who pays what share of the plan."""

    funder: Text
    percent: Percent


class FundingPlan(Strict):
    """The yearly plan, in euros, and its shares; shares may leave a part to be found."""

    label: Text
    euros: Euros
    shares: list[FundingShare] = []
    declared_balanced: bool = False

    @model_validator(mode="after")
    def shares_add_up(self) -> Self:
        total = sum(share.percent for share in self.shares)
        if total > 100:
            raise ValueError(f"shares|les parts font {total} %, plus que le plan")
        if self.declared_balanced and total != 100:
            raise ValueError(f"shares|le plan est dit équilibré, et ses parts font {total} %")
        return self


class ReportRules(Strict):
    """Reports to funders. `threshold`: a figure with fewer households behind it is not published; the agreement may ask for more than
    domain 4.10 does by default (11 for fiscal data), never for less (docs/adr/0038)."""

    threshold: Annotated[int, Field(ge=5, le=50)] = 5


class Target(Strict):
    """What the partners want to reach in a year. `key`: the indicator of the catalogue that says how far they are, in `unit`."""

    key: Key
    label: Text
    value: Annotated[Decimal, Field(gt=0)]
    unit: Literal["households", "percent", "visits", "days", "months"]


class Rules(Versioned):
    """A whole programme, at one version."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    territory: Text
    summary: Text
    partners: list[Partner] = Field(min_length=1)
    strands: list[Strand] = Field(min_length=1)
    referral: ReferralRules
    outreach: OutreachRules
    assessment: AssessmentRules
    contract: ContractRules
    visits: VisitRules
    reviews: ReviewRules
    rent: RentRules
    dwelling: DwellingRules
    caseload: Annotated[int, Field(ge=1, le=100)]
    consent: ConsentRules
    committees: list[CommitteeRules] = []
    follow_up: FollowUpRules
    rates: list[Rate] = []
    funding: list[FundingPlan] = []
    reports: ReportRules = ReportRules()
    targets: list[Target] = []
    indicators: list[Key] = []
