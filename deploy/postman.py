"""Writes the Postman collection (format 2.1) from docs/openapi.json and clients/examples.json.

python -m deploy.postman
"""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

from deploy.examples import MOMENTS, ROOT, TOKENS, Example, examples, tags

COLLECTION = ROOT / "clients" / "postman" / "shortlist.postman_collection.json"
SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
FIRST = "Try it in this order"

Item = dict[str, Any]


def collection() -> Item:
    """The collection: what to try first, then a folder for each group with every operation."""
    all_of_them = examples()
    names = sorted({name for example in all_of_them for name in example.keep})
    folders = [_folder(FIRST, [one for one in all_of_them if one.is_first_step])]
    folders += [_folder(f"{tag[0].upper()}{tag[1:]}", [one for one in all_of_them if one.tag == tag]) for tag in tags()]
    return {
        "info": {
            "_postman_id": str(uuid.uuid5(uuid.NAMESPACE_URL, "urn:shortlist:postman")),
            "name": "Shortlist",
            "description": f"Every operation with an example. Begin with the folder “{FIRST}” on an empty server: "
            "each answer's ids are kept in variables for the next request. Set the working directory of Postman to the "
            "folder of the repository, so that it finds the files of demo/.",
            "schema": SCHEMA,
        },
        "item": folders,
        "event": [_script("prerequest", _moments())],
        "variable": [
            {"key": "baseUrl", "value": "http://127.0.0.1:5000"},
            *({"key": variable(name), "value": ""} for name in names),
            *({"key": variable(name), "value": ""} for name in MOMENTS),
        ],
    }


def written() -> str:
    """The collection as the file holds it."""
    return json.dumps(collection(), indent=1, ensure_ascii=False) + "\n"


def variable(name: str) -> str:
    """How a variable of the examples is called in the collection: ``RESUME_ID`` is ``resume_id``."""
    return name.lower()


def main() -> None:
    """Writes the file."""
    COLLECTION.parent.mkdir(parents=True, exist_ok=True)
    COLLECTION.write_text(written(), encoding="utf-8")


def _folder(name: str, found: list[Example]) -> Item:
    return {"name": name, "item": [_item(example) for example in found]}


def _item(example: Example) -> Item:
    return {
        "name": example.do,
        "event": [_script("test", _checks(example))],
        "request": {
            "method": example.verb,
            "description": " ".join(part for part in (example.summary, example.says) if part),
            "auth": _auth(example),
            "header": [{"key": name, "value": value} for name, value in example.headers.items()],
            "url": _url(example),
        }
        | _body(example),
        "response": [],
    }


def _auth(example: Example) -> Item:
    if example.who not in TOKENS:
        return {"type": "noauth"}
    token = _braced(TOKENS[example.who])
    return {"type": "bearer", "bearer": [{"key": "token", "value": token, "type": "string"}]}


def _url(example: Example) -> Item:
    raw = example.address(_braced)
    path, _, query = raw.partition("?")
    said: Item = {"raw": "{{baseUrl}}" + raw, "host": ["{{baseUrl}}"], "path": path.strip("/").split("/")}
    if query:
        pairs = (pair.partition("=") for pair in query.split("&"))
        said["query"] = [{"key": name, "value": value} for name, _, value in pairs]
    return said


def _body(example: Example) -> Item:
    if example.form:
        return {"body": {"mode": "formdata", "formdata": [_field(*one) for one in example.form.items()]}}
    if example.body is None:
        return {}
    options = {"raw": {"language": "json"}}
    return {"body": {"mode": "raw", "raw": example.sent(_braced), "options": options}}


def _field(name: str, value: str) -> Item:
    if value.startswith("@"):
        return {"key": name, "type": "file", "src": value[1:]}
    return {"key": name, "type": "text", "value": re.sub(r"\$([A-Z_]+)", lambda found: _braced(found[1]), value)}


def _checks(example: Example) -> list[str]:
    lines = [f'pm.test("answers {example.status}", () => pm.response.to.have.status({example.status}));']
    for name, place in example.keep.items():
        found = "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in place.split("."))
        lines.append(f'pm.collectionVariables.set("{variable(name)}", pm.response.json(){found});')
    return lines


def _moments() -> list[str]:
    return [
        f'pm.collectionVariables.set("{variable(name)}", '
        f'new Date(Math.floor(Date.now() / 60000) * 60000 + {days} * 86400000).toISOString().replace(".000", ""));'
        for name, days in MOMENTS.items()
    ]


def _script(listen: str, lines: list[str]) -> Item:
    return {"listen": listen, "script": {"type": "text/javascript", "exec": lines}}


def _braced(name: str) -> str:
    return "{{" + variable(name) + "}}"


if __name__ == "__main__":
    main()
