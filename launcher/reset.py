"""`--reset`: every row, file and secret of a state is removed; the installed environment stays."""

import shutil

from launcher import clusters, environment
from launcher.console import Failure, say
from launcher.processes import wait_until
from launcher.servers import STOP_SECONDS, running
from launcher.state import State, clear


def reset(state: State) -> None:
    """Remove the state's data; the caller holds the launcher's lock. Refuses (Failure) while servers run."""
    if not wait_until(lambda: not any(running(state, kind) for kind in clusters.FOLDERS), STOP_SECONDS):
        raise Failure("the servers of this state are in use; stop the command that uses them before --reset.")
    for folder in clusters.existing_folders(state):
        shutil.rmtree(folder)
    clear(state, kept=(*environment.SOFTWARE, state.run.name, state.logs.name))
    for left in state.run.iterdir():
        if left.suffix != ".lock":
            left.unlink()
    say(f"{state.folder} was emptied.")
