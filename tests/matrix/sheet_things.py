"""Sheets to receive and households not engaged yet, documents, receipts and links."""

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.contrib.postgres.functions import TransactionNow
from django.utils import timezone

from cases.documents_consent import TITLE, receipt_content
from cases.models import Case, Referral, ViolenceFlag
from common import documents, outbox
from common.models import Document, Outbox
from partners.acting import Acting, act_as_person
from tests.attack.scenes import age
from tests.factories import world as w
from tests.harness import within
from tests.matrix.scenes import as_seen
from tests.matrix.things import Thing

if TYPE_CHECKING:
    from tests.matrix.stage import Stage

PAST_THE_SHEET = 61
PDF = b"%PDF-1.7 made for the matrix"


def add(stage: "Stage") -> None:
    """Add these kinds to the stage."""
    _sheets(stage)
    _reached(stage)
    _documents(stage)
    _unmade(stage)
    _receipts(stage)
    _tokens(stage)


def _refer(stage: "Stage", last_name: str) -> w.Referred:
    return w.refer(stage.people.named.clerk, stage.people.incoming, last_name=last_name)


def _thing(stage: "Stage", case: Case) -> Thing:
    return Thing((as_seen(stage.superuser, case.pk).public_id,), (case.pk,), stage.followed["own"])


def _sheets(stage: "Stage") -> None:
    """A sheet nobody answered, and how a sheet closes: accepted, not accepted, day 60, taken back, protection."""
    home, clerk = stage.people.home, stage.people.named.clerk
    states = ("own", "answered", "declined", "expired", "withdrawn", "flag")
    referred = {state: _refer(stage, f"Oudin {state}") for state in states}
    w.accept(referred["answered"], home.worker)
    w.answer(referred["declined"], home.manager, "not_accepted", reason="Hors du territoire")
    with within(clerk):
        Referral.objects.filter(pk=referred["withdrawn"].referral.pk).update(
            state="withdrawn", withdrawn_at=TransactionNow()
        )
    flagged = referred["flag"]
    with within(home.manager):
        ViolenceFlag.objects.create(
            **w.content(flagged.case, home.manager), person=flagged.tenant, set_by_id=home.manager.member_audience
        )
    age(stage.superuser, days=PAST_THE_SHEET, household_id=referred["expired"].case.household_id)
    for state, made in referred.items():
        stage.things["sheet", state] = _thing(stage, made.case)


def _reached(stage: "Stage") -> None:
    """Accepted and not engaged yet; the same once day 60 has passed; and the five states of an engaged household."""
    worker = stage.people.home.worker
    for state, days in (("own", 0), ("closed", PAST_THE_SHEET)):
        made = _refer(stage, f"Blondel {state}")
        w.accept(made, worker)
        w.visit(made.case, worker)
        if state == "closed":
            _document(stage, "closed", worker.member_audience, worker, made.case)
            age(stage.superuser, days=days, household_id=made.case.household_id)
        stage.things["reached", state] = _thing(stage, made.case)
    for state, scene in stage.followed.items():
        name = "engaged" if state == "own" else state
        stage.things["reached", name] = Thing((scene.case.public_id,), (scene.case.pk,), scene)


def _document(stage: "Stage", state: str, asker: int | None, by: Acting, case: Case, *, ready: bool = True) -> None:
    with within(by):
        made = Document.objects.create(asker_id=asker, kind="sheet", title="Fiche", template="x", case_id=case.pk)
    if ready:
        digest = hashlib.sha256(PDF).hexdigest()
        with stage.superuser.transaction():
            stage.superuser.execute(
                "UPDATE common_document SET state = 'ready', progress = 100, content = %s, digest = %s WHERE id = %s",
                [PDF, digest, made.pk],
            )
    stage.things["document", state] = Thing((made.public_id,), (case.pk,), stage.followed["own"])


def _unmade(stage: "Stage") -> None:
    """Work given up, asked by a member of the unit or by a household; and work that was done."""
    worker, person = stage.people.home.worker, stage.followed["own"].links["person"]
    for state, by, outcome in (
        ("own", worker, outbox.DEAD),
        ("done", worker, outbox.DONE),
        ("hers", act_as_person(person), outbox.DEAD),
    ):
        row = outbox.ask(documents.RENDER, by=by, subject_id=1)
        Outbox.objects.filter(pk=row.pk).update(outcome=outcome, done_at=TransactionNow())
        stage.things["unmade", state] = Thing((row.pk,))


def _documents(stage: "Stage") -> None:
    worker, scene = stage.people.home.worker, stage.followed["own"]
    _document(stage, "own", worker.member_audience, worker, scene.case)
    _document(stage, "waiting", worker.member_audience, worker, scene.case, ready=False)
    audience = scene.links["person"]
    _document(stage, "hers", audience, act_as_person(audience), scene.case)


def _receipts(stage: "Stage") -> None:
    """Two withdrawals: of the first, the worker who entered it kept her copy."""
    worker, scene = stage.people.home.worker, stage.followed["withdrawn"]
    first, second = scene.receipts[0], scene.receipts[-1]
    content = receipt_content(
        number=first,
        person_name="Josiane Vasseur",
        at=timezone.now(),
        channel="par courrier",
        received_by="Le Port",
        ended=[],
    )
    with within(worker):
        Document.objects.create(
            asker_id=worker.member_audience,
            kind="receipt",
            title=TITLE,
            template="documents/receipt-1.html",
            snapshot=asdict(content) | {"issuer": "Le Port"},
        )
    stage.things["receipt", "own"] = Thing((first,), (scene.case.pk,), scene)
    stage.things["receipt", "withdrawn"] = Thing((second,), (scene.case.pk,), scene)


def _tokens(stage: "Stage") -> None:
    """Links that open, have run out, were cut, or were closed by the other adult's protection."""
    own = stage.followed["own"]
    flagged = stage.followed["flag"]
    stage.things["token", "own"] = Thing((own.tokens["person"],), own.cases, own)
    stage.things["token", "protected"] = Thing((flagged.tokens["person"],), flagged.cases, flagged)
    stage.things["token", "flag"] = Thing((flagged.tokens["co_tenant"],), flagged.cases, flagged)
    for state, column in (("expired", "expires_at"), ("withdrawn", "revoked_at")):
        token = f"{state}-{own.case.pk}"
        with stage.superuser.transaction():
            stage.superuser.execute("SET LOCAL session_replication_role = replica")
            stage.superuser.execute(
                "INSERT INTO cases_personlink (public_id, household_id, case_id, author_id, person_id, audience_id,"
                " token_digest, expires_at, tries_left, created_at) SELECT gen_random_uuid(), household_id, case_id,"
                " author_id, person_id, audience_id, encode(sha256(convert_to(%s, 'UTF8')), 'hex'), expires_at, 5, now()"
                " FROM cases_personlink WHERE case_id = %s ORDER BY id LIMIT 1",
                [token, own.case.pk],
            )
            stage.superuser.execute(
                f"UPDATE cases_personlink SET {column} = now() - interval '1 hour'"
                " WHERE token_digest = encode(sha256(convert_to(%s, 'UTF8')), 'hex')",
                [token],
            )
        stage.things["token", state] = Thing((token,), own.cases, own)
