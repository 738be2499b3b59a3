"""A language model is asked within bounds, and only JSON is taken for an answer."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import pytest

from connectors.language_model import LanguageModel, ModelFailed, estimated_tokens
from connectors.outbound import Outbound, Refused
from tests.model_servers import ModelServer

MESSAGES = [{"role": "system", "content": "Judge."}, {"role": "user", "content": "A job and a résumé."}]
SCHEMA = {"type": "object"}
ANSWER = {"items": [{"score": 72}]}
JSON_TYPE = {"Content-Type": "application/json"}


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def model(model_server: ModelServer, slept: list[float]) -> LanguageModel:
    model_server.content = lambda asked: json.dumps(ANSWER)
    web = Outbound(frozenset({model_server.allowed}), timeout_s=3.0, most_bytes=100_000)
    return LanguageModel(web, model_server.base_url, "tiny", "k-1", at_once=2, sleep=slept.append)


def ask(model: LanguageModel, **more: Any) -> Any:
    return model.ask(MESSAGES, SCHEMA, 50, **more)


def failure(model: LanguageModel, **more: Any) -> ModelFailed:
    with pytest.raises(ModelFailed) as caught:
        ask(model, **more)
    return caught.value


def test_messages_go_out_and_json_and_its_cost_come_back(model: LanguageModel, model_server: ModelServer) -> None:
    reply = ask(model)
    assert (reply.value, reply.tokens) == (ANSWER, 120)
    (asked,), (headers,) = model_server.asked, model_server.headers
    assert (asked["model"], asked["messages"], asked["max_tokens"]) == ("tiny", MESSAGES, 50)
    assert asked["response_format"]["json_schema"]["schema"] == SCHEMA
    assert headers["authorization"] == "Bearer k-1"
    assert headers["content-type"] == "application/json"


def test_the_key_stands_in_no_description_of_the_model(model: LanguageModel) -> None:
    assert "k-1" not in repr(model)


def test_without_a_key_none_is_sent(model_server: ModelServer) -> None:
    model_server.content = lambda asked: "{}"
    ask(LanguageModel(Outbound(frozenset({model_server.allowed})), model_server.base_url, "tiny"))
    assert "authorization" not in model_server.headers[0]


@pytest.mark.parametrize(
    "text",
    [
        "```json\n{}\n```", "```\n{}\n```", "  {}\n", "<think>Well, {maybe}.</think>\n{}", "<think>a</think>```json\n{}\n```\n",
        "```json\r\n{}\r\n```",
    ],
)  # fmt: skip
def test_a_fence_or_thoughts_around_the_json_do_no_harm(
    model: LanguageModel, model_server: ModelServer, text: str
) -> None:
    model_server.content = lambda asked: text
    assert ask(model).value == {}


@pytest.mark.parametrize(
    "text",
    ["", "No.", 'Here it is: {"a": 1}', '{"a": 1} I hope it helps', '{"items": [{"score": 7', '{"a": NaN}', "```json\n{}", "{'a': 1}",
     "[" * 5_000 + "]" * 5_000],
)  # fmt: skip
def test_anything_but_json_is_no_answer_and_is_paid_all_the_same(
    model: LanguageModel, model_server: ModelServer, text: str
) -> None:
    model_server.content = lambda asked: text
    failed = failure(model)
    assert (failed.problem, failed.tokens, failed.is_lasting) == ("not_json", 120, False)
    assert len(model_server.asked) == 1


def test_a_server_that_knows_no_schemas_is_asked_without_one_from_then_on(
    model: LanguageModel, model_server: ModelServer
) -> None:
    model_server.knows_schemas = False
    assert ask(model).value == ask(model).value == ANSWER
    assert ["response_format" in asked for asked in model_server.asked] == [True, False, False]


def test_a_server_that_refuses_either_way_is_still_asked_with_a_schema_later(
    model: LanguageModel, model_server: ModelServer
) -> None:
    model_server.says = [(404, JSON_TYPE, b"{}"), (404, JSON_TYPE, b"{}")]
    failed = failure(model)
    assert (failed.problem, failed.is_lasting) == ("refused", True)
    assert ask(model).value == ANSWER
    assert "response_format" in model_server.asked[-1]


@pytest.mark.parametrize("usage", [None, {}, [], {"prompt_tokens": -5, "completion_tokens": 1}, {"prompt_tokens": "9", "completion_tokens": 1},
                                   {"prompt_tokens": 0, "completion_tokens": 0}, {"prompt_tokens": 10**12, "completion_tokens": 0}])  # fmt: skip
def test_tokens_that_nobody_counted_are_estimated(model: LanguageModel, model_server: ModelServer, usage: Any) -> None:
    model_server.usage = usage
    expected = estimated_tokens("".join(one["content"] for one in MESSAGES)) + estimated_tokens(json.dumps(ANSWER))
    assert ask(model).tokens == expected


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again(
    model: LanguageModel, model_server: ModelServer, slept: list[float], status: int
) -> None:
    model_server.says = [(status, {}, b"later"), (status, {}, b"later")]
    assert ask(model).value == ANSWER
    assert slept == [1.0, 4.0]


def test_retry_after_is_kept_to_and_never_for_longer_than_half_a_minute(
    model: LanguageModel, model_server: ModelServer, slept: list[float]
) -> None:
    model_server.says = [(429, {"Retry-After": "7"}, b""), (429, {"Retry-After": "86400"}, b"")]
    assert ask(model, within_s=120).value == ANSWER
    assert slept == [7.0, 30.0]


def test_nobody_waits_for_a_server_longer_than_there_is_time(
    model: LanguageModel, model_server: ModelServer, slept: list[float]
) -> None:
    model_server.says = [(429, {"Retry-After": "7"}, b"")]
    assert failure(model, within_s=5).problem == "busy"
    assert (slept, len(model_server.asked)) == ([], 1)


@pytest.mark.parametrize(("status", "problem"), [(500, "server_error"), (429, "busy")])
def test_a_server_that_stays_busy_is_left_alone(
    model: LanguageModel, model_server: ModelServer, status: int, problem: str
) -> None:
    model_server.says = [(status, {}, b"")] * 5
    assert failure(model).problem == problem
    assert len(model_server.asked) == 3


@pytest.mark.parametrize(
    ("status", "problem"), [(401, "refused_key"), (403, "refused_key"), (302, "refused"), (204, "refused")]
)
def test_who_refuses_is_not_asked_again(
    model: LanguageModel, model_server: ModelServer, status: int, problem: str
) -> None:
    model_server.says = [(status, {"Location": "http://127.0.0.1:1/"} if status == 302 else {}, b"")] * 2
    failed = failure(model)
    assert (failed.problem, failed.is_lasting, len(model_server.asked)) == (problem, True, 1)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ((200, {"Content-Type": "text/html"}, b"<p>Welcome</p>"), "wrong_type"),
        ((200, JSON_TYPE, b"not json"), "broken_answer"),
        ((200, JSON_TYPE, b'{"choices": []}'), "broken_answer"),
        ((200, JSON_TYPE, b'{"choices": [{"message": {"content": null}}]}'), "broken_answer"),
        ((200, JSON_TYPE, b'{"choices": [{"message": {"content": ["{}"]}}]}'), "broken_answer"),
        ((200, JSON_TYPE, b"x" * 200_000), "answer_too_large"),
        ((200, JSON_TYPE | {"Content-Encoding": "gzip"}, b"x"), "packed_answer"),
    ],
)
def test_what_is_no_completion_is_no_answer(
    model: LanguageModel, model_server: ModelServer, said: tuple[int, dict[str, str], bytes], problem: str
) -> None:
    model_server.says = [said]
    failed = failure(model)
    assert failed.problem == problem
    assert failed.tokens > 0


def test_a_slow_server_is_given_up_in_time(model: LanguageModel, model_server: ModelServer) -> None:
    model_server.wait_s = 2.0
    began = time.monotonic()
    failed = failure(model, within_s=0.3)
    assert (failed.problem, failed.tokens > 0) == ("timeout", True)
    assert time.monotonic() - began < 1.5


def test_a_server_that_is_not_there_costs_nothing_and_is_lasting(model_server: ModelServer) -> None:
    web = Outbound(frozenset({"127.0.0.1:9"}), timeout_s=2.0)
    failed = failure(LanguageModel(web, "http://127.0.0.1:9/v1", "tiny"))
    assert (failed.problem, failed.tokens, failed.is_lasting) == ("no_connection", 0, True)


def test_an_address_that_was_not_allowed_is_never_connected_to(model_server: ModelServer) -> None:
    model = LanguageModel(Outbound(), model_server.base_url, "tiny")
    with pytest.raises(Refused):
        model.check()
    with pytest.raises(Refused):
        ask(model)
    assert model_server.connections == 0


def test_no_more_requests_than_allowed_are_under_way_at_once(model: LanguageModel, model_server: ModelServer) -> None:
    model_server.wait_s = 0.1
    threads = [threading.Thread(target=ask, args=(model,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(model_server.asked), model_server.most_at_once) == (6, 2)


def test_who_finds_no_place_in_time_asks_nobody(model: LanguageModel, model_server: ModelServer) -> None:
    model_server.wait_s = 1.0
    threads = [threading.Thread(target=ask, args=(model,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    while model_server.most_at_once < 2:
        time.sleep(0.01)
    assert failure(model, within_s=0.1).problem == "busy"
    for thread in threads:
        thread.join()
    assert len(model_server.asked) == 2
