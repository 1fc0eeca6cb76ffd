"""What a committee forgets: annexes by the calendar or with their sheet, paper forms with their scan; never minutes."""

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from committees import tasks
from committees.actions import household, papers, sessions, sheets, sitting
from committees.actions.household import Answer
from committees.actions.sitting import Said
from committees.enums import HouseholdPresence, PaperKind, Voice
from committees.models import (
    Decision,
    HouseholdAnswer,
    Opinion,
    Paper,
    PresentationSheet,
    Session,
    SheetScan,
    SheetVersion,
    Tombstone,
)
from committees.queries.papers import annexes_of
from committees.scans import Scan
from common.context import acting
from common.models import Document, JobSlot, Outbox
from common.tasks import run_outbox
from tests.cases.landlord import plain, signed_in
from tests.committees import hall as h
from tests.committees import presented as p
from tests.committees.test_acts import fresh, sitting_of, typed
from tests.harness import OWNER, sql, within

REASON = "Les ressources ne suffisent pas encore"


@pytest.fixture
def hall(world, monkeypatch):
    monkeypatch.setattr(h, "RULES", h.RULES | {"household": "invited"})
    return h.build(world)


@pytest.fixture
def signed(hall, world):
    """A signed session of a paper form with its scan, refused, and of a team's household, granted; its files are made."""
    scan = Scan(b"%PDF-1.4 kept", "application/pdf")
    paper, team = typed(hall, scan=scan), p.filed(hall, p.followed(world), world.ines)
    h.some_time_ago()
    made, items = sitting_of(hall, fresh_of(hall, paper), fresh_of(hall, team))
    with within(hall.secretary):
        for item, said in zip(items, (Said("refuse", reason=REASON), Said("measure")), strict=True):
            sitting.say(item=item, seat="ccas", voice=Voice.RESERVED, text="À revoir", by=hall.secretary)
            held = type(item).objects.select_related("session__version").get(pk=item.pk)
            household.note(item=held, answer=Answer(HouseholdPresence.PRESENT, words="Mes mots"), by=hall.secretary)
            sitting.decide(item=item, said=said, seen="", by=hall.secretary)
        sessions.close(session=fresh(made), by=hall.secretary)
    with within(hall.secretary):
        sessions.sign(session=fresh(made), by=hall.secretary)
    run_outbox(str(Outbox.objects.get(task=papers.MAKE, subject_id=made.pk).pk))
    with within(hall.secretary):
        return Session.objects.select_related("committee", "version").get(pk=made.pk)


def fresh_of(hall, row):
    with within(hall.secretary):
        return fresh(row)


def ago(session: Session, months: int) -> None:
    """It was signed so many months ago."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE committees_session DISABLE TRIGGER USER", role=OWNER)
    sql(
        "UPDATE committees_session SET signed_at = now() - make_interval(months => %s) WHERE id = %s",
        months,
        session.pk,
    )
    sql("ALTER TABLE committees_session ENABLE TRIGGER USER", role=OWNER)


def over(sheet: PresentationSheet, months: int) -> None:
    """Its agreement ended so many months ago."""
    sql(
        "UPDATE committees_presentationsheet SET agreed_until = now() - make_interval(months => %s) WHERE id = %s",
        months,
        sheet.pk,
    )


def purge() -> None:
    """As the beat has it done, another day."""
    JobSlot.objects.all().delete()
    with acting(()):
        tasks.purge_committees()


def kept(hall, session) -> tuple[tuple, int]:
    """(its minutes: file, digest, what they say; how many annexes are left)."""
    with within(hall.secretary):
        minutes = Paper.objects.get(session=session, kind=PaperKind.MINUTES)
        return (bytes(minutes.content), minutes.digest, minutes.snapshot), len(annexes_of(session))


def left(hall, sheet) -> dict[str, int]:
    tables = {"version": SheetVersion, "scan": SheetScan, "opinion": Opinion, "answer": HouseholdAnswer}
    return {
        name: sql(f"SELECT count(*) FROM {model._meta.db_table} WHERE sheet_id = %s", sheet)[0][0]
        for name, model in tables.items()
    }


def test_annexes_go_by_the_calendar_and_minutes_stay(hall, signed):
    before, annexes = kept(hall, signed)
    assert annexes == 2
    ago(signed, settings.ANNEX_MONTHS - 1)
    purge()
    assert kept(hall, signed) == (before, 2)
    ago(signed, settings.ANNEX_MONTHS)
    purge()
    assert kept(hall, signed) == (before, 0)
    with within(hall.secretary):
        traces = list(Tombstone.objects.values_list("kind", "why", "session_id", "number").order_by("number"))
        numbers = sorted(PresentationSheet.objects.values_list("number", flat=True))
        reasons = list(Decision.objects.order_by("pk").values_list("competence", "reason"))
        assert not Opinion.objects.exists()
        assert not HouseholdAnswer.objects.exists()
    assert traces == [("annex", "age", signed.pk, number) for number in numbers]
    # A decision without a reason has none to lose; what was decided, its minutes say too.
    assert reasons == [("refuse", "Effacé."), ("measure", "")]
    # Its sheets are still agreed to: they are another matter.
    assert sql("SELECT count(*) FROM committees_sheetversion")[0][0] == 6
    purge()
    with within(hall.secretary):
        assert Tombstone.objects.count() == 2


def test_an_annex_goes_with_the_paper_form_it_speaks_of(hall, signed):
    with within(hall.secretary):
        first, second = annexes_of(signed)
        paper = PresentationSheet.objects.get(pk=first.sheet_id)
    before, _ = kept(hall, signed)
    over(paper, settings.PAPER_FORM_MONTHS - 1)
    purge()
    assert left(hall, paper.pk) == {"version": 3, "scan": 1, "opinion": 1, "answer": 1}
    over(paper, settings.PAPER_FORM_MONTHS)
    purge()
    assert left(hall, paper.pk) == {"version": 0, "scan": 0, "opinion": 0, "answer": 0}
    assert left(hall, second.sheet_id) == {"version": 3, "scan": 0, "opinion": 1, "answer": 1}
    with within(hall.secretary):
        assert [annex.pk for annex in annexes_of(signed)] == [second.pk]
        assert set(Tombstone.objects.values_list("kind", "why")) == {("sheet", "ended"), ("annex", "sheet")}
        assert Decision.objects.get(sheet_id=paper.pk).reason == "Effacé."
    assert kept(hall, signed)[0] == before


def test_what_was_made_to_print_goes_with_its_annex(hall, signed):
    """Letters and reasons go alone (domain 5): those of others, made apart, stay."""
    with within(hall.secretary):
        first, second = annexes_of(signed)
        paper = PresentationSheet.objects.get(pk=first.sheet_id)
        papers.ask_letters(session=signed, by=hall.secretary)
        for annex in (first, second):
            papers.ask_letter(annex=annex, by=hall.secretary)
        papers.ask_prescriber_letter(session=signed, prescriber=second.snapshot["prescriber"], by=hall.secretary)
        assert Document.objects.count() == 4
    over(paper, settings.PAPER_FORM_MONTHS)
    purge()
    with within(hall.secretary):
        left = Document.objects.order_by("pk")
        assert [(made.kind, made.snapshot["sheets"]) for made in left] == [
            (kind, [second.sheet_id]) for kind in (papers.LETTER, papers.PRESCRIBER)
        ]
    ago(signed, settings.ANNEX_MONTHS)
    purge()
    with within(hall.secretary):
        assert not Document.objects.exists()


def test_a_withdrawn_form_goes_with_its_scan(hall):
    made = typed(hall, scan=Scan(b"%PDF-1.4", "application/pdf"))
    h.some_time_ago()
    with within(hall.secretary):
        sheets.withdraw(sheet=fresh(made), by=hall.secretary)
    purge()
    assert left(hall, made.pk)["scan"] == 1
    sql("UPDATE committees_presentationsheet SET withdrawn_at = now() - interval '6 months' WHERE id = %s", made.pk)
    purge()
    assert left(hall, made.pk) == {"version": 0, "scan": 0, "opinion": 0, "answer": 0}


def test_the_page_of_its_session_says_what_was_erased(hall, signed):
    claire = signed_in(hall.secretary)
    page = reverse("session", args=[signed.public_id])
    assert "Annexes effacées" not in claire.get(page).text
    with within(hall.secretary):
        paper = annexes_of(signed)[0].snapshot["file"]
    ago(signed, settings.ANNEX_MONTHS)
    purge()
    shown = plain(claire.get(page).text)
    assert "Annexes effacées (2)" in shown
    assert f"Dossier {paper}, le " in shown
    assert "son délai est passé" in shown
    assert "Lire le compte rendu" in shown
    assert "Préparer les lettres" not in shown


def test_what_was_purged_is_decided_otherwise_by_nobody(hall, signed):
    ago(signed, settings.ANNEX_MONTHS)
    purge()
    h.unforced("committees_tombstone")
    sql("UPDATE committees_tombstone SET purged_at = now() - interval '1 day'", role=OWNER)
    with within(hall.secretary), pytest.raises(DatabaseError, match="over"), transaction.atomic():
        Decision.objects.update(reason="Autre chose")


def test_no_delay_under_six_months_is_accepted(hall):
    with acting(()), pytest.raises(DatabaseError, match="before six months"), transaction.atomic():
        connection.cursor().execute("SELECT sec.purge_committees(5, 24)")
