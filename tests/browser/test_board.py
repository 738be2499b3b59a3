"""The board: candidates go from column to column by menu, keyboard and mouse, one or several; refusals are said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.program import Program
from tests.browser.texts import a_job, a_resume

Look = Callable[[Page], None]
Keep = Callable[[Page, str], Path]
PEOPLE = {"Ragna Holt": "Python, Flask, PostgreSQL, Docker", "Ivo Marsh": "Python, Django", "Lena Fisk": "Java, Spring"}


@pytest.fixture
def job(page: Page, server: Program) -> str:
    for name, skills in PEOPLE.items():
        a_resume(page, server, name, skills)
    return a_job(page, server, "Backend Engineer")


def column(page: Page, status: str) -> Locator:
    return page.locator(f"section[data-status={status}]")


def status_of(page: Page, server: Program, job: str, name: str) -> str:
    found = page.request.get(f"{server.url}/api/v1/jobs/{job}/candidates", params={"q": name}).json()["items"]
    return str(found[0]["status"])


def test_a_card_is_moved_by_its_menu_and_a_rejection_asks_why(
    page: Page, server: Program, job: str, axe: Look, screen: Keep
) -> None:
    page.goto(f"{server.url}/#/board/{job}")
    page.get_by_label("Move Ragna Holt to").select_option(label="Shortlisted")
    expect(column(page, "shortlisted").get_by_role("article", name="Ragna Holt")).to_be_visible()
    page.get_by_label("Move Lena Fisk to").select_option(label="Rejected")
    dialog = page.get_by_role("dialog", name="Reject Lena Fisk?")
    dialog.get_by_label("Why, for your team").fill("No Python")
    axe(page)
    dialog.get_by_role("button", name="Reject").click()
    expect(column(page, "rejected").get_by_role("article", name="Lena Fisk")).to_be_visible()
    axe(page)
    screen(page, "board")
    page.get_by_role("button", name="Open Lena Fisk").click()
    panel = page.get_by_role("dialog", name="Lena Fisk")
    expect(panel.get_by_text("No Python")).to_be_visible()
    panel.get_by_label("New note").fill("Asked to be told of other jobs.")
    panel.get_by_role("button", name="Save note").click()
    expect(panel.get_by_role("listitem").filter(has_text="Asked to be told")).to_be_visible()
    panel.get_by_role("textbox", name="Tags").fill("later")
    panel.get_by_role("textbox", name="Tags").press("Enter")
    expect(panel.get_by_role("button", name="Remove later")).to_be_visible()
    axe(page)
    panel.get_by_role("button", name="Close").click()
    expect(column(page, "rejected").get_by_text("later")).to_be_visible()


def test_the_keyboard_carries_a_card_to_the_next_column(page: Page, server: Program, job: str) -> None:
    page.goto(f"{server.url}/#/board/{job}")
    grip = page.get_by_role("button", name="Drag Ivo Marsh")
    grip.focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("Ivo Marsh is over New.")).to_be_attached()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Ivo Marsh is over Reviewed.")).to_be_attached()
    page.keyboard.press("Space")
    expect(column(page, "reviewed").get_by_role("article", name="Ivo Marsh")).to_be_visible()
    expect(page.get_by_text("Ivo Marsh is at Reviewed now.")).to_be_visible()
    assert status_of(page, server, job, "Ivo Marsh") == "reviewed"


def test_a_move_that_the_server_refuses_goes_back_with_its_sentence(
    page: Page, server: Program, job: str, refusals: set[int]
) -> None:
    refusals.add(409)
    page.goto(f"{server.url}/#/board/{job}")
    grip = page.get_by_role("button", name="Drag Ivo Marsh").bounding_box()
    target = column(page, "interview").bounding_box()
    assert grip
    assert target
    page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(target["x"] + 40, target["y"] + 80, steps=8)
    page.mouse.up()
    expect(page.get_by_role("alert")).to_contain_text("legal moves are to reviewed")
    expect(column(page, "pending").get_by_role("article", name="Ivo Marsh")).to_be_visible()
    assert status_of(page, server, job, "Ivo Marsh") == "pending"


def test_several_are_moved_and_tagged_at_once(page: Page, server: Program, job: str, axe: Look) -> None:
    page.goto(f"{server.url}/#/board/{job}")
    for name in ("Ragna Holt", "Ivo Marsh"):
        page.get_by_role("checkbox", name=f"Choose {name}").first.check()
    tools = page.get_by_role("group", name="2 chosen")
    tools.get_by_label("Tag for them").fill("berlin")
    tools.get_by_role("button", name="Add").click()
    expect(page.get_by_text("2 now have the tag berlin.")).to_be_visible()
    axe(page)
    tools.get_by_label("Move them to").select_option(label="Reviewed")
    expect(page.get_by_text("2 are at Reviewed now.")).to_be_visible()
    for name in ("Ragna Holt", "Ivo Marsh"):
        expect(column(page, "reviewed").get_by_role("article", name=name)).to_be_visible()


def test_on_a_phone_one_column_is_shown_at_a_time(
    page: Page, server: Program, job: str, axe: Look, screen: Keep
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{server.url}/#/board/{job}")
    expect(column(page, "pending")).to_be_visible()
    expect(column(page, "reviewed")).to_be_hidden()
    page.get_by_label("Move Ragna Holt to").select_option(label="Reviewed")
    page.get_by_label("Column").select_option("reviewed")
    expect(column(page, "reviewed").get_by_role("article", name="Ragna Holt")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    axe(page)
    screen(page, "board-phone")
