"""The candidate's own side: résumé, recommended jobs, applications, own data, and the end of the account."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.program import Program
from tests.browser.texts import PASSWORD, RESUME, a_job, an_account, enter

Look = Callable[[Page], None]
Keep = Callable[[Page, str], Path]


def test_a_candidate_uploads_corrects_applies_withdraws_takes_their_data_and_leaves(
    page: Page, fresh_server: Program, refusals: set[int], axe: Look, screen: Keep
) -> None:
    admin = an_account(page, fresh_server, "Mira Lindqvist")
    job = a_job(page, fresh_server, "Backend Engineer", admin["access"])
    ragna = an_account(page, fresh_server, "Ragna Holt", "candidate", admin["access"])
    enter(page, fresh_server, ragna, "me")
    expect(page.get_by_text("You have no résumé here yet.")).to_be_visible()
    axe(page)
    text = RESUME.format(name="Ragna Holt", email="ragna.holt@example.org", skills="Python, Flask").encode()
    given = {"name": "ragna-holt.txt", "mimeType": "text/plain", "buffer": text}
    page.locator("input[type=file]").set_input_files(given)
    expect(page.get_by_role("region", name="Work").get_by_text("Backend Developer, Harbour Labs")).to_be_visible()
    axe(page)

    page.get_by_role("tab", name="Jobs for you").click()
    first = (
        page.get_by_role("main").get_by_role("listitem").filter(has=page.get_by_role("link", name="Backend Engineer"))
    )
    before = first.get_by_role("img", name="Score").get_attribute("aria-label")
    page.get_by_role("tab", name="Résumé").click()
    page.get_by_role("button", name="Correct", exact=True).click()
    dialog = page.get_by_role("dialog", name="Correct what was read")
    dialog.get_by_role("textbox", name="Skills").fill("PostgreSQL, Docker")
    dialog.get_by_role("textbox", name="Skills").press("Enter")
    dialog.get_by_role("button", name="Save corrections").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("Corrected", exact=True)).to_be_visible()
    screen(page, "me")

    page.get_by_role("tab", name="Jobs for you").click()
    expect(first.get_by_role("img", name="Score")).not_to_have_attribute("aria-label", before or "")
    axe(page)
    screen(page, "me-jobs")
    first.get_by_role("button", name="Apply: Backend Engineer").click()
    page.get_by_role("dialog").get_by_role("button", name="Apply", exact=True).click()
    expect(page.get_by_text("You applied for Backend Engineer.")).to_be_visible()

    page.get_by_role("tab", name="Applications").click()
    page.get_by_role("button", name="Withdraw: Backend Engineer").click()
    page.get_by_role("dialog").get_by_role("button", name="Withdraw", exact=True).click()
    expect(page.get_by_role("row", name="Backend Engineer").get_by_text("Withdrawn")).to_be_visible()
    axe(page)
    page.get_by_role("tab", name="Interviews").click()
    expect(page.get_by_text("No interview is planned.")).to_be_visible()

    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.get_by_role("tab", name="Account").click()
    page.get_by_label("In one line").fill("Backend developer, likes ports")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Your profile is saved.")).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    with page.expect_download() as kept:
        page.get_by_role("button", name="Download my data").click()
    assert any("README" in name for name in ZipFile(kept.value.path()).namelist())

    refusals.update({401, 403, 422})
    page.get_by_role("button", name="Erase my account").click()
    dialog = page.get_by_role("dialog", name="Erase your account?")
    erase = dialog.get_by_role("button", name="Erase my account")
    dialog.get_by_label("Your password").fill("not the password")
    expect(erase).to_be_disabled()
    dialog.get_by_label("Type ERASE to confirm").fill("ERASE")
    erase.click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("Your password").fill(PASSWORD)
    erase.click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    gone = page.request.get(
        f"{fresh_server.url}/api/v1/jobs/{job}/candidates", headers={"Authorization": f"Bearer {admin['access']}"}
    )
    assert gone.json()["total"] == 0
