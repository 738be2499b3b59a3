"""Bulk tasks: many files and archives with one ad; results come ranked, what is none is named with its reason."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from settings import HOME
from tests.browser.conftest import PHONE
from tests.browser.program import Program
from tests.browser.texts import AD

RESUMES = HOME / "demo" / "resumes"
Look = Callable[[Page], None]
Keep = Callable[[Page, str], Path]
_WHOLE_TASK_MS = 60_000


def test_an_archive_and_files_become_ranked_results_and_a_bad_file_is_named(
    page: Page, server: Program, axe: Look, screen: Keep
) -> None:
    page.goto(f"{server.url}/#/tasks")
    start = page.get_by_role("button", name="Read and match them")
    start.click()
    expect(page.get_by_role("alert")).to_have_text("Choose résumés first.")
    page.locator("input[type=file]").set_input_files(
        [
            {"name": "spring.zip", "mimeType": "application/zip", "buffer": an_archive()},
            {"name": "noor.txt", "mimeType": "text/plain", "buffer": the_resume("noor-haddad-data-scientist.txt")},
            {"name": "setup.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00 a program"},
        ]
    )
    expect(page.get_by_text("3 files chosen")).to_be_visible()
    start.click()
    expect(page.get_by_role("alert")).to_have_text("Choose a job or paste its ad.")
    axe(page)
    page.get_by_label("Name").fill("Spring round")
    page.get_by_label("The job ad").fill(AD.format(title="Backend Engineer"))
    start.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Spring round")
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text("Done", exact=True)).to_be_visible(timeout=_WHOLE_TASK_MS)
    expect(page.get_by_text("5 of 5")).to_be_visible()

    rows = page.get_by_role("table", name="Results").get_by_role("row")
    expect(rows).to_have_count(4)
    expect(rows.nth(1)).to_contain_text("RIZKY ANANDA PUTRA")
    axe(page)
    screen(page, "task")
    with page.expect_download() as kept:
        page.get_by_role("button", name="Download as CSV").click()
    assert "noor.txt" in Path(kept.value.path()).read_text(encoding="utf-8")
    page.get_by_role("tab", name="Files without a result (2)").click()
    failures = page.get_by_role("table", name="Files without a result")
    expect(failures.get_by_role("row", name="setup.pdf")).to_contain_text("a Windows program")
    expect(failures.get_by_role("row", name="broken.pdf")).to_contain_text("damaged")
    axe(page)

    page.get_by_role("tab", name="Results", exact=True).click()
    page.get_by_role("link", name="RIZKY ANANDA PUTRA").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("RIZKY ANANDA PUTRA")


def an_archive() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in ("rizky-putra-backend-developer.txt", "marcus-feld-accounts-payable.txt"):
            archive.writestr(name, the_resume(name))
        archive.writestr("broken.pdf", b"%PDF-1.4 nothing")
    return held.getvalue()


def the_resume(name: str) -> bytes:
    return (RESUMES / name).read_bytes()


def test_tasks_are_listed_on_a_phone_in_indonesian_and_can_be_deleted(
    page: Page, server: Program, axe: Look, screen: Keep
) -> None:
    made = page.request.post(f"{server.url}/create_task", data={"name": "Autumn round"})
    assert made.ok, made.text()
    page.goto(f"{server.url}/#/tasks")
    page.get_by_label("Language").select_option("id")
    expect(page.get_by_role("button", name="Baca dan cocokkan")).to_be_visible()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    expect(page.get_by_role("link", name="Autumn round")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    axe(page)
    screen(page, "tasks-phone")
    page.get_by_role("link", name="Autumn round").click()
    page.get_by_role("button", name="Hapus tugas").click()
    page.get_by_role("dialog").get_by_role("button", name="Hapus tugas").click()
    expect(page.get_by_text("Tugas dihapus.")).to_be_visible()
    expect(page.get_by_role("link", name="Autumn round")).to_have_count(0)
