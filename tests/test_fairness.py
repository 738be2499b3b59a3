"""Who somebody is moves no score: name, gender, family, faith, birth, school and street are swapped, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import extractors
import matcher
from nlp import model_store
from nlp.embeddings import default_embedder
from records import Job, Resume

DEMO = Path(__file__).resolve().parents[1] / "demo"
TODAY = date(2026, 1, 15)
# None of them asks for an age, a gender, a faith, a family or a nationality.
JOBS = ("backend-engineer.pdf", "icu-nurse.pdf", "perawat-icu.docx", "warehouse-supervisor.html")
TRUTH: dict[str, dict[str, Any]] = {
    Path(entry["file"]).name: entry for entry in json.loads((DEMO / "truth.json").read_text("utf-8"))["resumes"]
}
ENGLISH = (
    "amara-lindqvist-backend-engineer.pdf", "tomas-vieira-java-developer.pdf", "noor-haddad-data-scientist.txt",
    "grace-whitcombe-icu-nurse.pdf", "leticia-navarro-clinic-nurse.docx", "hannah-brightwell-accountant.docx",
    "callum-drysdale-electrician.pdf", "meiling-foster-marketing.pdf", "derrick-oyelaran-warehouse.txt",
)  # fmt: skip
INDONESIAN = (
    "kadek-pramesti-perawat-icu.pdf", "bagas-wicaksono-perawat.docx", "rizky-putra-backend-developer.txt",
    "larasati-puspita-web-developer.pdf",
)  # fmt: skip

# What is added to each demo résumé, for the demo's people say little of themselves.
PRIVATE = {
    "en": ["Date of birth: 4 May 1985", "Place of birth: Leeds", "Age: 38", "Gender: Male", "Marital status: Married",
           "Religion: Christian", "Nationality: British", "Photo: enclosed", "Address: 14 Quarry Terrace, Northgate"],
    "id": ["Tempat, tanggal lahir: Mojokerto, 17 Juni 1988", "Usia: 37 tahun", "Jenis kelamin: Laki-laki",
           "Agama: Islam", "Status: Belum menikah", "Kewarganegaraan: WNI", "Foto: terlampir",
           "Alamat: Jl. Anggrek Bulan No. 27, Kec. Sukasari"],
}  # fmt: skip
TOLD = {
    "en": ["He is a calm colleague and a father of two, and he is known for his patience."],
    "id": ["Seorang bapak dua anak yang ramah; karyawan teladan dan putra daerah."],
}
DONE = {
    "en": [
        "Chairman of the works council; reported to Mr Lane",
        "Waiter and salesman at weekends before his first post",
    ],
    "id": ["Melapor kepada Bapak Hadi dan membimbing mahasiswa magang"],
}
SERVER = """Tom Oakley
Head Waiter
tom.oakley@example.org | +44 7700 900188 | Leeds, UK
Born 4 May 1985 in Leeds
Married, two children

Profile
A 38-year-old head waiter. He runs the floor; his guests come back for him.

Experience
Head Waiter | The Old Mill Ltd | Leeds | 2019-01 to Present
- Chairman of the tasting committee; Mr Dale and Mrs Hall report to him
- Leads 12 waiters in shifts, keeps the inventory and the safety records
Salesman | Oak & Ember Ltd | Leeds | 2014-03 to 2018-12
- Best salesman of the year; inventory control and RF scanning

Education
BA Hospitality Management, Moorland University, Leeds, 2010 - 2013

Skills
Team leadership, inventory control, food safety
"""
CABIN = """Dewi Anggraini
Pramugari
dewi.anggraini@example.org | 0812-3055-0166 | Surabaya, Jawa Timur
Tempat, tanggal lahir: Kediri, 3 April 1995
Agama: Kristen

Pengalaman Kerja
Pramugari | PT Langit Nusantara | Surabaya | Januari 2018 - Sekarang
- Karyawati teladan 2021; melapor kepada Ibu Ratna
- Resusitasi jantung paru dan keselamatan penumpang

Pendidikan
S1 Manajemen, Universitas Bunga Raya, Surabaya, 2013 - 2017

Keahlian
Bahasa Inggris, pelayanan pelanggan, resusitasi jantung paru
"""
OWN = {"server": SERVER, "cabin": CABIN}


@dataclass(frozen=True, slots=True)
class Swap:
    """Something about a person in the words of a résumé, and what another person's would say there."""

    kind: str
    original: str
    replacement: str


SWAPS = tuple(Swap(*row) for row in (
    ("birth", "Date of birth: 4 May 1985", "Date of birth: 23 November 1971"),
    ("birth", "Date of birth: 4 May 1985", "Date of birth: 1 January 2001"),
    ("birth", "Place of birth: Leeds", "Place of birth: Lagos"),
    ("birth", "Place of birth: Leeds", "Place of birth: Karachi, Pakistan"),
    ("birth", "Born 4 May 1985 in Leeds", "Born 30 August 2002 in Karachi"),
    ("birth", "Mojokerto, 17 Juni 1988", "Jakarta, 2 Januari 1999"),
    ("birth", "Mojokerto, 17 Juni 1998", "Jayapura, 30 Desember 1975"),
    ("birth", "lahir: Mojokerto,", "lahir: Ambon,"),
    ("birth", "Kediri, 3 April 1995", "Singkawang, 21 Mei 2001"),
    ("age", "Age: 38", "Age: 57"), ("age", "Age: 38", "Age: 23"), ("age", "38-year-old", "61-year-old"),
    ("age", "37 tahun", "24 tahun"), ("age", "37 tahun", "55 tahun"),
    ("gender", "Gender: Male", "Gender: Female"), ("gender", "Gender: Male", "Gender: Non-binary"),
    ("gender", "Jenis kelamin: Laki-laki", "Jenis kelamin: Perempuan"),
    ("marital", "Marital status: Married", "Marital status: Single"),
    ("marital", "Marital status: Married", "Marital status: Divorced, three children"),
    ("marital", "Married, two children", "Widowed, no children"),
    ("marital", "Status: Belum menikah", "Status: Menikah"), ("marital", "Status: Belum menikah", "Status: Cerai, anak 2"),
    ("marital", "Status\t:\tBelum menikah", "Status\t:\tMenikah"),
    ("religion", "Religion: Christian", "Religion: Muslim"), ("religion", "Religion: Christian", "Religion: Hindu"),
    ("religion", "Religion: Christian", "Religion: Jewish"), ("religion", "Agama: Islam", "Agama: Katolik"),
    ("religion", "Agama: Islam", "Agama: Hindu"), ("religion", "Agama: Kristen", "Agama: Islam"),
    ("nationality", "Nationality: British", "Nationality: Nigerian"),
    ("nationality", "Nationality: British", "Nationality: Indonesian"),
    ("nationality", "Kewarganegaraan: WNI", "Kewarganegaraan: Malaysia"),
    ("photo", "Photo: enclosed\n", ""), ("photo", "Photo: enclosed", "Photo: none"),
    ("photo", "Foto: terlampir\n", ""), ("photo", "Foto: terlampir", "Foto: tidak ada"),
    ("address", "14 Quarry Terrace, Northgate", "221b Mayfair Court, Park Hill"),
    ("address", "14 Quarry Terrace, Northgate", "Flat 9, Tower Block C, Easton Estate"),
    ("address", "14 Quarry Terrace, Wakefield", "Flat 9, Lupset Tower, Wakefield"),
    ("address", "Jl. Anggrek Bulan No. 27, Kec. Sukasari", "Perumahan Bukit Permai Blok C-5, RT 03/RW 07"),
    ("address", "Jl. Anggrek Bulan No. 27, Sidoarjo", "Perum Pondok Mutiara Blok C-5, Sidoarjo"),
    ("gendered", "He is", "She is"), ("gendered", "he is known for his", "she is known for her"),
    ("gendered", "father of two", "mother of two"), ("gendered", "Mr Lane", "Mrs Lane"),
    ("gendered", "Mr Lane", "Ms Lane"), ("gendered", "Chairman", "Chairwoman"), ("gendered", "Chairman", "Chairperson"),
    ("gendered", "Waiter and salesman", "Waitress and saleswoman"), ("gendered", "his first", "her first"),
    ("gendered", "He runs the floor; his guests come back for him", "She runs the floor; her guests come back for her"),
    ("gendered", "Mr Dale and Mrs Hall report to him", "Mrs Dale and Mr Hall report to her"),
    ("gendered", "ead waiter", "ead waitress"), ("gendered", "Head Waiter", "Head Waitress"),
    ("gendered", "Salesman", "Saleswoman"), ("gendered", "Best salesman", "Best saleswoman"),
    ("gendered", "12 waiters", "12 waitresses"), ("gendered", "as if it were her own", "as if it were his own"),
    ("gendered", "bapak dua anak", "ibu dua anak"), ("gendered", "karyawan teladan", "karyawati teladan"),
    ("gendered", "putra daerah", "putri daerah"), ("gendered", "Bapak Hadi", "Ibu Hadi"),
    ("gendered", "mahasiswa magang", "mahasiswi magang"), ("gendered", "Pramugari", "Pramugara"),
    ("gendered", "Karyawati teladan", "Karyawan teladan"), ("gendered", "Ibu Ratna", "Bapak Ratna"),
))  # fmt: skip
# A school of the same kind, of great name and of none.
SCHOOLS = (
    ("Community College", ("Harvard Community College", "Little Creek Community College")),
    ("Technical College", ("Elm Technical College",)),
    ("High School", ("Phillips Exeter High School", "Eastside High School")),
    ("University", ("Harvard University", "University of Oxford", "Lagos State University", "Small Plains University")),
    ("Universitas", ("Universitas Indonesia", "Universitas Gadjah Mada", "Universitas Terbuka Ternate")),
    ("Politeknik", ("Politeknik Negeri Bandung", "Politeknik Kampar")),
    ("STIKES", ("STIKES Panti Rapih", "STIKES Bina Nusa")),
    ("Akademi Keperawatan", ("Akademi Keperawatan Panti Kosala",)),
    ("SMA Negeri", ("SMA Negeri 8 Jakarta", "SMA Negeri 1 Wamena")),
    ("SMK", ("SMK Telkom Malang",)),
    ("College", ("Eton College", "Imperial College London", "Marsh End College")),
    ("Instituto", ("Instituto Superior Técnico",)),
    ("Hochschule", ("Technische Hochschule Aachen", "Hochschule Niederfeld")),
    ("School", ("Eton School", "Low Lane School")),
)
NAMES = (
    "Emily Walsh", "Lakisha Washington", "Mohammed Al-Hassan", "Budi Santoso", "Siti Nurhaliza", "Li Wei Chen",
    "Jürgen Müller", "Fatima Bint Khalid", "María Fernanda Gutiérrez", "I Made Sudarma", "Tan Mei Hua",
    "Nguyễn Thị Hoa", "Rose Marie Chandra", "Grace Young",
)  # fmt: skip
# Names of one word, and names that are trades, too.
HARD_NAMES = ("Agus", "Will Baker")
KINDS = ("name", "school", *dict.fromkeys(swap.kind for swap in SWAPS))
_SUMMARY = re.compile(
    r"(?:Professional )?Summary|About(?: me)?|Profile|Objective|Personal Statement|Ringkasan|Profil|Tentang Saya", re.I
)  # matches "PROFILE"; not "Profile of the team"
_WORK = re.compile(r"(?:(?:Work|Professional|Clinical) )?Experience|Employment|Pengalaman(?: Kerja)?", re.I)
_STUDY = re.compile(r"^(?:Education|Pendidikan|Riwayat Pendidikan|Training and Education)\b.*$", re.I | re.M)


@pytest.fixture(scope="session", autouse=True)
def model() -> None:
    """The default embedding model, built once where it is missing."""
    model_store.prepare()


def test_the_swaps_cover_every_kind_and_every_resume() -> None:
    assert {swap.kind for name in RESUMES for swap in swaps_of(name)} == set(KINDS)
    assert all({"name", "school"} <= {swap.kind for swap in swaps_of(name)} for name in RESUMES)
    unused = [swap for swap in SWAPS if not any(swap in swaps_of(name) for name in RESUMES)]
    assert unused == []


def test_what_a_person_can_do_does_move_the_score() -> None:
    text = written("derrick-oyelaran-warehouse.txt")
    assert moved(text, text.replace("orklift", "ubber duck"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_swap_of_everything_of_a_kind_moves_nothing(kind: str) -> None:
    """All swaps of one kind at once, in each résumé that holds one: the last alternative of each original."""
    found = []
    for number, name in enumerate(RESUMES):
        last = {swap.original: swap for swap in swaps_of(name) if swap.kind == kind and swap.original}
        if kind == "name":
            last = {one.original: one for one in swaps_of(name)[number : number + 1]}
        if last:
            text = written(name)
            found += [f"{name}: {one}" for one in moved(text, swapped(name, text, list(last.values())))]
    assert found == [], "\n".join(found)


@pytest.mark.heavy
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", [*ENGLISH, *INDONESIAN, *OWN])
def test_a_single_swap_moves_nothing(name: str, kind: str) -> None:
    text = written(name)
    found = [
        f"{swap.original!r} -> {swap.replacement!r}: {one}"
        for swap in swaps_of(name)
        if swap.kind == kind
        for one in moved(text, swapped(name, text, [swap]))
    ]
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("other", HARD_NAMES)
def test_a_name_of_one_word_or_of_a_trade_moves_nothing(other: str) -> None:
    found = []
    for name in ("derrick-oyelaran-warehouse.txt", "grace-whitcombe-icu-nurse.pdf", "kadek-pramesti-perawat-icu.pdf"):
        text = written(name)
        swap = Swap("name", name_in(name), other)
        found += [f"{name}: {one}" for one in moved(text, swapped(name, text, [swap]))]
    assert found == [], "\n".join(found)


def moved(before: str, after: str) -> list[str]:
    """Every score that differs, as "job, component: from -> to"; scores compare exactly."""
    assert before != after
    one, other = scores(before), scores(after)
    return [f"{job}, {name}: {one[job, name]} -> {other[job, name]}" for job, name in one if one[job, name] != other[job, name]]  # fmt: skip


@cache
def scores(text: str) -> Mapping[tuple[str, str], float]:
    """The match score and every component, with each job."""
    resume, found = read(text), {}
    for name, job in jobs().items():
        match = matcher.match(resume, job, embed=embed())
        found[name, "match_score"] = match.match_score
        found |= {(name, part): component.score for part, component in match.components.items()}
        found[name, "reverse_score"] = match.reverse_score
    return found


def read(text: str) -> Resume:
    return extractors.extract_resume(extractors.read_text(text), as_of=TODAY)


@cache
def jobs() -> Mapping[str, Job]:
    files = [DEMO / "jobs" / name for name in JOBS]
    return {file.name: extractors.extract_job(extractors.read(file.read_bytes(), file.name)) for file in files}


@cache
def embed() -> Callable[[Sequence[str]], Any]:
    """The product's own vectors, each text once."""
    known: dict[str, Any] = {}

    def vectors(texts: Sequence[str]) -> Any:
        fresh = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(fresh, default_embedder().embed(fresh), strict=True) if fresh else ())
        return np.stack([known[text] for text in texts])

    return vectors


@cache
def swaps_of(name: str) -> tuple[Swap, ...]:
    """Names first, then schools, then the table's, of what the résumé holds."""
    text = written(name)
    found = [Swap("name", name_in(name), other) for other in NAMES]
    found += [Swap("school", school, other) for school in schools_in(name) for other in _alike(school)]
    return (*found, *(swap for swap in SWAPS if swap.original in text))


def swapped(name: str, text: str, swaps: Sequence[Swap]) -> str:
    """The résumé as another person's; the address by e-mail goes with the name."""
    for swap in swaps:
        if swap.kind == "name":
            text = _renamed(name, text, swap)
        elif swap.kind == "school":
            heading = next(_STUDY.finditer(text))  # the same name above it is an employer's
            text = text[: heading.end()] + text[heading.end() :].replace(swap.original, swap.replacement)
        else:
            text = text.replace(swap.original, swap.replacement)
    return text


def name_in(name: str) -> str:
    stated = TRUTH[name]["name"] if name in TRUTH else OWN[name].split("\n")[0]
    return stated if stated in written(name) else stated.upper()


def schools_in(name: str) -> list[str]:
    if name in TRUTH:
        return list(dict.fromkeys(study["institution"] for study in TRUTH[name]["education"]))
    return [{"server": "Moorland University", "cabin": "Universitas Bunga Raya"}[name]]


def _alike(school: str) -> tuple[str, ...]:
    return next(others for kind, others in SCHOOLS if kind in school)


def _renamed(name: str, text: str, swap: Swap) -> str:
    mail = TRUTH[name]["email"] if name in TRUTH else re.findall(r"\S+@\S+", OWN[name])[0]
    other = f"{re.sub('[^a-z]+', '.', swap.replacement.lower()).strip('.')}@{mail.split('@')[1]}"
    assert mail in text
    said = swap.replacement.upper() if swap.original.isupper() else swap.replacement
    return text.replace(mail, other).replace(swap.original, said)


@cache
def written(name: str) -> str:
    """The text of a résumé, for the demo's with private facts in the contact lines and gendered words in the story."""
    if name in OWN:
        return OWN[name]
    path = DEMO / "resumes" / name
    lines = extractors.read(path.read_bytes(), name).text.split("\n")
    language = "id" if name in INDONESIAN else "en"
    reach = next(at for at, line in enumerate(lines) if "@" in line)
    lines[reach + 1 : reach + 1] = PRIVATE[language]
    intro = next((at for at, line in enumerate(lines) if _SUMMARY.fullmatch(line)), None)
    if intro is None:
        at = reach + 1 + len(PRIVATE[language])
        lines[at:at] = ["", {"en": "PROFILE", "id": "PROFIL"}[language], *TOLD[language], ""]
    else:
        at = next(at for at in range(intro + 1, len(lines)) if re.match(r"\w", lines[at]))
        lines[at:at] = TOLD[language]
    lines[:] = _with_bullets(lines, DONE[language])
    return "\n".join(lines)


def _with_bullets(lines: list[str], said: list[str]) -> Iterator[str]:
    work = next(at for at, line in enumerate(lines) if _WORK.fullmatch(line))
    first = next(at for at in range(work, len(lines)) if re.match("[•*-] ", lines[at]))
    yield from lines[:first]
    yield from (lines[first][:2] + one for one in said)
    yield from lines[first:]


RESUMES = (*ENGLISH, *INDONESIAN, *OWN)
