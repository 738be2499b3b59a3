"""Imported catalogues: the formats of ESCO and O*NET, what is mapped, what must not fire, and how long loading takes."""

from __future__ import annotations

import csv
import gzip
import io
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from errors import DamagedDocument, UnsupportedType
from nlp import extended, imported
from nlp.imported import Catalogue
from nlp.skills import find_skills
from nlp.taxonomy import Taxonomy, key_of, own_taxonomy
from settings import HOME

SHARED = HOME.parent / "shared" / "taxonomies"
ESCO = "http://data.europa.eu/esco/skill/"
SKILLS = ("conceptType", "conceptUri", "skillType", "reuseLevel", "preferredLabel", "altLabels", "hiddenLabels", "status",
          "modifiedDate", "scopeNote", "definition", "inScheme", "description")  # fmt: skip
BROADER = ("conceptType", "conceptUri", "broaderType", "broaderUri")
RELATED = ("originalSkillUri", "originalSkillType", "relationType", "relatedSkillType", "relatedSkillUri")
ONET = ("O*NET-SOC Code", "Example", "Commodity Code", "Commodity Title", "Hot Technology", "In Demand")


def uri(number: int) -> str:
    return f"{ESCO}{number:08x}-0000-4000-8000-000000000000"


def skill(number: int, kind: str, label: str, *others: str, status: str = "released") -> tuple[str, ...]:
    return ("KnowledgeSkillCompetence", uri(number), kind, "cross-sector", label, "\n".join(others), "", status,
            "2024-01-01", "", "", "", "A description, with a comma.")  # fmt: skip


ROWS = [
    skill(1, "knowledge", "Python (computer programming)", "Python", "Python programming language"),
    skill(2, "skill/competence", "do welding with gas", "MIG welding", "joining metal by heat"),
    skill(3, "skill/competence", "repair glockenspiels", "lead", "rest", "BA", "glockenspiel repairing"),
    skill(4, "knowledge", "glockenspiels", "glockenspiel music"),
    skill(5, "skill/competence", "support", "support users on the help desk"),
    skill(8, "skill/competence", "manage digital notes", "Power BI", "keep notes on a computer"),
    skill(6, "knowledge", "abandoned art", status="obsolete"),
    skill(7, "skill/competence", "sort the very many small coloured parts of large wooden toys by hand"),
]


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], between: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=between, lineterminator="\n").writerows([columns, *rows])
    return out.getvalue().encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "ESCO dataset"
    made.mkdir()
    (made / "skills_en.csv").write_bytes(b"\xef\xbb\xbf" + table(SKILLS, ROWS))
    group = ("SkillGroup", "http://data.europa.eu/esco/isced-f/02", "SkillGroup", uri(99))
    above = ("KnowledgeSkillCompetence", uri(3), "KnowledgeSkillCompetence", uri(4))
    (made / "broader.csv.gz").write_bytes(gzip.compress(table(BROADER, [group, above])))
    related = (uri(4), "knowledge", "optional", "knowledge", uri(1))
    (made / "any name.csv").write_bytes(table(RELATED, [related, (uri(4), "knowledge", "essential", "knowledge", "x")]))
    (made / "occupations_en.csv").write_bytes(table(("conceptUri", "preferredLabel", "altLabels"), []))
    (made / "picture.png").write_bytes(b"\x89PNG\xff\xfe")
    return made


@pytest.fixture
def titles(tmp_path: Path) -> Callable[..., Path]:
    def write(*examples: tuple[str, str], packed: bool = False) -> Path:
        raw = table(ONET, [("11-1011.00", name, "43232202", kind, "Y", "N") for name, kind in examples], "\t")
        path = tmp_path / "Technology Skills.txt"
        path.write_bytes(gzip.compress(raw) if packed else raw)
        return path

    return write


def found(text: str, taxonomy: Taxonomy) -> set[str]:
    return {one.skill.id for one in find_skills(text, taxonomy)}


def both(base: Taxonomy, *catalogues: Catalogue) -> Taxonomy:
    return extended.merged(base, catalogues, "v")[0]


def test_concepts_that_mean_ours_are_mapped_and_the_others_added(folder: Path, trades: Taxonomy) -> None:
    taxonomy, gains = extended.merged(trades, [imported.read_esco(folder)], "v")
    assert (gains[0].read, gains[0].mapped, gains[0].added) == (7, 2, 5)
    python = taxonomy.by_id["python"]
    assert (python.source, python.uri, python.name) == ("shortlist", uri(1), "Python")
    assert "Python programming language" in python.aliases
    assert taxonomy.by_id["mig-welding"].uri == uri(2)
    assert taxonomy.by_id["power-bi"].uri is None  # a tool is not what is done with it
    assert found("Power BI, keep notes on a computer", taxonomy) == {"power-bi", "esco-000000080000"}
    new = taxonomy.by_id["esco-000000030000"]
    assert (new.source, new.category, new.uri) == ("esco", "skill/competence", uri(3))
    assert new.parents == ("esco-000000040000",)
    assert dict(taxonomy.by_id["esco-000000040000"].related) == {"python": 0.3}
    assert not any("abandoned" in one.name for one in taxonomy.skills)
    assert trades.by_id["python"].uri is None


def test_imported_names_are_found_in_a_text_and_families_count(folder: Path, trades: Taxonomy) -> None:
    taxonomy = both(trades, imported.read_esco(folder))
    text = "Joining metal by heat; glockenspiel repairing; Python programming language and welding"
    assert found(text, taxonomy) == {"mig-welding", "esco-000000030000", "python", "welding"}
    assert taxonomy.closeness("esco-000000040000", "esco-000000030000") == (0.9, "specific")
    assert taxonomy.neighbours("python")["esco-000000040000"] == (0.3, "related")
    assert taxonomy.search("glocken")[0].id == "esco-000000040000"
    assert {one.source for one in taxonomy.search(source="esco")} == {"esco"}


def test_plain_words_of_a_catalogue_do_not_fire(folder: Path, trades: Taxonomy) -> None:
    taxonomy = both(trades, imported.read_esco(folder))
    assert found("I lead a team; the rest is for BA. We support you.", taxonomy) == set()
    assert "lead" not in taxonomy.by_id["esco-000000030000"].aliases
    assert found("Support users of our desk", taxonomy) == {"esco-000000050000"}
    assert found("No warm welcome for a pythn snake", trades) == found("No warm welcome for a pythn snake", taxonomy)


def test_a_name_of_ours_keeps_its_meaning(folder: Path, trades: Taxonomy) -> None:
    taxonomy = both(trades, imported.read_esco(folder))
    for one in trades.skills:
        assert taxonomy.index[key_of(one.name)][0].skill.id == one.id
    assert taxonomy.longest <= 8
    assert "sortverymany" not in "".join(taxonomy.index)


def test_onet_software_is_mapped_onto_ours_and_esco(
    folder: Path, titles: Callable[..., Path], trades: Taxonomy
) -> None:
    path = titles(
        ("Power BI", "Analytics software"), ("Glockenspiels", "Music software"), ("Honeypot 5", "Web software"),
        ("Honeypot 5", "Network software"), ("Slate", "Admissions software"), packed=True,
    )  # fmt: skip
    onet = imported.read_onet(path)
    taxonomy, gains = extended.merged(trades, [imported.read_esco(folder), onet], "v")
    assert (gains[1].read, gains[1].mapped, gains[1].added) == (4, 2, 2)
    honeypot = taxonomy.by_id["onet-honeypot-5"]
    assert (honeypot.category, honeypot.source, honeypot.uri) == ("software", "onet", None)
    assert found("Honeypot 5 and Glockenspiels", taxonomy) == {"onet-honeypot-5", "esco-000000040000"}


def test_what_is_kept_is_read_back_and_changes_the_version(
    folder: Path, titles: Callable[..., Path], trades: Taxonomy, tmp_path: Path
) -> None:
    kept = tmp_path / "var" / "taxonomies"
    taxonomy = extended.Kept(kept, trades)
    assert taxonomy() is trades
    imported.keep(imported.read_esco(folder), extended.file_of(kept, "esco"))
    assert taxonomy() is trades  # looked a moment ago
    versions = [extended.extended(trades, extended.files_in(kept)).version]
    imported.keep(imported.read_onet(titles(("Honeypot 5", "Web software"))), extended.file_of(kept, "onet"))
    versions.append(extended.extended(trades, extended.files_in(kept)).version)
    assert len({trades.version, *versions}) == 3
    assert sorted(path.name for path in kept.iterdir()) == ["esco.json.gz", "onet.json.gz"]


def test_a_running_process_notices_an_import(
    folder: Path, trades: Taxonomy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extended, "LOOK_EVERY_S", 0.0)
    taxonomy = extended.Kept(tmp_path, trades)
    before = taxonomy()
    imported.keep(imported.read_esco(folder), extended.file_of(tmp_path, "esco"))
    after = taxonomy()
    assert found("glockenspiel music", before) == set()
    assert found("glockenspiel music", after) == {"esco-000000040000"}
    assert taxonomy() is after
    extended.file_of(tmp_path, "esco").write_bytes(b"\x1f\x8bbroken")
    assert taxonomy().version == trades.version


@pytest.mark.parametrize("harm", ["cut", "columns", "bytes", "empty"])
def test_a_damaged_file_is_refused_in_a_sentence(folder: Path, harm: str) -> None:
    path = folder / "skills_en.csv"
    raw = path.read_bytes()
    path.write_bytes(
        {
            "cut": gzip.compress(raw)[:-40],
            "columns": raw + b"only,two\n",
            "bytes": raw + b"\xff\xfe\xff" * 9,
            "empty": raw.split(b"\n")[0] + b"\n",
        }[harm]
    )
    with pytest.raises(DamagedDocument, match="download it again"):
        imported.read_esco(folder)


def test_a_folder_without_skills_and_the_wrong_file_of_onet_are_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "skills_de.csv").write_bytes((folder / "skills_en.csv").read_bytes())
    assert imported.read_esco(folder).concepts  # the English one of several
    (folder / "skills_en.csv").unlink()
    (folder / "skills_fr.csv").write_bytes((folder / "skills_de.csv").read_bytes())
    with pytest.raises(UnsupportedType, match="more than one"):
        imported.read_esco(folder)
    with pytest.raises(UnsupportedType, match="no file"):
        imported.read_esco(tmp_path)
    with pytest.raises(UnsupportedType, match="no folder"):
        imported.read_esco(folder / "skills_fr.csv")
    wrong = tmp_path / "Alternate Titles.txt"
    wrong.write_bytes(table(("O*NET-SOC Code", "Alternate Title", "Short Title", "Source(s)"), [], "\t"))
    with pytest.raises(UnsupportedType, match="Technology Skills"):
        imported.read_onet(wrong)
    with pytest.raises(UnsupportedType, match="Technology Skills"):
        imported.read_onet(folder / "picture.png")
    with pytest.raises(DamagedDocument):
        imported.read_onet(tmp_path / "nothing.txt")


def test_both_official_catalogues_load_fast(tmp_path: Path) -> None:
    if not SHARED.is_dir():
        pytest.skip("the official downloads are not beside this checkout")
    esco, onet = imported.read_esco(SHARED), imported.read_onet(SHARED / "onet_technology_skills.txt.gz")
    assert len(esco.concepts) > 13_000
    assert len(onet.concepts) > 8_000
    imported.keep(esco, extended.file_of(tmp_path, "esco"))
    imported.keep(onet, extended.file_of(tmp_path, "onet"))
    base = own_taxonomy()
    assert base.index
    began = time.process_time()
    taxonomy = extended.extended(base, extended.files_in(tmp_path))
    assert found("We use Adobe Acrobat", taxonomy)
    assert time.process_time() - began < 4.0  # one second and less on a quiet machine
    assert len(taxonomy.skills) > 20_000
    assert found("I go home to rest and lead the others out of the office", taxonomy) == set()
