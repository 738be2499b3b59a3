"""What of a language model's answer can be used: item by item, with reasons that quote what it was told; it trusts no word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from nlp.blinding import MASK
from nlp.briefs import Brief
from nlp.opinion_prompt import LONGEST_COMMENT, LONGEST_QUOTE, LONGEST_REASON, MOST_REASONS

# A model that sends more is not speaking of what it was asked.
_MOST_ITEMS = 200
_FEWEST_QUOTED = 3
# Matches "https://a.example", "www.a.example", "a@b.example" and "<b>"; not "C++" nor "5 < 6". One pass.
_NOT_PLAIN = re.compile(r"[a-z]{2,10}://|www\.|[^\s@]{1,64}@[\w-]{1,63}\.|</?[a-z]|\]\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence, and the words from the candidate's lines that it rests on."""

    text: str
    quote: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What a model says of one candidate: a score 0..1, a comment and at least one reason."""

    score: float
    comment: str
    reasons: tuple[Reason, ...]


def judged(answer: Any, told: Mapping[str, Brief]) -> dict[str, Judged]:
    """The items of an answer that can be used, by id; missing and wrong ones are left out.

    Of two items with one id neither is used. An item none of whose quotes stands in its own candidate's lines is wrong: it
    was invented, or it is about somebody else.
    """
    items = answer.get("items") if isinstance(answer, dict) else None
    if not isinstance(items, list) or len(items) > _MOST_ITEMS:
        return {}
    found: dict[str, Judged | None] = {}
    for one in items:
        key = one.get("id") if isinstance(one, dict) else None
        if isinstance(key, str) and key in told:
            found[key] = None if key in found else _item(one, told[key])
    return {key: item for key, item in found.items() if item is not None}


def _is_plain(said: str) -> str:
    if _NOT_PLAIN.search(said):
        raise ValueError("no links, addresses or markup")
    return said


def _clean(said: Any) -> Any:
    """Control characters and runs of blanks are one blank."""
    if not isinstance(said, str):
        return said
    return " ".join("".join(" " if unicodedata.category(one) in {"Cc", "Cf", "Cs"} else one for one in said).split())


_Plain = AfterValidator(_is_plain)


class _Reason(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)
    text: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_REASON), _Plain]
    quote: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_QUOTE)]


class _Item(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)
    score: float = Field(ge=0, le=100, allow_inf_nan=False)
    comment: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_COMMENT), _Plain]


def _item(said: Mapping[str, Any], told: Brief) -> Judged | None:
    """One item as it can be used; None where it is wrong."""
    try:
        item = _Item.model_validate({name: _clean(said.get(name)) for name in ("score", "comment")})
    except ValidationError:
        return None
    given = said.get("reasons")
    reasons = [_reason(one, told) for one in given[: 4 * MOST_REASONS]] if isinstance(given, list) else []
    backed = tuple(one for one in reasons if one is not None)[:MOST_REASONS]
    return Judged(round(item.score / 100, 4), item.comment, backed) if backed else None


def _reason(said: Any, told: Brief) -> Reason | None:
    """A reason whose quote was sent; None for any other."""
    if not isinstance(said, dict):
        return None
    try:
        reason = _Reason.model_validate({name: _clean(said.get(name)) for name in ("text", "quote")})
    except ValidationError:
        return None
    quote = _compared(reason.quote)
    is_said = sum(char.isalnum() for char in quote.replace(MASK, "")) >= _FEWEST_QUOTED
    is_sent = any(quote in _compared(line) for line in told.lines)
    return Reason(reason.text, reason.quote) if is_said and is_sent else None


def _compared(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .,;:\"'“”„…")
