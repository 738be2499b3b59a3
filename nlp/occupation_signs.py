"""Measures by what signs an ad may be about each occupation of an index; it weighs no sign against another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp import title_words
from nlp.imported_occupations import OccupationIndex, Rows
from nlp.tfidf import terms
from nlp.titles import head_of, role_words

# The columns of ``Signs.of``, in order: the best shared words of one name; the closest meaning of one name; that of all
# names together; the same head; the occupation's text against the role, against role and ad, against the ad; the text of
# the neighbours in its ISCO group; how far down the code stands; the closeness of the label's vector, where asked for.
NAMES = ("words", "meaning", "all_names", "head", "role", "ad", "duties", "group", "depth", "label")
MOST_TEXT = 4000  # characters of an ad that are read: the duties stand in front, the rest asks and offers
_ROLE_TIMES = 3
_GROUP_DIGITS, _BEST_OF_GROUP = 4, 3

Floats = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Floats]


class Signs:
    """The signs of the occupations of one index; nothing in it changes after it is made."""

    def __init__(self, index: OccupationIndex, labels: Floats | None = None) -> None:
        """Takes an index and, where they are made, unit vectors of its labels, shape (occupations, dimensions)."""
        self._index, self._labels = index, labels
        self._words = {word: at for at, word in enumerate(index.words)}
        self._terms = {term: at for at, term in enumerate(index.terms)}
        self._weights = np.array([title_words.weight_of(word) for word in index.words], np.float32)
        self._vectors = _vectors(index.words) * self._weights[:, None]
        self._names = _unit_rows(_matrix(self._weights[index.names.numbers] ** 0.5, index.names, len(index.words)))
        self._meanings = _meanings(index.names, self._vectors, self._weights)
        self._firsts = np.flatnonzero(np.diff(index.owners, prepend=-1))
        self._named = index.owners[self._firsts]
        self._all_names = _all_names(self._meanings @ self._vectors, self._firsts)
        self._idf = _idf(index)
        weights = (1 + np.log(index.counts)).astype(np.float32) * self._idf[index.texts.numbers]
        self._texts = _unit_rows(_matrix(weights, index.texts, len(index.terms)))
        self._heads = np.array(index.heads)
        self._depths = np.array([max(0, code.count(".") - 1) for code in index.codes], np.float32)
        self._groups = _groups(index.codes)

    @property
    def has_labels(self) -> bool:
        """The labels' vectors are made."""
        return self._labels is not None

    def of(self, title: str, text: str = "", embed: Embed | None = None) -> Floats:
        """(occupations, ``len(NAMES)``) of one ad; the last column is zero without ``embed`` or without labels' vectors."""
        role, duties = Counter(terms(" ".join(role_words(title)))), Counter(terms(text[:MOST_TEXT]))
        both = duties + Counter({term: _ROLE_TIMES * n for term, n in role.items()})
        by_role, by_ad, by_duties = self._of_texts((role, both, duties))
        head = head_of(title)
        same_head = (self._heads == head) & (head != "")
        columns = (*self._of_names(role_words(title)), same_head, by_role, by_ad, by_duties, self._of_groups(by_ad),
                   self._depths, self._of_labels(title, embed))  # fmt: skip
        found: Floats = np.stack(columns, axis=1).astype(np.float32)
        return found

    def _of_names(self, said: Sequence[str]) -> tuple[Floats, Floats, Floats]:
        """For each occupation: shared words and meaning of its best name, and the meaning of all of them; cosines."""
        asked = np.zeros(len(self._words), np.float32)
        known = [self._words[word] for word in said if word in self._words]
        asked[known] = self._weights[known] ** 0.5
        length = sum(map(title_words.weight_of, said)) ** 0.5 or 1.0
        meaning = _meaning(said)
        return (
            self._best_of(self._names @ (asked / length)),
            self._best_of(self._meanings @ _dot(self._vectors, meaning)),
            self._spread(_dot(self._all_names, meaning)),
        )

    def _best_of(self, of_names: Floats) -> Floats:
        return self._spread(np.maximum.reduceat(of_names, self._firsts))

    def _spread(self, of_named: Floats) -> Floats:
        """Zero for an occupation without a name that says anything."""
        found = np.zeros(len(self._index.codes), np.float32)
        found[self._named] = of_named
        return found

    def _of_texts(self, asked: Sequence[Counter[str]]) -> Floats:
        """(asked, occupations) TF-IDF cosines of terms with their counts and each occupation's text."""
        table = np.zeros((len(self._terms), len(asked)), np.float32)
        for column, counts in enumerate(asked):
            if known := {self._terms[term]: n for term, n in counts.items() if term in self._terms}:
                places = list(known)
                values = (1 + np.log(np.array(list(known.values())))) * self._idf[places]
                table[places, column] = values / np.linalg.norm(values)
        found: Floats = (self._texts @ table).T
        return found

    def _of_groups(self, of_texts: Floats) -> Floats:
        """The mean of the best few of the occupation's ISCO group."""
        padded = np.append(of_texts, -1.0)[self._groups.members]
        best = -np.partition(-padded, min(_BEST_OF_GROUP, padded.shape[1]) - 1, axis=1)[:, :_BEST_OF_GROUP]
        means = np.where(best >= 0, best, 0).sum(axis=1) / (best >= 0).sum(axis=1)
        found: Floats = means[self._groups.of]
        return found

    def _of_labels(self, title: str, embed: Embed | None) -> Floats:
        if embed is None or self._labels is None or not title.strip():
            return np.zeros(len(self._index.codes), np.float32)
        return _dot(self._labels, embed([title])[0])


class _Groups(NamedTuple):
    """(groups, most members) positions of occupations, filled up with one past the last; the group of each occupation."""

    members: NDArray[np.int64]
    of: NDArray[np.int64]


def _groups(codes: Sequence[str]) -> _Groups:
    names, of = np.unique([code[:_GROUP_DIGITS] for code in codes], return_inverse=True)
    members = np.full((len(names), int(np.bincount(of).max())), len(codes))
    filled = np.zeros(len(names), np.int64)
    for at, group in enumerate(of):
        members[group, filled[group]] = at
        filled[group] += 1
    return _Groups(members, of)


def _matrix(values: Floats, rows: Rows, columns: int) -> Any:
    """A sparse matrix of rows of positions and their values."""
    from scipy import sparse  # a tenth of a second of every start, if at the top

    return sparse.csr_matrix((values, rows.numbers, rows.starts), shape=(len(rows.starts) - 1, columns))


def _unit_rows(matrix: Any) -> Any:
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix.data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(matrix.indptr)).astype(np.float32)
    return matrix


def _dot(rows: Floats, vector: Floats) -> Floats:
    """(n, d) x (d,); summed in a fixed order, and without BLAS, whose threads wait for each other on a busy machine."""
    found: Floats = np.einsum("ij,j->i", rows, vector)
    return found


def _idf(index: OccupationIndex) -> Floats:
    """Smoothed, ln((1 + n) / (1 + df)) + 1, over the occupations' own texts."""
    frequency = np.bincount(index.texts.numbers, minlength=len(index.terms))
    found: Floats = (np.log((1 + len(index.codes)) / (1 + frequency)) + 1).astype(np.float32)
    return found


def _vectors(words: Sequence[str]) -> Floats:
    """(words, dimensions); zero for a word that no list of titles knows."""
    nothing = np.zeros(title_words.dimensions(), np.float32)
    found = [title_words.vector_of(word) for word in words]
    return np.array([nothing if vector is None else vector for vector in found], np.float32)


def _meanings(names: Rows, vectors: Floats, weights: Floats) -> Any:
    """Sparse (names, words): what makes a name's vector out of those of its words.

    The vector is shorter than one by what the words say that are not known: these are like nothing else.
    """
    shares = _matrix(np.ones(len(names.numbers), np.float32), names, len(vectors))
    is_strange = (vectors**2).sum(axis=1) == 0
    lengths = np.sqrt(((shares @ vectors) ** 2).sum(axis=1) + shares @ np.where(is_strange, weights**2, 0))
    shares.data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(names.starts)).astype(np.float32)
    return shares


def _all_names(vectors: Floats, firsts: NDArray[np.int64]) -> Floats:
    """Unit mean of the vectors of each occupation's names."""
    sums = np.add.reduceat(vectors, firsts, axis=0)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    found: Floats = (sums / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return found


def _meaning(said: Sequence[str]) -> Floats:
    """One title's vector, made as those of names."""
    total, strange = np.zeros(title_words.dimensions(), np.float32), 0.0
    for word in said:
        vector, weight = title_words.vector_of(word), title_words.weight_of(word)
        if vector is None:
            strange += weight**2
        else:
            total += vector * weight
    length = float(total @ total + strange) ** 0.5
    found: Floats = total / length if length else total
    return found
