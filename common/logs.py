"""Logs: one JSON object a line, and nothing of a person in any of them.

What a library or an exception says may quote a row, an address or what somebody typed. So only loggers whose words we
know are written out whole; of another one, the message as its author wrote it in the code, without its values. Of an
exception: its class, its SQLSTATE and its places, never its message. Standard library only.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

#: Loggers whose messages carry identifiers, counts and addresses of servers only.
OURS = ("palier", "common", "cases", "committees", "funding", "reports", "partners", "config")
KNOWN = (*OURS, "celery.beat", "celery.worker.consumer", "celery.apps", "_granian")
#: What a record may carry beside its message: see `common.observing`.
FIELDS = ("request_id", "route", "method", "status", "ms", "unit", "task", "task_id")
PLACES = 6


class JsonFormatter(logging.Formatter):
    """One line of JSON: time (UTC), level, logger, message, then the known fields, then the exception."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message_of(record),
        }
        line |= {name: getattr(record, name) for name in FIELDS if getattr(record, name, None) is not None}
        line |= task_of(record)
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = account_of(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=type_name)


class TextFormatter(JsonFormatter):
    """The same for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        line = json.loads(super().format(record))
        words = [line.pop(name) for name in ("time", "level", "logger", "message")]
        return " ".join([*words, *(f"{name}={value}" for name, value in line.items())])


def message_of(record: logging.LogRecord) -> str:
    """The message of a known logger; of another one, its words without its values."""
    if is_known(record.name):
        return record.getMessage()
    # Text already put together when it was logged cannot be told from its values.
    return str(record.msg) if record.args else f"(text of {record.module}:{record.lineno})"


def is_known(name: str) -> bool:
    return any(name == known or name.startswith(f"{known}.") for known in KNOWN)


def task_of(record: logging.LogRecord) -> dict[str, str]:
    """Which task Celery speaks of: its name and id, never its arguments or the text of its failure."""
    if not record.name.startswith("celery.") or not isinstance(record.args, dict):
        return {}
    return {field: str(record.args[key]) for field, key in (("task", "name"), ("task_id", "id")) if key in record.args}


def account_of(error: BaseException) -> dict[str, Any]:
    """What may be told of an exception: class, SQLSTATE, the last places it went through, and its cause likewise."""
    frames = traceback.extract_tb(error.__traceback__)[-PLACES:]
    told: dict[str, Any] = {
        "class": type_name(error),
        "places": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    if state := getattr(error, "sqlstate", None):
        told["sqlstate"] = state
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        told["cause"] = account_of(cause)
    return told


def type_name(value: object) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}"


def configuration(form: str, level: str) -> dict[str, Any]:
    """The value of LOGGING, for `dictConfig`: everything to stderr through one formatter, no mail to administrators."""
    formatter = {"json": "common.logs.JsonFormatter", "text": "common.logs.TextFormatter"}[form]
    through_root = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's default sends errors by mail, with the request's values.
            "django": through_root | {"level": level},
            # One line per request is ours; Django's repeats the path.
            "django.request": through_root | {"level": "ERROR"},
            "django.db.backends": through_root | {"level": "WARNING"},
            "celery.task": through_root,
            # A line per message, with a task's arguments and result.
            "celery.app.trace": through_root | {"level": "WARNING"},
            "celery.worker.strategy": through_root | {"level": "WARNING"},
            "_granian": through_root,
            "granian.access": through_root | {"level": "CRITICAL"},
            "fontTools": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
        },
    }
