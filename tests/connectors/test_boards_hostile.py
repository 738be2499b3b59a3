"""Answers that mean harm are a problem or cost one posting, never the others, much time or a connection inside."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from connectors.boards.feeds import Feeds
from connectors.boards.pages import Pages, jobs_in
from connectors.boards.posting import Posting, Query
from connectors.boards.registry import Boards, open_boards
from connectors.boards.searching import Heard, search
from connectors.boards.values import address, line, moment, number, pay_in, text
from connectors.outbound import Outbound
from errors import BadSettings
from tests.connectors.board_server import SEVEN, Town, fictional, greenhouse_job, said, slow, truncated

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {chr(97 + n)} "{f"&{chr(96 + n)};" * 10}">' for n in range(1, 10))
    + "]><rss><channel><item><title>&j;</title><link>https://a.example/</link></item></channel></rss>"
)
FILE = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title><link>https://a.example/</link></item></channel></rss>'
BODIES: dict[str, tuple[Any, str]] = {
    "ten megabytes": (b'{"jobs": [' + b" " * 10_000_000 + b"]}", "answer_too_large"),
    "deep JSON": (b"[" * 900_000 + b"]" * 900_000, "too_deep"),
    "deep objects": (b'{"jobs":' * 200_000 + b"1" + b"}" * 200_000, "too_deep"),
    "a page": (b"<html>Please log in</html>", "no_json"),
    "nothing": (b"", "no_json"),
    "half": (b'{"jobs": [{"id": 1, "ti', "no_json"),
    "another shape": (b'{"error": "maintenance"}', "wrong_shape"),
    "a text": (b'"jobs"', "wrong_shape"),
    "a number of a million digits": (b'{"jobs": ' + b"9" * 1_000_000 + b"}", "wrong_shape"),
    "binary": (bytes(range(256)) * 100, "no_json"),
}
NASTY = "<script>alert(1)</script><img src=x onerror=alert(1)>Nurse\x00\x1b[2J\u202e\ud800"


def heard(town: Town, *names: str, **more: Any) -> dict[str, Heard]:
    return {one.board: one for one in search(town.boards(*names), Query(), town.asking(**more), deadline_s=6.0)}


@pytest.mark.parametrize("name", sorted(BODIES))
def test_a_body_that_means_harm_is_a_problem_of_its_board_alone(town: Town, name: str) -> None:
    body, word = BODIES[name]
    for board in SEVEN[:-1]:
        town[board].always = said(body)
    began = time.monotonic()
    found = heard(town)
    assert time.monotonic() - began < 6
    for board in SEVEN[:-1]:
        problem = found[board].problem
        assert problem, board
        assert problem.word == word, board
        assert found[board].postings == ()
    assert found["arbeitnow"].problem is None
    assert len(found["arbeitnow"].postings) == 3


def test_an_answer_that_breaks_off_or_is_packed_is_a_problem(town: Town) -> None:
    town["greenhouse"].always = truncated(b'{"jobs": [', 5000)
    town["ashby"].always = said(b"\x1f\x8b\x08", 200, Content_Encoding="gzip")
    town["workable"].always = slow(9)
    found = heard(town, "greenhouse", "ashby", "workable", "lever", call_s=1.0)
    assert [found[name].problem and found[name].problem.word for name in ("greenhouse", "ashby")] == [
        "broken_answer",
        "packed_answer",
    ]  # type: ignore[union-attr]
    assert found["workable"].problem
    assert found["lever"].problem is None


def test_a_wrong_content_type_is_no_matter_when_the_body_is_right(town: Town) -> None:
    body = json.dumps({"jobs": [greenhouse_job(job) for job in fictional(2)]})
    town["greenhouse"].always = said(body, kind="text/html; charset=ebcdic")
    assert len(heard(town, "greenhouse")["greenhouse"].postings) == 2


def test_numbers_that_are_none_bad_bytes_and_half_characters_cost_nothing_else(town: Town) -> None:
    jobs = ",".join(json.dumps(greenhouse_job(job)) for job in fictional(3))
    odd = '{"id": NaN, "title": "Odd \\ud83d \\udc00 one", "absolute_url": "https://a.example/1", "x": Infinity, "y": -Infinity, "z": 1e999}'
    town["greenhouse"].always = said(
        b'\xef\xbb\xbf{"jobs": [' + odd.encode() + b', {"title": "\xff\xfe", "x": "\x01"},' + jobs.encode() + b"]}"
    )
    found = heard(town, "greenhouse")["greenhouse"]
    assert found.problem is None
    assert found.postings[0].title == "Odd one"
    assert len(found.postings) == 4


def test_hostile_markup_becomes_text_and_addresses_of_other_kinds_cost_their_posting(town: Town) -> None:
    bad = ["javascript:alert(1)", "data:text/html,x", "//a.example/", "https://user:pw@a.example/", "https://a.example/\r\nX: y", "file:///etc/passwd",
           "https://a.example/<script>", " ", None, 7, "vbscript:x", "java\tscript:alert(1)", "https://", "http://[::1", "https://a\\@b.example/"]  # fmt: skip
    jobs = [greenhouse_job(fictional(1)[0]) | {"absolute_url": url} for url in bad]
    jobs.append(greenhouse_job(fictional(1)[0]) | {
        "title": NASTY, "company_name": NASTY, "location": {"name": NASTY}, "departments": [{"name": NASTY}], "offices": [{"name": NASTY}],
        "content": "&lt;p onclick=x&gt;Care&lt;/p&gt;" + NASTY.replace("<", "&lt;"), "id": NASTY})  # fmt: skip
    town["greenhouse"].always = said(jobs and json.dumps({"jobs": jobs}))
    (found,) = heard(town, "greenhouse")["greenhouse"].postings
    assert found.title == "Nurse[2J"
    assert found.description.startswith("Care")
    for shown in (
        found.title,
        found.company,
        found.location,
        found.department,
        *found.tags,
        found.description,
        found.external_id,
    ):
        assert shown is not None
        assert "<" not in shown
        assert "alert" not in shown
        assert not any(
            (ord(char) < 32 and char != "\n") or 0xD800 <= ord(char) < 0xE000 or char == "\u202e" for char in shown
        )


def test_texts_are_bounded(town: Town) -> None:
    job = greenhouse_job(fictional(1)[0]) | dict.fromkeys(("title", "company_name", "content", "id"), "x" * 300000) | {"location": {"name": "y" * 100_000}, "offices": [{"name": f"{n}" * 300} for n in range(500)]}  # fmt: skip
    town["greenhouse"].always = said({"jobs": [job]})
    (found,) = heard(town, "greenhouse")["greenhouse"].postings
    assert (len(found.title), len(found.company), len(found.location), len(found.external_id)) == (200, 200, 200, 100)
    assert len(found.description) == 50_000
    assert all(len(tag) <= 100 for tag in found.tags)
    assert len(found.tags) <= 50


@pytest.mark.parametrize("name", ["<div>" * 80_000, "<b " * 100_000, "<!--" * 80_000, "&amp;" * 60_000, "<a href='" * 50_000, "&#0;" * 60_000, "<p>" * 90_000, "<table><tr>" * 30_000, "]]>" * 90_000])  # fmt: skip
def test_markup_that_means_harm_takes_no_time(name: str) -> None:
    began = time.process_time()
    text(name)
    line(name)
    text(name, escaped=True)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "said_of", [float("nan"), float("inf"), -1, True, None, [], {}, "x" * 10**6, "9" * 400, 10**40, "1" * 30, "\ud800"]
)
def test_values_that_are_none_are_left_out(said_of: Any) -> None:
    assert number(said_of) is None or number(said_of) < 1e13  # type: ignore[operator]
    assert moment(said_of) is None
    assert address(said_of) is None
    pay_in(said_of)
    assert "\ud800" not in line(said_of)


# Pages with JSON-LD and feeds: whoever sets them up names an address, and a page can lead on.

FORBIDDEN = (
    "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.0.0.1/", "https://0177.0.0.1/",
    "https://017700000001/", "https://127.0.0.1./", "https://0.0.0.0/", "https://0/", "https://[::]/", "https://[::1]/",
    "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[::127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/",
    "https://[fe80::1]/", "https://[fc00::1]/", "https://[fd00:ec2::254]/", "https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/", "https://100.64.0.1/", "https://224.0.0.1/", "https://255.255.255.255/", "https://198.18.0.1/",
    "https://user:pass@example.org/", "https://example.org@127.0.0.1/", "https://127.0.0.1\\@example.org/", "https://①②⑦.⓪.⓪.①/",
    "https://127。0。0。1/", "http://example.org/", "file:///etc/passwd", "gopher://example.org/", "https://example.org:22/", "https://a..b/",
    "https://exam\tple.org/", "javascript:alert(1)", "https://%31%32%37.0.0.1/", "//example.org/",
)  # fmt: skip
INSIDE = (
    "127.0.0.1",
    "10.1.2.3",
    "169.254.169.254",
    "0.0.0.0",
    "::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "fe80::1%eth0",
    "fd12::1",
    "192.168.0.1",
)


@pytest.mark.parametrize("url", FORBIDDEN)
def test_a_forbidden_address_is_neither_set_up_nor_asked(town: Town, url: str) -> None:
    looked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        looked.append(host)
        return ["127.0.0.1"]

    web = Outbound(resolve=resolve)
    for name, made in (("pages", Pages), ("feeds", Feeds)):
        with pytest.raises(BadSettings):
            open_boards(Boards({name: (url,)}), web)
        (found,) = search([made((url,))], Query(), town.asking(web=web))
        assert found.problem
        assert found.problem.code == "board_forbidden_address"
        assert "127" not in found.problem.detail
    assert looked == []


@pytest.mark.parametrize("inside", INSIDE)
def test_a_name_that_leads_inside_is_connected_to_by_nobody(town: Town, inside: str) -> None:
    web = Outbound(resolve=lambda *asked: ["93.184.215.14", inside])
    boards = [
        Pages(("https://innocent.example/",)),
        Feeds(("https://innocent.example:8443/",)),
        *open_boards(Boards.listed(["greenhouse:acme", "remotive"])),
    ]
    for found in search(boards, Query(), town.asking(web=web)):
        assert found.problem
        assert found.problem.code == "board_forbidden_address"


@pytest.mark.parametrize(
    "url", [*(one for one in FORBIDDEN if one.isascii() and "\t" not in one), "http://[::1]/", "/\\127.0.0.1/"]
)
def test_a_redirect_leads_nowhere_inside(town: Town, url: str) -> None:
    town["pages"].always = town["feeds"].always = town["greenhouse"].always = said("", 302, Location=url)
    for found in heard(town, "pages", "feeds", "greenhouse").values():
        assert found.problem
        assert found.problem.code in ("board_forbidden_address", "board_bad_answer", "board_no_answer")
        assert found.postings == ()
    assert sum(town[name].connections for name in town.servers) <= 12
    assert town["lever"].connections == 0


@pytest.mark.parametrize(
    "token", ["../admin", "a/b", "a?b=c", "a#b", "a%2fb", "", "a..b", "a\r\nb", "http://x", "é", "a" * 200, "-a", "a@b"]
)
def test_what_cannot_name_a_company_gets_into_no_address(token: str) -> None:
    with pytest.raises(BadSettings):
        open_boards(Boards({"greenhouse": (token,)}))


@pytest.mark.parametrize("body", [LAUGHS.encode(), FILE.encode(), LAUGHS.encode("utf-16"), LAUGHS.encode("utf-16-le"), LAUGHS.replace("<!DOCTYPE", "<!doctype").encode(), b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE', LAUGHS.encode("utf-32")])  # fmt: skip
def test_a_feed_with_a_grammar_of_its_own_is_refused(town: Town, body: bytes) -> None:
    town["feeds"].always = said(body, kind="application/xml")
    began = time.process_time()
    found = heard(town, "feeds")["feeds"]
    assert found.postings == ()
    assert found.problem
    assert found.problem.word in ("forbidden_xml", "no_feed")
    assert time.process_time() - began < 2


def test_a_feed_that_breaks_off_keeps_its_whole_entries(town: Town) -> None:
    items = "".join(f"<item><title>Cook {n}</title><link>https://a.example/{n}</link></item>" for n in range(3))
    town["feeds"].always = said(f"<rss><channel><title>Inn</title>{items}<item><title>Wai", kind="text/plain")
    found = heard(town, "feeds")["feeds"].postings
    assert [one.title for one in found][:3] == ["Cook 0", "Cook 1", "Cook 2"]


def test_atom_is_read_with_its_links_dates_and_markup(town: Town) -> None:
    town["feeds"].always = said(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Inn</title><entry><title type="html">Cook &amp;amp; Baker</title><id>urn:1</id>'
        '<link rel="self" href="https://a.example/self"/><link href="/jobs/1"/><updated>2026-11-01T10:00:00+02:00</updated>'
        '<author><name>Blue Inn</name></author><category term="kitchen"/><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Cook <b>well</b></div></content>'
        "</entry></feed>"
    )
    (found,) = heard(town, "feeds")["feeds"].postings
    assert (found.title, found.company, found.external_id, found.tags) == (
        "Cook & Baker",
        "Blue Inn",
        "urn:1",
        ("kitchen",),
    )
    assert found.url == f"{town['feeds'].base}/jobs/1"
    assert (found.description, found.posted_at and found.posted_at.hour) == ("Cook well", 8)


def page(*scripts: str) -> str:
    return (
        "<html><body>"
        + "".join(f'<script type="application/ld+json">{one}</script>' for one in scripts)
        + "</body></html>"
    )


def job(n: int, **more: Any) -> str:
    return json.dumps({"@type": "JobPosting", "title": f"Cook {n}", "url": f"https://a.example/{n}"} | more)


@pytest.mark.parametrize(("html", "count"), [
    (page(job(1)), 1), (page(f"[{job(1)},{job(2)}]"), 2), (page(f'{{"@graph": [{{"@type": "WebPage"}}, {job(1)}]}}'), 1),
    (page(job(1), "{broken", job(2)), 2), (page(f"<!-- {job(1)} -->"), 1), (page(f"//<![CDATA[\n{job(1)}\n//]]>"), 1),
    (page(f"[{job(1)}, ]"), 1), (page(job(1).replace("}", ",}")), 1), (page(job(1) + ";"), 1), (page(), 0), ("", 0), (page("[]", "null", "1"), 0),
    (page('{"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": ' + job(1) + "}]}"), 1),
    (page(json.dumps({"@type": ["Thing", "http://schema.org/JobPosting"], "title": "x"})), 1), (page("[" * 100_000, job(1)), 1),
    (page(job(1).replace('"title"', '"title\n\t"')), 1), ("<script>x</script>" + page(job(1)), 1),
])  # fmt: skip
def test_jobs_of_a_page_are_found_wherever_they_are(html: str, count: int) -> None:
    assert len(list(jobs_in(html))) == count


def test_a_job_of_a_page_is_read_with_all_that_it_states(town: Town) -> None:
    stated = json.loads(job(1)) | {
        "hiringOrganization": "Blue Inn", "employmentType": ["FULL_TIME", "CONTRACTOR"], "jobLocationType": "TELECOMMUTE", "validThrough": "2027-01-31",
        "applicantLocationRequirements": {"@type": "Country", "name": "Germany"}, "identifier": {"value": 77}, "skills": "Knives, Sauces", "url": "/jobs/1",
        "description": "&lt;p&gt;Cook&lt;/p&gt;", "baseSalary": {"currency": "EUR", "value": {"minValue": "3000", "maxValue": 3500, "unitText": "MONTH"}}}  # fmt: skip
    town["pages"].always = said(page(json.dumps(stated)), kind="text/html")
    (found,) = heard(town, "pages")["pages"].postings
    assert (found.company, found.employment_type, found.remote, found.location) == (
        "Blue Inn",
        "FULL TIME, CONTRACTOR",
        "remote",
        "Germany",
    )
    assert (found.external_id, found.skills, found.description) == ("77", ("Knives", "Sauces"), "Cook")
    assert found.url == f"{town['pages'].base}/jobs/1"
    assert found.salary
    assert (found.salary.minimum, found.salary.maximum, found.salary.period) == (3000, 3500, "month")
    assert found.closes_at
    assert isinstance(found, Posting)
