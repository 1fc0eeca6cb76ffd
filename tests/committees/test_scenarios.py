"""Two committees the product ships, from their first session to what each leaves, by the acts of who takes part (domain 4.7, 6)."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from committees.actions import agenda, household, papers, seats, sessions, sheets, sitting
from committees.actions.household import Answer
from committees.actions.sitting import Said
from committees.enums import Attending, HouseholdPresence, PaperKind, Rank, SessionState, Voice
from committees.models import (
    AgendaItem,
    Decision,
    HouseholdAnswer,
    Paper,
    PresentationSheet,
    Session,
    SheetScan,
    SheetVersion,
)
from committees.publishing import publish, rules_of, shipped
from committees.queries.files import ready
from committees.queries.papers import annexes_of
from committees.scans import Scan
from committees.sheets import Content, Fact
from common.context import acting
from common.refusal import Refused
from partners.enums import Capacity, Role
from tests.cases.landlord import plain, signed_in
from tests.committees import hall as h
from tests.committees import presented as p
from tests.committees.test_acts import fresh
from tests.committees.test_convocations import work
from tests.committees.test_pages import said, url
from tests.factories import world as w
from tests.factories.directory import member, unit
from tests.harness import OWNER, as_role, sql, within


class Secretariat:
    """A unit that keeps one of the shipped committees, each of whose seats has its titular."""

    def __init__(self, key: str) -> None:
        kept_by = unit(Capacity.COMMITTEE_SECRETARY, name="Secrétariat")
        self.by = member(kept_by, Role.CLERK, Capacity.COMMITTEE_SECRETARY)
        with as_role(OWNER):
            self.version = publish(next(rules for rules in shipped() if rules.key == key), kept_by.key)
        self.committee, self.rules = self.version.committee, rules_of(self.version)
        with within(self.by):
            self.holders = {
                seat.key: seats.name(
                    committee=self.committee,
                    rules=self.rules,
                    seat=seat.key,
                    rank=Rank.TITULAR,
                    person=seat.label[:60],
                    email=f"{seat.key}@example.test",
                    by=self.by,
                )
                for seat in self.rules.seats
            }

    def typed(self, competence: str, name: str, presenter: str, scan: Scan | None = None) -> PresentationSheet:
        """What a prescriber wrote on paper."""
        content = Content(
            heading=f"{name[:6]}., une adulte",
            name=name,
            facts=[Fact(key="presented_by", label="Présenté par", value=presenter)],
            text="Ce qui a été fait.",
        )
        with within(self.by):
            return sheets.type_paper(
                committee=self.committee,
                competence=competence,
                said=content,
                is_urgent=False,
                agreed_on=timezone.localdate(),
                scan=scan,
                by=self.by,
            )

    def presented(self, followed: p.Followed, by, competence: str) -> PresentationSheet:
        """A team's household, which agrees, read over and filed."""
        w_case = followed.referred
        with within(by):
            made = sheets.prepare(
                case=followed.case,
                committee=self.committee,
                competence=competence,
                said=p.SAID,
                is_urgent=True,
                is_coded=False,
                by=by,
            )
        w.consent(w_case.case, w_case.tenant, self.committee.secretary_id, by, "presentation", days=180)
        with within(by):
            sheets.file(sheet=fresh(made), read_over_on=timezone.localdate(), by=by)
        return made

    def sits(self, at: Session, present: tuple[str, ...]) -> None:
        """It is opened, today, with these seats."""
        with within(self.by):
            sessions.open_session(session=fresh(at), by=self.by)
            for seat in present:
                sitting.attend(session=fresh(at), seat=seat, state=Attending.PRESENT, by=self.by)

    def item(self, sheet: PresentationSheet, at: Session) -> AgendaItem:
        found = AgendaItem.objects.select_related("session__version", "session__committee", "sheet")
        return found.get(session=at, sheet=sheet)

    def decides(self, sheet: PresentationSheet, at: Session, what: Said) -> Decision:
        with within(self.by):
            return sitting.decide(item=self.item(sheet, at), said=what, seen="", by=self.by)

    def ends(self, at: Session) -> Session:
        """Closed, then signed."""
        for act in (sessions.close, sessions.sign):
            with within(self.by):
                act(session=fresh(at), by=self.by)
        with within(self.by):
            return Session.objects.select_related("committee", "version").get(pk=at.pk)

    def minutes(self, at: Session) -> dict:
        with within(self.by):
            return Paper.objects.get(session=at, kind=PaperKind.MINUTES).snapshot


def brought_forward(at: Session) -> None:
    """Its day has come."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE committees_session DISABLE TRIGGER USER", role=OWNER)
    sql("UPDATE committees_session SET starts_at = now() + interval '1 hour' WHERE id = %s", at.pk)
    sql("ALTER TABLE committees_session ENABLE TRIGGER USER", role=OWNER)


# Every quarter: calibrates, evaluates, closes -----------------------------------------------------------------------


def test_a_quarterly_committee_calibrates_evaluates_and_closes(world):
    lille = Secretariat("orientation-lille")
    claire = signed_in(lille.by)
    first, second, *_ = planned_by_its_page(lille, claire)
    team = lille.presented(p.followed(world), world.ines, "go-on")
    paper = {
        "calibrate": lille.typed("calibrate", "Mme Aubry", "CCAS de Vigny", Scan(b"%PDF-1.4", "application/pdf")),
        "close": lille.typed("close", "M. Cazal", "CCAS de Vigny"),
        "adjourn": lille.typed("calibrate", "Mme Dion", "Relais des Halles"),
        "refuse": lille.typed("calibrate", "M. Estève", "Hôpital de jour"),
    }
    h.some_time_ago()
    with within(lille.by):
        agenda.put(session=fresh(first), sheets=list(ready(lille.committee)), by=lille.by)
        sessions.send(session=fresh(first), by=lille.by)
    reads(lille, first, team, paper["calibrate"])
    brought_forward(first)
    lille.sits(first, ("landlord-social", "association-one", "association-two"))
    with within(lille.by):
        sitting.say(item=lille.item(team, first), seat="association-one", voice=Voice.FAVOURABLE, text="", by=lille.by)
    starts = timezone.localdate() + timedelta(days=12)
    lille.decides(team, first, Said("go-on", starts_on=starts, until_on=starts + timedelta(days=180)))
    for key, reason in (("calibrate", ""), ("close", ""), ("adjourn", "Il manque l’avis"), ("refuse", "Déjà suivi")):
        lille.decides(paper[key], first, Said(key, reason=reason))
    signed = lille.ends(first)
    assert dict(lille.minutes(signed)["summary"]) == {
        "Accorde l’accompagnement": "1",
        "Poursuit l’accompagnement": "1",
        "Clôt l’accompagnement": "1",
        "Attend une pièce ou une information": "1",
        "N’accorde pas l’accompagnement": "1",
    }
    each_learns_its_own(lille, signed, team, world.ines)
    # Adjourned: presented again at the next quarter, without being written again.
    with within(lille.by):
        assert list(ready(lille.committee)) == [paper["adjourn"]]
        agenda.put(session=fresh(second), sheets=[fresh(paper["adjourn"])], by=lille.by)
    assert "M. Est" not in said(claire.get(url("session", second)))
    assert "Mme Di" in said(claire.get(url("session", second)))


def planned_by_its_page(lille, claire) -> list[Session]:
    """Its year, planned at once: a session a quarter, the same day of the week, the same hour of Paris."""
    first = timezone.localdate() + timedelta(days=30)
    body = {"on": first.isoformat(), "at": "14 h 30", "place": "Salle du conseil", "a_year": "on"}
    page = said(claire.get(url("session_plan", lille.committee)))
    assert "Prévoir toutes les séances d’une année, tous les 3 mois" in page
    assert claire.post(url("session_plan", lille.committee), body).url == url("committee", lille.committee)
    with within(lille.by):
        made = list(Session.objects.filter(committee=lille.committee).order_by("starts_at"))
    at = [timezone.localtime(each.starts_at) for each in made]
    assert [moment.time() for moment in at] == [time(14, 30)] * 4
    assert {moment.weekday() for moment in at} == {first.weekday()}
    assert at[0].date() == first
    assert all(85 <= (after - before).days <= 97 for before, after in pairwise(at))
    assert "4 séances sont prévues" in said(claire.get(url("committee", lille.committee)))
    return made


def reads(lille, at, *files) -> None:
    """Each seat its version, and none the scan of a paper form."""
    for seat in lille.rules.seats:
        with acting((lille.holders[seat.key].audience_id,)):
            read = set(SheetVersion.objects.filter(sheet__in=files).values_list("ceiling", flat=True))
            assert read == {seat.ceiling}, seat.key
            assert not SheetScan.objects.exists()


def each_learns_its_own(lille, signed, team, ines) -> None:
    """The team by its own page; a prescriber by a letter with its decisions alone."""
    with within(ines):
        (told,) = Decision.objects.filter(sheet=team)
        assert (told.competence, told.told_at is not None) == ("go-on", True)
        assert Decision.objects.count() == 1
    with within(lille.by):
        annexes = annexes_of(signed)
        # By the form, not by the name of its service, which another may bear too.
        from_vigny = [each.snapshot for each in annexes if each.snapshot["by"] == "CCAS de Vigny"]
        sent = [
            papers.ask_prescriber_letter(session=signed, prescriber=each["prescriber"], by=lille.by).snapshot
            for each in from_vigny
        ]
    assert len(annexes) == 5
    assert sorted(row["decision"] for letter in sent for row in letter["rows"]) == [
        "La commission accorde l’accompagnement.",
        "La commission clôt l’accompagnement.",
    ]
    assert [len(letter["rows"]) for letter in sent] == [1, 1]
    assert "Mme Di" not in str(sent)


def test_a_year_is_planned_around_what_is_planned_already(world):
    lille = Secretariat("orientation-lille")
    start = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=20), time(9)))
    with within(lille.by):
        one, two, *_ = sessions.plan_year(committee=lille.committee, starts_at=start, place="", by=lille.by)
        with pytest.raises(Refused, match="déjà prévue à ce moment"):
            sessions.plan_year(committee=lille.committee, starts_at=start, place="", by=lille.by)
        sessions.cancel(session=fresh(one), by=lille.by)
        again = sessions.plan_year(committee=lille.committee, starts_at=start, place="", by=lille.by)
        assert [each.starts_at for each in again] == [start]
        late = sessions.plan_year(
            committee=lille.committee, starts_at=two.starts_at + timedelta(hours=1), place="", by=lille.by
        )
        assert len(late) == 4
        with pytest.raises(Refused, match="dix-huit mois"):
            sessions.plan_year(committee=lille.committee, starts_at=start + timedelta(days=300), place="", by=lille.by)


# At short notice, the household there and deciding ------------------------------------------------------------------


def test_a_household_comes_to_its_urgent_session_and_agrees_to_its_step(world):
    chartres = Secretariat("suivi-individuel-eure-et-loir")
    claire = signed_in(chartres.by)
    mine = chartres.presented(p.followed(world), world.ines, "step")
    absent = chartres.typed("renew", "M. Erault", "La Clairière")
    h.some_time_ago()
    urgent = called_at_short_notice(chartres, claire, mine, absent)
    assert {each.to[0] for each in work()} == {f"{seat.key}@example.test" for seat in chartres.rules.seats}
    chartres.sits(urgent, ("association", "landlord"))
    words = "On est prêts, on voudrait juste garder l’école"
    for sheet in (mine, absent):
        with pytest.raises(Refused, match="Notez d’abord si le ménage est là"):
            chartres.decides(sheet, urgent, Said("step"))
    answers(chartres, claire, mine, urgent, words)
    chartres.decides(mine, urgent, Said("step"))
    with within(chartres.by):
        household.note(item=chartres.item(absent, urgent), answer=Answer(HouseholdPresence.ABSENT), by=chartres.by)
    renewed = Said("renew", starts_on=date(2030, 1, 1), until_on=date(2030, 6, 30))
    with pytest.raises(Refused, match="S’il ne vient pas, ajournez"):
        chartres.decides(absent, urgent, renewed)
    chartres.decides(absent, urgent, Said("adjourn", reason="Le ménage n’a pas pu venir"))
    signed = chartres.ends(urgent)
    told_apart(chartres, signed, words, world.ines)


def called_at_short_notice(chartres, claire, *files) -> Session:
    """Planned for the next hours, its files put on it and its members called the same day."""
    soon = timezone.localtime(timezone.now() + timedelta(hours=2))
    body = {"on": soon.date().isoformat(), "at": f"{soon:%H:%M}", "place": "Sur place"}
    both = body | {"is_urgent": "on", "a_year": "on"}
    assert "se prévoit seule" in said(claire.post(url("session_plan", chartres.committee), both))
    claire.post(url("session_plan", chartres.committee), body | {"is_urgent": "on"})
    with within(chartres.by):
        urgent = Session.objects.get(committee=chartres.committee)
    assert urgent.is_urgent
    listed = said(claire.get(url("committee", chartres.committee)))
    assert "En urgence : convocation à envoyer dès que l’ordre du jour est prêt" in listed
    assert "Fiches à déposer avant" not in listed
    claire.post(url("agenda_put", urgent), {"fiche": [each.public_id for each in files]})
    assert "Séance en urgence : convoquez" in said(claire.get(url("session", urgent)))
    assert claire.post(url("session_act", urgent, "convoquer")).status_code == 302
    with within(chartres.by):
        assert fresh(urgent).state == SessionState.SENT
        return fresh(urgent)


def answers(chartres, claire, sheet, at, words) -> None:
    """From the page that is not for the room."""
    with within(chartres.by):
        item = chartres.item(sheet, at)
    posted = {"presence": "present", "answer": "yes:step", "words": words, "said_on": ""}
    assert claire.post(url("household_answer", at, item), posted).status_code == 302
    page = said(claire.get(url("sitting", at, item)))
    assert "Le ménage est là, d’accord pour « Valider l’étape »" in page
    # The landlord is in the room.
    assert words not in page


def told_apart(chartres, signed, words, ines) -> None:
    minutes = chartres.minutes(signed)
    assert minutes["kind"] == "séance en urgence"
    agreed, absent = (plain(row["agreed"]) for row in minutes["rows"])
    assert agreed.startswith("Le ménage était là, d’accord pour « Valider l’étape » le ")
    assert absent == "Le ménage n’était pas là."
    assert words not in str(minutes)
    with within(chartres.by):
        of_household, of_absent = (annex.snapshot for annex in annexes_of(signed))
    assert of_household["words"] == words
    assert "décidé ensemble" in of_household["letter"]["said"]
    assert (of_absent["words"], words in str(of_absent)) == ("", False)
    with within(ines):
        assert Decision.objects.get().competence == "step"
        assert not HouseholdAnswer.objects.exists()
    for holder in chartres.holders.values():
        with acting((holder.audience_id,)):
            assert not HouseholdAnswer.objects.exists()


def test_nothing_says_urgent_where_the_rules_do_not(world):
    lille = Secretariat("orientation-lille")
    assert "en urgence" not in said(signed_in(lille.by).get(url("session_plan", lille.committee)))
