"""The English gloss of Indonesian text: real lines, what stays as it is, and how much of real postings is read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from nlp import language
from nlp.affixes import stems
from nlp.gloss import gloss
from nlp.taxonomy import own_taxonomy

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "nlp" / "lexicon" / "gloss" / "id.json"
POSTINGS = ROOT.parent / "shared" / "data" / "jobs" / "indonesian.jsonl"
# Matches "Laravel", "anak"; not "D3".
WORD = re.compile(r"[^\W\d_]+")

LINES = {
    # phrases before words, the longest first
    "Menyusun laporan keuangan tahunan": "Prepare financial statements annual",
    "Mengoperasikan alat bantu napas": "Operate ventilator",
    "surat tanda registrasi perawat": "registration certificate nurse",
    "Menguasai rekayasa perangkat lunak": "Proficient in software engineering",
    "Keselamatan dan kesehatan kerja (K3)": "Occupational health and safety (Occupational safety)",
    "Pemegang SIM B1 umum": "Holder Commercial truck driving licence",
    "Mampu bekerja di bawah tekanan": "Able work under pressure",
    # prefixes and suffixes, with the letters that a prefix swallows
    "Menyapu, mengepel": "Sweep, mop",
    "Merakit dan menyetel": "Assemble and menyetel",
    "Memotong dan menjahit kain": "Cut and sew fabric",
    "Menuliskan catatannya": "Write notes",
    "memeriksa kendaraan": "check vehicle",
    "Dirawat oleh dokter": "Care for by doctor",
    "Mengelas pipa": "Weld pipe",
    "mengirimkan faktur": "send invoice",
    "Didistribusikan ke cabang": "Distribution to branch",
    "kebersihan dapurnya": "cleanliness kitchen",
    # a word said twice
    "laporan-laporan penjualan": "report sales",
    "sayur-sayuran dan obat-obatan": "vegetables and medicines",
    "Buku2 pelajaran": "Book lesson",
    "di-deploy ke server": "deploy to server",
    # degrees, licences, abbreviations
    "Pendidikan min. D3/S1 Akuntansi": "Education minimum. Diploma/Bachelor Accounting",
    "Lulusan SMK jurusan TKJ": "Graduate Vocational high school major Computer and network engineering",
    "Guru SD": "Teacher Primary school",
    "Memiliki STR aktif": "Have Registration certificate active",
    "Siti Aminah, S.Kom.": "Siti Aminah, Bachelor of computer science.",
    "Memiliki Brevet A dan B": "Have Tax certificate brevet a and b",
    # people
    "Jujur, teliti dan bertanggung jawab": "Honest, meticulous and responsible",
    "Pria/Wanita, usia maksimal 30 tahun": "Male/Female, maximum age 30 year",
    "Tidak merokok": "Non-smoker",
    # what stays
    "Pengalaman > 2,5 tahun, gaji Rp5.000.000": "Experience > 2,5 year, salary Rp5.000.000",
    "Menguasai Laravel, Node.js & C++": "Proficient in Laravel, Node.js & C++",
    "Kirim CV ke guru.air@kerja.co.id": "Send cv to guru.air@kerja.co.id",
    "Membuat REST API untuk aplikasi": "Make REST API for application",
    "Mengelola AWS S3": "Manage AWS S3",
    "kalibrasi dan rehabilitasi": "calibration and rehabilitation",
    "Penampilan rapi.Jujur dan rajin": "Appearance neat.Honest and diligent",
    "- Januari 2019 – sekarang:": "- January 2019 – now:",
    "MENGELOLA KAS KECIL": "Manage Petty cash",
    "": "",
    "2019 - 2021 | 100%": "2019 - 2021 | 100%",
}

ENGLISH = (
    "Air conditioning technician with ten years of experience",
    "Yoga guru; jam sessions, cat care and tape recording",
    "Can work on most machines or tools, no bias",
    "The bank's hotel data were the company's main agenda",
    "Responsible for day-to-day media planning in a win-win manner",
    "Managed a semi-automatic terminal and its members",
    "SIP trunks, SIM cards and solar panels",
    "PostgreSQL, Docker, Kubernetes, Terraform",
)


@pytest.mark.parametrize(("line", "english"), LINES.items())
def test_a_line_is_read_word_for_word(line: str, english: str) -> None:
    assert gloss(line, "id") == english


@pytest.mark.parametrize("line", ENGLISH)
def test_an_english_line_in_an_indonesian_text_stays(line: str) -> None:
    assert gloss(f"{line}\n", "id") == f"{line}\n"


def test_a_language_without_a_table_stays() -> None:
    assert gloss("Merawat pasien", "en") == "Merawat pasien"
    assert gloss("Enfermera", "es") == "Enfermera"
    assert gloss("Merawat pasien", "../gloss/id") == "Merawat pasien"


def test_a_word_of_two_languages_is_decided_by_its_line() -> None:
    assert (
        gloss("Memeriksa mutu air tambak\nAir traffic control", "id") == "Check water quality pond\nAir traffic control"
    )
    assert gloss("Guru", "id") == "Teacher"
    assert gloss("Mengecat dengan cat dan api", "id") == "Paint with paint and fire"


def test_line_breaks_and_bullets_stay_in_place() -> None:
    text = "• Memasak nasi\r\n\r\n\t• Mencuci piring  \n"
    assert gloss(text, "id") == "• Cook rice\r\n\r\n\t• Wash plate  \n"


@pytest.mark.parametrize("line", LINES)
def test_numbers_stay(line: str) -> None:
    digits = re.findall(r"(?<!\w)\d[\d.,]*", line)
    assert re.findall(r"(?<!\w)\d[\d.,]*", gloss(line, "id")) == digits


@pytest.mark.parametrize("line", LINES)
def test_a_gloss_of_a_gloss_changes_next_to_nothing(line: str) -> None:
    once = gloss(line, "id")
    before, after = once.lower().split(), gloss(once, "id").lower().split()
    assert len(set(before) ^ set(after)) <= 2


def test_a_name_of_a_skill_fills_a_gap_of_the_table() -> None:
    labels = {label.lower(): skill.name for skill in own_taxonomy().skills for label in skill.labels.get("id", ())}
    assert labels["anti pencucian uang"] == "Anti-money laundering"
    assert gloss("Petugas anti pencucian uang", "id") == "Officer anti-money laundering"


def test_swallowed_letters_are_given_back() -> None:
    whole = {
        "menyusun": "susun",
        "memeriksa": "periksa",
        "mengelola": "kelola",
        "menulis": "tulis",
        "keterampilan": "terampil",
    }
    assert all(base in stems(word) for word, base in whole.items())
    assert not list(stems("a" * 5_000))


def test_the_table_is_large_sorted_lower_case_and_has_an_entry_a_line() -> None:
    text = TABLE.read_text("utf-8")
    table = json.loads(text)
    openings = {line.partition(": ")[0] for line in text.splitlines()}
    assert len(table["words"]) + len(table["phrases"]) >= 2_200
    for name in ("words", "phrases"):
        keys = list(table[name])
        assert keys == sorted(keys)
        assert all(f"  {json.dumps(key, ensure_ascii=False)}" in openings for key in keys)
        assert all(side == side.strip().lower() and side for entry in table[name].items() for side in entry)
    assert all(" " in phrase for phrase in table["phrases"])
    assert not any(" " in word for word in table["words"])
    assert set(table["abbreviations"]) <= set(table["ambiguous"]) <= set(table["words"])


def test_nothing_is_slow(is_linear: Callable[..., list[str]]) -> None:
    units = (
        "a-",
        "A.b",
        "surat tanda ",
        "menge",
        "mempertanggung ",
        "air\n",
        "AIR ",
        "laporan-laporan ",
        "asi",
        "2",
        "buku2",
    )
    assert is_linear(lambda text: gloss(text, "id")) == []
    assert is_linear(lambda text: gloss(text, "id"), units) == []


def test_most_words_of_indonesian_postings_are_read_or_english() -> None:
    if not POSTINGS.exists():
        pytest.skip("The Indonesian postings of the development data are not here.")
    texts = [json.loads(line)["text"] for line in POSTINGS.read_text("utf-8").splitlines()]
    spoken = {text: language.detect(text) for text in texts}
    english = {word.lower() for text in texts if spoken[text] == "en" for word in WORD.findall(text)}
    read = total = 0
    for word in (word for text in texts if spoken[text] == "id" for word in WORD.findall(text)):
        total += 1
        read += word.lower() in english or gloss(word.lower(), "id") != word.lower()
    assert total > 30_000
    assert read / total >= 0.85
