"""Archives of résumés, honest and hostile: each member by itself, and nobody's claims believed."""

from __future__ import annotations

import io
import stat
import struct
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from documents.archives import ArchiveLimits, Member, is_archive, members
from errors import DamagedDocument, FileTooLarge

SMALL = ArchiveLimits(members=5, member_bytes=2_000_000, total_bytes=3_000_000, ratio=100)


def archive(*files: tuple[str | zipfile.ZipInfo, bytes], packing: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as packed:
        for name, data in files:
            packed.writestr(name, data)
    return io.BytesIO(out.getvalue())


def taken(file: io.BytesIO, limits: ArchiveLimits = SMALL) -> list[tuple[str, str]]:
    return [(one.name, one.refusal.code if one.refusal else "taken") for one in members(file, limits)]


def test_files_are_taken_in_order_under_names_without_paths() -> None:
    file = archive(("cvs/", b""), ("../../etc/ann\x07.txt", b"Ann"), ("C:\\cvs\\bo.txt", b"Bo"), ("/cy.txt", b"Cy"))
    assert list(members(file, SMALL)) == [Member("ann.txt", b"Ann"), Member("bo.txt", b"Bo"), Member("cy.txt", b"Cy")]


def test_what_systems_leave_behind_is_passed_over() -> None:
    file = archive(("__MACOSX/._ann.txt", b"x"), (".DS_Store", b"x"), ("cvs/Thumbs.db", b"x"), ("ann.txt", b"Ann"))
    assert taken(file) == [("ann.txt", "taken")]


def test_a_member_without_a_name_is_taken_and_loses_no_other() -> None:
    data = archive(("a.txt", b"Ann"), ("b.txt", b"Bo")).getvalue().replace(b"a.txt", b"\0.txt")
    assert list(members(io.BytesIO(data), SMALL)) == [Member("file", b"Ann"), Member("b.txt", b"Bo")]


def test_documents_are_no_archives_and_archives_are_no_documents() -> None:
    assert is_archive(archive(("ann.txt", b"Ann")))
    assert is_archive(archive())
    assert not is_archive(archive(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")))
    assert not is_archive(archive(("mimetype", b"application/vnd.oasis.opendocument.text")))
    assert not is_archive(io.BytesIO(b"Ann Lee"))
    assert is_archive(io.BytesIO(b"PK\x03\x04 and then nothing"))


def test_a_member_that_grows_too_much_loses_no_other() -> None:
    file = archive(("bomb.txt", b"0" * 1_900_000), ("ann.txt", b"Ann"))
    assert taken(file) == [("bomb.txt", "file_too_large"), ("ann.txt", "taken")]


def test_a_member_over_the_size_of_a_file_is_refused_and_loses_no_other() -> None:
    file = archive(("large.txt", b"0" * 2_000_001), ("ann.txt", b"Ann"), packing=zipfile.ZIP_STORED)
    assert taken(file) == [("large.txt", "file_too_large"), ("ann.txt", "taken")]


def test_the_sum_of_all_members_is_counted_and_not_believed() -> None:
    stored = [(f"{at}.txt", bytes([65 + at]) * 1_200_000) for at in range(3)]
    file = archive(*stored, ("ann.txt", b"Ann"), packing=zipfile.ZIP_STORED)
    assert [code for _, code in taken(file)] == ["taken", "taken", "file_too_large", "file_too_large"]


def test_a_size_that_the_list_of_members_denies_is_counted_all_the_same() -> None:
    data = bytearray(archive(("bomb.txt", b"0" * 1_900_000)).getvalue())
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<L", 10)
    assert taken(io.BytesIO(bytes(data)))[0][1] in {"file_too_large", "damaged"}


def test_a_protected_member_is_refused_with_the_reason() -> None:
    data = bytearray(archive(("secret.txt", b"Ann"), ("ann.txt", b"Ann")).getvalue())
    first = data.index(b"PK\x01\x02")
    data[first + 8] |= 1
    data[6] |= 1
    assert taken(io.BytesIO(bytes(data))) == [("secret.txt", "encrypted"), ("ann.txt", "taken")]


def test_a_link_and_an_unusual_packing_are_refused() -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert taken(archive((link, b"/etc/passwd"), ("ann.txt", b"Ann"))) == [
        ("link.txt", "unsupported_type"),
        ("ann.txt", "taken"),
    ]
    assert taken(archive(("ann.txt", b"Ann" * 50), packing=zipfile.ZIP_LZMA)) == [("ann.txt", "unsupported_type")]


def test_a_damaged_member_loses_no_other() -> None:
    data = bytearray(archive(("bad.txt", b"A" * 5_000), ("ann.txt", b"Ann"), packing=zipfile.ZIP_STORED).getvalue())
    data[100] ^= 0xFF
    assert taken(io.BytesIO(bytes(data))) == [("bad.txt", "damaged"), ("ann.txt", "taken")]


def test_too_many_members_are_refused_as_a_whole() -> None:
    with pytest.raises(FileTooLarge):
        taken(archive(*((f"{at}.txt", b"x") for at in range(6))))


@pytest.mark.parametrize("far", [False, True])
def test_a_list_of_members_that_claims_to_be_long_is_not_read(far: bool) -> None:
    data = bytearray(archive(("ann.txt", b"Ann")).getvalue())
    end = data.rindex(b"PK\x05\x06")
    if far:
        record = b"PK\x06\x06" + struct.pack("<QHHLLQQQQ", 44, 45, 45, 0, 0, 1, 1, 1 << 40, 0)
        place = b"PK\x06\x07" + struct.pack("<LQL", 0, end, 1)
        data[end:end] = record + place
    else:
        data[end + 12 : end + 16] = struct.pack("<L", 1 << 30)
    with pytest.raises((FileTooLarge, DamagedDocument)):
        taken(io.BytesIO(bytes(data)))


def hostile(way: str, count: int) -> bytes:
    """An archive with a long list of members, whose end can be read in two ways."""
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 3, 20, 0, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
    listing, head = (entry + b"a") * count, b"PK\x03\x04" + bytes(26)
    if way == "its fields look like another end":
        fields = (b"PK\x05\x06", b"PK\x05\x06", count & 0xFFFF, count & 0xFFFF, len(listing), len(head), 0)
        return head + listing + struct.pack("<4s4s2H2LH", *fields)
    far = struct.Struct("<4sQ2H2L4Q")
    short = far.pack(b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, 47, len(head))
    real = far.pack(b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, len(listing), len(head) + len(short))
    place = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(head), 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 100, 0xFFFFFFFF, 0)
    return head + short + listing + real + place + end


@pytest.mark.parametrize("way", ["its fields look like another end", "it points at a shorter list"])
def test_a_long_list_that_is_hidden_behind_another_end_is_not_read(way: str) -> None:
    file = io.BytesIO(hostile(way, 300_000))
    tracemalloc.start()
    try:
        assert is_archive(file)
        with pytest.raises(FileTooLarge):
            taken(file)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "broken", [lambda data: data[: len(data) // 2], lambda data: b"PK\x03\x04", lambda data: data[:30] + data[60:]]
)
def test_a_broken_archive_is_damaged_and_raises_nothing_else(broken: Callable[[bytes], bytes]) -> None:
    data = archive(*((f"{at}.txt", bytes([65 + at]) * 400) for at in range(4))).getvalue()
    try:
        found = taken(io.BytesIO(broken(data)))
    except DamagedDocument:
        return
    assert {code for _, code in found} <= {"taken", "damaged"}
    assert "damaged" in {code for _, code in found}
