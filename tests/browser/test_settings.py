"""Settings of an organisation: people, keys, webhooks, own skills, notifications and the audit log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.program import Program
from tests.browser.texts import an_account, enter

Look = Callable[[Page], None]
Keep = Callable[[Page, str], Path]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Program]:
    """A server of this module that wants accounts."""
    folder = tmp_path_factory.mktemp("settings") / "server"
    running = Program(folder, is_reachable=True, SECRET_KEY="a secret that only tests know, long enough")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def mira(office: Program, chromium: Browser) -> dict[str, str]:
    """The admin, and a recruiter."""
    page = chromium.new_page()
    tokens = an_account(page, office, "Mira Lindqvist")
    an_account(page, office, "Jonas Ekdal", "recruiter", tokens["access"])
    page.close()
    return tokens


def test_somebody_is_invited_by_a_link_and_the_invitation_is_withdrawn(
    page: Page, office: Program, mira: dict[str, str], axe: Look, screen: Keep
) -> None:
    enter(page, office, mira, "settings/people")
    form = page.get_by_role("form", name="Invite somebody")
    form.get_by_label("E-mail").fill("vera@tidewater.example")
    form.get_by_label("As").select_option(label="Candidate")
    form.get_by_role("button", name="Invite").click()
    dialog = page.get_by_role("dialog", name="Invite somebody")
    expect(dialog.get_by_text(f"{office.url}/#invitation=")).to_be_visible()
    axe(page)
    dialog.get_by_role("button", name="Done").click()
    row = page.get_by_role("table", name="Invitations").get_by_role("row", name="vera@tidewater.example")
    expect(row).to_contain_text("Candidate")
    screen(page, "settings-people")
    row.get_by_role("button", name="Withdraw vera@tidewater.example").click()
    expect(page.get_by_text("Nobody is invited at the moment.")).to_be_visible()


def test_a_role_is_changed_and_somebody_is_switched_off_and_on(
    page: Page, office: Program, mira: dict[str, str], axe: Look
) -> None:
    enter(page, office, mira, "settings/people")
    row = page.get_by_role("table", name="People").get_by_role("row", name="Jonas Ekdal")
    row.get_by_label("Role: Jonas Ekdal").select_option(label="Admin")
    expect(page.get_by_text("Saved.")).to_be_visible()
    row.get_by_role("button", name="Switch off Jonas Ekdal").click()
    expect(row.get_by_text("Switched off")).to_be_visible()
    axe(page)
    row.get_by_role("button", name="Switch on Jonas Ekdal").click()
    expect(row.get_by_text("Active", exact=True)).to_be_visible()
    page.reload()
    expect(row.get_by_label("Role: Jonas Ekdal")).to_have_value("admin")
    expect(page.get_by_label("Role: Mira Lindqvist")).to_be_disabled()


def test_a_key_is_shown_once_works_and_is_refused_when_it_is_revoked(
    page: Page, office: Program, mira: dict[str, str], axe: Look, screen: Keep
) -> None:
    enter(page, office, mira, "settings/keys")
    page.get_by_label("What it is for").fill("Careers site")
    page.get_by_role("button", name="Make the key").click()
    dialog = page.get_by_role("dialog", name="Make a key")
    key = dialog.locator("code").inner_text()
    axe(page)
    dialog.get_by_role("button", name="Done").click()
    jobs, headers = f"{office.url}/api/v1/jobs", {"Authorization": f"Bearer {key}"}
    assert page.request.get(jobs, headers=headers).status == 200
    row = page.get_by_role("table", name="API keys").get_by_role("row", name="Careers site")
    expect(row).to_contain_text("stays until it is revoked")
    screen(page, "settings-keys")
    row.get_by_role("button", name="Revoke: Careers site").click()
    page.get_by_role("dialog", name="Revoke: Careers site").get_by_role("button", name="Revoke", exact=True).click()
    expect(page.get_by_text("No program has a key yet.")).to_be_visible()
    assert page.request.get(jobs, headers=headers).status == 401


def test_a_webhook_shows_its_secret_once_and_what_became_of_a_test(
    page: Page, office: Program, mira: dict[str, str], refusals: set[int], axe: Look, screen: Keep
) -> None:
    refusals.add(422)
    enter(page, office, mira, "settings/webhooks")
    form = page.get_by_role("form", name="Add a webhook")
    form.get_by_label("Address").fill("https://127.0.0.1/hook")
    form.get_by_role("button", name="Add").click()
    expect(form.get_by_role("alert")).to_be_visible()
    form.get_by_label("Address").fill("https://hooks.tidewater.example/shortlist")
    form.get_by_label("What it is for").fill("Payroll")
    form.get_by_label("A candidate withdraws").uncheck()
    form.get_by_role("button", name="Add").click()
    dialog = page.get_by_role("dialog", name="Add a webhook")
    assert len(dialog.locator("code").inner_text()) > 20
    axe(page)
    dialog.get_by_role("button", name="Done").click()
    card = page.get_by_role("article").filter(has=page.get_by_role("heading", name="Payroll"))
    expect(card).not_to_contain_text("A candidate withdraws")
    card.get_by_role("button", name="Send a test").click()
    expect(card.get_by_role("table", name="Deliveries").get_by_role("row")).to_have_count(2)
    axe(page)
    screen(page, "settings-webhooks")
    card.get_by_role("button", name="Delete: Payroll").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("Nothing is told to other programs yet.")).to_be_visible()


def test_an_own_skill_is_added_refused_twice_and_removed(
    page: Page, office: Program, mira: dict[str, str], refusals: set[int], axe: Look
) -> None:
    refusals.add(409)
    enter(page, office, mira, "settings/skills")
    form = page.get_by_role("form", name="Add a skill")
    for _ in range(2):
        form.get_by_label("Name").fill("Tidebook")
        form.get_by_label("Also written").fill("tidebook ledger")
        form.get_by_role("button", name="Add").click()
        expect(page.get_by_role("row", name="Tidebook")).to_be_visible()
    expect(form.get_by_role("alert")).to_contain_text("Tidebook")
    expect(page.get_by_role("row", name="Tidebook")).to_contain_text("tidebook ledger")
    axe(page)
    page.get_by_role("button", name="Delete: Tidebook").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("Your organisation has no skills of its own yet.")).to_be_visible()


def test_notifications_are_chosen_and_kept(page: Page, office: Program, mira: dict[str, str], axe: Look) -> None:
    enter(page, office, mira, "settings/notifications")
    form = page.get_by_role("form", name="Notifications")
    expect(form.get_by_text("This server sends no e-mail")).to_be_visible()
    wanted = form.get_by_role("checkbox").first
    before = wanted.is_checked()
    wanted.set_checked(not before)
    form.get_by_label("Language of the e-mails").select_option("id")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    axe(page)
    page.reload()
    expect(form.get_by_role("checkbox").first).to_be_checked(checked=not before)
    expect(form.get_by_label("Language of the e-mails")).to_have_value("id")


def test_the_audit_log_says_who_did_what_and_is_downloaded(
    page: Page, office: Program, mira: dict[str, str], axe: Look, screen: Keep
) -> None:
    enter(page, office, mira, "settings/audit")
    page.get_by_label("Action").select_option(label="Invited")
    rows = page.get_by_role("table", name="Audit log").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("Mira Lindqvist")
    expect(rows.nth(1)).to_contain_text("Invited")
    axe(page)
    screen(page, "settings-audit")
    with page.expect_download() as kept:
        page.get_by_role("button", name="Download as CSV").click()
    assert "invited" in Path(kept.value.path()).read_text(encoding="utf-8")


def test_settings_fit_a_phone_in_indonesian(
    page: Page, office: Program, mira: dict[str, str], axe: Look, screen: Keep
) -> None:
    enter(page, office, mira, "settings/people")
    page.get_by_label("Language").select_option("id")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="dark")
    for section, title in (("people", "Orang"), ("webhooks", "Webhook"), ("audit", "Catatan audit")):
        page.goto(f"{office.url}/#/settings/{section}")
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        expect(page.get_by_role("status").filter(has_text="Memuat")).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        axe(page)
    page.goto(f"{office.url}/#/settings/people")
    screen(page, "settings-phone")


def test_without_accounts_it_says_how_to_get_them(page: Page, server: Program, axe: Look) -> None:
    page.goto(f"{server.url}/#/settings")
    expect(page.get_by_text("Register the first account to invite others.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Register the first account").click()
    expect(page.get_by_label("Password")).to_be_visible()
