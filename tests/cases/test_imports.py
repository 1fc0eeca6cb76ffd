"""Importing arrears: nothing before confirmation, corrections and choices, one write, and words kept nowhere."""

import logging
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.actions import imports
from cases.enums import ImportState
from cases.imports import Choice, LineState, UnreadableFile
from cases.models import AccountStatement, ImportBatch, RentStatement, TenantAccount
from cases.queries import imports as queries
from cases.tasks import purge_import_batches
from common.context import acting
from common.refusal import NotYours, Refused
from launcher import testing
from partners.acting import Acting
from partners.enums import Role
from tests.cases.imports.staged import from_staged
from tests.cases.landlord import signed_in
from tests.factories.directory import member
from tests.harness import OWNER, sql

pytestmark = pytest.mark.django_db
GIRONDE, ROUEN = "impayes_gironde.csv", "impayes_rouen_avec_erreurs.csv"
HEADER = "N° contrat;Nom locataire;Prénom;Code postal;Commune;Solde débiteur;Motifs repérés;Locataire informé (O/N)"


def lines(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode("utf-8")


TWO = lines(
    "L1;VASSEUR;Josiane;33000;Bordeaux;1284,50;Isolement;O",
    "L2;BENALI;Aïcha;33000;Bordeaux;4312,80;;N",
)


ONE_MORE = lines("L3;OUDIN;Luc;33000;Bordeaux;90,00;;O")


@pytest.fixture
def data(repository: Path) -> Callable[[str], bytes]:
    return lambda name: (repository / "tests" / "data" / name).read_bytes()


@pytest.fixture
def clerk(world) -> Client:
    return signed_in(world.nadia)


def staged(by: Acting, content: bytes, name: str = "impayes.csv") -> ImportBatch:
    with acting(by.audiences):
        return imports.stage(content=content, name=name, by=by)


def written(by: Acting, content: bytes, name: str = "impayes.csv") -> imports.Written:
    with acting(by.audiences):
        return imports.write(batch=imports.stage(content=content, name=name, by=by), by=by)


def count(by: Acting, model=TenantAccount, **filters) -> int:
    with acting(by.audiences):
        return model.objects.filter(**filters).count()


@pytest.fixture
def days_later(monkeypatch) -> Callable[[int], None]:
    """Let the imports believe that so many days have passed; what is already written keeps its day."""

    def move(days: int) -> None:
        def localdate(moment=None):
            return timezone.localdate(moment) if moment else timezone.localdate() + timedelta(days=days)

        for module in (imports, queries):
            monkeypatch.setattr(module, "timezone", SimpleNamespace(localdate=localdate))

    return move


def one(by: Acting, lease: str) -> TenantAccount:
    with acting(by.audiences):
        return TenantAccount.objects.get(lease_ref=lease)


# --- the action --------------------------------------------------------------------------------------------------
def test_nothing_is_written_before_confirmation(world, data):
    batch = staged(world.nadia, data(GIRONDE))
    assert batch.state == ImportState.CHECKED
    assert count(world.nadia) == 0
    assert count(world.nadia, AccountStatement) == 0
    with acting(world.nadia.audiences):
        done = imports.write(batch=batch, by=world.nadia)
    assert (done.created, done.updated, done.unchanged) == (234, 0, 0)
    assert count(world.nadia) == count(world.nadia, AccountStatement) == 234


def test_a_line_becomes_an_account_with_every_fact(world, data):
    written(world.nadia, data(GIRONDE))
    account = one(world.nadia, "L148808/6")
    assert (account.title, account.last_name, account.first_name) == ("Mme", "GUYON", "Lucy")
    assert account.born_on == date(1993, 4, 6)
    assert (account.balance_cents, account.rent_cents, account.apl_cents) == (208504, 52145, 0)
    assert (account.address, account.postcode, account.commune) == ("78, boulevard Pauline Marin", "33250", "Pauillac")
    assert account.stage == "order_to_leave"
    assert account.reasons == ["rights_not_opened", "priority_contact"]
    assert account.told is True
    assert account.balance_on == timezone.localdate()
    assert "guyon lucy" in account.search_key
    assert "bd d orleans" in account.search_key
    with acting(world.nadia.audiences):
        statement = AccountStatement.objects.get(account=account)
    assert (statement.on, statement.balance_cents) == (timezone.localdate(), 208504)


def test_what_the_file_does_not_say_of_telling_is_not_told(world):
    written(world.nadia, lines("L1;VASSEUR;Josiane;33000;Bordeaux;10,00;;"))
    assert one(world.nadia, "L1").told is False


def test_a_second_import_updates_and_adds_one_dated_statement(world, days_later):
    written(world.nadia, TWO)
    days_later(30)
    later = lines("L1;VASSEUR;Josiane;33000;Bordeaux;900,00;Isolement;O", "L3;OUDIN;Marcel;33000;Bordeaux;50,00;;O")
    done = written(world.nadia, later)
    assert (done.created, done.updated, done.unchanged) == (1, 1, 0)
    with acting(world.nadia.audiences):
        dated = list(
            AccountStatement.objects.filter(account__lease_ref="L1").order_by("on").values_list("on", "balance_cents")
        )
    today = timezone.localdate()
    assert dated == [(today, 128450), (today + timedelta(days=30), 90000)]
    assert one(world.nadia, "L1").balance_cents == 90000
    assert one(world.nadia, "L2").balance_cents == 431280


def test_the_same_file_twice_changes_nothing_even_on_a_later_day(world, days_later):
    written(world.nadia, TWO)
    before = sql("SELECT * FROM cases_tenantaccount ORDER BY id")
    days_later(3)
    done = written(world.nadia, TWO)
    assert (done.created, done.updated, done.unchanged) == (0, 0, 2)
    assert sql("SELECT * FROM cases_tenantaccount ORDER BY id") == before
    assert count(world.nadia, AccountStatement) == 2


@pytest.mark.django_db(transaction=True)
def test_what_is_not_confirmed_within_a_day_is_forgotten_and_a_written_file_still_known(world):
    written(world.nadia, TWO)
    staged(world.nadia, ONE_MORE)
    with testing.connect("postgres", connection.settings_dict["NAME"]) as superuser:
        superuser.execute("UPDATE cases_importbatch SET created_at = created_at - interval '25 hours'")
    with acting(()):
        purge_import_batches()
    with acting(world.nadia.audiences):
        (kept,) = ImportBatch.objects.all()
        assert kept.state == ImportState.WRITTEN
        assert kept.staged == {}
    assert written(world.nadia, TWO).unchanged == 2


def test_an_older_file_never_overwrites_a_newer_one(world, days_later):
    written(world.nadia, TWO)
    days_later(3)
    written(world.nadia, lines("L1;VASSEUR;Josiane;33000;Bordeaux;100,00;;O"))
    written(world.nadia, TWO)
    assert one(world.nadia, "L1").balance_cents == 10000
    assert count(world.nadia, AccountStatement) == 3


def test_two_files_of_one_day_leave_one_statement(world):
    written(world.nadia, TWO)
    done = written(world.nadia, lines("L1;VASSEUR;Josiane;33000;Bordeaux;100,00;Isolement;O"))
    assert done.updated == 1
    with acting(world.nadia.audiences):
        assert list(AccountStatement.objects.filter(account__lease_ref="L1").values_list("balance_cents")) == [(10000,)]


def test_writing_is_all_or_nothing(world):
    batch = staged(world.nadia, TWO)
    with acting(world.nadia.audiences):
        rows = batch.staged["rows"]
        rows[1]["values"]["balance_cents"] = -1
        ImportBatch.objects.filter(pk=batch.pk).update(staged=batch.staged | {"rows": rows})
    with pytest.raises(Exception, match="account_balance_is_a_debt"), acting(world.nadia.audiences):
        imports.write(batch=batch, by=world.nadia)
    assert count(world.nadia) == 0
    assert count(world.nadia, ImportBatch, state=ImportState.CHECKED) == 1


def test_a_file_is_imported_once(world):
    batch = staged(world.nadia, TWO)
    with acting(world.nadia.audiences):
        imports.write(batch=batch, by=world.nadia)
    with acting(world.nadia.audiences), pytest.raises(Refused, match="déjà importé"):
        imports.write(batch=batch, by=world.nadia)
    with acting(world.nadia.audiences), pytest.raises(Refused, match="déjà importé"):
        imports.abandon(batch=batch, by=world.nadia)


def test_staged_lines_are_forgotten_once_written_or_abandoned(world):
    first, second = staged(world.nadia, TWO), staged(world.nadia, TWO)
    with acting(world.nadia.audiences):
        imports.write(batch=first, by=world.nadia)
        imports.abandon(batch=second, by=world.nadia)
        kept = list(
            ImportBatch.objects.order_by("id").values_list("state", "staged", "corrections", "choices", "written")
        )
    assert kept == [("written", {}, {}, {}, 2), ("abandoned", {}, {}, {}, 0)]


def test_nothing_ready_is_refused_in_words(world):
    batch = staged(world.nadia, lines("L1;VASSEUR;Josiane;33000;Bordeaux;beaucoup;;O"))
    with acting(world.nadia.audiences), pytest.raises(Refused, match="Aucune ligne n’est prête"):
        imports.write(batch=batch, by=world.nadia)


def test_a_correction_makes_its_line_ready_and_stays_in_the_staged_lines(world):
    batch = staged(world.nadia, lines("L1;VASSEUR;Josiane;33000;Bordeaux;1.284,5O;;O"))
    with acting(world.nadia.audiences):
        before = imports.check_again(batch=batch)
        assert before.counts.problems == 1
        imports.correct(batch=batch, corrections={(2, "Solde débiteur"): "1284,50"}, by=world.nadia)
        batch.refresh_from_db()
        assert batch.corrections == {}
        assert from_staged(batch.staged).rows[0].cells[5] == "1284,50"
        imports.write(batch=batch, by=world.nadia)
    assert one(world.nadia, "L1").balance_cents == 128450


def test_a_correction_is_sanitised_too(world):
    batch = staged(world.nadia, lines("L1;VASSEUR;Josiane;33000;Bordeaux;10;;O"))
    with acting(world.nadia.audiences):
        imports.correct(batch=batch, corrections={(2, "Motifs repérés"): "Santé / Isolement"}, by=world.nadia)
        batch.refresh_from_db()
        assert "santé" not in str(batch.staged).lower()
        assert imports.check_again(batch=batch).counts.replaced == 1


def test_duplicates_wait_for_a_choice(world):
    twice = lines(
        "L1;VASSEUR;Josiane;33000;Bordeaux;100,00;;O",
        "L1;Vasseur;Josiane;33000;Bordeaux;300,00;;O",
        "L2;BENALI;Aïcha;33000;Bordeaux;50,00;;O",
    )
    batch = staged(world.nadia, twice)
    with acting(world.nadia.audiences):
        assert [line.line for line in imports.check_again(batch=batch).ready] == [4]
        checked = imports.choose(batch=batch, choices={3: Choice.LARGEST}, by=world.nadia)
        assert checked.states[2] is LineState.SET_ASIDE
        batch.refresh_from_db()
        assert batch.choices == {"3": "largest"}
        imports.write(batch=batch, by=world.nadia)
    assert one(world.nadia, "L1").balance_cents == 30000
    assert count(world.nadia) == 2


def test_balances_follow_to_the_tenancy_of_a_referred_tenant(world):
    from tests.factories.world import tenancy

    written(world.nadia, TWO)
    with acting(world.nadia.audiences):
        case = tenancy(world.nadia)
        TenantAccount.objects.filter(lease_ref="L1").update(case_id=case.pk)
    written(world.nadia, lines("L1;VASSEUR;Josiane;33000;Bordeaux;900,00;Isolement;O"))
    with acting(world.nadia.audiences):
        assert list(RentStatement.objects.filter(case=case).values_list("balance_cents", "source")) == [(90000, "file")]


def test_only_clerks_and_the_service_account_import(world):
    for by in (world.ines, world.laurent, world.admin):
        with acting(by.audiences), pytest.raises(NotYours, match="réservé aux gestionnaires"):
            imports.stage(content=TWO, name="a.csv", by=by)
    service = member(world.branch, Role.SERVICE)
    assert written(service, TWO).created == 2


def test_another_unit_sees_neither_file_nor_accounts(world):
    batch = staged(world.nadia, TWO)
    written(world.nadia, TWO)
    for by in (world.litigator, world.other_clerk, world.ines, world.laurent, world.admin, world.dpo):
        assert count(by, ImportBatch) == count(by) == count(by, AccountStatement) == 0
    with acting(world.litigator.audiences), pytest.raises(Refused):
        imports.write(batch=batch, by=world.litigator)


def test_an_unreadable_file_is_not_staged(world):
    with acting(world.nadia.audiences), pytest.raises(UnreadableFile, match="aucun titre de colonne"):
        imports.stage(content=b"a;b\n1;2\n", name="a.csv", by=world.nadia)
    assert count(world.nadia, ImportBatch) == 0


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("impayés novembre.csv", "impayés novembre.csv"),
        ("C:\\Users\\n\\impayes.xlsx", "impayes.xlsx"),
        ("locataires_sante_mentale.csv", "fichier.csv"),
        ("violences.XLSX", "fichier.xlsx"),
        ("", "fichier"),
    ],
)
def test_the_name_of_a_file_is_kept_unless_it_says_what_is_not(given, kept):
    assert imports.name_to_keep(given) == kept


FORBIDDEN = ("violences conjugales", "addiction", "psychiatr", "incarc", "alcool", "toxico")


def test_forbidden_words_are_nowhere_after_a_full_import(world, clerk, data, caplog):
    """Every text, JSON and array column of the database, the session, the logs and the pages."""
    caplog.set_level(logging.DEBUG)
    extra = data(
        GIRONDE
    ) + "L999;NOM;Jean;01/01/1980;;1;;;1, rue;33000;BORDEAUX;;T2;1;;1;1;;;;Addictions / Incarcération;O;;\n".encode(
        "cp1252"
    )
    upload = SimpleUploadedFile("addictions_et_violences.csv", extra, content_type="text/csv")
    answer = clerk.post(reverse("import_new"), {"file": upload})
    pages = [clerk.get(answer.url).content.decode()]
    public_id = answer.url.rstrip("/").rsplit("/", 1)[1]
    clerk.post(reverse("import_correct", args=[public_id]), {"line": 4, "column": "V", "text": "Toxicomanie, alcool"})
    pages.append(clerk.get(reverse("import_remaining", args=[public_id])).content.decode("utf-8-sig"))
    clerk.post(reverse("import_write", args=[public_id]))
    pages.append(clerk.get(reverse("tenants")).content.decode())
    assert count(world.nadia) > 200
    columns = sql(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'ARRAY')",
        role=OWNER,
    )
    found = []
    for table, column in columns:
        for word in FORBIDDEN:
            rows = (
                sql(
                    f'SELECT 1 FROM "{table}" WHERE "{column}"::text ILIKE %s LIMIT 1',
                    f"%{word}%",
                    role="palier_keeper",
                )
                if readable(table)
                else []
            )
            found += [(table, column, word)] if rows else []
    assert found == []
    assert [word for word in FORBIDDEN if word in caplog.text.lower()] == []
    session = str(dict(clerk.session.items())).lower()
    assert [word for word in FORBIDDEN if word in session] == []
    shown = " ".join(pages[1:]).lower()
    assert [word for word in FORBIDDEN if word in shown] == []


def readable(table: str) -> bool:
    ((allowed,),) = sql("SELECT has_table_privilege('palier_keeper', %s, 'SELECT')", f"public.{table}", role=OWNER)
    return allowed
