"""Marks what was read off one résumé by the shared scorer's rules, and says of each field how right it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.labelled import Labelled
from benchmarks.scorer import Scorer

# Precision, recall and the scorer's figure, each 0..1 or None where the truth says nothing of it.
Mark = tuple[float | None, float | None, float | None]
Marks = Mapping[str, Mark]

_SINGLE = ("name", "email", "phone")
_SETS = ("companies", "titles", "degrees", "institutions")
_ENTRIES = {"experience": ("titles", "companies"), "education": ("degrees", "institutions")}
# A location is right when half of its words and of those marked are the same ones; "Leeds" for "Leeds, UK" is.
_HALF = 0.5


def marks(prediction: Mapping[str, Any], truth: Mapping[str, Any], rules: Scorer) -> dict[str, Mark]:
    """Field -> mark, for the fields that the truth knows; a value offered where the truth says none is wrong."""
    figures = rules.fields.score_one(prediction, truth)
    found: dict[str, Mark] = {}
    for field in (*_SINGLE, "location"):
        right, offered = figures.get(field), bool(prediction.get(field))
        if right is not None:
            found[field] = (right if offered else None, right, right)
        elif field in truth and offered:
            found[field] = (0.0, None, None)
    for field in (*_SETS, "dates", "study_dates"):
        if truth.get(field):
            same = rules.text.same_lenient if field in _SETS else _equal
            found[field] = _mark(rules.sets.compare(prediction.get(field), truth[field], same))
    if truth.get("skills"):
        found["skills"] = _mark(rules.sets.compare(prediction.get("skills"), truth["skills"], rules.text.same_skill))
    elif truth.get("some_skills"):
        part = rules.sets.compare(prediction.get("skills"), truth["some_skills"], rules.text.same_skill)
        found["skills"] = (None, part["r"], None)
    found |= {name: (None, None, figures[name]) for name in ("macro", "macro_strict") if figures[name] is not None}
    return found


def judged(
    one: Labelled,
    signs: Mapping[str, Mapping[str, float]],
    prediction: Mapping[str, Any],
    given: Marks,
    rules: Scorer,
) -> Iterator[dict[str, Any]]:
    """A row for each field that is shown and whose truth is known: its signs and how right it is, 0..1."""
    for field, seen in signs.items():
        right = _rightness(field, one, prediction, given, rules)
        if right is not None:
            yield {"id": one.id, "person": one.person, "source": one.source, "layout": one.layout, "kind": one.kind,
                   "field": field, "signs": seen, "right": round(right, 4)}  # fmt: skip


def _rightness(field: str, one: Labelled, prediction: Mapping[str, Any], given: Marks, rules: Scorer) -> float | None:
    if field in _ENTRIES:
        known = [value for part in _ENTRIES[field] if part in given and (value := given[part][2]) is not None]
        return sum(known) / len(known) if known else None
    if field == "skills":
        return given["skills"][2] if "skills" in given else None
    if field == "location":
        place = one.truth.get("location") or one.truth.get("place")
        if place:
            return float(rules.text.token_f1(prediction["location"], place) >= _HALF)
    if field == "name" and field not in one.truth and _is_marked(one):
        return 0.0
    return given[field][0] if field in given else None


def _is_marked(one: Labelled) -> bool:
    """Somebody marked other fields of the text, and no name: what is offered as one is something else."""
    return one.source == "fields" and bool(set(one.truth) & {*_SETS, "email"})


def _mark(compared: Mapping[str, Any]) -> Mark:
    return compared["p"], compared["r"], compared["f1"]


def _equal(one: str, other: str) -> bool:
    return one == other
