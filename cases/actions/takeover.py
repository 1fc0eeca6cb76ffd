"""Taking over the running accompaniments of a unit that arrives (domain 4.5): all of a confirmed file, or nothing."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.db import connection, transaction
from django.db.models import Sum

from cases.actions.teams import add_referents
from cases.enums import AccompanimentState
from cases.imports.running import RunningLine, Totals
from cases.models import (
    Accompaniment,
    AccompanimentCourse,
    Case,
    ContactStatement,
    EarlierActivity,
    EntryStatement,
    IdentityStatement,
    Person,
)
from cases.policies import split_name
from cases.programmes.publishing import latest, rules_of
from cases.queries.names import civility, proper
from common.refusal import NotYours, Refused
from partners.acting import Acting
from partners.communes import code_of
from partners.enums import Capacity, Role
from partners.models import Agreement, Membership

CONTACT = ("address", "postcode", "commune", "phone", "email")
SENTENCE = "Reprendre des accompagnements est réservé à la responsable d’équipe."


def check_may_take_over(by: Acting) -> None:
    """Managers of an operator. Raises NotYours for anybody else."""
    if by.capacity != Capacity.OPERATOR or by.role != Role.MANAGER or not by.unit_audience:
        raise NotYours(SENTENCE)


@transaction.atomic
def take_over(
    *,
    lines: Sequence[RunningLine],
    by: Acting,
    members: dict[str, Membership],
    agreements: dict[str, Agreement],
) -> Totals:
    """Write these accompaniments, all of them or none, and count what was written.

    Effects in order, for every line: a household and its case, held by the unit, without any referral; its adults, who
    are parties, and its children; names and contact as the unit states them; the accompaniment with its true first day;
    its course, engaged at the transaction's time under the programme's rules of today; the commune of its entry; what was done in
    the months before, as the unit counted it; its referent. No agreement is
    made: each is asked afresh. `members` by e-mail, `agreements` by key of programme. Raises NotYours unless a
    manager, Refused without a line or for a referent or programme that is the unit's no more.
    """
    check_may_take_over(by)
    if not lines:
        raise Refused("Aucune ligne n’est prête. Corrigez-en au moins une.")
    if any(line.referent not in members or (line.programme or "") not in {"", *agreements} for line in lines):
        raise Refused(
            "Un référent ou un dispositif du fichier n’est plus de votre équipe. Vérifiez le fichier à nouveau."
        )
    cases = _open_cases(len(lines), by)
    own = [{"household_id": case.household_id, "case_id": case.pk, "author_id": by.unit_audience} for case in cases]
    _state_people(list(zip(lines, own, strict=True)))
    Accompaniment.objects.bulk_create(
        Accompaniment(**mine, **_shared(line, members[line.referent])) for line, mine in zip(lines, own, strict=True)
    )
    AccompanimentCourse.objects.bulk_create(
        AccompanimentCourse(**mine, **_rules(line, agreements)) for line, mine in zip(lines, own, strict=True)
    )
    engaged = AccompanimentCourse.objects.filter(case_id__in=[case.pk for case in cases], engaged_at=None).update(
        state=AccompanimentState.ENGAGED, engaged_at=TransactionNow()
    )
    if engaged != len(lines):
        raise Refused("Ces accompagnements n’ont pas pu être engagés. Rien n’a été écrit.")
    EntryStatement.objects.bulk_create(
        EntryStatement(**mine, commune=code)
        for line, mine in zip(lines, own, strict=True)
        if (code := code_of(line.commune, line.postcode))
    )
    EarlierActivity.objects.bulk_create(
        EarlierActivity(**mine, month=month.first, held=month.held, planned=month.planned, minutes=month.minutes)
        for line, mine in zip(lines, own, strict=True)
        for month in line.months
    )
    add_referents(places=[(case, members[line.referent]) for line, case in zip(lines, cases, strict=True)], by=by)
    return _written(cases)


def _written(cases: Sequence[Case]) -> Totals:
    """What the database now holds of these cases."""
    people = Person.objects.filter(household_id__in=[case.household_id for case in cases]).count()
    sums = {name: Sum(name, default=0) for name in ("held", "planned", "minutes")}
    counted = EarlierActivity.objects.filter(case_id__in=[case.pk for case in cases]).aggregate(**sums)
    return Totals(households=len(cases), people=people, **counted)


def _open_cases(count: int, by: Acting) -> list[Case]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.open_case(%s) FROM generate_series(1, %s)", [by.unit_audience, count])
        ids = [case_id for (case_id,) in cursor.fetchall()]
    return list(Case.objects.filter(pk__in=ids).order_by("pk"))


def _state_people(lines: Sequence[tuple[RunningLine, dict[str, Any]]]) -> None:
    """The people of each household, their names and the contact of the first."""
    adults: list[tuple[RunningLine | None, dict[str, Any], Person]] = []
    children: list[Person] = []
    for line, own in lines:
        here = {"household_id": own["household_id"], "author_id": own["author_id"]}
        year = line.born_on.year if line.born_on else None
        adults.append((line, own, Person(**here, is_party=True, birth_year=year)))
        if line.co_tenant:
            adults.append((None, own | {"called": line.co_tenant}, Person(**here, is_party=True)))
        children += [Person(**here, is_adult=False) for _ in range(line.children)]
    Person.objects.bulk_create([person for _, _, person in adults])
    Person.objects.bulk_create(children)
    IdentityStatement.objects.bulk_create(_identity(line, own, person) for line, own, person in adults)
    ContactStatement.objects.bulk_create(
        ContactStatement(**own, person=person, **{name: getattr(line, name) for name in CONTACT})
        for line, own, person in adults
        if line and any(getattr(line, name) for name in CONTACT)
    )


def _identity(line: RunningLine | None, own: dict[str, Any], person: Person) -> IdentityStatement:
    if line:
        title, last_name, first_name = line.title, line.last_name, line.first_name
    else:
        title, last_name, first_name = split_name(own["called"])
    return IdentityStatement(
        **{name: value for name, value in own.items() if name != "called"},
        person=person,
        title=civility(title),
        last_name=proper(last_name)[:80],
        first_name=proper(first_name)[:80],
        born_on=line.born_on if line else None,
    )


def _shared(line: RunningLine, referent: Membership) -> dict[str, Any]:
    return {
        "referent_name": referent.user.get_full_name(),
        "referent_phone": referent.phone,
        "referent_email": referent.user.email,
        "kind": line.kind,
        "starts_on": line.starts_on,
        "planned_end_on": line.planned_end_on,
    }


def _rules(line: RunningLine, agreements: dict[str, Agreement]) -> dict[str, Any]:
    if not line.programme:
        return {}
    version = latest(agreements[line.programme].programme)
    return {"programme_version": version, "follow_up_days": rules_of(version).follow_up.days}
