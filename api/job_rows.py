"""Which stored jobs a request is about: what its caller may see of its organisation, narrowed to what it asks for."""

from __future__ import annotations

import re

from sqlalchemy import Select

from api.context import caller, session
from api.ids import JobPath, job_key
from api.job_schemas import JobFilter
from api.job_versions import refuse_stale
from db import job_lists, jobs
from db.job_lists import Filter
from db.jobs import StoredJob
from errors import Forbidden
from nlp.places import country_code

# Matches "DE" and "de"; not "Germany".
_CODE = re.compile(r"[A-Za-z]{2}")


def seen() -> Select[StoredJob]:
    """The jobs that the caller may see: candidates those that are open."""
    mine = caller().organisation_id
    return jobs.open_ones(mine) if caller().role == "candidate" else jobs.visible(mine)


def one(path: JobPath) -> StoredJob:
    """The job in the address; raises NotFound when the caller sees no such job."""
    return jobs.one_of(session(), seen(), job_key(path.job_id))


def one_to_change(path: JobPath, *, deleted: bool = False) -> StoredJob:
    """The job in the address, or the deleted one, held until the transaction ends, in the version that the caller read.

    Raises:
        NotFound: There is none.
        Stale, VersionNeeded: As ``refuse_stale``.
    """
    mine = caller().organisation_id
    rows = jobs.deleted(mine) if deleted else jobs.visible(mine)
    row = jobs.one_of(session(), rows, job_key(path.job_id), to_change=True)
    refuse_stale(row)
    return row


def listed(query: JobFilter) -> Select[StoredJob]:
    """The jobs that a list asks for, in its order; raises Forbidden for a candidate who asks for deleted ones."""
    if query.deleted and caller().role == "candidate":
        raise Forbidden("Candidates may not see deleted jobs; leave out deleted=true.")
    rows = jobs.deleted(caller().organisation_id) if query.deleted else seen()
    asked = Filter(query.q, query.industry, query.status, _places(query.location), query.remote, query.employment_type)
    return job_lists.in_order(job_lists.narrowed(rows, asked), query.sort)


def _places(said: str | None) -> list[str] | None:
    """A country's code, a city in lower case, or both where they are said with a comma."""
    if not said or not said.strip():
        return None
    city, _, country = (part.strip() for part in said.rpartition(","))
    code = country.upper() if _CODE.fullmatch(country) else country_code(country)
    if not code:
        return [said.strip().lower()]
    return [*([city.split(",")[0].strip().lower()] if city else []), code]
