"""Distance: how near a home is to a place of work."""

from __future__ import annotations

import pytest

from nlp.distance import SCORES, kilometres
from nlp.gazetteer import cities_named
from nlp.places import find_place, nearness
from records import Place


def place(text: str) -> Place:
    found = find_place(text)
    assert found, text
    return found


@pytest.mark.parametrize(
    ("home", "work", "verdict"),
    [
        ("Leeds, West Yorkshire", "Leeds, West Yorkshire", "same-city"),
        ("Leeds, West Yorkshire", "Wakefield, West Yorkshire", "commuting"),
        ("Leeds, West Yorkshire", "London, UK", "same-country"),
        ("Leeds, UK", "Lyon, France", "elsewhere"),
        ("Kota Bandung", "Bandung", "same-city"),
        ("Bengaluru", "Bangalore, Karnataka", "same-city"),
        ("München", "Munich, Germany", "same-city"),
        ("NYC", "New York, NY", "same-city"),
        ("Tangsel", "Tangerang Selatan, Banten", "same-city"),
        ("Jogja", "Yogyakarta", "same-city"),
        ("Solo, Jawa Tengah", "Surakarta", "same-city"),
        ("Jakarta Selatan", "Jakarta", "same-city"),
        ("Kemang, Jakarta Selatan", "DKI Jakarta", "same-city"),
        ("Canggu, Bali", "Kab. Badung, Bali", "same-city"),
        ("Jakarta Selatan", "Jakarta Utara", "commuting"),
        ("Depok, Jawa Barat", "Jakarta Pusat", "commuting"),
        ("Bogor", "Jakarta Selatan", "commuting"),
        ("Bogor", "Bekasi", "commuting"),
        ("Tangerang", "Bekasi", "commuting"),
        ("Bekasi", "Jabodetabek", "commuting"),
        ("Surabaya", "Jabodetabek", "same-country"),
        ("Sleman", "Yogyakarta", "commuting"),
        ("Canggu, Bali", "Ubud, Bali", "commuting"),
        ("Sidoarjo", "Surabaya, Jawa Timur", "commuting"),
        ("Berkeley, CA", "San Francisco Bay Area", "commuting"),
        ("Oakland, CA", "San Francisco, CA", "commuting"),
        ("Bandung", "Cirebon, Jawa Barat", "same-region"),
        ("Bandung", "Jawa Barat", "same-region"),
        ("Surabaya", "Banyuwangi, Jawa Timur", "same-region"),
        ("Los Angeles, CA", "San Francisco, California", "same-region"),
        ("Munich", "Nürnberg, Bayern", "same-region"),
        ("Jakarta", "Surabaya", "same-country"),
        ("Medan", "Indonesia", "same-country"),
        ("Portland, ME", "Portland, OR", "same-country"),
        ("Depok, Sleman", "Depok, Jawa Barat", "same-country"),
        ("Batam", "Singapore", "elsewhere"),
        ("Johor Bahru, Malaysia", "Singapore", "elsewhere"),
    ],
)
def test_nearness_has_its_verdict_both_ways(home: str, work: str, verdict: str) -> None:
    assert nearness(place(home), place(work), False) == (SCORES[verdict], verdict)
    assert nearness(place(work), place(home), False)[1] in {verdict, "same-country" if "Jabo" in work else verdict}


@pytest.mark.parametrize(("home", "work"), [(None, place("Leeds")), (place("Leeds"), None), (place("Leeds"), ())])
def test_where_one_side_is_not_said_nothing_is_known(home: Place | None, work: Place | None) -> None:
    assert nearness(home, work, False) == (0.0, "unknown")


def test_a_town_that_no_list_knows_is_near_its_own_name_alone() -> None:
    here = Place("Newtown Fen, UK", "Newtown Fen", None, "GB")
    assert nearness(here, here, False)[1] == "same-city"
    assert nearness(here, place("Leeds"), False)[1] == "same-country"
    assert nearness(Place("Newtown Fen", "Newtown Fen"), place("Leeds"), False)[1] == "unknown"


def test_of_several_places_of_work_the_best_counts() -> None:
    work = [place("Paris"), place("Surabaya"), place("Bekasi")]
    assert nearness(place("Jakarta"), work, False) == (0.9, "commuting")
    assert nearness(place("Leeds"), work, False) == (0.0, "elsewhere")
    assert nearness(place("Jakarta"), [place("Paris"), Place("the yard")], False) == (0.0, "unknown")


@pytest.mark.parametrize(
    ("home", "area", "verdict"),
    [
        ("Lyon, France", None, "remote-ok"),
        (None, None, "remote-ok"),
        ("Lyon, France", "EU", "remote-ok"),
        ("Leeds, UK", "EU", "remote-elsewhere"),
        ("Leeds, UK", "UK or Ireland", "remote-ok"),
        ("Jakarta", "Indonesia", "remote-ok"),
        ("Jakarta", "APAC", "remote-ok"),
        ("Jakarta", "worldwide", "remote-ok"),
        ("Bekasi", "Jabodetabek", "remote-ok"),
        ("Kemang, Jakarta Selatan", "Jabodetabek", "remote-ok"),
        ("Surabaya", "Jabodetabek", "remote-elsewhere"),
        ("Bandung", "Jawa Barat", "remote-ok"),
        ("Medan", "Pulau Jawa", "remote-elsewhere"),
        ("Indonesia", "Jabodetabek", "unknown"),
        (None, "EU", "unknown"),
        ("Jakarta", "Erewhon", "unknown"),
    ],
)
def test_remote_work_is_open_to_its_area(home: str | None, area: str | None, verdict: str) -> None:
    assert nearness(place(home) if home else None, place("Leeds"), True, area) == (SCORES[verdict], verdict)


@pytest.mark.parametrize(
    ("one", "other", "about"), [("Jakarta", "Bandung", 117), ("London", "Paris", 344), ("Jakarta", "Jakarta", 0)]
)
def test_the_great_circle_is_measured(one: str, other: str, about: float) -> None:
    assert kilometres(cities_named(one)[0], cities_named(other)[0]) == pytest.approx(about, abs=5)
