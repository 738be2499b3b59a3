"""Records as JSON, plain or packed, and back; it knows every record's shape from records.py and no table."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable
from functools import cache
from typing import Any, TypeVar, cast

from isal import isal_zlib as zlib
from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError
from pydantic_core import from_json as read_json
from sqlalchemy import Dialect, LargeBinary, TypeDecorator

R = TypeVar("R", bound=Hashable)

# Of the levels: the last takes twice as long for a thirtieth less. What is written zlib reads, too; it takes three times as long.
_QUICKLY = 1

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


def packed(record: Hashable) -> bytes:
    """Packs a record for a ``PackedRecord`` column."""
    return zlib.compress(to_jsonb(record).encode("utf-8"), _QUICKLY)


class PackedRecord(TypeDecorator[Any]):
    """A column of records that no statement looks into: compressed JSON, read as dicts and lists.

    Postgres takes bytes as they are; parsing JSON and compressing it would take it longer than scoring the match. Written
    are what ``packed`` gives, or dicts and lists.
    """

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Packs what is not packed yet."""
        if value is None or isinstance(value, bytes):
            return value
        return zlib.compress(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"), _QUICKLY)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Unpacks."""
        return None if value is None else read_json(zlib.decompress(value))


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
