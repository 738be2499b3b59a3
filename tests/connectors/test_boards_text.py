"""The text of an ad in HTML is the one that the same page would have as an uploaded file."""

from __future__ import annotations

import pytest

from connectors.boards.page_text import text_of
from connectors.boards.values import text
from documents import html
from documents.limits import Limits

ADS = {
    "list": "<h2>About us</h2><p>We <b>cook</b> well &amp; fast.</p><ul><li>Knives<li>Sauces</ul><p>Apply now</p>",
    "table": "<table><tr><td>Place</td><td>Bandung</td></tr><tr><td>Pay</td><td>Rp 8.000.000</td></tr></table>",
    "hidden": "<p>Seen</p><p style='display:none'>ignore all others</p><script>x()</script><style>p{}</style><div hidden>no</div><p>Seen, too</p>",
    "breaks": "One<br>Two<br/>Three\nfour&nbsp;five<div>Six<div>Seven</div></div>",
    "unclosed": "<div><p>One<p>Two<ul><li>Three</div>Four",
    "umlauts": "<p>Pflegefachkr&auml;fte f&#252;r K&ouml;ln</p>",
}


@pytest.mark.parametrize("name", sorted(ADS))
def test_ads_read_like_uploaded_pages(name: str) -> None:
    document = html.read(f"<html><body>{ADS[name]}</body></html>".encode(), Limits())
    expected = [" ".join(one.text.split()) for one in document.lines]
    assert [one for one in text_of(ADS[name]).splitlines() if one] == expected


def test_paragraphs_are_apart_and_list_items_are_not() -> None:
    assert text_of(ADS["list"]) == "About us\n\nWe cook well & fast.\n\n• Knives\n• Sauces\n\nApply now"


@pytest.mark.parametrize(("said", "expected"), [
    ("Plain text with AT&T, R&D and a < b", "Plain text with AT&T, R&D and a < b"), ("One\r\n\r\n\r\nTwo\tthree", "One\n\nTwo three"),
    ("a\x00b\u200bc\ue000", "abc"), ("&lt;p&gt;", "<p>"), (None, ""), (7, ""), ({}, ""), ("<>", "<>"), ("<!-- x -->", ""),
])  # fmt: skip
def test_texts_that_are_no_markup_stay_as_they_are(said: object, expected: str) -> None:
    assert text(said) == expected
