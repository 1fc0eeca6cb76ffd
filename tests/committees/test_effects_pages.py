"""What was decided, where one works: « À faire », the household's page, the committee's, the session's; a press, a second press."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases import digest
from cases.models import AccompanimentCourse
from cases.reading import Purpose
from committees.actions.sitting import Said
from committees.models import DecisionEffect
from common.formatting import full_date
from tests.cases import test_parts as parts
from tests.cases.agreements import DRAWN, browser
from tests.cases.test_consent_pages import plain
from tests.committees import done as d
from tests.committees import hall as h
from tests.committees import presented as p
from tests.committees.test_acts import planned
from tests.committees.test_effects import ADJOURN, MEASURE, go_on, withdraw
from tests.factories.directory import publish_next
from tests.gate.readings import assert_logs
from tests.harness import sql, within

MOST = 8


@pytest.fixture
def hall(world):
    return h.build(world)


@pytest.fixture
def case(world):
    publish_next("gironde", {"contract.beyond_maximum": "committee"})
    return p.followed(world)


@pytest.fixture
def ines(world):
    return browser(world.ines)


@pytest.fixture
def claire(hall):
    return browser(hall.secretary)


def shown(client, route, *keys, status=200):
    answer = client.get(reverse(route, args=list(keys)))
    assert answer.status_code == status
    return plain(answer)


def decided(hall, case, world, said=MEASURE) -> DecisionEffect:
    sheet = p.filed(hall, case, world.ines)
    d.signed(hall, (sheet, said))
    return d.effect_of(world.ines, sheet)


def time_passes(days: int) -> None:
    """As the keeper alone may: nothing of the product dates an effect again."""
    sql(
        "UPDATE committees_decisioneffect SET created_at = created_at - make_interval(days => %s) WHERE done_at IS NULL",
        days,
    )


def test_it_is_to_be_done_in_one_press_from_the_list_and_from_the_household_s_page(hall, case, world, ines):
    effect = decided(hall, case, world)
    due = digest.due_to(world.ines, timezone.localdate())
    assert (due.asked, "1\xa0décision de commission à mettre en œuvre" in due.said()) == (1, True)
    assert digest.due_to(world.marc, timezone.localdate()).asked == 0
    for page in (shown(ines, "day"), shown(ines, "todo"), shown(ines, "case", case.case.public_id)):
        assert "Ouvrir l’accompagnement" in page
        assert "Depuis le" in page
        assert "En retard" not in page
    press = reverse("effect", args=[effect.public_id])
    for list_page in ("day", "todo"):
        assert f'action="{press}"' in ines.get(reverse(list_page)).content.decode()
    answer = ines.post(press)
    assert (answer.status_code, answer.url) == (302, reverse("case", args=[case.case.public_id]))
    assert "C’est fait." in plain(ines.get(answer.url))
    for page in (shown(ines, "todo"), shown(ines, "case", case.case.public_id)):
        assert "Ouvrir l’accompagnement" not in page
    again = ines.post(press, follow=True)
    assert "C’est déjà fait, le" in plain(again)
    assert "C’est déjà fait, le" in shown(ines, "effect", effect.public_id)


def test_a_page_says_what_pressing_does_and_what_the_committee_will_read(hall, case, world, ines):
    effect = decided(hall, case, world, go_on())
    page = shown(ines, "effect", effect.public_id)
    assert "au-delà de la durée la plus longue du dispositif" in page
    assert "Ni comment, ni pourquoi" in page
    assert_logs(ines, reverse("effect", args=[effect.public_id]), Purpose.CASE)
    with CaptureQueriesContext(connection) as run:
        shown(ines, "effect", effect.public_id)
    assert len(own(run)) <= MOST
    answer = ines.post(reverse("effect", args=[effect.public_id]), {"sans-suite": "1"})
    assert "n’aura pas de suite" in plain(ines.get(answer.url))
    with within(world.ines):
        assert DecisionEffect.objects.get().outcome == "dropped"
        assert AccompanimentCourse.objects.get(case_id=case.case.pk).extended_until is None


def own(run) -> list[str]:
    """Without the transaction, its context, the session and who asks."""
    every = [each["sql"] for each in run.captured_queries]
    apart = ("BEGIN", "COMMIT", "SET ", "SAVEPOINT", "RELEASE", "sec.open", "set_config", "partners_", "sessions")
    return [each for each in every if not any(part in each[:160] for part in apart)]


def test_pages_of_work_cost_the_same_whatever_was_decided(hall, case, world, ines):
    def cost(route: str, *keys) -> int:
        with CaptureQueriesContext(connection) as run:
            shown(ines, route, *keys)
        return len(run.captured_queries)

    nothing = cost("case", case.case.public_id)
    decided(hall, case, world)
    listed = cost("todo")
    assert cost("case", case.case.public_id) == nothing
    decided(hall, p.followed(world), world)
    assert cost("todo") == listed


def test_what_needs_the_household_leads_to_its_own_page(hall, case, world, ines):
    effect = decided(hall, case, world, Said("end"))
    for page in (ines.get(reverse("todo")), ines.get(reverse("effect", args=[effect.public_id]))):
        assert f'href="{reverse("end_accompaniment", args=[case.case.public_id])}"' in page.content.decode()
    refused = ines.post(reverse("effect", args=[effect.public_id]))
    assert (refused.status_code, "en disant comment" in plain(refused)) == (403, True)


def test_nobody_else_s(hall, case, world, claire):
    effect = decided(hall, case, world)
    for who in (world.marc, world.bea, world.nadia):
        for method in ("get", "post"):
            answer = getattr(browser(who), method)(reverse("effect", args=[effect.public_id]))
            assert answer.status_code == 404
    assert claire.post(reverse("effect_kept", args=[effect.public_id])).status_code == 404
    assert browser(world.marc).get(reverse("todo")).content.decode().count("Décidé en commission") == 0


def test_decisions_to_follow_are_listed_by_session_then_by_agenda(hall, claire):
    first, second, third = (p.typed(hall) for _ in range(3))
    d.signed(hall, (first, MEASURE))
    d.signed(hall, (second, MEASURE), (third, ADJOURN))
    page = shown(claire, "committee", hall.committee.public_id).split("Décisions à suivre")[1].split("<h2")[0]
    numbers = [re.search(rf">{sheet.number}</a>", page) for sheet in (second, third, first)]
    assert all(numbers)
    assert [found.start() for found in numbers] == sorted(found.start() for found in numbers)
    assert page.count("Mme O., typée, dossier") == 3
    assert page.count("séance du") == 3


def test_a_file_that_was_adjourned_says_on_which_day_from_the_first_time(hall, claire):
    adjourned, new = p.typed(hall), p.typed(hall)
    at = d.signed(hall, (adjourned, ADJOURN))
    p.typed(hall)
    later = h.session(hall)
    on = full_date(timezone.localdate(at.starts_at)).replace("\u00a0", " ")
    for route, key in (("committee", hall.committee), ("session", later)):
        page = shown(claire, route, key.public_id)
        assert page.count(f"Ajourné le {on}") == 1
    assert new.number != adjourned.number


def test_the_secretariat_follows_states_and_no_fact(hall, case, world, ines, claire):
    effect = decided(hall, case, world)
    with within(world.ines):
        number = effect.sheet.number
    paper, adjourned = p.typed(hall), p.typed(hall)
    d.signed(hall, (paper, MEASURE), (adjourned, ADJOURN))
    page = shown(claire, "committee", hall.committee.public_id)
    assert "Décisions à suivre" in page
    assert "À faire par" in page
    assert world.montaubre.name in page
    assert "À inscrire à une séance" in page
    assert "Mme Brahimi" not in page
    assert number in page
    kept = d.effect_of(hall.secretary, paper)
    answer = claire.post(reverse("effect_kept", args=[kept.public_id]))
    assert answer.url == reverse("committee", args=[hall.committee.public_id])
    assert "C’est déjà fait" in plain(claire.post(reverse("effect_kept", args=[kept.public_id]), follow=True))
    time_passes(31)
    assert shown(claire, "committee", hall.committee.public_id).count("En retard") == 1
    assert "En retard, depuis" in shown(ines, "todo")
    ines.post(reverse("effect", args=[effect.public_id]))
    assert "En retard" not in shown(claire, "committee", hall.committee.public_id)
    withdraw(case, world)
    assert number not in shown(claire, "committee", hall.committee.public_id)


def test_who_presented_reads_where_it_is(hall, case, world, ines):
    effect = decided(hall, case, world)
    assert "Ouvrir l’accompagnement : à faire depuis le" in shown(ines, "present", case.case.public_id)
    ines.post(reverse("effect", args=[effect.public_id]))
    assert "Fait le" in shown(ines, "present", case.case.public_id)


def test_who_presented_reads_that_it_is_to_be_presented_again(hall, case, world, ines):
    decided(hall, case, world, ADJOURN)
    page = shown(ines, "present", case.case.public_id)
    assert "À représenter par le secrétariat" in page
    # Nothing for the team to do.
    assert "Décidé en commission" not in shown(ines, "todo")


def test_beyond_the_maximum_the_contract_is_renewed_to_the_day_that_was_allowed(hall, case, world, ines):
    """Without the decision its page says that the committee decides, and refuses."""

    referred = case.referred
    for days in (0, 7):
        parts.w.visit(referred.case, world.ines, on=timezone.localdate() - timedelta(days=days))
    parts.write(ines, referred, starts_on=f"{timezone.localdate() - timedelta(days=60):%d/%m/%Y}")
    first = _final(ines, referred)
    again = reverse("contract_edit", args=[case.case.public_id]) + "?suite=renouvellement"
    starts = first.ends_on + timedelta(days=1)
    assert ines.post(again, parts.WRITTEN | {"starts_on": f"{starts:%d/%m/%Y}"}).status_code == 302
    second = _final(ines, referred)
    refused = ines.get(again)
    assert (refused.status_code, "la commission décide de la suite" in plain(refused)) == (403, True)
    until = second.ends_on + timedelta(days=45)
    effect = decided(hall, case, world, Said("go-on", starts_on=second.ends_on, until_on=until))
    answer = ines.post(reverse("effect", args=[effect.public_id]))
    assert answer.url == reverse("contract", args=[case.case.public_id])
    assert "La commission a prolongé l’accompagnement jusqu’au" in plain(ines.get(answer.url))
    after = second.ends_on + timedelta(days=1)
    late = ines.post(again, parts.WRITTEN | {"starts_on": f"{until + timedelta(days=1):%d/%m/%Y}"})
    assert "commencez avant ce jour" in plain(late)
    assert ines.post(again, parts.WRITTEN | {"starts_on": f"{after:%d/%m/%Y}"}).status_code == 302
    third = _final(ines, referred)
    assert (third.starts_on, third.ends_on, third.content["renewal"]) == (after, until, 2)
    assert ines.get(again).status_code == 403


def _final(ines, referred):
    """The draft there is, signed by all and made final."""
    part = parts.the_draft(referred)
    for who, name in ((referred.tenant.public_id, "Samia Brahimi"), ("landlord", "Nadia Ferhat")):
        body = {"name": name, "given_how": "screen", "signature": DRAWN}
        assert ines.post(reverse("part_sign", args=[part.public_id, who]), body).status_code == 302
    assert ines.post(reverse("part_sign", args=[part.public_id, "operator"])).status_code == 302
    assert ines.post(reverse("part_issue", args=[part.public_id])).status_code == 302
    return parts.the_draft(referred)


# The card « Cette séance » ---------------------------------------------------------------------------------------------


def card(claire, session) -> str:
    page = plain(claire.get(reverse("session", args=[session.public_id])))
    return page[page.index("Cette séance") :]


def test_a_session_that_is_over_says_what_came_of_it(hall, claire):
    files = [p.typed(hall) for _ in range(3)]
    session, items = d.opened(hall, *files)
    with within(hall.secretary):
        d.sitting.decide(item=items[0], said=MEASURE, seen="", by=hall.secretary)
        d.sitting.decide(item=items[1], said=ADJOURN, seen="", by=hall.secretary)
        d.sessions.close(session=session, by=hall.secretary)
    said = card(claire, session)
    assert "1 décidé, 1 ajourné, 1 non vu" in said
    assert "Il reste à signer le compte rendu" in said
    d.sign(hall, session)
    said = card(claire, session)
    assert "Compte rendu signé le" in said
    assert "2 décisions à mettre en œuvre" in said


def test_a_cancelled_session_says_so(hall, claire):

    made = planned(hall)
    with within(hall.secretary):
        d.sessions.cancel(session=made, by=hall.secretary)
    assert "Annulée le" in card(claire, made)


def test_what_is_decided_cannot_be_taken_off_from_the_page(hall, claire):
    session, (item,) = d.opened(hall, p.typed(hall))
    take_off = reverse("agenda_take_off", args=[session.public_id, item.public_id])
    assert take_off in claire.get(reverse("session", args=[session.public_id])).content.decode()
    with within(hall.secretary):
        d.sitting.decide(item=item, said=MEASURE, seen="", by=hall.secretary)
    assert take_off not in claire.get(reverse("session", args=[session.public_id])).content.decode()
    refused = claire.post(take_off)
    assert (refused.status_code, "Ce dossier est déjà décidé" in plain(refused)) == (403, True)


def test_a_file_adjourned_twice_bears_its_flag_wherever_it_may_be_put(hall, claire):
    sheet = p.typed(hall)
    for _ in range(2):
        d.signed(hall, (sheet, ADJOURN))
    flag = "Cette demande a déjà été ajournée 2 fois."
    assert flag in shown(claire, "committee", hall.committee.public_id)

    assert flag in shown(claire, "session", planned(hall).public_id)
