"""Whose résumé it is: the person is found by address, else by number and name, else made; it reads no document.

What staff uploaded and what a candidate uploaded are kept apart. Nobody has shown that the address in a résumé is theirs: a
candidate who writes another's address into a file would otherwise be taken for that other, and staff would show them as one.
So all that a candidate uploads is of the one person of their account, and of no person that staff's uploads made;
staff who know better join the two by hand.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, delete, exists, insert, select, text, update
from sqlalchemy.orm import Session

from db import persons
from db.persons import StoredPerson
from db.resumes import StoredResume
from db.words import vector_of
from errors import Conflict

ALIKE = 80
"""From this token set ratio (0..100) on two names may be of one person."""
_MOST_COMPARED = 50
_TRIES = 5
_HOLD = text("select pg_advisory_xact_lock(hashtextextended(:mark, 0))")


def identify(session: Session, row: StoredResume) -> None:
    """Says of whom a résumé is that was just read; one that has a person keeps it.

    Two uploads of one new person at once end with one person: whoever comes later waits for the marks that they share.
    """
    with session.no_autoflush:
        if row.person_id is None:
            _hold(session, row)
            row.person_id = _found(session, row)
        if row.person_id is None:
            row.person_id = _made(session, row, row.owner_id)
            return
    session.flush()
    refresh(session, session.get_one(StoredPerson, row.person_id))


def same(
    session: Session, rows: Sequence[StoredResume], organisation_id: int, owner_id: int | None = None
) -> dict[int, list[int]]:
    """The other résumés of the person of each row, newest first, in one query; with ``owner_id`` this user's alone."""
    keys = {row.person_id for row in rows if row.person_id is not None}
    if not keys:
        return {}
    mine = select(StoredResume.person_id, StoredResume.id).where(StoredResume.organisation_id == organisation_id)
    if owner_id is not None:
        mine = mine.where(StoredResume.owner_id == owner_id)
    found: dict[int, list[int]] = {}
    rows_of = mine.where(StoredResume.person_id.in_(keys)).order_by(StoredResume.id.desc())
    for person_id, key in session.execute(rows_of):
        found.setdefault(person_id or 0, []).append(key)
    return {row.id: [key for key in found.get(row.person_id or 0, ()) if key != row.id] for row in rows}


def resumes_of(session: Session, person_ids: Sequence[int]) -> dict[int, list[int]]:
    """The résumés of several persons, newest first, by person."""
    theirs = select(StoredResume.person_id, StoredResume.id).where(StoredResume.person_id.in_(person_ids))
    found: dict[int, list[int]] = {}
    for person_id, key in session.execute(theirs.order_by(StoredResume.id.desc())):
        found.setdefault(person_id or 0, []).append(key)
    return found


def merge(session: Session, kept_id: int, other_id: int, organisation_id: int) -> StoredPerson:
    """Makes two persons one: the résumés of the other go to the first, and the other is no more.

    Raises:
        NotFound: One of them does not exist.
        Conflict: They are one already, or each is of an account of its own.
    """
    if kept_id == other_id:
        raise Conflict(f"Person P{kept_id} cannot be merged with themselves; name another person.")
    # Résumés first: who erases or corrects one holds it before it comes to the person.
    theirs = select(StoredResume.id).where(
        StoredResume.organisation_id == organisation_id, StoredResume.person_id.in_((kept_id, other_id))
    )
    session.execute(theirs.order_by(StoredResume.id).with_for_update())
    both = {key: persons.get(session, key, organisation_id, to_change=True) for key in sorted((kept_id, other_id))}
    kept, other = both[kept_id], both[other_id]
    if kept.user_id is not None and other.user_id is not None:
        raise Conflict(f"Persons P{kept_id} and P{other_id} have accounts of their own; they stay two.")
    user_id = kept.user_id or other.user_id
    session.execute(update(StoredResume).where(StoredResume.person_id == other_id).values(person_id=kept_id))
    session.delete(other)
    session.flush()
    kept.user_id = user_id
    refresh(session, kept)
    return kept


def separate(session: Session, row: StoredResume) -> StoredPerson:
    """Makes a résumé that is not of the person it was taken for the first one of another person.

    Raises:
        Conflict: It has no person yet, or is the only one of its person.
    """
    if row.person_id is None:
        raise Conflict(f"Résumé R{row.id} is {row.status}; whose it is will be known when it is ready.")
    person = persons.get(session, row.person_id, row.organisation_id, to_change=True)
    others = exists().where(StoredResume.person_id == person.id, StoredResume.id != row.id)
    if not session.scalar(select(others)):
        raise Conflict(f"Résumé R{row.id} is the only one of person P{person.id}; there is nobody to separate it from.")
    row.person_id = _made(session, row, None)
    session.flush()
    refresh(session, person)
    return session.get_one(StoredPerson, row.person_id)


def refresh(session: Session, person: StoredPerson) -> None:
    """Calls a person as their newest résumés do; of one without any nothing changes."""
    said = select(StoredResume.name, StoredResume.email, StoredResume.phone)
    rows = session.execute(said.where(StoredResume.person_id == person.id).order_by(StoredResume.id.desc())).all()
    if rows:
        first = [next((value for value in column if value), None) for column in zip(*rows, strict=True)]
        person.call(*first)
    session.flush()


def forget_if_empty(session: Session, person_id: int | None) -> None:
    """Deletes a person without résumés; whoever adds one at the same time comes before or finds nobody."""
    person = session.get(StoredPerson, person_id, with_for_update=True) if person_id is not None else None
    if person is None:
        return
    # After the wait for the lock, not within the statement that waits: that one would not see what was added meanwhile.
    if session.scalar(select(exists().where(StoredResume.person_id == person.id))):
        refresh(session, person)
    else:
        session.expunge(person)
        session.execute(delete(StoredPerson).where(StoredPerson.id == person_id))


def _hold(session: Session, row: StoredResume) -> None:
    """Waits until no other transaction says who somebody with one of these marks is; always in one order."""
    account = [f"user {row.owner_id}"] if row.owner_id is not None else []
    marks = account or [mark for mark in (row.email, row.phone) if mark]
    for mark in sorted(f"person {row.organisation_id} {mark}" for mark in marks):
        session.execute(_HOLD, {"mark": mark})


def _found(session: Session, row: StoredResume) -> int | None:
    for _ in range(_TRIES):
        key = _account(session, row) if row.owner_id is not None else _by_marks(session, row)
        # Held, so that nobody erases or merges the person before this résumé is theirs; None: somebody just has.
        held = select(StoredPerson.id).where(StoredPerson.id == key).with_for_update(read=True, key_share=True)
        if key is None or session.scalar(held) is not None:
            return key
    return None


def _account(session: Session, row: StoredResume) -> int | None:
    mine = (StoredPerson.organisation_id == row.organisation_id) & (StoredPerson.user_id == row.owner_id)
    return session.scalar(select(StoredPerson.id).where(mine))


def _by_marks(session: Session, row: StoredResume) -> int | None:
    """By address whatever the name is, best the one of the likest name; by number alone only with a like name."""
    same_address = _with(session, row, StoredResume.email == row.email) if row.email else []
    if same_address:
        return max(same_address, key=lambda one: _likeness(one[1], row.name))[0]
    same_number = _with(session, row, StoredResume.phone == row.phone) if row.phone else []
    alike = [one for one in same_number if _likeness(one[1], row.name) >= ALIKE]
    return max(alike, key=lambda one: _likeness(one[1], row.name))[0] if alike else None


def _with(session: Session, row: StoredResume, mark: ColumnElement[bool]) -> Sequence[tuple[int, str | None]]:
    """(person, name) of the newest résumés that staff uploaded with a mark."""
    staffs = (StoredResume.organisation_id == row.organisation_id) & (StoredResume.owner_key == 0)
    known = select(StoredResume.person_id, StoredResume.name).where(staffs, mark)
    rows = session.execute(known.order_by(StoredResume.id.desc()).limit(_MOST_COMPARED))
    return [(person_id, name) for person_id, name in rows if person_id is not None]


def _likeness(one: str | None, other: str | None) -> float:
    """0..100; a name that is missing speaks against nobody."""
    return fuzz.token_set_ratio(one.lower(), other.lower()) if one and other else float(ALIKE)


def _made(session: Session, row: StoredResume, user_id: int | None) -> int:
    marks = {"name": row.name, "email": row.email, "phone": row.phone}
    said = {**marks, "search": vector_of(marks.values())}
    new = insert(StoredPerson).values(organisation_id=row.organisation_id, user_id=user_id, **said)
    return session.execute(new.returning(StoredPerson.id)).scalar_one()
