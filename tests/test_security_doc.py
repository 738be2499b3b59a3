"""What docs/security.md says of limits is what the code does."""

from __future__ import annotations

import dataclasses
import importlib
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.answer_headers import ALWAYS
from settings import FROM_FILES, Settings

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.split("## Limits")[1].split("\n## ")[0].splitlines()
    if line.startswith("| ") and not line.startswith("| what |")
]
UNITS = {"MiB": 1 << 20, "minutes": 60, "hours": 3600, "days": 86400}


def named(place: str) -> Any:
    """The value of ``SETTING`` or ``module:NAME.attribute``; of a dataclass the default."""
    if ":" not in place:
        return Settings.model_fields[place.lower()].default
    module, path = place.split(":")
    found: Any = importlib.import_module(module)
    for name in path.split("."):
        if isinstance(found, type) and dataclasses.is_dataclass(found):
            found = next(one.default for one in dataclasses.fields(found) if one.name == name)
        else:
            found = getattr(found, name)
    return found


def said(cell: str, value: object) -> object:
    """What a cell says, in the kind of a value: "10 MB" of a setting in MB is 10, "20 MiB" of bytes 20,971,520."""
    if isinstance(value, str):
        return cell
    number, _, unit = cell.partition(" ")
    if isinstance(value, timedelta):
        return timedelta(seconds=int(number) * UNITS[unit])
    return float(number) * (UNITS["MiB"] if unit == "MiB" else 1)


@pytest.mark.parametrize(("what", "default", "place", "_gets"), ROWS, ids=[row[0] for row in ROWS])
def test_a_row_says_the_default_of_the_code(what: str, default: str, place: str, _gets: str) -> None:
    value = named(place.strip("`"))
    assert said(default, value) == value


def test_every_setting_that_limits_something_has_a_row() -> None:
    marks = re.compile(
        r"max_.*|.*_max_.*|rate_limit_.*|.*_retention_days|guest_hours|llm_(?:tokens|items|timeout|at_once).*"
    )
    limits = {name.upper() for name in Settings.model_fields if marks.fullmatch(name)}
    assert limits <= {row[2].strip("`") for row in ROWS}


def test_every_answer_in_the_table_is_one_that_errors_have() -> None:
    import api.errors
    import errors

    codes = {
        kind.code for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.AppError)
    }
    statuses = {kind.code: status for kind, status in api.errors.STATUS.items()}
    statuses |= {kind.code: statuses["damaged"] for kind in errors.UnreadableDocument.__subclasses__()}
    for row in ROWS:
        for status, code in re.findall(r"(\d{3}) `(\w+)`", row[3]):
            assert code in codes
            assert statuses[code] == int(status), row


def test_headers_and_secrets_are_named() -> None:
    for name, value in ALWAYS.items():
        assert f"`{name}: {value}`" in TEXT
    for name in FROM_FILES:
        assert f"`{name.upper()}`" in TEXT


def test_reports_go_to_no_person() -> None:
    report = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "repository's private reporting" in report
    assert "@" not in report


def test_containers_write_only_where_they_must() -> None:
    shared = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["x-shortlist"]
    assert shared["read_only"] is True
    assert {place.split(":")[0] for place in shared["tmpfs"]} == {"/tmp", "/app/var/places", "/app/var/vectors"}
    assert shared["cap_drop"] == ["ALL"]
    image = (ROOT / "Dockerfile").read_text("utf-8")
    assert "\nUSER shortlist\n" in image
    assert "/app/var/places /app/var/vectors" in image
