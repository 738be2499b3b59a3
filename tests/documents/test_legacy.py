"""Old Word files are read by way of LibreOffice, and whatever that does, the caller gets an answer and nothing stays."""

from __future__ import annotations

import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from documents.legacy import Converter, is_installed
from documents.limits import DEFAULT_LIMITS, MIB
from documents.reading import read
from errors import DamagedDocument, TooComplexDocument, Unavailable, UnreadableDocument, UnsupportedType

QUICK = replace(DEFAULT_LIMITS, doc_wall_s=1.5)
MARK = f"office-test-{os.getpid()}"
real = pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice is not installed: no old Word file can be read"
)


@pytest.fixture
def doc(make_compound: Callable[..., bytes]) -> bytes:
    """Return what the gate takes for an old Word file."""
    return make_compound({"WordDocument": struct.pack("<HH6xH", 0xA5EC, 193, 0)})


@pytest.fixture
def soffice(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Path]]:
    """Return a function that puts a script in the place of LibreOffice; its folder can be read by everybody."""
    folder = Path(tempfile.mkdtemp(prefix="soffice-"))
    folder.chmod(0o755)

    def install(script: str) -> Path:
        program = folder / "soffice"
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
        return folder

    yield install
    shutil.rmtree(folder)


@pytest.fixture
def letter(make_docx: Callable[..., bytes]) -> bytes:
    return make_docx(lambda package: package.add_paragraph("Jane Doe, engineer"))


def _left_behind() -> list[str]:
    """Return processes and folders of conversions that are still there after three seconds."""
    deadline = time.monotonic() + 3
    while (
        left := [*_marked(), *map(str, Path(tempfile.gettempdir()).glob("office-*"))]
    ) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def _marked() -> Iterator[str]:
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if MARK.encode() in process.read_bytes():
                yield process.parent.name
        except OSError:
            continue


def test_without_libreoffice_a_doc_is_refused_with_the_way_out(doc: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert not is_installed()
    with pytest.raises(UnsupportedType, match=r"DOCX or PDF.*LibreOffice"):
        read(doc)


def test_what_it_makes_of_a_doc_is_read_like_any_docx(
    doc: bytes, letter: bytes, soffice: Callable[[str], Path]
) -> None:
    folder = soffice('cp "$(dirname "$0")/made.docx" letter.docx')
    (folder / "made.docx").write_bytes(letter)
    document = read(doc, "jane.doc")
    assert document.text == "Jane Doe, engineer"
    assert (document.media_type, document.filename) == ("application/msword", "jane.doc")
    assert _left_behind() == []


def test_it_is_asked_for_nothing_but_a_word_import(doc: bytes, soffice: Callable[[str], Path]) -> None:
    soffice('echo "$@" > letter.docx; env >> letter.docx; cat profile/user/*.xcu >> letter.docx')
    os.environ["SHORTLIST_TEST_SECRET"] = "hush"
    try:
        told = Converter().to_docx(doc, QUICK).decode()
    finally:
        del os.environ["SHORTLIST_TEST_SECRET"]
    assert "--infilter=MS Word 97" in told
    assert "-env:UserInstallation=file:///" in told
    assert "DisableMacrosExecution" in told
    assert "hush" not in told


@pytest.mark.parametrize("script", ["exit 0", "exit 7", "mkdir letter.docx", "mkfifo letter.docx", "kill -9 $$"])
def test_a_conversion_that_fails_means_a_damaged_document(
    doc: bytes, soffice: Callable[[str], Path], script: str
) -> None:
    soffice(script)
    with pytest.raises(DamagedDocument):
        read(doc, limits=QUICK)
    assert _left_behind() == []


@pytest.mark.parametrize("script", ["ln -s /etc/passwd letter.docx", "ln -s $PWD letter.docx"])
def test_a_link_to_another_file_is_not_followed(doc: bytes, soffice: Callable[[str], Path], script: str) -> None:
    soffice(script)
    with pytest.raises(DamagedDocument):
        Converter().to_docx(doc, QUICK)


def test_a_result_that_is_no_word_file_is_refused_at_the_gate(doc: bytes, soffice: Callable[[str], Path]) -> None:
    soffice("echo plain text > letter.docx")
    with pytest.raises(DamagedDocument):
        read(doc, limits=QUICK)


@pytest.mark.parametrize(
    "script",
    [
        f"sh -c 'sleep 60; : {MARK}'",
        f"setsid sh -c 'setsid sh -c \"sleep 60; : {MARK}\" & sleep 60; : {MARK}' & wait",
        f"while :; do :; done; : {MARK}",
        f"trap '' TERM INT HUP; sh -c 'trap \"\" TERM; sleep 60; : {MARK}'",
    ],
)
def test_a_conversion_that_takes_too_long_is_ended_with_all_its_processes(
    doc: bytes, soffice: Callable[[str], Path], script: str
) -> None:
    soffice(script)
    began = time.monotonic()
    with pytest.raises(TooComplexDocument):
        read(doc, limits=QUICK)
    assert time.monotonic() - began < QUICK.doc_wall_s + 3
    assert _left_behind() == []


def test_a_conversion_that_eats_memory_is_ended(doc: bytes, soffice: Callable[[str], Path]) -> None:
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin")
    if python is None:
        pytest.skip("there is no Python that everybody may start: nothing eats memory in one line")
    soffice(f"exec {python} -c 'import time; x = b\"x\" * (300 << 20); time.sleep(30)' {MARK}")
    with pytest.raises(TooComplexDocument):
        Converter().to_docx(doc, replace(DEFAULT_LIMITS, doc_wall_s=15.0, doc_memory_bytes=200 * MIB))
    assert _left_behind() == []


def test_processes_that_stay_after_a_good_conversion_are_ended(
    doc: bytes, letter: bytes, soffice: Callable[[str], Path]
) -> None:
    folder = soffice(f'setsid sh -c "sleep 60; : {MARK}" & cp "$(dirname "$0")/made.docx" letter.docx')
    (folder / "made.docx").write_bytes(letter)
    assert Converter().to_docx(doc, QUICK) == letter
    assert _left_behind() == []


def test_nothing_stays_when_the_server_is_killed(doc: bytes, soffice: Callable[[str], Path], tmp_path: Path) -> None:
    soffice(f"sh -c 'sleep 60; : {MARK}'")
    source = tmp_path / "a.doc"
    source.write_bytes(doc)
    code = "import sys; from documents.reading import read; read(open(sys.argv[1], 'rb').read())"
    root = str(Path(__file__).parents[2])
    server = subprocess.Popen([sys.executable, "-c", code, str(source)], cwd=root)
    deadline = time.monotonic() + 20
    while not list(_marked()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert list(_marked())
    server.send_signal(signal.SIGKILL)
    server.wait()
    assert _left_behind() == []


def test_it_cannot_reach_the_network(doc: bytes, soffice: Callable[[str], Path]) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root is sure to get a network namespace of its own")
    soffice("cat /proc/net/dev > letter.docx; id -u >> letter.docx")
    told = Converter().to_docx(doc, QUICK).decode().splitlines()
    assert [line.split(":")[0].strip() for line in told if ":" in line] == ["lo"]
    assert told[-1] in ("0", "65534")


def test_who_waits_too_long_for_a_turn_is_told_to_come_back(doc: bytes, soffice: Callable[[str], Path]) -> None:
    soffice("exit 0")
    converter = Converter()
    for _ in range(2):
        assert converter._seats.acquire()
    with pytest.raises(Unavailable):
        converter.to_docx(doc, replace(QUICK, doc_wall_s=0.1))


@real
def test_a_real_doc_says_the_same_as_its_docx(tmp_path: Path) -> None:
    sources = [
        Path(__file__).parents[2] / "demo" / "resumes" / f"{name}.docx"
        for name in ("siobhan-carrick-chef", "bagas-wicaksono-perawat")
    ]
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to",
         "doc:MS Word 97", "--outdir", str(tmp_path), *map(str, sources)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    limits = replace(DEFAULT_LIMITS, doc_wall_s=60.0)
    for source in sources:
        found = read((tmp_path / f"{source.stem}.doc").read_bytes(), limits=limits)
        assert [line.text for line in found.lines] == [line.text for line in read(source.read_bytes()).lines]
        assert found.media_type == "application/msword"
    assert _left_behind() == []


@real
def test_a_forged_doc_is_unreadable(doc: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        read(doc)
    assert _left_behind() == []
