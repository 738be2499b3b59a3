from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db.session import Database
from db.words import query_of, vector_of, words_of

NASTY = (
    "a & b", "a | !b", "'", "''", "\\", "a:*", "a:A", "(", ")", "<->", "!", "\x00", "a\x00b", "\ud800", "x\udfffy", "%", "_",
    "a'b", "a\\'b", "$$", ":1", "%(x)s", "--", "\u200b", "\u2028", "é" * 5000, "a" * 100_000, "a " * 90_000, "\U00020000" * 199_999,
    "".join(chr(0x20000 + number) + " " for number in range(42_000)), "a-" * 99_999, "http://" + "a/" * 90_000, "C++", "C#", "++", "#",
    "日本語", "ß", "İ", "ﬁ", "👩‍💻", "NULL", "true", "{}", "{a,b}", '{"a"}', "\t\r\n",
)  # fmt: skip


def finds(database: Database, said: str, asked: str) -> bool:
    wanted = [[[word]] for word in words_of(asked)]
    if not wanted:
        return False
    with database.session() as session:
        return bool(session.scalar(select(vector_of([said]).op("@@")(query_of(wanted)))))


@pytest.mark.parametrize("said", NASTY)
def test_any_text_is_stored_and_searched_for(database: Database, said: str) -> None:
    asked = " ".join(words_of(said)[:40])
    assert finds(database, said, asked) is bool(words_of(said))
    assert not finds(database, said, "zzz" + asked[:60])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.text(st.characters(codec=None), max_size=300), asked=st.text(st.characters(codec=None), max_size=60))
def test_no_text_and_no_question_fails(database: Database, said: str, asked: str) -> None:
    assert finds(database, said, asked) in (True, False)
    assert finds(database, said, said) is bool(words_of(said))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Größe in C++, C# and .NET", ["größe", "in", "c++", "c#", "and", "net"]),
        ("ann.lee@example.org +49 30", ["ann", "lee", "example", "org", "49", "30"]),
        ("a+b ++ #tag Tag", ["a", "b", "++", "tag"]),
        ("x" * 150, ["x" * 100]),
        ("“node.js” – Node…", ["node", "js"]),
    ],
)
def test_a_text_is_cut_into_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_all_words_must_occur_and_the_last_may_be_a_beginning(database: Database) -> None:
    said = "Ann Lee builds REST APIs with PostgreSQL"
    for asked in ("ann", "LEE ann", "rest postg", "apis p"):
        assert finds(database, said, asked), asked
    for asked in ("postg rest", "ann mysql", "ostgresql"):
        assert not finds(database, said, asked), asked


def test_what_stands_behind_200_000_characters_is_not_searched(database: Database) -> None:
    assert finds(database, "a " * 90_000 + "needle", "needle")
    assert not finds(database, "a " * 100_000 + "needle", "needle")
