"""The language of a text, told by its function words first."""

from __future__ import annotations

import pytest

from nlp.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Experienced nurse with the ability to work nights and to train others", "en"),
        ("Pengalaman kerja sebagai perawat di rumah sakit dan klinik", "id"),
        ("Saya bekerja di Jakarta", "id"),
        ("Mengembangkan REST API dengan Python, Flask, Docker dan Kubernetes untuk aplikasi kasir", "id"),
        ("Python, Docker, Kubernetes, PostgreSQL, Terraform", "en"),
        ("12345 !!!", "en"),
        ("", "en"),
    ],
)
def test_the_language_is_told(text: str, language: str) -> None:
    assert detect(text) == language


def test_only_languages_of_the_lexicon_are_named() -> None:
    assert detect("Ich arbeite seit fünf Jahren als Schreiner in Bremen und Oldenburg") in {"en", "id"}
