"""Webhooks over HTTP: made by admins, shown without secrets, reaching the public internet alone."""

from __future__ import annotations

import base64
import threading
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.webhook_shapes import DeliveryOut, WebhookOut
from notices.events import KINDS

V1 = "/api/v1"
URL = "https://hooks.example.org/shortlist"


def make(client: FlaskClient, **said: Any) -> Any:
    return client.post(f"{V1}/webhooks", json={"url": URL} | said)


def test_a_webhook_is_made_listed_changed_and_deleted(client: FlaskClient) -> None:
    made = make(client, events=["offer.made", "candidate.hired", "offer.made"], description="Our ATS")
    assert made.status_code == 201
    WebhookOut.model_validate(made.json, strict=True)
    assert (made.json["webhook_id"], made.json["events"]) == ("W601", ["offer.made", "candidate.hired"])
    assert len(base64.b64decode(made.json["secret"].removeprefix("whsec_"), validate=True)) == 32
    (listed,) = client.get(f"{V1}/webhooks").json["items"]
    assert listed == {name: value for name, value in made.json.items() if name != "secret"}
    change = {
        "url": "https://other.example.org:8443/x",
        "events": ["offer.made"],
        "is_active": False,
        "description": None,
    }
    changed = client.patch(f"{V1}/webhooks/W601", json=change).json
    assert {name: changed[name] for name in change} == change
    assert "secret" not in client.get(f"{V1}/webhooks/W601").json
    assert client.delete(f"{V1}/webhooks/W601").status_code == 204
    assert client.get(f"{V1}/webhooks/W601").status_code == 404


def test_without_events_it_gets_all_there_are(client: FlaskClient) -> None:
    assert make(client).json["events"] == list(KINDS)


@pytest.mark.parametrize(
    "said",
    [{"url": "http://hooks.example.org/"}, {"url": "https://127.0.0.1/"}, {"url": "https://localhost:6379/"}, {"url": "https://2130706433/"},
     {"url": "https://[::ffff:10.0.0.1]/"}, {"url": "https://user:pw@example.org/"}, {"url": ""}, {"url": 5}, {"events": []},
     {"events": ["webhook.test"]}, {"events": ["nonsense"]}, {"organisation_id": 2}, {"is_active": True}, {"secret": "x"}, {"description": "\x00"}],
)  # fmt: skip
def test_what_cannot_be_is_refused(client: FlaskClient, said: dict[str, Any]) -> None:
    assert make(client, **said).status_code == 422
    make(client)
    if "url" in said or "events" in said:
        assert client.patch(f"{V1}/webhooks/W601", json=said).status_code == 422


def test_twenty_are_enough_also_when_two_are_made_at_once(client: FlaskClient) -> None:
    for _ in range(19):
        assert make(client).status_code == 201
    answers: list[int] = []
    app = client.application
    threads = [threading.Thread(target=lambda: answers.append(make(app.test_client()).status_code)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [201, 409, 409]


def test_a_trial_is_a_delivery_that_can_be_watched(client: FlaskClient) -> None:
    make(client, events=["offer.made"])
    tried = client.post(f"{V1}/webhooks/W601/test")
    assert tried.status_code == 200
    DeliveryOut.model_validate(tried.json, strict=True)
    assert (tried.json["event"], tried.json["data"], tried.json["status"]) == (
        "webhook.test",
        {"webhook_id": "W601"},
        "pending",
    )
    page = client.get(f"{V1}/webhooks/W601/deliveries").json
    assert (page["items"], page["total"]) == ([tried.json], 1)
    assert client.get(f"{V1}/webhooks/W601/deliveries?status=failed").json["items"] == []
    assert client.get(f"{V1}/webhooks/W601/deliveries?status=lost").status_code == 422
    assert client.post(f"{V1}/deliveries/{tried.json['delivery_id']}/retry").json["status"] == "pending"


def test_a_new_secret_is_another_one(client: FlaskClient) -> None:
    first = make(client).json["secret"]
    second = client.post(f"{V1}/webhooks/W601/rotate-secret").json["secret"]
    third = client.post(f"{V1}/webhooks/W601/rotate-secret").json["secret"]
    assert len({first, second, third}) == 3
