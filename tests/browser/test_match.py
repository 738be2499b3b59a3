"""One match opened: why the score is what it is, where the résumé says so, and what can be done about it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from settings import HOME
from tests.browser.conftest import PHONE
from tests.browser.program import Program

AMARA = HOME / "demo" / "resumes" / "amara-lindqvist-backend-engineer.pdf"
AD = HOME / "demo" / "jobs" / "backend-engineer.pdf"
Look = Callable[[Page], None]
Keep = Callable[[Page, str], Path]


@pytest.fixture(scope="module")
def match_id(server: Program, chromium: Browser) -> str:
    """Amara with the ad that she fits; every test of this file looks at their match."""
    context = chromium.new_context()
    answer = context.request.post(f"{server.url}/match", multipart={"resume": AMARA, "jd": AD}, timeout=90_000)  # type: ignore[dict-item]
    found = answer.json()["results"][0]["match_id"]
    context.close()
    return str(found)


def opened(page: Page, server: Program, match_id: str) -> None:
    page.goto(f"{server.url}/#/match/{match_id}")
    expect(page.get_by_role("heading", name="Amara Lindqvist", level=1)).to_be_visible()
    expect(page.get_by_role("region", name="Text of the résumé")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_match_shows_its_reasons_in_both_appearances(
    page: Page, server: Program, match_id: str, axe: Look, screen: Keep, theme: str
) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    opened(page, server, match_id)
    for heading in ("Requirement by requirement", "What the score is made of", "Skills", "What would raise the score"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_role("img", name=re.compile(r"^Timeline with 3 jobs and 1 gaps$"))).to_be_visible()
    axe(page)
    screen(page, f"match-{theme}")


def test_the_contributions_add_up_to_the_score(page: Page, server: Program, match_id: str) -> None:
    opened(page, server, match_id)
    table = page.get_by_role("table", name="What the score is made of")
    points = [float(row.get_by_role("cell").last.inner_text()) for row in table.get_by_role("row").all()[1:]]
    assert sum(points[:-1]) == pytest.approx(points[-1], abs=0.5)


def test_a_requirement_leads_to_its_passage_in_the_resume(page: Page, server: Program, match_id: str) -> None:
    opened(page, server, match_id)
    need = page.get_by_role("button", name=re.compile("Redis for caching"))
    need.press("Enter")
    expect(need).to_have_attribute("aria-pressed", "true")
    mark = page.get_by_role("region", name="Text of the résumé").locator("mark")
    expect(mark).to_have_text(re.compile("Redis caching"))
    expect(mark).to_be_in_viewport()
    expect(need).to_be_focused()
    page.get_by_role("button", name="Python", exact=True).click()
    assert {text.split()[0] for text in mark.all_inner_texts()} == {"Python"}
    page.get_by_role("button", name="Clear highlight").click()
    expect(mark).to_have_count(0)


def test_report_original_and_notice_of_the_decision_are_at_hand(
    page: Page, server: Program, match_id: str, axe: Look
) -> None:
    opened(page, server, match_id)
    for button, start in (("Report (PDF)", b"%PDF"), ("Original file", b"%PDF")):
        with page.expect_download() as downloading:
            page.get_by_role("button", name=button).click()
        assert Path(downloading.value.path()).read_bytes().startswith(start)
    page.get_by_role("button", name="How this score came about").click()
    dialog = page.get_by_role("dialog", name="How this score came about")
    expect(dialog).to_contain_text("A person decides")
    axe(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_an_opinion_is_kept_and_shown_again(page: Page, server: Program, match_id: str) -> None:
    opened(page, server, match_id)
    page.get_by_role("button", name="Yes, about right").click()
    page.get_by_label("How well do they fit, in your view?").select_option("4")
    page.get_by_label("What is off, or right?").fill("The Django years are what counts here.")
    page.get_by_role("button", name="Keep my answer").click()
    expect(page.get_by_text("Your answer is kept.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Last answer: Yes, about right")).to_be_visible()


def test_a_blind_reader_sees_neither_name_nor_the_way_to_it(page: Page, server: Program, match_id: str) -> None:
    opened(page, server, match_id)
    page.get_by_label("Hide who it is").click()
    expect(page.get_by_label("Hide who it is")).to_be_checked()
    expect(page.get_by_role("heading", name=re.compile(r"^Candidate R\d+$"))).to_be_visible()
    expect(page.get_by_role("region", name="Text of the résumé")).to_be_visible()
    expect(page.get_by_text("Lindqvist")).to_have_count(0)
    expect(page.get_by_role("button", name="Original file")).to_have_count(0)


def test_a_match_that_is_no_more_says_so(page: Page, server: Program, refusals: set[int]) -> None:
    refusals.add(404)
    page.goto(f"{server.url}/#/match/M999999")
    expect(page.get_by_role("alert")).to_contain_text("There is no match 'M999999'")


def test_on_a_phone_and_in_indonesian_a_match_fits(
    page: Page, server: Program, match_id: str, axe: Look, screen: Keep
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    opened(page, server, match_id)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    screen(page, "match-phone")
    page.evaluate("localStorage.setItem('shortlist.language', 'id')")
    page.reload()
    expect(page.get_by_role("heading", name="Persyaratan satu per satu")).to_be_visible()
    expect(page.get_by_text(re.compile("Menunjukkan"))).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
