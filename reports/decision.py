"""The notice that goes with a score: what was scored, by what, who decides, and how to dispute it."""

from __future__ import annotations

from dataclasses import dataclass

from reports.reported import Reported
from reports.wording import Wording


@dataclass(frozen=True, slots=True)
class Notice:
    """A decision notice in the words of one language."""

    what_was_scored: str
    made_by: str
    what_is_left_out: str
    who_decides: str
    how_to_dispute: str


def notice_of(said: Reported, words: Wording) -> Notice:
    """The notice of one match; it names nobody, so that it is the same for blind readers."""
    weights = ", ".join(f"{words.name(name)} {words.number(100 * share)} %" for name, share in said.weights.items())
    versions = ", ".join(f"{words.name(name)} {version}" for name, version in said.versions.items())
    sentence = words.notice
    return Notice(
        what_was_scored=sentence["scored"].format(
            resume=said.resume_id,
            job=said.job_id,
            score=words.number(said.score),
            grade=words.name(said.grade),
            profile=words.name(said.profile),
            weights=weights,
            as_of=said.as_of,
            made=said.made[:10],
        ),
        made_by=sentence["versions"].format(versions=versions),
        what_is_left_out=sentence["left_out"],
        who_decides=sentence["decides"],
        how_to_dispute=sentence["dispute"].format(match=said.match_id),
    )
