"""Figures of hiring: every panel as a chart, a table and a file, of the jobs and days that are chosen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.program import Program
from tests.browser.texts import a_job, a_resume, stored

Look = Callable[[Page], None]
Keep = Callable[[Page, str], Path]
TITLE = "Tide Table Engineer"
PANELS = (
    "Candidates and hires over time",
    "How far candidates come",
    "How scores are spread",
    "Skills wanted and at hand",
    "How long a step takes",
    "Time to a hire",
    "How candidates came in",
    "Do scores and decisions agree",
)


@pytest.fixture(scope="module")
def job(server: Program, chromium: Browser) -> str:
    """A job with one hired, one shortlisted and one rejected candidate, each with a score."""
    page = chromium.new_page()
    skills = {"Aino Berg": "Python, Flask, PostgreSQL", "Milo Strand": "Python, Docker", "Cara Voss": "Java"}
    ids = [a_resume(page, server, name, known) for name, known in skills.items()]
    job = a_job(page, server, TITLE)
    moves = f"{server.url}/api/v1/jobs/{job}/candidates"
    for at, path in enumerate((("shortlisted", "interview", "offer", "hired"), ("shortlisted",), ("rejected",))):
        for status in path:
            stored(page.request, f"{moves}/moves", {"resume_ids": [ids[at]], "status": status})
    for one in ids:
        stored(page.request, f"{server.url}/api/v1/match", {"resume_id": one, "job_id": job})
    page.close()
    return job


def test_every_figure_is_shown_as_a_chart_and_as_a_table(
    page: Page, server: Program, job: str, axe: Look, screen: Keep
) -> None:
    page.goto(f"{server.url}/#/analytics")
    page.get_by_label("Job").select_option(job)
    for title in PANELS:
        expect(page.get_by_role("region", name=title, exact=True).get_by_role("table")).to_be_visible()
    funnel = page.get_by_role("region", name="How far candidates come", exact=True)
    expect(funnel.get_by_role("row", name="Shortlisted 2 1 67% 100%")).to_be_attached()
    axe(page)
    screen(page, "analytics")
    funnel.get_by_role("button", name="Show “How far candidates come” as a table").click()
    # A table that is seen can be scrolled by keyboard; the one for screen readers alone cannot be come to.
    expect(funnel.first.get_by_role("region", name="How far candidates come")).to_be_visible()
    expect(funnel.get_by_role("button", name="Show “How far candidates come” as a chart")).to_be_focused()
    axe(page)
    sources = page.get_by_role("region", name="How candidates came in", exact=True)
    expect(sources.get_by_text("Added by your team").first).to_be_visible()


def test_a_figure_and_the_report_are_downloaded(page: Page, server: Program, job: str) -> None:
    page.goto(f"{server.url}/#/analytics")
    page.get_by_label("Job").select_option(job)
    with page.expect_download() as kept:
        page.get_by_role("button", name="Download “How far candidates come” as CSV").click()
    assert "hired,1," in Path(kept.value.path()).read_text(encoding="utf-8")
    with page.expect_download() as report:
        page.get_by_role("button", name="Download the report").click()
    assert TITLE in Path(report.value.path()).read_text(encoding="utf-8")


def test_days_without_anything_say_what_to_choose(page: Page, server: Program, job: str) -> None:
    page.goto(f"{server.url}/#/analytics")
    page.get_by_label("Job").select_option(job)
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    page.get_by_label("From", exact=True).fill(tomorrow)
    funnel = page.get_by_role("region", name="How far candidates come", exact=True)
    expect(funnel.get_by_text("Choose an earlier first day, or all jobs.")).to_be_visible()


def test_figures_fit_a_phone_and_speak_indonesian(
    page: Page, server: Program, job: str, axe: Look, screen: Keep
) -> None:
    page.goto(f"{server.url}/#/analytics")
    page.get_by_label("Language").select_option("id")
    expect(page.get_by_role("heading", name="Analitik")).to_be_visible()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="dark")
    expect(page.get_by_role("region", name="Sejauh mana kandidat melangkah", exact=True)).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Memuat")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    axe(page)
    screen(page, "analytics-phone")
