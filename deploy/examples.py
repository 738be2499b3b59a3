"""The examples of clients/examples.json, one or more for each operation of the API, in an order in which they run.

The page of cURL lines and the Postman collection are written from them, and the tests run both.

In an example ``$NAME`` is something that an earlier one kept, and ``"#NAME"`` the same as a number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "clients" / "examples.json"
DOCUMENT = ROOT / "docs" / "openapi.json"
TOKENS = {"user": "TOKEN", "candidate": "CANDIDATE_TOKEN", "task": "TASK_TOKEN"}
"""The variable that holds the token of each kind of caller; ``nobody`` sends none."""
MOMENTS = {"SOON": 7, "LATER": 8, "NOW": 0}
"""Variables that hold a moment, so many days from now at the same time of day."""

_NAME = re.compile(r"\$([A-Z_]+)")
_PART = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Example:
    """One request.

    Attributes:
        do: Verb and path as the OpenAPI document spells them; ``given`` are parts of the path that are not the usual
            variable (``{job_id}`` is ``$JOB_ID``).
        who: Whose token is sent.
        body, form: JSON, or fields of a form of which those that begin with ``@`` are files.
        status: Of the answer.
        keep: Variable -> where its value is in the answer ("results.0.match_id").
        file: A name to save the answer by, for what is no text.
        is_first_step: Belongs to what one tries first.
    """

    do: str
    summary: str
    tag: str
    who: Literal["nobody", "user", "candidate", "task"] = "user"
    given: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    form: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    keep: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    says: str = ""
    is_first_step: bool = False

    @property
    def verb(self) -> str:
        """GET, POST and so on."""
        return self.do.split()[0]

    def address(self, variable: Callable[[str], str]) -> str:
        """The path and query, with each variable as ``variable`` writes it."""
        path = _PART.sub(lambda part: self.given.get(part[1], f"${part[1].upper()}"), self.do.split()[1])
        return replaced(path + (f"?{self.query}" if self.query else ""), variable)

    def sent(self, variable: Callable[[str], str]) -> str:
        """The JSON body as text."""
        said = json.dumps(self.body, ensure_ascii=False)
        return replaced(re.sub(r'"#([A-Z_]+)"', r"$\1", said), variable)


def examples() -> list[Example]:
    """All of them, in the order in which they run."""
    paths = json.loads(DOCUMENT.read_text("utf-8"))["paths"]
    return [_example(one, paths) for one in json.loads(FILE.read_text("utf-8"))]


def tags() -> list[str]:
    """The groups of operations, in the order of the OpenAPI document."""
    paths = json.loads(DOCUMENT.read_text("utf-8"))["paths"]
    return list(dict.fromkeys(operation["tags"][0] for path in paths.values() for operation in path.values()))


def operations() -> set[str]:
    """Every operation of the OpenAPI document, as ``Example.do`` names it."""
    paths = json.loads(DOCUMENT.read_text("utf-8"))["paths"]
    return {f"{verb.upper()} {path}" for path, verbs in paths.items() for verb in verbs}


def replaced(said: str, variable: Callable[[str], str]) -> str:
    """A text with each ``$NAME`` in it as ``variable`` writes it."""
    return _NAME.sub(lambda name: variable(name[1]), said)


def _example(said: dict[str, Any], paths: dict[str, Any]) -> Example:
    verb, path = said["do"].split()
    operation = paths[path][verb.lower()]
    is_open = operation.get("security") is None
    return Example(
        do=said["do"],
        summary=operation["summary"],
        tag=operation["tags"][0],
        who=said.get("as", "nobody" if is_open else "user"),
        given=said.get("in", {}),
        query=said.get("query", ""),
        headers=said.get("headers", {}),
        body=said.get("json"),
        form=said.get("form", {}),
        status=said.get("status", 200),
        keep=said.get("keep", {}),
        file=said.get("file", ""),
        says=said.get("says", ""),
        is_first_step=said.get("try", False),
    )
