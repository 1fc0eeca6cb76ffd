"""Children that never outlive their parent, and the end of those that an earlier start left behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Account:
    """A user of the system under whom the servers run."""

    name: str
    uid: int
    gid: int


def dies_with_parent(death_signal: int) -> Callable[[], None]:
    """A function for `preexec_fn`: the kernel sends `death_signal` to the child when its parent dies."""
    parent = os.getpid()

    def prepare() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)

    return prepare


def spawn(
    command: Sequence[object],
    *,
    environment: Mapping[str, str],
    log: Path,
    death_signal: int = signal.SIGTERM,
    account: Account | None = None,
    folder: Path | str = "/",
    given: bytes | None = None,
) -> subprocess.Popen:
    """Start a process in a session of its own, its output appended to `log`, `given` on its stdin."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            env=dict(environment),
            cwd=folder,
            stdin=subprocess.DEVNULL if given is None else subprocess.PIPE,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=dies_with_parent(death_signal),  # noqa: PLW1509 - no thread is ever started here
            user=None if account is None else account.uid,
            group=None if account is None else account.gid,
            extra_groups=None if account is None else [],
        )
    if given is not None and process.stdin is not None:
        process.stdin.write(given)
        process.stdin.close()
    return process


def run_logged(
    command: Sequence[object], *, environment: Mapping[str, str], log: Path, folder: Path | str = "/"
) -> tuple[int, list[str]]:
    """Run a command to its end with its output appended to `log`; its exit code and the lines it printed."""
    with log.open("a+", errors="replace") as output:
        start = output.seek(0, os.SEEK_END)
        done = subprocess.run(
            [str(part) for part in command],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=dies_with_parent(signal.SIGKILL),
            check=False,
        )
        output.seek(start)
        return done.returncode, [line.strip() for line in output.read().splitlines() if line.strip()]


def _stat(pid: int) -> list[str] | None:
    """Fields of /proc/PID/stat from the state on (index 0 = field 3), or None when there is no process."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text.rpartition(")")[2].split()


def started_at(pid: int) -> int | None:
    """When a process started, in clock ticks since boot; None when it is gone or only waits to be reaped."""
    fields = _stat(pid)
    return None if fields is None or fields[0] == "Z" else int(fields[19])


def group_members(group: int, since: int) -> list[int]:
    """The processes of a group that started at or after `since` (ticks): a reused number is no match."""
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        fields = _stat(int(entry))
        if fields and fields[0] != "Z" and int(fields[2]) == group and int(fields[19]) >= since:
            found.append(int(entry))
    return found


def send(pids: Iterable[int], number: int) -> None:
    """Send a signal to each process that still exists."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def wait_until(condition: Callable[[], bool], seconds: float, pause: float = 0.05) -> bool:
    """Wait for a condition; False when it is not met within `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def end_groups(groups: Mapping[int, int], steps: Sequence[tuple[int, float]]) -> list[int]:
    """End process groups ({leader pid: its start in ticks}).

    `steps` are (signal, seconds to wait after it), sent in turn to the leaders while anything lives;
    whatever is left then gets SIGKILL. Returns the processes that were there at the beginning.
    """

    def living() -> list[int]:
        return [pid for group, since in groups.items() for pid in group_members(group, since)]

    first = living()
    for number, seconds in steps:
        left = living()
        if not left:
            return first
        send([pid for pid in left if pid in groups] or left, number)
        wait_until(lambda: not living(), seconds)
    send(living(), signal.SIGKILL)
    wait_until(lambda: not living(), 2.0)
    return first


def works_in(pid: int, folder: Path) -> bool:
    """Whether a process lives and has `folder` as its working directory (both servers go to their data)."""
    try:
        return Path(os.readlink(f"/proc/{pid}/cwd")) == folder.resolve()
    except OSError:
        return False
