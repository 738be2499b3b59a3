"""Knows which text a piece of HTML shows, line by line; it loads nothing, runs nothing and keeps no markup."""

from __future__ import annotations

import re

from lxml import etree

MOST_CHARACTERS = 400_000
"""Of markup that is read; ads are a fiftieth of that."""

_UNSEEN = frozenset(("script", "style", "template", "noscript", "head", "svg", "math", "iframe", "object", "select"))
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "dd", "details", "div", "dl", "dt", "fieldset", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "thead", "tfoot", "tr", "ul",
})  # fmt: skip
_APART = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "section", "blockquote", "pre", "dl"))
# Matches "display: none" and "font-size:0"; not "display:block". Bounded repeats.
_HIDING = re.compile(
    r"display\s{0,4}:\s{0,4}none|visibility\s{0,4}:\s{0,4}hidden|font-size\s{0,4}:\s{0,4}0", re.IGNORECASE
)
# Matches controls, halves of characters, private signs and what turns or hides text; not "é", "\n" nor "\t". One class.
_DROPPED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffc\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
# Matches "<b", "</p>", "<!--", "&amp;" and "&#39"; not "a < b", "R&D" nor "AT&T". One look at each sign.
_MARKUP = re.compile(r"<[a-zA-Z/!?]|&(?:#[xX]?[0-9a-fA-F]|[a-zA-Z]{2,8};)")


def seen(text: str) -> str:
    """The text without characters that are not seen, line breaks and tabs kept."""
    return text if text.isascii() and text.isprintable() else _DROPPED.sub("", text)


def has_markup(text: str) -> bool:
    """Says whether a text holds tags or character references."""
    return bool(_MARKUP.search(text))


def tree_of(html: str, most: int = MOST_CHARACTERS) -> etree._Element | None:
    """Reads HTML as browsers forgive it; None when there is nothing in it."""
    html = _DROPPED.sub("", html[:most])
    if not html.strip():
        return None
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        return etree.fromstring(html.encode("utf-8"), parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def text_of(html: str) -> str:
    """The visible text of a piece of HTML: a line for each block, list items marked, an empty line between paragraphs."""
    root = tree_of(html)
    return "" if root is None else visible(root)


def visible(root: etree._Element) -> str:
    """The visible text of an element."""
    page = _Lines()
    # Without recursion: how deep a page is its writer decides. An element comes twice, the second time to be closed.
    stack: list[tuple[etree._Element, bool]] = [(root, False)]
    while stack:
        element, is_read = stack.pop()
        if is_read:
            page.close(element.tag)
        elif not _is_hidden(element):
            page.open(element.tag)
            page.add(element.text)
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
            continue
        if element is not root:
            page.add(element.tail)
    page.end()
    return seen("\n".join(page.lines)).strip()  # references may have brought back what was taken out of the markup


def _is_hidden(element: etree._Element) -> bool:
    tag = element.tag
    if not isinstance(tag, str) or tag in _UNSEEN:
        return True
    return bool(element.attrib) and (
        "hidden" in element.attrib or bool(_HIDING.search(element.attrib.get("style", "")[:2000]))
    )


class _Lines:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self._parts: list[str] = []
        self._mark = ""
        self._is_apart = False

    def open(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end()
        self._is_apart |= tag in _APART
        if tag == "li":
            self._mark = "• "
        elif tag in ("td", "th") and self._parts:
            self._parts.append(" \t")

    def close(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end()
        self._is_apart |= tag in _APART

    def add(self, text: str | None) -> None:
        if text:
            self._parts.append(text)

    def end(self) -> None:
        if not self._parts:
            return
        line = " ".join("".join(self._parts).split())
        self._parts = []
        if line:
            if self._is_apart and self.lines:
                self.lines.append("")
            self.lines.append(self._mark + line)
            self._mark, self._is_apart = "", False
