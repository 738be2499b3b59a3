"""Good files of every kind that is read, small ones: what mutants are made of."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_LARGEST = 60_000
_LINES = (
    "Wren Okafor", "wren.okafor@example.org | +44 20 7946 0018 | Leeds, United Kingdom", "Experience",
    "Warehouse Supervisor, Halden Freight Ltd", "Mar 2018 - Present", "Led 12 pickers and ran the SAP stock counts",
    "Education", "BTEC Logistics, Leeds City College, 2016", "Skills", "Forklift, SAP, Microsoft Excel, Python",
)  # fmt: skip


def seeds() -> list[bytes]:
    """The fictional people and ads in the formats they are written in, and the kinds that none of them has."""
    found = [*(_ROOT / "demo" / "resumes").iterdir(), *(_ROOT / "demo" / "jobs").iterdir()]
    good = [path for path in sorted(found) if "scan" not in path.name and path.stat().st_size < _LARGEST]
    return [*(path.read_bytes() for path in good), *_small()]


def _small() -> list[bytes]:
    text = "\n".join(_LINES)
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    names = f'xmlns:office="{office}office:1.0" xmlns:text="{office}text:1.0"'
    paragraphs = "".join(f"<text:p>{line}</text:p>" for line in _LINES)
    body = f"<office:body><office:text>{paragraphs}</office:text></office:body>"
    content = f'<?xml version="1.0"?><office:document-content {names}>{body}</office:document-content>'
    odt = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()}
    rtf = (
        r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\b Wren Okafor}\par " + r"\par ".join(_LINES[1:]) + r"\par caf\'e9 \u8211?}"
    )
    page = (
        "<!DOCTYPE html><html><body><h1>Wren Okafor</h1><ul>" + "".join(f"<li>{line}</li>" for line in _LINES) + "</ul>"
    )
    work = [{"name": "Halden Freight Ltd", "position": "Warehouse Supervisor", "startDate": "2018-03"}]
    told = {
        "basics": {"name": "Wren Okafor", "email": "wren.okafor@example.org"},
        "work": work,
        "skills": [{"name": "SAP"}],
    }
    archive = _zip({"a/wren.txt": text.encode(), "b/wren.rtf": rtf.encode(), "__MACOSX/x": b"x"})
    utf16 = text.encode("utf-16")
    return [_zip(odt), rtf.encode(), page.encode(), json.dumps(told).encode(), archive, utf16, text.encode("cp1252")]


def _zip(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()
