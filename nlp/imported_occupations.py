"""Reads the occupations of the official ESCO download and keeps an index of them; it ranks nothing."""

from __future__ import annotations

import csv
import io
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from errors import DamagedDocument
from nlp.table_files import opened, rows
from nlp.tfidf import terms
from nlp.titles import head_of, role_words
from nlp.whole_files import write_whole

FORMAT = 1
FILE = "esco-occupations.npz"
_COLUMNS = {"preferredLabel", "altLabels", "iscoGroup", "code", "description"}
_LABEL_TIMES = 3  # the label counts so often among the words of an occupation's text

_TEXTS = ("codes", "labels", "heads", "words", "terms")

Ints = NDArray[np.int32]


class ImportedOccupation(NamedTuple):
    """An occupation of ESCO: its code ("2411.1.5", in front the ISCO group), names and what is done in it."""

    code: str
    label: str
    others: tuple[str, ...]
    description: str


class Rows(NamedTuple):
    """Lists of numbers one after the other: row ``i`` is ``numbers[starts[i]:starts[i + 1]]``; none is empty."""

    starts: Ints
    numbers: Ints


@dataclass(frozen=True, slots=True)
class OccupationIndex:
    """Occupations in the order of their codes, as numbers.

    Attributes:
        heads: For each occupation the word that names its role, empty where there is none.
        words: The words of names; ``names`` are rows of their positions, and ``owners`` says whose name each row is.
        terms: The terms of texts; ``texts`` are rows of their positions, one an occupation, with ``counts`` beside.
    """

    codes: tuple[str, ...]
    labels: tuple[str, ...]
    heads: tuple[str, ...]
    words: tuple[str, ...]
    names: Rows
    owners: Ints
    terms: tuple[str, ...]
    texts: Rows
    counts: Ints


def read_occupations(folder: Path) -> list[ImportedOccupation]:
    """Reads the file of occupations in the folder of an ESCO download in CSV, gzip or not; empty where there is none.

    The file is told by its first line; of several languages the English one is read.

    Raises:
        DamagedDocument: The file breaks off or cannot be read, or holds no occupation.
    """
    found = [path for path in sorted(folder.iterdir()) if path.is_file() and set(_first_line(path)) >= _COLUMNS]
    if not found:
        return []
    path = next((one for one in found if "_en" in one.name), found[0])
    read = {row["code"].strip(): _occupation(row) for row in rows(path) if _is_released(row)}
    if not read:
        raise DamagedDocument("The file of ESCO occupations holds no occupation; download it again.")
    return [read[code] for code in sorted(read)]


def index_of(occupations: Sequence[ImportedOccupation]) -> OccupationIndex:
    """Puts occupations into numbers; of 3,000 in about ten seconds."""
    words, names, owners = dict[str, int](), list[list[int]](), list[int]()
    known_terms, texts, counts = dict[str, int](), list[list[int]](), list[int]()
    for owner, one in enumerate(occupations):
        for said in dict.fromkeys(role_words(name) for name in (one.label, *one.others)):
            if said:
                names.append([words.setdefault(word, len(words)) for word in said])
                owners.append(owner)
        told = Counter(terms(" ".join([*[one.label] * _LABEL_TIMES, *one.others, one.description])) or [one.code])
        texts.append([known_terms.setdefault(term, len(known_terms)) for term in told])
        counts += told.values()
    return OccupationIndex(
        codes=tuple(one.code for one in occupations),
        labels=tuple(one.label for one in occupations),
        heads=tuple(head_of(one.label) for one in occupations),
        words=tuple(words),
        names=_as_rows(names),
        owners=np.array(owners, np.int32),
        terms=tuple(known_terms),
        texts=_as_rows(texts),
        counts=np.array(counts, np.int32),
    )


def keep(index: OccupationIndex, path: Path) -> None:
    """Writes an index; the file is there whole or not at all."""
    file = io.BytesIO()
    arrays: dict[str, Any] = {
        "format": np.array([FORMAT]), "name_starts": index.names.starts, "name_words": index.names.numbers,
        "owners": index.owners, "text_starts": index.texts.starts, "text_terms": index.texts.numbers, "counts": index.counts,
    }  # fmt: skip
    np.savez_compressed(file, **arrays, **dict[str, Any]((name, _as_bytes(getattr(index, name))) for name in _TEXTS))
    write_whole(path, file.getvalue())


def kept(path: Path) -> OccupationIndex:
    """Reads what ``keep`` wrote; raises DamagedDocument for anything else, FileNotFoundError where there is none."""
    try:
        with np.load(path) as read:
            if read["format"].tolist() != [FORMAT]:
                raise DamagedDocument("The kept occupations were written by another version; import them again.")
            codes, labels, heads, words, known = (tuple(read[name].tobytes().decode().split("\n")) for name in _TEXTS)
            names, texts = Rows(read["name_starts"], read["name_words"]), Rows(read["text_starts"], read["text_terms"])
            found = OccupationIndex(codes, labels, heads, words, names, read["owners"], known, texts, read["counts"])
    except (ValueError, KeyError, EOFError, BadZipFile, zlib.error, UnicodeDecodeError) as exc:
        raise DamagedDocument("The kept occupations cannot be read; import them again.") from exc
    if (
        not len(codes) == len(labels) == len(heads) == len(texts.starts) - 1
        or len(found.owners) != len(names.starts) - 1
    ):
        raise DamagedDocument("The kept occupations are not whole; import them again.")
    return found


def _as_rows(lists: Sequence[Sequence[int]]) -> Rows:
    starts = np.cumsum([0, *map(len, lists)])
    return Rows(starts.astype(np.int32), np.array([number for one in lists for number in one], np.int32))


def _as_bytes(texts: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode(), np.uint8)


def _occupation(row: Mapping[str, str]) -> ImportedOccupation:
    label = _tidy(row["preferredLabel"])
    others = dict.fromkeys(name for line in row["altLabels"].splitlines() if (name := _tidy(line)) and name != label)
    return ImportedOccupation(row["code"].strip(), label, tuple(others), _tidy(row["description"]))


def _is_released(row: Mapping[str, str]) -> bool:
    return bool(row["code"].strip() and row["preferredLabel"].strip()) and row.get("status", "") in ("", "released")


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _first_line(path: Path) -> list[str]:
    """Nothing for a file that is no table."""
    try:
        with opened(path, "replace") as file:
            return next(csv.reader([file.readline(65_536)]), [])
    except (csv.Error, OSError, EOFError, zlib.error):
        return []
