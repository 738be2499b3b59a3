"""A JSON Resume document becomes clear text, and what it states is taken at its word and no further."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents import answers, json_resume, reading
from documents.limits import DEFAULT_LIMITS
from errors import AppError, DamagedDocument, NoText, TooComplexDocument
from records import Document, LanguageSkill, Place

FULL: dict[str, Any] = {
    "basics": {
        "name": "Ines Okafor",
        "label": "Process Engineer",
        "image": "data:image/png;base64,AAAA",
        "email": "ines.okafor@example.org",
        "phone": "(312) 555-0190",
        "url": "https://ines.example.org",
        "summary": "Ten years in breweries.\nLikes pumps.",
        "location": {"address": "12 Mill Lane", "city": "Leeds", "region": "Yorkshire", "countryCode": "GB"},
        "profiles": [{"network": "GitHub", "username": "inesok", "url": "https://github.com/inesok"}],
    },
    "work": [
        {
            "name": "Harbour Brewing",
            "position": "Lead Engineer",
            "location": "Hull",
            "startDate": "2019-03-04",
            "summary": "Ran the cold side.",
            "highlights": ["Cut losses by 4%", "Programmed Siemens S7 controllers"],
        },
        {"name": "Old Mill", "position": "Engineer", "startDate": "2015", "endDate": "2019-02"},
    ],
    "volunteer": [{"organization": "Repair Café", "position": "Fixer"}],
    "education": [
        {
            "institution": "Leeds College",
            "area": "Chemistry",
            "studyType": "Bachelor",
            "endDate": "2014",
            "score": "2:1",
        }
    ],
    "skills": [{"name": "Automation", "level": "Master", "keywords": ["PLC", "SCADA"]}, {"name": "HACCP"}],
    "languages": [{"language": "French", "fluency": "Fluent"}],
    "certificates": [{"name": "NEBOSH", "issuer": "NEBOSH board", "date": "2020-05"}],
    "projects": [
        {"name": "Home brewery", "startDate": "2021", "description": "A 50 litre kit.", "url": "https://b.example"}
    ],
    "publications": [{"name": "On foam", "publisher": "Brewer's Weekly", "releaseDate": "2018-01"}],
    "awards": [{"title": "Golden Tap", "date": "2017", "awarder": "Guild"}],
    "interests": [{"name": "Rowing"}],
    "references": [{"name": "Sam Hill", "reference": "Always on time."}],
}


def read(told: Any) -> Document:
    return reading.read(json.dumps(told).encode(), "cv.json")


def parsed(text: str) -> Document:
    """Reads in this process, as the worker does; hundreds of documents a second."""
    return json_resume.read(text.encode("utf-8", "surrogatepass"), DEFAULT_LIMITS)


def attempt(text: str) -> Document | AppError:
    try:
        return parsed(text)
    except AppError as error:
        return error


def words_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list, tuple)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from words_in(part)


def test_it_reads_as_a_resume_with_headings() -> None:
    found = read(FULL)
    assert found.media_type == "application/json"
    assert found.filename == "cv.json"
    headings = [line.text for line in found.lines if line.is_heading]
    assert headings == [
        "Summary", "Experience", "Volunteering", "Education", "Skills", "Languages", "Certifications", "Projects",
        "Publications", "Awards", "Interests", "References",
    ]  # fmt: skip
    for said in (
        "Ines Okafor",
        "Leeds, Yorkshire, GB",
        "2019-03-04 – Present",
        "- Cut losses by 4%",
        "Automation: PLC, SCADA",
    ):
        assert said in found.text
    assert all(found.text.startswith(line.text, line.start) for line in found.lines)
    assert "base64" not in found.text


def test_what_it_states_is_told_apart_from_the_text() -> None:
    stated = read(FULL).stated
    assert stated is not None
    assert (stated.name, stated.headline, stated.phone) == ("Ines Okafor", "Process Engineer", "(312) 555-0190")
    assert stated.location == Place("Leeds, Yorkshire, GB", "Leeds", "Yorkshire", "GB")
    assert stated.links == ("https://ines.example.org", "https://github.com/inesok")
    lead, engineer = stated.experience
    assert (lead.title, lead.company, lead.start, lead.end, lead.current) == (
        "Lead Engineer", "Harbour Brewing", "2019-03-04", None, True,
    )  # fmt: skip
    assert lead.description == "Ran the cold side.\nCut losses by 4%\nProgrammed Siemens S7 controllers"
    assert (engineer.start, engineer.end, engineer.current) == ("2015", "2019-02", False)
    assert [(one.institution, one.degree, one.field, one.grade) for one in stated.education] == [
        ("Leeds College", "Bachelor", "Chemistry", "2:1")
    ]
    assert stated.languages == (LanguageSkill("French", "Fluent"),)
    assert stated.certifications == ("NEBOSH, NEBOSH board",)
    assert stated.projects == ("Home brewery\n2021 – Present\nA 50 litre kit.\nhttps://b.example",)
    assert (stated.publications, stated.awards) == (
        ("On foam, Brewer's Weekly\n2018-01",),
        ("Golden Tap, Guild\n2017",),
    )


def test_each_stated_value_stands_in_the_text() -> None:
    found = read(FULL)
    assert found.stated is not None
    lines = [line for value in words_in(asdict(found.stated)) for line in value.split("\n")]
    assert len(lines) > 25
    assert [line for line in lines if line not in found.text] == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_are_read(encoding: str) -> None:
    told = json.dumps({"basics": {"name": "Zoë Müller"}}, ensure_ascii=False)
    assert reading.read(told.encode(encoding)).text == "Zoë Müller"


@pytest.mark.parametrize(
    "told",
    [
        {
            "basics": {
                "name": "Al Roe",
                "email": ["x"],
                "phone": None,
                "location": "Leeds",
                "profiles": "none",
                "label": {},
            }
        },
        {"basics": {"name": "Al Roe"}, "work": "many", "education": {"a": 1}, "skills": [None, 3, "Python", ["x"]]},
        {"basics": {"name": "Al Roe", "summary": 7.5}, "work": [[], {}, {"highlights": "one"}, {"name": True}]},
        {"basics": {"name": " Al\tRoe\x00"}, "languages": [{"fluency": "Native"}], "awards": [{"date": "2017-02"}]},
    ],
)
def test_fields_of_a_wrong_type_are_left_out(told: dict[str, Any]) -> None:
    found = read(told)
    assert found.stated is not None
    assert (found.stated.name, found.stated.email, found.stated.links) == ("Al Roe", None, ())
    assert (found.stated.experience, found.stated.education, found.stated.languages) == ((), (), ())
    assert found.text.startswith("Al Roe")
    assert "None" not in found.text


def test_numbers_are_taken_for_words_and_what_is_no_number_is_not() -> None:
    found = parsed(
        '{"basics": {"name": "Al Roe", "phone": 3125550190, "label": NaN}, "education": [{"area": "Law", "score": 3.8}]}'
    )
    assert found.stated is not None
    assert (found.stated.phone, found.stated.headline) == ("3125550190", None)
    assert found.stated.education[0].grade == "3.8"
    assert "NaN" not in found.text


def test_of_two_fields_of_one_name_the_later_counts() -> None:
    found = parsed('{"basics": {"name": "Old Name", "name": "New Name"}}')
    assert found.text == "New Name"


def test_half_a_surrogate_pair_and_invisible_characters_are_dropped() -> None:
    found = read({"basics": {"name": "A\ud800l Ro\u202ee\u0000", "label": "\udfff"}})
    assert found.text == "Al Roe"
    assert found.stated is not None
    assert found.stated.headline is None


def test_other_json_is_read_as_the_text_that_it_is() -> None:
    for told in ({"title": "Cook", "education": "none"}, {"posting": {"education": ["BSc"]}}, {"basics": []}):
        found = read(told)
        assert (found.media_type, found.stated) == ("text/plain", None)
        assert found.text == json.dumps(told)


def test_broken_json_is_answered_with_the_line() -> None:
    with pytest.raises(DamagedDocument, match="line 2"):
        reading.read(b'{"basics": {"name": "Al"},\n "work": [,]}')


def test_nesting_without_end_is_refused() -> None:
    with pytest.raises(TooComplexDocument):
        reading.read(b'{"basics": {"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}")


def test_a_document_that_states_nothing_is_refused() -> None:
    for told in ({"basics": {}}, {"work": []}, {"basics": {"name": "  "}, "work": [{}, {"url": "https://x.example"}]}):
        with pytest.raises(NoText, match="states nothing"):
            read(told)


def test_more_text_than_a_resume_may_have_is_refused() -> None:
    with pytest.raises(TooComplexDocument):
        json_resume.read(json.dumps(FULL).encode(), replace(DEFAULT_LIMITS, characters=200))


def test_an_answer_that_states_what_its_text_does_not_say_is_not_believed() -> None:
    found = read(FULL)
    assert answers.unpack(answers.pack(replace(found, filename="", sha256=""))).stated == found.stated
    assert found.stated is not None
    forged = replace(found, stated=replace(found.stated, name="Somebody Else"))
    with pytest.raises(DamagedDocument):
        answers.unpack(answers.pack(forged))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
SECTION = st.sampled_from(sorted(FULL))
FIELDS = sorted(
    {field for part in FULL.values() for one in (part if isinstance(part, list) else [part]) for field in one}
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        SECTION,
        ANYTHING
        | st.dictionaries(st.sampled_from(FIELDS), ANYTHING)
        | st.lists(st.dictionaries(st.sampled_from(FIELDS), ANYTHING), max_size=3),
    )
)
def test_whatever_the_fields_hold_a_document_or_a_sentence_comes_out(told: dict[str, Any]) -> None:
    outcome = attempt(json.dumps(told))
    if isinstance(outcome, Document):
        assert answers.unpack(answers.pack(outcome)) == outcome
    else:
        assert outcome.detail.endswith(".")
