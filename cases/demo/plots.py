"""What happens to a household of the demonstration, from the landlord's file to the end."""

from dataclasses import replace
from functools import partial

from cases.demo import contracts
from cases.demo.acts import Story
from cases.demo.assessments import WAGES, assess
from cases.demo.cast import Plot, Scene
from cases.enums import ExitOutcome, VisitKind, VisitOutcome
from cases.outreach import OutreachPlan
from cases.policies import is_attempt
from partners.acting import Acting

RENT = ("identity", "housing")
#: A meeting every fortnight; of what is long past, one in four weeks is told.
RHYTHM, LONG_PAST, RHYTHM_THEN = 14, 130, 28
LAST_MEETING = 5
PLANNED_BEFORE = 7
A_YEAR = 350
_TOLD = (
    (("budget",), "Budget du mois posé ensemble. Reste à vivre très serré après l’électricité."),
    (("rent", "rights"), "Dossier FSL complété ; il manque le dernier bulletin de salaire."),
    (("energy",), "Chèque énergie envoyé au fournisseur, échéancier demandé."),
    (("employment", "budget"), "Reprise d’un mi-temps en cuisine le mois prochain."),
    (("rent",), "Plan d’apurement relu : 45 € par mois, à partir du 5."),
    (("rights",), "Compte CAF en ligne ouvert ensemble, déclaration trimestrielle faite."),
    (("dwelling",), "Fuite sous l’évier signalée à l’agence, photos envoyées."),
    (("family", "dwelling"), "Le fils aîné rentre le week-end ; la chambre est refaite."),
    (("budget", "rent"), ""),
    (("administration",), "Courriers des deux derniers mois ouverts et classés."),
    (("neighbours",), ""),
)
_ATTEMPTS = (VisitOutcome.ABSENT, VisitOutcome.CANCELLED_BY_HOUSEHOLD, VisitOutcome.ABSENT, VisitOutcome.REFUSED)
_KINDS = (VisitKind.HOME, VisitKind.HOME, VisitKind.HOME, VisitKind.TELEPHONE, VisitKind.HOME, VisitKind.OFFICE)
_EXITS = (
    *(ExitOutcome.KEPT, ExitOutcome.KEPT, ExitOutcome.ORDINARY_LAW, ExitOutcome.MOVED, ExitOutcome.KEPT),
    *(ExitOutcome.OTHER_SOLUTION, ExitOutcome.KEPT, ExitOutcome.NON_ADHESION, ExitOutcome.LEFT, ExitOutcome.EVICTION),
)


_RELAYS = (
    "L’assistante sociale de secteur prend la suite. Rappeler dans deux mois pour le plan d’apurement.",
    "Rien de prévu : le ménage sait qu’il peut rappeler l’équipe.",
    "Point conseil budget, premier rendez-vous pris ensemble. Un appel avant l’hiver.",
)

#: How the first two of each team nobody has met are to be reached.
_OUTREACH = (
    OutreachPlan(
        by="operator",
        hours=["evening"],
        place="Au pied de l’immeuble, puis au troisième étage",
        pace=5,
        door="Mme Delmas, gardienne de l’immeuble, 06 39 98 60 21",
    ),
    OutreachPlan(by="operator", hours=["morning", "weekend"], place="À la sortie de l’école, côté parc", pace=7),
)


# --- before adhesion ---------------------------------------------------------------------------------------------
def _begun(scene: Scene, ago: int, *, exact: bool = False) -> None:
    scene.at(ago + 5, scene.story.account, exact=exact)
    scene.at(ago, scene.story.refer, exact=exact)


def sheet_of_day(day: int) -> Plot:
    """A sheet nobody answered yet, on that day of its sixty."""

    def plot(scene: Scene) -> None:
        _begun(scene, day, exact=True)
        if day > 20:
            scene.at(day - 2, lambda: scene.story.receive(scene.worker))

    return plot


def asked_for_more(scene: Scene) -> None:
    """The association waits for a telephone number."""
    _begun(scene, 6)
    scene.at(5, lambda: scene.story.ask_for(scene.worker, "phone"))


def not_referred(scene: Scene) -> None:
    """In the landlord's file, told, not yet referred."""
    scene.at(scene.between(21, 160), scene.story.account)


def not_told(scene: Scene) -> None:
    """In the landlord's file; nobody has told this tenant of a referral."""
    story = scene.story
    untold = replace(story.profile, told=False)
    scene.at(49, lambda: story.file.owes(untold, untold.balance_cents))


def closed_unanswered(scene: Scene) -> None:
    _begun(scene, 75)


def not_accepted(scene: Scene) -> None:
    _begun(scene, 25)
    reason = "Déjà suivi par le service social du département."
    scene.at(20, lambda: scene.story.not_accept(scene.worker, reason))


def reaching(scene: Scene) -> None:
    story, worker, ago = scene.story, scene.worker, scene.between(18, 34)
    _begun(scene, ago + 4)
    scene.at(ago + 2, lambda: story.accept(worker))
    scene.at(ago - 1, lambda: story.visit(worker, VisitOutcome.ABSENT, minutes=15))
    scene.at(10, lambda: story.visit(worker, VisitOutcome.MESSAGE_LEFT, minutes=15))
    if scene.number < len(_OUTREACH):
        scene.at(10, lambda: story.plan_outreach(worker, _OUTREACH[scene.number]))
    if scene.number % 2:
        scene.at(2, lambda: story.plan(worker, 3, (11, 0), told=2))


def met_and_thinking(scene: Scene) -> None:
    story, worker = scene.story, scene.worker
    _begun(scene, 33)
    scene.at(30, lambda: story.accept(worker))
    scene.at(24, lambda: story.visit(worker, VisitOutcome.THROUGH_DOOR, minutes=15))
    scene.at(6, lambda: story.visit(worker, themes=("rent",), note="Veut en parler à son fils d’abord."))
    scene.at(5, lambda: story.plan(worker, 6, told=5))


def never_met(scene: Scene) -> None:
    story, worker = scene.story, scene.worker
    _begun(scene, 52)
    scene.at(50, lambda: story.accept(worker))
    for ago in (46, 40, 31):
        scene.at(ago, lambda: story.visit(worker, VisitOutcome.ABSENT, minutes=15))
    scene.at(15, lambda: story.end(worker, ExitOutcome.NOT_REACHED))


#: Kind, body, cents asked, answer, cents granted.
_ASKED = (
    ("apl", "CAF", None, "granted", 18_700),
    ("fsl_maintenance", "Département", 64_000, "partly", 40_000),
    ("social_tariff", "Chèque énergie", 14_900, "granted", 14_900),
    ("banque_de_france", "Banque de France", None, "granted", None),
    ("ccas", "CCAS de Montaubre", 25_000, "refused", None),
)
_TO_DO = ("Préparer le bilan avec le ménage", "Appeler la CAF avec le ménage", "Relire le plan d’apurement")
_WAITING = (("rsa", "CAF", None), ("rent_aid", "Action Logement", 90_000), ("health_cover", "CPAM", None))
ANSWERED_AFTER = 28


# --- accompanied ---------------------------------------------------------------------------------------------------
def _engaged(scene: Scene, ago: int) -> None:
    """Referred, accepted, met, and engaged so many days ago."""
    story, worker = scene.story, scene.worker
    _begun(scene, ago + 20)
    scene.at(ago + 18, lambda: story.accept(worker))
    scene.at(ago + 12, lambda: story.visit(worker, VisitOutcome.ABSENT, minutes=15))
    scene.at(ago + 5, lambda: story.visit(worker, themes=("rent",)))
    scene.at(ago, lambda: story.visit(worker, themes=("rights", "rent"), note="Souhaite être accompagné."))
    scene.at(ago, lambda: story.engage(worker))


def _met(scene: Scene, since: int, until: int = LAST_MEETING) -> None:
    """Visits in their rhythm between these two numbers of days ago; one in six finds nobody."""
    ago, turn = since, scene.turn(len(_TOLD))
    while ago > until:
        if turn % 3:
            scene.at(ago + PLANNED_BEFORE, partial(_planned, scene.story, scene.worker, turn))
        scene.at(ago, partial(_visited, scene.story, scene.worker, turn))
        ago, turn = ago - (RHYTHM_THEN if ago > LONG_PAST else RHYTHM), turn + 1


def _hour(turn: int) -> tuple[int, int]:
    return 9 + turn % 8, 30 * (turn % 2)


def _planned(story: Story, worker: Acting, turn: int) -> None:
    story.plan(worker, PLANNED_BEFORE - turn % 4, _hour(turn))


def _visited(story: Story, worker: Acting, turn: int) -> None:
    """One of the visits that follow each other, on another day of the week and at another hour each time."""
    visit = partial(story.visit, worker, at=_hour(turn), days_before=turn % 4)
    if turn % 6 == 5:
        outcome = _ATTEMPTS[turn // 6 % len(_ATTEMPTS)]
        visit(outcome, minutes=15 if is_attempt(outcome) else None)
        return
    themes, note = _TOLD[turn % len(_TOLD)]
    minutes = (45, 60, 45, 30, 75)[turn % 5]
    visit(themes=themes, note=note, minutes=minutes, kind=_KINDS[turn % len(_KINDS)])


def _agree_each_year(scene: Scene, since: int, scopes: tuple[str, ...], until: int = 0) -> None:
    """Every adult agrees, and again each time the twelve months are nearly over."""
    for ago in range(since, until, -A_YEAR):
        scene.at(ago, lambda: scene.story.all_agree(scene.worker, scopes))


def _what_is_next(scene: Scene) -> None:
    """A visit planned in the coming days, for two households in three."""
    hour = (9 + scene.turn(8), 30 * scene.turn(2))
    if scene.turn(3):
        scene.at(3, lambda: scene.story.plan(scene.worker, 3 + scene.turn(9), hour, told=3))


def engaged(scene: Scene) -> None:
    ago = scene.between(35, 470)
    _engaged(scene, ago)
    if scene.number % 6 != 5:
        _agree_each_year(scene, ago - 10, (*RENT, "budget") if scene.number % 5 == 1 else RENT)
    elif scene.team.place == 0:
        scene.at(70 + 25 * (scene.number // 6), lambda: contracts.sign(scene.story, scene.worker))
    _met(scene, ago - 14)
    _steps(scene, ago - 14)
    _what_is_next(scene)


def _steps(scene: Scene, since: int) -> None:
    """What was asked for the household: an aid that was answered when there was time for it, one that waits."""
    story, worker, turn = scene.story, scene.worker, scene.turn(len(_ASKED))
    kind, body, asked, answer, granted = _ASKED[turn]
    scene.at(since, lambda: story.step(worker, kind, body, asked=asked))
    if since > ANSWERED_AFTER:
        scene.at(since - ANSWERED_AFTER, lambda: story.answer(worker, kind, answer, granted))
    if scene.number % 4 == 0:
        scene.at(7, lambda: story.to_do(worker, _TO_DO[turn % len(_TO_DO)], scene.number % 13))
    if scene.number % 7 == 3:
        scene.at(7, lambda: story.alert(worker, "technical_defect", "Chauffage en panne depuis lundi."))
    if scene.number % 3 == 0:
        waits, whose, cents = _WAITING[turn % len(_WAITING)]
        scene.at(14, lambda: story.step(worker, waits, whose, asked=cents, remind_in=10 + scene.number % 12))


def one_of_two(scene: Scene) -> None:
    """Two adults; the first agreed, the second not yet: nothing of the household's is shared."""
    ago = scene.between(40, 200)
    _engaged(scene, ago)
    scene.at(ago - 8, lambda: scene.story.agree(scene.worker, RENT))
    _met(scene, ago - 14)
    _what_is_next(scene)


def _agreed(scene: Scene, ago: int, scopes: tuple[str, ...] = RENT, months: int = 12) -> None:
    _engaged(scene, ago)
    scene.at(ago - 5, lambda: scene.story.all_agree(scene.worker, scopes, months=months))
    _met(scene, ago - 14)


def budget_shared(scene: Scene) -> None:
    """The landlord reads the totals of the budget that was signed with the assessment."""
    scene = replace(scene, worker=scene.team.workers[0])
    _agreed(scene, 120, (*RENT, "budget"))
    scene.at(98, lambda: assess(scene.story, scene.worker, WAGES))


def withdrawn(scene: Scene) -> None:
    _agreed(scene, scene.between(60, 300))
    scene.at(9 + scene.number, lambda: scene.story.withdraw(scene.worker))


def expired(scene: Scene) -> None:
    _agreed(scene, scene.between(120, 300), months=3)


def narrowed(scene: Scene) -> None:
    _agreed(scene, scene.between(70, 200), (*RENT, "budget"))
    scene.at(30, lambda: scene.story.all_agree(scene.worker, ("identity",)))


def oral_to_confirm(scene: Scene) -> None:
    _engaged(scene, 40)
    _met(scene, 26)
    scene.at(12, lambda: scene.story.agree(scene.worker, RENT, oral=True))


def suspended(scene: Scene) -> None:
    """A long absence, or a return to the family: nothing for some weeks; the first was to be over by now."""
    ago = scene.between(90, 220)
    _engaged(scene, ago)
    scene.at(ago - 5, lambda: scene.story.all_agree(scene.worker, RENT))
    _met(scene, ago - 14, 40)
    reason, days = (("absence", 28), ("household", 90), ("relocation", 0))[scene.number % 3]
    scene.at(30, lambda: scene.story.suspend(scene.worker, reason, days))


def protected(scene: Scene) -> None:
    _agreed(scene, 50)
    scene.at(8, lambda: scene.story.protect(scene.worker))


def two_operators(scene: Scene) -> None:
    """The same household, referred to two associations that do not know of each other."""
    story, david = scene.story, scene.cast.david
    _engaged(scene, 60 + 7 * scene.number)
    _met(scene, 46 + 7 * scene.number)
    second = Story(story.profile, story.file, scene.cast.beside)

    def refer_again() -> None:
        second.tenancy_id = story.tenancy_id
        second.refer_again(scene.cast.beside)

    scene.at(28, refer_again)
    scene.at(26, lambda: second.accept(david))
    scene.at(21, lambda: second.visit(david, themes=("dwelling",)))
    scene.at(14, lambda: second.engage(david))


# --- after -----------------------------------------------------------------------------------------------------------
def _exit_of(scene: Scene) -> str:
    return _EXITS[scene.number % len(_EXITS)]


def _ended(scene: Scene, ended: int) -> None:
    """Six months with the team, over since so many days."""
    _engaged(scene, ended + 180)
    _agree_each_year(scene, ended + 170, RENT, ended)
    _met(scene, ended + 166, ended)
    relay = _RELAYS[scene.turn(len(_RELAYS))]
    scene.at(ended, lambda: scene.story.end(scene.worker, _exit_of(scene), relay))


def ended_lately(scene: Scene) -> None:
    """Within the six months during which the team may still be called."""
    _ended(scene, scene.between(12, 160))


def ended_long_ago(scene: Scene) -> None:
    _ended(scene, scene.between(200, 330))


def came_back(scene: Scene) -> None:
    """A first stay ended, then a new referral of the same tenancy."""
    story, worker = scene.story, scene.worker
    _engaged(scene, 210)
    _met(scene, 196, 120)
    scene.at(120, lambda: story.end(worker, ExitOutcome.ORDINARY_LAW))
    scene.at(18, lambda: story.refer_again(scene.team.agreement))
    scene.at(15, lambda: story.accept(worker))
    scene.at(12, lambda: story.visit(worker, themes=("rent",), note="Nous connaît déjà."))
