"""A model's opinion is asked for, checked, kept and paid; where there is none the local engine speaks, with a word why."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

import opinions
from cache import open_store
from connectors.language_model import LanguageModel
from connectors.outbound import Outbound
from db import opinions as kept
from db import resumes
from db.jobs import StoredJob
from db.people import FIRST_ORGANISATION
from db.resumes import StoredResume
from db.session import Database
from jd_cache import JdCache
from nlp.briefs import brief_of_resume
from opinions import NoModel, Opinion
from pipeline import Owner, Parts, Upload, erase_resume, ingest_resume
from posting import ingest_job
from tests import marked_person
from tests.model_servers import ModelServer, candidates, good, item

OWNER = Owner(FIRST_ORGANISATION)
JD = "Backend Developer\n\nRequirements\n- 3+ years of experience with Python\n- Flask and PostgreSQL\n"
CV = """{name}
{mail}@example.org | +1 415 555 {digits}

Experience
Backend Developer, Acme GmbH
Jan 2019 - Present
- Built {what} in Python and Flask on PostgreSQL

Skills
Python, Flask, PostgreSQL
"""
PEOPLE = ("Ann Quillfeather", "Bo Snickersnack", "Cy Wobblewick", "Di Frumiosa", "Ed Mimsyborough")


@pytest.fixture
def parts(database: Database, model_server: ModelServer, tmp_path: Path) -> Parts:
    web = Outbound(frozenset({model_server.allowed}), timeout_s=5.0)
    model = LanguageModel(web, model_server.base_url, "tiny", sleep=lambda wait_s: None)
    cached = JdCache(open_store(None, tmp_path / "jd.json"), "e", "t", 1)
    return Parts(database, tmp_path, cached, 1 << 20, model=model, model_items_per_request=2)


@pytest.fixture
def job(parts: Parts) -> StoredJob:
    with parts.database.session() as session:
        row = ingest_job(parts, session, OWNER, Upload.of_text(JD))[0]
        session.commit()
        return row


@pytest.fixture
def people(parts: Parts) -> list[int]:
    keys = []
    for number, name in enumerate(PEOPLE):
        said = CV.format(name=name, mail=name.lower().replace(" ", "."), digits=1000 + number, what=f"service {number}")
        keys.append(stored(parts, said))
    return keys


def stored(parts: Parts, said: str) -> int:
    with parts.database.session() as session:
        row, _ = ingest_resume(parts, session, OWNER, Upload.of_text(said))
        session.commit()
        return row.id


def asked(parts: Parts, job: StoredJob, keys: list[int]) -> dict[int, Opinion]:
    return opinions.ask(parts, prepared(parts, job, keys))


def prepared(parts: Parts, job: StoredJob, keys: list[int]) -> opinions.Question:
    with parts.database.session() as session:
        return opinions.prepare(parts, session, job, resumes.ready(session, keys, FIRST_ORGANISATION))


def scores(found: dict[int, Opinion]) -> list[float | str | None]:
    return [one.said.score if one.said else one.warning for one in found.values()]


def spent(parts: Parts) -> int:
    with parts.database.session() as session:
        return kept.spent_today(session, FIRST_ORGANISATION)


def rows(parts: Parts) -> int:
    with parts.database.session() as session:
        return int(session.scalar(text("select count(*) from model_comments")) or 0)


def only_first(asked: dict[str, Any]) -> str:
    """Forgets all candidates but the first of several."""
    return json.dumps({"items": [item(candidates(asked)[0])]})


def swapped(asked: dict[str, Any]) -> str:
    """Answers about each candidate under the id of the next one; alone it cannot."""
    told = candidates(asked)
    ids = [one["id"] for one in told]
    quotes = [next(line for line in one["lines"] if "service" in line) for one in told]
    reasons = [[{"text": "Built it.", "quote": quote}] for quote in quotes]
    pairs = zip(told, ids[1:] + ids[:1], reasons, strict=True)
    return json.dumps({"items": [item(one, reasons=why) | {"id": of} for one, of, why in pairs]})


def test_several_are_asked_about_at_a_time_and_each_has_an_opinion(
    parts: Parts, job: StoredJob, people: list[int], model_server: ModelServer
) -> None:
    found = asked(parts, job, people)
    assert list(found) == people
    assert scores(found) == [0.72] * 5
    assert sorted(len(candidates(one)) for one in model_server.asked) == [1, 2, 2]
    assert (spent(parts), rows(parts)) == (3 * 120, 5)
    assert not any(one.is_cached for one in found.values())


def test_who_was_asked_about_before_is_not_asked_about_again(
    parts: Parts, job: StoredJob, people: list[int], model_server: ModelServer
) -> None:
    asked(parts, job, people[:2])
    count, cost = len(model_server.asked), spent(parts)
    again = asked(parts, job, people[:2])
    assert (len(model_server.asked), spent(parts)) == (count, cost)
    assert all(one.is_cached for one in again.values())
    more = asked(parts, job, people[:3])
    assert [one.is_cached for one in more.values()] == [True, True, False]
    assert len(model_server.asked) == count + 1


@pytest.mark.parametrize("change", ["model", "prompt", "resume", "job"])
def test_another_model_question_resume_or_job_is_asked_anew(
    parts: Parts,
    job: StoredJob,
    people: list[int],
    model_server: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
    change: str,
) -> None:
    asked(parts, job, people[:1])
    assert parts.model is not None
    if change == "model":
        parts = replace(parts, model=replace(parts.model, name="other"))
    if change == "prompt":
        monkeypatch.setattr(opinions, "PROMPT_VERSION", "0")
    with parts.database.session() as session:
        if change == "resume":
            session.execute(text("update resumes set versions = versions || '/c'"))
        if change == "job":
            session.execute(text("update jobs set versions = versions || '/c'"))
        session.commit()
        row = session.get(StoredJob, job.id)
        assert row is not None
    found = asked(parts, row, people[:1])
    assert [one.is_cached for one in found.values()] == [False]
    assert len(model_server.asked) == 2
    # What was said of former contents is kept no longer; what another model says stands beside.
    assert rows(parts) == (2 if change in {"model", "prompt"} else 1)


@pytest.mark.parametrize(
    ("content", "requests"),
    [
        (only_first, 2),
        (swapped, 3),
        (lambda asked: good(asked)[:-40] if len(candidates(asked)) > 1 else good(asked), 3),
        (lambda asked: good(asked).replace("72", "720", 1) if len(candidates(asked)) > 1 else good(asked), 2),
        (lambda asked: "Sure! Here it is." if len(candidates(asked)) > 1 else good(asked), 3),
    ],
    ids=["missing", "swapped", "truncated", "out of range", "prose"],
)
def test_what_is_missing_or_wrong_is_asked_once_more_alone(
    parts: Parts,
    job: StoredJob,
    people: list[int],
    model_server: ModelServer,
    content: Callable[..., str],
    requests: int,
) -> None:
    model_server.content = content
    found = asked(parts, job, people[:2])
    assert scores(found) == [0.72, 0.72]
    assert len(model_server.asked) == requests
    assert all(len(candidates(one)) == 1 for one in model_server.asked[1:])


def test_an_item_that_stays_wrong_falls_back_and_the_others_keep_theirs(
    parts: Parts, job: StoredJob, people: list[int], model_server: ModelServer
) -> None:
    def content(asked: dict[str, Any]) -> str:
        told = candidates(asked)
        return json.dumps({"items": [item(one, 300 if "service 1" in str(one["lines"]) else 72) for one in told]})

    model_server.content = content
    assert scores(asked(parts, job, people[:2])) == [0.72, "answer_unusable"]
    assert (len(model_server.asked), rows(parts)) == (2, 1)


def test_invented_quotes_are_dropped(
    parts: Parts, job: StoredJob, people: list[int], model_server: ModelServer
) -> None:
    def content(asked: dict[str, Any]) -> str:
        one = candidates(asked)[0]
        true, false = {"text": "So.", "quote": one["lines"][0]}, {"text": "No.", "quote": "won the Turing Award"}
        return json.dumps({"items": [item(one, reasons=[false, true])]})

    model_server.content = content
    (found,) = asked(parts, job, people[:1]).values()
    assert found.said is not None
    assert [one["text"] for one in found.said.reasons] == ["So."]


@pytest.mark.parametrize(
    ("said", "warning", "requests"),
    [
        ((500, {}, b""), "model_unavailable", 3),
        ((429, {"Retry-After": "1"}, b""), "model_unavailable", 3),
        ((401, {}, b""), "model_unavailable", 1),
        ((200, {"Content-Type": "text/html"}, b"<p>"), "answer_unusable", 2),
        ((200, {"Content-Type": "application/json"}, b"x" * 3_000_000), "answer_unusable", 2),
    ],
)
def test_a_server_that_fails_is_no_failure_of_ours(
    parts: Parts, job: StoredJob, people: list[int], model_server: ModelServer, said: Any, warning: str, requests: int
) -> None:
    model_server.says = [said] * 20
    assert scores(asked(parts, job, people[:1])) == [warning]
    assert len(model_server.asked) == requests
    assert rows(parts) == 0


def test_after_a_failure_that_lasts_nobody_is_asked_any_more(
    parts: Parts, job: StoredJob, people: list[int], model_server: ModelServer
) -> None:
    assert parts.model is not None
    parts = replace(parts, model=replace(parts.model, at_once=1), model_items_per_request=1)
    model_server.says = [(401, {}, b"")] * 20
    assert scores(asked(parts, job, people)) == ["model_unavailable"] * 5
    assert len(model_server.asked) == 1


def test_a_model_that_is_too_slow_is_waited_for_in_bounds(
    parts: Parts, job: StoredJob, people: list[int], model_server: ModelServer
) -> None:
    assert parts.model is not None
    web = replace(parts.model.web, timeout_s=0.3)
    model_server.wait_s = 1.0
    found = asked(replace(parts, model=replace(parts.model, web=web)), job, people)
    assert set(scores(found)) == {"too_late"}
    assert spent(parts) > 0  # whoever worked for us in vain is paid


def test_when_the_day_is_spent_the_local_engine_speaks(
    parts: Parts, job: StoredJob, people: list[int], model_server: ModelServer
) -> None:
    model_server.usage = {"prompt_tokens": 9_000, "completion_tokens": 900}
    poor = replace(parts, model_tokens_per_day=10_000, model_items_per_request=1)
    assert scores(asked(poor, job, people[:1])) == [0.72]
    assert scores(asked(poor, job, people[:2])) == [0.72, "budget_spent"]
    assert (len(model_server.asked), spent(parts)) == (1, 9_900)
    assert scores(asked(parts, job, people[:2])) == [0.72, 0.72]


def test_requests_at_once_cannot_spend_more_than_there_is(
    parts: Parts, job: StoredJob, people: list[int], model_server: ModelServer
) -> None:
    model_server.wait_s = 0.1
    model_server.usage = None
    poor = replace(parts, model_tokens_per_day=3_500, model_items_per_request=1)
    found: list[dict[int, Opinion]] = []
    threads = [threading.Thread(target=lambda key=key: found.append(asked(poor, job, [key]))) for key in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    said = [one for each in found for one in scores(each)]
    assert "budget_spent" in said
    assert 0.72 in said
    assert spent(parts) <= 3_500


def test_two_who_ask_about_a_pair_at_once_get_one_opinion(
    parts: Parts, job: StoredJob, people: list[int], model_server: ModelServer
) -> None:
    numbers = iter(range(10, 90))
    model_server.wait_s = 0.2
    model_server.content = lambda asked: json.dumps({"items": [item(candidates(asked)[0], next(numbers))]})
    found: list[float | str | None] = []
    threads = [threading.Thread(target=lambda: found.extend(scores(asked(parts, job, people[:1])))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert rows(parts) == 1


def test_nothing_of_a_person_reaches_the_server(
    parts: Parts, job: StoredJob, people: list[int], model_server: ModelServer
) -> None:
    asked(parts, job, people)
    sent = json.dumps(model_server.asked, ensure_ascii=False).lower()
    for name in PEOPLE:
        assert name.split()[1].lower() not in sent
    for mark in ("example.org", "555 100", "5551000", "acme", *(f"r{key}" for key in people)):
        assert mark not in sent
    assert "service 3 in python" in sent


def test_no_kind_of_personal_data_reaches_the_server(parts: Parts, job: StoredJob, model_server: ModelServer) -> None:
    assert scores(asked(parts, job, [stored(parts, marked_person.CV)])) == [0.72]
    (request,) = model_server.asked
    sent = json.dumps(request["messages"][1], ensure_ascii=False)
    assert [kind for kind in marked_person.MARKS if marked_person.is_shown(kind, sent)] == []
    assert "ward of 20 beds" in sent


def test_what_cannot_be_masked_for_certain_is_not_sent(
    parts: Parts, job: StoredJob, people: list[int], model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leaking(resume: Any, withheld: Any) -> Any:
        brief = brief_of_resume(resume, withheld)
        is_ann = resume.name.startswith("Ann")
        return replace(brief, lines=(*brief.lines, "Worked with quillfeather")) if is_ann else brief

    monkeypatch.setattr(opinions, "brief_of_resume", leaking)
    assert scores(asked(parts, job, people[:2])) == ["personal_data", 0.72]
    assert "quillfeather" not in json.dumps(model_server.asked)


def test_a_job_that_names_the_person_is_not_sent_with_them(
    parts: Parts, people: list[int], model_server: ModelServer
) -> None:
    with parts.database.session() as session:
        row = ingest_job(parts, session, OWNER, Upload.of_text(JD + "- Take over from Ann Quillfeather\n"))[0]
        session.commit()
    assert scores(asked(parts, row, people[:2])) == ["personal_data", 0.72]
    assert len(model_server.asked) == 1


def test_whom_a_colleagues_resume_names_is_not_sent_together_with_it(
    parts: Parts, job: StoredJob, people: list[int], model_server: ModelServer
) -> None:
    said = CV.format(name="Fay Jubjub", mail="fay", digits=2000, what="it with Ann Quillfeather")
    found = asked(parts, job, [people[0], stored(parts, said)])
    assert scores(found) == [0.72, 0.72]
    assert [len(candidates(one)) for one in model_server.asked] == [1, 1]


def test_a_resume_that_shows_no_work_is_not_sent(parts: Parts, job: StoredJob, model_server: ModelServer) -> None:
    key = stored(parts, "Ann Lee\nann.lee@example.org\n")
    assert scores(asked(parts, job, [key])) == ["nothing_to_tell"]
    assert model_server.connections == 0


def test_whoever_is_erased_meanwhile_is_neither_sent_nor_kept(
    parts: Parts, job: StoredJob, people: list[int], model_server: ModelServer
) -> None:
    question = prepared(parts, job, people[:2])
    erase(parts, people[0])
    assert list(opinions.ask(parts, question)) == [people[1]]
    assert "service 0" not in json.dumps(model_server.asked)

    def content(asked: dict[str, Any]) -> str:
        erase(parts, people[2])
        return good(asked)

    model_server.content = content
    assert asked(parts, job, [people[2]]) == {}
    assert rows(parts) == 1


def test_an_erased_resume_takes_its_opinions_along(parts: Parts, job: StoredJob, people: list[int]) -> None:
    asked(parts, job, people[:2])
    erase(parts, people[0])
    assert rows(parts) == 1


def erase(parts: Parts, key: int) -> None:
    with parts.database.session() as session:
        row = session.get(StoredResume, key)
        assert row is not None
        erase_resume(parts, session, row)
        session.commit()


def test_no_transaction_is_open_while_the_model_thinks(
    parts: Parts, job: StoredJob, people: list[int], model_server: ModelServer
) -> None:
    seen: list[int] = []

    def content(asked: dict[str, Any]) -> str:
        with parts.database.session() as session:
            seen.append(int(session.scalar(text(_OPEN)) or 0))
        return good(asked)

    model_server.content = content
    asked(parts, job, people[:1])
    assert seen == [0]


_OPEN = """select count(*) from pg_stat_activity
    where state like 'idle in transaction%' and datname = current_database() and pid <> pg_backend_pid()"""


def test_without_a_model_there_is_nobody_to_ask(parts: Parts, job: StoredJob, people: list[int]) -> None:
    with pytest.raises(NoModel, match="LLM_BASE_URL"):
        prepared(replace(parts, model=None), job, people)


def test_every_warning_has_its_sentence_about_the_local_engine() -> None:
    assert all("local engine" in said for said in opinions.WARNINGS.values())
