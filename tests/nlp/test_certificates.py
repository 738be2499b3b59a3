"""Certificates as listed and as asked for."""

from __future__ import annotations

from collections.abc import Callable

from nlp.certificates import asked_certificates, find_certificates
from nlp.sections import Section
from nlp.skills import Found
from nlp.taxonomy import Skill
from records import Requirement


def test_certificates_are_listed_without_dates_and_bullets(parts: Callable[[str], list[Section]]) -> None:
    found = find_certificates(
        parts(
            "Ana Lopez\nLicences and certificates\n- ACLS, American Heart Association (2021 – 2023)\n- IPAF; First Aid, May 2022\n- IPAF\nSkills\nSourdough"
        )
    )
    assert found == ("ACLS, American Heart Association", "IPAF", "First Aid")


def test_without_their_section_there_are_none(parts: Callable[[str], list[Section]]) -> None:
    assert find_certificates(parts("Ana Lopez\nSkills\nFirst Aid")) == ()


def test_an_ad_asks_for_the_certificates_and_licences_of_its_requirements() -> None:
    skills = [Skill("acls", "ACLS", "certification"), Skill("forklift-licence", "Forklift licence", "licence"),
              Skill("welding", "Welding", "technique"), Skill("cpr", "CPR", "certification")]  # fmt: skip
    mentions = [Found(skill, at, at + 1, "exact", 1.0) for at, skill in enumerate([*skills, skills[0]])]
    needs = [
        Requirement(
            "ACLS, forklift licence and welding", "licence", "required", ("acls", "forklift-licence", "welding")
        )
    ]
    assert asked_certificates(needs, mentions) == ("ACLS", "Forklift licence")
