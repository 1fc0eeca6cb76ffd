"""The system's Chromium, for every test that looks at a page."""

import mimetypes
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Route, sync_playwright

from common.static_build import build_fonts, build_stylesheet

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


def answer_static(route: Route, name: str) -> None:
    """Answer with that static file, those the product makes (fonts, the stylesheet) included; 404 without one."""
    made = Path(_made().name) / name
    found = made if made.is_file() else Path(finders.find(name) or "")
    if found.is_file():
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        route.fulfill(body=found.read_bytes(), content_type=kind)
    else:
        route.fulfill(status=404)


@cache
def _made() -> tempfile.TemporaryDirectory:
    # Once a process, and gone with it.
    folder = tempfile.TemporaryDirectory(prefix="palier-static-")
    build_fonts(Path(folder.name))
    build_stylesheet(Path(folder.name))
    return folder
