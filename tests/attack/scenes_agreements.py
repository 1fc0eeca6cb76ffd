"""Households on the edges of what was agreed: flags before and after, adults who differ, minors, what expired."""

from datetime import timedelta

from django.contrib.postgres.functions import TransactionNow
from django.utils import timezone

from cases.enums import GrantBasis
from cases.models import ContactStatement, Grant, IdentityStatement, Person, ViolenceFlag
from partners.acting import Acting
from partners.enums import Role
from tests.attack.stage import Stage, age, end, evidence, followed, landlord, leave, link
from tests.factories import work
from tests.factories import world as w
from tests.factories.directory import member
from tests.harness import within


def add(stage: Stage) -> None:
    """All of them, once."""
    for scene in (_flag_before_acceptance, _flag_and_consents, _flag_on_the_tenancy, _two_ends, _two_grants, _minor):
        scene(stage)
    for scene in (_social_leaver, _social_expired, _consent_without_adhesion, _return_direction):
        scene(stage)
    for scene in (_expired_beside_a_text, _housing_of_one, _flag_long_after):
        scene(stage)
    for scene in (_first_of_two_expired, _beside_a_text, _minor_under_a_flag):
        scene(stage)


# The violence flag -----------------------------------------------------------------------------------------------


def set_flag(referred: w.Referred, of: Person, by: Acting) -> None:
    with within(by):
        ViolenceFlag.objects.create(**w.content(referred.case, by), person=of, set_by_id=by.member_audience)


def lift(referred: w.Referred, by: Acting) -> None:
    with within(by):
        ViolenceFlag.objects.filter(household_id=referred.case.household_id).update(lifted_at=TransactionNow())


def _flag_before_acceptance(stage: Stage) -> None:
    """Set while the sheet waits; lifted since; and lifted before the sheet was sent."""
    world = stage.world
    team = (world.ines, world.marc, world.laurent)
    for lifted in (False, True):
        referred = w.refer(world.nadia, world.agreement, last_name="Colette")
        set_flag(referred, referred.tenant, world.laurent)
        if lifted:
            lift(referred, world.laurent)
        stage.put("violence_flag", referred.case, *team)
    before = followed(stage)
    set_flag(before, before.tenant, world.ines)
    lift(before, world.ines)
    again = w.refer(world.nadia, world.halles_agreement, on=before.tenancy)
    stage.put("violence_flag", again.case, world.bea, world.bea_manager, *team)


def _flag_and_consents(stage: Stage) -> None:
    """Given under the flag, which was lifted since: names for a landlord, never an address (T14)."""
    world = stage.world
    referred = followed(stage)
    w.consent(referred.case, referred.tenant, w.unit_audience(world.rural, "operator"), world.ines, "identity")
    _text(stage, referred)
    set_flag(referred, referred.tenant, world.ines)
    w.consent(referred.case, referred.tenant, landlord(stage), world.ines, "identity", "housing")
    w.consent(referred.case, referred.tenant, w.unit_audience(world.halles, "operator"), world.ines, "identity")
    stage.put("violence_flag", referred.case, world.nadia, world.bea, world.rural_worker, world.marc)
    lifted = followed(stage)
    set_flag(lifted, lifted.tenant, world.ines)
    w.consent(lifted.case, lifted.tenant, landlord(stage), world.ines, "identity", "housing")
    lift(lifted, world.laurent)
    stage.put("violence_flag", lifted.case, world.nadia, world.marc)
    twice = followed(stage)
    for _ in range(2):
        set_flag(twice, twice.tenant, world.ines)
        lift(twice, world.ines)
    w.consent(twice.case, twice.tenant, landlord(stage), world.ines, "identity", "housing")
    stage.put("violence_flag", twice.case, world.nadia, world.litigator)


def _flag_on_the_tenancy(stage: Stage) -> None:
    """Recorded by the team on the tenancy its case came from; lifted since, once."""
    world = stage.world
    for lifted in (False, True):
        referred = followed(stage)
        with within(world.ines):
            content = w.content(referred.tenancy, world.ines)
            ViolenceFlag.objects.create(**content, person=referred.tenant, set_by_id=world.ines.member_audience)
        if lifted:
            lift(referred, world.laurent)
        _text(stage, referred)
        actors = (world.ines, world.marc, world.laurent, world.nadia, world.rural_worker)
        stage.put("violence_flag", referred.case, *actors)


def _text(stage: Stage, referred: w.Referred, days: int = 90) -> None:
    world = stage.world
    with within(world.laurent):
        Grant.objects.create(
            **w.content(referred.case, world.laurent),
            basis=GrantBasis.TEXT_DALO,
            notice="Recours du 3 novembre",
            recipient=w.unit_audience(world.rural, "operator"),
            recipient_kind="unit",
            recipient_capacity="operator",
            scopes=["identity", "housing", "budget"],
            until=timezone.now() + timedelta(days=days),
        )


# Who agreed --------------------------------------------------------------------------------------------------------


def _two_ends(stage: Stage) -> None:
    """Two adults who agreed for different times; and three scopes of which one adult left one out."""
    world = stage.world
    referred = followed(stage, co_tenant="Vasseur Paul")
    w.identity(referred.case, referred.co_tenant, world.ines, first_name="Paul")
    w.consent(referred.case, referred.tenant, landlord(stage), world.ines, "identity", "housing", days=30)
    w.consent(referred.case, referred.co_tenant, landlord(stage), world.ines, "identity", "housing", "budget", days=300)
    stage.put("one_of_two_adults", referred.case, world.nadia, world.ines)
    grown = followed(stage)
    child = someone(grown, world.ines, is_adult=True)
    w.identity(grown.case, child, world.ines, first_name="Zoé")
    w.consent(grown.case, child, landlord(stage), world.ines, "identity", "housing")
    stage.put("one_of_two_adults", grown.case, world.nadia, world.litigator)


def _two_grants(stage: Stage) -> None:
    """One consent carried out by two grants that end on different days."""
    world = stage.world
    referred = followed(stage)
    with within(world.ines):
        given = w.consent(referred.case, referred.tenant, landlord(stage), world.ines, "identity", "housing")
        Grant.objects.create(
            **w.content(referred.case, world.ines),
            basis=GrantBasis.AGREEMENT,
            consent_id=given.consent_id,
            person=referred.tenant,
            recipient_id=given.recipient_id,
            recipient_kind="unit",
            recipient_capacity="landlord",
            scopes=["identity", "housing"],
            until=timezone.now() + timedelta(days=30),
        )
    stage.put("granted", referred.case, world.nadia, world.ines)


def someone(referred: w.Referred, by: Acting, *, is_adult: bool) -> Person:
    with within(by):
        return Person.objects.create(
            household_id=referred.case.household_id, author_id=by.unit_audience, is_adult=is_adult
        )


def _minor(stage: Stage) -> None:
    """A minor is represented by every adult party: one agreed, then both."""
    world = stage.world
    for both in (False, True):
        referred = followed(stage, co_tenant="Vasseur Paul")
        child = someone(referred, world.nadia, is_adult=False)
        w.identity(referred.case, child, world.ines, first_name="Lou")
        with within(world.nadia):
            IdentityStatement.objects.create(
                **w.content(referred.tenancy, world.nadia), person=child, last_name="Vasseur", first_name="Lou"
            )
            ContactStatement.objects.create(**w.content(referred.tenancy, world.nadia), person=child, phone="06")
        for adult in (referred.tenant, referred.co_tenant)[: 1 + both]:
            w.consent(referred.case, adult, landlord(stage), world.ines, "identity")
        stage.put("one_of_two_adults", referred.case, world.nadia, world.ines, world.marc)


def _social(stage: Stage, referred: w.Referred, to: Acting, days: int = 180) -> None:
    """Notes are opened to one member of another operator."""
    world = stage.world
    halles = w.unit_audience(world.halles, "operator")
    with within(world.ines):
        given = w.consent(
            referred.case, referred.tenant, halles, world.ines, "identity", "social", granted=["identity"], days=days
        )
        Grant.objects.create(
            **w.content(referred.case, world.ines),
            basis=GrantBasis.AGREEMENT,
            consent_id=given.consent_id,
            person=referred.tenant,
            recipient_id=to.member_audience,
            recipient_kind="member",
            recipient_capacity="operator",
            scopes=["social"],
            until=given.until,
        )


def _social_leaver(stage: Stage) -> None:
    """Notes were opened to a member of another operator, who has left it since."""
    leaver = member(stage.world.halles, Role.WORKER)
    referred = followed(stage)
    _social(stage, referred, leaver)
    leave(leaver)
    stage.actors.append(leaver)
    stage.put("former_member", referred.case, leaver, stage.world.bea)


def _social_expired(stage: Stage) -> None:
    referred = followed(stage)
    _social(stage, referred, stage.world.bea, days=10)
    age(stage.superuser, 12, referred.case.household_id)
    stage.put("expired", referred.case, stage.world.bea, stage.world.ines)


def _consent_without_adhesion(stage: Stage) -> None:
    """She agreed at the door, and day 60 passed without adhesion: closed, what it recorded included."""
    world = stage.world
    referred = w.refer(world.nadia, world.agreement, last_name="Ernaux")
    w.accept(referred, world.ines)
    w.assign(referred.case, world.marc, world.laurent)
    w.visit(referred.case, world.ines, text="Sur le palier")
    w.visit(referred.case, world.marc, text="Revenu avec elle")
    w.identity(referred.case, referred.tenant, world.ines, last_name="Ernaux")
    work.of_operator(referred, world.ines, world.laurent, to=landlord(stage))
    given = w.consent(referred.case, referred.tenant, landlord(stage), world.ines, "identity", "housing")
    evidence(referred.case, given, world.ines)
    work.deliver(referred.case, world.ines, landlord(stage))
    work.print_out(referred.case, world.ines)
    w.consent(referred.tenancy, referred.tenant, world.ines.unit_audience, world.ines, "housing", days=30)
    link(stage, referred)
    _text(stage, referred)
    set_flag(referred, referred.tenant, world.ines)
    lift(referred, world.ines)
    age(stage.superuser, 61, referred.case.household_id)
    stage.put("expired", referred.case, world.ines, world.laurent, world.marc, world.nadia)


def _return_direction(stage: Stage) -> None:
    """The landlord was allowed to give the state of the account, and no longer is: taken back, or past its time.

    Once a colleague stands on the team too, once he does not.
    """
    world = stage.world
    for how in ("withdrawn", "expired", "alone"):
        referred = followed(stage)
        if how != "alone":
            w.assign(referred.case, world.marc, world.laurent)
            w.visit(referred.case, world.marc, text="À deux")
        given = w.consent(referred.tenancy, referred.tenant, world.ines.unit_audience, world.ines, "housing", days=30)
        evidence(referred.tenancy, given, world.ines)
        if how == "withdrawn":
            w.rent(referred.tenancy, world.ines, on=timezone.localdate() - timedelta(days=2))
            w.withdraw(given, world.ines)
        else:
            age(stage.superuser, 31, referred.case.household_id)
        state = "withdrawn" if how == "withdrawn" else "expired"
        stage.put(state, referred.case, world.ines, world.marc, world.laurent)


def _expired_beside_a_text(stage: Stage) -> None:
    """Her agreement is past its time; a text still opens the case to the same unit."""
    world = stage.world
    referred = followed(stage)
    w.consent(referred.case, referred.tenant, w.unit_audience(world.rural, "operator"), world.ines, "identity", days=10)
    _text(stage, referred)
    age(stage.superuser, 12, referred.case.household_id)
    stage.put("expired", referred.case, world.rural_worker, world.ines)


def _housing_of_one(stage: Stage) -> None:
    """One of two adults agreed, to housing alone: nothing opens, and the case is not listed."""
    world = stage.world
    referred = followed(stage, co_tenant="Vasseur Paul")
    w.consent(referred.case, referred.tenant, landlord(stage), world.ines, "housing")
    w.consent(referred.case, referred.co_tenant, w.unit_audience(world.halles, "operator"), world.ines, "housing")
    stage.put("one_of_two_adults", referred.case, world.nadia, world.bea, world.ines)


def _flag_long_after(stage: Stage) -> None:
    """The flag still stands when the follow-up right is over: what her unit stated is then the manager's alone."""
    world = stage.world
    referred = followed(stage)
    set_flag(referred, referred.tenant, world.ines)
    end(referred.case, world.ines)
    age(stage.superuser, 200, referred.case.household_id)
    stage.put("violence_flag", referred.case, world.laurent, world.ines, world.marc)


def _first_of_two_expired(stage: Stage) -> None:
    """Two adults agreed for different times: the unit has one agreement in force, and lists the case no more."""
    world = stage.world
    referred = followed(stage, co_tenant="Vasseur Paul")
    halles = w.unit_audience(world.halles, "operator")
    w.consent(referred.case, referred.tenant, halles, world.ines, "housing", days=10)
    w.consent(referred.case, referred.co_tenant, halles, world.ines, "housing")
    age(stage.superuser, 12, referred.case.household_id)
    stage.put("expired", referred.case, world.bea, world.bea_manager, world.ines)


def _beside_a_text(stage: Stage) -> None:
    """Her agreement outlasts the text that opens the same to the same unit."""
    world = stage.world
    referred = followed(stage)
    rural = w.unit_audience(world.rural, "operator")
    w.consent(referred.case, referred.tenant, rural, world.ines, "identity", "housing")
    _text(stage, referred, days=30)
    stage.put("granted", referred.case, world.rural_worker, world.ines)


def _minor_under_a_flag(stage: Stage) -> None:
    """Both adults agreed for the child, one of them between two flags: her name opens, no address does."""
    world = stage.world
    referred = followed(stage, co_tenant="Vasseur Paul")
    w.identity(referred.case, referred.co_tenant, world.ines, first_name="Paul")
    child = someone(referred, world.ines, is_adult=False)
    w.identity(referred.case, child, world.ines, first_name="Lou")
    halles, rural = (w.unit_audience(unit, "operator") for unit in (world.halles, world.rural))
    w.consent(referred.case, referred.tenant, halles, world.ines, "identity")
    set_flag(referred, referred.tenant, world.ines)
    w.consent(referred.case, referred.co_tenant, halles, world.ines, "identity")
    for adult in (referred.tenant, referred.co_tenant):
        w.consent(referred.case, adult, rural, world.ines, "housing")
    set_flag(referred, child, world.ines)
    stage.put("violence_flag", referred.case, world.bea, world.rural_worker, world.ines)
