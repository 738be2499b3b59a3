"""Jobs of other companies: boards are asked, what they have is matched, taken over, and looked for again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.program import Program
from tests.browser.texts import a_resume
from tests.connectors.board_server import BoardServer, Job, _started, said

Look = Callable[[Page], None]
Keep = Callable[[Page, str], Path]
_SEARCH_MS = 30_000


def an_ad(number: int, title: str, *wanted: str) -> Job:
    lines = "".join(f"<li>{one}</li>" for one in wanted)
    html = f"<h2>Requirements</h2><ul>{lines}</ul>"
    return Job(number, title, "Nordwind Logistik", "Hamburg", "Germany", number, html)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Program]:
    """A server that asks a career page with two ads, and a feed that is out of order; it has one résumé."""
    ads = [
        an_ad(1, "Backend Engineer", "3+ years of experience with Python", "Flask and PostgreSQL"),
        an_ad(2, "Warehouse Supervisor", "Forklift licence", "Leading a shift of ten people"),
    ]
    careers, broken = BoardServer("pages", ads), BoardServer("feeds", always=said("", 503))
    running = [_started(careers), _started(broken)]
    program = Program(
        tmp_path_factory.mktemp("town") / "server",
        OUTBOUND_ALLOWED_HOSTS=f"{careers.place},{broken.place}",
        JOB_BOARDS=f"pages:{careers.base}/jobs,feeds:{broken.base}/jobs",
    )
    page = chromium.new_page()
    a_resume(page, program, "Ragna Holt", "Python, Flask, PostgreSQL, Docker")
    page.close()
    yield program
    program.stop()
    for one in running:
        one.shutdown()
        one.server_close()


def test_a_found_job_says_why_it_fits_and_is_taken_over(page: Page, town: Program, axe: Look, screen: Keep) -> None:
    page.goto(f"{town.url}/#/search")
    axe(page)
    page.get_by_role("button", name="Find jobs").click()
    found = page.get_by_role("article")
    expect(found.first.get_by_role("link", name="Backend Engineer")).to_be_visible(timeout=_SEARCH_MS)
    expect(found).to_have_count(2)
    expect(found.first.get_by_text("PostgreSQL", exact=True)).to_be_visible()
    expect(found.last.get_by_text("Lacks")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="feeds")).to_be_visible()
    axe(page)
    screen(page, "search")
    found.first.get_by_role("button", name="Make it our job").click()
    expect(page.get_by_text("It is now the job")).to_be_visible()
    page.goto(f"{town.url}/#/jobs")
    expect(page.get_by_role("link", name="Backend Engineer", exact=True)).to_be_visible()


def test_filters_that_leave_nothing_say_what_to_do(page: Page, town: Program, axe: Look) -> None:
    page.goto(f"{town.url}/#/search")
    page.get_by_text("More filters").click()
    page.get_by_label("Not these companies").fill("Nordwind Logistik")
    page.get_by_label("Remote").check()
    axe(page)
    page.get_by_label("Place").press("Enter")
    expect(page.get_by_text("Take a filter away, or use fewer words.")).to_be_visible(timeout=_SEARCH_MS)


def test_a_saved_search_is_made_by_itself_and_shows_what_it_found(
    page: Page, town: Program, axe: Look, screen: Keep
) -> None:
    page.goto(f"{town.url}/#/search")
    page.get_by_label("Words", exact=True).fill("backend")
    page.get_by_role("button", name="Save this search").click()
    dialog = page.get_by_role("dialog", name="Save this search")
    dialog.get_by_label("Search again every").select_option(label="12 hours")
    axe(page)
    dialog.get_by_role("button", name="Save").click()
    page.get_by_role("tab", name="Saved searches").click()
    saved = page.get_by_role("article").filter(has=page.get_by_role("heading", name="backend"))
    expect(saved).to_contain_text("every 12 hours")
    saved.get_by_role("button", name="What it found").click()
    axe(page)
    screen(page, "search-saved")
    saved.get_by_role("button", name="Pause").click()
    expect(saved.get_by_text("Paused", exact=True)).to_be_visible()
    saved.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No search is saved yet")).to_be_visible()


def test_found_jobs_fit_a_phone_in_indonesian(page: Page, town: Program, axe: Look, screen: Keep) -> None:
    page.goto(f"{town.url}/#/search")
    page.get_by_label("Language").select_option("id")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.get_by_role("button", name="Cari lowongan").click()
    expect(page.get_by_role("article")).to_have_count(2, timeout=_SEARCH_MS)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    axe(page)
    screen(page, "search-phone")


def test_without_boards_it_leads_to_naming_some_and_a_wrong_name_is_refused(
    page: Page, server: Program, refusals: set[int], axe: Look, screen: Keep
) -> None:
    refusals.add(422)
    page.goto(f"{server.url}/#/search")
    expect(page.get_by_text("No job board is set up yet")).to_be_visible()
    axe(page)
    screen(page, "search-empty")
    page.get_by_role("button", name="Set up boards").click()
    page.get_by_label("Boards that are asked").fill("nobody:acme")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("alert")).to_contain_text("nobody")
    axe(page)
