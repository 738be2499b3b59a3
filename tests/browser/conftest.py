"""A real browser, Debian's Chromium, on the real program; a page is held to say nothing bad behind its face."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect, sync_playwright

from settings import HOME
from tests.browser.program import Program

WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
SCREENS = HOME / "docs" / "screens"
# A busy machine takes its time; what is wrong stays wrong that long.
_PATIENCE_MS = 30_000
expect.set_options(timeout=_PATIENCE_MS)
_AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
# Reported by the browser for every refusal, also for those that a test provokes; `expected` looks at them by status.
_REFUSAL = "Failed to load resource"


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        missing = "Chromium is not installed (Debian: apt-get install chromium)"
        if os.environ.get("SHORTLIST_REQUIRE_SERVICES"):
            pytest.fail(f"{missing}, and SHORTLIST_REQUIRE_SERVICES says that it must be")
        pytest.skip(missing)
    return path


# For one file of tests: as long as it lives, its driver's loop of events runs in this thread, and no other one can.
@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Browser]:
    # Chromium refuses to run as root within its sandbox.
    args = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=args)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, chromium_path: str) -> Iterator[Program]:
    """A server in local mode without demo; tests share it, so each brings what it looks at."""
    running = Program(tmp_path_factory.mktemp("local") / "server")
    yield running
    running.stop()


@pytest.fixture
def fresh_server(tmp_path: Path, chromium: Browser) -> Iterator[Program]:
    """An empty server of one test alone that wants accounts: it begins with the form of the first one."""
    running = Program(tmp_path / "server", is_reachable=True, SECRET_KEY="a secret that only tests know, long enough")
    yield running
    running.stop()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport=WIDE, locale="en-GB", timezone_id="Europe/Berlin", accept_downloads=True)  # type: ignore[arg-type]
    made.set_default_timeout(_PATIENCE_MS)
    yield made
    made.close()


@pytest.fixture
def refusals() -> set[int]:
    """Statuses that a test provokes: ``refusals.add(401)``; every other answer from 400 on fails it."""
    return set()


@pytest.fixture
def page(context: BrowserContext, refusals: set[int]) -> Iterator[Page]:
    """An empty tab. At the end nothing may have been complained about, refused, or kept back by the policy."""
    complaints: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and _REFUSAL not in message.text:
            complaints.append(f"{message.type}: {message.text}")

    def on_response(response: Response) -> None:
        if response.status >= 400 and response.status not in refusals:
            complaints.append(f"{response.status} {response.request.method} {response.url}")

    opened = context.new_page()
    opened.on("console", on_console)
    opened.on("pageerror", lambda error: complaints.append(f"uncaught: {error}"))
    opened.on("response", on_response)
    yield opened
    opened.close()
    assert complaints == []


@pytest.fixture
def screen(tmp_path: Path) -> Callable[[Page, str], Path]:
    """Keeps a picture of the page; in docs/screens/ when SHORTLIST_WRITE_SCREENS is set."""

    def keep(page: Page, name: str) -> Path:
        folder = SCREENS if os.environ.get("SHORTLIST_WRITE_SCREENS") else tmp_path
        folder.mkdir(exist_ok=True)
        path = folder / f"{name}.png"
        page.screenshot(path=path, animations="disabled")
        return path

    return keep


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Fails with what a screen reader, a keyboard or weak eyes would stumble over badly."""

    def look(page: Page) -> None:
        # By the tools of the browser and not as an element, which the policy of the page would refuse.
        page.evaluate(_AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        serious = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
        told = [{one["id"]: [(node["target"], node["failureSummary"]) for node in one["nodes"]]} for one in serious]
        assert serious == [], json.dumps(told, indent=1)

    return look
