"""Where one sentence ends and the next begins, in prose, bullets and clipped résumé style."""

from __future__ import annotations

import re

# Ends before a capital, digit or quote: "models. Built"; and bullets within a line. Not "Node.js" nor "3.5".
_END = re.compile(r"(?<=[a-zA-Z0-9)\]%\"'’”])[.;!?]\s{1,8}(?=[A-Z\"'“(0-9•-])|(?<=\S)\s{1,8}[•●▪➢✓]\s{1,8}")
# Ends of "Sr.", "e.g.", "B.Sc.", "J.": no sentence ends there.
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|Sr|Jr|Dr|Mr|Ms|Mrs|No|vs|approx|incl|St|U\.S|[A-Z]|[BM]\.?(?:Sc|A|S|E|Tech|Com|Ed)|Ph\.?D|Inc|Ltd|Co|Corp|Dept|Univ|a\.m|p\.m|[Mm]in|[Mm]ax|[Mm]aks|Prof|Rs|Rp|Jl|a\.n|s\.d|[Tt]gl|thn|bln|Bpk|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|PT))$"
)


def spans(text: str) -> list[tuple[int, int]]:
    """Half-open places of the sentences; together they cover the text but for bullets and blanks between them."""
    found: list[tuple[int, int]] = []
    at = 0
    for cut in _END.finditer(text):
        if text[cut.start()] == "." and _ABBREVIATION.search(text[max(0, cut.start() - 12) : cut.start()]):
            continue
        found.append((at, cut.start() + (not text[cut.start()].isspace())))
        at = cut.end()
    found.append((at, len(text)))
    return [(start, end) for start, end in found if text[start:end].strip()]
