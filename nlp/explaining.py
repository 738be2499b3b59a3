"""The reasons of a match in plain sentences, English or Indonesian."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.coverage import Credit
from records import EducationVerdict, ExperienceVerdict, Resume, SkillHit

_ENOUGH = 3
# Verdicts on the place that are worth a sentence.
_PLACES = frozenset({"same-city", "commuting", "same-region", "same-country", "elsewhere", "remote-elsewhere"})

_WORDS = {
    "en": {
        "strong": "Shows {skills}.",
        "partial": "{has} may stand in for {wanted}.",
        "missing": "No evidence of {skills}.",
        "meets": "{years} years of relevant experience meet the {wanted} asked for.",
        "below": "{years} years of relevant experience are below the {wanted} asked for.",
        "unknown": "The résumé does not show its years of relevant experience; {wanted} are asked for.",
        "free": "{years} years of relevant experience.",
        "education_below": "Education ({has}) is below the {wanted} asked for.",
        "education_unknown": "The résumé names no degree; the job asks for: {wanted}.",
        "empty": "Nothing in the résumé backs this job's requirements.",
        "for_years": "{name} for {years} years",
        "latest": "{name} for {years} years, latest {year}",
        "and": "and",
        "same-city": "Lives in the city of the job.",
        "commuting": "Lives within 50 km of the job.",
        "same-region": "Lives in the same region as the job.",
        "same-country": "Lives in the same country as the job.",
        "elsewhere": "Lives in another country than the job's.",
        "remote-elsewhere": "Lives outside the area from which this remote job can be done.",
    },
    "id": {
        "strong": "Menunjukkan {skills}.",
        "partial": "{has} dapat menggantikan sebagian {wanted}.",
        "missing": "Tidak ada bukti {skills}.",
        "meets": "{years} tahun pengalaman relevan memenuhi {wanted} tahun yang diminta.",
        "below": "{years} tahun pengalaman relevan kurang dari {wanted} tahun yang diminta.",
        "unknown": "Lama pengalaman relevan tidak terlihat; diminta {wanted} tahun.",
        "free": "{years} tahun pengalaman relevan.",
        "education_below": "Pendidikan ({has}) di bawah {wanted} yang diminta.",
        "education_unknown": "Tidak ada gelar yang disebut; diminta: {wanted}.",
        "empty": "Tidak ada isi resume yang mendukung persyaratan lowongan ini.",
        "for_years": "{name} selama {years} tahun",
        "latest": "{name} selama {years} tahun, terakhir {year}",
        "and": "dan",
        "same-city": "Tinggal di kota tempat kerja.",
        "commuting": "Tinggal dalam jarak 50 km dari tempat kerja.",
        "same-region": "Tinggal di provinsi yang sama dengan tempat kerja.",
        "same-country": "Tinggal di negara yang sama dengan tempat kerja.",
        "elsewhere": "Tinggal di negara lain.",
        "remote-elsewhere": "Tinggal di luar wilayah yang dibuka untuk kerja jarak jauh ini.",
    },
}


def comments(
    credits: Sequence[Credit],
    experience: ExperienceVerdict,
    education: EducationVerdict,
    resume: Resume,
    language: str,
    where: str = "unknown",
) -> str:
    """Two to six sentences made of the facts alone; ``where`` is the verdict on the place, which may have none."""
    say = _WORDS.get(language, _WORDS["en"])
    if not resume.passages:
        return say["empty"]
    have = [credit.wanted.name for credit in credits if credit.share >= 0.8]
    lack = [credit.wanted.name for credit in credits if credit.share < 0.2 and credit.wanted.importance == "required"]
    parts = [say["strong"].format(skills=_list(have, say["and"]))] if have else []
    half = next(
        (credit for credit in credits if credit.has and 0.2 <= credit.share < 0.8 and credit.why == "related"), None
    )
    if half and half.has:
        parts.append(say["partial"].format(has=half.has.name, wanted=half.wanted.name))
    if lack:
        parts.append(say["missing"].format(skills=_list(lack, say["and"])))
    parts.append(_experience(experience, say))
    if education.required_level and education.verdict != "meets":
        key = "education_below" if education.verdict == "below" else "education_unknown"
        parts.append(say[key].format(has=education.candidate_level, wanted=education.required_level))
    parts.append(say[where] if where in _PLACES else "")
    return " ".join(part for part in parts if part)


def strengths(credits: Sequence[Credit], language: str) -> tuple[str, ...]:
    """Up to five wanted skills that the résumé shows best: "Python for 6 years, latest 2025"."""
    say = _WORDS.get(language, _WORDS["en"])
    shown = [credit.has for credit in credits if credit.has and credit.share >= 0.8]
    ranked = sorted(shown, key=lambda hit: (-(hit.years or 0.0), hit.name))
    return tuple(dict.fromkeys(_strength(hit, say) for hit in ranked))[:5]


def _strength(hit: SkillHit, say: dict[str, str]) -> str:
    if not hit.years:
        return hit.name
    key = "latest" if hit.last_used else "for_years"
    return say[key].format(name=hit.name, years=f"{hit.years:g}", year=(hit.last_used or "")[:4])


def _experience(found: ExperienceVerdict, say: dict[str, str]) -> str:
    years = f"{found.relevant_years:g}"
    if found.required_years:
        return say[found.verdict].format(years=years, wanted=f"{found.required_years:g}")
    return say["free"].format(years=years) if found.relevant_years >= 0.5 else ""


def _list(names: Sequence[str], conjunction: str) -> str:
    shown = list(names[:_ENOUGH])
    if len(names) > _ENOUGH:
        return f"{', '.join(shown)} (+{len(names) - _ENOUGH})"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} {conjunction} {shown[-1]}"
