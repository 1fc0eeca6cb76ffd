"""The command line of `run.py`."""

import argparse
import contextlib
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from launcher import commands, demonstration, environment, lock, reset
from launcher.console import Failure, Stopped, say, sentence_of
from launcher.environment import Environment
from launcher.state import State, ensure_secrets, open_state

PROJECT = Path(__file__).resolve().parent.parent
INTERRUPTED = 130
VALUED_OPTIONS = ("--state", "--port")
USAGE = """\
commands (what follows a command is passed on to it):
  (none)         start the demonstration, print its URL, stop on Ctrl-C
  manage CMD …   a management command on the demonstration's database
  bench …        the same as `manage bench …`
  test …         the tests; arguments are pytest's
  backup --to DIR        copy the database, closed to others, with its inventory and checksum
  restore --from DIR     restore a copy, compared before it takes its place (--replace keeps the former)
  drill [--from DIR]     prove that a copy can be restored, row by row and right by right; 1 if it differs
  lock           pin requirements/*.txt again from pyproject.toml (--upgrade: newest versions)
  environment    install what is needed and print the folder of the Python environment

exit codes: 0 done, 1 refused or failed, 2 wrong arguments, 3 packages of the system are missing"""


def main(arguments: list[str], project: Path = PROJECT) -> int:
    """Run the command line; returns the exit code. Whatever goes wrong is said in one sentence."""
    state = None
    try:
        options, command, rest = parse(arguments)
        _listen()
        if not sys.platform.startswith("linux"):
            raise Failure("the embedded servers run on Linux only.")
        wanted = State((options.state or project / ".palier").absolute().resolve(), project)
        environment.provide_system_packages(wanted)
        state = open_state(wanted)
        return _dispatch(state, options, command, rest)
    except Failure as failure:
        say(failure.sentence)
        return failure.code
    except OSError as error:
        _keep_trace(state)
        say(sentence_of(error))
        return 1
    except Stopped:
        say("stopped.")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the person at the keyboard gets a sentence, the log the trace
        place = f"; see {trace}" if (trace := _keep_trace(state)) else ""
        say(f"this should not happen ({type(error).__name__}: {error}){place}.")
        return 1


def parse(arguments: list[str]) -> tuple[argparse.Namespace, str, list[str]]:
    """Split the command line into options, the command's name ("" for none) and its own arguments."""
    parser = argparse.ArgumentParser(
        prog="run.py",
        description="Palier on this machine, with its own PostgreSQL and Valkey.",
        epilog=USAGE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--state", type=Path, metavar="DIR", help="state folder (default: .palier in the clone)")
    parser.add_argument("--port", type=_port, default=8000, help="port of the demonstration (default: 8000)")
    parser.add_argument("--no-demo", action="store_true", help="leave a new database empty")
    parser.add_argument("--small", action="store_true", help="fewer invented households, ready sooner")
    parser.add_argument("--reset", action="store_true", help="first remove all data of the state; asks nothing")
    first = 0
    while first < len(arguments) and arguments[first].startswith("-"):
        first += 2 if arguments[first] in VALUED_OPTIONS else 1
    options = parser.parse_args(arguments[:first])
    command, *rest = arguments[first:] or [""]
    if command not in ("", *COMMANDS):
        parser.error(f"unknown command {command!r}; known: {', '.join(COMMANDS)}")
    if command and (options.reset or options.no_demo or options.small):
        parser.error("--reset, --no-demo and --small belong to the demonstration, not to a command")
    return options, command, rest


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)


def _listen() -> None:
    """Ctrl-C, SIGTERM and a closed terminal all stop in order; further signals then change nothing."""

    def stop(number: int, frame: object) -> None:
        for further in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(further, signal.SIG_IGN)
        raise Stopped(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, stop)


def _dispatch(state: State, options: argparse.Namespace, command: str, rest: list[str]) -> int:
    if command:
        return COMMANDS[command](state, rest)
    lock_of_launcher = demonstration.launcher_lock(state)
    try:
        if options.reset and lock_of_launcher.held_elsewhere():
            raise Failure("a launcher runs on this state; stop it before --reset.")
        code = demonstration.take_or_point(state, lock_of_launcher)
        if code is not None:
            return code
        demonstration.clean_up_after(state)
        if options.reset:
            reset.reset(state)
        made = environment.ensure(state)
        ensure_secrets(state)
        wishes = demonstration.Wishes(options.port, demo=not options.no_demo, small=options.small)
        return demonstration.run(state, made, wishes)
    finally:
        lock_of_launcher.release()


def _with_environment(run: Callable[[State, Environment, list[str]], int]) -> Callable[[State, list[str]], int]:
    """A command that gets the installed environment, made first if need be."""

    def command(state: State, rest: list[str]) -> int:
        made = environment.ensure(state)
        ensure_secrets(state)
        return run(state, made, rest)

    return command


def _print_environment(state: State, made: Environment, rest: list[str]) -> int:
    print(made.folder)
    return 0


COMMANDS = {
    "manage": _with_environment(commands.manage),
    "bench": _with_environment(lambda state, made, rest: commands.manage(state, made, ["bench", *rest])),
    "test": _with_environment(commands.test),
    **{name: _with_environment(commands.copies(name)) for name in ("backup", "restore", "drill")},
    "lock": lock.lock,
    "environment": _with_environment(_print_environment),
}


def _keep_trace(state: State | None) -> Path | None:
    """Keep the trace of an unforeseen error in the log; None when it cannot be kept."""
    if state is None:
        return None
    path = state.logs / "launcher.log"
    with contextlib.suppress(OSError):
        with path.open("a") as log:
            traceback.print_exc(file=log)
        return path
    return None
