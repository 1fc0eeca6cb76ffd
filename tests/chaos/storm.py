"""Documents asked while workers are killed and the broker is emptied: each is to be made, and made once."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import redis
from celery import Celery
from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import connection

from common import documents, outbox
from common.context import acting
from common.models import Outbox
from launcher import testing
from partners.acting import Acting

ROOT = Path(__file__).resolve().parents[2]
#: The storm's own database of the broker: emptying it disturbs nobody else.
BROKER_DATABASE = 9
QUEUE = "storm"
KIND = "letter"
CHILDREN = 2
ASKED_EACH_TIME = 3
PATIENCE_SECONDS = 120
STARTS_WITHIN_SECONDS = 20
CHILD, WORKER, BROKER = "child", "worker", "broker"
BLOWS = (CHILD, CHILD, CHILD, WORKER, WORKER, BROKER)

#: A document that is ready, and when it became so: seen again otherwise, it was made twice.
_READY = """
SELECT id, (finished_at, digest, xmin::text)::text FROM common_document
WHERE state = 'ready' AND length(content) > 1000 AND digest <> ''"""


@dataclass
class Storm:
    """What became of it. `lost`: asked and not made; `double`: made more than once."""

    seed: int
    asked: int = 0
    lost: int = 0
    double: int = 0
    attempts: int = 0
    seconds: float = 0.0
    blows: Counter = field(default_factory=Counter)

    @property
    def failed(self) -> bool:
        return bool(self.lost or self.double)

    def summary(self) -> str:
        kills = ", ".join(f"{name} {self.blows[name]}" for name in (CHILD, WORKER, BROKER))
        return (
            f"chaos: {self.blows.total()} kills ({kills}), {self.asked} documents, {self.lost} lost, {self.double} double,"
            f" at most {self.attempts} attempts for one, {self.seconds:.0f} s, seed {self.seed}"
        )


class Workers:
    """One real Celery worker of two children at a time, on the storm's queue, broker and database."""

    def __init__(self, log: Path) -> None:
        self.url = f"{settings.CELERY_BROKER_URL.partition('?')[0]}?virtual_host={BROKER_DATABASE}"
        self.app = Celery("storm", broker=self.url, set_as_current=False)
        self.app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
        parts = urlsplit(self.url)
        self.broker = redis.Redis(unix_socket_path=parts.path, password=parts.password, db=BROKER_DATABASE)
        self.log = log
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--queues", QUEUE]
        name = connection.settings_dict["NAME"]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [*command, "--concurrency", str(CHILDREN), "--loglevel", "WARNING", "--without-gossip"],
                cwd=ROOT,
                env=os.environ | {"PALIER_DB_NAME": name, "PALIER_BROKER_URL": self.url},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def publish(self, outbox_id) -> None:
        self.app.send_task("common.tasks.run_outbox", (str(outbox_id),), queue=QUEUE)

    def strike(self, blow: str, chance: random.Random) -> None:
        """kill -9 of one child, or of the worker with its children and another in its place; or an empty broker."""
        if blow == BROKER:
            self.broker.flushdb()
        elif blow == CHILD and (children := self._children()):
            os.kill(chance.choice(children), signal.SIGKILL)
        else:
            self.end()
            self.start()

    def end(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _children(self) -> list[int]:
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def blow(by: Acting, kills: int, seed: int, log: Path) -> Storm:
    """Ask and strike in turn, then wait until nothing is left to do; leases and back-offs are cut short meanwhile.

    `by`: a member of the open database. A storm that leaves work undone after two quiet minutes counts it as lost.
    """
    chance, began = random.Random(seed), time.monotonic()
    storm = Storm(seed)
    with testing.connect("postgres", connection.settings_dict["NAME"]) as superuser:
        seen: dict[int, str] = {}
        workers, publish = Workers(log), outbox.publish
        outbox.publish = workers.publish
        try:
            for _ in range(kills):
                struck = chance.choice(BLOWS)
                storm.asked += _ask(by)
                if struck != BROKER:
                    _until_busy()
                    time.sleep(chance.uniform(0, 0.2))
                workers.strike(struck, chance)
                storm.blows[struck] += 1
                _let_time_pass()
                seen = dict(superuser.execute(_READY).fetchall()) | seen
            _settle(storm)
        finally:
            outbox.publish = publish
            workers.end()
            workers.broker.flushdb()
        made = dict(superuser.execute(_READY).fetchall())
        ((rows,),) = superuser.execute("SELECT count(*) FROM common_document").fetchall()
    storm.double = sum(made.get(number) != when for number, when in seen.items()) + max(0, rows - storm.asked)
    storm.lost = storm.asked - len(made)
    storm.attempts = max(Outbox.objects.values_list("attempts", flat=True), default=0)
    storm.seconds = time.monotonic() - began
    return storm


def _ask(by: Acting) -> int:
    with acting(by.audiences):
        for _ in range(ASKED_EACH_TIME):
            documents.issue(
                by=by, kind=KIND, title="Reçu", template="documents/base.html", snapshot={"issuer": "Palier"}
            )
    return ASKED_EACH_TIME


def _until_busy() -> None:
    """Until somebody works, so that the blow falls in the middle of it; a worker takes seconds to start."""
    end = time.monotonic() + STARTS_WITHIN_SECONDS
    working = Outbox.objects.filter(done_at=None, attempts__gt=0, next_at__gt=TransactionNow())
    while not working.exists() and time.monotonic() < end:
        time.sleep(0.01)


def _let_time_pass() -> None:
    """What a dead worker had is due again, as after five minutes; work that failed four times is left in peace."""
    taken = Outbox.objects.filter(done_at=None, attempts__gt=0, attempts__lt=outbox.MAX_ATTEMPTS - 1)
    taken.update(next_at=TransactionNow())
    Outbox.objects.filter(done_at=None, attempts=0).update(next_at=TransactionNow() - outbox.FIRST_SWEEP)
    outbox.sweep()


def _settle(storm: Storm) -> None:
    """Until everything is done: what nobody seems to do any more is due again every few seconds."""
    end = time.monotonic() + PATIENCE_SECONDS
    while Outbox.objects.filter(done_at=None).exists() and time.monotonic() < end:
        time.sleep(4)
        Outbox.objects.filter(done_at=None).update(next_at=TransactionNow() - outbox.FIRST_SWEEP)
        outbox.sweep()
