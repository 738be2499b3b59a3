"""How promising an ad is before it is read, by its title's direction and the skills it names: no score, only an order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from nlp import overall
from nlp.compared import compared_title
from nlp.sides import Person
from nlp.taxonomy import Taxonomy

# So many of somebody's skills in an ad count for half.
_HALF_AT = 3.0
# Matches "python", "c++", "c#" and the end of a sentence; not "," nor " - ". One class and one sign.
_WORD = re.compile(r"[\w+#]+|[.;:\n]")

Vectors = NDArray[Any]


def title_of(title: str) -> str:
    """A posting's title as it is compared."""
    return compared_title(title, "en")


def spoken(text: str) -> str:
    """The words of a text in lower case, parted and enclosed by single blanks."""
    return f" {' '.join(_WORD.findall(text.lower()))} "


def names_of(person: Person, taxonomy: Taxonomy) -> list[tuple[str, ...]]:
    """What each skill of somebody is called, as ``spoken`` has it; the skill's names stand together."""
    found = []
    for hit in person.resume.skills:
        skill = taxonomy.by_id.get(hit.id) if hit.id else None
        named = {hit.name, *((skill.name, *skill.aliases) if skill else ())}
        # One letter is in every ad.
        found.append(tuple(sorted({said for name in named if len((said := spoken(name)).strip()) > 1})))
    return found


def promises(
    person: Person, model: str, titles: Vectors, ads: Sequence[str], names: Sequence[Sequence[str]]
) -> list[float]:
    """How promising each ad is, 0..1.

    Args:
        person: Whom the ads are for.
        model: Identity of the model that the vectors are of.
        titles: Vectors (n, d) of the ads' titles as ``title_of`` gives them.
        ads: Words of each ad, as ``spoken`` has them.
        names: What each skill is called, in the same form.
    """
    if not ads:
        return []
    space = overall.space_of(model, int(titles.shape[1]))
    sought = _sought(names)
    found = []
    for at, ad in enumerate(ads):
        near = overall.titles_nearness(space, person.held_direction, overall.of_title(space, titles[at : at + 1]))
        shown = _shown(ad, sought)
        found.append(round(0.5 * near + 0.5 * shown / (shown + _HALF_AT), 4))
    return found


@dataclass(frozen=True, slots=True)
class _Sought:
    """Names of one word, with the number of their skill, and longer ones by their first word: few of them are in an ad at all."""

    words: Mapping[str, set[int]]
    longer: Mapping[str, list[tuple[str, int]]]


def _sought(names: Sequence[Sequence[str]]) -> _Sought:
    words: dict[str, set[int]] = {}
    longer: dict[str, list[tuple[str, int]]] = {}
    for skill, known in enumerate(names):
        for name in known:
            first, *rest = name.split()
            if rest:
                longer.setdefault(first, []).append((name, skill))
            else:
                words.setdefault(first, set()).add(skill)
    return _Sought(words, longer)


def _shown(ad: str, sought: _Sought) -> int:
    """How many skills an ad names."""
    said = set(ad.split())
    found = set().union(*(sought.words[word] for word in sought.words.keys() & said))
    for word in sought.longer.keys() & said:
        found |= {skill for name, skill in sought.longer[word] if skill not in found and name in ad}
    return len(found)
