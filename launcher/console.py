"""What the launcher says, and how it gives up."""

import errno
import sys


class Failure(Exception):
    """One sentence for the person at the keyboard, with the exit code that goes with it."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


class Stopped(BaseException):
    """The launcher was asked to stop (Ctrl-C, SIGTERM or a closed terminal), by the signal `number`."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def say(sentence: str) -> None:
    """Tell the person at the keyboard. On stderr: stdout belongs to the command, or to the URL."""
    print(f"palier: {sentence}", file=sys.stderr, flush=True)


def sentence_of(error: OSError) -> str:
    """A refusal of the system in one sentence."""
    place = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"the disk is full{place}."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"permission is denied{place}; use a state folder you may write, with --state."
    return f"the system refused: {error.strerror or error}{place}."
