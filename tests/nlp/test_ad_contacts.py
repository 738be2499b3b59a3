"""Whom an ad asks to write to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nlp.ad_contacts import find_contact
from nlp.sections import Section
from nlp.statements import sorted_out, statements
from records import JobContact

Ad = Callable[[str], list[Section]]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Contact person: Ayu Lestari\nSend your CV to jobs@rye.example or call +44 20 7946 0018.",
         JobContact("Ayu Lestari", "jobs@rye.example", "+442079460018")),
        ("Contact: Marla Quist, (509) 555-0142", JobContact("Marla Quist", None, "+15095550142")),
        ("Please text Dan on 020 7946 0018.", JobContact("Dan", None, "+442079460018")),
        ("Questions? Write to Ilse at jobs@rye.example.", JobContact("Ilse", "jobs@rye.example")),
        ("For a chat call Ward Manager Siobhan Keane on 020 7946 0018.", JobContact("Siobhan Keane", None, "+442079460018")),
        ("Apply at https://rye.example/jobs/4.", JobContact(None, None, None, "https://rye.example/jobs/4")),
        ("We bake.", None),
    ],
)  # fmt: skip
def test_the_contact_of_an_ad(text: str, wanted: JobContact | None, ad: Ad) -> None:
    parts = ad(f"Head Baker\nHow to apply\n{text}")
    found = find_contact(sorted_out(statements(parts)), parts, "en")
    assert (found.value if found else None) == wanted


def test_looking_for_names_takes_linear_time(is_linear: Callable[..., list[str]], ad: Ad) -> None:
    def contact(text: str) -> object:
        parts = ad(text)
        return find_contact(statements(parts), parts, "en")

    assert is_linear(contact, ("call A ", "Bu A ", "call Aa Aa ", "0812 ", "wa: ")) == []
