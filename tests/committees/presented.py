"""A household that a team presents, and the room where a seat reads: what the tests of both share."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from cases.models import Case
from committees.actions import agenda, sessions, sheets
from committees.models import AgendaItem, PresentationSheet, Session
from committees.sheets import Content, Fact
from partners.acting import Acting
from partners.models import Agreement
from tests.committees import hall as h
from tests.factories import world as w
from tests.harness import within

SAID = Content(
    heading="Mme B., 34 ans, deux enfants",
    name="Mme Brahimi",
    address="3, rue du Port",
    facts=[
        Fact(key="request", label="Ce que le ménage demande", value="Garder son logement"),
        Fact(key="household", label="Composition du ménage", value="un adulte, deux enfants"),
        Fact(key="debt", label="Dette de loyer", value="4 312,80 €"),
        Fact(key="resources", label="Ressources", value="1 150 € par mois"),
        Fact(key="presented_by", label="Présenté par", value="Le Pas de Porte, Montaubre"),
    ],
    text="Perte d’emploi en mars.",
)
#: What a team types, by the name of each line.
TYPED = {
    "competence": "measure",
    "how": "agreement",
    "heading": "Mme B., 34 ans, deux enfants",
    "name": "Mme Brahimi",
    "address": "3, rue du Port",
    "request": "Garder son logement",
    "household": "Un adulte, deux enfants",
    "debt": "4 312,80 €",
    "resources": "1 150 € par mois",
    "text": "Perte d’emploi en mars.",
}


@dataclass
class Followed:
    """A household that Inès follows, unless another does, and its case as she reads it."""

    referred: w.Referred
    case: Case


def followed(world: w.World, by: Acting | None = None, under: Agreement | None = None) -> Followed:
    by = by or world.ines
    referred = w.refer(world.nadia, under or world.agreement, last_name="Brahimi")
    w.accept(referred, by)
    w.engage(referred, by)
    w.identity(referred.case, referred.tenant, by, title="Mme", last_name="Brahimi", first_name="Samia")
    with within(by):
        return Followed(referred, Case.objects.get(pk=referred.case.pk))


def draft(hall: h.Hall, of: Followed, by: Acting, *, is_coded: bool = False, said: Content = SAID) -> PresentationSheet:
    with within(by):
        return sheets.prepare(
            case=of.case,
            committee=hall.committee,
            competence="measure",
            said=said,
            is_urgent=False,
            is_coded=is_coded,
            by=by,
        )


def filed(hall: h.Hall, of: Followed, by: Acting, *, is_coded: bool = False) -> PresentationSheet:
    """Agreed to, read over, filed."""
    made = draft(hall, of, by, is_coded=is_coded)
    if not is_coded:
        h.agree(hall, of.referred.case, of.referred.tenant, by)
    with within(by):
        sheets.file(sheet=made, read_over_on=None if is_coded else timezone.localdate(), by=by)
    return made


def typed(hall: h.Hall, name: str = "Mme Ott") -> PresentationSheet:
    """A paper form the secretariat typed: of no case."""
    said = SAID.model_copy(update={"heading": f"{name[:5]}., typée", "name": name})
    with within(hall.secretary):
        return sheets.type_paper(
            committee=hall.committee,
            competence="measure",
            said=said,
            is_urgent=True,
            agreed_on=timezone.localdate(),
            by=hall.secretary,
        )


def sent(hall: h.Hall, *files: PresentationSheet, days: float = 7) -> tuple[Session, list[AgendaItem]]:
    """A session with these files in this order, whose members are called."""
    with within(hall.secretary):
        made = sessions.plan(
            committee=hall.committee,
            starts_at=timezone.now() + timedelta(days=days),
            place="Salle 2",
            is_urgent=False,
            by=hall.secretary,
        )
        items = [agenda.put(session=made, sheets=[fresh(each)], by=hall.secretary)[0] for each in files]
        sessions.send(session=fresh(made), by=hall.secretary)
        return fresh(made), items


def fresh(row):
    return type(row).objects.get(pk=row.pk)
