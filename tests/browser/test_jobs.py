"""Jobs and résumés as recruiters keep them: found, added, corrected, closed, deleted and restored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.program import Program
from tests.browser.texts import AD, RESUME, a_job, a_resume

Look = Callable[[Page], None]
Keep = Callable[[Page, str], Path]
TITLE = "Pricing Engineer"


def test_a_job_is_added_from_text_found_closed_deleted_and_restored(page: Page, server: Program, axe: Look) -> None:
    page.goto(f"{server.url}/#/jobs")
    page.get_by_role("button", name="New job").first.click()
    dialog = page.get_by_role("dialog", name="New job")
    axe(page)
    expect(dialog.get_by_role("button", name="Add job")).to_be_disabled()
    dialog.get_by_label("Text of the ad").fill(AD.format(title="Harbour Pilot Software Engineer"))
    dialog.get_by_role("button", name="Add job").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour Pilot Software Engineer")
    expect(page.get_by_text("PostgreSQL", exact=True)).to_be_visible()

    page.get_by_role("link", name="All jobs").click()
    page.get_by_role("searchbox", name="Search jobs").fill("harbour pil")
    expect(page.get_by_text("1 job", exact=True)).to_be_visible()
    page.get_by_role("button", name="Close: Harbour Pilot Software Engineer").click()
    expect(page.get_by_text("Harbour Pilot Software Engineer is closed.")).to_be_visible()
    page.get_by_role("button", name="Delete: Harbour Pilot Software Engineer").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No job fits what you ask for.")).to_be_visible()
    page.get_by_label("Status").select_option("deleted")
    page.get_by_role("button", name="Restore: Harbour Pilot Software Engineer").click()
    page.get_by_label("Status").select_option("closed")
    expect(page.get_by_role("link", name="Harbour Pilot Software Engineer", exact=True)).to_be_visible()


def test_a_job_is_added_from_a_file_and_a_file_that_is_none_says_why(
    page: Page, server: Program, refusals: set[int]
) -> None:
    refusals.add(415)
    refusals.add(422)
    page.goto(f"{server.url}/#/jobs?new=1")
    dialog = page.get_by_role("dialog", name="New job")
    dialog.get_by_role("tab", name="Upload a file").click()
    field = dialog.locator("input[type=file]")
    field.set_input_files({"name": "ad.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00 a program"})
    dialog.get_by_role("button", name="Add job").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Send a PDF")
    text = AD.format(title="Quay Planner").encode()
    field.set_input_files({"name": "ad.txt", "mimeType": "text/plain", "buffer": text})
    dialog.get_by_role("button", name="Add job").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quay Planner")


def test_a_corrected_fact_is_marked_and_goes_back_to_what_was_read(
    page: Page, server: Program, axe: Look, screen: Keep
) -> None:
    job = a_job(page, server, TITLE)
    page.goto(f"{server.url}/#/jobs/{job}")
    page.get_by_role("button", name="Correct facts").click()
    dialog = page.get_by_role("dialog", name="Correct what was read")
    dialog.get_by_label("Where one works").select_option(label="Remote")
    dialog.get_by_role("textbox", name="Preferred skills").fill("Kubernetes")
    dialog.get_by_role("textbox", name="Preferred skills").press("Enter")
    axe(page)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    facts = page.get_by_role("region", name="Facts")
    expect(facts.get_by_text("Corrected")).to_be_visible()
    expect(page.get_by_text("Kubernetes", exact=True)).to_be_visible()
    axe(page)
    screen(page, "job")
    page.get_by_role("button", name="Skills: go back to what was read").click()
    expect(page.get_by_text("Kubernetes", exact=True)).to_have_count(0)


def test_a_change_to_a_job_that_somebody_else_changed_is_refused_with_a_sentence(
    page: Page, server: Program, refusals: set[int]
) -> None:
    refusals.add(412)
    job = a_job(page, server, "Crane Scheduler")
    page.goto(f"{server.url}/#/jobs/{job}")
    page.get_by_role("button", name="Correct facts").click()
    assert page.request.patch(f"{server.url}/api/v1/jobs/{job}", data={"industry": "Shipping"}).ok
    dialog = page.get_by_role("dialog", name="Correct what was read")
    dialog.get_by_label("Title").fill("Lead Crane Scheduler")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text(job)
    expect(dialog.get_by_label("Title")).to_have_value("Lead Crane Scheduler")


def test_a_resume_is_found_and_a_misread_field_is_corrected(
    page: Page, server: Program, axe: Look, screen: Keep
) -> None:
    a_resume(page, server, "Ilse Brandvold", "Python, Flask, PostgreSQL, Docker")
    page.goto(f"{server.url}/#/resumes")
    page.get_by_role("searchbox", name="Search résumés").fill("brandv")
    axe(page)
    page.get_by_role("link", name="Ilse Brandvold").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ilse Brandvold")
    page.get_by_role("button", name="Correct", exact=True).click()
    dialog = page.get_by_role("dialog", name="Correct what was read")
    dialog.get_by_label("Headline").fill("Backend developer for ports")
    dialog.get_by_label("Company").first.fill("Harbour Laboratories")
    dialog.get_by_role("button", name="Remove Docker").click()
    axe(page)
    dialog.get_by_role("button", name="Save corrections").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("heading", name="Backend Developer, Harbour Laboratories")).to_be_visible()
    expect(page.get_by_role("region", name="Skills").get_by_text("Docker")).to_have_count(0)
    axe(page)
    screen(page, "resume")
    page.get_by_role("button", name="Skills: go back to what was read").click()
    expect(page.get_by_role("region", name="Skills").get_by_text("Docker")).to_be_visible()


def test_resumes_are_uploaded_and_those_that_are_none_are_named(page: Page, server: Program) -> None:
    page.goto(f"{server.url}/#/resumes")
    text = RESUME.format(name="Tamsin Okafor", email="tamsin@example.org", skills="Java, Spring").encode()
    page.locator("input[type=file]").set_input_files(
        [
            {"name": "tamsin.txt", "mimeType": "text/plain", "buffer": text},
            {"name": "nothing.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00 a program"},
        ]
    )
    expect(page.get_by_role("alert")).to_contain_text("nothing.pdf")
    expect(page.get_by_role("link", name="Tamsin Okafor")).to_be_visible()


def test_lists_fit_a_phone(page: Page, server: Program, axe: Look, screen: Keep) -> None:
    a_job(page, server, TITLE)
    page.goto(f"{server.url}/#/jobs")
    expect(page.get_by_role("link", name=TITLE, exact=True).first).to_be_visible()
    screen(page, "jobs")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for name in ("jobs", "resumes"):
        page.goto(f"{server.url}/#/{name}")
        expect(page.get_by_role("status").filter(has_text="Loading")).to_have_count(0)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        screen(page, f"{name}-phone")
