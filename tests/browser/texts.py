"""Résumés and ads of invented people, and a team on a server, for tests of screens."""

from __future__ import annotations

import json
from collections.abc import Mapping

from playwright.sync_api import APIRequestContext, Page

from tests.browser.program import Program

PASSWORD = "nine blue herons wait"
AD = """{title}
Tidewater Freight, Hamburg, Germany

Requirements
- 3+ years of experience with Python
- Flask and PostgreSQL
- Docker is a plus

Responsibilities
- Build the services that price shipments
"""
RESUME = """{name}
{email} | +49 40 5550 123 | Hamburg, Germany

Experience
Backend Developer, Harbour Labs
Jan 2019 - Present
- Built REST APIs in {skills}

Education
BSc Computer Science, Elbe University, 2018

Skills
{skills}
"""


def stored(calls: APIRequestContext, url: str, body: Mapping[str, object], token: str = "") -> dict[str, object]:
    """Sends JSON to a route and gives what it answers."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = calls.post(url, data=dict(body), headers=headers)
    assert answer.ok, answer.text()
    given: dict[str, object] = answer.json()
    return given


def a_job(page: Page, server: Program, title: str, token: str = "") -> str:
    return str(stored(page.request, f"{server.url}/api/v1/jobs", {"text": AD.format(title=title)}, token)["job_id"])


def a_resume(page: Page, server: Program, name: str, skills: str, token: str = "") -> str:
    email = f"{name.lower().replace(' ', '.')}@example.org"
    text = RESUME.format(name=name, email=email, skills=skills)
    return str(stored(page.request, f"{server.url}/api/v1/resumes/upload", {"text": text}, token)["resume_id"])


def an_account(page: Page, server: Program, name: str, role: str = "", admin: str = "") -> dict[str, str]:
    """Registers somebody: the first account without a role, others by invitation of ``admin``."""
    email = f"{name.split()[0].lower()}@tidewater.example"
    body: dict[str, object] = {"email": email, "password": PASSWORD, "full_name": name}
    if role:
        asked = {"email": email, "role": role}
        body["invitation"] = stored(page.request, f"{server.url}/api/v1/invitations", asked, admin)["token"]
        body["role"] = role
    given = stored(page.request, f"{server.url}/api/v1/auth/register", body)
    return {"access": str(given["access_token"]), "refresh": str(given["refresh_token"])}


def enter(page: Page, server: Program, tokens: Mapping[str, str], screen: str) -> None:
    """Opens a screen as somebody who is signed in."""
    page.goto(server.url)
    page.evaluate("kept => sessionStorage.setItem('shortlist.tokens', kept)", json.dumps(dict(tokens)))
    page.goto(f"{server.url}/#/{screen}")
    page.reload()
