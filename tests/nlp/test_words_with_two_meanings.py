"""Names that are also ordinary words: read as the skill where a professional means it, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import extractors

PROBES = Path(__file__).resolve().parents[3] / "shared" / "score" / "probes.json"

MEANT = {
    "C": (
        "Programmed microcontrollers in C and assembly for ten years.",
        "Languages: C, C++, Python",
        "Firmware developer with C and embedded Linux",
    ),
    "R": (
        "Statistical analysis in R and SAS.",
        "Tools: R, Python, SQL, Tableau",
        "Built regression models with R and ggplot2",
    ),
    "Go": (
        "Wrote microservices in Go with gRPC and PostgreSQL.",
        "Go, Docker, Kubernetes",
        "Backend developer: Go and Python on AWS",
    ),
    "Microsoft Excel": (
        "Pivot tables and macros in Excel for the monthly report.",
        "Word, Excel, PowerPoint",
        "Menguasai Excel dan Word",
    ),
    "Swift": (
        "iOS apps in Swift and Objective-C.",
        "Swift, Xcode, Firebase",
        "Mobile developer working with Swift and Kotlin",
    ),
    "Spring Framework": (
        "Java services with Spring and Hibernate.",
        "Java, Spring, Maven",
        "REST backends in Spring MVC",
    ),
    "Chef": (
        "Configuration management with Chef, Puppet and Ansible.",
        "Terraform, Chef, Jenkins",
    ),
    "Express.js": (
        "REST APIs with Node.js and Express.",
        "MongoDB, Express, React, Node.js",
    ),
    "Microsoft Access": (
        "Built queries and forms in Microsoft Access.",
        "Excel, Access, PowerPoint",
    ),
    "SAP": (
        "Purchase orders in SAP and month-end reports.",
        "SAP, Oracle, Excel",
    ),
    "Rust": (
        "Systems programming in Rust and C++.",
        "Rust, WebAssembly, Python",
    ),
    "Ruby": (
        "Backend development with Ruby on Rails and plain Ruby scripts.",
        "Ruby, Python, JavaScript",
    ),
    "Oracle Database": (
        "Tuned SQL queries on Oracle and PostgreSQL.",
        "Oracle, MySQL, PL/SQL",
    ),
    "Bash": (
        "Automated backups with Shell scripts on Linux.",
        "Python, Shell, Linux",
    ),
    "Microsoft Word": (
        "Word, Excel, Outlook",
        "Prepared letters and mail merges in Microsoft Word.",
    ),
    "React": (
        "Built dashboards with React and TypeScript.",
        "React, Redux, HTML, CSS",
    ),
    "Slack": (
        "Jira, Slack, Confluence",
        "Wrote a Slack bot against the API.",
    ),
    "Flask": (
        "REST services in Python with Flask.",
        "Flask, Django, FastAPI",
    ),
}

NOT_MEANT = {
    "C": (
        "She takes vitamin C every morning and drives with a category C licence.",
        "He passed with grade C and sat in row C.",
        "Building C is closed on Sunday.",
    ),
    "R": (
        "J. R. Miller leads R & D in Leeds.",
        "The letter R is missing on the sign.",
    ),
    "Go": (
        "We go to market on Fridays and let things go.",
        "Ready to go: the team has a go at it every spring.",
        "Go home early if the weather turns.",
    ),
    "Microsoft Excel": (
        "I excel under pressure and like to excel at what I do.",
        "Students who excel are given a book.",
    ),
    "Swift": (
        "A swift answer keeps customers happy.",
        "Swift decisions were needed when the storm came.",
        "Ms Swift sang in the choir.",
    ),
    "Spring Framework": (
        "In spring the river floods the lower fields.",
        "Spring cleaning begins in March.",
        "The mattress has a broken spring.",
    ),
    "Chef": (
        "Sous chef in a hotel kitchen, then head chef at a bistro.",
        "The Chef's special is fish on Fridays.",
    ),
    "Express.js": (
        "The express train to the coast is late.",
        "I express myself well and calmly.",
        "Express parcels are delivered the next morning.",
    ),
    "Microsoft Access": (
        "Access to the building is by the side gate.",
        "Tenants have access to the garden.",
    ),
    "SAP": (
        "The sap rises in the maples in March.",
        "Sap from the trunk sticks to the fingers.",
    ),
    "Rust": (
        "Rust has eaten the gate.",
        "Removed rust and painted the fence.",
    ),
    "Ruby": (
        "Ruby Cole lives next door.",
        "A ruby ring was lost at the fair.",
    ),
    "Oracle Database": (
        "The oracle of Delphi answered in riddles.",
        "Oracle, our goldfish, lives in the kitchen.",
    ),
    "Bash": (
        "The children found a shell on the beach.",
        "Shell station cashier on night shifts.",
    ),
    "Microsoft Word": (
        "Word of mouth brought most guests.",
        "He kept his word and said no word about it.",
    ),
    "React": (
        "React calmly when the alarm sounds and leave the room.",
        "How do people react to bad news?",
    ),
    "Slack": (
        "There was slack in the rope.",
        "Slack weeks in winter are spent on repairs.",
    ),
    "Flask": (
        "He dropped the flask of tea.",
        "Flask in hand, she climbed the hill.",
    ),
}


def names(text: str) -> set[str]:
    return {hit.name for hit in extractors.extract_skills(text) if hit.id is not None}


@pytest.mark.parametrize(("skill", "text"), [(skill, text) for skill, texts in MEANT.items() for text in texts])
def test_the_word_is_the_skill_where_the_sentence_means_it(skill: str, text: str) -> None:
    assert skill in names(text) or (skill == "Bash" and names(text) & {"Shell scripting", "Bash"})


@pytest.mark.parametrize(("skill", "text"), [(skill, text) for skill, texts in NOT_MEANT.items() for text in texts])
def test_the_word_is_no_skill_where_the_sentence_means_something_else(skill: str, text: str) -> None:
    assert skill not in names(text)


@pytest.mark.parametrize(
    "text",
    ["JavaScript", "javascript and TypeScript", "Java Script", "Front end in JavaScript (ES6)", "JavaScript/Node.js"],
)
def test_javascript_never_yields_java(text: str) -> None:
    assert "Java" not in names(text)
    assert "JavaScript" in names(text)


@pytest.mark.parametrize(
    "text",
    [
        "No Docker experience.",
        "I have no experience with Docker.",
        "Tidak berpengalaman dengan Docker.",
        "Never used Docker.",
    ],
)
def test_what_is_denied_is_not_had(text: str) -> None:
    assert "Docker" not in names(text)


def probes() -> list[dict[str, Any]]:
    return list(json.loads(PROBES.read_text("utf-8"))["extract"]) if PROBES.is_file() else []


@pytest.mark.skipif(not PROBES.is_file(), reason="The shared probes are kept outside the repository.")
def test_every_shared_probe_of_the_extractor_passes() -> None:
    wrong = []
    for probe in probes():
        found = {name.lower() for name in names(probe["text"])}
        missed = [name for name in probe.get("must", ()) if name.lower() not in found]
        false = [name for name in probe.get("must_not", ()) if name.lower() in found]
        if missed or false:
            wrong.append((probe["id"], missed, false))
    assert wrong == []
