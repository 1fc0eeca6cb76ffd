"""The system's Chromium, for every test that looks at a page."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

#: Its own words and the order of its dates follow this, if its French is installed (package « chromium-l10n »).
LANGUAGE = {"LANGUAGE": "fr_FR"}
OPTIONS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")


@contextmanager
def chromium_opened() -> Iterator[Browser]:
    """Open it and close it. One thread drives one browser at a time: not for longer than a module."""
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("Chromium is missing: install the package « chromium », or use --without-browser.", pytrace=False)
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # The browser's loop runs in this thread, where Django would refuse to answer its requests.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        opened = playwright.chromium.launch(executable_path=program, args=list(OPTIONS), env=os.environ | LANGUAGE)
        yield opened
        opened.close()
