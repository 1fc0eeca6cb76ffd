"""The households of the demonstration and what happens to each (decisions T20)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from cases.demo.acts import Story, agreement_between, member
from cases.demo.landlord_file import LandlordFile
from cases.demo.past import Timeline
from cases.demo.people import FERREIRA, VASSEUR, Profile, invented
from cases.enums import ExitOutcome, VisitOutcome
from partners.acting import Acting

#: Households beside the two that have a name of their own.
OTHERS = 36
#: How many days ago the landlord's clerk imported the file of the month.
FILES = range(21, 240, 28)
RENT = ("identity", "housing")


class Cast:
    """Who acts: the two teams and the landlord's clerk, with their agreements."""

    def __init__(self) -> None:
        self.ines = member("ines.caron@pas-de-porte.example")
        self.samira = member("samira.benhaddou@pas-de-porte.example")
        self.thomas = member("thomas.legrand@pas-de-porte.example")
        self.julie = member("julie.marchand@pas-de-porte.example")
        self.laurent = member("laurent.dubreuil@pas-de-porte.example")
        self.david = member("david.morel@relais-halles.example")
        self.nadia = member("nadia.roussel@deux-vallees.example", "h2v-montaubre-nord")
        self.file = LandlordFile(self.nadia)
        self.montaubre = agreement_between("pas-de-porte-montaubre", "h2v-montaubre-nord")
        self.halles = agreement_between("relais-halles", "h2v-montaubre-nord")
        self.workers = [self.ines, self.samira, self.thomas, self.julie]

    def story(self, profile: Profile) -> Story:
        return Story(profile, self.file, self.montaubre)


def tell(time: Timeline, cast: Cast) -> None:
    """Every story, on one timeline."""
    vasseur(time, cast, cast.story(VASSEUR))
    ferreira(time, cast, cast.story(FERREIRA))
    plots: list[Callable[[Timeline, Cast, Story, Acting], None]] = [
        sheet_of_day(3),
        sheet_of_day(30),
        sheet_of_day(58),
        closed_unanswered,
        not_accepted,
        reaching,
        met_and_thinking,
        never_met,
        engaged,
        engaged,
        withdrawn,
        expired,
        narrowed,
        oral_to_confirm,
        protected,
        two_operators,
        ended_well,
        came_back,
        asked_for_more,
        not_referred,
        not_referred,
        not_referred,
        not_told,
    ]
    for index, profile in enumerate(invented(OTHERS)):
        plot = plots[index] if index < len(plots) else engaged
        plot(time, cast, cast.story(profile), cast.workers[index % len(cast.workers)])
    for ago in FILES:
        time.at(ago, cast.file.of_the_month)


def vasseur(time: Timeline, cast: Cast, story: Story) -> None:
    """Eight months with Inès: four attempts, adhesion, a debt that rises then falls."""
    ines = cast.ines
    time.at(256, story.account)
    time.at(250, story.refer)
    time.at(247, lambda: story.accept(ines))
    time.at(243, lambda: story.visit(ines, VisitOutcome.ABSENT, minutes=15))
    time.at(239, lambda: story.visit(ines, VisitOutcome.THROUGH_DOOR, minutes=15, note="Elle écoute, n’ouvre pas."))
    time.at(234, lambda: story.visit(ines, VisitOutcome.MESSAGE_LEFT, minutes=15))
    time.at(229, lambda: story.visit(ines, note="Première rencontre sur le palier, puis à l’intérieur."))
    time.at(222, lambda: story.visit(ines, themes=("rent", "rights"), note="Souhaite être accompagnée."))
    time.at(222, lambda: story.engage(ines, (date(1958, 7, 23),)))
    time.at(215, lambda: story.agree(ines, RENT))
    time.at(214, lambda: story.join(cast.laurent, "samira.benhaddou@pas-de-porte.example"))
    balances = (98000, 134000, 171000, 208000, 196000, 184000, 152000, 140450, 128450)
    for index, cents in enumerate(balances):
        time.at(248 - index * 30, lambda cents=cents: story.owes(cents))
    notes = (
        (("budget", "energy"), "Budget du mois, facture d’eau. Chèque énergie retrouvé."),
        (("rights",), "Dossier APL complété à la CAF."),
        (("rent",), "Plan d’apurement relu ensemble : 60 € par mois."),
    )
    for index, ago in enumerate(range(200, 12, -14)):
        themes, note = notes[index % len(notes)]
        if index % 5 == 4:
            time.at(ago, lambda: story.visit(ines, VisitOutcome.ABSENT, minutes=15, note="Avis de passage laissé."))
        else:
            time.at(ago, lambda themes=themes, note=note: story.visit(ines, themes=themes, note=note))
    time.at(
        3,
        lambda: story.visit(
            ines, themes=("rent", "energy"), note="A retrouvé l’échéancier EDF. Rappeler la CAF jeudi."
        ),
    )
    time.at(2, lambda: story.plan(ines, 2))
    time.at(1, lambda: story.link(ines))


def ferreira(time: Timeline, cast: Cast, story: Story) -> None:
    """Two adults; one of them agreed, the other not yet: nothing of the household's is shared."""
    ines = cast.ines
    time.at(70, story.account)
    time.at(66, story.refer)
    time.at(64, lambda: story.accept(cast.laurent, ines))
    time.at(60, lambda: story.visit(ines, VisitOutcome.ABSENT, minutes=15))
    time.at(55, lambda: story.visit(ines, themes=("rent",), note="Rencontrés ensemble."))
    time.at(48, lambda: story.visit(ines, themes=("budget", "employment")))
    time.at(48, lambda: story.engage(ines))
    time.at(40, lambda: story.agree(ines, RENT))
    time.at(20, lambda: story.visit(ines, themes=("budget",)))
    time.at(4, lambda: story.plan(ines, 4, (14, 30)))


def _begun(time: Timeline, story: Story, ago: int, *, exact: bool = False) -> None:
    time.at(ago + 5, story.account, exact=exact)
    time.at(ago, story.refer, exact=exact)


def sheet_of_day(day: int) -> Callable[[Timeline, Cast, Story, Acting], None]:
    """A sheet nobody answered yet, on that day of its sixty."""

    def plot(time: Timeline, cast: Cast, story: Story, worker: Acting) -> None:
        _begun(time, story, day, exact=True)
        if day > 20:
            time.at(day - 2, lambda: story.receive(worker))

    return plot


def asked_for_more(time: Timeline, cast: Cast, story: Story, worker: Acting) -> None:
    """The association waits for a telephone number."""
    _begun(time, story, 6)
    time.at(5, lambda: story.ask_for(worker, "phone"))


def not_referred(time: Timeline, cast: Cast, story: Story, worker: Acting) -> None:
    """In the landlord's file, told, not yet referred."""
    time.at(77, story.account)


def not_told(time: Timeline, cast: Cast, story: Story, worker: Acting) -> None:
    """In the landlord's file; nobody has told this tenant of a referral."""
    untold = replace(story.profile, told=False)
    time.at(49, lambda: cast.file.owes(untold, untold.balance_cents))


def closed_unanswered(time: Timeline, cast: Cast, story: Story, worker: Acting) -> None:
    _begun(time, story, 75)


def not_accepted(time: Timeline, cast: Cast, story: Story, worker: Acting) -> None:
    _begun(time, story, 25)
    time.at(20, lambda: story.not_accept(worker, "Déjà suivi par le service social du département."))


def reaching(time: Timeline, cast: Cast, story: Story, worker: Acting) -> None:
    _begun(time, story, 22)
    time.at(20, lambda: story.accept(worker))
    time.at(17, lambda: story.visit(worker, VisitOutcome.ABSENT, minutes=15))
    time.at(10, lambda: story.visit(worker, VisitOutcome.MESSAGE_LEFT, minutes=15))


def met_and_thinking(time: Timeline, cast: Cast, story: Story, worker: Acting) -> None:
    _begun(time, story, 33)
    time.at(30, lambda: story.accept(worker))
    time.at(24, lambda: story.visit(worker, VisitOutcome.THROUGH_DOOR, minutes=15))
    time.at(6, lambda: story.visit(worker, themes=("rent",), note="Veut en parler à son fils d’abord."))
    time.at(5, lambda: story.plan(worker, 6))


def never_met(time: Timeline, cast: Cast, story: Story, worker: Acting) -> None:
    _begun(time, story, 52)
    time.at(50, lambda: story.accept(worker))
    for ago in (46, 40, 31):
        time.at(ago, lambda: story.visit(worker, VisitOutcome.ABSENT, minutes=15))
    time.at(15, lambda: story.end(worker, ExitOutcome.NOT_REACHED))


def _engaged(time: Timeline, story: Story, worker: Acting, ago: int) -> None:
    _begun(time, story, ago + 20)
    time.at(ago + 18, lambda: story.accept(worker))
    time.at(ago + 12, lambda: story.visit(worker, VisitOutcome.ABSENT, minutes=15))
    time.at(ago + 5, lambda: story.visit(worker, themes=("rent",)))
    time.at(ago, lambda: story.visit(worker, themes=("rights", "rent"), note="Souhaite être accompagné."))
    time.at(ago, lambda: story.engage(worker))


def engaged(time: Timeline, cast: Cast, story: Story, worker: Acting) -> None:
    ago = 45 + sum(map(ord, story.profile.lease)) % 80
    _engaged(time, story, worker, ago)
    time.at(ago - 10, lambda: story.all_agree(worker, RENT))
    for passed in range(ago - 14, 4, -14):
        time.at(passed, lambda: story.visit(worker, themes=("budget",)))
    if ago % 3 == 0:
        time.at(3, lambda: story.plan(worker, 3 + ago % 7, (9, 30)))


def withdrawn(time: Timeline, cast: Cast, story: Story, worker: Acting) -> None:
    _engaged(time, story, worker, 60)
    time.at(55, lambda: story.all_agree(worker, RENT))
    time.at(9, lambda: story.withdraw(worker))


def expired(time: Timeline, cast: Cast, story: Story, worker: Acting) -> None:
    _engaged(time, story, worker, 120)
    time.at(115, lambda: story.all_agree(worker, RENT, months=3))


def narrowed(time: Timeline, cast: Cast, story: Story, worker: Acting) -> None:
    _engaged(time, story, worker, 70)
    time.at(66, lambda: story.all_agree(worker, (*RENT, "budget")))
    time.at(30, lambda: story.all_agree(worker, ("identity",)))


def oral_to_confirm(time: Timeline, cast: Cast, story: Story, worker: Acting) -> None:
    _engaged(time, story, worker, 40)
    time.at(12, lambda: story.agree(worker, RENT, oral=True))


def protected(time: Timeline, cast: Cast, story: Story, worker: Acting) -> None:
    _engaged(time, story, worker, 50)
    time.at(45, lambda: story.all_agree(worker, RENT))
    time.at(8, lambda: story.protect(worker))


def two_operators(time: Timeline, cast: Cast, story: Story, worker: Acting) -> None:
    """The same household, referred to two associations that do not know of each other."""
    _engaged(time, story, worker, 60)
    second = Story(story.profile, cast.file, cast.halles)

    def refer_again() -> None:
        second.tenancy_id = story.tenancy_id
        second.refer_again(cast.halles)

    time.at(28, refer_again)
    time.at(26, lambda: second.accept(cast.david))
    time.at(21, lambda: second.visit(cast.david, themes=("dwelling",)))
    time.at(14, lambda: second.engage(cast.david))


def ended_well(time: Timeline, cast: Cast, story: Story, worker: Acting) -> None:
    _engaged(time, story, worker, 190)
    time.at(30, lambda: story.end(worker, ExitOutcome.KEPT))


def came_back(time: Timeline, cast: Cast, story: Story, worker: Acting) -> None:
    """A first stay ended, then a new referral of the same tenancy."""
    _engaged(time, story, worker, 210)
    time.at(120, lambda: story.end(worker, ExitOutcome.ORDINARY_LAW))
    time.at(18, lambda: story.refer_again(cast.montaubre))
    time.at(15, lambda: story.accept(worker))
    time.at(12, lambda: story.visit(worker, themes=("rent",), note="Nous connaît déjà."))
