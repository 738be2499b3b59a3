"""Denials in English and Indonesian, and phrases that only look like one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nlp.negation import blanked, denied_spans, is_denied, is_unfinished, optional_spans, without_denials
from nlp.skills import find_skills
from nlp.taxonomy import Taxonomy


def ids(text: str, taxonomy: Taxonomy) -> list[str]:
    return [found.skill.id for found in find_skills(text, taxonomy)]


@pytest.mark.parametrize(
    "text",
    [
        "I have no experience with Python.",
        "No professional Python experience.",
        "No hands-on Python knowledge.",
        "I have never used Python.",
        "Not familiar with Python",
        "Without any knowledge of Python",
        "I would like to learn Python.",
        "Lack of practical Python experience",
        "I don't have Python experience",
        "Haven't worked with Python or Java",
        "Tidak menguasai Python.",
        "Belum pernah menggunakan Python.",
        "Tanpa pengalaman Python.",
        "Saya tidak memiliki pengalaman di bidang Python",
        "Ingin belajar Python",
        "Never prepared a weld; no welding certificate",
        "Belum berpengalaman dalam perawatan luka",
    ],
)
def test_a_denied_skill_is_not_earned(text: str, trades: Taxonomy) -> None:
    assert ids(text, trades) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No experience with Python but five years of Java", ["java"]),
        ("Tidak menguasai Python, tetapi terbiasa dengan Java.", ["java"]),
        ("No experience with Python. Java every day.", ["java"]),
        ("Never used Python\nWelding of steel frames", ["welding"]),
        ("Not familiar with Python; certified in MIG welding", ["mig-welding"]),
    ],
)
def test_a_denial_ends_with_its_clause(text: str, expected: list[str], trades: Taxonomy) -> None:
    assert ids(text, trades) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Not only Python",
        "No less than 5 years of Python",
        "Python without supervision",
        "Not limited to Python",
        "Tidak hanya Python",
        "Ref No. 12: Python",
    ],
)
def test_phrases_that_only_look_like_a_denial_deny_nothing(text: str, trades: Taxonomy) -> None:
    assert ids(text, trades) == ["python"]


DENIED = (
    "Was not part of any payroll, budgeting or audit work",
    "Were not involved in tendering",
    "Do not take part in stock counts, ordering or menu planning",
    "Does not include any bookkeeping",
    "Did not set up or run lathes, did not program mills",
    "I cannot draw up contracts, I do not read plans",
    "I can't weld and I don't solder",
    "Unable to do tiling or plastering",
    "I am not able to drive a lorry",
    "Not trained to give injections",
    "Not allowed to handle cash",
    "Not qualified as an electrician",
    "I am not a nurse",
    "I am not a registered midwife, nor a doula",
    "Not a lawyer, not a notary",
    "I have no Kubernetes, no Helm",
    "I have no izin edar and no NIB",
    "None of Java, Scala or Kotlin",
    "Neither Excel nor Access",
    "I have nothing to do with payroll",
    "I know nothing about tax returns",
    "Drainage and roofing are outside of my experience",
    "Payroll is not part of my role",
    "Invoicing was never my job",
    "Sauces were done by someone else",
    "Someone else handled the month-end close",
    "I left the wiring to others",
    "Welding: none",
    "Forklift licence - no",
    "Java (never used)",
    "Python I have never used",
    "Lacks any first aid training",
    "Without any wound care certificate",
    "Zero knowledge of SAP",
    "I have yet to use a CNC lathe",
    "I no longer hold a nursing licence",
    "My HGV licence expired in 2019",
    "Gas Safe registration lapsed",
    "Failed the bar exam",
    "Hasn't touched Python",
    "We're told: haven't cooked professionally",
    "I would like to become a chef",
    "She hopes to learn German",
    "Planning to train as a pharmacist",
    "Would love to run a kitchen one day",
    "Not my task: payroll",
    "Tidak pernah memasang panel listrik",
    "Belum bisa mengelas, memotong atau membubut",
    "Saya bukan perawat",
    "Bukan lulusan S1 Farmasi",
    "Tanpa STR dan SIP",
    "Kurang menguasai akuntansi",
    "Tidak ada pengalaman di dapur",
    "Sertifikat K3: tidak ada",
    "Pengalaman mengajar: nihil",
    "Saya tidak punya SIM B2",
    "In my job I do not use SAP",
    "The role did not involve budgeting",
    "Excel isn't something I use",
    "Hardly any experience with Excel",
    "Tugas saya tidak termasuk memasak",
    "Di tempat kerja saya tidak memakai SAP",
    "Gak bisa Excel, nggak ngerti akuntansi",
    "Tak pernah menyusun anggaran",
    "Ingin belajar menjahit",
    "Masih awam soal pajak",
    "Sampai sekarang saya belum pernah mengemudikan truk",
    "Laporan pajak dikerjakan oleh orang lain",
    "STR sudah kedaluwarsa",
    "Tidak bersedia bekerja malam",
    "Jahit belum pernah",
)
STANDING = (
    "Not only bakes but also decorates",
    "No less than ten years of welding",
    "No fewer than 40 guests a night",
    "Built no-code workflows in Airtable",
    "Zero-defect assembly of gearboxes",
    "Zero downtime deployments with Kubernetes",
    "Treasurer of a not-for-profit choir",
    "Worked nights without supervision",
    "Never missed a deadline",
    "Have never missed a payment run",
    "Nothing but praise from guests",
    "No accidents in ten years of driving",
    "No lost-time injuries since 2015",
    "No customer complaints in three years",
    "Reduced open tickets to none",
    "Cut the error rate from 4 % to zero",
    "Drove 200,000 km without a single accident",
    "Ran payroll without errors for 300 people",
    "Migrated 40 databases without downtime",
    "Have had no absences in six years",
    "I have never been late",
    "I do not mind working weekends",
    "Not afraid of heights",
    "Never give up on a fault",
    "No stranger to busy kitchens",
    "Not limited to Java",
    "Chased customers who did not pay",
    "Wrote alerts so that pumps do not run dry",
    "Called patients when they did not show up",
    "Checked that certificates had not expired",
    "Removed expired stock from the shelves",
    "Maintained code written by others",
    "Ref No. 12: Python",
    "No STR: 1203 4456 7781",
    "No. HP 0812 3456 7890",
    "I left the bank in 2019",
    "Taught others to weld",
    "Provides direction to others",
    "Including but not  limited to Java",
    "Cut the team by a tenth with no legal challenges",
    "Supports other departments",
    "Would like to work in Berlin",
    "Fast learner of new tools",
    "Currently learning Rust",
    "My manager made me team leader",
    "Helped people unable to walk",
    "Designed valves that hold pressure and do not leak",
    "Tidak hanya memasak, juga melayani tamu",
    "Bukan hanya kasir, tetapi penyelia",
    "Kurang lebih 5 tahun di gudang",
    "Tidak pernah terlambat",
    "Bekerja tanpa pengawasan",
    "Dua ribu hari tanpa kecelakaan kerja",
    "Tidak asing dengan Excel",
    "Menangani pelanggan yang tidak puas",
    "Mau tidak mau harus cepat",
    "Siap ditempatkan di luar kota",
    "Renewed expired licences of 40 drivers",
    "Do not hesitate to call",
    "Single, not married, Python developer",
    "No visa required, Python developer",
    "Not one missed delivery in five years",
    "Belum menikah, perawat bersertifikat",
    "Tidak merokok, bisa menyetir",
)


@pytest.mark.parametrize("text", DENIED)
def test_of_a_denial_nothing_is_left(text: str) -> None:
    assert without_denials(text) == ""


@pytest.mark.parametrize("text", STANDING)
def test_what_only_sounds_like_a_denial_stands(text: str) -> None:
    assert denied_spans(text) == []


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("I bake bread; I have no experience with pastry", "I bake bread"),
        ("No Java, five years of Python", "five years of Python"),
        ("I cannot weld, I am good at turning", "I am good at turning"),
        ("I do not speak German and I cook every day", "I cook every day"),
        ("Never used SAP, however Oracle daily", "however Oracle daily"),
        ("Tidak bisa Java, menguasai Python", "menguasai Python"),
        ("Bukan juru las, tetapi operator bubut", "operator bubut"),
        ("Java (no Spring) and Python", "Java, Python"),
        ("Clerk, no bookkeeping", "Clerk"),
        ("Hobby: cooking, never in a restaurant kitchen", "Hobby: cooking"),
        ("Helper who has never cooked", "Helper"),
        ("Not only Python but no Java", "Not only Python"),
        ("Accidents: none. Java: none. Cooking every day", "Accidents: none. Cooking every day"),
        ("I am eager to learn and fluent in French", "fluent in French"),
    ],
)
def test_what_is_said_beside_a_denial_stands(text: str, rest: str) -> None:
    assert " ".join(without_denials(text).replace(".,", ".").split()) == rest


def test_every_item_of_a_denied_list_is_denied(trades: Taxonomy) -> None:
    for text in (
        "I have no experience with Python, Java, Ruby or PostgreSQL; welding daily.",
        "Have not used Python, Java and Ruby nor managed PostgreSQL. Welding daily.",
        "I have no experience at all with tools such as Python,\nJava and Ruby.\nWelding daily",
        "Not trained in tools of any kind, e.g. Python. Welding daily",
    ):
        assert ids(text, trades) == ["welding"]


def test_what_is_denied_can_be_blanked_in_place() -> None:
    text = "Baker. Never a pastry chef. Sold bread"
    assert len(blanked(text)) == len(text)
    assert blanked(text).split() == ["Baker.", ".", "Sold", "bread"]


def test_a_study_may_be_unfinished() -> None:
    assert is_unfinished("BSc Physics, did not graduate")
    assert is_unfinished("S1 Hukum, tidak tamat")
    assert not is_unfinished("BSc Physics, 2019")


def test_a_denied_stretch_says_where_it_stands() -> None:
    text = "Java. I have never used Python but I know Ruby."
    (span,) = denied_spans(text)
    assert "Python" in text[slice(*span)]
    assert "Ruby" not in text[slice(*span)]
    assert is_denied([span], text.index("Python"), text.index("Python") + 6)
    assert not is_denied([span], 0, 4)


@pytest.mark.parametrize(
    "text", ["A degree is not required", "Experience is not necessary", "Gelar sarjana tidak wajib", "SQL is optional"]
)
def test_an_ad_says_what_it_does_not_want(text: str) -> None:
    assert optional_spans(f"Python is required. {text}.") != []
    assert optional_spans("Python is required.") == []


def test_denials_take_linear_time(is_linear: Callable[..., list[str]]) -> None:
    units = (
        "no ",
        "not python\n",
        "no a b c ",
        ". ",
        "a, ",
        "i have so far ",
        "(no ",
        "hope to ",
        "are not my ",
        "licence expired ",
    )
    assert is_linear(denied_spans, units) == []
    assert is_linear(optional_spans, units[:3]) == []
