"""Two managers have one report open: nobody loses what she wrote, and nobody answers for what she did not see."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from cases.periods import year
from common.refusal import Refused
from launcher import testing
from partners.enums import Role
from reports.actions import issuing, preparing
from reports.models import Report
from reports.queries.reports import comments_of, received
from tests.cases.agreements import browser
from tests.cases.test_activity_report_worker import wait_for
from tests.cases.test_proof_before_files import CONFIRM, PASSWORD, with_password
from tests.factories.directory import member
from tests.funding.measured import plain
from tests.harness import within
from tests.reports import reported
from tests.reports.shelf import Shelf

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "log", "statistics"])
LAST = timezone.localdate().year - 1
RATE = "goal-effective-rate"
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture
def shelf(world):
    return Shelf(world)


@pytest.fixture
def programme(world):
    return world.agreement.programme


@pytest.fixture
def report(world, shelf, programme):
    return reported.composed(world.laurent, programme, year(LAST), shelf.helene)


@pytest.fixture
def hers(world):
    return browser(world.laurent)


@pytest.fixture
def theirs(world):
    return browser(member(world.montaubre, Role.MANAGER))


def address_of(report: Report, act: str = "") -> str:
    return reverse("report_act", args=[report.public_id, act]) if act else reverse("report", args=[report.public_id])


def opened(client, report: Report) -> dict[str, str]:
    """What its page would send as it is."""
    return sent_by(client.get(address_of(report)))


def sent_by(answer) -> dict[str, str]:
    form = answer.context["form"]
    shown = [*form.places, *answer.context["aims"]["first"]]
    names = [each if isinstance(each, str) else each.name for each in shown]
    carried = {key: answer.context[key] for key in ("draft", "shown")}
    return {name: form[name].value() or "" for name in names} | carried


def carried(client, report: Report) -> dict[str, str]:
    """What its button sends."""
    return {"shown": client.get(address_of(report)).context["shown"]}


def addressed(client, report: Report, before, after) -> None:
    """« Noter les destinataires », of a page where those were ticked before."""
    sent = {"avant": before, "destinataire": after}
    keys = {name: [str(unit.public_id) for unit in units] for name, units in sent.items()}
    assert client.post(reverse("report_recipients", args=[report.public_id]), keys).status_code == 302


def recipients(world, report: Report) -> set[int]:
    with within(world.laurent):
        return set(report.recipients.values_list("recipient_id", flat=True))


def texts(world, report: Report) -> dict[str, str]:
    with within(world.laurent):
        return comments_of(report)


def test_a_goal_that_is_no_number_leaves_what_a_colleague_wrote_since(world, report, hers, theirs):
    mine = opened(hers, report)
    theirs.post(address_of(report), opened(theirs, report) | {"visits": "la leur"})
    wrong = hers.post(address_of(report), mine | {"rent": "la mienne", RATE: "beaucoup"})
    assert "écrivez un nombre" in plain(wrong.content.decode())
    assert hers.post(address_of(report), sent_by(wrong) | {RATE: "80"}).status_code == 302
    assert texts(world, report) == {"rent": "la mienne", "visits": "la leur"}


def test_two_texts_that_differ_leave_the_others_to_who_wrote_them(world, report, hers, theirs):
    mine = opened(hers, report)
    theirs.post(address_of(report), opened(theirs, report) | {"rent": "la leur", "visits": "la leur aussi"})
    crossed = hers.post(address_of(report), mine | {"rent": "la mienne"})
    assert crossed.status_code == 409
    assert [each["standing"] for each in crossed.context["differences"]] == ["la leur"]
    assert hers.post(address_of(report), sent_by(crossed)).status_code == 302
    assert texts(world, report) == {"rent": "la mienne", "visits": "la leur aussi"}


def test_what_was_typed_stays_when_reading_over_is_refused(world, programme, hers):
    """Nobody is to receive it yet."""
    report = reported.composed(world.laurent, programme, year(LAST))
    answer = hers.post(address_of(report), opened(hers, report) | {"rent": "la mienne", "then": "check"}, follow=True)
    assert answer.status_code == 200
    assert "Choisissez d’abord à qui ce rapport sera remis." in plain(answer.content.decode())
    assert texts(world, report) == {"rent": "la mienne"}
    assert reported.again(report, world.laurent).state == "composed"


def test_what_a_colleague_wrote_since_is_not_read_over_unseen(world, report, hers, theirs):
    mine = opened(hers, report)
    theirs.post(address_of(report), opened(theirs, report) | {"visits": "la leur"})
    answer = hers.post(address_of(report), mine | {"rent": "la mienne", "then": "check"}, follow=True)
    assert "Relisez-le tel qu’il est maintenant" in plain(answer.content.decode())
    assert texts(world, report) == {"rent": "la mienne", "visits": "la leur"}
    assert reported.again(report, world.laurent).state == "composed"
    hers.post(address_of(report), opened(hers, report) | {"then": "check"})
    assert reported.again(report, world.laurent).state == "checked"


@pytest.mark.parametrize("changed", ["figures", "recipients"])
def test_figures_and_recipients_that_changed_since_are_not_read_over_unseen(shelf, report, hers, theirs, changed):
    mine = opened(hers, report)
    if changed == "figures":
        theirs.post(reverse("report_count", args=[report.public_id]))
        reported.work(report)
    else:
        addressed(theirs, report, [], [shelf.other_funder])
    answer = hers.post(address_of(report), mine | {"then": "check"}, follow=True)
    assert "Relisez-le tel qu’il est maintenant" in plain(answer.content.decode())
    assert reported.again(report, shelf.by).state == "composed"


def changed_by_a_colleague(report: Report, theirs, funder, *, sign: bool) -> None:
    """Opened again, with a funder more and another comment, and read over."""
    theirs.post(address_of(report, "rouvrir"))
    addressed(theirs, report, [], [funder])
    theirs.post(address_of(report), opened(theirs, report) | {"rent": "autre chose", "then": "check"})
    if sign:
        theirs.post(address_of(report, "signer"), carried(theirs, report))
        reported.work(report, issuing.MAKE_FILES)


def test_what_changed_since_is_not_signed_unseen(world, shelf, programme, hers, theirs):
    report = reported.checked(world.laurent, programme, year(LAST), shelf.helene)
    mine = carried(hers, report)
    changed_by_a_colleague(report, theirs, shelf.other_funder, sign=False)
    for sent in (mine, {}):
        answer = hers.post(address_of(report, "signer"), sent)
        assert answer.status_code == 403
        assert "Relisez-le tel qu’il est maintenant" in plain(answer.content.decode())
    assert reported.again(report, world.laurent).state == "checked"
    hers.post(address_of(report, "signer"), carried(hers, report))
    assert reported.again(report, world.laurent).state == "signed"


@pytest.mark.parametrize("proof", [False, True], ids=["at once", "after a proof"])
def test_what_changed_since_is_not_issued_unseen(shelf, programme, hers, theirs, proof):
    """The funder who was added reads nothing of it; what is sent before a proof of identity is compared after it."""
    report = reported.signed(shelf.by, programme, year(LAST), shelf.helene)
    mine = carried(hers, report)
    changed_by_a_colleague(report, theirs, shelf.other_funder, sign=True)
    assert pressed(hers, shelf.by, report, mine, proof=proof).status_code == 403
    assert reported.again(report, shelf.by).state == "signed"
    with within(shelf.other):
        assert received(shelf.other) == []
    assert pressed(hers, shelf.by, report, carried(hers, report), proof=proof).status_code == 302
    with within(shelf.other):
        assert [each.report for each in received(shelf.other)] == [report]


def pressed(client, by, report: Report, sent: dict[str, str], *, proof: bool):
    """« Remettre »; after a proof of who she is where it is asked."""
    address = reverse("report_issue", args=[report.public_id])
    if not proof:
        return client.post(address, sent)
    with_password(client, by)
    asked = client.post(address, sent)
    assert asked["Location"].startswith(CONFIRM)
    return client.post(asked["Location"], {"password": PASSWORD, "next": address})


def test_two_who_say_to_whom_it_goes_change_what_each_of_them_changed(world, shelf, report, hers, theirs):
    """Both opened the page when Hélène alone was ticked."""
    helene, other = shelf.helene.unit_audience, shelf.other.unit_audience
    ticked = hers.get(address_of(report)).content.decode()
    assert f'name="avant" value="{shelf.funder.public_id}"' in ticked
    assert f'name="avant" value="{shelf.other_funder.public_id}"' not in ticked
    addressed(theirs, report, [shelf.funder], [shelf.funder, shelf.other_funder])
    addressed(hers, report, [shelf.funder], [shelf.funder])
    assert recipients(world, report) == {helene, other}
    addressed(theirs, report, [shelf.funder, shelf.other_funder], [shelf.other_funder])
    addressed(hers, report, [shelf.funder], [shelf.funder])
    assert recipients(world, report) == {other}
    addressed(hers, report, [], [shelf.funder])
    assert recipients(world, report) == {helene, other}


def test_who_says_to_whom_it_goes_waits_for_who_reads_it_over(world, shelf, report):
    by = world.laurent

    def say() -> str:
        try:
            with within(by), pytest.raises(Refused) as refused:
                preparing.address(report=report, recipients=reported.known(shelf.other), by=by)
            return refused.value.sentence
        finally:
            connections.close_all()

    with testing.connect("postgres", connection.settings_dict["NAME"]) as superuser, ThreadPoolExecutor(1) as pool:
        superuser.autocommit = True
        with within(by):
            issuing.check(report=report, by=by)
            said = pool.submit(say)
            wait_for(lambda: superuser.execute(WAITING).fetchone()[0] == 1)
        assert said.result(20) == "Ce rapport est relu : rouvrez-le pour le changer."
    assert recipients(world, report) == {shelf.helene.unit_audience}
