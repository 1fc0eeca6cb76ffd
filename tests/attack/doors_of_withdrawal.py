"""Front doors of withdrawal and of personal links: what must end, and who must be refused."""

import hashlib
from datetime import date, timedelta

from django.db import DatabaseError, connection, transaction

from cases.actions.withdrawals import withdraw
from cases.models import Case, Consent, IdentityStatement, Person, PersonLink
from common.context import acting
from partners.acting import Acting
from partners.models import User
from tests.attack.doors import Unnoticed, a_case, both, door, expect
from tests.attack.scenes_agreements import lift, set_flag
from tests.attack.stage import Stage, landlord
from tests.factories import world as w
from tests.harness import KEEPER, as_role, sql, within

BORN = date(1980, 5, 17)


MADE = "SELECT sec.make_link(%s, %s, %s, %s)"


def _call(by: Acting | tuple[int, ...], statement: str, *parameters: object) -> object:
    """The answer of a function to that member, or to a person by her audiences."""
    with within(by) if isinstance(by, Acting) else acting(by), connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))
        return cursor.fetchone()[0]


def _refused(by: Acting | tuple[int, ...], statement: str, *parameters: object) -> bool:
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
    for household in stage.households["expired"]:
        for by in (world.bea, world.rural_worker):
            with within(by):
                listed = Case.objects.filter(household_id=household).exists()
            ((public_id,),) = sql(
                "SELECT public_id FROM public.cases_person WHERE household_id = %s ORDER BY id LIMIT 1", household
            )
            expect(listed or _refused(by, stops, public_id), "who once listed the case stopped something")
    return case.household_id


@door("cases_grant", "cases_consent", "cases_personlink")
def she_stops_everything_by_her_link(stage: Stage) -> int:
    """For herself: another adult of the household is another person."""
    case, tenant = _agreed(stage)
    ines = stage.world.ines
    audience = _call(ines, MADE, ines.unit_audience, case.pk, tenant.pk, "hers")
    with within(ines):
        beside = Person.objects.filter(household_id=case.household_id, is_party=True).exclude(pk=tenant.pk).get()
    stops = "SELECT sec.stop_everything(%s, 'link', 'R-5')"
    expect(_refused((audience,), stops, beside.public_id), "she stopped what another adult agreed to")
    expect(_standing(beside) != (0, 0), "a refused withdrawal ended something")
    _call((audience,), stops, tenant.public_id)
    expect(_standing(tenant) == (0, 0), "something of hers stands")
    return case.household_id


@door("cases_grant", "cases_consent", "cases_identitystatement")
def a_letter_reaches_the_office(stage: Stage) -> int:
    """By the case's number and the name as the organisation wrote it, and by nothing else."""
    world = stage.world
    case, tenant = _agreed(stage, "violence_flag")
    letter = "SELECT sec.office_stop_everything(%s, %s, %s, 'letter', 'R-4')"
    for by in (world.ines, world.admin):
        expect(_refused(by, letter, case.number, "Vasseur", "Josiane"), f"{by.capacity} entered the office's letter")
    tenancy = a_case(stage, "violence_flag", world.nadia, "tenancy")
    with within(world.nadia):
        IdentityStatement.objects.create(**w.content(tenancy, world.nadia), person=tenant, last_name="Delmas")
    with within(world.ines):
        others = Person.objects.filter(household_id=case.household_id).exclude(pk=tenant.pk)
        for person in (tenant, others[0]):
            content = w.content(case, world.ines)
            IdentityStatement.objects.create(**content, person=person, last_name="Vasseur", first_name="Camille")
    for number, family, given in (
        (case.number, "Vasseur", "Zoé"),
        (case.number, "Delmas", ""),
        (case.number, "Vasseur", "Camille"),
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
    """With her birth date as her team stated it last, five times at most, and not once another is made."""
    case, tenancy, tenant = both(stage, "withdrawn")
    ines = stage.world.ines
    with within(ines):
        beside = w.person(case, ines)
    for by, on, whom, born in (
        (ines, case, beside, BORN - timedelta(days=2)),
        (ines, case, tenant, BORN),
        (ines, case, tenant, None),
        (ines, case, beside, BORN - timedelta(days=2)),
        (stage.world.nadia, tenancy, tenant, BORN - timedelta(days=3)),
    ):
        with within(by):
            IdentityStatement.objects.create(**w.content(on, by), person=whom, last_name="Vasseur", born_on=born)
    audience = _call(ines, MADE, ines.unit_audience, case.pk, tenant.pk, _digest("a token"))
    used_up = _used_up()
    for token, days in (("a token", 1), ("a token", 2), ("a token", 3), ("another token", 0)):
        expect(_redeemed(ines, token, BORN - timedelta(days=days)) is None, f"{token} opened {days} days beside")
    expect(_redeemed(ines, "a token", BORN) == audience, "it did not open with her birth date")
    expect(_used_up() == used_up, "another link is as new")
    expect(_tries("a token") == (5, True), "its first opening is not kept")
    _call(ines, MADE, ines.unit_audience, case.pk, tenant.pk, _digest("a second token"))
    expect(not _open(ines, "a token") and _redeemed(ines, "a token", BORN) is None, "it opened beside the new one")
    expect(_open(ines, "a second token"), "the new one is not open")
    for _ in range(5):
        _redeemed(ines, "a second token", BORN - timedelta(days=1))
    expect(_redeemed(ines, "a second token", BORN) is None, "it opened after five tries")
    expect(not _open(ines, "a second token"), "a link used up is said to be open")
    return case.household_id


@door("cases_personlink", "cases_person")
def a_link_of_nobody_known(stage: Stage) -> int:
    """Nobody has stated her birth date: it opens to nobody, whatever is answered."""
    case, _, _ = both(stage, "withdrawn")
    ines = stage.world.ines
    with within(ines):
        unknown = w.person(case, ines)
    _call(ines, MADE, ines.unit_audience, case.pk, unknown.pk, _digest("unknown"))
    expect(_redeemed(ines, "unknown", None) is None, "it opened without a birth date")
    return case.household_id


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _redeemed(by: Acting, token: str, born: date | None) -> object:
    return _call(by, "SELECT sec.redeem_link(%s, %s)", token, born)


def _open(by: Acting, token: str) -> object:
    return _call(by, "SELECT sec.link_open(%s)", token)


def _used_up() -> list[tuple]:
    return sql("SELECT id FROM public.cases_personlink WHERE tries_left = 0 ORDER BY id")


def _tries(token: str) -> tuple:
    return sql(
        "SELECT tries_left, first_used_at IS NOT NULL FROM public.cases_personlink WHERE token_digest = %s",
        _digest(token),
    )[0]


@door("cases_personlink", "cases_person")
def only_the_team_makes_links(stage: Stage) -> int:
    """For an adult of that household; a new one ends the one before, and no one else's."""
    world = stage.world
    case, tenancy, tenant = both(stage, "withdrawn")
    _, _, stranger = both(stage, "granted")
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
        expect(_refused(by, MADE, *arguments), f"{by.capacity} made a link to {of.pk} on {on.pk}")
    alive = "SELECT count(*) FROM public.cases_personlink WHERE revoked_at IS NULL AND person_id <> %s"
    others = sql(alive, tenant.pk)
    made = [_call(world.ines, MADE, world.ines.unit_audience, case.pk, tenant.pk, n) for n in ("first", "second")]
    expect(made[0] == made[1], "she has two audiences")
    expect(sql(alive, tenant.pk) == others, "the link of somebody else ended")
    with within(world.ines):
        hers = set(PersonLink.objects.filter(person=tenant, revoked_at=None).values_list("token_digest", flat=True))
    expect(hers == {"second"}, f"links that live: {hers}")
    return case.household_id


@door("cases_personlink", "cases_violenceflag")
def no_link_under_a_flag(stage: Stage) -> int:
    """None is made while a flag stands, that of anyone it does not protect is closed; both are back once it is lifted."""
    case, _, tenant = both(stage, "withdrawn")
    ines = stage.world.ines
    with within(ines):
        beside = w.person(case, ines)
    _call(ines, MADE, ines.unit_audience, case.pk, tenant.pk, _digest("before"))
    set_flag(w.Referred(case, case, None, beside, None), beside, ines)
    arguments = (ines.unit_audience, case.pk, beside.pk, _digest("under"))
    expect(_refused(ines, MADE, *arguments), "a link was made under the flag")
    expect(not _open(ines, "before"), "the link of somebody else is open under the flag")
    lift(w.Referred(case, case, None, beside, None), ines)
    expect(_open(ines, "before"), "her link is not open once the flag is lifted")
    _call(ines, MADE, *arguments)
    return case.household_id


# Leaving -----------------------------------------------------------------------------------------------------------------


@door("cases_teammember", "cases_grant")
def one_leaves_and_the_others_stay(stage: Stage) -> int:
    """What was given to her by name has no effect any more; who left before keeps the day."""
    bea, marc = stage.world.bea, stage.world.marc
    earlier = "SELECT id, ended_at FROM public.cases_teammember WHERE membership_id = %s AND ended_at IS NOT NULL"
    places = sql(earlier, marc.membership.id)
    before = "SELECT id, ended_at FROM public.partners_membership WHERE id <> %s ORDER BY id"
    teams = "SELECT id, ended_at FROM public.cases_teammember WHERE membership_id <> %s ORDER BY id"
    kept = sql(before, bea.membership.id), sql(teams, bea.membership.id)
    given = sql(
        "SELECT household_id FROM public.cases_grant WHERE recipient_id = %s AND effective_until > now()",
        bea.member_audience,
    )
    with as_role(KEEPER), connection.cursor() as cursor:
        cursor.execute("SELECT sec.close_membership(%s)", [bea.membership.id])
    expect(bool(places), "he has never left a team")
    expect((sql(before, bea.membership.id), sql(teams, bea.membership.id)) == kept, "somebody else left too")
    ended = sql("SELECT ended_at IS NOT NULL FROM public.partners_membership WHERE id = %s", bea.membership.id)
    expect(ended == [(True,)], "she has not left")
    effect = "SELECT count(*) FROM public.cases_grant WHERE recipient_id = %s AND effective_until > now()"
    expect(bool(given) and sql(effect, bea.member_audience) == [(0,)], "what was given to her has effect")
    with as_role(KEEPER), connection.cursor() as cursor:
        cursor.execute("SELECT sec.close_membership(%s)", [marc.membership.id])
    expect(set(places) <= set(sql(earlier, marc.membership.id)), "the day he left a team has changed")
    return given[0][0]


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
