"""Places: city, region and country, and how near two of them are."""

from __future__ import annotations

import pytest

from nlp.places import country_code, find_place, nearness
from records import Place


@pytest.mark.parametrize(
    ("text", "city", "region", "country"),
    [
        ("Austin, TX", "Austin", "TX", "US"),
        ("Pleasantville, CA 94588", "Pleasantville", "CA", "US"),
        ("Columbus, Ohio", "Columbus", "Ohio", "US"),
        ("Bandung, Jawa Barat", "Bandung", "Jawa Barat", "ID"),
        ("London, United Kingdom", "London", None, "GB"),
        ("Uppsala, Sweden", "Uppsala", None, "SE"),
        ("Galway, Ireland", "Galway", None, "IE"),
        ("Kota Bandung", "Kota Bandung", None, "ID"),
        ("Jakarta", "Jakarta", None, "ID"),
        ("Singapore", "Singapore", None, "SG"),
    ],
)
def test_a_place_is_read_as_people_write_it(text: str, city: str, region: str | None, country: str) -> None:
    place = find_place(text)
    assert place is not None
    assert (place.city, place.region, place.country) == (city, region, country)


@pytest.mark.parametrize(
    "text", ["Word, PowerPoint", "I like x, y", "", "Led a team, won a prize", "A" * 200, "Python, SQL"]
)
def test_other_words_are_no_place(text: str) -> None:
    assert find_place(text) is None


@pytest.mark.parametrize(
    ("name", "code"), [("Indonesia", "ID"), ("united kingdom", "GB"), ("Germany.", "DE"), ("Atlantis", None)]
)
def test_a_country_has_its_code(name: str, code: str | None) -> None:
    assert country_code(name) == code


LEEDS, YORK = Place("Leeds", "Leeds", "West Yorkshire", "GB"), Place("Wakefield", "Wakefield", "West Yorkshire", "GB")
LONDON, LYON = Place("London", "London", None, "GB"), Place("Lyon", "Lyon", None, "FR")


@pytest.mark.parametrize(
    ("home", "work", "remote", "score", "verdict"),
    [
        (LEEDS, LEEDS, False, 1.0, "same-city"),
        (LEEDS, YORK, False, 0.8, "same-country"),
        (LEEDS, LONDON, False, 0.6, "same-country"),
        (LEEDS, LYON, False, 0.0, "elsewhere"),
        (LYON, LEEDS, True, 1.0, "remote-ok"),
        (None, LEEDS, False, 0.0, "unknown"),
        (LEEDS, None, False, 0.0, "unknown"),
        (
            Place("Kota Bandung", "Kota Bandung", None, "ID"),
            Place("Bandung", "Bandung", None, "ID"),
            False,
            1.0,
            "same-city",
        ),
    ],
)
def test_nearness_has_its_verdict(
    home: Place | None, work: Place | None, remote: bool, score: float, verdict: str
) -> None:
    assert nearness(home, work, remote) == (score, verdict)


def test_a_city_at_the_end_is_parted_from_a_name() -> None:
    from nlp.places import trailing_place

    assert trailing_place("Kestrel Parcel Exchange, London") == ("Kestrel Parcel Exchange", "London")
    assert trailing_place("Tri-County Credit Union, Newark, Ohio") == ("Tri-County Credit Union", "Newark, Ohio")
    assert trailing_place("Head of Sales, Media") == ("Head of Sales, Media", None)
