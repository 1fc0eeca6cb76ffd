"""The landlord's side of the matrix: accounts of the file, referrals, files being imported."""

from typing import TYPE_CHECKING

from django.contrib.postgres.functions import TransactionNow
from django.utils import timezone

from cases.actions import answers, imports
from cases.models import Case, ImportBatch, Referral, TenantAccount
from partners.acting import Acting
from tests.factories import world as w
from tests.harness import within
from tests.matrix.scenes import Scene
from tests.matrix.things import Thing

if TYPE_CHECKING:
    from tests.matrix.stage import Stage

FILE = "N° contrat;Nom locataire;Code postal;Commune;Solde débiteur\nM-{state};GUYON;33000;BORDEAUX;1 284,50\n"


def add(stage: "Stage") -> None:
    """Add these kinds to the stage."""
    clerk = stage.people.home.clerk
    for state, scene in stage.lent.items():
        account = _account(stage, clerk, state, scene.tenancy, scene.referral_id)
        stage.things["account", state] = Thing((account.public_id,), (scene.tenancy.pk,), scene)
        stage.things["chosen", state] = _chosen(account, (scene.tenancy.pk,), scene)
        referral = _public_id(stage, scene.referral_id)
        if state not in {"own", "withdrawn"}:
            stage.things["referral", state] = Thing((referral,), (scene.tenancy.pk,), scene)
    free = _account(stage, clerk, "free", None, None)
    stage.things["account", "free"] = Thing((free.public_id,), (), stage.lent["own"])
    stage.things["chosen", "free"] = _chosen(free, (), stage.lent["own"])
    _referrals(stage)
    _batches(stage)


def _chosen(account: TenantAccount, cases: tuple[int, ...], scene: Scene) -> Thing:
    """An account chosen in the list to be referred: the address carries it behind its question mark."""
    return Thing((), cases, scene, query={"locataire": account.public_id})


def _account(stage: "Stage", clerk: Acting, state: str, tenancy: Case | None, referral_id: int | None) -> TenantAccount:
    with within(clerk):
        account = TenantAccount.objects.create(
            author_id=clerk.unit_audience,
            lease_ref=f"L-{state}",
            last_name="Vasseur",
            first_name=state,
            postcode="33000",
            commune="Bordeaux",
            balance_cents=128450,
            balance_on=timezone.localdate(),
            stage="none",
            told=True,
            search_key=f"vasseur {state}",
            case_id=tenancy.pk if tenancy else None,
        )
    if referral_id:
        with stage.superuser.transaction():
            stage.superuser.execute("SET LOCAL session_replication_role = replica")
            stage.superuser.execute(
                "UPDATE cases_referral SET account_id = %s WHERE id = %s", [account.pk, referral_id]
            )
    return account


def _public_id(stage: "Stage", referral_id: int):
    (found,) = stage.superuser.execute("SELECT public_id FROM cases_referral WHERE id = %s", [referral_id]).fetchone()
    return found


def _referrals(stage: "Stage") -> None:
    """Sent and not opened yet; waiting for a complement; taken back."""
    clerk, worker = stage.people.home.clerk, stage.people.named.worker
    for state in ("own", "asked", "withdrawn"):
        made = w.refer(clerk, stage.people.outgoing, last_name=f"Marchetti {state}")
        _account(stage, clerk, f"referral-{state}", made.tenancy, made.referral.pk)
        if state == "asked":
            with within(worker):
                answers.ask_missing(case=Case.objects.get(pk=made.case.pk), by=worker, fields=["phone"])
        if state == "withdrawn":
            with within(clerk):
                Referral.objects.filter(pk=made.referral.pk).update(state="withdrawn", withdrawn_at=TransactionNow())
        stage.things["referral", state] = Thing((made.referral.public_id,), (made.tenancy.pk,), _own(stage))


def _own(stage: "Stage") -> Scene:
    return stage.lent["own"]


def _batches(stage: "Stage") -> None:
    """A file read and waiting, one imported, one given up."""
    clerk = stage.people.home.clerk
    for state in ("own", "written", "abandoned"):
        with within(clerk):
            batch = imports.stage(content=FILE.format(state=state).encode(), name="impayes.csv", by=clerk)
            if state == "written":
                imports.write(batch=ImportBatch.objects.get(pk=batch.pk), by=clerk)
            if state == "abandoned":
                imports.abandon(batch=ImportBatch.objects.get(pk=batch.pk), by=clerk)
        stage.things["batch", state] = Thing((batch.public_id,), (), _own(stage))
