"""A language model behind an OpenAI-compatible address: messages in, JSON and what it cost out; what they mean others know."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from connectors.outbound import Answer, NoAnswer, Outbound
from errors import AppError

MOST_BYTES = 1_000_000
"""Of an answer: a hundred times what is asked for."""

_ATTEMPTS = 3
_BACK_OFF_S = (1.0, 4.0)
_MOST_RETRY_AFTER_S = 30.0
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504, 529})
# What servers say that do not know a response_format of theirs.
_NOT_UNDERSTOOD = frozenset({400, 404, 415, 422, 501})
_CHARACTERS_A_TOKEN = 3
_MOST_TOKENS = 10_000_000
# Matches "```json\n{}\n```"; not "Here it is: ```{}```". Linear: the fences stand at the two ends.
_FENCED = re.compile(r"```(?:json|JSON)?[ \t]*\r?\n(.*)\n[ \t]*```", re.DOTALL)
_THOUGHT = "</think>"

Message = Mapping[str, str]


class ModelFailed(AppError):
    """No JSON came. ``problem`` is one word, ``tokens`` what it cost nevertheless; ``is_lasting`` when others would fail, too."""

    code = "model_failed"

    def __init__(self, problem: str, tokens: int = 0, *, is_lasting: bool = False) -> None:
        super().__init__(f"The language model gave no answer that can be used ({problem}).")
        self.problem, self.tokens, self.is_lasting = problem, tokens, is_lasting


@dataclass(frozen=True, slots=True)
class Reply:
    """The JSON value that a model answered with, and the tokens of question and answer together."""

    value: Any
    tokens: int


@dataclass(frozen=True)
class LanguageModel:
    """Asks one model of one server.

    Attributes:
        web: The way out; its ``timeout_s`` is the longest that one request may take.
        base_url: What ``/chat/completions`` follows, such as ``https://models.example.org/v1``.
        name: The model's, as the server knows it.
        key: Sent as a bearer token where there is one.
        at_once: So many requests are under way at one time, in this process.
        sleep: Waits between attempts.
    """

    web: Outbound
    base_url: str
    name: str
    key: str | None = field(default=None, repr=False)
    at_once: int = 2
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)
    _places: threading.BoundedSemaphore = field(init=False, repr=False, compare=False)
    _speaks_schemas: threading.Event = field(default_factory=threading.Event, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Opens as many places as there may be requests at once; a server is taken to speak schemas until it refuses."""
        object.__setattr__(self, "_places", threading.BoundedSemaphore(self.at_once))
        self._speaks_schemas.set()

    def check(self) -> None:
        """Judges the address; raises ``outbound.Refused`` where it must not be asked."""
        self.web.check(self._url)

    def ask(
        self, messages: Sequence[Message], schema: Mapping[str, Any], most_tokens: int, within_s: float | None = None
    ) -> Reply:
        """Asks for one JSON value.

        Args:
            messages: ``{role, content}`` each.
            schema: JSON Schema of the answer; a server that knows no schemas is asked without, and its text is read.
            most_tokens: Of the answer.
            within_s: All attempts together may take so long; None leaves each its own time.

        Raises:
            ModelFailed: Nothing that can be used came, also when asked again.
            Refused: The address must not be asked; nothing was sent.
        """
        end = time.monotonic() + (within_s if within_s is not None else _ATTEMPTS * (self.web.timeout_s + 5.0))
        if not self._places.acquire(timeout=max(0.0, end - time.monotonic())):
            raise ModelFailed("busy")
        try:
            return self._asked(messages, schema, most_tokens, end)
        finally:
            self._places.release()

    @property
    def _url(self) -> str:
        return f"{self.base_url.rstrip('/')}/chat/completions"

    def _asked(self, messages: Sequence[Message], schema: Mapping[str, Any], most: int, end: float) -> Reply:
        said = {"model": self.name, "messages": list(messages), "max_tokens": most, "temperature": 0, "stream": False}
        guess = estimated_tokens("".join(one["content"] for one in messages))
        if self._speaks_schemas.is_set():
            answer = self._sent(said | {"response_format": _format_of(schema)}, guess, end)
            if answer.status not in _NOT_UNDERSTOOD:
                return _read(answer, guess)
            reply = _read(self._sent(said, guess, end), guess)
            self._speaks_schemas.clear()  # since without it there was an answer
            return reply
        return _read(self._sent(said, guess, end), guess)

    def _sent(self, said: Mapping[str, Any], guess: int, end: float) -> Answer:
        body = json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        headers |= {"Authorization": f"Bearer {self.key}"} if self.key else {}
        for attempt in range(_ATTEMPTS):
            answer = self._posted(body, headers, guess, end)
            if answer.status not in _BUSY:
                return answer
            wait_s = _wait_s(answer, attempt)
            if attempt + 1 == _ATTEMPTS or time.monotonic() + wait_s >= end:
                break
            self.sleep(wait_s)
        raise ModelFailed("busy" if answer.status == 429 else "server_error")

    def _posted(self, body: bytes, headers: Mapping[str, str], guess: int, end: float) -> Answer:
        left = end - time.monotonic()
        if left <= 0:
            raise ModelFailed("timeout")
        try:
            return replace(self.web, timeout_s=min(self.web.timeout_s, left)).post_for_answer(self._url, body, headers)
        except NoAnswer as exc:
            # A server that was too slow for us has worked, and is paid, all the same.
            cost = 0 if exc.problem in {"no_connection", "tls"} else guess
            raise ModelFailed(exc.problem, cost, is_lasting=cost == 0) from exc


def estimated_tokens(text: str) -> int:
    """A little more tokens than a text has, where nobody counted them: one for each three characters."""
    return -(-len(text) // _CHARACTERS_A_TOKEN)


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)


class _Usage(_Lenient):
    prompt_tokens: int = Field(ge=0, le=_MOST_TOKENS)
    completion_tokens: int = Field(ge=0, le=_MOST_TOKENS)


class _Text(_Lenient):
    content: str


class _Choice(_Lenient):
    message: _Text


class _Completion(_Lenient):
    choices: list[_Choice] = Field(min_length=1)
    usage: Any = None


def _format_of(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": dict(schema)}}


def _wait_s(answer: Answer, attempt: int) -> float:
    said = answer.headers.get("retry-after", "")
    asked = min(float(said), _MOST_RETRY_AFTER_S) if said.isascii() and said.isdecimal() and len(said) < 8 else 0.0
    return max(asked, _BACK_OFF_S[min(attempt, len(_BACK_OFF_S) - 1)])


def _read(answer: Answer, guess: int) -> Reply:
    """The value in an answer; raises ModelFailed with what it cost when there is none."""
    if answer.status != 200:
        raise ModelFailed("refused_key" if answer.status in {401, 403} else "refused", is_lasting=True)
    if answer.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise ModelFailed("wrong_type", guess)
    try:
        said = _Completion.model_validate(from_json(answer.body, allow_inf_nan=False))
    except (ValueError, ValidationError):
        raise ModelFailed("broken_answer", guess) from None
    text = said.choices[0].message.content
    tokens = _counted(said.usage, guess + estimated_tokens(text))
    try:
        return Reply(from_json(_bare(text), allow_inf_nan=False), tokens)
    except ValueError:
        raise ModelFailed("not_json", tokens) from None


def _counted(usage: Any, guess: int) -> int:
    """What the server counted; our own guess where it did not, or counted nothing."""
    try:
        found = _Usage.model_validate(usage)
    except ValidationError:
        return guess
    return found.prompt_tokens + found.completion_tokens or guess


def _bare(text: str) -> str:
    """The answer without thoughts before it and a fence around it; anything else beside the JSON makes it none."""
    text = text.rpartition(_THOUGHT)[2].strip() if text.lstrip().startswith("<think>") else text.strip()
    fenced = _FENCED.fullmatch(text)
    return fenced[1] if fenced else text
