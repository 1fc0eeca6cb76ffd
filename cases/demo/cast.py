"""Who acts in the demonstration: the landlords' clerks and the teams they refer to."""

from collections.abc import Callable
from dataclasses import dataclass

from cases.demo.acts import Story, agreement_between, member
from cases.demo.landlord_file import LandlordFile
from cases.demo.past import Timeline
from cases.demo.people import Profile
from partners.acting import Acting
from partners.models import Agreement


@dataclass(frozen=True)
class Team:
    """An operator unit and the landlord that refers to it. `place`: its column in the table of plots; `prefix`: how
    that landlord's leases begin; `first`: its first tenant's place among the names."""

    place: int
    prefix: str
    first: int
    manager: Acting
    workers: list[Acting]
    file: LandlordFile
    agreement: Agreement

    def story(self, profile: Profile) -> Story:
        return Story(profile, self.file, self.agreement)


class Cast:
    """Everybody, with their agreements."""

    def __init__(self) -> None:
        self.ines = member("ines.caron@pas-de-porte.example")
        self.laurent = member("laurent.dubreuil@pas-de-porte.example")
        self.david = member("david.morel@relais-halles.example")
        nadia = LandlordFile(member("nadia.roussel@deux-vallees.example", "h2v-montaubre-nord"))
        colleagues = ("samira.benhaddou", "thomas.legrand", "julie.marchand")
        self.montaubre = Team(
            place=0,
            prefix="H2V",
            first=0,
            manager=self.laurent,
            workers=[self.ines, *(member(f"{name}@pas-de-porte.example") for name in colleagues)],
            file=nadia,
            agreement=agreement_between("pas-de-porte-montaubre", "h2v-montaubre-nord"),
        )
        self.rural = Team(
            place=1,
            prefix="LOG",
            first=37,
            manager=member("francoise.aubry@pas-de-porte.example"),
            workers=[member("mathieu.roche@pas-de-porte.example")],
            file=LandlordFile(member("sylvie.garnier@logea.example")),
            agreement=agreement_between("pas-de-porte-rural", "logea-centre"),
        )
        self.halles = Team(
            place=2,
            prefix="TDS",
            first=59,
            manager=member("amina.cherif@relais-halles.example"),
            workers=[self.david],
            file=LandlordFile(member("hugo.ferrand@toits-du-sud.example")),
            agreement=agreement_between("relais-halles", "toits-sud"),
        )
        self.beside = agreement_between("relais-halles", "h2v-montaubre-nord")
        self.teams = (self.montaubre, self.rural, self.halles)


@dataclass(frozen=True)
class Scene:
    """One household of one team. `number`: its place among those to whom the same happens, which varies its dates."""

    time: Timeline
    cast: Cast
    team: Team
    story: Story
    worker: Acting
    number: int

    def between(self, least: int, most: int) -> int:
        """A number of days from `least` to `most`, its own."""
        return least + (self.number * 37 + self.team.place * 11) % (most - least + 1)

    def at(self, days_ago: int, act: Callable[[], object], *, exact: bool = False) -> None:
        self.time.at(days_ago, act, exact=exact)

    def turn(self, length: int) -> int:
        """A number of its own below `length`."""
        return sum(map(ord, self.story.profile.lease)) % length


Plot = Callable[[Scene], None]
