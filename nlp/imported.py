"""Reads the official ESCO and O*NET downloads as concepts, and keeps these compactly; it does not know our own skills."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pydantic_core import from_json

from errors import DamagedDocument, UnsupportedType
from nlp.lexicon import lexicon
from nlp.table_files import opened, rows
from nlp.taxonomy import LONGEST, key_of
from nlp.tfidf import ordinary_words
from nlp.whole_files import write_whole
from nlp.words import forms

FORMAT = 2
SOURCES = ("esco", "onet")
# Written in small letters, a word is a trade's own from about nine letters on ("histology"): "shade", "canal" and
# "feathers" are other names of skills in ESCO and no words of a résumé corpus.
_SHORT, _LONG = 3, 9
_CONTEXT = 10
_NAMES = 256
_ESSENTIAL, _OPTIONAL = 0.5, 0.3  # ESCO says that a skill helps with another one; shares below what our own list gives
_KINDS = {"knowledge": "knowledge", "skill/competence": "skill/competence"}
_ESCO_SKILLS = {"conceptUri", "preferredLabel", "altLabels", "skillType", "inScheme"}
_BROADER = {"conceptUri", "broaderUri"}
_RELATED = {"originalSkillUri", "relationType", "relatedSkillUri"}
_ONET = {"O*NET-SOC Code", "Example", "Commodity Title"}
_ONET_TITLES = "Alternate Title"
_SAYING = frozenset({"be", "do", "enjoy", "skill", "technical", "work", "working", "user", "stay", "show", "identify"})
# Matches the end of "Java (computer programming)"; does not match "(un)load cargo". One pass.
_REMARK = re.compile(r"\s\([^()]*\)$")
# ESCO says what somebody does, we say what it is. Matches "perform " of "perform risk analysis"; not "manage a team".
_DEED = re.compile(
    r"(?:apply|carry out|conduct|demonstrate|execute|exercise|implement|perform|practise|use|utilise)\s+"
)
_NOUNS = {
    "administer": "administration", "analyse": "analysis", "assess": "assessment", "assure": "assurance",
    "calibrate": "calibration", "control": "control", "counsel": "counselling", "design": "design",
    "develop": "development", "edit": "editing", "evaluate": "evaluation", "gather": "gathering", "inspect": "inspection",
    "install": "installation", "integrate": "integration", "keep": "keeping", "maintain": "maintenance",
    "make": "making", "manage": "management", "model": "modelling", "monitor": "monitoring", "optimise": "optimisation",
    "plan": "planning", "prepare": "preparation", "process": "processing", "program": "programming",
    "repair": "repair", "schedule": "scheduling", "solve": "solving", "source": "sourcing", "teach": "teaching",
    "test": "testing", "track": "tracking", "train": "training", "visualise": "visualisation", "write": "writing",
}  # fmt: skip
# Matches "a " of "a team"; not "aircraft".
_ARTICLE = re.compile(r"^(?:an?|the)\s+")
# Matches " techniques" of "sales techniques"; not "techniques".
_MANNER = re.compile(r"(?<=\w) (?:techniques|principles|methods|practices|skills)$")
# Matches the uuid in ".../skill/0005c151-5b5a-4a66-8aac-60e734beb1ab"; does not match ".../isced-f/0021". Linear.
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


class Concept(NamedTuple):
    """A skill of a public catalogue.

    Attributes:
        names: The preferred name first; each once.
        parents: Ids of broader concepts of the same catalogue.
        related: Id of a concept of the same catalogue -> share (0..1).
        context: Words near which the preferred name counts; None where it counts anywhere.
    """

    id: str
    category: str
    uri: str | None
    names: Sequence[str]
    parents: Sequence[str] = ()
    related: Mapping[str, float] | None = None
    context: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What was read of one public catalogue.

    Attributes:
        keys: Normal forms of the names that are looked for, each once.
        codes: For each key whose name it is, see ``code_of``.
        bare: Normal form of a preferred name without its remark -> position of the concept, for "Java (programming)".
        words: Every word of the names that are looked for.
    """

    source: str
    concepts: Sequence[Concept]
    keys: Sequence[str]
    codes: Sequence[int]
    bare: Mapping[str, int]
    words: Sequence[str]


def code_of(position: int, nth: int, size: int) -> int:
    """Which concept's name it is, which of its names (0 is the preferred one), and how many words it has, in one number.

    A hundred thousand of these are read in a hundredth of the time that as many tuples take.
    """
    return position << 16 | nth << 8 | size


def decoded(code: int) -> tuple[int, int, int]:
    """Position, which name, number of words."""
    return code >> 16, code >> 8 & 255, code & 255


def read_esco(folder: Path) -> Catalogue:
    """Reads the folder of an ESCO download in CSV; the files are told by their first line, gzip or not.

    Raises:
        UnsupportedType: There is no file of skills in it, or there are several.
        DamagedDocument: A file breaks off or cannot be read.
    """
    if not folder.is_dir():
        raise UnsupportedType(f"{folder} is no folder; name the folder of the unpacked ESCO download.")
    skills: list[Path] = []
    broader: list[Path] = []
    related: list[Path] = []
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        columns = set(_columns(path, ","))
        if columns >= _ESCO_SKILLS:
            skills.append(path)
        elif columns >= _BROADER:
            broader.append(path)
        elif columns >= _RELATED:
            related.append(path)
    found = list(rows(_one_of_english(folder, skills), ","))
    concepts = {row["conceptUri"].strip(): row for row in found if _is_released(row)}
    if not concepts:
        raise DamagedDocument("The file of ESCO skills holds no skill; download it again.")
    ids = {uri: _esco_id(uri) for uri in concepts}
    parents = _linked(_pairs(broader, "conceptUri", "broaderUri"), ids)
    shares = _shares(related, ids)
    made = [
        _concept(
            ids[uri],
            _KINDS.get(row.get("skillType", ""), "skill/competence"),
            uri,
            [row["preferredLabel"], *row["altLabels"].splitlines(), *(row.get("hiddenLabels") or "").splitlines()],
            tuple(dict.fromkeys(parents.get(ids[uri], ()))),
            shares.get(ids[uri]),
        )
        for uri, row in concepts.items()
    ]
    return _catalogue("esco", [one for one in made if one is not None])


def read_onet(path: Path) -> Catalogue:
    """Reads O*NET's file of technology skills (``Technology Skills.txt``), gzip or not.

    Raises:
        UnsupportedType: It is another file.
        DamagedDocument: It breaks off or cannot be read.
    """
    columns = set(_columns(path, "\t"))
    wanted = (
        "Name O*NET's file of technology skills ('Technology Skills.txt', with the columns Example and Commodity Title)"
    )
    if _ONET_TITLES in columns:
        raise UnsupportedType(f"{path.name} holds titles of occupations and no skills. {wanted}.")
    if not columns >= _ONET:
        raise UnsupportedType(f"{path.name} is no file of O*NET skills. {wanted}.")
    kinds: dict[str, dict[str, None]] = {}
    for row in rows(path, "\t"):
        if name := _tidy(row["Example"]):
            kinds.setdefault(name, {})[row["Commodity Title"]] = None
    made: dict[str, Concept] = {}
    for name, titles in kinds.items():
        found = _concept(f"onet-{slug(name)}", "software", None, [name], about=tuple(titles))
        if found is not None:
            made.setdefault(found.id, found)
    if not made:
        raise DamagedDocument(f"{path.name} holds no skill; download it again.")
    return _catalogue("onet", list(made.values()))


def slug(name: str) -> str:
    """Lower case with hyphens; a name without plain letters gives the beginning of its hash."""
    plain = name.lower().replace("++", "-plus-plus").replace("#", "-sharp")
    found = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return found or hashlib.sha256(name.encode()).hexdigest()[:8]


def keep(catalogue: Catalogue, path: Path) -> None:
    """Writes a catalogue; the file is there whole or not at all."""
    table = {
        "format": FORMAT,
        "source": catalogue.source,
        "words": " ".join(catalogue.words),
        "keys": " ".join(catalogue.keys),
        "codes": catalogue.codes,
        "bare": catalogue.bare,
        "skills": catalogue.concepts,
    }
    write_whole(path, gzip.compress(json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode(), 6, mtime=0))


def kept(raw: bytes) -> Catalogue:
    """Reads what ``keep`` wrote; raises DamagedDocument for anything else."""
    try:
        table = from_json(gzip.decompress(raw), cache_strings="none")
        if table["format"] != FORMAT or table["source"] not in SOURCES:
            raise DamagedDocument("The kept catalogue was written by another version; import it again.")
        concepts = [Concept(*row) for row in table["skills"]]
        keys, known = table["keys"].split(" "), table["words"].split(" ")
        found = Catalogue(table["source"], concepts, keys, table["codes"], table["bare"], known)
        if len(keys) != len(found.codes):
            raise DamagedDocument("A kept catalogue is not whole; import it again.")
        return found
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError) as exc:
        raise DamagedDocument("A kept catalogue cannot be read; import it again.") from exc


def _catalogue(source: str, concepts: Sequence[Concept]) -> Catalogue:
    """Gives each name to one concept: to the one that prefers it, else to the first that has it."""
    owners: dict[str, int] = {}
    bare: dict[str, int] = {}
    known: set[str] = set()
    for preferred in (True, False):
        for at, one in enumerate(concepts):
            for nth, name in enumerate(one.names):
                parts = forms(name)
                if (nth == 0) is preferred and len(parts) <= LONGEST:
                    owners.setdefault("".join(parts), code_of(at, nth, len(parts)))
                    known.update(parts)
            if preferred and (short := _REMARK.sub("", one.names[0])) != one.names[0]:
                bare.setdefault(key_of(short), at)
    for at, one in enumerate(concepts):
        for short in _as_things(one.names[0]):
            if (key := key_of(short)) not in owners:
                bare.setdefault(key, at)
    return Catalogue(source, concepts, list(owners), list(owners.values()), bare, sorted(known))


def _as_things(label: str) -> Iterator[str]:
    """ "perform project management" and "use communication techniques" as a list of skills names them, if it does."""
    deed = _DEED.match(label)
    thing = label[deed.end() :] if deed else label
    matter = _MANNER.sub("", thing)
    if deed:
        yield thing
    if matter != thing:
        yield matter
    if len(matter.split()) <= 2:
        yield f"{matter} skills"
    verb, _, rest = label.partition(" ")
    if rest and verb in _NOUNS:
        yield f"{_ARTICLE.sub('', rest)} {_NOUNS[verb]}"


def _concept(
    key: str,
    category: str,
    uri: str | None,
    labels: Sequence[str],
    parents: tuple[str, ...] = (),
    related: Mapping[str, float] | None = None,
    about: Sequence[str] = (),
) -> Concept | None:
    """A concept whose plain words are kept from firing: a preferred name needs a context, another one is dropped.

    None where not even the preferred name has a letter or a digit.
    """
    names: dict[str, str] = {}
    for name in map(_tidy, [labels[0], _REMARK.sub("", labels[0]), *labels[1:]]):
        parts = forms(name)
        if parts and not (names and (_is_plain(name, parts) or _says_nothing(parts))):
            names.setdefault("".join(parts), name)
    said = list(names.values())[:_NAMES]
    if not said or said[0] != _tidy(labels[0]):
        return None
    parts = forms(said[0])
    context = _around(parts[0], [*said[1:], *about]) if _is_plain(said[0], parts) else None
    return Concept(key, category, uri, said, parents, related, context)


def _is_plain(name: str, parts: Sequence[str]) -> bool:
    """A single word that stands in any text: "rest", "lead", "BA"; a short one in small letters is taken for one."""
    if len(parts) != 1:
        return False
    word = parts[0]
    return len(word) <= _SHORT or (len(word) < _LONG and name.islower()) or word in ordinary_words()


def _says_nothing(parts: Sequence[str]) -> bool:
    """Words of any text around one ordinary word at most: "and procedures", "be responsible", "technical skills"."""
    stops = set().union(*lexicon().stop_words.values()) | _SAYING
    content = [word for word in parts if word not in stops]
    return len(content) < 2 and all(word in ordinary_words() for word in content)


def _around(form: str, others: Iterable[str]) -> tuple[str, ...]:
    near = dict.fromkeys(word for name in others for word in forms(name) if len(word) > _SHORT)
    return tuple(word for word in near if word != form)[:_CONTEXT]


def _tidy(label: str) -> str:
    return " ".join(label.split())


def _is_released(row: Mapping[str, str]) -> bool:
    return bool(row["conceptUri"].strip() and _tidy(row["preferredLabel"])) and row.get("status", "") in (
        "",
        "released",
    )


def _esco_id(uri: str) -> str:
    found = _UUID.search(uri)
    return "esco-" + (found[0] if found else hashlib.sha256(uri.encode()).hexdigest()).replace("-", "")[:12]


def _one_of_english(folder: Path, found: Sequence[Path]) -> Path:
    english = [path for path in found if "_en" in path.name]
    chosen = english if len(found) > 1 else found
    if len(chosen) == 1:
        return chosen[0]
    what = "no file" if not found else "more than one file"
    raise UnsupportedType(
        f"{folder} holds {what} of ESCO skills (skills_en.csv, with the columns conceptUri, preferredLabel, altLabels "
        "and skillType); name a folder with one ESCO download in CSV."
    )


def _pairs(paths: Iterable[Path], first: str, second: str) -> Iterator[tuple[str, str]]:
    for path in paths:
        yield from ((row[first].strip(), row[second].strip()) for row in rows(path, ","))


def _linked(pairs: Iterable[tuple[str, str]], ids: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one, other in pairs:
        if one in ids and other in ids and one != other:
            found.setdefault(ids[one], []).append(ids[other])
    return found


def _shares(paths: Iterable[Path], ids: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """Relations between skills: of two kinds, essential and optional."""
    found: dict[str, dict[str, float]] = {}
    for path in paths:
        for row in rows(path, ","):
            one, other = ids.get(row["originalSkillUri"].strip()), ids.get(row["relatedSkillUri"].strip())
            if one and other and one != other:
                found.setdefault(one, {})[other] = _ESSENTIAL if row["relationType"] == "essential" else _OPTIONAL
    return found


def _columns(path: Path, between: str) -> list[str]:
    """The first line; nothing for a file that is no text."""
    try:
        with opened(path, "replace") as file:
            return next(csv.reader([file.readline(65_536)], delimiter=between), [])
    except csv.Error:
        return []
    except (OSError, EOFError, zlib.error) as exc:
        raise DamagedDocument(f"{path.name} cannot be read to its end; download it again.") from exc
