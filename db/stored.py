"""Records as JSON and back; it knows every record's shape from records.py and no table."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

R = TypeVar("R", bound=Hashable)

# Matches the escape in '"a\\u0000"'; does not match '"a\\\\u0000"', a backslash and five characters. Linear.
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def to_json(record: Hashable) -> str:
    """Writes a record as JSON text."""
    return _adapter(type(record)).dump_json(record).decode("utf-8")


def to_jsonb(record: Hashable) -> str:
    """Writes a record as JSON text that Postgres takes: it has no U+0000, and a lone surrogate is no text."""
    try:
        text = to_json(record)
    except PydanticSerializationError:
        text = json.dumps(to_plain(record), ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
    return _NUL.sub(r"\1\\ufffd", text) if "\\u0000" in text else text


def to_plain(record: Hashable) -> Any:
    """Turns a record into dicts, lists, strings and numbers."""
    return _adapter(type(record)).dump_python(record, mode="json")


def from_json(kind: type[R], text: str) -> R:
    """Reads a record from JSON text; raises pydantic.ValidationError when it has another shape."""
    record: R = _adapter(kind).validate_json(text)
    return record


def from_plain(kind: type[R], value: Any) -> R:
    """Reads a record from dicts and lists; raises pydantic.ValidationError when it has another shape."""
    record: R = _adapter(kind).validate_python(value)
    return record


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast(type[Any], kind))
