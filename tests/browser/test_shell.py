"""What is around every screen: opening, signing in and out, language, appearance, a phone, no network."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.program import Program

PASSWORD = "nine blue herons wait"
Look = Callable[[Page], None]


def register(page: Page, server: Program) -> None:
    page.goto(server.url)
    page.get_by_label("Your name").fill("Mira Lindqvist")
    page.get_by_label("Company").fill("Fjord Logistics")
    page.get_by_label("E-mail").fill("mira@fjord.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_the_page_opens_and_every_screen_of_the_navigation_shows_its_heading(
    page: Page, server: Program, axe: Look
) -> None:
    page.goto(server.url)
    navigation = page.get_by_role("navigation", name="Main")
    expect(navigation.get_by_role("link")).to_have_count(9)
    for link in navigation.get_by_role("link").all():
        link.click()
        expect(link).to_have_attribute("aria-current", "page")
        expect(page.get_by_role("status").filter(has_text="Loading")).to_have_count(0)
        expect(page.locator("main h1")).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)
        axe(page)


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_both_appearances_are_readable_and_are_remembered(page: Page, server: Program, axe: Look, theme: str) -> None:
    page.goto(server.url)
    page.get_by_label("Appearance").select_option(label=theme)
    expect(page.locator("html")).to_have_attribute("data-theme", theme.lower())
    axe(page)
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", theme.lower())
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"Light": "rgb(245, 246, 243)", "Dark": "rgb(16, 21, 19)"}[theme]


def test_the_page_speaks_indonesian_and_remembers_it(page: Page, server: Program) -> None:
    page.goto(server.url)
    page.get_by_label("Language").select_option(label="Bahasa Indonesia")
    expect(page.get_by_role("link", name="Wawancara")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "id")
    page.reload()
    expect(page.get_by_role("link", name="Wawancara")).to_be_visible()


def test_the_first_account_is_made_left_and_entered_again(
    page: Page, fresh_server: Program, refusals: set[int], axe: Look
) -> None:
    register(page, fresh_server)
    page.reload()
    expect(page.get_by_text("Mira Lindqvist")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    axe(page)

    refusals.add(401)
    page.get_by_label("E-mail").fill("mira@fjord.example")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("The e-mail address or the password is wrong.")
    axe(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Mira Lindqvist")).to_be_visible()


def test_a_refused_form_says_what_is_wrong_beside_the_field(
    page: Page, fresh_server: Program, refusals: set[int]
) -> None:
    refusals.add(422)
    page.goto(fresh_server.url)
    page.get_by_label("Your name").fill("Mira Lindqvist")
    page.get_by_label("E-mail").fill("mira@fjord.example")
    page.get_by_label("Password").fill("1234567890")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_label("Password")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Password")).to_have_value("1234567890")


def test_an_access_token_that_ran_out_is_renewed_unseen_and_a_dead_login_asks_again(
    page: Page, fresh_server: Program, refusals: set[int]
) -> None:
    given = page.request.post(
        f"{fresh_server.url}/api/v1/auth/register",
        data={"email": "mira@fjord.example", "password": PASSWORD, "full_name": "Mira Lindqvist"},
    ).json()
    refusals.add(401)
    page.goto(fresh_server.url)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    keep = "([access, refresh]) => sessionStorage.setItem('shortlist.tokens', JSON.stringify({access, refresh}))"
    page.evaluate(keep, ["worn", given["refresh_token"]])
    page.reload()
    expect(page.get_by_text("Mira Lindqvist")).to_be_visible()
    page.evaluate(keep, ["worn", "worn"])
    page.reload()
    expect(page.get_by_text("Your session has ended; sign in again.")).to_be_visible()


def test_a_link_of_an_invitation_opens_the_form_and_leaves_the_address(page: Page, fresh_server: Program) -> None:
    page.request.post(
        f"{fresh_server.url}/api/v1/auth/register",
        data={"email": "mira@fjord.example", "password": PASSWORD, "full_name": "Mira Lindqvist"},
    )
    page.goto(f"{fresh_server.url}/#invitation=abc123")
    expect(page.get_by_label("Invitation")).to_have_value("abc123")
    assert "abc123" not in page.url


def test_on_a_phone_everything_is_reached_from_the_bar_at_the_bottom(page: Page, server: Program, axe: Look) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(server.url)
    # The first screen has come: going to it closes a menu.
    expect(page.locator("main h1")).to_be_visible()
    page.get_by_role("button", name="Menu").click()
    dialog = page.get_by_role("dialog", name="Menu")
    expect(dialog).to_be_visible()
    axe(page)
    dialog.get_by_role("link", name="Settings").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_without_a_network_the_page_says_so_until_it_is_back(page: Page, server: Program) -> None:
    page.goto(server.url)
    expect(page.locator("main h1")).to_be_visible()
    page.context.set_offline(True)
    expect(page.get_by_text("You are offline.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("You are offline.")).to_have_count(0)


def test_an_address_that_leads_nowhere_leads_back_to_the_start(page: Page, server: Program) -> None:
    page.goto(f"{server.url}/#/nowhere")
    page.get_by_role("link", name="Go to the start").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rank résumés for a job")
