"""Changes of one job at once come one after the other, and none is lost."""

from __future__ import annotations

import threading
from typing import Any

FIELDS = {
    "company": "Rye & Oak", "department": "Bakery", "industry": "Food", "openings": 3, "min_experience_years": 2, "deadline": "2027-03-31",
    "seniority": "senior", "employment_type": "full-time",
}  # fmt: skip


def test_corrections_at_once_are_all_kept(client: Any) -> None:
    job = client.post("/api/v1/jobs", json={"text": "Head Baker\nRequirements\n- Bread"}).get_json()["job_id"]
    answers: list[int] = []

    def correct(field: str) -> None:
        sent = client.application.test_client().patch(
            f"/api/v1/jobs/{job}", json={"corrections": {field: FIELDS[field]}}
        )
        answers.append(sent.status_code)

    threads = [threading.Thread(target=correct, args=(field,)) for field in FIELDS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shown = client.get(f"/api/v1/jobs/{job}").get_json()
    assert answers == [200] * len(FIELDS)
    assert {field: shown[field] for field in FIELDS} == FIELDS


def test_a_change_while_the_job_is_deleted_finds_it_or_not(client: Any) -> None:
    job = client.post("/api/v1/jobs", json={"text": "Head Baker\nRequirements\n- Bread"}).get_json()["job_id"]
    answers: list[int] = []

    def change(number: int) -> None:
        own = client.application.test_client()
        sent = own.delete(f"/api/v1/jobs/{job}") if number == 3 else own.patch(f"/api/v1/jobs/{job}", json={"company": f"Rye {number}"})  # fmt: skip
        answers.append(sent.status_code)

    threads = [threading.Thread(target=change, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {200, 204, 404}
    assert answers.count(204) == 1


def test_a_field_out_of_place_is_refused_and_null_changes_nothing(client: Any) -> None:
    job = client.post("/api/v1/jobs", json={"text": "Head Baker\nRequirements\n- Bread"}).get_json()["job_id"]
    refused = client.patch(f"/api/v1/jobs/{job}", json={"salary": None})
    assert refused.status_code == 422
    assert client.patch(f"/api/v1/jobs/{job}", json={"is_open": False}).get_json()["is_open"] is False
    assert client.patch(f"/api/v1/jobs/{job}", json={"is_open": None}).get_json()["is_open"] is False
