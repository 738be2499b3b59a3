"""Every notice can be written in every language, with nothing left to fill in."""

from __future__ import annotations

import re
from typing import Any

import pytest

from notices.events import KINDS
from notices.writing import FOLDER, Facts, language_of, languages, written
from statuses import STATUSES

ABOUT = {
    "job_title": "Baker",
    "status": "rejected",
    "local_start": "2027-03-03T10:00:00+07:00",
    "time_zone": "Asia/Jakarta",
}
READERS = ("candidate", "staff", "invited")
PIECES = ("hello", "more", "foot")


def a_notice(kind: str, language: str, **more: Any) -> Any:
    said: dict[str, Any] = {
        "reader": "candidate",
        "organisation": "Acme",
        "name": "Ann",
        "about": ABOUT,
        "person": "Bo Doe",
    }
    return written(kind, language, Facts(**said | more))


def test_there_are_english_and_indonesian() -> None:
    assert {"en", "id"} <= set(languages())


@pytest.mark.parametrize("language", languages())
def test_a_language_has_every_kind_and_nothing_else(language: str) -> None:
    assert {path.stem for path in (FOLDER / language).glob("*.txt")} == {*KINDS, *PIECES}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_written_without_holes_for_everybody(kind: str, language: str) -> None:
    full = {
        "link": "https://hr.example/",
        "preferences": "https://hr.example/#n",
        "token": "t0ken",
        "role": "recruiter",
    }
    for reader in READERS:
        for about in (ABOUT, {}):
            for more in (full, {"name": "", "person": ""}):
                found = a_notice(kind, language, reader=reader, about=about, **more)
                assert found.subject.strip()
                assert "\n" not in found.subject
                for text in (found.subject, found.text, found.html):
                    assert not re.search(r"[{}]|None|Undefined|%}", text.replace("; }", "")), text
                assert "\n\n\n" not in found.text
                assert len(found.text.split()) > 8


@pytest.mark.parametrize("language", languages())
def test_a_language_is_its_own(language: str) -> None:
    if language != "en":
        for kind in KINDS:
            assert a_notice(kind, language).text != a_notice(kind, "en").text


def test_times_are_said_in_the_readers_words() -> None:
    assert "Wednesday, 3 March 2027, 10:00 (Asia/Jakarta)" in a_notice("interview.scheduled", "en").text
    assert "Rabu, 3 Maret 2027, pukul 10.00 (Asia/Jakarta)" in a_notice("interview.scheduled", "id").text


@pytest.mark.parametrize("status", [one for one in STATUSES if one not in ("reviewed", "shortlisted")])
def test_every_status_that_is_told_has_words(status: str) -> None:
    assert a_notice("application.status_changed", "en", about={"status": status, "job_title": "Baker"}).text


def test_what_people_are_called_is_never_markup_nor_a_template() -> None:
    found = a_notice("offer.made", "en", name="<script>x</script>{{ 7*7 }}{% if %}", organisation="A & B <i>")
    assert "<script>" not in found.html
    assert "A &amp; B &lt;i&gt;" in found.html
    assert "{{ 7*7 }}{% if %}" in found.text


def test_the_language_is_the_first_wish_that_there_is() -> None:
    assert language_of("id-ID", "en") == "id"
    assert language_of(None, "xx", "id") == "id"
    assert language_of("xx", None) == "en"
    assert language_of() == "en"
