"""Tags of résumés over HTTP; they are for recruiters alone."""

from __future__ import annotations

from typing import Any

from flask_openapi.blueprint import APIBlueprint

from api.candidate_wire import each_resume
from api.context import caller, session
from api.documentation import answers
from api.ids import resume_key
from api.schemas import Page
from api.tag_shapes import TaggedOut, TagGiven, TagList, TagPath, TagsOut
from db import pages, tags

api = APIBlueprint("tags", __name__, url_prefix="/api/v1", abp_tags=[{"name": "candidates"}])


@api.put("/resumes/<resume_id>/tags/<tag>", responses=answers(TagsOut, 200, 201))
def put(path: TagPath) -> tuple[dict[str, Any], int]:
    """Give a résumé a tag, in lower case; 201 when it is new, 200 when it was there. A résumé has twenty at most."""
    key = resume_key(path.resume_id)
    is_new = tags.put(session(), caller().organisation_id, key, path.tag)
    session().commit()
    return _tags_out(key), 201 if is_new else 200


@api.delete("/resumes/<resume_id>/tags/<tag>", responses={204: None})
def remove(path: TagPath) -> tuple[str, int]:
    """Take a tag from a résumé; one that it has not is no error."""
    tags.remove(session(), caller().organisation_id, resume_key(path.resume_id), path.tag)
    session().commit()
    return "", 204


@api.get("/tags", responses=answers(TagList, 200))
def index(query: Page) -> dict[str, Any]:
    """List the tags in use, each with the number of résumés that have it."""
    rows = tags.counted(caller().organisation_id)
    found = session().execute(rows.limit(query.limit).offset((query.page - 1) * query.limit))
    items = [{"tag": tag, "count": count} for tag, count in found]
    total, is_estimate = pages.count(session(), rows)
    about = {"page": query.page, "limit": query.limit, "total": total, "total_is_estimate": is_estimate}
    return {"items": items} | about


@api.post("/tags", responses=answers(TaggedOut, 200))
def put_several(body: TagGiven) -> dict[str, Any]:
    """Give up to a hundred résumés a tag; each gets a verdict of its own."""
    mine = caller().organisation_id

    def give(key: int) -> dict[str, Any]:
        tags.put(session(), mine, key, body.tag)
        return _tags_out(key)

    given, refused = each_resume(body.resume_ids, give)
    session().commit()
    return {"results": given, "errors": refused}


def _tags_out(key: int) -> dict[str, Any]:
    return {"resume_id": f"R{key}", "tags": tags.of_resumes(session(), [key]).get(key, [])}
