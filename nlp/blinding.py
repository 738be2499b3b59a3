"""Hides who a résumé is about: the same résumé, and texts about it, with a mask over each mark of the person.

A mask is a run of "█" as long as what it covers, so every offset stays valid and evidence can still be shown in its
place; the length of a name is all that it tells. Skills, employers, schools, titles and the months of work stay, as
they are what a person is chosen for; a single word of the name inside one of them stays too ("Foster & Sons"). What a
ranking quotes (``tell``) names no school either. A mask is a help against first impressions and no anonymisation: who knows the
employers may know the person.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from nlp import markers
from nlp.impersonal import neutral
from nlp.markers import Where
from nlp.persons import person_of
from records import Evidence, Place, Resume, SkillHit

MASK = "█"
_NEAR, _OPENING = 3, 12
_ENTRIES = frozenset({"work", "education"})
_LONGEST_VALUE = 100
_SHORTEST_SCHOOL = 5
_SECTIONS: dict[str, Where] = {
    "header": "contact", "experience": "work", "projects": "work", "publications": "work", "awards": "work",
    "education": "education",
}  # fmt: skip
# Matches the ".pdf" of "ann.lee.pdf"; not "ann" nor ".x y".
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")


class Blindfold:
    """Masks the person of one résumé in texts about it."""

    def __init__(self, resume: Resume) -> None:
        self._resume, self._person = resume, person_of(resume)

    def hide(self, text: str, section: str = "other") -> str:
        """The text with its marks masked, of the same length; ``section`` is the part of the résumé it comes from."""
        where = _SECTIONS.get(section, "elsewhere")
        return "\n".join(_masked(line, markers.spans(line, self._person, where)) for line in text.split("\n"))

    def tell(self, text: str, section: str = "other") -> str:
        """The text as a ranking may quote it: marks and schools masked, and gendered words in their common form.

        A ranking compares people side by side, so more is hidden than in the résumé itself; and as no offset points
        into what it quotes, the text may change its length.
        """
        hidden_text = self.hide(text, section)
        return neutral(_masked(hidden_text, (match.span() for match in self._schools().finditer(hidden_text))))

    def resume(self) -> Resume:
        """The résumé with its marks masked, without the dates of its education and without passages to match."""
        seen, text = self._resume, self._text()
        return replace(
            seen,
            text=text,
            filename=hidden_name(seen.filename),
            name=hidden(seen.name),
            email=hidden(seen.email),
            phone=hidden(seen.phone),
            links=tuple(MASK * len(link) for link in seen.links),
            location=_place(seen.location),
            summary=self._field(seen.summary, "summary"),
            headline=self._field(seen.headline, "header"),
            skills=tuple(self._skill(hit, text) for hit in seen.skills),
            experience=tuple(
                replace(
                    job,
                    title=self._field(job.title, "experience"),
                    company=self._field(job.company, "experience"),
                    location=self._field(job.location, "experience"),
                    description=self.hide(job.description, "experience"),
                )
                for job in seen.experience
            ),
            education=tuple(
                replace(
                    study,
                    institution=self._field(study.institution, "education"),
                    degree=self._field(study.degree, "education"),
                    field=self._field(study.field, "education"),
                    start=None,
                    end=None,
                )
                for study in seen.education
            ),
            certifications=self._each(seen.certifications, "certifications"),
            projects=self._each(seen.projects, "projects"),
            publications=self._each(seen.publications, "publications"),
            awards=self._each(seen.awards, "awards"),
            education_gaps=(),
            education_to_first_job_months=None,
            passages=(),
            terms=None,
        )

    def _schools(self) -> re.Pattern[str]:
        return _any_of(tuple(study.institution for study in self._resume.education if study.institution))

    def _field(self, text: str | None, section: str) -> str | None:
        return None if text is None else self.hide(text, section)

    def _each(self, texts: Iterable[str], section: str) -> tuple[str, ...]:
        return tuple(self.hide(text, section) for text in texts)

    def _skill(self, hit: SkillHit, text: str) -> SkillHit:
        evidence = tuple(self._evidence(piece, text) for piece in hit.evidence)
        # A name of the taxonomy is nobody's; one that it does not know was taken from the text.
        if hit.id:
            return replace(hit, evidence=evidence)
        name, category = self.hide(hit.name, "skills"), self.hide(hit.category, "skills")
        return replace(hit, name=name, category=category, evidence=evidence)

    def _evidence(self, piece: Evidence, text: str) -> Evidence:
        if self._resume.text[piece.start : piece.end] == piece.text:
            return replace(piece, text=text[piece.start : piece.end])
        return replace(piece, text=self.hide(piece.text, piece.section))

    def _text(self) -> str:
        lines = self._resume.text.split("\n")
        wheres = self._wheres(lines)
        shown: list[str] = []
        for number, (line, where) in enumerate(zip(lines, wheres, strict=True)):
            asked = (
                number > 0 and where != "work" and len(line) <= _LONGEST_VALUE and markers.asks_below(lines[number - 1])
            )
            found = [(0, len(line))] if asked else markers.spans(line, self._person, where)
            shown.append(_masked(line, found))
        return "\n".join(shown)

    def _wheres(self, lines: Sequence[str]) -> list[Where]:
        """The part that each line belongs to: its passage's, else that of what stands around it."""
        known = self._sections(lines)
        wheres = [one or _between(*around) for one, around in zip(known, _around(known), strict=True)]
        opening = next((at for at, one in enumerate(known) if one and one != "contact"), _OPENING)
        near = set(range(min(opening, _OPENING)))
        for at, line in enumerate(lines):
            if known[at] not in _ENTRIES and markers.is_reach(line, self._person):
                near.update(range(at - _NEAR, at + _NEAR + 1))
        return [
            "contact" if at in near and known[at] not in _ENTRIES else "elsewhere" if one == "contact" else one
            for at, one in enumerate(wheres)
        ]

    def _sections(self, lines: Sequence[str]) -> list[Where | None]:
        """What the passages say; None for lines too short to be one, headings among them."""
        starts = list(itertools.accumulate((len(line) + 1 for line in lines), initial=0))
        known: list[Where | None] = [None] * len(lines)
        for passage in self._resume.passages:
            first = bisect_right(starts, passage.start) - 1
            for at in range(first, bisect_left(starts, passage.end, first)):
                if at < len(lines):
                    known[at] = _SECTIONS.get(passage.section, "elsewhere")
        return known


@cache
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the names in any case, whole; one of five letters or more, for a wrong one must not mask small words."""
    long = sorted((name for name in names if len(name) >= _SHORTEST_SCHOOL), key=len, reverse=True)
    either = "|".join(re.escape(name) for name in long) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


def _around(known: Sequence[Where | None]) -> list[tuple[Where | None, Where | None]]:
    """(the last known part so far, the next known part) of each line."""

    def latest(found: Where | None, one: Where | None) -> Where | None:
        return one or found

    before = itertools.accumulate(known, latest)
    behind = reversed(list(itertools.accumulate(reversed(known), latest)))
    return list(zip(before, behind, strict=True))


def _between(last: Where | None, following: Where | None) -> Where:
    """A line without a passage: in a run of work it is work, beside education it may be the year of it."""
    if "education" in (last, following):
        return "education"
    return "work" if last == following == "work" else "elsewhere"


def hidden(text: str | None) -> str | None:
    """The whole text masked."""
    return None if text is None else MASK * len(text)


def hidden_name(filename: str) -> str:
    """A file's name masked but for its ending: people name the file after themselves."""
    ending = _ENDING.search(filename)
    return MASK * (ending.start() if ending else len(filename)) + (ending[0] if ending else "")


def _place(place: Place | None) -> Place | None:
    if place is None:
        return None
    return replace(
        place,
        text=_masked(place.text, markers.place_spans(place.text)),
        city=hidden(place.city),
        region=hidden(place.region),
    )


def _masked(text: str, found: Iterable[tuple[int, int]]) -> str:
    for start, end in found:
        text = text[:start] + MASK * (end - start) + text[end:]
    return text
