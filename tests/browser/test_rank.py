"""From dropped files to an explained ranking and a table file, and what the page says when something goes wrong."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from settings import HOME
from tests.browser.conftest import PHONE
from tests.browser.program import Program

RESUMES = HOME / "demo" / "resumes"
FIVE = [
    RESUMES / name
    for name in (
        "amara-lindqvist-backend-engineer.pdf", "rizky-putra-backend-developer.txt", "tomas-vieira-java-developer.pdf",
        "noor-haddad-data-scientist.docx", "larasati-puspita-web-developer.pdf",
    )
]  # fmt: skip
AD = HOME / "demo" / "jobs" / "backend-engineer.pdf"
AD_TEXT = (HOME / "demo" / "content" / "jobs" / "backend-engineer.txt").read_text(encoding="utf-8")
DROP, START = "Drop résumés here, or choose files", "Rank résumés"
# The first reading loads the language model, on a machine that may be busy.
PATIENCE_MS = 60_000
Look = Callable[[Page], None]
Keep = Callable[[Page, str], Path]


def open_start(page: Page, server: Program) -> None:
    page.goto(f"{server.url}/#/rank")
    expect(page.get_by_role("heading", name="Rank résumés for a job")).to_be_visible()


def drop(page: Page, *files: Path) -> None:
    page.get_by_label(DROP).set_input_files(list(files))


def start(page: Page) -> None:
    page.get_by_role("button", name=START).click()


def rows(page: Page) -> list[str]:
    return page.get_by_role("table").get_by_role("rowheader").get_by_role("link").all_inner_texts()


def test_five_dropped_files_and_an_ad_become_a_downloaded_table_within_a_minute(
    page: Page, server: Program, axe: Look, screen: Keep, tmp_path: Path
) -> None:
    open_start(page, server)
    axe(page)
    screen(page, "rank-start")
    begun = time.monotonic()
    drop(page, *FIVE)
    page.get_by_role("tab", name="File").click()
    page.get_by_label("Drop the job ad here, or choose a file").set_input_files(AD)
    screen(page, "rank-files")
    start(page)
    expect(page.get_by_role("heading", name="Ranking for Senior Backend Engineer")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("table").get_by_role("rowheader")).to_have_count(5)
    assert rows(page)[0] == "Amara Lindqvist"
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download CSV").click()
    assert time.monotonic() - begun < 60

    table = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(table)
    written = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig"))))
    assert [row["candidate_name"] for row in written] == rows(page)
    assert [row["rank"] for row in written] == ["1", "2", "3", "4", "5"]
    assert [float(row["match_score"]) for row in written] == sorted(
        (float(row["match_score"]) for row in written), reverse=True
    )
    axe(page)
    screen(page, "ranking")


@pytest.fixture(scope="module")
def address(server: Program, chromium: Browser) -> str:
    """The ranking of the five; whoever looks at it does not wait for the files to be read again."""
    context = chromium.new_context()
    send = context.request.post
    ad = send(f"{server.url}/uploadJD", multipart={"file": AD}, timeout=PATIENCE_MS).json()["job_id"]  # type: ignore[dict-item]
    people = [
        send(f"{server.url}/api/v1/resumes/upload", multipart={"file": one}, timeout=PATIENCE_MS).json()["resume_id"]  # type: ignore[dict-item]
        for one in FIVE
    ]
    context.close()
    return f"{server.url}/#/rank/{ad}?of={','.join(people)}"


def open_ranking(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("table").get_by_role("rowheader")).to_have_count(5)


def test_a_slider_ranks_everybody_anew_and_the_address_remembers_it(
    page: Page, address: str, axe: Look, screen: Keep
) -> None:
    open_ranking(page, address)
    before = page.get_by_role("table").inner_text()
    page.get_by_role("button", name="Adjust weights").click()
    slider = page.get_by_role("slider", name="Languages")
    with page.expect_response(lambda answer: answer.url.split("?")[0].endswith("/match")):
        slider.focus()
        slider.press("End")
    expect(page.get_by_label("Profile")).to_have_value("custom")
    expect(page.get_by_role("table")).not_to_have_text(before)
    expect(page).to_have_url(re.compile(r"weights=.*languages(%3A|:)100"))
    axe(page)
    screen(page, "ranking-weights")
    page.reload()
    expect(page.get_by_role("slider", name="Languages")).to_have_value("100")
    page.get_by_role("button", name="Back to the profile").click()
    expect(page.get_by_label("Profile")).to_have_value("balanced")


def test_whoever_just_wants_to_see_it_needs_one_click(page: Page, server: Program) -> None:
    open_start(page, server)
    page.get_by_role("button", name="Try with fictional people").click()
    expect(page.get_by_role("heading", name="Ranking for Senior Backend Engineer")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("table").get_by_role("rowheader")).to_have_count(5)


def test_two_to_five_candidates_are_compared_side_by_side(page: Page, address: str, axe: Look, screen: Keep) -> None:
    open_ranking(page, address)
    for name in ("Amara Lindqvist", "Tomás Vieira"):
        page.get_by_role("checkbox", name=f"Choose {name} for comparison").check()
    page.get_by_role("button", name="Compare", exact=True).click()
    table = page.get_by_role("table", name="Compare candidates")
    expect(table.get_by_role("columnheader", name="Amara Lindqvist")).to_be_visible()
    expect(table.get_by_role("row", name=re.compile("Redis for caching"))).to_contain_text("Met")
    axe(page)
    screen(page, "compare")
    page.get_by_role("link", name="Back to the ranking").click()
    expect(page.get_by_role("table").get_by_role("rowheader")).to_have_count(5)


def test_a_file_that_cannot_be_read_says_why_and_the_others_are_ranked(
    page: Page, server: Program, refusals: set[int], axe: Look, screen: Keep, tmp_path: Path
) -> None:
    refusals.update({415, 422})
    program, empty = tmp_path / "program.pdf", tmp_path / "empty.pdf"
    program.write_bytes(b"\x7fELF\x01\x01\x01" + bytes(64))
    empty.write_bytes(b"")
    open_start(page, server)
    drop(page, program, empty)
    page.get_by_label("Text of the job ad").fill(AD_TEXT)
    start(page)
    expect(page.get_by_text("None of the files could be read.")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("The content is a program, whatever its name says.")).to_be_visible()
    expect(page.get_by_text("The file is empty; export it again and send it once more.")).to_be_visible()
    axe(page)

    drop(page, FIVE[0])
    start(page)
    expect(page.get_by_role("heading", name="Ranking for")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("table").get_by_role("rowheader")).to_have_count(1)
    expect(page.get_by_role("region", name="Files that could not be read: 2")).to_contain_text("whatever its name says")
    axe(page)
    screen(page, "ranking-failed-files")


def test_a_server_that_is_gone_loses_nothing_and_is_tried_again(page: Page, server: Program) -> None:
    def away(route: Route) -> None:
        route.abort()

    open_start(page, server)
    drop(page, FIVE[0])
    page.get_by_label("Text of the job ad").fill(AD_TEXT)
    page.route("**/uploadJD", away)
    page.route("**/resumes/upload", away)
    start(page)
    expect(page.get_by_role("alert").filter(has_text="The server does not answer")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="amara")).to_contain_text("The server does not answer")
    page.unroute("**/uploadJD")
    page.unroute("**/resumes/upload")
    start(page)
    expect(page.get_by_role("table").get_by_role("rowheader")).to_have_count(1, timeout=PATIENCE_MS)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_phone_the_ranking_is_a_list_that_fits(
    page: Page, address: str, axe: Look, screen: Keep, theme: str
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    open_ranking(page, address)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    axe(page)
    screen(page, f"ranking-phone-{theme}")


def test_the_ranking_speaks_indonesian(page: Page, address: str, axe: Look) -> None:
    open_ranking(page, address)
    page.get_by_label("Language").select_option(label="Bahasa Indonesia")
    expect(page.get_by_role("heading", name="Peringkat untuk Senior Backend Engineer")).to_be_visible()
    expect(page.get_by_text("Sangat cocok")).to_be_visible()
    axe(page)
