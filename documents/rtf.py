"""Knows the text of an RTF file: its groups, control words and code pages; draws nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from documents.composing import MOST_LINES, compose
from documents.flow import hidden_text
from documents.gate import MEDIA_TYPES
from documents.glyphs import clean
from documents.limits import Limits
from records import Document, Line

# matches "\par ", "\u8226 ?", "\'e9", "{" and a run of text; every character matches one of them
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_SKIPPED = frozenset({
    b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"themedata", b"colorschememapping",
    b"latentstyles", b"datastore", b"listtable", b"listoverridetable", b"revtbl", b"rsidtbl", b"generator",
    b"filetbl", b"xmlnstbl", b"mmathPr", b"fldinst", b"bkmkstart", b"bkmkend", b"shppict", b"nonshppict",
    b"footnote", b"annotation", b"atnid", b"atnauthor", b"sn", b"sv", b"shprslt",
})  # fmt: skip
_CHARACTERS = {
    b"tab": "\t", b"cell": "\t", b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘", b"rquote": "’",
    b"ldblquote": "“", b"rdblquote": "”", b"emspace": " ", b"enspace": " ", b"qmspace": " ",
}  # fmt: skip
_STARRED = frozenset((b"shpinst", b"shptxt"))  # the only groups marked as passable that hold text
_FORMATS = frozenset((b"b", b"v", b"fs", b"uc", b"plain", b"deleted", b"ansicpg"))
_BREAKS = frozenset((b"par", b"line", b"row", b"sect", b"page"))
_DEEPEST = 2_000


@dataclass(frozen=True, slots=True)
class _State:
    skipped: bool = False
    deleted: bool = False
    boxed: bool = False
    labels: bool = False
    bold: bool = False
    hidden: bool = False
    size: float = 12.0
    after_unicode: int = 1


def read(data: bytes, limits: Limits) -> Document:
    """Return the lines of an RTF file.

    Raises:
        NoText: It shows nothing.
    """
    reader = _Reader()
    for token in _TOKEN.finditer(data):
        reader.take(token)
        if len(reader.lines) > MOST_LINES:
            break
    reader.end_line()
    notices = hidden_text(reader.unseen, sum(len(line.text) for line in reader.lines))
    return compose(reader.lines, media_type=MEDIA_TYPES["rtf"], notices=notices, characters=limits.characters)


class _Reader:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.unseen = 0
        self._state, self._stack = _State(), list[_State]()
        self._parts: list[str] = []
        self._bytes = bytearray()
        self._page = "cp1252"
        self._bold = self._all = self._blanks = self._owed = 0
        self._size = 0.0
        self._starred = False

    def take(self, token: re.Match[bytes]) -> None:
        word, number, code, symbol, brace, text = token.groups()
        if word:
            self._control(word, int(number) if number else None)
        elif code:
            self._raw(bytes([int(code, 16)]))
        elif symbol:
            self._symbol(symbol)
        elif brace:
            self._group(brace)
        elif text:
            self._raw(text)

    def end_line(self) -> None:
        self._flush()
        text = clean("".join(self._parts)).strip()
        if text:
            bold = 2 * self._bold > self._all
            self.lines.append(Line(text, 0, size=self._size, bold=bold, gap=float(min(3, self._blanks))))
        self._blanks = 0 if text else self._blanks + 1
        self._parts, self._bold, self._all, self._size = [], 0, 0, 0.0

    def _group(self, brace: bytes) -> None:
        self._flush()
        self._owed = 0
        if brace == b"{" and len(self._stack) < _DEEPEST:
            self._stack.append(self._state)
        elif brace == b"}" and self._stack:
            was, self._state = self._state, self._stack.pop()
            if was.boxed and not self._state.boxed:
                self.end_line()

    def _control(self, word: bytes, number: int | None) -> None:
        if word in _SKIPPED or (self._starred and word not in _STARRED):
            self._flush()
            self._state = replace(self._state, skipped=True)
        self._starred = False
        if word in _FORMATS:
            self._flush()
            self._format(word, number)
        elif word == b"shptxt" and not self._state.skipped:
            self.end_line()
            self._state = replace(self._state, boxed=True)
        elif word in (b"listtext", b"pntext"):
            self._state = replace(self._state, labels=True)
        elif word == b"u" and number is not None:
            self._flush()
            self._text(chr(number % 65536))
            self._owed = self._state.after_unicode
        elif word in _CHARACTERS:
            self._flush()
            self._text(" " if word == b"tab" and self._state.labels else _CHARACTERS[word])
        elif word in _BREAKS and not self._state.skipped:
            self.end_line()

    def _format(self, word: bytes, number: int | None) -> None:
        if word == b"b":
            self._state = replace(self._state, bold=number != 0)
        elif word == b"deleted":
            self._state = replace(self._state, deleted=number != 0)
        elif word == b"v":
            self._state = replace(self._state, hidden=number != 0)
        elif word == b"fs" and number is not None:
            self._state = replace(self._state, size=number / 2)
        elif word == b"uc" and number is not None:
            self._state = replace(self._state, after_unicode=max(0, min(number, 8)))
        elif word == b"plain":
            self._state = replace(self._state, bold=False, hidden=False, deleted=False)
        elif word == b"ansicpg" and number in range(1250, 1259):
            self._page = f"cp{number}"

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._starred = True
        elif symbol in b"\\{}":
            self._raw(symbol)
        elif symbol == b"~":
            self._raw(b" ")
        elif symbol == b"_":
            self._raw(b"-")
        elif symbol in b"\r\n" and not self._state.skipped:
            self.end_line()

    def _raw(self, data: bytes) -> None:
        # After \uN come the bytes meant for readers that know no Unicode.
        owed, self._owed = self._owed, max(0, self._owed - len(data))
        self._bytes += data[owed:]

    def _flush(self) -> None:
        if self._bytes:
            text, self._bytes = self._bytes.decode(self._page, errors="replace"), bytearray()
            self._text(text)

    def _text(self, text: str) -> None:
        length = len(text.strip())
        if self._state.skipped or self._state.deleted:
            return
        if self._state.hidden or self._state.size < 3:
            self.unseen += length
            return
        self._parts.append(text)
        self._all += length
        self._bold += length if self._state.bold else 0
        self._size = max(self._size, self._state.size) if length else self._size
