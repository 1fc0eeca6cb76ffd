"""The launcher's record of itself and its children, read by the next start and by the supervisor."""

import json
import os
import signal
from dataclasses import dataclass, field
from pathlib import Path

from launcher import processes
from launcher.state import State

STEPS = ((signal.SIGTERM, 3.0), (signal.SIGQUIT, 1.0))


@dataclass
class Record:
    """Who serves this state: the launcher's pid and start, its URL once it serves, its process groups."""

    pid: int
    started: int
    boot: str
    url: str = ""
    children: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def alive(self) -> bool:
        """Whether the launcher that wrote this record still runs."""
        return self.boot == boot_id() and processes.started_at(self.pid) == self.started


def boot_id() -> str:
    """Tells one start of the machine from another, since process numbers begin again."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def mine() -> Record:
    """A record of this very process, without children."""
    return Record(os.getpid(), processes.started_at(os.getpid()) or 0, boot_id())


def write(state: State, record: Record) -> None:
    """Keep the record in the state, replacing the one before it in one step."""
    draft = state.run / f"launcher-{os.getpid()}.json"
    draft.write_text(json.dumps(vars(record)))
    draft.replace(_path(state))


def read(state: State) -> Record | None:
    """The record left in the state, if there is one that can be read."""
    try:
        return Record(**json.loads(_path(state).read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def forget(state: State) -> None:
    """Remove the record: the launcher ended in order."""
    _path(state).unlink(missing_ok=True)


def end_children(record: Record) -> list[str]:
    """End what is left of the record's children; returns the names of those that still lived."""
    if record.boot != boot_id():
        return []
    groups = dict(record.children.values())
    left = set(processes.end_groups(groups, STEPS))
    return [name for name, (pid, _) in record.children.items() if pid in left]


def _path(state: State) -> Path:
    return state.run / "launcher.json"
