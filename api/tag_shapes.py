"""Tags of résumés as schemas: how a tag may be written, and what clients send and get."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from api.ids import Id
from api.job_corrections import Exact
from api.shapes import ListOut

LONGEST_TAG = 40
# Matches "night shift" and "c++"; does not match "a/b", nor what holds a line break or another control character. Linear.
_TAG = re.compile(r"[^/\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def _written(said: str) -> str:
    tag = " ".join(said.lower().split())
    if not (_TAG.fullmatch(tag) and len(tag) <= LONGEST_TAG):
        raise ValueError(f"write a tag with 1 to {LONGEST_TAG} characters, without a slash or control characters")
    return tag


Tag = Annotated[
    str,
    StringConstraints(max_length=200),
    AfterValidator(_written),
    Field(json_schema_extra={"example": "night shift"}),
]


class TagPath(BaseModel):
    """A tag of a résumé in the address."""

    resume_id: str = Field(max_length=40, description="For example R101.")
    tag: Tag


class TagGiven(Exact):
    """A tag for several résumés."""

    tag: Tag
    resume_ids: Annotated[list[Id], Field(min_length=1, max_length=100)]


class TagsOut(BaseModel):
    """The tags of a résumé in alphabetical order."""

    resume_id: str
    tags: list[str]


class TagRefused(BaseModel):
    """Why one of several résumés was not given the tag."""

    resume_id: str
    code: str
    detail: str


class TaggedOut(BaseModel):
    """What became of each of several résumés."""

    results: list[TagsOut]
    errors: list[TagRefused]


class TagCount(BaseModel):
    """A tag, and how many résumés have it."""

    tag: str
    count: int


class TagList(ListOut):
    """Tags in alphabetical order."""

    items: list[TagCount]
