"""A résumé that shows its person in every way there is, and how to see whether one of them is left."""

from __future__ import annotations

CV = """Mrs Siobhán Quillfeather-Okonjo
14 Snickersnack Terrace, Wobbleton, United Kingdom WB1 2QX | siobhan.qo@wobblemail.example | +44 7911 123456
linkedin.com/in/sioqo-77 | github.com/vorpalsio | www.quillfeather.example | photo: siobhan_face.jpg
Date of birth: 17 June 1991
Gender: Female
Nationality: Irish
Religion: Catholic
Marital status: Married, two children

Summary
Siobhan is a married woman, 34 years old, born in Wobbleton in 1991. She leads wards. Her page: https://quillfeather.example/cv

Experience
Staff Nurse, Frumiosa Trust, Wobbleton
March 2019 - Present
- Mrs Quillfeather-Okonjo leads a ward of 20 beds; her team does wound care
- OKONJO wrote the manual; call 07911 123456 or mail siobhan.qo@wobblemail.example
- S. Quill\u200bfeather spoke to 12,000 people, see github.com/vorpalsio/slides

Education
BSc Nursing, Mimsyborough University, 2013

Skills
Wound care, ACLS, Triage

Interests
Catholic choir

References
Uncle Tulgey, tulgey@outgrabe.example
"""
# Kind of personal data -> what of the résumé above shows it, in lower case.
MARKS = {
    "first name": "siobhan", "accented name": "siobhán", "last name": "quillfeather",
    "second last name": "okonjo", "e-mail": "wobblemail", "mailbox": "siobhan.qo", "phone": "911123456",
    "street": "snickersnack", "town": "wobbleton", "postcode": "wb1 2qx", "linked page": "sioqo", "handle": "vorpalsio",
    "own site": "quillfeather.example", "photo": "face.jpg", "birth": "1991", "age": "34 years", "gender": "female",
    "honorific": "mrs", "family": "married", "nationality": "irish", "faith": "catholic", "school": "mimsyborough",
    "employer": "frumiosa", "years of study": "2013", "another person": "tulgey",
}  # fmt: skip


def is_shown(kind: str, said: str) -> bool:
    """A text shows the person in this way."""
    said = said.lower()
    return MARKS[kind] in (said.replace(" ", "") if kind == "phone" else said)
