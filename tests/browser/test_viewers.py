"""The API's own pages, /redoc and /docs, show it under the strict policy."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from tests.browser.program import Program

# Redoc wants its maker's logo from another server; the policy keeps that back, and it does without.
_LOGO = "Loading the image 'https://cdn.redoc.ly/redoc/logo-"


def test_docs_shows_the_api(page: Page, server: Program) -> None:
    page.goto(f"{server.url}/docs")
    expect(page.get_by_role("heading", name=re.compile("Shortlist")).first).to_be_visible()


def test_redoc_shows_the_api_and_nothing_is_asked_of_another_server(context: BrowserContext, server: Program) -> None:
    said: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(message.text)

    page = context.new_page()
    page.on("console", on_console)
    page.on("pageerror", lambda error: said.append(f"uncaught: {error}"))
    asked: list[str] = []
    page.on("response", lambda response: asked.append(response.url))
    page.goto(f"{server.url}/redoc")
    expect(page.get_by_role("heading", name=re.compile("Shortlist")).first).to_be_visible()
    assert [one for one in said if not one.startswith(_LOGO)] == []
    assert [one for one in asked if not one.startswith((server.url, "data:", "blob:"))] == []
