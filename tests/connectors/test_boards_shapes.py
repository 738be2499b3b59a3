"""Each board is read from its documented shape, whatever is missing, and asked in its documented way."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from connectors.boards.posting import Pay, Posting, Query
from connectors.boards.registry import KNOWN, Boards, open_boards
from connectors.boards.searching import Heard, search
from tests.connectors.board_server import NOW, SHAPES, Town, ashby_job, fictional, greenhouse_job, said

EVERYTHING = Query(limit=1000)


def heard(town: Town, name: str, query: Query = EVERYTHING, **more: Any) -> Heard:
    (found,) = search(town.boards(name), query, town.asking(**more))
    return found


def postings(town: Town, name: str, query: Query = EVERYTHING) -> tuple[Posting, ...]:
    found = heard(town, name, query)
    assert found.problem is None
    return found.postings


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_a_board_tells_title_company_place_date_and_text(town: Town, name: str) -> None:
    found = postings(town, name)
    assert [one.title for one in found] == ["Pflegefachkraft (m/w/d) 1", "Staf Akuntansi 2", "Sous Chef 3"]
    first = found[0]
    assert first.board == name
    assert first.external_id
    assert first.url.startswith("https://")
    assert first.company.lower().startswith("nordwind")
    assert first.location.startswith("Bandung" if name != "remotive" else "Worldwide")
    assert first.posted_at is not None
    assert first.posted_at.date() == (NOW - timedelta(days=1)).date()
    assert "<" not in first.description
    assert "for 2 years & likes it" in first.description or name == "lever"


def test_greenhouse_text_is_unescaped_once_and_then_read_as_html(town: Town) -> None:
    first = postings(town, "greenhouse")[0]
    assert first.description.startswith("About us\n\nWe look for somebody who has done this for 2 years & likes it.")
    assert first.description.endswith("• Python\n• SQL")
    assert (first.department, first.tags) == ("Operations", ("Bandung",))


def test_greenhouse_pay_and_workplace_come_from_a_companys_own_fields(town: Town) -> None:
    job = greenhouse_job(fictional(1)[0]) | {"metadata": [
        {"name": "Workplace Type", "value": "Hybrid", "value_type": "single_select"}, {"name": "Employment Type", "value": ["Intern"], "value_type": "multi_select"},
        {"name": "Salary per year", "value": {"min_value": "70000.0", "max_value": "90000.0", "unit": "USD"}, "value_type": "currency_range"}]}  # fmt: skip
    town["greenhouse"].always = said({"jobs": [job]})
    (found,) = postings(town, "greenhouse")
    assert (found.remote, found.employment_type) == ("hybrid", "Intern")
    assert found.salary == Pay(70000.0, 90000.0, "USD", "year")


def test_a_greenhouse_board_that_is_too_large_is_read_without_its_texts(town: Town) -> None:
    town["greenhouse"].jobs = fictional(40)
    found = heard(town, "greenhouse", most_bytes=60_000)
    assert found.problem is None
    assert len(found.postings) == 40
    assert sum(bool(one.description) for one in found.postings) == 10


def test_lever_is_asked_page_by_page_until_one_is_not_full(town: Town) -> None:
    town["lever"].jobs = fictional(101)
    found = postings(town, "lever")
    assert len({one.external_id for one in found}) == 101
    assert [path.partition("?")[2] for _, path in town["lever"].calls] == [
        f"mode=json&limit=50&skip={skip}" for skip in (0, 50, 100)
    ]
    assert found[0].salary == Pay(50000.0, 60000.0, "EUR", "year")
    assert (found[0].remote, found[0].employment_type, found[0].department) == ("hybrid", "Full-time", "Operations")
    assert (
        found[0].description
        == "We look for somebody who plans.\nReally.\n\nWhat you do\n• Plan\n• Ship\n\nEqual chances."
    )


def test_lever_pages_end_where_enough_was_found(town: Town) -> None:
    town["lever"].jobs = fictional(200)
    assert len(postings(town, "lever", Query(limit=30))) == 30
    assert len(town["lever"].calls) == 1


def test_ashby_pay_is_the_salary_and_unlisted_jobs_are_not_shown(town: Town) -> None:
    jobs = [ashby_job(job) for job in fictional(2)]
    jobs[1]["isListed"] = False
    town["ashby"].always = said({"jobs": jobs})
    (found,) = postings(town, "ashby")
    assert found.salary == Pay(50000.0, 60000.0, "EUR", "year")
    assert (found.remote, found.employment_type, found.location) == ("on-site", "Full-time", "Bandung; Hamburg")


def test_smartrecruiters_texts_are_asked_for_and_its_pages_followed(town: Town) -> None:
    town["smartrecruiters"].jobs = fictional(120)
    found = postings(town, "smartrecruiters")
    assert len(found) == 120
    assert found[0].description.startswith("A company.\n\nAbout us")
    assert found[0].url == "https://jobs.smartrecruiters.com/Nordwind/744000001"
    assert (found[0].experience, found[0].employment_type) == ("Mid-Senior Level", "Full-time")
    assert [path for _, path in town["smartrecruiters"].calls if "offset" in path] == [
        f"/v1/companies/nordwind/postings?limit=100&offset={offset}" for offset in (0, 100)
    ]


def test_smartrecruiters_is_asked_for_the_words_themselves(town: Town) -> None:
    found = postings(town, "smartrecruiters", Query(keywords="akuntansi"))
    assert [one.title for one in found] == ["Staf Akuntansi 2"]
    assert "q=akuntansi" in town["smartrecruiters"].calls[0][1]


def test_a_detail_that_fails_loses_no_posting(town: Town) -> None:
    server = town["smartrecruiters"]
    server.paths["/v1/companies/nordwind/postings/744000001"] = said({}, 404)
    server.paths["/v1/companies/nordwind/postings/744000002"] = said("broken", 200)
    found = postings(town, "smartrecruiters")
    assert [bool(one.description) for one in found] == [False, False, False]
    assert len(found) == 3


def test_workable_tells_what_is_remote_and_the_level(town: Town) -> None:
    found = postings(town, "workable")
    assert [one.remote for one in found] == [None, "remote", None]
    assert (found[0].experience, found[0].employment_type, found[0].location) == (
        "Entry level",
        "Part-time",
        "Bandung, Indonesia",
    )


def test_remotive_is_linked_back_and_asked_once_for_all_questions(town: Town) -> None:
    asking = town.asking()
    for words in ("sous", "akuntansi", ""):
        (found,) = search(town.boards("remotive"), Query(words), asking)
        assert found.problem is None
        assert len(found.postings) == (1 if words else 3)
    assert [path for _, path in town["remotive"].calls] == ["/api/remote-jobs"]
    first = found.postings[0]
    assert first.source_link_back == first.url
    assert (first.remote, first.employment_type, first.tags) == ("remote", "full time", ("python", "sql"))
    assert first.salary == Pay(40000.0, 50000.0, "USD", None)


def test_arbeitnow_pages_are_counted_here_and_its_links_not_followed(town: Town) -> None:
    town["arbeitnow"].jobs = fictional(230)
    found = postings(town, "arbeitnow")
    assert len(found) == 230
    assert [path for _, path in town["arbeitnow"].calls] == [f"/api/job-board-api?page={page}" for page in (1, 2, 3)]
    assert found[0].source_link_back == found[0].url


def test_linkedin_is_off_unless_it_is_turned_on(town: Town) -> None:
    assert open_boards(Boards.listed(["linkedin"])) == ()
    assert [board.name for board in open_boards(Boards.listed(["linkedin"], linkedin=True))] == ["linkedin"]


def test_linkedin_is_asked_with_its_own_filters(town: Town) -> None:
    town["linkedin"].jobs = fictional(12)
    query = Query("data", "Berlin", frozenset({3, 4}), frozenset({2}), frozenset("FC"), posted_within_days=7, limit=15)
    found = postings(town, "linkedin", query)
    assert len(found) == 12
    first, path = found[0], town["linkedin"].calls[0][1]
    for part in ("keywords=data", "location=Berlin", "f_E=3%2C4", "f_WT=2", "f_JT=C%2CF", "f_TPR=r604800", "start=0"):
        assert part in path
    assert (first.external_id, first.url) == ("4000001", "https://de.linkedin.com/jobs/view/x-4000001")
    assert (first.experience, first.employment_type, first.remote) == ("Associate", "Full-time", "remote")
    assert sum(bool(one.description) for one in found) == 3


@pytest.mark.parametrize(
    "name", ["greenhouse", "lever", "ashby", "smartrecruiters", "workable", "remotive", "arbeitnow"]
)
def test_fields_that_are_missing_null_or_of_another_kind_lose_no_other_posting(town: Town, name: str) -> None:
    whole = json.loads(json.dumps(SHAPES[name](fictional(1), "/postings", {"content": "true"})))
    listed = (
        whole if isinstance(whole, list) else whole[next(key for key in ("jobs", "content", "data") if key in whole)]
    )
    good = listed[0]
    for field in good:
        for wrong in (None, [], {}, "", 0, -1, True, "1e999", [[[]]], {"name": None}, 10**30, "\x00\ud800"):
            listed.insert(0, good | {field: wrong})
        listed.insert(0, {key: value for key, value in good.items() if key != field})
    listed[:0] = [None, [], "x", 1, {}]
    # ``details`` are asked for by id, which some of these change: only the list matters here.
    board = town.boards(name)[0]

    answers, no_more = iter([whole]), [] if isinstance(whole, list) else {"content": [], "data": []}

    class Listed:
        def json(self, url: str, **more: Any) -> object:
            return next(answers, no_more) if "?" in url or "remote-jobs" in url else None

        def page(self, url: str, **more: Any) -> bytes:
            raise AssertionError(url)

    source = board.sources[0]
    found = list(board.postings(source, EVERYTHING, Listed()))
    assert found[-1].title == "Pflegefachkraft (m/w/d) 1"
    assert len(found) > len(good) * 6
    for one in found:
        assert one.title
        assert "\ud800" not in repr(one)
        assert one.url.startswith("http")


def test_a_company_that_has_no_board_is_a_problem_of_that_company_alone(town: Town) -> None:
    town["greenhouse"].paths["/v1/boards/away/jobs?content=true"] = said({"status": 404}, 404)
    found = {
        one.source: one
        for one in search(town.boards("greenhouse", companies=("nordwind", "away")), EVERYTHING, town.asking())
    }
    assert found["nordwind"].problem is None
    assert found["away"].problem is not None
    assert (found["away"].problem.code, found["away"].problem.word) == ("board_bad_answer", "status_404")
