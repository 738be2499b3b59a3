"""Figures of a small hiring history: every number is counted by hand, the reasoning beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from api import analytics_shapes as shapes
from db.analytics import sums
from db.session import Database
from tests.api import hiring_rows as rows

V1 = "/api/v1/analytics"
SHAPES: dict[str, Any] = {
    "overview": shapes.OverviewOut,
    "funnel": shapes.FunnelOut,
    "time-in-stage": shapes.StaysOut,
    "time-to-hire": shapes.TimeToHireOut,
    "scores": shapes.ScoresOut,
    "skills": shapes.SkillsOut,
    "sources": shapes.SourcesOut,
    "agreement": shapes.AgreementOut,
}


def day(month: int, number: int, hour: int = 12) -> datetime:
    return datetime(2026, month, number, hour, tzinfo=UTC)


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.engine.connect() as connection:
        yield connection


@pytest.fixture
def story(connection: Connection) -> dict[str, int]:
    """Two jobs with seven candidates; a draft, a deleted job and another organisation must not be counted."""
    bakers = rows.job(connection, "Baker", day(1, 1), required=["baking", "french"], preferred=["sourdough"])
    clerks = rows.job(connection, "Clerk", day(2, 1), status="closed", required=["excel"], preferred=["baking"])
    rows.job(connection, "Welder", day(1, 1), status="draft", required=["welding"])
    gone = rows.job(connection, "Gone", day(1, 1), deleted_at=day(1, 2), required=["python"])
    skills: tuple[list[str], ...] = (["baking", "french"], ["baking", "excel"], ["baking"], [], ["excel"], ["welding"])
    people = [rows.resume(connection, day(1, 1 + at), known) for at, known in enumerate(skills)]
    rows.resume(connection, day(1, 1), ["excel"], status="failed")
    one, two, three, four, five, six = people
    hired = [("reviewed", day(1, 3)), ("shortlisted", day(1, 6)), ("interview", day(1, 10)), ("offer", day(1, 16))]
    rows.application(connection, bakers, one, day(1, 1), [*hired, ("hired", day(1, 21))], source="candidate")
    rows.application(connection, bakers, two, day(1, 2), [("rejected", day(1, 4))], source="candidate")
    rows.application(connection, bakers, three, day(1, 5), [("shortlisted", day(1, 6)), ("rejected", day(1, 8))])
    rows.application(connection, bakers, four, day(1, 10), source="candidate")
    rows.application(connection, clerks, one, day(2, 1), [("reviewed", day(2, 2)), ("withdrawn", day(2, 5))])
    rows.application(connection, clerks, two, day(2, 1), [("rejected", day(2, 3))])
    quick = [("shortlisted", day(2, 4)), ("interview", day(2, 5)), ("offer", day(2, 9)), ("hired", day(2, 13))]
    rows.application(connection, clerks, five, day(2, 3), quick, source="candidate")
    matches = {}
    for job, person, score in (
        (bakers, one, 0.9), (bakers, two, 0.5), (bakers, three, 0.5), (bakers, four, 0.3), (bakers, six, 1.0),
        (clerks, one, 0.2), (clerks, two, 0.7), (clerks, five, 0.6), (clerks, six, 0.0499),
    ):  # fmt: skip
        matches[job, person] = rows.match(connection, job, person, score, day(1 if job == bakers else 2, 15))
    rows.match(connection, bakers, one, 0.1, day(1, 15), variant="keywords")
    said = {(bakers, one): "agree", (bakers, two): "disagree", (clerks, five): "agree", (clerks, two): "corrected"}
    for pair, verdict in said.items():
        opinion(connection, matches[pair], verdict)
    # A deleted job, and another organisation: everything of theirs is left out.
    rows.application(connection, gone, one, day(1, 1), [("shortlisted", day(1, 2))])
    rows.match(connection, gone, one, 0.9, day(1, 2))
    connection.execute(text("insert into organisations (id, name) overriding system value values (77, 'Others')"))
    theirs = rows.job(connection, "Theirs", day(1, 1), organisation=77, required=["baking"])
    stranger = rows.resume(connection, day(1, 1), ["baking"], organisation=77)
    path = [("shortlisted", day(1, 2)), ("interview", day(1, 3)), ("offer", day(1, 4)), ("hired", day(1, 5))]
    rows.application(connection, theirs, stranger, day(1, 1), path, organisation=77)
    rows.match(connection, theirs, stranger, 0.9, day(1, 2), organisation=77)
    connection.commit()
    return {"bakers": bakers, "clerks": clerks, "gone": gone, "theirs": theirs, "one": one}


def opinion(connection: Connection, match: int, verdict: str) -> None:
    connection.execute(
        text("""insert into match_feedback (organisation_id, match_id, verdict, corrected_skills, score, basis, versions,
            updated_at) values (1, :match, :verdict, '[]', 0.5, 'b', '{}', '2026-02-15T00:00:00Z')"""),
        {"match": match, "verdict": verdict},
    )


def ask(client: FlaskClient, name: str, query: str = "") -> Any:
    answer = client.get(f"{V1}/{name}?{query}")
    assert answer.status_code == 200, answer.json
    SHAPES[name].model_validate(answer.json)
    return answer.json


def by(told: list[dict[str, Any]], key: str, *names: str) -> dict[Any, Any]:
    return {row[key]: tuple(row[name] for name in names) for row in told}


def test_the_overview_counts_what_there_is(client: FlaskClient, story: dict[str, int]) -> None:
    told = ask(client, "overview")
    # Baker is open, Clerk closed, Welder a draft; the deleted one is none any more.
    assert (told["jobs"], told["open_jobs"]) == (3, 1)
    # Six are ready, one failed.
    assert told["resumes"] == 6
    # Four candidates of Baker, three of Clerk; hired after 20 and after 10 days.
    assert (told["applications"], told["hires"], told["median_days_to_hire"]) == (7, 2, 15.0)
    assert {status: number for status, number in told["candidates"].items() if number} == {
        "pending": 1, "hired": 2, "rejected": 3, "withdrawn": 1,
    }  # fmt: skip
    # From 1 January to 13 February are 43 days: weeks, from Monday 29 December on.
    assert told["step"] == "week"
    assert [(week["start"], week["applications"], week["hires"]) for week in told["over_time"]] == [
        ("2025-12-29", 2, 0),  # 1 and 2 January, Thursday and Friday
        ("2026-01-05", 2, 0),  # 5 and 10 January, Monday and Saturday
        ("2026-01-12", 0, 0),
        ("2026-01-19", 0, 1),  # hired on 21 January
        ("2026-01-26", 2, 0),  # two on 1 February, a Sunday
        ("2026-02-02", 1, 0),
        ("2026-02-09", 0, 1),  # hired on 13 February
    ]
    one = ask(client, "overview", f"job_id=J{story['clerks']}&from=2026-02-02")
    # Of Clerk alone; of its three candidates the third came after the first of February.
    assert (one["jobs"], one["open_jobs"], one["resumes"], one["applications"], one["hires"]) == (1, 0, 1, 1, 1)


def test_the_funnel_tells_who_came_how_far(client: FlaskClient, story: dict[str, int]) -> None:
    told = ask(client, "funnel")
    assert told["candidates"] == 7
    assert by(told["stages"], "status", "entered", "reached", "now") == {
        "pending": (7, 7, 1),  # everybody begins there; one is still there
        "reviewed": (2, 4, 0),  # two were in it; two more went further without it
        "shortlisted": (3, 3, 0),
        "interview": (2, 2, 0),
        "offer": (2, 2, 0),
        "hired": (2, 2, 2),
        "rejected": (3, 3, 3),
        "withdrawn": (1, 1, 1),
    }
    assert by(told["stages"], "status", "conversion", "share") == {
        "pending": (None, 1.0),
        "reviewed": (0.5714, 0.5714),  # 4 of 7
        "shortlisted": (0.75, 0.4286),  # 3 of 4, of 7
        "interview": (0.6667, 0.2857),  # 2 of 3
        "offer": (1.0, 0.2857),
        "hired": (1.0, 0.2857),
        "rejected": (None, 0.4286),
        "withdrawn": (None, 0.1429),
    }
    clerk = ask(client, "funnel", f"job_id=J{story['clerks']}")
    assert [row["reached"] for row in clerk["stages"]] == [3, 2, 1, 1, 1, 1, 1, 1]


def test_stays_are_measured_and_open_ones_are_marked(client: FlaskClient, story: dict[str, int]) -> None:
    told = by(ask(client, "time-in-stage")["stages"], "status", "count", "open", "median_days", "p90_days")
    # Pending lasted 2, 2, 1, 1, 2 and 1 days, and goes on for the seventh since 10 January, which is the longest.
    assert told["pending"][:3] == (7, 1, 2.0)
    assert told["pending"][3] > 2.0
    assert told["reviewed"] == (2, 0, 3.0, 3.0)  # 3 and 3 days
    assert told["shortlisted"] == (3, 0, 2.0, 3.6)  # 4, 2 and 1: nine in ten is 0.8 of the way from 2 to 4
    assert told["interview"] == (2, 0, 5.0, 5.8)  # 6 and 4
    assert told["offer"] == (2, 0, 4.5, 4.9)  # 5 and 4
    assert set(told) == {"pending", "reviewed", "shortlisted", "interview", "offer"}
    # Only stays that began by 9 January: 2, 2 and 1 days of pending, 3 of reviewed, 4 and 2 of shortlisted.
    early = by(ask(client, "time-in-stage", "to=2026-01-09")["stages"], "status", "count", "open", "median_days")
    assert early == {"pending": (3, 0, 2.0), "reviewed": (1, 0, 3.0), "shortlisted": (2, 0, 3.0)}
    clerk = by(ask(client, "time-in-stage", f"job_id=J{story['clerks']}")["stages"], "status", "count", "median_days")
    assert clerk["pending"] == (3, 1.0)  # 1, 2 and 1


def test_a_stay_in_rejected_counts_once_somebody_ended_it(client: FlaskClient, connection: Connection) -> None:
    job, person = rows.job(connection, "Baker", day(1, 1)), rows.resume(connection, day(1, 1))
    path = [("rejected", day(1, 2)), ("reviewed", day(1, 5)), ("rejected", day(1, 6))]
    rows.application(connection, job, person, day(1, 1), path)
    connection.commit()
    told = by(ask(client, "time-in-stage")["stages"], "status", "count", "open", "median_days")
    assert told == {"pending": (1, 0, 1.0), "reviewed": (1, 0, 1.0), "rejected": (1, 0, 3.0)}


def test_the_time_to_hire_is_from_the_first_row(client: FlaskClient, story: dict[str, int]) -> None:
    told = ask(client, "time-to-hire")
    # 20 days (1 to 21 January) and 10 (3 to 13 February): nine in ten is 0.9 of the way from 10 to 20.
    assert (told["hires"], told["median_days"], told["p90_days"], told["jobs_total"]) == (2, 15.0, 19.0, 2)
    assert by(told["jobs"], "title", "hires", "median_days") == {"Baker": (1, 20.0), "Clerk": (1, 10.0)}
    february = ask(client, "time-to-hire", "from=2026-02-13&to=2026-02-13")
    assert (february["hires"], february["median_days"]) == (1, 10.0)
    assert ask(client, "time-to-hire", "to=2026-01-20")["median_days"] is None


def test_scores_are_counted_in_steps_of_five_points(client: FlaskClient, story: dict[str, int]) -> None:
    told = ask(client, "scores")
    assert (told["matches"], told["chosen"], told["rejected"]) == (9, 3, 2)
    assert len(told["buckets"]) == 20
    assert {low: found for low, found in by(told["buckets"], "low", "matches", "chosen", "rejected").items() if found[0]} == {
        5: (1, 0, 0),  # 4.99 is shown as 5.0
        20: (1, 0, 0),  # withdrawn
        30: (1, 0, 0),  # pending
        50: (2, 1, 1),  # rejected outright; shortlisted before they were rejected, so chosen
        60: (1, 1, 0),
        70: (1, 0, 1),
        90: (1, 1, 0),
        95: (1, 0, 0),  # 100 belongs to the last
    }  # fmt: skip
    assert ask(client, "scores", "profile=keywords")["matches"] == 1
    assert ask(client, "scores", f"job_id=J{story['clerks']}")["matches"] == 4
    # The matches of Baker were made on 15 January, those of Clerk on 15 February.
    assert ask(client, "scores", "from=2026-01-15&to=2026-02-14")["matches"] == 5


def test_skills_wanted_stand_against_skills_at_hand(client: FlaskClient, story: dict[str, int]) -> None:
    told = ask(client, "skills")
    # Baker and Clerk want skills, a draft does not yet; six résumés are ready.
    assert (told["jobs"], told["resumes"], told["skills_total"]) == (2, 6, 4)
    assert [
        tuple(row[key] for key in ("skill", "required", "preferred", "at_hand", "gap")) for row in told["skills"]
    ] == [
        ("baking", 1, 1, 3, 0.5),  # both jobs, half of the résumés
        ("sourdough", 0, 1, 0, 0.5),  # one of two jobs, nobody
        ("french", 1, 0, 1, 0.3333),  # 1/2 - 1/6
        ("excel", 1, 0, 2, 0.1667),  # 1/2 - 2/6
    ]
    one = ask(client, "skills", f"job_id=J{story['bakers']}")
    # Four candidates: three bake, one speaks French.
    assert (one["jobs"], one["resumes"]) == (1, 4)
    assert by(one["skills"], "skill", "at_hand", "gap") == {
        "sourdough": (0, 1.0),
        "french": (1, 0.75),
        "baking": (3, 0.25),
    }
    # Clerk came up in February, no résumé did.
    later = ask(client, "skills", "from=2026-02-01")
    assert (later["jobs"], later["resumes"], by(later["skills"], "skill", "share_of_resumes")["excel"]) == (
        1,
        0,
        (None,),
    )


def test_sources_tell_who_made_the_row(client: FlaskClient, story: dict[str, int]) -> None:
    told = ask(client, "sources")
    assert told["applications"] == 7
    assert by(told["sources"], "source", "applications", "share") == {"candidate": (4, 0.5714), "staff": (3, 0.4286)}
    assert {status: n for status, n in told["sources"][0]["statuses"].items() if n} == {
        "pending": 1,
        "hired": 2,
        "rejected": 1,
    }
    assert {status: n for status, n in told["sources"][1]["statuses"].items() if n} == {"rejected": 2, "withdrawn": 1}


def test_of_few_pairs_nothing_is_said(client: FlaskClient, story: dict[str, int]) -> None:
    told = ask(client, "agreement")
    # Baker: 90 and 50 were chosen, 50 rejected: two pairs. Clerk: 60 was chosen, 70 rejected: one.
    assert (told["chosen"], told["rejected"], told["pairs"]) == (3, 2, 3)
    assert (told["agreement"], told["too_few"]) == (None, True)
    assert "Too few to say" in told["in_words"]
    assert by(told["jobs"], "title", "pairs", "agreement") == {"Baker": (2, None), "Clerk": (1, None)}
    assert told["feedback"] == {"agree": 2, "disagree": 1, "corrected": 1, "share_agreeing": 0.6667}
    baker = ask(client, "agreement", f"job_id=J{story['bakers']}")
    assert (baker["pairs"], baker["feedback"]["agree"]) == (2, 1)


def test_agreement_is_the_share_of_pairs_in_the_right_order(client: FlaskClient, connection: Connection) -> None:
    job, other = rows.job(connection, "Baker", day(1, 1)), rows.job(connection, "Clerk", day(1, 1))
    chosen, rejected = (0.9, 0.8, 0.7, 0.5, 0.2), (0.6, 0.5, 0.5, 0.1)
    for score, to in [(one, "shortlisted") for one in chosen] + [(one, "rejected") for one in rejected]:
        person = rows.resume(connection, day(1, 1))
        rows.application(connection, job, person, day(1, 2), [(to, day(1, 3))])
        rows.match(connection, job, person, score, day(1, 2))
    lonely = rows.resume(connection, day(1, 1))
    rows.application(connection, other, lonely, day(1, 2), [("rejected", day(1, 3))])
    rows.match(connection, other, lonely, 0.99, day(1, 2))
    connection.commit()
    told = ask(client, "agreement")
    # 5 x 4 pairs. 90, 80 and 70 are above all four: 12. 50 is above 10 and equal to two: 1 + 2 halves. 20 is above 10: 1.
    assert (told["pairs"], told["agreement"], told["too_few"]) == (20, 0.75, False)  # 15 of 20
    assert (told["chosen"], told["rejected"], told["jobs_total"]) == (5, 5, 1)  # Clerk has no pair
    assert told["jobs"][0]["agreement"] == 0.75


def test_the_borders_of_a_period_are_days_by_utc(client: FlaskClient, connection: Connection) -> None:
    job = rows.job(connection, "Baker", day(1, 1))
    for moment in (
        "2026-03-31T23:59:59.999999Z",
        "2026-04-01T00:00:00Z",
        "2026-04-02T23:59:59.999999Z",
        "2026-04-03T00:00:00Z",
    ):
        person = rows.resume(connection, datetime.fromisoformat(moment))
        rows.application(connection, job, person, datetime.fromisoformat(moment))
        rows.match(connection, job, person, 0.5, datetime.fromisoformat(moment))
    connection.commit()
    days = "from=2026-04-01&to=2026-04-02"
    assert ask(client, "funnel", days)["candidates"] == 2
    assert ask(client, "overview", days)["resumes"] == 2
    assert [one["applications"] for one in ask(client, "overview", days)["over_time"]] == [1, 1]
    assert ask(client, "scores", days)["matches"] == 2
    assert ask(client, "sources", days)["applications"] == 2
    assert ask(client, "time-in-stage", days)["stages"][0]["open"] == 2
    assert ask(client, "funnel", "from=0001-01-01&to=9999-12-31")["candidates"] == 4
    answer: Any = client.get(f"{V1}/funnel?from=2026-04-02&to=2026-04-01")
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "to")
    assert client.get(f"{V1}/funnel?from=yesterday").status_code == 422


def test_an_empty_organisation_has_figures_of_nothing(client: FlaskClient) -> None:
    assert ask(client, "overview")["over_time"] == []
    assert ask(client, "funnel")["stages"][1]["conversion"] is None
    assert ask(client, "time-in-stage")["stages"] == []
    assert ask(client, "time-to-hire")["hires"] == 0
    assert ask(client, "scores")["matches"] == 0
    assert ask(client, "skills")["skills"] == []
    assert ask(client, "sources")["sources"] == []
    assert ask(client, "agreement")["pairs"] == 0
    for name in SHAPES:
        ElementTree.fromstring(client.get(f"{V1}/{name}?format=svg").text)
        assert client.get(f"{V1}/{name}?format=csv").status_code == 200


def test_what_is_erased_is_counted_no_more(client: FlaskClient, connection: Connection, story: dict[str, int]) -> None:
    assert client.delete(f"/api/v1/resumes/R{story['one']}").status_code in (200, 204)
    told = ask(client, "funnel")
    assert told["candidates"] == 5  # the first was a candidate of both jobs
    assert ask(client, "scores")["matches"] == 7
    assert ask(client, "overview")["resumes"] == 5
    assert by(ask(client, "skills")["skills"], "skill", "at_hand") == {
        "baking": (2,),
        "sourdough": (0,),
        "french": (0,),
        "excel": (2,),
    }
    assert ask(client, "time-to-hire")["hires"] == 1
    assert "reviewed" not in by(ask(client, "time-in-stage")["stages"], "status", "count")


def test_jobs_that_are_not_there_have_no_figures(client: FlaskClient, story: dict[str, int]) -> None:
    for name in SHAPES:
        for key in (f"J{story['gone']}", f"J{story['theirs']}", "J999999", "R1"):
            assert client.get(f"{V1}/{name}?job_id={key}").status_code == 404, (name, key)


def test_a_report_holds_all_figures_of_a_job(client: FlaskClient, story: dict[str, int]) -> None:
    query = f"job_id=J{story['bakers']}&from=2026-01-01&to=2026-01-31"
    told: Any = client.get(f"{V1}/report?{query}").json
    shapes.ReportOut.model_validate(told)
    for name in SHAPES:
        found, alone = told[name.replace("-", "_")], ask(client, name, query)
        assert {**found, "as_of": ""} | ({"stages": []} if name == "time-in-stage" else {}) == {
            **alone,
            "as_of": "",
        } | ({"stages": []} if name == "time-in-stage" else {})
    assert client.get(f"{V1}/report").status_code == 422


def test_tables_and_charts_say_the_same(client: FlaskClient, connection: Connection, story: dict[str, int]) -> None:
    connection.execute(
        text("update jobs set title = '=HYPERLINK(\"x\")<b>&' where id = :key"), {"key": story["bakers"]}
    )
    connection.commit()
    for name in SHAPES:
        table = client.get(f"{V1}/{name}?format=csv")
        assert table.mimetype == "text/csv"
        found = list(csv.reader(io.StringIO(table.text.removeprefix("\ufeff"))))
        assert len({len(row) for row in found}) == 1
        assert not any(cell.startswith("=") for row in found for cell in row)
        chart = client.get(f"{V1}/{name}?format=svg")
        assert chart.mimetype == "image/svg+xml"
        picture = ElementTree.fromstring(chart.text)
        assert picture.attrib["role"] == "img"
    whole = list(csv.DictReader(io.StringIO(client.get(f"{V1}/time-to-hire?format=csv").text.removeprefix("\ufeff"))))
    assert tuple(whole[0][name] for name in ("job_id", "hires", "median_days")) == ("all", "2", "15.0")
    assert whole[1]["title"].startswith("'=")


def test_many_rows_are_counted_beforehand(
    client: FlaskClient,
    connection: Connection,
    story: dict[str, int],
    monkeypatch: pytest.MonkeyPatch,
    database: Database,
) -> None:
    live = {name: ask(client, name) for name in ("scores", "skills", "agreement")}
    monkeypatch.setattr(sums, "FEW_MATCHES", 0)
    monkeypatch.setattr(sums, "FEW_RESUMES", 0)
    for name, told in live.items():  # nobody counted yet, so what there is is counted now, and once more later
        assert {**ask(client, name), "as_of": ""} == {**told, "as_of": ""}
    waiting = text("select count(*) from procrastinate_jobs where task_name = 'count_sums' and status = 'todo'")
    assert connection.scalar(waiting) == 1
    with database.session() as session:
        for _ in sums.count_anew(session, 1):
            session.commit()
        made = sums.made_at(session, 1)
    assert made is not None
    late = rows.match(connection, story["bakers"], rows.resume(connection, day(3, 1), ["french"]), 0.4, day(3, 1))
    connection.commit()
    for name, told in live.items():
        found = ask(client, name)
        assert found["as_of"] == made.strftime("%Y-%m-%dT%H:%M:%SZ")
        same = {"as_of", "resumes", "skills"} if name == "skills" else {"as_of"}
        assert {key: value for key, value in found.items() if key not in same} == {
            key: value for key, value in told.items() if key not in same
        }
    assert ask(client, "scores", f"job_id=J{story['bakers']}")["matches"] == 6, late  # of one job it is counted now
    assert ask(client, "scores", "from=2026-01-15&to=2026-02-14")["matches"] == 5
