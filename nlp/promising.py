"""How promising an ad is before it is read, by its title's direction and the skills it names: no score, only an order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from nlp import overall
from nlp.compared import compared_title
from nlp.sides import Person
from nlp.taxonomy import Taxonomy

# So many of somebody's skills in an ad count for half.
_HALF_AT = 3.0
# Matches "python", "c++" and "c#"; not "," nor " - ". One class.
_WORD = re.compile(r"[\w+#]+")

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


def _sought(names: Sequence[Sequence[str]]) -> dict[str, list[tuple[str, int]]]:
    """First word of a name -> names that begin so, with the number of their skill: few of them are in an ad at all."""
    found: dict[str, list[tuple[str, int]]] = {}
    for skill, known in enumerate(names):
        for name in known:
            found.setdefault(name.split()[0], []).append((name, skill))
    return found


def _shown(ad: str, sought: dict[str, list[tuple[str, int]]]) -> int:
    """How many skills an ad names."""
    begun = sought.keys() & set(ad.split())
    return len({skill for word in begun for name, skill in sought[word] if name in ad})
