"""What people do in the demonstration, one act at a time, through the product's own actions and the gate."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from cases.actions import (
    accompaniments,
    alerts,
    answers,
    consents,
    flags,
    outreach,
    person_links,
    referrals,
    rent_accounts,
    rent_facts,
    steps,
    tasks,
    teams,
    visits,
    withdrawals,
)
from cases.actions.alerts import AlertEntry
from cases.actions.steps import ContactEntry, StepEntry
from cases.demo.entries import entry_of
from cases.demo.landlord_file import LandlordFile
from cases.demo.people import Profile
from cases.enums import (
    GivenHow,
    ProcedureEventKind,
    ProcedureStage,
    ReferralOrigin,
    StepKind,
    ToldHow,
    VisitKind,
    VisitOutcome,
)
from cases.evidence import Proof
from cases.formulas.plan import Plan
from cases.models import Case, Consent, Person, Referral, ReferralSheet, Step, TenantAccount, Visit
from cases.outreach import OutreachPlan
from cases.periods import add_months
from cases.policies import Identity, VisitEntry, split_name
from cases.programmes.publishing import latest, rules_of
from cases.queries import rent_account
from cases.queries.alerts import correspondents
from cases.queries.consents import end_of_day, proposals
from cases.queries.names import proper
from cases.queries.tenants import Recipient, describe, recipients
from common.context import acting
from partners.acting import Acting, act_as
from partners.enums import ROLE_CAPACITIES, Capacity, Role
from partners.models import Agreement, Audience, Membership

FRIDAY = 4
DRAWN = Proof(
    strokes={
        "width": 300,
        "height": 90,
        "strokes": [[[20, 60, 0], [45, 25, 80], [70, 62, 160], [110, 30, 240], [160, 58, 320], [230, 40, 400]]],
    }
)

_KEPT = ("id", "public_id", "referral", "receiving_case", "created_at")
_SHEET = [column.attname for column in ReferralSheet._meta.concrete_fields if column.name not in _KEPT]


def member(email: str, unit: str | None = None) -> Acting:
    """That member at work, in the capacity of her role."""
    held = Membership.objects.filter(user__email=email, ended_at=None).select_related("unit__organisation", "user")
    membership = (held.filter(unit__key=unit) if unit else held).order_by("id")[0]
    return act_as(membership, ROLE_CAPACITIES[Role(membership.role)][0])


def agreement_between(operator: str, landlord: str) -> Agreement:
    """The agreement by which that landlord unit refers to that operator unit."""
    return Agreement.objects.select_related("programme").get(operator_unit__key=operator, landlords__unit__key=landlord)


@dataclass
class Story:
    """One household: its tenant account, then its cases as acts make them."""

    profile: Profile
    file: LandlordFile
    agreement: Agreement
    tenancy_id: int = 0
    person_ids: list[int] = field(default_factory=list)
    case_id: int = 0

    @property
    def clerk(self) -> Acting:
        return self.file.clerk

    # --- the landlord -------------------------------------------------------------------------------------------
    def account(self) -> None:
        """The landlord's file has this tenant in arrears."""
        self.owes(self.profile.balance_cents)

    def owes(self, cents: int) -> None:
        """A balance of that day."""
        self.file.owes(self.profile, cents)

    def refer(self) -> None:
        """The clerk refers the tenant, told by letter three days before."""
        clerk = self.clerk
        with acting(clerk.audiences):
            found = TenantAccount.objects.get(author_id=clerk.unit_audience, lease_ref=self.profile.lease)
            (account,) = describe(clerk.unit_audience, [found.pk])
            asked = referrals.ToRefer(
                account,
                told_how=ToldHow.LETTER,
                told_on=timezone.localdate() - timedelta(days=3),
                told_by=clerk.person_name,
                facts=[referrals.Fact("Ne répond plus au courrier depuis l’été.")],
                actions=["letter", "telephone"],
            )
            (referral,) = referrals.refer(
                tenants=[asked],
                recipient=self._recipient(),
                origin=ReferralOrigin.ARREARS_MEETING,
                contact_name=clerk.person_name,
                contact_phone=clerk.membership.phone if clerk.membership else "",
                by=clerk,
            )
            self._received(referral)

    def refer_again(self, agreement: Agreement) -> None:
        """A second referral of the same tenancy, beside or after the first: the same rows and the same submission,
        since the landlord's page offers it only once the first is closed."""
        with acting(self.clerk.audiences):
            former = Referral.objects.filter(case_id=self.tenancy_id).order_by("id")[0]
            sheet = ReferralSheet.objects.get(referral=former)
            columns = {name: getattr(sheet, name) for name in _SHEET}
            referral = Referral.objects.create(
                household_id=former.household_id,
                case_id=former.case_id,
                author_id=former.author_id,
                account_id=former.account_id,
                agreement=agreement,
                recipient=Audience.objects.get(unit_id=agreement.operator_unit_id, capacity="operator", kind="unit"),
                origin=former.origin,
                told_how=former.told_how,
                told_on=former.told_on,
                told_by=former.told_by,
            )
            ReferralSheet.objects.create(referral=referral, **columns)
            with connection.cursor() as cursor:
                cursor.execute("SELECT sec.submit_referral(%s)", [referral.pk])
                (referral.receiving_case_id,) = cursor.fetchone()
            self._received(referral)

    def _recipient(self) -> Recipient:
        unit = self.clerk.membership.unit_id if self.clerk.membership else 0
        offered = recipients(unit, self.clerk.unit_audience)
        return next(each for each in offered if each.agreement.pk == self.agreement.pk)

    def _received(self, referral: Referral) -> None:
        sheet = ReferralSheet.objects.get(referral_id=referral.pk)
        self.tenancy_id, self.case_id = referral.case_id, referral.receiving_case_id or 0
        self.person_ids = [person for person in (sheet.person_id, sheet.co_tenant_person_id) if person]

    # --- the operator ----------------------------------------------------------------------------------------------
    def _tenancy(self) -> Case:
        return Case.objects.get(pk=self.tenancy_id)

    def _case(self) -> Case:
        return Case.objects.get(pk=self.case_id)

    def receive(self, by: Acting) -> None:
        with acting(by.audiences):
            answers.receive(case=self._case(), by=by)

    def accept(self, by: Acting, referent: Acting | None = None) -> None:
        with acting(by.audiences):
            answers.accept(case=self._case(), by=by, referent=referent.membership if referent else None)

    def ask_for(self, by: Acting, *fields: str) -> None:
        with acting(by.audiences):
            answers.ask_missing(case=self._case(), by=by, fields=list(fields))

    def not_accept(self, by: Acting, reason: str) -> None:
        with acting(by.audiences):
            answers.not_accept(case=self._case(), by=by, reason=reason)

    def join(self, manager: Acting, email: str) -> None:
        colleague = Membership.objects.get(user__email=email, unit_id=manager.membership and manager.membership.unit_id)
        with acting(manager.audiences):
            teams.assign(case=self._case(), by=manager, membership=colleague)

    def visit(
        self,
        by: Acting,
        outcome: str = VisitOutcome.HELD,
        *,
        minutes: int | None = 45,
        themes=(),
        note: str = "",
        at=(10, 0),
        kind: str = VisitKind.HOME,
        days_before: int = 0,
    ) -> None:
        """A visit logged today, or so many days after it took place; none is on a weekend then."""
        on = timezone.localdate() - timedelta(days=days_before)
        if days_before:
            on -= timedelta(days=max(0, on.weekday() - FRIDAY))
        entry = VisitEntry(
            on=on,
            at=time(*at),
            kind=kind,
            outcome=outcome,
            visit_minutes=minutes,
            travel_minutes=20 if minutes else None,
            administration_minutes=15 if minutes else None,
            themes=tuple(themes),
            note=note,
        )
        with acting(by.audiences):
            case = self._case()
            waiting = Visit.objects.to_log().filter(case=case, on__lte=timezone.localdate()).order_by("on").first()
            visits.log(case=case, by=by, device_id=waiting.device_id if waiting else uuid4(), entry=entry)

    def plan(self, by: Acting, in_days: int, at=(10, 0), *, told: int | None = None) -> None:
        """`told`: how many days ago this is told; the visit is then the Monday after, where it falls on a weekend."""
        with acting(by.audiences):
            day = timezone.localdate() + timedelta(days=in_days)
            if told is not None and (weekday := (day - timedelta(days=told)).weekday()) > FRIDAY:
                day += timedelta(days=7 - weekday)
            visits.plan(case=self._case(), by=by, on=day, at=time(*at))

    def plan_outreach(self, by: Acting, plan: OutreachPlan) -> None:
        """How those whom nobody has met are to be reached; who goes is as the programme wants it."""
        goes = rules_of(latest(self.agreement.programme)).outreach.by
        with acting(by.audiences):
            outreach.plan(case=self._case(), by=by, plan=plan.model_copy(update={"by": goes}))

    def engage(self, by: Acting, born: tuple = ()) -> None:
        """Adhesion of every adult of the lease, with what the sheet says of the entry; `born`: their birth dates, in that order."""
        who = self.profile
        names = [(who.title, who.last_name, who.first_name), split_name(who.co_tenant)][: len(self.person_ids)]
        where = {"address": who.address, "postcode": who.postcode, "commune": who.commune, "phone": who.phone}
        identities = [
            Identity(
                person_id=person_id,
                title={"MME": "Mme", "M": "M."}.get(title, title),
                last_name=proper(last_name),
                first_name=first_name,
                born_on=born[index] if index < len(born) else None,
                **where,
            )
            for index, (person_id, (title, last_name, first_name)) in enumerate(
                zip(self.person_ids, names, strict=True)
            )
        ]
        with acting(by.audiences):
            case = self._case()
            accompaniments.engage(case=case, by=by, identities=identities, entry=entry_of(case))

    def step(self, by: Acting, kind: str, body: str = "", *, asked: int | None = None, remind_in: int = 0) -> None:
        """A step filed today; `asked` in cents; `remind_in` so many days (0: no reminder)."""
        today = timezone.localdate()
        remind_on = today + timedelta(days=remind_in) if remind_in else None
        entry = StepEntry(kind=kind, body=body, filed_on=today, asked_cents=asked, remind_on=remind_on)
        with acting(by.audiences):
            steps.add(case=self._case(), by=by, entry=entry)

    def answer(self, by: Acting, kind: str, answer: str, granted: int | None = None) -> None:
        """What was answered today to the step of that kind; `granted` in cents."""
        with acting(by.audiences):
            step = Step.objects.get(case=self._case(), kind=kind, answer="")
            steps.answer(step=step, by=by, answer=answer, answered_on=timezone.localdate(), granted_cents=granted)

    def orient(self, by: Acting, contact: ContactEntry) -> None:
        """Towards that professional, who is noted with it."""
        with acting(by.audiences):
            case = self._case()
            known = steps.add_contact(case=case, by=by, entry=contact)
            entry = StepEntry(kind=StepKind.ORIENTATION, contact=known, filed_on=timezone.localdate())
            steps.add(case=case, by=by, entry=entry)

    def to_do(self, by: Acting, title: str, in_days: int) -> None:
        """Something the team has to do by that day."""
        with acting(by.audiences):
            tasks.add(case=self._case(), by=by, title=title, due_on=timezone.localdate() + timedelta(days=in_days))

    def clerk_to_do(self, title: str, in_days: int) -> None:
        """Something the landlord's clerk has to do by that day."""
        with acting(self.clerk.audiences):
            tenancy = Case.objects.get(pk=self.tenancy_id)
            due_on = timezone.localdate() + timedelta(days=in_days)
            tasks.add(case=tenancy, by=self.clerk, title=title, due_on=due_on)

    def alert(self, by: Acting, kind: str, text: str = "", *, read_by: Acting | None = None) -> None:
        """That side tells the other, who has read it when said."""
        of_landlord = by.capacity == Capacity.LANDLORD
        with acting(by.audiences):
            case = Case.objects.get(pk=self.tenancy_id) if of_landlord else self._case()
            to = next(iter(correspondents(case, by)), None)
            if to is None:
                return
            entry = AlertEntry(to, kind, timezone.localdate(), text)
            written = alerts.write(case=case, by=by, entry=entry)
        if read_by:
            with acting(read_by.audiences):
                alerts.receive(alert=written, by=read_by)

    def suspend(self, by: Acting, reason: str = "absence", for_days: int = 0) -> None:
        """From today; `for_days`: until when it is planned (0: not said)."""
        until = timezone.localdate() + timedelta(days=for_days) if for_days else None
        with acting(by.audiences):
            accompaniments.suspend(case=self._case(), by=by, reason=reason, planned_until=until)

    def end(self, by: Acting, outcome: str, relay: str = "") -> None:
        with acting(by.audiences):
            accompaniments.end(case=self._case(), by=by, outcome=outcome, relay=relay)

    # --- the rent account ---------------------------------------------------------------------------------------
    def reach(self, stage: ProcedureStage) -> None:
        """The landlord's proceedings reach that stage today."""
        clerk = self.clerk
        with acting(clerk.audiences):
            reached = rent_accounts.Reached(stage, timezone.localdate())
            rent_accounts.record_stage(case=self._tenancy(), by=clerk, reached=reached)

    def tell_committee(self) -> None:
        """The landlord tells the commission that prevents evictions, today."""
        clerk = self.clerk
        with acting(clerk.audiences):
            told = ProcedureEventKind.CCAPEX_TOLD
            rent_facts.record_fact(case=self._tenancy(), by=clerk, kind=told, on=timezone.localdate())

    def sign_plan(self, monthly_cents: int, debt_cents: int) -> None:
        """The household signs a plan with its landlord; it begins in a month."""
        clerk, today = self.clerk, timezone.localdate()
        with acting(clerk.audiences):
            plan = Plan(monthly_cents, add_months(today, 1), -(-debt_cents // monthly_cents), debt_cents)
            rent_accounts.record_plan(case=self._tenancy(), by=clerk, plan=plan, signed_on=today)

    def ask_suspension(self, by: Acting) -> None:
        """The team asks that the proceedings rest."""
        with acting(by.audiences):
            case = self._case()
            rules = rent_account.load(case, by).rules
            if rules:
                rent_accounts.ask_suspension(case=case, by=by, rules=rules.rent.suspension)

    def grant_suspension(self) -> None:
        """The landlord grants it for as long as the programme lets it."""
        clerk = self.clerk
        with acting(clerk.audiences):
            case = self._tenancy()
            rules = rent_account.load(case, clerk).rules
            if rules and rules.rent.suspension.months:
                until = add_months(timezone.localdate(), rules.rent.suspension.months)
                rent_accounts.answer_suspension(case=case, by=clerk, rules=rules.rent.suspension, until=until)

    def all_agree(self, by: Acting, scopes, *, months: int = 12) -> None:
        """Every adult of the lease agrees to the same."""
        for adult in range(len(self.person_ids)):
            self.agree(by, scopes, adult=adult, months=months)

    def agree(
        self, by: Acting, scopes, *, adult: int = 0, months: int = 12, oral: bool = False, in_return: bool = True
    ) -> None:
        """One adult agrees to share with the landlord, and in return if she says so."""
        today = timezone.localdate()
        with acting(by.audiences):
            case = self._case()
            proposal = proposals(case, by)[0]
            consents.record(
                case=case,
                person=Person.objects.get(pk=self.person_ids[adult]),
                proposal=proposal,
                scopes=list(scopes),
                also_return=in_return and bool(proposal.return_purpose),
                until=end_of_day(today + timedelta(days=30) if oral else add_months(today, months)),
                given_how=GivenHow.ORAL if oral else GivenHow.SCREEN,
                evidence=None if oral else DRAWN,
                by=by,
            )

    def withdraw(self, by: Acting) -> None:
        """The household takes its agreements back, by telephone."""
        with acting(by.audiences):
            for consent in Consent.objects.filter(case_id__in=[self.case_id, self.tenancy_id], ended_at=None):
                withdrawals.withdraw(consent=consent, channel="telephone", by=by)

    def protect(self, by: Acting) -> None:
        with acting(by.audiences):
            flags.set_flag(case=self._case(), person=Person.objects.get(pk=self.person_ids[-1]), by=by)

    def link(self, by: Acting) -> None:
        """A personal link for the first adult."""
        with acting(by.audiences):
            person_links.make_link(case=self._case(), person=Person.objects.get(pk=self.person_ids[0]), by=by)
