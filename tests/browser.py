"""Chromium for the tests: the system's own, driven through Playwright."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path("node_modules/axe-core/axe.min.js")


def chromium_path() -> str:
    """Where Chromium is; skips the test where it is missing, but in CI the test fails."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        missing = "Chromium is not installed: run “apt-get install chromium” to let the browser tests run."
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    return str(path)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that asks nobody for updates."""
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        try:
            yield browser
        finally:
            browser.close()
            # Beside a running browser Django opens connections of its own, which would keep the test database in use.
            for connection in connections.all(initialized_only=True):
                if not connection.in_atomic_block:
                    connection.close()


@contextmanager
def page_of(browser: Browser, *, width: int = 1280, height: int = 900, policy: bool = True) -> Iterator[Page]:
    """A page whose console errors, policy violations among them, are kept in `page.complaints`.

    `policy=False` lets a test's own script in, past the content security policy.
    """
    context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=not policy)
    page = context.new_page()
    page.complaints = []  # type: ignore[attr-defined]
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.complaints.append(str(error)))  # type: ignore[attr-defined]
    try:
        yield page
    finally:
        context.close()


def axe_faults(page: Page, project: Path) -> list[str]:
    """What axe finds against WCAG 2.2 AA, the size of targets too, and good practice.

    The page must come from `page_of(policy=False)`.
    """
    page.evaluate((project / AXE).read_text())
    asked = "{resultTypes: ['violations'], rules: {'target-size': {enabled: true}}}"
    found = page.evaluate(f"async () => (await axe.run(document, {asked})).violations")
    return [f"{fault['id']}: {node['html'][:120]}" for fault in found for node in fault["nodes"]]


def is_wider_than_screen(page: Page) -> bool:
    """Whether the page scrolls sideways (WCAG 1.4.10)."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
