"""A page of another origin calls the API: it works for origins that CORS_ORIGINS names, and for no other."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from settings import HOME
from tests.browser.program import Program

EXAMPLE = HOME / "clients" / "react-example"
PACKAGES = HOME / "frontend" / "node_modules"
RESUME = HOME / "demo" / "resumes" / "amara-lindqvist-backend-engineer.pdf"
AD = "Backend Engineer. Four years of Python and PostgreSQL are required."

CALL = """async ([address, sent]) => {
    const headers = {"Content-Type": "application/json"};
    const answer = await fetch(address, {method: "POST", headers, body: JSON.stringify(sent)});
    return [answer.status, await answer.json()];
}"""


@dataclass
class Origin:
    """A web server of somebody else, that has nothing but files."""

    folder: Path
    url: str = ""
    _listening: ThreadingHTTPServer = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        (self.folder / "empty.html").write_text("<!doctype html><title>Somebody else's page</title>")
        self._listening = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(self.folder)))
        threading.Thread(target=self._listening.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._listening.server_port}"

    def stop(self) -> None:
        self._listening.shutdown()
        self._listening.server_close()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, *said: object) -> None:
        """Nothing."""


@dataclass
class Scene:
    """A server, an origin that it names, and one that it does not; both have the same files."""

    server: Program
    named: Origin
    other: Origin

    @property
    def resumes(self) -> int:
        return int(httpx.get(f"{self.server.url}/api/v1/resumes").json()["total"])


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("origins")
    named, other = Origin(folder / "page"), Origin(folder / "page")
    server = Program(folder / "server", CORS_ORIGINS=named.url)
    yield Scene(server, named, other)
    for one in (server, named, other):
        one.stop()


@pytest.fixture(scope="module")
def built(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The React page, built for this server and put on both origins; the name of its folder there."""
    node = shutil.which("node")
    if node is None or not PACKAGES.is_dir():
        missing = "Node and the packages of frontend/ are not installed (npm ci in frontend/)"
        if os.environ.get("SHORTLIST_REQUIRE_SERVICES"):
            pytest.fail(f"{missing}, and SHORTLIST_REQUIRE_SERVICES says that they must be")
        pytest.skip(missing)
    folder = tmp_path_factory.mktemp("react") / "example"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("node_modules", "dist"))
    (folder / "node_modules").symlink_to(PACKAGES)
    command = [node, "node_modules/vite/bin/vite.js", "build", "--base", "./"]
    environment = os.environ | {"VITE_API": scene.server.url}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr[-2000:]
    shutil.copytree(folder / "dist", scene.named.folder / "example")
    return "example"


def test_the_react_page_uploads_and_matches_from_an_origin_that_is_named(page: Page, scene: Scene, built: str) -> None:
    page.goto(f"{scene.named.url}/{built}/")
    fill_in(page)
    expect(page.locator("output")).to_contain_text("Amara Lindqvist: ", timeout=60_000)
    expect(page.locator("output")).to_contain_text("Match")


def test_the_react_page_is_refused_from_an_origin_that_is_not_named(
    context: BrowserContext, scene: Scene, built: str
) -> None:
    before = scene.resumes
    page = context.new_page()
    page.goto(f"{scene.other.url}/{built}/")
    fill_in(page)
    expect(page.locator("output")).to_have_text("Refused: Failed to fetch", timeout=60_000)
    assert scene.resumes == before, "nothing was stored"


def test_json_goes_through_from_an_origin_that_is_named_and_only_from_there(
    context: BrowserContext, scene: Scene
) -> None:
    sent = [f"{scene.server.url}/match", {"resume_text": "Ann Lee\nPython", "job_text": AD, "store": False}]
    page = context.new_page()
    page.goto(f"{scene.named.url}/empty.html")
    status, said = page.evaluate(CALL, sent)
    assert status == 200
    assert said["count"] == 1
    page.goto(f"{scene.other.url}/empty.html")
    with pytest.raises(Exception, match="Failed to fetch"):
        page.evaluate(CALL, sent)


def test_a_form_of_another_site_cannot_upload_either(context: BrowserContext, scene: Scene) -> None:
    """A form needs no leave of the browser to be sent: the server itself refuses it."""
    before = scene.resumes
    page = context.new_page()
    page.goto(f"{scene.other.url}/empty.html")
    with page.expect_response(f"{scene.server.url}/uploadResume") as answered:
        page.evaluate(
            """address => {
                const form = document.createElement("form");
                Object.assign(form, {action: address, method: "post", enctype: "multipart/form-data"});
                document.body.append(form);
                form.submit();
            }""",
            f"{scene.server.url}/uploadResume",
        )
    assert answered.value.status == 403
    assert scene.resumes == before


def fill_in(page: Page) -> None:
    page.get_by_label("Résumé").set_input_files(RESUME)
    page.get_by_label("Ad", exact=True).fill(AD)
    page.get_by_role("button", name="Match").click()
