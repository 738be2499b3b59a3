"""What is known of a person as a ZIP, for staff and for candidates themselves, and candidates who go."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from sqlalchemy import text

from api.person_export import safe_name
from db.session import Database

CV = "Ann Lee\nann.lee@example.org\n\nExperience\nBaker, Brot GmbH, 2019 - 2024\n- Baked bread\n\nSkills\nBaking, Sourdough\n"


def unzipped(answer: Any) -> dict[str, Any]:
    """The files of a ZIP: JSON read, others as bytes."""
    assert answer.status_code == 200, answer.json
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        assert file.testzip() is None
        said = {name: file.read(name) for name in file.namelist()}
    return {name: json.loads(data) if name.endswith(".json") else data for name, data in said.items()}


def person_of(room: Any, resume: str) -> str:
    return str(room.call("GET", f"/resumes/{resume}").json["person_id"])


def test_staff_download_everything_about_one_person_and_nothing_about_another(room: Any) -> None:
    mine, other = room.shortlisted("Ann Leeds"), room.shortlisted("Bob Moore")
    for key, said in ((mine, "Likes rye."), (other, "Likes wheat.")):
        assert room.call("POST", f"/resumes/{key}/notes", text=said, job_id=room.job).status_code == 201
        assert room.call("PUT", f"/resumes/{key}/tags/referred").status_code in {200, 201, 204}
    interview = room.booked(resume_id=mine)["interview_id"]
    room.booked(resume_id=other, interviewer_ids=[room.ids["cy"]])  # at the same time, by somebody else
    files = unzipped(room.call("GET", f"/persons/{person_of(room, mine)}/export"))
    assert files["person.json"]["name"] == "Ann Leeds"
    assert f"resumes/{mine}/{mine}.json" in files
    assert any(name.startswith(f"resumes/{mine}/original") for name in files)
    assert [one["status"] for one in files["applications.json"]] == ["interview"]
    assert [one["to_status"] for one in files["application_moves.json"]] == ["shortlisted", "interview"]
    assert [one["text"] for one in files["notes.json"]] == ["Likes rye."]
    assert [one["id"] for one in files["interviews.json"]] == [interview]
    assert [(one["interview_id"], one["user_id"]) for one in files["interview_interviewers.json"]] == [
        (interview, room.ids["bo"])
    ]
    assert {one["job_id"] for one in files["jobs.json"]} == {room.job}
    whole = json.dumps({name: said for name, said in files.items() if name.endswith(".json")})
    assert not any(said in whole for said in ("Bob Moore", "bob.moore", "wheat", f'"{other}"', "correct horse"))
    assert "password" not in whole


def test_more_rows_than_are_read_at_once_are_all_there(room: Any, database: Database) -> None:
    key = room.shortlisted("Ann Leeds")
    with database.session() as session:
        session.execute(
            text("""insert into notes (organisation_id, resume_id, text)
                select organisation_id, id, 'note ' || n from resumes, generate_series(1, 450) n where id = :key"""),
            {"key": int(key[1:])},
        )
        session.commit()
    files = unzipped(room.call("GET", f"/persons/{person_of(room, key)}/export"))
    assert {one["text"] for one in files["notes.json"]} == {f"note {n}" for n in range(1, 451)}


def test_a_candidate_takes_along_what_is_theirs(room: Any) -> None:
    own = room.upload(CV, room.cand)
    staffs = room.shortlisted("Ann Leeds")
    assert room.call("POST", f"/jobs/{room.job}/apply", room.cand, resume_id=own).status_code == 201
    files = unzipped(room.call("GET", "/me/export", room.cand))
    assert files["person.json"]["account"]["role"] == "candidate"
    assert [name for name in files if name.startswith("resumes/") and name.endswith(".json")] == [
        f"resumes/{own}/{own}.json"
    ]
    assert CV.encode() in files.values()
    assert not any(staffs in name for name in files)


def test_a_candidate_goes_by_the_right_password_alone(room: Any) -> None:
    own = room.upload(CV, room.cand)
    wrong = room.call("DELETE", "/me", room.cand, password="not my password")
    assert wrong.status_code == 422
    assert wrong.json["errors"][0]["field"] == "password"
    assert room.call("GET", f"/resumes/{own}", room.cand).status_code == 200
    assert room.call("DELETE", "/me", room.cand, password="correct horse").status_code == 204
    assert room.call("GET", "/auth/me", room.cand).status_code == 401
    assert room.call("GET", f"/resumes/{own}").status_code == 404
    # Staff do not go that way: others rely on their account.
    assert room.call("DELETE", "/me", room.bo, password="correct horse").status_code == 403


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("cv.pdf", "original-cv.pdf"),
        ("../../etc/passwd", "original-_.._etc_passwd"),
        ("C:\\a\\cv.pdf", "original-C__a_cv.pdf"),
        ("", "original"),
        (" . ", "original"),
        ("résumé Ann.docx", "original-résumé Ann.docx"),
    ],
)
def test_names_of_files_are_names_on_every_system(said: str, kept: str) -> None:
    assert safe_name(said) == kept


def test_the_name_of_a_file_is_not_endless() -> None:
    assert len(safe_name("ü" * 500 + ".pdf")) < 120
