from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cache import Store, open_store
from jd_cache import JdCache
from records import Evidence, Job, JobSkill

JOB = Job(
    "We want Python", "e1", "t1", skills=(JobSkill("python", "Python", "x", "required", (Evidence("P", "s", 0, 1),)),)
)


@pytest.fixture(params=["file", "redis"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "redis":
        return open_store(request.getfixturevalue("redis_url"))
    return open_store(path=tmp_path / "jd_cache.json")


@pytest.fixture
def jds(store: Store) -> JdCache:
    return JdCache(store, "e1", "t1")


def test_a_parsed_ad_is_remembered_and_dropped(jds: JdCache) -> None:
    assert jds.get("An ad") is None
    jds.put("An ad", JOB)
    assert jds.get("An ad") == JOB
    jds.drop("An ad")
    assert jds.get("An ad") is None


def test_white_space_and_unicode_form_make_no_difference_but_words_and_lines_do(jds: JdCache) -> None:
    jds.put("Café\nWe  want\tPython ", JOB)
    assert jds.get(" Cafe\u0301\r\nWe want Python\n\n") == JOB
    for other in ("Café We want Python", "Café\nWe want python", "Café\nWe want Pythons"):
        assert jds.get(other) is None
    jds.drop("Café\nWe  want\tPython ")


def test_other_versions_and_other_fields_are_other_ads(jds: JdCache) -> None:
    jds.put("Versions", JOB, {"title": "Developer"})
    assert jds.get("Versions", {"title": "Developer", "company": None}) == JOB
    assert jds.get("Versions") is None
    assert jds.get("Versions", {"title": "Cook"}) is None
    assert replace(jds, extractor_version="e2").get("Versions", {"title": "Developer"}) is None
    assert replace(jds, taxonomy_version="t2").get("Versions", {"title": "Developer"}) is None


def test_an_entry_of_another_shape_is_a_miss(jds: JdCache, store: Store) -> None:
    for broken in ("", "{", "null", '{"text": 1}', '"x"'):
        store.put(jds.key("Broken"), broken, 60)
        assert jds.get("Broken") is None
    jds.put("Broken", JOB)
    assert jds.get("Broken") == JOB


def test_a_dead_store_is_a_miss_and_no_error() -> None:
    jds = JdCache(open_store("redis://127.0.0.1:1/0"), "e1", "t1")
    jds.put("An ad", JOB)
    assert jds.get("An ad") is None
    jds.drop("An ad")
