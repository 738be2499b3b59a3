"""The same ad in another layout, posted again, is told from another job of the same employer."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import fitz
import pytest
from flask.testing import FlaskClient

AD = """Warehouse Supervisor
Larkfield Logistics Ltd, Leeds

About us
Larkfield moves parcels for three thousand shops between the Humber and the Tees, by day and by night, with four depots
and a fleet of two hundred vans that we service ourselves.

Responsibilities
- Plan the shifts of thirty pickers and packers and train the new ones
- Keep the stock counts of two halls true, week after week
- Report on damage, delays and overtime to the depot manager

Requirements
- 3+ years of experience in a warehouse, one of them leading people
- A forklift licence and first aid
- Inventory management with SAP and Microsoft Excel

How to apply
Write to Ann Lee, ann.lee@larkfield.example, +44 113 496 0000
"""


def as_docx(text: str) -> bytes:
    document = docx.Document()
    for line in text.splitlines():
        if line.strip():
            bullet = line.startswith("- ")
            document.add_paragraph(line.removeprefix("- "), style="List Bullet" if bullet else None)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def as_pdf(text: str) -> bytes:
    document = fitz.open()
    page = document.new_page()
    page.insert_textbox(fitz.Rect(60, 60, 400, 780), text, fontsize=9)
    return bytes(document.tobytes())


def as_one_paragraph(text: str) -> bytes:
    """Pasted without its line breaks, with another person to write to."""
    return " ".join(text.replace("- ", "").split()).replace("Ann Lee, ann.lee@", "Bo Cook, bo.cook@").encode()


LAYOUTS: dict[str, Callable[[str], bytes]] = {"ad.docx": as_docx, "ad.pdf": as_pdf, "ad.txt": as_one_paragraph}


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_same_ad_in_another_layout_is_recognised(client: FlaskClient, name: str) -> None:
    first = client.post("/api/v1/jobs", json={"text": AD}).json
    assert first["same_as"] == []
    again = client.post("/uploadJD", data={"file": (io.BytesIO(LAYOUTS[name](AD)), name)}).json
    (same,) = again["same_as"]
    assert same["job_id"] == first["job_id"]
    assert 0.8 <= same["likeness"] <= 1.0
    (back,) = client.get(f"/api/v1/jobs/{first['job_id']}").json["same_as"]
    assert back == {"job_id": again["job_id"], "likeness": same["likeness"]}


def test_another_job_with_the_same_text_around_it_is_not_the_same(client: FlaskClient) -> None:
    client.post("/api/v1/jobs", json={"text": AD})
    other = AD.replace("Warehouse Supervisor", "Transport Planner").replace("in a warehouse", "in a transport office")
    assert client.post("/api/v1/jobs", json={"text": other}).json["same_as"] == []


def test_at_most_five_are_named_and_a_changed_ad_is_compared_anew(client: FlaskClient) -> None:
    ids = [client.post("/api/v1/jobs", json={"text": AD}).json["job_id"] for _ in range(7)]
    assert len(client.get(f"/api/v1/jobs/{ids[0]}").json["same_as"]) == 5
    changed = client.put(f"/api/v1/jobs/{ids[0]}", json={"text": "Sous Chef\nCook French dishes in Lyon."}).json
    assert changed["same_as"] == []
    assert ids[0] not in {same["job_id"] for same in client.get(f"/api/v1/jobs/{ids[1]}").json["same_as"]}


def test_a_correction_of_the_title_does_not_make_it_another_ad(client: FlaskClient) -> None:
    first, second = (client.post("/api/v1/jobs", json={"text": AD}).json["job_id"] for _ in range(2))
    body = {"corrections": {"title": "Depot Lead"}}
    told = client.patch(f"/api/v1/jobs/{first}", json=body)
    assert told.status_code == 200, told.json
    assert [same["job_id"] for same in told.json["same_as"]] == [second]
