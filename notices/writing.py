"""The wording of notices: a folder of templates for each language, and what they make of an event; it looks nothing up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

FOLDER = Path(__file__).parent / "templates"
DEFAULT = "en"
Reader = Literal["candidate", "staff", "invited"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a template may say.

    ``reader`` is whom it is for and ``name`` what they are called, empty when that is not known. ``person`` is the
    candidate's name, for staff alone; ``place`` where an interview is. ``about`` is the event's. ``link`` leads to the page and ``token`` is an invitation's.
    """

    reader: Reader
    organisation: str
    name: str
    about: Mapping[str, Any]
    person: str = ""
    place: str = ""
    link: str = ""
    preferences: str = ""
    token: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A notice in words: the subject on one line, plain text, and the same as HTML."""

    subject: str
    text: str
    html: str


@cache
def languages() -> tuple[str, ...]:
    """The languages that there are templates in."""
    return tuple(sorted(path.name for path in FOLDER.iterdir() if (path / "dates.json").is_file()))


def language_of(*wishes: str | None) -> str:
    """The first language wished for that there are templates in; English without one."""
    spoken = (wish.lower().partition("-")[0] for wish in wishes if wish)
    return next((wish for wish in spoken if wish in languages()), DEFAULT)


def written(kind: str, language: str, facts: Facts) -> Written:
    """Writes a notice in one of ``languages()``."""
    dates = json.loads((FOLDER / language / "dates.json").read_text(encoding="utf-8"))
    values = {name: getattr(facts, name) for name in facts.__slots__}
    values |= {"about": _Said(facts.about), "when": _when(facts.about, dates), "how": _how(facts.about, dates)}
    source = (FOLDER / language / f"{kind}.txt").read_text(encoding="utf-8")
    subject, _, body = source.partition("\n")

    def said(template: str) -> str:
        return _environment(False).from_string(template).render(values).strip()

    def part(name: str) -> str:
        return said((FOLDER / language / f"{name}.txt").read_text(encoding="utf-8"))

    subject = " ".join(said(subject).split())
    # What a template leaves out leaves no holes.
    paragraphs = [
        one.strip() for one in "\n\n".join([part("hello"), said(body), part("more")]).split("\n\n") if one.strip()
    ]
    foot = part("foot")
    page = _environment(True).get_template("page.html")
    shown = page.render(
        language=language, subject=subject, paragraphs=paragraphs, foot=foot, link=facts.link,
        preferences=facts.preferences,
    )  # fmt: skip
    text = "\n\n".join([*paragraphs, f"-- \n{foot}"]) + "\n"
    return Written(subject, text, shown)


class _Said(dict[str, Any]):
    """What an event says; what it does not say is empty."""

    def __missing__(self, name: str) -> None:
        return None


@cache
def _environment(is_html: bool) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(FOLDER),
        autoescape=is_html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _how(about: Mapping[str, Any], dates: Mapping[str, Any]) -> str:
    """Writes what kind of interview it is, such as "by phone, 45 minutes"; empty for anything else."""
    kind, minutes = dates["types"].get(about.get("type")), about.get("duration_minutes")
    return str(dates["how"].format(type=kind, minutes=minutes)) if kind and minutes else ""


def _when(about: Mapping[str, Any], dates: Mapping[str, Any]) -> str:
    """Writes the local start of an interview, such as "Wednesday, 3 March 2027, 10:00 (Asia/Jakarta)"; empty without one."""
    said = about.get("local_start") or about.get("start")
    if not said:
        return ""
    at = datetime.fromisoformat(str(said))
    shown: str = dates["pattern"].format(
        weekday=dates["weekdays"][at.weekday()], day=at.day, month=dates["months"][at.month - 1], year=at.year,
        hour=f"{at:%H}", minute=f"{at:%M}", zone=(about.get("time_zone") or "UTC") if about.get("local_start") else "UTC",
    )  # fmt: skip
    return shown
