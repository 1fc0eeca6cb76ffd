"""« À recevoir »: what is to be answered and by when, in words; and the waiting list, where a programme has one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.actions import answers
from cases.models import Case, Referral, ReferralAnswer, ReferralFeedback
from cases.queries.received import describe_sheets, open_sheets, waiting_list
from cases.views.received import answer_said
from common.context import acting
from common.refusal import Refused
from tests.cases.operator_world import case_of, client_of
from tests.factories.directory import publish_next
from tests.factories.world import Referred, refer
from tests.harness import sql

pytestmark = pytest.mark.django_db

LIST = "/accompagnement/a-recevoir/"


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def page_of(by) -> str:
    return plain(client_of(by).get(LIST).text)


def sent(referred: Referred, days_ago: int) -> None:
    sql(
        "UPDATE cases_referral SET submitted_at = now() - make_interval(days => %s) WHERE id = %s",
        days_ago,
        referred.referral.pk,
    )
    sql("SELECT sec.recompute(ARRAY[%s]::bigint[])", referred.tenancy.household_id)


def kept(world, referred: Referred, *, on: int = 0) -> Case:
    """On the waiting list since so many days."""
    case = case_of(referred, world.ines)
    with acting(world.ines.audiences):
        answers.keep_waiting(case=case, by=world.ines)
        ReferralAnswer.objects.filter(case=case).update(answered_at=timezone.now() - timedelta(days=on))
    return case


# --- by when ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("left", "kind", "said"),
    [
        (-3, "late", "en retard de 3 jours"),
        (-1, "late", "en retard de 1 jour"),
        (0, "late", "dernier jour pour répondre"),
        (1, "todo", "1 jour pour répondre"),
        (5, "planned", "5 jours pour répondre"),
        (None, "", ""),
    ],
)
def test_a_delay_is_said_in_words(left, kind, said):
    assert (answer_said(left)[0], plain(answer_said(left)[1])) == (kind, said)


def test_late_ones_come_first_and_say_by_how_much(world):
    asked = refer(world.nadia, world.agreement, last_name="Aubry")
    late = refer(world.nadia, world.agreement, last_name="Benali")
    fresh = refer(world.nadia, world.agreement, last_name="Costa")
    sent(asked, 40)
    sent(late, 18)
    case = case_of(asked, world.ines)
    with acting(world.ines.audiences):
        answers.ask_missing(case=case, by=world.ines, fields=["phone"])
    page = page_of(world.ines)
    assert page.index("Benali") < page.index("Costa") < page.index("Aubry")
    assert "en retard de 3 jours" in page
    assert "15 jours pour répondre" in page
    assert "Une réponse est en retard." in page
    # The landlord completes that one: nothing is late here.
    assert "Attend le bailleur" in page
    assert "en retard de 25 jours" not in page
    assert fresh.case.pk


def test_the_delay_is_the_programme_s(world):
    refer(world.nadia, world.agreement)
    publish_next("gironde", {"referral.answer_days": 4})
    assert "4 jours pour répondre" in page_of(world.ines)
    with acting(world.ines.audiences):
        page = open_sheets(world.ines.unit_audience)
        (row,) = describe_sheets(page.case_ids, timezone.localdate())
        assert row.due_on == timezone.localdate() + timedelta(days=4)


# --- the list -----------------------------------------------------------------------------------------------------
def test_it_is_a_list_of_its_own_by_date(world):
    recent = kept(world, refer(world.nadia, world.agreement, last_name="Aubry"), on=2)
    former = kept(world, refer(world.nadia, world.agreement, last_name="Benali"), on=9)
    refer(world.nadia, world.agreement, last_name="Costa")
    with acting(world.ines.audiences):
        assert waiting_list(world.ines.unit_audience) == [former.pk, recent.pk]
        assert len(open_sheets(world.ines.unit_audience).case_ids) == 1
    with acting(world.bea.audiences):
        assert waiting_list(world.bea.unit_audience) == []
    page = page_of(world.ines)
    assert page.index("Costa") < page.index("Liste d’attente") < page.index("Benali") < page.index("Aubry")
    assert "1 fiche" in page


def test_what_stands_there_is_not_late(world):
    referred = refer(world.nadia, world.agreement)
    sent(referred, 30)
    kept(world, referred)
    assert "en retard" not in page_of(world.ines)


def test_it_is_put_there_and_taken_off_on_the_sheet(world):
    referred = refer(world.nadia, world.agreement)
    case, client = case_of(referred, world.ines), client_of(world.ines)
    sheet = f"{LIST}{case.public_id}/"
    client.post(f"{sheet}repondre/", {"decision": "wait"})
    page = plain(client.get(sheet).text)
    assert "Sur liste d’attente depuis le" in page
    assert "Retirer de la liste d’attente" in page
    answer = client.post(f"{sheet}retirer-de-la-liste/", follow=True)
    assert "attend votre réponse" in answer.text
    assert "Retirer de la liste d’attente" not in answer.text
    with acting(world.ines.audiences):
        given = ReferralAnswer.objects.get()
        assert (given.state, given.answered_at) == ("received", None)
    refused = client.post(f"{sheet}retirer-de-la-liste/")
    assert refused.status_code == 403
    assert "n’est pas sur la liste" in refused.text


def test_it_is_accepted_from_the_list(world):
    case = kept(world, refer(world.nadia, world.agreement))
    client_of(world.ines).post(f"{LIST}{case.public_id}/accepter/")
    with acting(world.ines.audiences):
        assert ReferralAnswer.objects.get().state == "accepted"
        assert waiting_list(world.ines.unit_audience) == []


def test_the_referrer_reads_nothing_of_it(world):
    referred = refer(world.nadia, world.agreement)
    client_of(world.ines).post(f"{LIST}{case_of(referred, world.ines).public_id}/ouvrir/")

    def told() -> list[tuple[str, str]]:
        with acting(world.nadia.audiences):
            assert Referral.objects.get().state == "submitted"
            return list(ReferralFeedback.objects.order_by("id").values_list("state", "detail"))

    before = told()
    case = kept(world, referred)
    assert told() == before
    page = client_of(world.nadia).get(f"/bailleur/dossiers/{referred.tenancy.public_id}/").text
    assert "attente" not in page.lower().replace("réponse attendue", "")
    with acting(world.ines.audiences):
        answers.take_off_list(case=case, by=world.ines)
    assert told() == before


def test_a_programme_without_a_list_offers_none(world):
    case = case_of(refer(world.nadia, world.agreement), world.ines)
    answer, client = f"{LIST}{case.public_id}/repondre/", client_of(world.ines)
    assert "Mettre sur liste d’attente" in client.get(answer).text
    publish_next("gironde", {"referral.waiting_list": False})
    assert "Mettre sur liste d’attente" not in client.get(answer).text
    page = client.post(answer, {"decision": "wait"})
    assert page.status_code == 200
    with acting(world.ines.audiences):
        assert not ReferralAnswer.objects.exists()
        with pytest.raises(Refused, match="pas de liste d’attente"):
            answers.keep_waiting(case=case, by=world.ines)


@pytest.mark.parametrize("rows", [1, 4])
def test_both_lists_cost_the_same_whatever_their_number(world, django_assert_num_queries, rows):
    for number in range(rows):
        kept(world, refer(world.nadia, world.agreement, last_name=f"Nom{number}"))
        refer(world.nadia, world.agreement, last_name=f"Autre{number}")
    today = timezone.localdate()
    with acting(world.ines.audiences), django_assert_num_queries(4):
        unit = world.ines.unit_audience
        describe_sheets([*open_sheets(unit).case_ids, *waiting_list(unit)], today)
