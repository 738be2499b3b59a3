"""The OpenAPI document and its two viewers, all from this machine; what an operation does its own module says."""

from __future__ import annotations

import importlib.util
import re
import types
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any, Literal, get_args

from flask import Blueprint, Flask, Response, current_app, send_from_directory
from flask_openapi.models.request_body import RequestBody
from flask_openapi.openapi import OpenAPI
from pydantic import BaseModel

from api.limits import Throttle, throttles
from api.shapes import Problem

OPENAPI_VERSION = "3.1.0"
VERSION = "1.0.0"
DESCRIPTION = (
    "Reads résumés, understands job ads and matches the two with a score a recruiter can check. "
    "The paths under /api/v1 also answer under /api. On this machine alone no token is needed until somebody registers."
)
_REF = "#/components/schemas/"
_PROBLEM = {
    "description": "An error; detail says what to do.",
    "content": {"application/problem+json": {"schema": {"$ref": f"{_REF}{Problem.__name__}"}}},
}

viewers = Blueprint("documentation", __name__)


class DocumentedApp(OpenAPI):
    """The application that writes its own OpenAPI document."""

    def __init__(self, name: str, **options: Any) -> None:
        super().__init__(
            name,
            info={"title": "Shortlist", "version": VERSION, "description": DESCRIPTION},
            security_schemes={"bearer": {"type": "http", "scheme": "bearer"}},
            validation_error_model=Problem,
            doc_ui=False,
            **options,
        )
        self.openapi_version = OPENAPI_VERSION

    def generate_spec_json(self) -> None:
        """Completes what the framework collects: errors of every operation, and schemas of either-or bodies."""
        super().generate_spec_json()  # type: ignore[no-untyped-call]
        schemas = self.spec_json["components"]["schemas"]
        limited = self._limited()
        for path, operations in self.spec_json["paths"].items():
            for method, operation in operations.items():
                operation["responses"].pop("422", None)
                operation["responses"]["default"] = _PROBLEM
                if said := limited.get((path, method)):
                    operation["responses"]["429"] = _too_many(said, self.config)
                if not path.endswith(_OPEN_PATHS):
                    operation["security"] = [{}, {"bearer": []}]
        for model in _accepted:
            schemas |= _schemas(model, "validation")
        for model in _answered:
            schemas |= _schemas(model, "serialization")

    def _limited(self) -> dict[tuple[str, str], Sequence[Throttle]]:
        """The limits of operations by path and method, as the document writes these."""
        return {
            (_PARAMETER.sub(r"{\1}", rule.rule), method.lower()): found
            for rule in self.url_map.iter_rules()
            if (found := throttles(self.view_functions[rule.endpoint]))
            for method in rule.methods or ()
        }


def _too_many(limits: Sequence[Throttle], config: Mapping[str, Any]) -> dict[str, Any]:
    rates = ", and ".join(f"{config[one.rate]} for one {one.counted} ({one.rate})" for one in limits)
    return _PROBLEM | {
        "description": f"Too many requests. Allowed: {rates}.",
        "headers": {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}},
    }


# Matches "<string:job_id>" and "<job_id>", and keeps the name.
_PARAMETER = re.compile(r"<(?:[^<>:]+:)?([^<>:]+)>")
_OPEN_PATHS = ("/health", "/health/ready", "/auth/login", "/auth/register", "/auth/refresh", "/auth/setup")
# Schemas are written when the document is asked for: doing so at import would double the time to start.
_accepted: list[type[BaseModel]] = []
_answered: list[type[BaseModel]] = []


def accepts(
    body: type[BaseModel] | types.UnionType, files: Sequence[str] = (), fields: type[BaseModel] | None = None
) -> RequestBody:
    """Describes a body that is JSON of one of several schemas, or a form with files and fields."""
    models: list[type[BaseModel]] = list(get_args(body)) or [body]  # type: ignore[list-item]
    _accepted.extend(models)
    content: dict[str, Any] = {"application/json": {"schema": _any_of(models)}}
    if files:
        binary = {"type": "array", "minItems": 1, "items": {"type": "string", "format": "binary"}}
        others = fields.model_json_schema()["properties"] if fields else {}
        form = {"type": "object", "properties": dict.fromkeys(files, binary) | others, "required": list(files)}
        content["multipart/form-data"] = {"schema": form}
    return RequestBody(content=content, required=True)


def answers(
    model: type[BaseModel] | types.UnionType, *statuses: int, csv: bool = False, linked: type[BaseModel] | None = None
) -> dict[str | int | HTTPStatus, Any]:
    """Describes the JSON answer of an operation, of one schema or one of several; ``csv`` adds a download, ``linked`` JSON-LD."""
    models: list[type[BaseModel]] = list(get_args(model)) or [model]  # type: ignore[list-item]
    _answered.extend(models)
    content: dict[str, Any] = {"application/json": {"schema": _any_of(models)}}
    if csv:
        content["text/csv"] = {"schema": {"type": "string"}}
    if linked:
        _answered.append(linked)
        content["application/ld+json"] = {"schema": _any_of([linked])}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def _any_of(models: Sequence[type[BaseModel]]) -> dict[str, Any]:
    refs = [{"$ref": f"{_REF}{model.__name__}"} for model in models]
    return refs[0] if len(refs) == 1 else {"anyOf": refs}


def _schemas(model: type[BaseModel], mode: Literal["validation", "serialization"]) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template=_REF + "{model}", mode=mode)
    parts: dict[str, Any] = schema.pop("$defs", {})
    return parts | {model.__name__: schema}


def attach(app: Flask) -> None:
    """Serves the document and the viewers."""
    app.register_blueprint(viewers)


@viewers.get("/openapi.json")
def openapi() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    document: dict[str, Any] = current_app.api_doc  # type: ignore[attr-defined]
    return document


@viewers.get("/docs")
def swagger() -> Response:
    """Swagger UI."""
    return Response(_SWAGGER, mimetype="text/html")


@viewers.get("/redoc")
def redoc() -> Response:
    """ReDoc."""
    return Response(_REDOC, mimetype="text/html")


@viewers.get("/docs/assets/<viewer>/<path:name>")
def asset(viewer: str, name: str) -> Response:
    """What the viewers are made of; their files come with the Python packages."""
    return send_from_directory(_folder(viewer), name)


def _folder(viewer: str) -> Path:
    package = {"swagger": "flask_openapi_swagger", "redoc": "flask_openapi_redoc"}.get(viewer, "")
    spec = importlib.util.find_spec(package) if package else None
    origin = Path(spec.origin).parent if spec and spec.origin else Path("/nonexistent")
    return origin / "templates" / viewer


_SWAGGER = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shortlist API</title>
<link rel="stylesheet" href="/docs/assets/swagger/css/swagger-ui.css"></head><body><div id="ui"></div>
<script src="/docs/assets/swagger/js/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({url: "/openapi.json", dom_id: "#ui", deepLinking: true})</script></body></html>"""

_REDOC = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shortlist API</title></head>
<body style="margin:0"><div id="ui"></div>
<script type="module">import {init} from "/docs/assets/redoc/js/redoc.standalone.js";
init("/openapi.json", {}, document.getElementById("ui"))</script></body></html>"""
