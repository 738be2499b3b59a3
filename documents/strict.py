"""Knows how a DOCX of the strict flavour (ISO/IEC 29500) becomes one of the flavour that everybody writes."""

from __future__ import annotations

import io
import re
import zipfile

# matches "http://purl.oclc.org/ooxml/wordprocessingml/main"; not "http://purl.org/dc/terms"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w{1,40})/(\w{1,40})")
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/\2"


def transitional(data: bytes) -> bytes:
    """Return the package with the names of the strict flavour replaced; any other package as it is.

    Raises:
        BadZipFile, KeyError: It is no DOCX package.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if not _STRICT.search(package.read("_rels/.rels")):
            return data
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as rewritten:
            for name in package.namelist():
                part = package.read(name)
                is_xml = name.endswith((".xml", ".rels"))
                rewritten.writestr(name, _STRICT.sub(_TRANSITIONAL, part) if is_xml else part)
    return file.getvalue()
