"""What a score may read of a résumé: the same passages without what tells who somebody is; nothing shown is changed here.

Birth, age, gender, family, faith and nationality are facts of the person, whom a man reports to is called Mr or Mrs, and
a degree is worth the same from every school. Lines of such facts are left out of the reading (``without_private_lines``);
inside other sentences gendered words have one common form and schools none (``counted``). What people see keeps its own
words: evidence is quoted from the résumé, only vectors and keywords are made from the common form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from nlp import markers
from nlp.lexicon import lexicon
from nlp.sections import Section
from records import Document, Line, Passage, Resume, Study

# Sections that tell a career: "Weight: cut by 30 %" is work there and no private fact.
_CAREER = frozenset({"experience", "projects", "skills", "certifications", "publications", "awards", "references"})
# What stands for a passage of which nothing counts: no word, so that it answers nothing.
_NOTHING = "–"
_TITLED = r"(?=[^\W\d_a-z])"


def without_private_lines(sections: Sequence[Section]) -> list[Section]:
    """The sections without lines that state private facts alone; one that held nothing else is left out."""
    shown = [replace(section, lines=_shown(section)) for section in sections]
    return [section for section in shown if section.lines]


def private_spans(sections: Sequence[Section]) -> list[tuple[int, int]]:
    """Where these lines stand in the text: no skill is shown there."""
    return [
        (line.start, line.start + len(line.text))
        for section in sections
        for line in set(section.lines) - set(_shown(section))
    ]


def without_lines(document: Document, spans: Sequence[tuple[int, int]]) -> Document:
    """The document without the lines that begin where one of the spans does; its text stays, and so do offsets."""
    begins = {start for start, _ in spans}
    return replace(document, lines=tuple(line for line in document.lines if line.start not in begins))


def school_spans(sections: Sequence[Section], studies: Sequence[Study]) -> list[tuple[int, int]]:
    """Where the names of schools stand among the education: "Institute of Technology" shows no skill."""
    names = _names_of(studies)
    return [
        (line.start + match.start(), line.start + match.end())
        for section in sections
        if names and section.name == "education"
        for line in section.lines
        for match in _any_name(names).finditer(line.text)
    ]


def counted_texts(resume: Resume) -> list[str]:
    """The text by which each passage is compared, in order; never empty."""
    names = _names_of(resume.education)
    return [counted(passage, names) for passage in resume.passages]


def counted(passage: Passage, schools: tuple[str, ...] = ()) -> str:
    """The passage without its writer's age and family, without schools, and with gendered words in one common form."""
    text = passage.text
    if passage.section not in _CAREER:
        text = _cut(text, markers.private_facts(text))
    if passage.section == "education" and schools:
        text = _any_name(schools).sub(" ", text)
    text = " ".join(neutral(text).split()).strip(" .,;|•·–-")
    return text or _NOTHING


def neutral(text: str) -> str:
    """Gendered words in one common form: "she" and "he" are "they", "Mrs Lane" is "Lane", "chairwoman" is "chair"."""
    text = _honorifics().sub("", text)
    return _gendered().sub(lambda match: _common_forms()[_key(match[0])], text)


def _shown(section: Section) -> tuple[Line, ...]:
    if section.name in _CAREER:
        return section.lines
    lines = section.lines
    asked = [False, *(markers.asks_below(line.text) for line in lines)]
    return tuple(
        line
        for line, is_answer in zip(lines, asked, strict=False)
        if not (is_answer or markers.asks_below(line.text) or markers.is_private(line.text))
    )


def _names_of(studies: Iterable[Study]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(study.institution for study in studies if study.institution))


@cache
def _any_name(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the names, the longest first, over line breaks too; "Test University" matches in "BSc, TEST UNIVERSITY"."""
    longest = sorted(names, key=len, reverse=True)
    either = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


def _cut(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + " " + text[end:]
    return text


def _key(words: str) -> str:
    return " ".join(words.lower().split())


@cache
def _common_forms() -> dict[str, str]:
    return lexicon().phrase_keys("common_forms")


@cache
def _gendered() -> re.Pattern[str]:
    """Matches "She", "chairwoman" and "father of"; not "here" nor "the HER2 receptor"."""
    forms = sorted(_common_forms(), key=len, reverse=True)
    either = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in forms)
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE)


@cache
def _honorifics() -> re.Pattern[str]:
    """Matches the "Mrs. " of "Mrs. Lane" and the "Ibu " of "Ibu Hadi"; not "MS Office", "Ibu hamil" nor "Ibu Hamil"."""
    table = lexicon().tables["private"]
    titles = "|".join(re.escape(word.capitalize()) for word in (*table["honorifics"], *table["honorifics_of_names"]))
    others = "|".join(re.escape(word.capitalize()) for word in lexicon().lists["after_no_honorific"])
    return re.compile(rf"(?<!\w)(?:{titles})\b\.?\s+(?!(?:{others})\b){_TITLED}")
