"""Learns which of our skills usually belong to each occupation of ESCO, from job ads, résumés and ESCO's own descriptions.

``python -m training.occupation_skills ../shared`` writes nlp/weights/occupation_skills.json, and says how many of the skills
an unseen ad names. Each text counts for the occupations that its
title may mean, by their chances. Counts alone are kept, and of these the most telling.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from math import log
from pathlib import Path

import extractors
from errors import AppError
from nlp.imported_occupations import index_of, read_occupations
from nlp.occupations import SKILLS, Occupations
from nlp.skills import find_skills
from nlp.taxonomy import own_taxonomy

ADS, ESCO = "data/jobs/hahu_esco.csv", "taxonomies/esco_occupations_en.csv.gz"
_AS_OF = date(2026, 11, 1)
_MOST_TEXT = 8000
# A title that may mean anything counts for nothing; of the others the best three occupations count.
_LEAST_CHANCE, _OCCUPATIONS = 0.15, 3
# A skill belongs to an occupation when its texts name it much oftener than others do, and more than once or twice. Texts of
# the occupation count in full; so many texts' worth of its ISCO group stand behind them.
_LEAST_TEXTS, _LEAST_SHARE, _LEAST_LIFT, _BEHIND, _MOST = 1.8, 0.12, 2.5, 4.0, 12
# Traits that every ad asks for tell no occupation from another.
_NOT_TELLING = frozenset({"soft-skill", "language"})
# Matches "AIR CONDITIONING MECHANIC 3774 041417" up to the number; not a title without one. Linear.
_BEFORE_NUMBER = re.compile(r"^\D+")

Chances = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Told:
    """What one text says: its title, the skills in it, the code where people gave one; of an ad all of it is about the job."""

    title: str
    text: str
    skills: frozenset[str]
    code: str | None = None
    is_ad: bool = True


def main() -> None:
    """Learn, write and compare."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path, help="holds data and taxonomies")
    arguments.add_argument("--out", type=Path, default=SKILLS)
    given = arguments.parse_args()
    occupations = Occupations(index_of(read_occupations(given.folder / "taxonomies")))
    texts = [
        *ads(given.folder),
        *descriptions(given.folder / ESCO),
        *positions(given.folder / "data/categories/resumes"),
    ]
    chances = [meant(one, occupations) for one in texts]
    found = learnt(counted(texts, chances))
    made = {"version": f"s1-{len(texts)}", "skills": found}
    given.out.write_text(json.dumps(made, ensure_ascii=False, indent=0, sort_keys=True) + "\n", "utf-8")
    print(f"{given.out}: skills of {len(found)} occupations and groups, from {len(texts)} texts")
    print(foretold(texts, chances))


def ads(folder: Path) -> Iterator[Told]:
    """Job ads in English and Indonesian."""
    with (folder / ADS).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield _told(row["title"], row["description"], row["esco_code"])
    for line in (folder / "data/skills/jd_knowledge.jsonl").read_text("utf-8").splitlines():
        text = json.loads(line)["text"]
        yield _told(text.split("\n", 1)[0], text)
    for line in (folder / "data/jobs/indonesian.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield _told(row["title"], row["text"])
    for path in sorted((folder / "data/jobs/city_of_la").glob("*.txt")):
        found = _BEFORE_NUMBER.match(path.stem)
        yield _told(found[0] if found else path.stem, path.read_text("utf-8", errors="replace"))


def descriptions(path: Path) -> Iterator[Told]:
    """What ESCO says of each occupation."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield _told(
                row["preferredLabel"], f"{row['preferredLabel']}. {row['description']}", row["code"], is_ad=False
            )


def positions(folder: Path) -> Iterator[Told]:
    """The jobs in résumés, with the skills named in each."""
    with ProcessPoolExecutor(2) as pool:
        for some in pool.map(_positions, sorted(folder.glob("*.pdf")), chunksize=16):
            yield from some


def meant(one: Told, occupations: Occupations) -> Chances:
    """The occupations that a text may be about, and how likely each is."""
    if one.code:
        return {one.code: 1.0}
    ranked = occupations.rank(one.title, one.text if one.is_ad else "", _OCCUPATIONS)
    return {said.code: said.confidence for said in ranked if said.confidence >= _LEAST_CHANCE}


def counted(texts: Iterable[Told], chances: Iterable[Chances]) -> dict[str, dict[str, float]]:
    """Occupation or ISCO group, ``""`` for all -> skill -> texts that name it, and under ``*`` all its texts."""
    counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for one, codes in zip(texts, chances, strict=True):
        for code, chance in codes.items() if one.skills else ():  # a line without a skill says nothing about skills
            for key in (code, _group(code), ""):
                for skill in (*one.skills, "*"):
                    counts[key][skill] += chance
    return counts


def learnt(counts: Mapping[str, Mapping[str, float]]) -> dict[str, list[str]]:
    """The most telling skills of each occupation and group, by share times the logarithm of the lift."""
    found: dict[str, list[str]] = {}
    for key in sorted(counts):
        if key and (telling := _telling(counts[key], counts[_group(key)], counts[""])):
            found[key] = telling
    # What an occupation shares with its whole group need not be said twice.
    return {key: skills for key, skills in found.items() if key == _group(key) or skills != found.get(_group(key))}


def foretold(texts: Sequence[Told], chances: Sequence[Chances], folds: int = 5) -> str:
    """How many of the skills of its occupation an ad with a given code names that was not learnt from."""
    labelled = [at for at, one in enumerate(texts) if one.code and one.is_ad]
    named = said = common = 0
    for number in range(folds):
        unseen = set(labelled[number::folds])
        counts = counted(
            *zip(*(pair for at, pair in enumerate(zip(texts, chances, strict=True)) if at not in unseen), strict=True)
        )
        found = learnt(counts)
        usual = _most_usual(counts[""])
        for at in unseen:
            skills = _skills_of(texts[at].code or "", found)
            named, said = named + len(texts[at].skills & set(skills)), said + len(skills)
            common += len(texts[at].skills & set(usual[: len(skills)]))
    return (
        f"of {said} skills foretold for {len(labelled)} unseen ads {named} are named; of the most usual ones {common}"
    )


def _telling(own: Mapping[str, float], group: Mapping[str, float], everywhere: Mapping[str, float]) -> list[str]:
    scored: list[tuple[float, str]] = []
    for skill, count in group.items():
        share = (own.get(skill, 0.0) + _BEHIND * count / group["*"]) / (own["*"] + _BEHIND)
        lift = share / (everywhere[skill] / everywhere["*"])
        if skill != "*" and count >= _LEAST_TEXTS and share >= _LEAST_SHARE and lift >= _LEAST_LIFT:
            scored.append((-share * log(lift), skill))
    return [skill for _, skill in sorted(scored)[:_MOST]]


def _most_usual(counts: Mapping[str, float]) -> list[str]:
    return sorted(counts.keys() - {"*"}, key=lambda skill: (-counts[skill], skill))[:_MOST]


def _skills_of(code: str, found: Mapping[str, list[str]]) -> list[str]:
    while code and code not in found:
        code = code.rpartition(".")[0]
    return found.get(code, [])


def _group(code: str) -> str:
    return code.split(".")[0]


def _told(title: str, text: str, code: str | None = None, *, is_ad: bool = True) -> Told:
    hits = find_skills(text[:_MOST_TEXT], own_taxonomy())
    return Told(
        title, text, frozenset(hit.skill.id for hit in hits if hit.skill.category not in _NOT_TELLING), code, is_ad
    )


def _positions(path: Path) -> list[Told]:
    try:
        resume = extractors.extract_resume(extractors.read(path.read_bytes(), path.name), as_of=_AS_OF)
    except AppError:
        return []
    return [
        _told(one.title, one.description, is_ad=False) for one in resume.experience if one.title and one.description
    ]


if __name__ == "__main__":
    main()
