"""Occupations: what is read of an ESCO download, how an ad's occupations are ranked, and when another import is noticed."""

from __future__ import annotations

import csv
import gzip
import io
import json
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from errors import DamagedDocument
from nlp import occupations
from nlp.imported_occupations import FILE, index_of, keep, kept, read_occupations
from nlp.occupation_labels import LabelVectors
from nlp.occupation_signs import NAMES, Floats
from nlp.occupations import KeptOccupations, Occupations, default_occupations, kind_of, set_default_occupations
from nlp.taxonomy import own_taxonomy
from settings import HOME

SHARED = HOME.parent / "shared"
COLUMNS = ("conceptUri", "iscoGroup", "preferredLabel", "altLabels", "status", "description", "code")
ROWS = [
    ("1", "2221", "ward nurse", "nurse\nregistered nurse\nhospital nurse", "released", "Cares for patients on a ward.", "2221.2"),
    ("2", "2221", "theatre nurse", "scrub nurse", "released", "Hands instruments to surgeons in the operating theatre.", "2221.2.1"),
    ("3", "2512", "software developer", "software engineer\nprogrammer", "released", "Writes and tests programs.", "2512.4"),
    ("4", "2411", "accountant", "cost accountant", "released", "Keeps the ledger, closes the month, files tax.", "2411.1"),
    ("5", "3434", "chef", "sous chef", "released", "Cooks, plans menus and runs a kitchen, day by day.", "3434.1"),
    ("6", "9999", "lamplighter", "", "obsolete", "Lit the lamps of a town.", "9999.1"),
]  # fmt: skip


def written(folder: Path, rows: Sequence[Sequence[str]] = ROWS, name: str = "occupations_en.csv") -> Path:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([COLUMNS, *rows])
    raw = b"\xef\xbb\xbf" + out.getvalue().encode()
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    return folder


@pytest.fixture
def few(tmp_path: Path) -> Occupations:
    return Occupations(index_of(read_occupations(written(tmp_path / "esco"))))


def codes(found: Occupations, title: str, text: str = "", limit: int = 5) -> list[str]:
    return [one.code for one in found.rank(title, text, limit)]


class Letters:
    """An embedding model of 26 dimensions: how often each letter stands in a text."""

    name, identity, dimensions = "letters", "letters", 26

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Floats:
        self.asked += texts
        counts = np.array([[text.lower().count(chr(97 + at)) for at in range(26)] for text in texts], np.float32)
        return counts / np.maximum(1, np.linalg.norm(counts, axis=1, keepdims=True))


@pytest.mark.parametrize("name", ["occupations_en.csv", "any name.csv.gz"])
def test_occupations_are_read_from_a_plain_or_packed_file_but_those_given_up(tmp_path: Path, name: str) -> None:
    found = read_occupations(written(tmp_path / "esco", name=name))
    assert [one.code for one in found] == ["2221.2", "2221.2.1", "2411.1", "2512.4", "3434.1"]
    assert found[0].others == ("nurse", "registered nurse", "hospital nurse")


def test_a_folder_without_occupations_has_none_and_a_broken_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "skills_en.csv").write_text("conceptUri,preferredLabel,altLabels,skillType,inScheme\n")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff\xfe")
    assert read_occupations(tmp_path) == []
    whole = (written(tmp_path / "esco", name="o.csv.gz") / "o.csv.gz").read_bytes()
    (tmp_path / "esco" / "o.csv.gz").write_bytes(whole[:-12])
    with pytest.raises(DamagedDocument, match="download it again"):
        read_occupations(tmp_path / "esco")
    with pytest.raises(DamagedDocument, match="holds no occupation"):
        read_occupations(written(tmp_path / "empty", []))


def test_what_is_kept_is_what_was_read_and_anything_else_is_refused(tmp_path: Path) -> None:
    made, path = index_of(read_occupations(written(tmp_path / "esco"))), tmp_path / FILE
    keep(made, path)
    again = kept(path)
    assert (again.codes, again.labels, again.words) == (made.codes, made.labels, made.words)
    assert Occupations(again).rank("Sous Chef") == Occupations(made).rank("Sous Chef")
    for wrong in (path.read_bytes()[:-40], b"no table", b""):
        path.write_bytes(wrong)
        with pytest.raises(DamagedDocument, match="import them again"):
            kept(path)


def test_the_title_finds_the_occupation_whatever_its_rank_and_spelling(few: Occupations) -> None:
    assert codes(few, "Sr. SWE II (Remote)", limit=1) == ["2512.4"]
    assert codes(few, "RN", limit=1) == ["2221.2"]
    assert codes(few, "Akuntan Senior", limit=1) == ["2411.1"]
    assert codes(few, "SOUS CHEF 4316", limit=1) == ["3434.1"]


def test_the_duties_decide_where_the_title_leaves_it_open(few: Occupations) -> None:
    ward = "You care for patients on our ward and write their charts."
    theatre = "In the operating theatre you hand instruments to surgeons."
    assert codes(few, "Nurse", ward, 1) == ["2221.2"]
    assert codes(few, "Nurse", theatre, 1) == ["2221.2.1"]
    assert codes(few, "Team member", theatre, 1) == ["2221.2.1"]


def test_chances_fall_and_sum_to_one(few: Occupations) -> None:
    found = [one.confidence for one in few.rank("Nurse", "Wards and patients", 100)]
    assert len(found) == 5
    assert found == sorted(found, reverse=True)
    assert sum(found) == pytest.approx(1.0, abs=0.01)
    assert all(0.0 <= chance <= 1.0 for chance in found)


def test_an_ad_that_says_nothing_has_no_occupation(few: Occupations) -> None:
    for title, text in (("", ""), ("???", "!!!"), ("Zubrovka", "")):
        assert few.rank(title, text) == []


def test_the_same_ad_always_has_the_same_occupations(few: Occupations) -> None:
    first = few.rank("Nurse", "patients " * 2000)
    assert all(few.rank("Nurse", "patients " * 2000) == first for _ in range(3))


def test_labels_vectors_are_made_once_and_count_only_when_asked_for(tmp_path: Path) -> None:
    index, model = index_of(read_occupations(written(tmp_path / "esco"))), Letters()
    vectors = LabelVectors(tmp_path / "vectors", model)
    assert vectors.of(index.labels) is None
    assert Occupations(index, vectors.of(index.labels)).rank("Chef", embed=model.embed)
    assert vectors.prepare(index.labels) == 5
    assert LabelVectors(tmp_path / "vectors", model).prepare(index.labels) == 0
    found = Occupations(index, vectors.of(index.labels))
    model.asked.clear()
    assert not found.signs("Chef")[:, NAMES.index("label")].any()
    assert model.asked == []
    close = found.signs("Chef", embed=model.embed)[:, NAMES.index("label")]
    assert index.labels[int(close.argmax())] == "chef"
    assert (kind_of("x", None), kind_of(" ", model.embed)) == ("ad", "title_embedded")


def test_a_broken_file_of_vectors_is_made_anew(tmp_path: Path) -> None:
    vectors = LabelVectors(tmp_path, Letters())
    vectors.path.write_bytes(b"no vectors")
    assert vectors.of(["chef"]) is None
    assert vectors.prepare(["chef", "cook", "chef"]) == 2


def test_an_import_is_noticed_without_a_restart_and_a_broken_one_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(occupations, "LOOK_EVERY_S", 0.0)
    model = Letters()
    found = KeptOccupations(tmp_path, lambda: LabelVectors(tmp_path / "vectors", model))
    set_default_occupations(found)
    try:
        assert default_occupations() is None
        assert found.prepare() == 0
        keep(index_of(read_occupations(written(tmp_path / "esco"))), tmp_path / FILE)
        first = default_occupations()
        assert first is not None
        assert first is default_occupations()
        assert found.prepare() == 5
        assert default_occupations() is not first
        (tmp_path / FILE).write_bytes(b"broken")
        with caplog.at_level(logging.WARNING):
            assert default_occupations() is None
        assert [record.message for record in caplog.records] == ["occupations_import_broken"]
    finally:
        set_default_occupations(None)
    assert default_occupations() is None


def test_an_occupation_without_skills_of_its_own_has_those_of_the_one_above(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"2411": ("accounting",), "2411.1.5": ("cost-accounting",)}
    monkeypatch.setattr(occupations, "_skills", lambda: known)
    assert occupations.skills_of("2411.1.5") == ("cost-accounting",)
    assert occupations.skills_of("2411.1.7.2") == ("accounting",)
    assert occupations.skills_of("5120.1") == ()


def test_the_learnt_skills_are_skills_of_ours_and_the_learnt_signs_are_signs() -> None:
    ours = own_taxonomy().by_id
    found = json.loads(occupations.SKILLS.read_text("utf-8"))["skills"]
    assert {skill for skills in found.values() for skill in skills} <= set(ours)
    assert "accounting" in occupations.skills_of("2411.1")
    assert set(occupations.learnt()) == {"ad", "title", "ad_embedded", "title_embedded"}
    assert all(set(weights) <= set(NAMES) for weights in occupations.learnt().values())


@pytest.mark.heavy
@pytest.mark.skipif(not (SHARED / "taxonomies").is_dir(), reason="the shared data sets are not beside the project")
def test_everyday_titles_find_their_esco_code_among_the_first_two() -> None:
    found = Occupations(index_of(read_occupations(SHARED / "taxonomies")))
    wanted = {"Accountant": "2411.1", "Data Scientist": "2511.4", "Sr. SWE": "2512.4", "Welder": "7212.3",
              "Sopir Truk": "8332.2", "Kasir": "5230.1", "Bookkeeper": "3313.2", "HR Manager": "1212.2"}  # fmt: skip
    assert {title for title, code in wanted.items() if code not in codes(found, title, limit=2)} == set()
