"""What may be left of an Indonesian word without its prefixes and suffixes; it knows no dictionary and no meaning."""

from __future__ import annotations

from collections.abc import Iterator

# "-kah", "-lah" and the possessives stand outside the others: "laporan-nya", "kembangkan-lah".
_ENDS = ("nya", "lah", "kah", "ku", "mu")
_SUFFIXES = ("kan", "an", "i")
# Prefix -> letters that it may have swallowed; the longest prefix goes first ("meny" before "men" before "me").
_PREFIXES = {
    "meng": ("", "k"),
    "meny": ("s",),
    "mem": ("", "p"),
    "men": ("", "t"),
    "peng": ("", "k"),
    "peny": ("s",),
    "pem": ("", "p"),
    "pen": ("", "t"),
    "menge": ("",),
    "penge": ("",),
    "per": ("",),
    "pel": ("",),
    "ber": ("",),
    "ter": ("",),
    "me": ("",),
    "pe": ("",),
    "be": ("",),
    "te": ("",),
    "di": ("",),
    "ke": ("",),
    "se": ("",),
}
_SHORTEST = 3
# "las" is left of "mengelas"; under two prefixes so little is chance.
_SHORTEST_UNDER_TWO = 4
# "mempertanggungjawabkannya" has 25 letters; a longer run is no word.
_LONGEST = 30


def stems(word: str) -> Iterator[str]:
    """Yields what ``word``, in lower case, may be made from, the least shortened first; never the word itself.

    Two prefixes are taken off at the most ("memper-", "keber-"), with swallowed first letters given back: "menyusun"
    gives "susun". Most of what is yielded is no word, so the caller looks each up.
    """
    if len(word) > _LONGEST:
        return
    layer = list(dict.fromkeys(_without_suffixes(word)))
    yield from layer[1:]
    for shortest in (_SHORTEST, _SHORTEST_UNDER_TWO):
        layer = list(dict.fromkeys(rest for form in layer for rest in _without_prefix(form) if len(rest) >= shortest))
        yield from layer


def is_prefix(part: str) -> bool:
    """Whether the part before a hyphen only bends the word behind it, as in "di-deploy"."""
    return part in _PREFIXES


def _without_suffixes(word: str) -> Iterator[str]:
    yield word
    bare = [word, *_cut(word, _ENDS)]
    yield from bare[1:]
    for form in bare:
        yield from _cut(form, _SUFFIXES)


def _cut(form: str, endings: tuple[str, ...]) -> Iterator[str]:
    for ending in endings:
        if form.endswith(ending) and len(form) - len(ending) >= _SHORTEST:
            yield form[: -len(ending)]


def _without_prefix(form: str) -> Iterator[str]:
    for size in (5, 4, 3, 2):
        for swallowed in _PREFIXES.get(form[:size], ()) if len(form) > size else ():
            yield swallowed + form[size:]
