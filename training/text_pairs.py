"""Makes the short texts that the embedding model learns from out of labelled pairs; it trains nothing.

The model reads 256 tokens, and the matcher gives it one requirement and one passage at a time. So it learns from just
these: each of a job's first requirements with the passage of the résumé that is closest to it, and the job's title with the
closest title held. Heads of whole documents would be cut off after a summary and teach a comparison that is never made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nlp.relevance import cosines
from records import Job, Resume
from training.panel import Panel

# Requirements that are taken of a pair: an ad's first ones say most, and no ad should count many times another's.
_REQUIREMENTS = 6
# Cosines that the matcher calls unrelated and fully answering; a label is a place between them, so that a trained model
# still speaks on the scale that the matcher reads (``nlp.verdicts``).
UNRELATED, ANSWERED = 0.2, 0.65


@dataclass(frozen=True, slots=True)
class TextPair:
    """Two texts and how well the pair that they come from fits, 0..1."""

    wanted: str
    shown: str
    label: float

    @property
    def cosine(self) -> float:
        """The cosine to learn."""
        return UNRELATED + (ANSWERED - UNRELATED) * self.label


def text_pairs(panel: Panel) -> list[TextPair]:
    """The texts of all pairs, in their order, each two texts of a pair once."""
    found: list[TextPair] = []
    for pair in panel.pairs:
        resume, job = panel.resume(pair), panel.job(pair)
        passages = [passage.text for passage in resume.passages]
        twos = [
            *_closest(panel, _asked(job), passages),
            *_closest(panel, [job.title] if job.title else [], _held(resume)),
        ]
        found += [TextPair(wanted, shown, pair.label) for wanted, shown in dict.fromkeys(twos)]
    return found


def _asked(job: Job) -> list[str]:
    """Required before preferred, in the ad's order; the duties of an ad that requires nothing."""
    needs = sorted(job.requirements, key=lambda need: need.importance != "required")
    return list(dict.fromkeys([need.text for need in needs] or job.responsibilities))[:_REQUIREMENTS]


def _held(resume: Resume) -> list[str]:
    titles = [position.title for position in resume.experience if position.title]
    return list(dict.fromkeys([*titles, *([resume.headline] if resume.headline else [])]))


def _closest(panel: Panel, wanted: Sequence[str], shown: Sequence[str]) -> list[tuple[str, str]]:
    """Each wanted text with the shown one that the model to be trained finds closest."""
    if not wanted or not shown:
        return []
    best = cosines(panel.embed(wanted), panel.embed(shown)).argmax(axis=1)
    return [(text, shown[int(at)]) for text, at in zip(wanted, best, strict=True)]
