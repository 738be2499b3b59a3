"""The same job on several boards is one job with several sources, whoever answered first."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from connectors.boards.merging import canonical, merged
from connectors.boards.posting import Posting

HERE = Posting("ashby", "1", "https://jobs.ashbyhq.com/nordwind/1", "Data Engineer", "Nordwind Logistik GmbH", "Berlin, Germany",
               posted_at=datetime(2026, 11, 1, tzinfo=UTC), description="short")  # fmt: skip


def there(**more: object) -> Posting:
    return replace(
        HERE,
        **{"board": "remotive", "external_id": "2", "url": "https://remotive.com/2", "description": "much longer"}
        | more,
    )  # type: ignore[arg-type]


@pytest.mark.parametrize("more", [
    {}, {"title": "DATA ENGINEER (m/w/d)"}, {"title": "Data-Engineer (all genders)"}, {"company": "nordwind logistik"}, {"company": "Nordwind Logistik AG"},
    {"location": "Berlin"}, {"location": "Berlin, Deutschland"}, {"location": "Berlin, BE, DE"}, {"location": "Remote - Berlin"},
    {"title": "Other", "company": "", "location": "", "url": "http://www.jobs.ashbyhq.com/nordwind/1/?utm_source=x&gh_src=y#apply"},
])  # fmt: skip
def test_the_same_job_is_one_with_all_its_sources(more: dict[str, object]) -> None:
    other = there(**more)
    (found,) = merged([HERE, other])
    assert found.posting == other
    assert found.sources == (HERE, other)


@pytest.mark.parametrize("more", [
    {"title": "Data Engineer II"}, {"title": "Senior Data Engineer"}, {"company": "Ostwind Logistik"}, {"location": "Munich, Germany"}, {"company": ""},
    {"url": "https://jobs.ashbyhq.com/nordwind/2", "title": "Cook"}, {"title": "Data Engineer (Berlin)"},
])  # fmt: skip
def test_other_jobs_stay_others(more: dict[str, object]) -> None:
    assert len(merged([HERE, there(**more)])) == 2


def test_two_towns_of_one_name_are_not_joined_by_a_third_that_says_less() -> None:
    found = merged([there(external_id=str(n), url=f"https://a.example/{n}", location=said) for n, said in enumerate(["Springfield, IL", "Springfield, MA", "Springfield"])])  # fmt: skip
    assert len(found) == 3


def test_companies_that_are_not_named_are_not_one() -> None:
    assert len(merged([replace(HERE, company=""), there(company="")])) == 2


def test_the_result_does_not_depend_on_who_answered_first() -> None:
    draw = random.Random(7)
    every = [
        Posting(board, str(n), f"https://{board}.example/{n % 40}", f"Job {n % 23}", f"Firm {n % 5}", draw.choice(["Berlin", "Berlin, Germany", "Leeds", ""]),
                posted_at=datetime(2026, 11, 1 + n % 20, tzinfo=UTC) if n % 3 else None, description="x" * (n % 7))
        for n in range(150) for board in ("a", "b", "c")
    ]  # fmt: skip
    first = merged(every)
    assert sorted(one.url + one.board + one.external_id for found in first for one in found.sources) == sorted(
        one.url + one.board + one.external_id for one in every
    )
    for _ in range(5):
        draw.shuffle(every)
        assert merged(every) == first
    dates = [max((one.posted_at for one in found.sources if one.posted_at), default=None) for found in first]
    known = [one for one in dates if one]
    assert known == sorted(known, reverse=True)
    assert dates[: len(known)] == known


def test_a_posting_that_came_twice_is_one_source() -> None:
    (found,) = merged([HERE, HERE])
    assert found.sources == (HERE,)


def test_addresses_differ_by_what_names_the_job() -> None:
    assert canonical("https://a.example/job?gh_jid=1&utm_campaign=x") == "a.example/job?gh_jid=1"
    assert canonical("https://a.example/job?gh_jid=2") != canonical("https://a.example/job?gh_jid=1")
    assert merged([replace(HERE, url="https://a.example/?" + "&".join(f"a{n}=1" for n in range(300)))])
