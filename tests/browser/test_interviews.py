"""Interviews: planned, refused where the time is taken, changed, cancelled, judged, and taken along as a calendar file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.program import Program
from tests.browser.texts import a_job, a_resume, an_account, enter, stored

Look = Callable[[Page], None]
Keep = Callable[[Page, str], Path]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Program]:
    """A server of this module that wants accounts."""
    folder = tmp_path_factory.mktemp("office") / "server"
    running = Program(folder, is_reachable=True, SECRET_KEY="a secret that only tests know, long enough")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def mira(office: Program, chromium: Browser) -> dict[str, str]:
    """The admin, with two shortlisted candidates for a job."""
    page = chromium.new_page()
    tokens = an_account(page, office, "Mira Lindqvist")
    job = a_job(page, office, "Backend Engineer", tokens["access"])
    moves = f"{office.url}/api/v1/jobs/{job}/candidates/moves"
    ids = [a_resume(page, office, name, "Python, Flask", tokens["access"]) for name in ("Ragna Holt", "Ivo Marsh")]
    stored(page.request, moves, {"resume_ids": ids, "status": "shortlisted"}, tokens["access"])
    page.close()
    return tokens


def plan(page: Page, candidate: str, day: date, time: str) -> None:
    page.get_by_role("button", name="Plan interview").click()
    dialog = page.get_by_role("dialog", name="Plan an interview")
    dialog.get_by_label("Job", exact=False).first.select_option(label="Backend Engineer")
    options = dialog.get_by_label("Candidate").locator("option")
    expect(options.filter(has_text=candidate)).to_be_attached()
    dialog.get_by_label("Candidate").select_option(label=options.filter(has_text=candidate).inner_text())
    dialog.get_by_label("Day").fill(day.isoformat())
    dialog.get_by_label("Begins at").fill(time)
    dialog.get_by_role("button", name="Save").click()


def test_an_interview_is_planned_and_a_taken_time_is_refused_without_losing_what_was_typed(
    page: Page, office: Program, mira: dict[str, str], refusals: set[int], axe: Look, screen: Keep
) -> None:
    refusals.add(409)
    day = date.today() + timedelta(days=7)
    enter(page, office, mira, "interviews")
    plan(page, "Ragna Holt", day, "10:00")
    event = page.get_by_role("button", name="10:00, Ragna Holt")
    expect(event).to_be_visible()
    axe(page)
    plan(page, "Ivo Marsh", day, "10:30")
    dialog = page.get_by_role("dialog", name="Plan an interview")
    expect(dialog.get_by_role("alert")).to_contain_text("has another interview from")
    axe(page)
    dialog.get_by_label("Begins at").fill("13:00")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="13:00, Ivo Marsh")).to_be_visible()
    screen(page, "interviews")
    page.get_by_label("View").select_option("month")
    expect(page.get_by_role("button", name="13:00, Ivo Marsh")).to_be_visible()
    axe(page)
    screen(page, "interviews-month")

    page.get_by_role("button", name="13:00, Ivo Marsh").click()
    panel = page.get_by_role("dialog", name="Ivo Marsh")
    expect(panel.get_by_text("Times in Europe/Berlin")).to_be_visible()
    axe(page)
    with page.expect_download() as kept:
        panel.get_by_role("button", name="Calendar file").click()
    assert "BEGIN:VEVENT" in Path(kept.value.path()).read_text(encoding="utf-8")
    panel.get_by_role("button", name="Change").click()
    change = page.get_by_role("dialog", name="Change the interview")
    change.get_by_label("Time zone").fill("America/New_York")
    change.get_by_label("Begins at").fill("09:00")
    change.get_by_role("button", name="Save").click()
    expect(panel.get_by_text("in America/New_York")).to_be_visible()
    panel.get_by_role("button", name="Cancel interview").click()
    page.get_by_role("dialog", name="Cancel this interview?").get_by_role("button", name="Cancel interview").click()
    expect(panel.get_by_text("Cancelled", exact=True)).to_be_visible()


def test_one_that_has_begun_gets_an_outcome_and_a_scorecard(
    page: Page, office: Program, mira: dict[str, str], axe: Look, screen: Keep
) -> None:
    url, headers = f"{office.url}/api/v1", {"Authorization": f"Bearer {mira['access']}"}
    [held] = page.request.get(f"{url}/interviews/interviewers", headers=headers).json()["items"]
    job = page.request.get(f"{url}/jobs", headers=headers).json()["items"][0]["job_id"]
    found = page.request.get(f"{url}/jobs/{job}/candidates", params={"q": "Ragna"}, headers=headers).json()["items"]
    asked = {
        "job_id": job,
        "resume_id": found[0]["resume_id"],
        "type": "technical",
        "start": (datetime.now(UTC) - timedelta(minutes=10)).isoformat(timespec="minutes"),
        "time_zone": "Europe/Berlin",
        "duration_minutes": 30,
        "interviewer_ids": [held["user_id"]],
    }
    begun = stored(page.request, f"{url}/interviews", asked, mira["access"])["interview_id"]
    enter(page, office, mira, f"interviews?view=list&interview={begun}")
    panel = page.get_by_role("dialog", name="Ragna Holt")
    panel.get_by_role("button", name="It took place").click()
    expect(panel.get_by_text("Took place", exact=True)).to_be_visible()
    panel.get_by_role("button", name="Write yours").click()
    panel.get_by_label("Points, 1 to 5").first.select_option("5")
    panel.get_by_label("In sum").select_option(label="Clearly yes")
    axe(page)
    panel.get_by_role("button", name="Save scorecard").click()
    card = panel.get_by_role("article", name="Mira Lindqvist")
    expect(card.get_by_text("5 of 5")).to_be_visible()
    expect(card.get_by_text("Clearly yes")).to_be_visible()
    screen(page, "interview")
    panel.get_by_role("button", name="Close").click()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for view in ("list", "week", "month"):
        page.get_by_label("View").select_option(view)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        axe(page)
    screen(page, "interviews-phone")


def test_without_accounts_planning_says_what_is_needed(page: Page, server: Program) -> None:
    page.goto(f"{server.url}/#/interviews?new=1")
    dialog = page.get_by_role("dialog", name="Plan an interview")
    expect(dialog.get_by_text("Interviews need people with accounts.")).to_be_visible()
    expect(dialog.get_by_role("link", name="To the settings")).to_be_visible()
