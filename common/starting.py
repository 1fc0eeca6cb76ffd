"""A start that fails: one line of the logs like any other, then the end of the process."""

import logging
import logging.config
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured

from common import logs
from common.environment import LOG_FORMATS, read

logger = logging.getLogger("palier.start")


class CannotStart(ImproperlyConfigured):
    """A fault of the installation, in a sentence of ours for its operator; nothing of a person in it."""


@contextmanager
def told_in_one_line(part: str) -> Iterator[None]:
    """End the process (SystemExit, 1) with one line when what is inside raises; `part` names what does not start.

    The line holds the class and the places of the failure. Its words only for `CannotStart`: those of a library or of
    the database may quote a value.
    """
    try:
        yield
    except Exception as error:
        form = read("PALIER_LOG_FORMAT")
        logging.config.dictConfig(logs.configuration(form if form in LOG_FORMATS else "json", "INFO"))
        why = str(error) if isinstance(error, CannotStart) else type(error).__name__
        logger.critical("%s does not start: %s", part, why, exc_info=True)
        raise SystemExit(1) from None
