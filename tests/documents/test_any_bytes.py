"""Whatever the bytes are, the gate and the readers of containers name a kind or refuse on purpose."""

from __future__ import annotations

import io
import zipfile
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from documents import archives, compound, decoding, pictures
from documents.gate import Kind, admit
from errors import AppError

MARKS = (
    b"PK\x03\x04", b"PK\x05\x06", b"PK\x01\x02", b"%PDF-", b"{\\rtf", b"<html", b"<?xml", b"\x89PNG\r\n\x1a\n", b"IHDR", b"\xff\xd8\xff",
    b"II*\x00", b"MM\x00*", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b'{"basics": {', b"\xef\xbb\xbf", b"\xff\xfe", b"\x00", b"\xff", b"MZ",
    b"\xff\xff\xff\xff", b"\xfe\xff\xff\xff", b"word/document.xml", b"mimetype", b"a\n", b"\xed\xa0\x80",
)  # fmt: skip
BYTES = st.lists(st.sampled_from(MARKS) | st.binary(max_size=40), max_size=30).map(b"".join)
often = settings(max_examples=300, deadline=None)


@given(BYTES)
@often
def test_the_gate_names_a_kind_or_refuses_with_a_sentence(data: bytes) -> None:
    try:
        assert admit(data) in get_args(Kind)
    except AppError as refused:
        assert refused.detail.endswith(".")  # noqa: PT017 - a refusal is one of two right ends


@given(BYTES)
@often
def test_containers_are_read_or_refused_by_the_errors_they_declare(data: bytes) -> None:
    for read in (pictures.frame_sizes, compound.look_into, decoding.decode):
        try:
            found = read(data)
        except ValueError:
            continue
        assert found is not None


@given(BYTES)
@often
def test_an_archive_gives_members_with_names_or_is_refused(data: bytes) -> None:
    archives.is_archive(io.BytesIO(data))
    try:
        found = list(archives.members(io.BytesIO(data)))
    except AppError as refused:
        assert refused.detail.endswith(".")  # noqa: PT017 - a refusal is one of two right ends
        return
    assert all(one.name and "/" not in one.name for one in found)


@given(st.dictionaries(st.text(min_size=1, max_size=12), st.binary(max_size=50), max_size=5))
@often
def test_the_files_of_an_archive_come_out_as_they_went_in(files: dict[str, bytes]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as container:
        for name, data in files.items():
            container.writestr(zipfile.ZipInfo(name.encode("utf-8", "replace").decode()), data)
    taken = [one.data for one in archives.members(packed) if one.refusal is None]
    assert all(data in files.values() for data in taken)
