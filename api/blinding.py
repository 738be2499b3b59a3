"""Answers for a blind reader: the marks of the person masked in what goes out; what a mark is, nlp.blinding knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from api.context import session
from api.ids import resume_key
from api.wire import resume_out
from db import resumes
from db.resumes import StoredResume
from db.stored import to_plain
from nlp.blinding import Blindfold, hidden, hidden_name
from records import Resume

Out = dict[str, Any]

_MARKS = ("name", "email", "phone", "links", "location")

HIDDEN_OF_MATCH = frozenset(
    {
        "candidate_name", "candidate_id", "comments", "key_strengths", "additional_skills", "requirements", "relevance",
        "education",
    }
)  # fmt: skip
"""What a match says in the résumé's words; everything else is the job's, a number or a name of the taxonomy."""


class Fold(Protocol):
    """Masks a person in the words of a match."""

    def tell(self, text: str, section: str = "other") -> str:
        """The text as a ranking may quote it."""
        ...


class Folds:
    """Masks the person of a résumé as somebody corrected it, and as it was read: the text still says that."""

    def __init__(self, *resumes_of_one: Resume) -> None:
        self._folds = [Blindfold(one) for one in resumes_of_one]

    def tell(self, text: str, section: str = "other") -> str:
        """The text as a ranking may quote it."""
        for fold in self._folds:
            text = fold.tell(text, section)
        return text


class Veil:
    """Masks every word: of a résumé that is being read anew nobody knows the marks, and its matches quote the old file."""

    def tell(self, text: str, section: str = "other") -> str:
        """As many signs as the text has."""
        return str(hidden(text))


VEIL = Veil()


def blinded(row: StoredResume) -> Resume:
    """What a résumé says with the marks of the person masked, of a corrected one also those that were read."""
    said = row.resume
    if not row.corrections:
        return Blindfold(said).resume()
    as_read = replace(said, **{name: getattr(row.uncorrected, name) for name in _MARKS})
    once = replace(Blindfold(as_read).resume(), passages=said.passages)
    return Blindfold(replace(once, **{name: getattr(said, name) for name in _MARKS})).resume()


def blind_resume(row: StoredResume, with_text: bool = False) -> Out:
    """A résumé as ``wire.resume_out`` shows it, masked; of one that is not read the file's name and the client's key."""
    out = resume_out(row, with_text)
    out |= {"filename": hidden_name(row.filename), "candidate_id": hidden(row.candidate_id)}
    if row.record is None:
        return out
    shown = to_plain(blinded(row))
    return out | {name: shown[name] for name in out.keys() & shown.keys()}


def blind_matches(found: Sequence[Out]) -> list[Out]:
    """Matches on the wire, masked; the résumés they are about are read in one go."""
    keys = sorted({resume_key(out["resume_id"]) for out in found})
    readings = resumes.readings_of(session(), keys)
    folds = {
        f"R{key}": Folds(resume, *([readings[key]] if key in readings else []))
        for key, resume in resumes.records_of(session(), keys).items()
    }
    return [blind_match(out, folds.get(out["resume_id"], VEIL)) for out in found]


def blind_match(out: Out, fold: Fold) -> Out:
    """One match on the wire, masked."""
    education = out["education"]
    return out | {
        "candidate_name": hidden(out["candidate_name"]),
        "candidate_id": hidden(out["candidate_id"]),
        "comments": fold.tell(out["comments"]),
        "key_strengths": [fold.tell(text) for text in out["key_strengths"]],
        "additional_skills": [fold.tell(text, "skills") for text in out["additional_skills"]],
        "requirements": [_verdict(one, fold) for one in out["requirements"]],
        "relevance": {
            kind: [{**one, "label": fold.tell(one["label"], kind)} for one in entries]
            for kind, entries in out["relevance"].items()
        },
        "education": {
            **education,
            "candidate_fields": [fold.tell(text, "education") for text in education["candidate_fields"]],
        },
    }


def blind_verdicts(errors: Sequence[Mapping[str, str]]) -> list[Out]:
    """Verdicts on files, whose names are often people's."""
    return [{**one, "filename": hidden_name(one["filename"])} for one in errors]


def _verdict(one: Mapping[str, Any], fold: Fold) -> Out:
    if one["evidence"] is None:
        return dict(one)
    return {**one, "evidence": fold.tell(one["evidence"], one["section"] or "other")}
