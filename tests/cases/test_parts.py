"""The contract in two parts: written, signed by each, made final; what a landlord reads of it and what it never does."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions import parts, tasks
from cases.models import Accompaniment, Annex, CommonPart, Evidence, Signature, Task
from cases.parts.calendar import last_day, reviews
from cases.periods import add_months
from cases.programmes.publishing import rules_of
from cases.queries.todo import work_of_tenancy
from common.models import Document
from common.refusal import Refused
from tests.cases.agreements import DRAWN, engaged
from tests.cases.landlord import plain, signed_in
from tests.committees.hall import unforced
from tests.factories import work
from tests.factories import world as w
from tests.factories.directory import publish_next
from tests.harness import KEEPER, OWNER, as_role, sql, within

pytestmark = pytest.mark.django_db
SECRET = "Reprendre contact avec sa sœur"
WRITTEN = {
    "starts_on": f"{timezone.localdate():%d/%m/%Y}",
    "axis_daily": ["Reprendre le paiement du loyer"],
    "more_daily": "Tenir un cahier de comptes",
    "household": "Payer le loyer courant",
    "operator": "Venir deux fois par mois",
    "landlord": "Suspendre la procédure",
    "text": SECRET,
}


@pytest.fixture
def referred(world):
    """Engaged, with the two meetings its programme wants before a contract."""
    made = engaged(world, co_tenant="Vasseur Karim")
    w.visit(made.case, world.ines)
    w.visit(made.case, world.ines, on=timezone.localdate() - timedelta(days=7))
    return made


@pytest.fixture
def ines(world):
    return signed_in(world.ines)


def url(name: str, *args) -> str:
    return reverse(name, args=args)


def key(case) -> UUID:
    """What its address says: the keeper made it."""
    return UUID(str(sql("SELECT public_id FROM cases_case WHERE id = %s", case.pk)[0][0]))


def write(ines, referred, **changes) -> CommonPart:
    answer = ines.post(url("contract_edit", key(referred.case)), WRITTEN | changes)
    assert answer.status_code == 302, plain(answer.content.decode())
    return the_draft(referred)


def the_draft(referred) -> CommonPart:
    with as_role(KEEPER):
        return CommonPart.objects.filter(case_id=referred.case.pk).order_by("-number").first()


def sign_all(ines, part, referred) -> None:
    for who, name in (
        (referred.tenant.public_id, "Josiane Vasseur"),
        (referred.co_tenant.public_id, "Karim Vasseur"),
        ("landlord", "Nadia Ferhat"),
    ):
        body = {"name": name, "given_how": "screen", "signature": DRAWN}
        assert ines.post(url("part_sign", part.public_id, who), body).status_code == 302
    assert ines.post(url("part_sign", part.public_id, "operator")).status_code == 302


def issue(ines, referred, **changes) -> CommonPart:
    part = write(ines, referred, **changes)
    sign_all(ines, part, referred)
    assert ines.post(url("part_issue", part.public_id)).status_code == 302
    return the_draft(referred)


def count(table: str, **where) -> int:
    conditions = " AND ".join(f"{name} = %s" for name in where) or "true"
    return sql(f"SELECT count(*) FROM cases_{table} WHERE {conditions}", *where.values())[0][0]


def test_a_contract_waits_for_the_meetings_of_its_programme(world, ines):
    made = engaged(world)
    w.visit(made.case, world.ines)
    page = plain(ines.get(url("contract", key(made.case))).content.decode())
    assert "2 rencontres avant le contrat : une est notée" in page
    answer = ines.post(url("contract_edit", key(made.case)), WRITTEN)
    assert answer.status_code == 403
    assert count("commonpart", case_id=made.case.pk) == 0


def test_what_is_written_stands_in_its_own_part(ines, referred):
    part = write(ines, referred)
    assert [one["text"] for one in part.content["objectives"]] == [
        "Reprendre le paiement du loyer",
        "Tenir un cahier de comptes",
    ]
    assert SECRET not in str(part.content)
    with as_role(KEEPER):
        assert Annex.objects.get(common_part=part).content["text"] == SECRET
    assert part.starts_on == timezone.localdate()
    assert part.ends_on == last_day(part.starts_on, 6)
    page = plain(ines.get(url("part", part.public_id)).content.decode())
    assert "Suspendre la procédure" in page
    assert SECRET in page


@pytest.mark.parametrize("name", ["household", "landlord", "more_daily"])
def test_nothing_of_health_goes_where_a_landlord_may_read(ines, referred, name):
    answer = ines.post(url("contract_edit", key(referred.case)), WRITTEN | {name: "Soigner sa dépression"})
    assert "rien ici sur la santé" in plain(answer.content.decode())
    assert count("commonpart") == 0


def test_each_axis_is_named_once_above_its_objectives(ines, referred):
    page = plain(ines.get(url("contract_edit", key(referred.case))).content.decode())
    assert page.count("Gérer le quotidien") == 2  # the heading of its boxes, and whose the other objectives are
    assert page.count("Gérer le quotidien. Un par ligne.") == 1


def test_it_is_final_when_all_have_signed_and_never_changes_again(world, ines, referred):
    part = write(ines, referred)
    answer = ines.post(url("part_issue", part.public_id))
    assert answer.status_code == 403
    missing = "Josiane Vasseur, Karim Vasseur, l’association, le bailleur"
    assert f"Il manque la signature : {missing}" in plain(answer.content.decode())
    sign_all(ines, part, referred)
    assert count("evidence") == 3
    assert ines.post(url("part_issue", part.public_id)).status_code == 302
    issued = the_draft(referred)
    assert issued.issued_at
    assert len(issued.digest) == 64
    with within(world.ines):
        assert Accompaniment.objects.get(case=referred.case).planned_end_on == issued.ends_on
        due = list(Task.objects.order_by("due_on", "kind").values_list("kind", "due_on"))
    wanted = {(one["kind"], date.fromisoformat(one["on"])) for one in issued.content["reviews"]}
    assert set(due) == wanted | {("contract", issued.ends_on)}
    for name in ("part_issue", "part_abandon"):
        assert ines.post(url(name, part.public_id)).status_code == 403
    # What is written next is another version.
    again = write(ines, referred, household="Payer le 5 du mois")
    assert (again.number, again.issued_at) == (2, None)
    with as_role(KEEPER):
        assert CommonPart.objects.get(pk=issued.pk).content == issued.content


def test_a_draft_that_changed_is_signed_again(ines, referred):
    part = write(ines, referred)
    sign_all(ines, part, referred)
    write(ines, referred, household="Payer le 5 du mois")
    answer = ines.post(url("part_issue", part.public_id))
    assert answer.status_code == 403
    sign_all(ines, part, referred)
    write(ines, referred, household="Payer le 5 du mois", text="Autre chose")
    answer = plain(ines.post(url("part_issue", part.public_id)).content.decode())
    # The landlord's side signed the common part, which is the same.
    assert "Il manque la signature : Josiane Vasseur, Karim Vasseur, l’association." in answer


def test_the_landlord_reads_the_common_part_once_it_is_final_and_agreed(world, ines, referred):
    nadia = signed_in(world.nadia)
    part = issue(ines, referred)
    shared = url("shared_part", part.public_id)
    tenant = url("landlord_case", key(referred.tenancy))
    assert nadia.get(shared).status_code == 404
    grants = [
        w.consent(referred.case, adult, world.nadia.unit_audience, world.ines, "housing")
        for adult in (referred.tenant, referred.co_tenant)
    ]
    assert "Contrat d’accompagnement, version 1" in plain(nadia.get(tenant).content.decode())
    page = plain(nadia.get(shared).content.decode())
    assert "Suspendre la procédure" in page
    assert SECRET not in page
    assert "nnexe" not in page
    for name in ("Josiane", "Karim", "Tisserands"):
        assert name not in page
        assert name not in str(part.content)
    draft = write(ines, referred, landlord="Autre engagement")
    assert nadia.get(url("shared_part", draft.public_id)).status_code == 404
    assert nadia.get(url("part", part.public_id)).status_code == 404
    assert nadia.post(url("shared_part_pdf", part.public_id)).status_code == 302
    w.withdraw(grants[0], world.ines)
    assert nadia.get(shared).status_code == 404
    assert nadia.post(url("shared_part_pdf", part.public_id)).status_code == 404


def test_copies_hold_what_their_reader_may_have(world, ines, referred):
    part = issue(ines, referred)
    for copy in ("part_both", "part_common", "part_plain"):
        assert ines.post(url("part_pdf", part.public_id, copy)).status_code == 302
    with within(world.ines):
        snapshots = {one.kind: str(one.snapshot) for one in Document.objects.all()}
    assert SECRET in snapshots["part_both"]
    for copy in ("part_common", "part_plain"):
        assert SECRET not in snapshots[copy]
    assert part.digest in snapshots["part_common"]


def test_a_colleague_reads_no_annex_and_a_manager_neither(world, ines, referred):
    part = write(ines, referred)
    for reader in (world.marc, world.laurent):
        page = plain(signed_in(reader).get(url("part", part.public_id)).content.decode())
        assert "Suspendre la procédure" in page
        assert SECRET not in page
        assert signed_in(reader).get(url("contract_edit", key(referred.case))).status_code == 403


def test_it_is_renewed_as_often_as_the_programme_says(ines, referred):
    first = issue(ines, referred)
    again = url("contract_edit", key(referred.case)) + "?suite=renouvellement"
    following = first.ends_on + timedelta(days=1)
    assert f"{following:%d/%m/%Y}" in ines.get(again).content.decode()
    assert ines.post(again, WRITTEN | {"starts_on": f"{following:%d/%m/%Y}"}).status_code == 302
    second = the_draft(referred)
    assert (second.content["renewal"], second.starts_on, second.ends_on) == (1, following, last_day(following, 6))
    assert [one["key"] for one in second.content["objectives"]] == [one["key"] for one in first.content["objectives"]]
    sign_all(ines, second, referred)
    assert ines.post(url("part_issue", second.public_id)).status_code == 302
    answer = ines.get(again)
    assert answer.status_code == 403
    assert "ce contrat ne se renouvelle plus" in plain(answer.content.decode())
    page = plain(ines.get(url("contract", key(referred.case))).content.decode())
    presenting = url("present", key(referred.case))
    assert f'Une commission peut le prolonger : <a href="{presenting}">présentez le ménage</a>.' in page


def rewrite(table: str, change: str, key: int | None = None) -> None:
    unforced(table)
    sql(f"ALTER TABLE {table} DISABLE TRIGGER USER", role=OWNER)
    sql(f"UPDATE {table} SET {change} WHERE id = %s OR %s::bigint IS NULL", key, key, role=OWNER)


def test_a_contract_does_not_begin_months_before_the_adhesion(world, ines, referred):
    adhesion = timezone.localdate()
    path = url("contract_edit", key(referred.case))
    first = add_months(adhesion, -3)
    early = WRITTEN | {"starts_on": f"{first - timedelta(days=1):%d/%m/%Y}"}
    page = plain(ines.post(path, early).content.decode())
    assert "Ce contrat commencerait plus de trois mois avant l’adhésion, le " in page
    assert "corrigez « À partir du »" in page
    assert count("commonpart") == 0
    # What the version before says already is not held against her.
    made = issue(ines, referred)
    rewrite("cases_accompaniment", "starts_on = starts_on + 120")
    assert "Ce contrat commencerait plus" in plain(ines.post(path, early).content.decode())
    assert write(ines, referred, household="Payer le 5 du mois").starts_on == made.starts_on


def test_a_household_taken_over_may_have_an_older_contract(ines, referred):
    rewrite("cases_case", "tenancy_id = NULL", referred.case.pk)
    started = timezone.localdate() - timedelta(days=200)
    assert write(ines, referred, starts_on=f"{started:%d/%m/%Y}").starts_on == started


def calendar_of(world) -> dict[str, str]:
    """What became of each task of the calendar: due, done, or no longer due."""
    with within(world.ines):
        rows = Task.objects.order_by("due_on", "id").values_list("source", "done_at", "done_by_id")
        return {source: "done" if by else "no longer due" if at else "due" for source, at, by in rows}


def test_a_new_version_leaves_no_task_of_the_calendar_before(world, ines, referred):
    """Its reviews from the new first day on are no longer due, and nobody is said to have done them; what was due before
    still is, what was done stays done, and the same calendar again makes the same tasks due again, once."""
    today = timezone.localdate()
    first = issue(ines, referred, starts_on=f"{today:%d/%m/%Y}")
    before = calendar_of(world)
    assert set(before.values()) == {"due"}
    with within(world.ines):
        held = Task.objects.filter(kind="bilan").order_by("due_on").first()
        tasks.finish(task=held, by=world.ines)
    later = today + timedelta(days=40)
    second = issue(ines, referred, starts_on=f"{later:%d/%m/%Y}")
    wanted = {f"{one['kind']}:{one['on']}" for one in second.content["reviews"]} | {f"contract:{second.ends_on}"}
    now = calendar_of(world)
    assert {source for source, said in now.items() if said == "due"} == wanted
    assert now[held.source] == "done"
    assert {said for source, said in now.items() if source in set(before) - wanted - {held.source}} == {"no longer due"}
    with within(world.ines):
        shown = [row["title"] for row in work_of_tenancy(referred.case)[0]]
    assert shown.count("Fin du contrat : le renouveler, ou terminer") == 1
    third = issue(ines, referred, starts_on=f"{today:%d/%m/%Y}")
    assert third.content["reviews"] == first.content["reviews"]
    again = calendar_of(world)
    assert again[held.source] == "done"
    assert {source for source, said in again.items() if said == "due"} == set(before) - {held.source}
    assert len(again) == len(now)


def test_a_bilan_due_before_a_renewal_is_still_to_be_made(world, ines, referred):
    first = issue(ines, referred)
    following = first.ends_on + timedelta(days=1)
    issue(ines, referred, starts_on=f"{following:%d/%m/%Y}")
    now = calendar_of(world)
    assert now[f"bilan:{first.ends_on}"] == "due"
    assert now[f"contract:{first.ends_on}"] == "no longer due"


def test_the_parties_who_sign_are_the_programmes(world, ines):
    publish_next("gironde", {"contract.common_part_signed_by": ["household", "operator"]})
    made = engaged(world)
    for days in (0, 7):
        w.visit(made.case, world.ines, on=timezone.localdate() - timedelta(days=days))
    part = write(ines, made)
    assert ines.get(url("part_sign", part.public_id, "landlord")).status_code == 404
    body = {"name": "Josiane Vasseur", "given_how": "screen", "signature": DRAWN}
    ines.post(url("part_sign", part.public_id, made.tenant.public_id), body)
    ines.post(url("part_sign", part.public_id, "operator"))
    assert ines.post(url("part_issue", part.public_id)).status_code == 302
    assert the_draft(made).issued_at


def test_a_signature_is_given_or_refused(world, ines, referred):
    part = write(ines, referred)
    sign = url("part_sign", part.public_id, referred.tenant.public_id)
    page = plain(ines.post(sign, {"name": "Josiane Vasseur", "given_how": "screen"}).content.decode())
    assert "Il manque la signature" in page
    page = plain(ines.post(sign, {"given_how": "screen", "signature": DRAWN}).content.decode())
    assert "Écrivez le nom de la personne qui signe" in page
    with within(world.ines):
        assert not Signature.objects.exists()
        assert not Evidence.objects.exists()


@pytest.mark.parametrize("months", [6, 12, 18, None])
def test_the_calendar_makes_itself(world, months):
    rules = rules_of(world.agreement.programme.versions.latest("number")).reviews
    start = date(2026, 11, 30)
    end = last_day(start, months)
    found = reviews(rules, start, end)
    bilans = [one.on for one in found if one.kind == "bilan"]
    gaps = [(later - earlier).days for earlier, later in zip([start, *bilans], bilans, strict=False)]
    assert all(80 <= gap <= 95 for gap in gaps)
    assert sorted(found, key=lambda one: one.on) == found
    if end:
        assert bilans[-1] == end
        assert all(start < one.on <= end for one in found)


def test_who_may_write_it_is_asked_before_anything_is(world, referred):
    part = work.part(referred.case, world.ines, issued=False)
    with within(world.laurent), pytest.raises(Refused):
        parts.abandon(part=part, by=world.laurent)


def test_each_page_costs_eight_statements_at_most_and_the_same_with_more_versions(world, ines, referred):
    issue(ines, referred)
    part = write(ines, referred)
    case = key(referred.case)
    pages = [
        url("contract", case),
        url("contract_edit", case),
        url("part", part.public_id),
        url("part_sign", part.public_id, referred.tenant.public_id),
    ]

    def statements(page: str) -> int:
        with CaptureQueriesContext(connection) as counted:
            assert ines.get(page).status_code == 200
        return len([query for query in counted if 'FROM "cases_' in query["sql"]])

    before = {page: statements(page) for page in pages}
    sign_all(ines, part, referred)
    assert {page: statements(page) for page in pages} == before
    assert max(before.values()) <= 8
