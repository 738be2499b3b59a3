"""A language model is asked what it thinks of matches: who is told what, what is believed of the answer, and what when none comes.

It is a second opinion. It stands beside a match and never moves the score; where there is none the local engine's own comment
stands alone, with a word why. No transaction is open while a model thinks.
"""

from __future__ import annotations

import itertools
import secrets
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import structlog

from connectors.language_model import LanguageModel, ModelFailed, Reply, estimated_tokens
from connectors.outbound import Refused
from db import opinions as kept
from db import resumes
from db.jobs import StoredJob
from db.opinions import Maker, ModelComment, Said
from db.resumes import StoredResume
from db.session import Session
from errors import Conflict
from nlp.briefs import Brief, brief_of_job, brief_of_resume
from nlp.opinion_answers import Judged, judged
from nlp.opinion_prompt import PROMPT_VERSION, TOKENS_AN_ITEM, messages, schema
from nlp.withheld import Withheld
from pipeline import Parts

log = structlog.get_logger()

MOST = 50
"""So many résumés at once."""

WARNINGS: Mapping[str, str] = {
    "nothing_to_tell": "The résumé shows nothing that may be told to a language model; the comment is the local engine's.",
    "personal_data": "Personal data could not be taken out of the text for certain, so it was not sent; the comment is the local engine's.",
    "budget_spent": "The organisation's tokens for today are spent; the comment is the local engine's.",
    "answer_unusable": "The language model gave no answer about this résumé that can be used; the comment is the local engine's.",
    "model_unavailable": "The language model cannot be reached at present; the comment is the local engine's.",
    "too_late": "The language model took too long; ask again for the rest. The comment is the local engine's.",
}
"""Why the local engine's comment stands alone."""

# Answers that came and say nothing: asking about fewer may help. Servers that fail were asked again already.
_WORTH_ANOTHER = frozenset({"not_json", "broken_answer", "answer_too_large", "wrong_type"})


class NoModel(Conflict):
    """No language model is configured."""

    code = "no_language_model"

    def __init__(self) -> None:
        super().__init__(
            "No language model is configured; set LLM_BASE_URL and LLM_MODEL and start the server again, or read "
            "comments of each match, which the local engine writes."
        )


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a model says of a pair, said before or now; or, where ``said`` is None, a key of ``WARNINGS``."""

    said: ModelComment | None
    is_cached: bool = False
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A résumé to ask about: what is told of it, and what must not be."""

    resume_id: int
    brief: Brief
    withheld: Withheld


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be asked about a job: what is known already, and what is told about the rest."""

    organisation_id: int
    job_id: int
    job: Brief
    language: str
    maker: Maker
    bases: Mapping[int, str]
    known: Mapping[int, Opinion]
    items: tuple[Item, ...]


def prepare(parts: Parts, session: Session, job: StoredJob, found: Sequence[StoredResume]) -> Question:
    """Reads all that is needed to ask about résumés for a job; nobody is asked yet.

    Raises:
        NoModel: None is configured.
    """
    model = model_of(parts)
    maker = Maker(model.name, PROMPT_VERSION)
    bases = {row.id: kept.basis_of(job, row) for row in found}
    known = {key: Opinion(row, is_cached=True) for key, row in kept.known(session, job.id, bases, maker).items()}
    job_brief = brief_of_job(job.job)
    items = []
    for item in _items(session, [key for key in bases if key not in known]):
        if warning := _kept_back(item, job_brief):
            known[item.resume_id] = Opinion(None, warning=warning)
        else:
            items.append(item)
    return Question(job.organisation_id, job.id, job_brief, job.job.language, maker, bases, known, tuple(items))


def ask(parts: Parts, question: Question) -> dict[int, Opinion]:
    """Asks about what is not known yet, in transactions of its own, each answer stored as it comes.

    Never fails for the model's sake: what it does not say has a warning.

    Returns:
        An opinion by résumé id; a résumé that was erased meanwhile has none.
    """
    found = dict(question.known)
    if question.items:
        asking = _Asking(parts, question)
        batches = _batches(question.items, parts.model_items_per_request)
        with ThreadPoolExecutor(min(asking.model.at_once, len(batches))) as threads:
            for answered in threads.map(asking.about, batches):
                found |= answered
    return {key: found[key] for key in question.bases if key in found}


def model_of(parts: Parts) -> LanguageModel:
    """The language model of the installation; raises NoModel when there is none."""
    if parts.model is None:
        raise NoModel
    return parts.model


class _Asking:
    """One question under way: until when, and whether asking on is of use."""

    def __init__(self, parts: Parts, question: Question) -> None:
        self._parts, self._question, self.model = parts, question, model_of(parts)
        self._end = time.monotonic() + 2 * self.model.web.timeout_s
        self._is_over = threading.Event()
        self._gone: set[int] = set()

    def about(self, batch: Sequence[Item]) -> dict[int, Opinion]:
        """Asks about several together, then once more about each whose answer is missing or wrong."""
        found, warning = self._once(batch)
        for item in batch if warning == "answer_unusable" else ():
            if item.resume_id not in found.keys() | self._gone:
                alone, why = self._once([item])
                found |= alone or {item.resume_id: Opinion(None, warning=why)}
        silent = Opinion(None, warning=warning)
        left = [item.resume_id for item in batch if item.resume_id not in self._gone]
        return {key: found.get(key, silent) for key in left}

    def _once(self, batch: Sequence[Item]) -> tuple[dict[int, Opinion], str]:
        """What can be used of one answer, stored; and what to say of those about whom there is nothing."""
        if not (batch := self._present(batch)):
            return {}, "answer_unusable"
        keys = {secrets.token_hex(4): item for item in batch}  # nobody can know the id of another one's item
        told = {key: item.brief for key, item in keys.items()}
        try:
            reply = self._answer(told)
        except _Silent as exc:
            return {}, exc.warning
        said = {keys[key].resume_id: _said(one) for key, one in judged(reply.value, told).items()}
        return self._stored(said), "answer_unusable"

    def _answer(self, told: Mapping[str, Brief]) -> Reply:
        """Asks within what is left of the day's tokens and of the time."""
        sent = messages(self._question.job, told, self._question.language)
        most = TOKENS_AN_ITEM * len(told)
        left = self._end - time.monotonic()
        if self._is_over.is_set():
            raise _Silent("model_unavailable")
        if left <= 0:
            raise _Silent("too_late")
        aside = estimated_tokens("".join(one["content"] for one in sent)) + most
        day = self._set_aside(aside)
        spent = 0
        try:
            reply = self.model.ask(sent, schema(), most, left)
            spent = reply.tokens
            return reply
        except ModelFailed as exc:
            spent = exc.tokens
            raise _Silent(self._judge(exc)) from exc
        except Refused as exc:
            log.warning("model_failed", problem=exc.code)
            self._is_over.set()
            raise _Silent("model_unavailable") from exc
        finally:
            with self._parts.database.session() as session:
                kept.settle(session, self._question.organisation_id, day, aside, spent)
                session.commit()

    def _present(self, batch: Sequence[Item]) -> Sequence[Item]:
        """Those that were not erased since they were read: of the others nothing is sent."""
        with self._parts.database.session() as session:
            present = resumes.revisions(session, [item.resume_id for item in batch])
        self._gone |= {item.resume_id for item in batch} - set(present)
        return [item for item in batch if item.resume_id in present]

    def _set_aside(self, tokens: int) -> date:
        with self._parts.database.session() as session:
            most = self._parts.model_tokens_per_day
            day = kept.set_aside(session, self._question.organisation_id, tokens, most)
            session.commit()
        if day is None:
            raise _Silent("budget_spent")
        return day

    def _judge(self, failed: ModelFailed) -> str:
        """The warning of a failure; after one that lasts nobody is asked any more."""
        log.warning("model_failed", problem=failed.problem)
        if failed.is_lasting:
            self._is_over.set()
        if failed.problem in _WORTH_ANOTHER:
            return "answer_unusable"
        return "too_late" if failed.problem == "timeout" else "model_unavailable"

    def _stored(self, said: Mapping[int, Said]) -> dict[int, Opinion]:
        of = self._question
        with self._parts.database.session() as session:
            rows = kept.keep(session, of.job_id, of.bases, of.maker, said)
            session.commit()
        self._gone |= said.keys() - rows.keys()
        return {key: Opinion(row) for key, row in rows.items()}


class _Silent(Exception):
    """There is no answer; says which warning tells why."""

    def __init__(self, warning: str) -> None:
        super().__init__(warning)
        self.warning = warning


def _items(session: Session, keys: Sequence[int]) -> list[Item]:
    """What is told of résumés; of a corrected one the marks that were read are withheld, too: its passages may hold them."""
    readings = resumes.readings_of(session, keys)
    found = []
    for key, resume in sorted(resumes.records_of(session, keys).items()):
        withheld = Withheld(resume, *([readings[key]] if key in readings else []))
        found.append(Item(key, brief_of_resume(resume, withheld), withheld))
    return found


def _kept_back(item: Item, job: Brief) -> str | None:
    """Why nobody is told of a résumé; None when it may be told."""
    if not item.brief.lines:
        return "nothing_to_tell"
    is_told = item.withheld.is_in(item.brief.text) or item.withheld.is_named_in(job.text)
    # Whose name was not found may be named anywhere.
    return "personal_data" if is_told or not item.withheld.knows_name else None


def _batches(items: Sequence[Item], size: int) -> list[list[Item]]:
    """So many together; whom another résumé of the question names, as a colleague may, is told of alone."""
    named = {
        one.resume_id for one, other in itertools.permutations(items, 2) if one.withheld.is_named_in(other.brief.text)
    }
    together = [item for item in items if item.resume_id not in named]
    batches = [together[at : at + size] for at in range(0, len(together), size)]
    return batches + [[item] for item in items if item.resume_id in named]


def _said(one: Judged) -> Said:
    return Said(one.score, one.comment, tuple({"text": why.text, "quote": why.quote} for why in one.reasons))
