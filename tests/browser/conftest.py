"""A real browser for pages. Where there is none, the tests say so where nobody can miss it; in CI they fail."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.programs import skip_without

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = (
    "NO BROWSER: the pages were NOT checked. Install one (Debian: apt-get install chromium), "
    "or name it: REPORTEXTRACT_BROWSER=/path/to/chromium"
)
REQUIRED = "REPORTEXTRACT_BROWSER_REQUIRED"


def find_browser() -> str | None:
    named = os.environ.get("REPORTEXTRACT_BROWSER")
    if named:
        return named
    return next((path for name in PROGRAMS if (path := shutil.which(name)) is not None), None)


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    program = find_browser()
    if program is None:
        skip_without(ADVICE, REQUIRED, request.config)
    from playwright.sync_api import sync_playwright

    # As root, which CI is, Chromium starts without its sandbox only; the pages are our own.
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=arguments)
        yield opened
        opened.close()
