"""Finds texts on which a regular expression takes more than linear time; knows nothing of what it is for.

A backtracking expression is slow on half a match repeated, so the parts of the expression that repeat are written out, by
themselves and behind what leads to them, and followed by something that cannot match.
"""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

WHOLE = 100_000
"""Characters of a probe."""
PATIENCE_S = 2.0
GROWTH = 2.5
_SIZES = (12_500, 25_000, 50_000, WHOLE)
# A cost that grows with the square and is below this at the first size is below a quarter of a second at 100 kB.
_NOTHING_S = 0.003
_CHEAP_S = 0.1
_ORDINARY = ("a", "A", "1", " ", "-", ".", ",", "(", "\n", "a ", "A ", "1 ", "a-", "a.", "é", "/")
_ENDING = "\x01"
_MOST_UNITS = 16
_FEW = 500
_REPEATS = {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}


def is_slow(look: Callable[[str], object], unit: str, lead: str = "") -> bool:
    """Says whether looking at a repeated unit would take over 2 s at 100 kB, or twice over 2.5 times as long at twice as much.

    Time is that of the processor. A doubling that costs as it should ends the search: what is linear there stays so.
    """

    def seconds(size: int, looks: int) -> float:
        text = lead + (unit * (size // len(unit) + 1))[:size] + _ENDING
        return min(_seconds(look, text) for _ in range(looks))

    if seconds(40, 1) > 0.2:
        return True  # doubles with every character
    first = seconds(_SIZES[0], 1)
    if first < _NOTHING_S:
        return False
    first = cost = min(first, seconds(_SIZES[0], 2))
    for size in _SIZES[1:]:
        before, cost = cost, seconds(size, 1)
        if cost > GROWTH * before:
            cost = min(cost, seconds(size, 1))
        if cost * WHOLE / size > PATIENCE_S:
            return True
        if cost <= GROWTH * before:
            return False
    # Every doubling cost too much; other work on the machine can do that too, so what is cheap or catches up is let pass.
    first, cost = min(first, seconds(_SIZES[0], 3)), min(cost, seconds(WHOLE, 1))
    return cost > PATIENCE_S or (cost > _CHEAP_S and cost > GROWTH ** (len(_SIZES) - 1) * first)


def slow_text(pattern: re.Pattern[Any], *, whole: bool = False, gap: int = WHOLE) -> str:
    """The first repeated text on which an expression is slow, empty where it is linear.

    ``whole`` matches a text, otherwise everything in it is found; ``gap`` is how many blanks may follow each other in a text
    that the expression meets.
    """
    is_bytes = isinstance(pattern.pattern, bytes)

    def look(text: str) -> None:
        subject: Any = text.encode("latin-1", "replace") if is_bytes else text
        if whole:
            pattern.fullmatch(subject)
        else:
            pattern.sub(subject[:0], subject)

    if _ways(_parsed(pattern)) <= _FEW:
        return ""
    tried = dict.fromkeys((lead, _broken(unit, gap)) for lead, unit in units(pattern))
    return next((f"{lead!r} + n * {unit!r}" for lead, unit in tried if is_slow(look, unit, lead)), "")


def units(pattern: re.Pattern[Any]) -> Sequence[tuple[str, str]]:
    """What to repeat and what to write before it: ordinary characters, and the expression's own repeats."""
    tree = _parsed(pattern)
    own = dict.fromkeys((lead, unit) for lead, unit in _repeats(tree, "") if unit)
    if whole := _sample(tree):
        own |= dict.fromkeys([("", whole), ("", whole[:-1] or whole)])
    return [*list(own)[:_MOST_UNITS], *(("", unit) for unit in _ORDINARY)]


def _broken(unit: str, gap: int) -> str:
    """A unit that, repeated, makes no wider gap than texts have."""
    if gap >= WHOLE or not unit.isspace():
        return unit
    return "\n\na" if "\n" in unit else (unit * gap)[:gap] + "a"


def _parsed(pattern: re.Pattern[Any]) -> Any:
    import re._parser as parser  # type: ignore[import-not-found]

    source: Any = pattern.pattern
    return parser.parse(source.decode("latin-1") if isinstance(source, bytes) else source, pattern.flags & ~re.DEBUG)


def _ways(tree: Any) -> int:
    """In how many ways, at most, the engine may read on from a place: the product of what repeats; without end, a great many."""
    ways = 1
    for op, value in tree:
        name = str(op)
        if name in _REPEATS:
            least, most, inner = value
            inside = _ways(inner)
            ways *= max(1, int(most) - int(least) + 1) * inside ** min(int(most), 20)
        elif name == "BRANCH":
            ways *= sum(map(_ways, value[1])) if any(_ways(one) > 1 for one in value[1]) else 1
        else:
            ways *= max((_ways(part) for part in _parts(name, value)), default=1)
    return min(ways, 10**9)


def _parts(name: str, value: Any) -> list[Any]:
    """The expressions inside a node that is no repeat."""
    if name == "BRANCH":
        return list(value[1])
    if name == "SUBPATTERN":
        return [value[3]]
    if name in {"ASSERT", "ASSERT_NOT"}:
        return [value[1]]
    if name == "GROUPREF_EXISTS":
        return [part for part in value[1:] if part]
    return [value] if name == "ATOMIC_GROUP" else []


def _repeats(tree: Any, lead: str) -> Iterator[tuple[str, str]]:
    """Each repeated part with a sample of what stands before it."""
    for op, value in tree:
        name = str(op)
        if name in _REPEATS:
            _, most, inner = value
            if int(most) > 3:
                yield "", lead[-20:] + (_sample(inner) or "a")
                yield lead, _sample(inner) or "a"
            yield from _repeats(inner, lead)
        for part in _parts(name, value)[:40]:
            yield from _repeats(part, lead)
        lead += _sample([(op, value)])


def _sample(tree: Any) -> str:
    """A short text that the part matches, more or less."""
    return "".join(_one(str(op), value) for op, value in tree)


def _one(name: str, value: Any) -> str:
    if name == "LITERAL":
        return chr(value)
    if name == "NOT_LITERAL":
        return "a" if value != ord("a") else "b"
    if name == "IN":
        return _of_class(value)
    if name in _REPEATS:
        least, most, inner = value
        return _sample(inner) * max(1 if int(most) else 0, min(int(least), 8))
    if name in {"ASSERT", "ASSERT_NOT"}:
        return ""
    parts = _parts(name, value)
    return _sample(parts[0]) if parts else "a" * (name == "ANY")


def _of_class(members: Any) -> str:
    wanted = [
        chr(value) if str(op) == "LITERAL" else chr(value[0])
        for op, value in members
        if str(op) in {"LITERAL", "RANGE"}
    ]
    kinds = {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a", "CATEGORY_NOT_SPACE": "a"}
    kinds |= {"CATEGORY_NOT_DIGIT": "a", "CATEGORY_NOT_WORD": "-"}
    named = [kinds.get(str(value), "a") for op, value in members if str(op) == "CATEGORY"]
    if any(str(op) == "NEGATE" for op, _ in members):
        denied = {*wanted, *named}
        return next((one for one in "aA1 -." if one not in denied), "~")
    return next(iter([*named, *wanted]), "a")


def _seconds(look: Callable[[str], object], text: str) -> float:
    """Processor time that it takes, or a little more than the patience where it takes longer."""
    began = time.process_time()
    with suppress(_TooLong), _bounded(PATIENCE_S):
        look(text)
    return time.process_time() - began


class _TooLong(Exception):
    pass


@contextmanager
def _bounded(seconds: float) -> Iterator[None]:
    """Interrupts after so much processor time; the engine of expressions looks for signals now and then."""

    def interrupt(*_: object) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGVTALRM, interrupt)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
