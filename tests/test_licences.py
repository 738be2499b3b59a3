"""Every package that comes with Shortlist has a licence that somebody judged."""

from __future__ import annotations

import email
import re
from typing import cast

import pytest

from deploy import licences
from deploy.licences import ROOT, Licence, found, licences_of


def test_every_licence_is_allowed_or_its_package_is_named_in_notice() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8").lower()
    unjudged = [one for one in found() if one.judged and not re.search(rf"(?<![\w-]){one.package}(?![\w-])", notice)]
    assert not unjudged, "judge it: add the licence to ALLOWED in deploy/licences.py, or the package to NOTICE"


def test_the_table_holds_every_package_with_its_licence() -> None:
    written = set(licences.TABLE.read_text(encoding="utf-8").splitlines())
    missing = [row for row in licences.table().splitlines() if row not in written]
    assert not missing, "run `make licences`"


def test_what_is_asked_for_by_others_is_looked_at_too() -> None:
    packages = {one.package for one in found()}
    assert {"flask", "certifi", "psycopg-pool", "psycopg-binary", "joblib"} <= packages
    assert "mypy" not in packages


@pytest.mark.parametrize(
    ("said", "names", "is_judged"),
    [
        ("License-Expression: MIT AND (BSD-2-Clause OR GPL-3.0-only)", ("MIT", "BSD-2-Clause", "GPL-3.0-only"), True),
        ("License: MIT", ("MIT",), False),
        ("License: Apache 2.0\nClassifier: License :: OSI Approved", ("Apache-2.0",), False),
        ("Classifier: License :: OSI Approved :: GNU General Public License v3 (GPLv3)",
         ("GNU General Public License v3 (GPLv3)",), True),
        ("Name: nothing", ("unknown",), True),
    ],
)  # fmt: skip
def test_a_licence_is_read_from_whatever_a_package_says(said: str, names: tuple[str, ...], is_judged: bool) -> None:
    read = licences_of(cast("licences.importlib.metadata.PackageMetadata", email.message_from_string(said)))
    assert read == names
    assert bool(Licence("x", read, "y").judged) is is_judged
