"""The households of the demonstration and what happens to each (decisions T20): which, how many, and by whom."""

from datetime import date

from cases.actions.steps import ContactEntry
from cases.demo import brought, contracts, plots, reviewed
from cases.demo.acts import Story
from cases.demo.assessments import assess
from cases.demo.cast import Cast, Plot, Scene, Team
from cases.demo.past import Timeline
from cases.demo.people import FERREIRA, VASSEUR, invented
from cases.enums import ProcedureStage, VisitOutcome

#: How many days ago the landlords' clerks imported the file of the month.
FILES = range(21, 540, 28)

#: What happens to how many households: of the Montaubre team, of the rural one, of the Relais des Halles.
PLOTS: tuple[tuple[Plot, tuple[int, int, int]], ...] = (
    (plots.sheet_of_day(3), (1, 1, 0)),
    (plots.sheet_of_day(11), (1, 0, 0)),
    (plots.sheet_of_day(30), (1, 0, 1)),
    (plots.sheet_of_day(58), (1, 0, 0)),
    (plots.asked_for_more, (1, 0, 0)),
    (plots.closed_unanswered, (1, 1, 1)),
    (plots.not_accepted, (1, 0, 1)),
    (plots.reaching, (3, 1, 1)),
    (plots.met_and_thinking, (1, 1, 1)),
    (plots.never_met, (1, 0, 0)),
    (plots.engaged, (30, 10, 12)),
    (plots.one_of_two, (5, 1, 1)),
    (plots.withdrawn, (6, 1, 1)),
    (plots.expired, (4, 1, 1)),
    (plots.narrowed, (3, 1, 0)),
    (plots.oral_to_confirm, (1, 1, 0)),
    (plots.protected, (1, 1, 0)),
    (plots.suspended, (3, 1, 1)),
    (plots.two_operators, (3, 0, 0)),
    (plots.came_back, (3, 1, 0)),
    (plots.ended_lately, (6, 2, 2)),
    (plots.ended_long_ago, (15, 5, 5)),
    (plots.not_referred, (12, 5, 4)),
    (plots.not_told, (2, 1, 0)),
    (plots.budget_shared, (1, 0, 1)),
)


def tell(time: Timeline, cast: Cast, *, most: int | None = None) -> Story:
    """Every story, on one timeline. Mme Vasseur's.

    `most`: at most so many of the same, by the first team; of the others only tenants whom nobody referred yet.
    """
    first = cast.montaubre.story(VASSEUR)
    vasseur(time, cast, first)
    ferreira(time, cast, cast.montaubre.story(FERREIRA))
    brought.bring(time, cast)
    for team in cast.teams:
        _tell_of(team, time, cast, most)
        for ago in FILES:
            time.at(ago, team.file.of_the_month)
    return first


def _tell_of(team: Team, time: Timeline, cast: Cast, most: int | None) -> None:
    told = [
        (plot, number)
        for plot, counts in PLOTS
        if most is None or team.place == 0 or plot is plots.not_referred
        for number in range(counts[team.place] if most is None else min(most, counts[team.place]))
    ]
    profiles = invented(len(told), prefix=team.prefix, first=team.first)
    for index, (plot, number) in enumerate(told):
        couples = (profile for profile in profiles if profile.co_tenant)
        profile = next(couples, profiles[0]) if plot is plots.one_of_two else profiles[0]
        profiles.remove(profile)
        worker = team.workers[index % len(team.workers)]
        plot(Scene(time, cast, team, team.story(profile), worker, number))


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
    time.at(215, lambda: story.agree(ines, plots.RENT))
    time.at(214, lambda: story.join(cast.laurent, "samira.benhaddou@pas-de-porte.example"))
    balances = (98000, 134000, 171000, 208000, 196000, 184000, 152000, 140450, 128450)
    for index, cents in enumerate(balances):
        time.at(248 - index * 30, lambda cents=cents: story.owes(cents))
    time.at(190, lambda: story.reach(ProcedureStage.ORDER_TO_PAY))
    time.at(182, story.tell_committee)
    time.at(131, lambda: story.sign_plan(60_00, 196000))
    time.at(60, lambda: story.ask_suspension(ines))
    time.at(57, story.grant_suspension)
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
    _what_surrounds_vasseur(time, cast, story)


def _what_surrounds_vasseur(time: Timeline, cast: Cast, story: Story) -> None:
    """Her steps, the alerts both ways, what is to be done, and what was signed."""
    ines = cast.ines
    time.at(200, lambda: story.step(ines, "apl", "CAF"))
    time.at(172, lambda: story.answer(ines, "apl", "granted", 18_000))
    time.at(
        119,
        lambda: story.orient(
            ines, ContactEntry("Mme Ott", "assistante sociale", "CCAS de Montaubre", "06 39 98 77 10")
        ),
    )
    time.at(21, lambda: story.step(ines, "fsl_maintenance", "Département", asked=45_000, remind_in=21))
    time.at(24, lambda: story.alert(story.clerk, "neighbourhood", "Le voisin du 2e signale une fuite.", read_by=ines))
    time.at(
        24, lambda: story.alert(ines, "technical_defect", "Joint de la baignoire à reprendre.", read_by=story.clerk)
    )
    time.at(3, lambda: story.alert(story.clerk, "aid_interrupted", "L’APL de novembre n’est pas arrivée."))
    time.at(2, lambda: story.to_do(ines, "Envoyer l’attestation d’assurance à l’agence", 4))
    time.at(2, lambda: story.clerk_to_do("Rappeler le plombier pour la baignoire", 1))
    time.at(2, lambda: story.plan(ines, 2))
    time.at(1, lambda: story.link(ines))
    time.at(196, lambda: assess(story, ines))
    time.at(168, lambda: contracts.sign(story, ines))
    time.at(77, lambda: reviewed.sign(story, ines))
    time.at(0, lambda: reviewed.prepare(story, ines))


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
    time.at(40, lambda: story.agree(ines, plots.RENT))
    time.at(20, lambda: story.visit(ines, themes=("budget",)))
    time.at(4, lambda: story.plan(ines, 4, (14, 30)))
    time.at(0, lambda: reviewed.prepare(story, ines))
