"""File locks: they vanish with the process that holds them, however it ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.console import Failure


class FileLock:
    """A lock on a file, held until `release` or the end of this process (children do not inherit it)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.descriptor: int | None = None

    def take(self, *, shared: bool = False) -> bool:
        """Take the lock at once; False when another process holds it."""
        if self.descriptor is None:
            self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self.descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def wait(self, seconds: float, *, shared: bool = False) -> bool:
        """Take the lock, waiting at most `seconds` for it; False when time ran out."""
        end = time.monotonic() + seconds
        while not self.take(shared=shared):
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True

    def release(self) -> None:
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None

    def held_elsewhere(self, *, by_exclusive_only: bool = False) -> bool:
        """Whether another process holds the lock now (shared holders count unless told otherwise)."""
        probe = FileLock(self.path)
        try:
            return not probe.take(shared=by_exclusive_only)
        finally:
            probe.release()


@contextmanager
def locked(path: Path, seconds: float, sentence: str) -> Iterator[None]:
    """Hold the lock on `path`; fails with `sentence` when it is not free within `seconds`."""
    lock = FileLock(path)
    try:
        if not lock.wait(seconds):
            raise Failure(sentence)
        yield
    finally:
        lock.release()
