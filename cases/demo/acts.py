"""What people do in the demonstration, one act at a time, through the product's own actions and the gate."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from cases.actions import accompaniments, answers, consents, flags, person_links, teams, visits, withdrawals
from cases.demo.people import Profile
from cases.enums import GivenHow, ReferralOrigin, ToldHow, VisitOutcome
from cases.evidence import Proof
from cases.models import (
    AccountStatement,
    Case,
    Consent,
    ContactStatement,
    IdentityStatement,
    Person,
    Referral,
    ReferralSheet,
    TenantAccount,
    Visit,
)
from cases.policies import Identity, VisitEntry, split_name
from cases.queries.consents import add_months, end_of_day, proposals
from cases.queries.names import proper
from common.context import acting
from common.text import fold
from partners.acting import Acting, act_as
from partners.enums import ROLE_CAPACITIES, Role
from partners.models import Agreement, Audience, Membership

_SIGNATURE = Proof(
    strokes={
        "width": 300,
        "height": 90,
        "strokes": [[[20, 60, 0], [45, 25, 80], [70, 62, 160], [110, 30, 240], [160, 58, 320], [230, 40, 400]]],
    }
)


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
    clerk: Acting
    agreement: Agreement
    account_id: int = 0
    tenancy_id: int = 0
    person_ids: list[int] = field(default_factory=list)
    case_id: int = 0

    # --- the landlord -------------------------------------------------------------------------------------------
    def account(self) -> None:
        """The landlord's file has this tenant in arrears."""
        who = self.profile
        with acting(self.clerk.audiences):
            self.account_id = TenantAccount.objects.create(
                author_id=self.clerk.unit_audience,
                lease_ref=who.lease,
                title=who.title,
                last_name=who.last_name,
                first_name=who.first_name,
                co_tenant=who.co_tenant,
                occupants=who.occupants,
                phone=who.phone,
                address=who.address,
                postcode=who.postcode,
                commune=who.commune,
                typology=who.typology,
                rent_cents=who.rent_cents,
                apl_cents=who.apl_cents,
                balance_cents=who.balance_cents,
                balance_on=timezone.localdate(),
                months_unpaid=max(1, who.balance_cents // max(who.rent_cents, 1)),
                stage=who.stage,
                reasons=list(who.reasons),
                told=True,
                search_key=fold(f"{who.last_name} {who.first_name} {who.co_tenant}"),
            ).pk
        self.owes(who.balance_cents)

    def owes(self, cents: int) -> None:
        """A balance of that day, from the landlord's file."""
        who, today = self.profile, timezone.localdate()
        with acting(self.clerk.audiences):
            AccountStatement.objects.create(
                account_id=self.account_id,
                author_id=self.clerk.unit_audience,
                on=today,
                balance_cents=cents,
                rent_cents=who.rent_cents,
                apl_cents=who.apl_cents,
            )
            TenantAccount.objects.filter(pk=self.account_id).update(balance_cents=cents, balance_on=today)

    def refer(self, agreement: Agreement | None = None) -> None:
        """The clerk refers the tenant, told by letter three days before."""
        agreement = agreement or self.agreement
        with acting(self.clerk.audiences):
            if not self.tenancy_id:
                self._open_tenancy()
            own = self._own(self.tenancy_id)
            told = {
                "told_how": ToldHow.LETTER,
                "told_on": timezone.localdate() - timedelta(days=3),
                "told_by": self.clerk.person_name,
            }
            referral = Referral.objects.create(
                **own,
                account_id=self.account_id,
                agreement=agreement,
                recipient=Audience.objects.get(unit_id=agreement.operator_unit_id, capacity="operator", kind="unit"),
                origin=ReferralOrigin.ARREARS_MEETING,
                **told,
            )
            ReferralSheet.objects.create(**own, referral=referral, **self._sheet(), **told)
            with connection.cursor() as cursor:
                cursor.execute("SELECT sec.submit_referral(%s)", [referral.pk])
                (self.case_id,) = cursor.fetchone()

    def _open_tenancy(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT sec.open_case(%s)", [self.clerk.unit_audience])
            (self.tenancy_id,) = cursor.fetchone()
        household = Case.objects.get(pk=self.tenancy_id).household_id
        who = self.profile
        partner = split_name(who.co_tenant)
        for title, last_name, first_name in [
            (who.title, who.last_name, who.first_name),
            *([partner] if who.co_tenant else []),
        ]:
            person = Person.objects.create(
                household_id=household, author_id=self.clerk.unit_audience, is_adult=True, is_party=True
            )
            own = {**self._own(self.tenancy_id), "person": person}
            IdentityStatement.objects.create(**own, title=title, last_name=last_name, first_name=first_name)
            ContactStatement.objects.create(
                **own, address=who.address, postcode=who.postcode, commune=who.commune, phone=who.phone
            )
            self.person_ids.append(person.pk)
        TenantAccount.objects.filter(pk=self.account_id).update(case_id=self.tenancy_id)

    def _own(self, case_id: int) -> dict:
        household = Case.objects.get(pk=case_id).household_id
        return {"household_id": household, "case_id": case_id, "author_id": self.clerk.unit_audience}

    def _sheet(self) -> dict:
        who, today = self.profile, timezone.localdate()
        return {
            "person_id": self.person_ids[0],
            "co_tenant_person_id": self.person_ids[1] if len(self.person_ids) > 1 else None,
            "title": who.title,
            "last_name": who.last_name,
            "first_name": who.first_name,
            "co_tenant": who.co_tenant,
            "address": who.address,
            "postcode": who.postcode,
            "commune": who.commune,
            "phone": who.phone,
            "occupants": who.occupants,
            "typology": who.typology,
            "rent_cents": who.rent_cents,
            "apl_cents": who.apl_cents,
            "balance_cents": who.balance_cents,
            "balance_on": today,
            "months_unpaid": max(1, who.balance_cents // max(who.rent_cents, 1)),
            "stage": who.stage,
            "reasons": list(who.reasons),
            "dated_facts": [{"on": "", "text": "Ne répond plus au courrier depuis l’été."}],
            "actions_taken": ["letter", "telephone"],
            "contact_name": self.clerk.person_name,
            "contact_phone": self.clerk.membership.phone if self.clerk.membership else "",
        }

    # --- the operator ----------------------------------------------------------------------------------------------
    def _case(self) -> Case:
        return Case.objects.get(pk=self.case_id)

    def receive(self, by: Acting) -> None:
        with acting(by.audiences):
            answers.receive(case=self._case(), by=by)

    def accept(self, by: Acting, referent: Acting | None = None) -> None:
        with acting(by.audiences):
            answers.accept(case=self._case(), by=by, referent=referent.membership if referent else None)

    def not_accept(self, by: Acting, reason: str) -> None:
        with acting(by.audiences):
            answers.not_accept(case=self._case(), by=by, reason=reason)

    def join(self, manager: Acting, worker: Acting) -> None:
        with acting(manager.audiences):
            teams.assign(case=self._case(), by=manager, membership=worker.membership)

    def visit(
        self, by: Acting, outcome: str = VisitOutcome.HELD, *, minutes: int = 45, themes=(), note: str = "", at=(10, 0)
    ) -> None:
        entry = VisitEntry(
            on=timezone.localdate(),
            at=time(*at),
            outcome=outcome,
            visit_minutes=minutes,
            travel_minutes=20,
            administration_minutes=15,
            themes=tuple(themes),
            note=note,
        )
        with acting(by.audiences):
            case = self._case()
            waiting = Visit.objects.filter(case=case, outcome="", on__lte=entry.on).order_by("on").first()
            visits.log(case=case, by=by, device_id=waiting.device_id if waiting else uuid4(), entry=entry)

    def plan(self, by: Acting, in_days: int, at=(10, 0)) -> None:
        with acting(by.audiences):
            day = timezone.localdate() + timedelta(days=in_days)
            visits.plan(case=self._case(), by=by, on=day, at=time(*at))

    def engage(self, by: Acting, born: tuple = ()) -> None:
        """Adhesion of every adult of the lease; `born`: their birth dates, in that order."""
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
            accompaniments.engage(case=self._case(), by=by, identities=identities)

    def end(self, by: Acting, outcome: str) -> None:
        with acting(by.audiences):
            accompaniments.end(case=self._case(), by=by, outcome=outcome)

    def agree(
        self, by: Acting, scopes, *, adult: int = 0, months: int = 12, oral: bool = False, in_return: bool = True
    ) -> None:
        """One adult agrees to share with the landlord, and in return if she says so."""
        today = timezone.localdate()
        with acting(by.audiences):
            case = self._case()
            consents.record(
                case=case,
                person=Person.objects.get(pk=self.person_ids[adult]),
                proposal=proposals(case, by)[0],
                scopes=list(scopes),
                also_return=in_return,
                until=end_of_day(today + timedelta(days=30) if oral else add_months(today, months)),
                given_how=GivenHow.ORAL if oral else GivenHow.SCREEN,
                evidence=None if oral else _SIGNATURE,
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
