"""Front doors of withdrawal and of personal links: what must end, and who must be refused."""

import hashlib
from datetime import date, timedelta

from django.db import DatabaseError, connection, transaction

from cases.actions.withdrawals import withdraw
from cases.models import Case, Consent, IdentityStatement, Person, PersonLink
from partners.acting import Acting
from partners.models import User
from tests.attack.doors import Unnoticed, both, door, expect
from tests.attack.stage import Stage, landlord
from tests.factories import world as w
from tests.harness import sql, within

BORN = date(1980, 5, 17)


def _call(by: Acting, statement: str, *parameters: object) -> object:
    with within(by), connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))
        return cursor.fetchone()[0]


def _refused(by: Acting, statement: str, *parameters: object) -> bool:
    try:
        with transaction.atomic():
            _call(by, statement, *parameters)
    except DatabaseError:
        return True
    return False


def _standing(person: Person) -> tuple[int, int]:
    """Grants and consents of that person that nobody has ended."""
    (grants,) = sql("SELECT count(*) FROM public.cases_grant WHERE person_id = %s AND ended_at IS NULL", person.pk)[0]
    (consents,) = sql("SELECT count(*) FROM public.cases_consent WHERE person_id = %s AND ended_at IS NULL", person.pk)[
        0
    ]
    return grants, consents


def _agreed(stage: Stage, state: str = "one_of_two_adults") -> tuple[Case, Person]:
    """An adult who agrees, beside another who agreed too."""
    case, _, tenant = both(stage, state)
    ines = stage.world.ines
    with within(ines):
        beside = Person.objects.filter(household_id=case.household_id, is_party=True).order_by("id")[1]
    for who in (adult for adult in (tenant, beside) if _standing(adult) == (0, 0)):
        w.consent(case, who, landlord(stage), ines, "identity", "housing")
    return case, tenant


@door("cases_grant", "cases_consent")
def she_withdraws_on_screen(stage: Stage) -> int:
    """By the product's own action, which stops when nothing ended."""
    case, tenant = _agreed(stage)
    with within(stage.world.ines):
        given = Consent.objects.filter(person_id=tenant.pk, ended_at=None).order_by("-id")[0]
        withdraw(consent=given, channel="in_person", by=stage.world.ines)
    left = sql("SELECT count(*) FROM public.cases_grant WHERE consent_id = %s AND ended_at IS NULL", given.pk)
    expect(left == [(0,)], "its grant stands")
    return case.household_id


@door("cases_grant", "cases_consent")
def one_of_two_stops_everything(stage: Stage) -> int:
    """Hers ends, and nobody else's."""
    case, tenant = _agreed(stage)
    before, (grants, consents) = _all_standing(case), _standing(tenant)
    ended = _call(stage.world.ines, "SELECT sec.stop_everything(%s, 'letter', 'R-2')", tenant.public_id)
    expect(ended == consents > 0, f"{ended} of {consents} consents ended")
    expect(_standing(tenant) == (0, 0), "something of hers stands")
    expect(_all_standing(case) == before - grants, "a grant of somebody else's ended")
    return case.household_id


def _all_standing(case: Case) -> int:
    (n,) = sql(
        "SELECT count(*) FROM public.cases_grant WHERE household_id = %s AND ended_at IS NULL", case.household_id
    )[0]
    return n


@door("cases_grant", "cases_consent")
def strangers_stop_nothing(stage: Stage) -> int:
    """Who lists no case of the household: a former landlord's colleague, an office, another household's person."""
    world = stage.world
    case, tenant = _agreed(stage)
    for by in (world.litigator, world.other_clerk, world.bea_manager, world.admin, world.dpo):
        stops = "SELECT sec.stop_everything(%s, 'letter', 'R-3')"
        expect(_refused(by, stops, tenant.public_id), f"{by.capacity} stopped what is not theirs")
    expect(_standing(tenant) != (0, 0), "a refused withdrawal ended something")
    return case.household_id


@door("cases_grant", "cases_consent", "cases_identitystatement")
def a_letter_reaches_the_office(stage: Stage) -> int:
    """By the case's number and the name as the organisation wrote it, and by nothing else."""
    world = stage.world
    case, tenant = _agreed(stage, "violence_flag")
    letter = "SELECT sec.office_stop_everything(%s, %s, %s, 'letter', 'R-4')"
    expect(_refused(world.ines, letter, case.number, "Vasseur", "Josiane"), "a worker opened the office's letter")
    for number, family, given in (
        (case.number, "Vasseur", "Zoé"),
        (case.number, "Autre", "Josiane"),
        (f"{case.number}X", "Vasseur", "Josiane"),
        (_elsewhere(stage).number, "Vasseur", "Josiane"),
    ):
        expect(_call(world.dpo, letter, number, family, given) is None, f"{number} {family} {given} was found")
    expect(_standing(tenant) != (0, 0), "a letter that names nobody ended something")
    expect(_call(world.dpo, letter, f" {case.number.lower()} ", "VASSEUR", "josiane") is not None, "she was not found")
    expect(_standing(tenant) == (0, 0), "something of hers stands")
    return case.household_id


def _elsewhere(stage: Stage) -> Case:
    """A case of another organisation on a household that the office's own organisation accompanies too."""
    with within(stage.world.bea):
        return Case.objects.filter(
            household_id=stage.households["second_operator"][0], holder_id=stage.world.bea.unit_audience
        )[0]


# Links -------------------------------------------------------------------------------------------------------------------


@door("cases_personlink", "cases_person")
def a_link_is_opened(stage: Stage) -> int:
    """With her birth date, five times at most, and never once it is revoked."""
    case, _, tenant = both(stage, "withdrawn")
    ines = stage.world.ines
    with within(ines):
        content = w.content(case, ines)
        IdentityStatement.objects.create(**content, person=tenant, last_name="Vasseur", born_on=BORN)
    digest = hashlib.sha256(b"a token").hexdigest()
    made = "SELECT sec.make_link(%s, %s, %s, %s)"
    audience = _call(ines, made, ines.unit_audience, case.pk, tenant.pk, digest)
    opened = "SELECT sec.redeem_link(%s, %s)"
    for token, born in (("a token", BORN - timedelta(days=1)), ("another token", BORN), ("a token", None)):
        expect(_call(ines, opened, token, born) is None, f"{token} opened with {born}")
    expect(_call(ines, opened, "a token", BORN) == audience, "it did not open with her birth date")
    for _ in range(5):
        _call(ines, opened, "a token", BORN - timedelta(days=1))
    expect(_call(ines, opened, "a token", BORN) is None, "it opened after five tries")
    expect(_call(ines, "SELECT sec.link_open('a token')") is False, "a link used up is said to be open")
    return case.household_id


@door("cases_personlink", "cases_person")
def only_the_team_makes_links(stage: Stage) -> int:
    """For an adult of that household, without a flag; a new one ends the one before."""
    world = stage.world
    case, tenancy, tenant = both(stage, "withdrawn")
    _, _, stranger = both(stage, "granted")
    made = "SELECT sec.make_link(%s, %s, %s, %s)"
    with within(world.ines):
        child = Person.objects.create(
            household_id=case.household_id, author_id=world.ines.unit_audience, is_adult=False
        )
    for by, on, of in (
        (world.marc, case, tenant),
        (world.rural_worker, case, tenant),
        (world.nadia, tenancy, tenant),
        (world.ines, case, child),
        (world.ines, case, stranger),
        (world.ines, tenancy, tenant),
    ):
        arguments = (by.unit_audience, on.pk, of.pk, f"{by.unit_audience}-{on.pk}-{of.pk}")
        expect(_refused(by, made, *arguments), f"{by.capacity} made a link to {of.pk} on {on.pk}")
    for number in ("first", "second"):
        _call(world.ines, made, world.ines.unit_audience, case.pk, tenant.pk, number)
    with within(world.ines):
        alive = set(PersonLink.objects.filter(person=tenant, revoked_at=None).values_list("token_digest", flat=True))
        expect(alive == {"second"}, f"links that live: {alive}")
    return case.household_id


@door("partners_user")
def nobody_promotes_herself(stage: Stage) -> int:
    """Neither by a change of an account nor by making one."""
    user = stage.world.ines.membership.user
    for act in (
        lambda: User.objects.filter(pk=user.pk).update(is_superuser=True),
        lambda: User.objects.create(email="another@example.test", is_superuser=True),
    ):
        try:
            with within(stage.world.ines), transaction.atomic():
                act()
        except DatabaseError:
            continue
        raise Unnoticed("an account became a superuser's")
    return stage.households["own_row"][0]
