"""Job boards that are real and local: they answer in the documented shapes, about companies that do not exist, or as they are told."""

from __future__ import annotations

import html
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.boards.asking import Asking
from connectors.boards.board import Board
from connectors.boards.breaker import Breaker
from connectors.boards.registry import KNOWN, Boards, open_boards
from connectors.outbound import Outbound

Answering = Callable[[BaseHTTPRequestHandler], None]

SEVEN = ("greenhouse", "lever", "ashby", "smartrecruiters", "workable", "remotive", "arbeitnow")
WHOLE = ("remotive", "arbeitnow", "linkedin")
TITLES = (
    "Data Engineer",
    "Pflegefachkraft (m/w/d)",
    "Staf Akuntansi",
    "Sous Chef",
    "Warehouse Supervisor",
    "Backend Developer",
    "Nurse",
)
CITIES = (("Berlin", "Germany"), ("Bandung", "Indonesia"), ("Leeds", "United Kingdom"), ("Utrecht", "Netherlands"))
TEXT = "".join(
    f"<p>We look for somebody who has done this for {year} years &amp; likes it.</p>" for year in range(2, 30)
)
NOW = datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True)
class Job:
    """What a fictional job is, before a board words it."""

    number: int
    title: str
    company: str
    city: str
    country: str
    days: int
    html: str = f"<h2>About us</h2>{TEXT}<ul><li>Python</li><li>SQL</li></ul>"

    @property
    def posted(self) -> datetime:
        return NOW - timedelta(days=self.days)


def fictional(count: int, company: str = "Nordwind Logistik") -> list[Job]:
    """So many jobs of a company that does not exist."""
    return [
        Job(n, f"{TITLES[n % len(TITLES)]} {n}", company, *CITIES[n % len(CITIES)], n % 60) for n in range(1, count + 1)
    ]


@dataclass
class BoardServer:
    """One board's server. ``says`` are its next answers, ``always`` the one to everything; else it is the board."""

    name: str
    jobs: list[Job] = field(default_factory=lambda: fictional(3))
    port: int = 0
    calls: list[tuple[float, str]] = field(default_factory=list)
    connections: int = 0
    says: list[Answering] = field(default_factory=list)
    always: Answering | None = None
    paths: dict[str, Answering] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def base(self) -> str:
        return f"http://{self.place}"

    def most_in(self, window_s: float) -> int:
        """The most calls that came within any so many seconds."""
        times = sorted(at for at, _ in self.calls)
        return max((sum(1 for one in times if first <= one < first + window_s) for first in times), default=0)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        with self.lock:
            self.calls.append((time.monotonic(), request.path))
            told = self.says.pop(0) if self.says else self.always or self.paths.get(request.path)
        if told:
            told(request)
        else:
            as_board(self, request)


def said(body: bytes | str | object, status: int = 200, kind: str = "application/json", **headers: str) -> Answering:
    """An answer: bytes and texts as they are, anything else as JSON."""
    data = (
        body
        if isinstance(body, bytes)
        else (body if isinstance(body, str) else json.dumps(body)).encode("utf-8", "surrogatepass")
    )

    def answering(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(data)

    return answering


def slow(seconds: float, then: Answering | None = None) -> Answering:
    def answering(request: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        (then or said({"jobs": []}))(request)

    return answering


def truncated(data: bytes, claims: int) -> Answering:
    """Ends before what it said it would send."""

    def answering(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(claims))
        request.end_headers()
        request.wfile.write(data)
        request.close_connection = True

    return answering


def hung_up(request: BaseHTTPRequestHandler) -> None:
    request.close_connection = True
    request.connection.close()


def as_board(server: BoardServer, request: BaseHTTPRequestHandler) -> None:
    parts = urlsplit(request.path)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    found = SHAPES[server.name](server.jobs, parts.path, asked)
    if found is None:
        said({"error": "not found"}, 404)(request)
    elif isinstance(found, str):
        said(found, kind="text/html; charset=utf-8")(request)
    else:
        said(found)(request)


def greenhouse(jobs: list[Job], path: str, asked: Mapping[str, str]) -> object:
    listed = [greenhouse_job(job) for job in jobs]
    if "content" not in asked:
        last = path.rpartition("/")[2]
        if last != "jobs":
            return next((one for one in listed if str(one["id"]) == last), None)
        listed = [{name: value for name, value in one.items() if name != "content"} for one in listed]
    return {"jobs": listed, "meta": {"total": len(listed)}}


def greenhouse_job(job: Job) -> dict[str, Any]:
    return {
        "id": 4_000_000 + job.number, "internal_job_id": job.number, "title": job.title, "company_name": job.company,
        "absolute_url": f"https://job-boards.greenhouse.io/nordwind/jobs/{4_000_000 + job.number}?gh_src=feed",
        "location": {"name": f"{job.city}, {job.country}"}, "updated_at": job.posted.isoformat(), "first_published": job.posted.isoformat(),
        "requisition_id": None, "language": "en", "content": html.escape(job.html), "metadata": None,
        "departments": [{"id": 1, "name": "Operations", "child_ids": [], "parent_id": None}],
        "offices": [{"id": 2, "name": job.city, "location": f"{job.city}, {job.country}"}],
    }  # fmt: skip


def lever(jobs: list[Job], path: str, asked: Mapping[str, str]) -> object:
    start, many = int(asked.get("skip", 0)), int(asked.get("limit", 1000))
    return [
        {
            "id": f"aaaa-{job.number}", "text": job.title, "hostedUrl": f"https://jobs.lever.co/nordwind/aaaa-{job.number}",
            "applyUrl": f"https://jobs.lever.co/nordwind/aaaa-{job.number}/apply", "createdAt": int(job.posted.timestamp() * 1000),
            "categories": {"commitment": "Full-time", "department": "Operations", "location": job.city, "team": "Planning",
                           "allLocations": [f"{job.city}, {job.country}"]},
            "country": "DE", "workplaceType": "hybrid", "description": job.html, "descriptionPlain": "We look for somebody who plans.\nReally.",
            "lists": [{"text": "What you do", "content": "<li>Plan</li><li>Ship</li>"}], "additional": "", "additionalPlain": "Equal chances.",
            "salaryRange": {"min": 50000, "max": "60000", "currency": "EUR", "interval": "per-year-salary"},
        }
        for job in jobs[start : start + many]
    ]  # fmt: skip


def ashby(jobs: list[Job], path: str, asked: Mapping[str, str]) -> object:
    return {"apiVersion": "1", "jobs": [ashby_job(job) for job in jobs]}


def ashby_job(job: Job) -> dict[str, Any]:
    return {
        "id": f"bbbb-{job.number}", "title": job.title, "department": "Operations", "team": "Planning", "employmentType": "FullTime",
        "location": job.city, "secondaryLocations": [{"location": "Hamburg", "address": {}}], "isListed": True, "isRemote": False,
        "workplaceType": "OnSite", "publishedAt": job.posted.isoformat(), "jobUrl": f"https://jobs.ashbyhq.com/nordwind/bbbb-{job.number}",
        "applyUrl": f"https://jobs.ashbyhq.com/nordwind/bbbb-{job.number}/application", "descriptionHtml": job.html,
        "descriptionPlain": "", "address": {"postalAddress": {"addressLocality": job.city, "addressCountry": job.country}},
        "compensation": {"compensationTierSummary": "€50K – €60K", "compensationTiers": [{"components": [
            {"compensationType": "EquityPercentage", "interval": "NONE", "minValue": 0.1, "maxValue": 0.2, "currencyCode": None},
            {"compensationType": "Salary", "interval": "1 YEAR", "currencyCode": "EUR", "minValue": 50000, "maxValue": 60000}]}]},
    }  # fmt: skip


def smartrecruiters(jobs: list[Job], path: str, asked: Mapping[str, str]) -> object:
    listed = [
        smartrecruiters_job(job) for job in jobs if asked.get("q", "").lower() in f"{job.title} {job.html}".lower()
    ]
    last = path.rpartition("/")[2]
    if last != "postings":
        found = next((one for one in listed if one["id"] == last), None)
        sections = {"companyDescription": {"title": "Us", "text": "<p>A company.</p>"}, "jobDescription": {"title": "Job", "text": jobs[0].html},
                    "qualifications": None}  # fmt: skip
        return found and found | {"jobAd": {"sections": sections}, "applyUrl": "https://jobs.smartrecruiters.com/x"}
    start, many = int(asked.get("offset", 0)), min(100, int(asked.get("limit", 10)))
    return {"offset": start, "limit": many, "totalFound": len(listed), "content": listed[start : start + many]}


def smartrecruiters_job(job: Job) -> dict[str, Any]:
    return {
        "id": f"74400000{job.number}", "uuid": f"cccc-{job.number}", "name": job.title, "refNumber": f"REF{job.number}",
        "company": {"identifier": "Nordwind", "name": job.company}, "releasedDate": job.posted.isoformat().replace("+00:00", ".000Z"),
        "location": {"city": job.city, "region": None, "country": "de", "remote": False}, "industry": {"id": "x", "label": "Logistics"},
        "department": {"label": "Operations"}, "function": {"id": "y", "label": "Planning"},
        "typeOfEmployment": {"id": "permanent", "label": "Full-time"}, "experienceLevel": {"id": "mid_senior_level", "label": "Mid-Senior Level"},
        "ref": f"https://api.smartrecruiters.com/v1/companies/Nordwind/postings/74400000{job.number}",
    }  # fmt: skip


def workable(jobs: list[Job], path: str, asked: Mapping[str, str]) -> object:
    return {"name": "Nordwind Logistik", "description": None, "jobs": [
        {"title": job.title, "shortcode": f"DD{job.number}", "code": "", "employment_type": "Part-time", "telecommuting": job.number % 2 == 0,
         "department": "Operations", "url": f"https://apply.workable.com/j/DD{job.number}", "shortlink": f"https://apply.workable.com/j/DD{job.number}",
         "application_url": f"https://apply.workable.com/j/DD{job.number}/apply", "published_on": job.posted.date().isoformat(),
         "created_at": job.posted.date().isoformat(), "country": job.country, "city": job.city, "state": "", "education": "",
         "experience": "Entry level", "function": "Planning", "industry": "Logistics",
         "locations": [{"country": job.country, "countryCode": "DE", "city": job.city, "region": "", "hidden": False}], "description": job.html}
        for job in jobs]}  # fmt: skip


def remotive(jobs: list[Job], path: str, asked: Mapping[str, str]) -> object:
    return {"0-legal-notice": "Link back to us.", "job-count": len(jobs), "jobs": [
        {"id": 1_900_000 + job.number, "url": f"https://remotive.com/remote-jobs/data/{1_900_000 + job.number}", "title": job.title,
         "company_name": job.company, "company_logo": "https://remotive.com/logo.png", "category": "Data", "tags": ["python", "sql"],
         "job_type": "full_time", "publication_date": job.posted.replace(tzinfo=None).isoformat(), "candidate_required_location": "Worldwide",
         "salary": "$40k - $50k", "description": job.html} for job in jobs]}  # fmt: skip


def arbeitnow(jobs: list[Job], path: str, asked: Mapping[str, str]) -> object:
    page, many = int(asked.get("page", 1)), 100
    there = jobs[(page - 1) * many : page * many]
    further = f"https://www.arbeitnow.com/api/job-board-api?page={page + 1}" if page * many < len(jobs) else None
    return {"data": [
        {"slug": f"job-{job.number}", "company_name": job.company, "title": job.title, "description": job.html, "remote": job.number % 2 == 0,
         "url": f"https://www.arbeitnow.com/jobs/companies/nordwind/job-{job.number}", "tags": ["Logistik"], "job_types": ["Vollzeit"],
         "location": job.city, "created_at": int(job.posted.timestamp())} for job in there],
        "links": {"first": "x", "last": None, "prev": None, "next": further}, "meta": {"current_page": page, "per_page": many}}  # fmt: skip


def linkedin(jobs: list[Job], path: str, asked: Mapping[str, str]) -> object:
    last = path.rpartition("/")[2]
    if last != "search":
        return (
            "<section><h2 class='top-card-layout__title topcard__title'>T</h2><div class='description__text description__text--rich'>"
            f"<div class='show-more-less-html__markup relative'>{jobs[0].html}</div></div><ul>"
            "<li class='description__job-criteria-item'><h3 class='description__job-criteria-subheader'>Seniority level</h3>"
            "<span class='description__job-criteria-text description__job-criteria-text--criteria'> Associate </span></li>"
            "<li class='description__job-criteria-item'><h3 class='description__job-criteria-subheader'>Employment type</h3>"
            "<span class='description__job-criteria-text description__job-criteria-text--criteria'>Full-time</span></li></ul></section>"
        )
    start = int(asked.get("start", 0))
    return "".join(
        f"<li><div class='base-card relative base-search-card job-search-card' data-entity-urn='urn:li:jobPosting:{4_000_000 + job.number}'>"
        f"<a class='base-card__full-link' href='https://de.linkedin.com/jobs/view/x-{4_000_000 + job.number}?refId=a&amp;trackingId=b'><span>x</span></a>"
        f"<div><h3 class='base-search-card__title'> {html.escape(job.title)} </h3>"
        f"<h4 class='base-search-card__subtitle'><a href='https://linkedin.com/company/x'>{html.escape(job.company)}</a></h4>"
        f"<span class='job-search-card__location'>{job.city}, {job.country}</span>"
        f"<time class='job-search-card__listdate' datetime='{job.posted.date().isoformat()}'>2 days ago</time></div></div></li>"
        for job in jobs[start : start + 10]
    )


def page_of(jobs: list[Job], path: str, asked: Mapping[str, str]) -> object:
    found = [{"@type": "JobPosting", "title": job.title, "url": f"https://nordwind.example/jobs/{job.number}", "description": job.html,
              "hiringOrganization": {"@type": "Organization", "name": job.company}, "datePosted": job.posted.date().isoformat(),
              "jobLocation": {"@type": "Place", "address": {"addressLocality": job.city, "addressCountry": job.country}}} for job in jobs]  # fmt: skip
    return f'<html><head><script type="application/ld+json">{json.dumps({"@graph": found})}</script></head><body>Jobs</body></html>'


def feed_of(jobs: list[Job], path: str, asked: Mapping[str, str]) -> object:
    entries = "".join(
        f"<item><title>{html.escape(job.title)}</title><link>https://nordwind.example/jobs/{job.number}</link><guid>j{job.number}</guid><region>{job.city}</region>"
        f"<pubDate>{job.posted:%a, %d %b %Y %H:%M:%S} +0000</pubDate><description>{html.escape(job.html)}</description></item>"
        for job in jobs
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Nordwind Logistik</title>{entries}</channel></rss>'


SHAPES: Mapping[str, Callable[[list[Job], str, Mapping[str, str]], object]] = {
    "greenhouse": greenhouse, "lever": lever, "ashby": ashby, "smartrecruiters": smartrecruiters, "workable": workable,
    "remotive": remotive, "arbeitnow": arbeitnow, "linkedin": linkedin, "pages": page_of, "feeds": feed_of,
}  # fmt: skip


@dataclass
class Town:
    """Servers of all boards, and our way to them."""

    servers: dict[str, BoardServer] = field(default_factory=dict)

    def __getitem__(self, name: str) -> BoardServer:
        return self.servers[name]

    @property
    def web(self) -> Outbound:
        return Outbound(allowed=frozenset(server.place for server in self.servers.values()))

    def asking(self, **more: Any) -> Asking:
        return Asking(**{"web": self.web, "breaker": Breaker(failures=50), "jitter": lambda: 0.0} | more)

    def boards(self, *names: str, companies: tuple[str, ...] = ("nordwind",)) -> tuple[Board, ...]:
        sources = {name: () if name in WHOLE else companies for name in names or SEVEN}
        for name in {"pages", "feeds"} & set(sources):
            sources[name] = (f"{self[name].base}/jobs",)
        return open_boards(
            Boards(sources, True, {name: self[name].base for name in self.servers if name not in ("pages", "feeds")}),
            self.web,
        )


@pytest.fixture
def town() -> Iterator[Town]:
    found, running = Town(), []
    for name in KNOWN:
        server = BoardServer(name)
        running.append(_started(server))
        found.servers[name] = server
    yield found
    for one in running:
        one.shutdown()
        one.server_close()


def _started(board: BoardServer) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                board.answer(self)
            except OSError:  # who asked has hung up
                self.close_connection = True

        def log_message(self, *said: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 128

        def process_request(self, *said: Any) -> None:
            board.connections += 1
            super().process_request(*said)

        def handle_error(self, *said: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    board.port = int(server.server_address[1])
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return server
