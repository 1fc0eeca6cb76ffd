"""A session of forty-six files that sat, without a row in the database: what its papers say, to be drawn and looked at."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from committees.demo.files import files
from committees.documents import agenda_table, annexes, letters, minutes
from committees.models import (
    AgendaItem,
    Attendance,
    Committee,
    Decision,
    HouseholdAnswer,
    Opinion,
    PresentationSheet,
    SeatHolder,
    Session,
)
from committees.publishing import shipped
from committees.queries.held import Held, Sitting
from committees.queries.sessions import Line, Times
from committees.rules import Rules
from committees.sheets import Content, Fact
from partners.models import Audience

AT = datetime(2026, 11, 19, 8, 30, tzinfo=UTC)
ISSUER = "Département du Val-Montaubre"
SECRETARIAT = f"{ISSUER}, Service de l’insertion par le logement"
CONTACTS = ["02 47 39 98 00", "commission@val-montaubre.example"]
SAID = (
    ("favourable", "Le ménage est connu du centre communal, qui confirme ses démarches."),
    ("favourable", ""),
    ("reserved", "À revoir si la dette augmente d’ici le relogement."),
    ("unfavourable", "La résidence n’a pas de chambre assez grande."),
)
REASONS = {
    "adjourn": "il manque un justificatif de ressources récent",
    "refuse": "Les ressources du ménage permettent un logement sans accompagnement.",
    "out-of-scope": "La demande porte sur un logement social ordinaire.",
}


def rules(key: str = "orientation-indre-et-loire") -> Rules:
    """The rules of a committee the product comes with."""
    return next(each for each in shipped() if each.key == key)


def sitting(of: Rules | None = None, *, long: str = "") -> Sitting:
    """Forty-six files decided one way or another. `long`: in the place of every text that people type."""
    said = of or rules()
    committee = Committee(key=said.key, name=said.name)
    session = Session(
        committee=committee,
        starts_at=AT,
        place=long or "Salle des Commissions",
        state="signed",
        sent_at=AT - timedelta(days=8),
        opened_at=AT + timedelta(minutes=4),
        closed_at=AT + timedelta(hours=3, minutes=41),
        signed_at=AT + timedelta(days=1, hours=6),
    )
    seats = {
        seat.key: Attendance(
            seat=seat.key,
            holder=SeatHolder(name=long or name, seat=seat.key, rank="substitute" if at == 4 else "titular"),
            state=("present", "present", "present", "excused")[at % 4],
        )
        for at, (seat, name) in enumerate(zip(said.seats, _NAMES * 3, strict=False))
    }
    return Sitting(session, seats, tuple(_held(at, said, session, long) for at in range(46)))


_NAMES = (
    "Anne Lefort",
    "Bertrand Roy",
    "Chantal Morin",
    "Denis Faure",
    "Élise Garnier",
    "Farid Amrani",
    "Gaëlle Perrot",
)
_FILES = list(files())
_PRESENTERS = sorted({file.presenter for file in _FILES})


def _held(at: int, of: Rules, session: Session, long: str) -> Held:
    file = _FILES[at]
    # Each service filed its own; with long words, one filed them all.
    author = Audience(pk=2 if long else 2 + _PRESENTERS.index(file.presenter))
    sheet = PresentationSheet(
        pk=at + 1,
        number=f"{'KM7RTX'[at % 6]}{at % 8 + 2}Q-{'2ZP'[at % 3]}{'XWHD'[at % 4]}{at % 7 + 2}",
        author=author,
        secretary=Audience(pk=1),
        competence=file.competence if of.key == "orientation-indre-et-loire" else of.competences[0].key,
        is_urgent=file.is_urgent,
    )
    content = Content(
        heading=long[:120] or file.heading,
        name=long[:120] or file.name,
        address=long[:120] or "12 rue des Tisserands, 37000 Montaubre",
        facts=[Fact(key="presented_by", label="Présenté par", value=long[:120] or file.presenter)],
        text=file.text,
    )
    seats = [seat.key for seat in of.seats]
    opinions = tuple(
        Opinion(seat=seats[(at + n) % len(seats)], voice=voice, text=long[:600] or text)
        for n, (voice, text) in enumerate(SAID[: at % 4 + 1])
    )
    recused = (seats[5 % len(seats)],) if at % 11 == 3 else ()
    decision = _decision(at, of, sheet, long)
    answer = _answer(at, of, decision, long)
    return Held(at + 1, AgendaItem(position=at), sheet, content, decision, opinions, recused, answer=answer)


def _answer(at: int, of: Rules, decision: Decision | None, long: str) -> HouseholdAnswer | None:
    if of.household == "absent":
        return None
    agrees = decision is not None and of.competence(decision.competence).household_agrees
    return HouseholdAnswer(
        presence="present" if agrees else ("absent", "partly")[at % 2],
        agrees=True if agrees else None,
        competence=decision.competence if agrees and decision else "",
        said_on=date(2026, 11, 19) if agrees else None,
        words=long[:600] or "Je suis prête. Je voudrais garder le même quartier, pour l’école.",
    )


def _decision(at: int, of: Rules, sheet: PresentationSheet, long: str) -> Decision | None:
    if at >= 44:
        return None
    asked = of.competence(sheet.competence)
    key = {4: "adjourn", 9: "refuse", 13: "out-of-scope"}.get(at % 15, sheet.competence)
    competence = next((each for each in of.competences if each.key == key), asked)
    dated = at % 3 == 0
    return Decision(
        competence=competence.key,
        kind=competence.kind,
        reason=long[:600] or REASONS.get(competence.key, ""),
        starts_on=date(2026, 12, 1) if dated and competence.asked else None,
        until_on=date(2027, 1, 8)
        if competence.key == "adjourn"
        else date(2027, 5, 31)
        if dated and competence.asked
        else None,
    )


def contents(*, long: str = "") -> dict[str, tuple[str, dict[str, Any]]]:
    """Name -> (template, content) of each paper of that session."""
    of, held = rules(), sitting(long=long)
    kept = [
        annexes.annex_content(
            each, held.session, of, issuer=ISSUER, secretariat=long[:160] or SECRETARIAT, contacts=CONTACTS
        )
        for each in held.items
        if annexes.has_annex(each)
    ]
    lines = [Line(each.item, each.sheet, each.content, None, Times()) for each in held.items]  # type: ignore[arg-type]
    prescriber = next(iter(letters.prescribers(kept)))
    cosi = rules("suivi-individuel-eure-et-loir")
    short = replace(sitting(cosi, long=long), items=sitting(cosi, long=long).items[:3])
    return {
        "minutes": (
            minutes.TEMPLATE,
            minutes.minutes_content(held, of, issuer=ISSUER, signer=f"Claire Fontaine, {SECRETARIAT}"),
        ),
        "minutes of three files": (
            minutes.TEMPLATE,
            minutes.minutes_content(short, cosi, issuer=ISSUER, signer=f"Claire Fontaine, {SECRETARIAT}"),
        ),
        "annex": (annexes.TEMPLATE, kept[9]),
        "annex of a household that came": (
            annexes.TEMPLATE,
            annexes.annex_content(
                short.items[0],
                short.session,
                cosi,
                issuer=ISSUER,
                secretariat=long[:160] or SECRETARIAT,
                contacts=CONTACTS,
            ),
        ),
        "annex without a decision": (annexes.TEMPLATE, kept[-1]),
        "letter": (letters.TEMPLATE, letters.letters_content([kept[9]], on=date(2026, 11, 23))),
        "letters": (letters.TEMPLATE, letters.letters_content(kept[:5], on=date(2026, 11, 23))),
        "prescriber's letter": (letters.PRESCRIBER_TEMPLATE, letters.prescriber_content(kept, prescriber)),
        "agenda": (
            agenda_table.TEMPLATE,
            agenda_table.agenda_content(held.session, lines, of, issuer=ISSUER),
        ),
    }
