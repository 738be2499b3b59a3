"""What each endpoint does, for the audit log; a test fails when one has no row here. None: what it does is not noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from db.audit import READS, Action


@dataclass(frozen=True, slots=True)
class Rule:
    """What an endpoint does to what.

    ``of`` is the part of the address whose id is noted. ``makes`` is (table, letter of its wire ids, column) of what it makes,
    where no address names it yet. ``names_fields`` notes which fields were sent, ``within`` those inside some of them.
    """

    action: Action
    kind: str
    of: str = ""
    makes: tuple[str, str, str] | None = None
    names_fields: bool = False
    within: tuple[str, ...] = field(default=())

    @property
    def is_read(self) -> bool:
        """Nothing is changed: the entry is made when the answer is."""
        return self.action in READS


def _makes(kind: str, table: str, letter: str, action: Action = "created", column: str = "id") -> Rule:
    return Rule(action, kind, makes=(table, letter, column))


def _changes(kind: str, of: str, *within: str) -> Rule:
    return Rule("changed", kind, of, names_fields=True, within=within)


_UPLOAD = _makes("resume", "resumes", "R")
_NEW_JOB = _makes("job", "jobs", "J")
_MATCHING = _makes("match", "matches", "M", "matched")

RULES: Mapping[str, Rule | None] = {
    # What shows nobody: the page, documents about the API, health, jobs, skills and numbers.
    "static": None,
    "page.index": None,
    "page.asset": None,
    "documentation.swagger": None,
    "documentation.redoc": None,
    "documentation.asset": None,
    "documentation.openapi": None,
    "health.live": None,
    "health.ready": None,
    "metrics.figures": None,
    "interviews.interviewers": None,
    "auth.setup": None,
    "skills.index": None,
    "skills.show": None,
    "skills.extract": None,
    "root_skills.index": None,
    "root_skills.extract": None,
    "jobs.index": None,
    "jobs.show": None,
    "job_export.export": None,
    "tags.index": None,
    "api_keys.index": None,
    "impact_ratio.compare": None,
    "analytics.overview": None,
    "analytics.funnel": None,
    "analytics.time_in_stage": None,
    "analytics.time_to_hire": None,
    "analytics.scores": None,
    "analytics.skills": None,
    "analytics.sources": None,
    "analytics.agreement": None,
    "analytics.report": None,
    # What shows people themselves.
    "auth.me": None,
    "auth.refresh": None,
    "me.profile": None,
    "me.own_resumes": None,
    "me.recommended": None,
    "me.own_applications": None,
    "own_interviews.index": None,
    "own_interviews.calendar_file": None,
    # Accounts.
    "auth.register": _makes("user", "users", ""),
    "auth.login": _makes("user", "users", "", "logged_in"),
    "auth.logout": Rule("logged_out", "user"),
    "auth.change_password": Rule("changed", "password"),
    "auth.rename": Rule("changed", "user", names_fields=True),
    "users.index": Rule("viewed", "user"),
    "users.change": _changes("user", "user_id"),
    "invitations.index": Rule("viewed", "invitation"),
    "invitations.create": _makes("invitation", "invitations", "V", "invited"),
    "invitations.withdraw": Rule("erased", "invitation", "invitation_id"),
    "api_keys.create": _makes("api_key", "api_keys", "K"),
    "api_keys.revoke": Rule("erased", "api_key", "key_id"),
    # What is told to whom.
    "preferences.show": None,
    "preferences.replace": Rule("changed", "preference", names_fields=True),
    "webhooks.index": None,
    "webhooks.show": None,
    "webhooks.deliveries": None,
    "webhooks.create": _makes("webhook", "webhooks", "W"),
    "webhooks.change": _changes("webhook", "webhook_id"),
    "webhooks.replace_secret": Rule("changed", "webhook", "webhook_id"),
    "webhooks.remove": Rule("erased", "webhook", "webhook_id"),
    "webhooks.attempt": Rule("told", "webhook", "webhook_id"),
    "webhooks.retry": Rule("told", "delivery", "delivery_id"),
    # Jobs and skills.
    "root_jobs.upload": _NEW_JOB,
    "jobs.create": _NEW_JOB,
    "job_import.take_all": _NEW_JOB,
    "jobs.change": _changes("job", "job_id"),
    "jobs.delete": Rule("erased", "job", "job_id"),
    "job_moves.publish": Rule("moved", "job", "job_id"),
    "job_moves.close": Rule("moved", "job", "job_id"),
    "job_moves.restore": Rule("restored", "job", "job_id"),
    "skills.create": Rule("created", "skill", makes=("own_skills", "", "skill_id")),
    "skills.change": _changes("skill", "skill_id"),
    "skills.remove": Rule("erased", "skill", "skill_id"),
    # Job boards.
    "job_search.find": Rule("searched", "posting"),
    "job_search.events": Rule("searched", "posting"),
    "job_search.take": _NEW_JOB,
    "saved_searches.index": Rule("viewed", "saved_search"),
    "saved_searches.show": Rule("viewed", "saved_search", "saved_search_id"),
    "saved_searches.found": Rule("viewed", "saved_search", "saved_search_id"),
    "saved_searches.create": _makes("saved_search", "saved_searches", "S"),
    "saved_searches.change": _changes("saved_search", "saved_search_id"),
    "saved_searches.remove": Rule("erased", "saved_search", "saved_search_id"),
    "search_settings.show": None,
    "search_settings.replace": Rule("changed", "search_settings", names_fields=True),
    # Résumés and persons.
    "root_resumes.upload": _UPLOAD,
    "resumes.upload": _UPLOAD,
    "resumes.index": Rule("searched", "resume"),
    "resumes.show": Rule("viewed", "resume", "resume_id"),
    "resumes.original": Rule("downloaded", "resume", "resume_id"),
    "resumes.suitable_jobs": Rule("viewed", "match", "resume_id"),
    "resumes.correct": _changes("resume", "resume_id", "corrections"),
    "resumes.replace": Rule("changed", "resume", "resume_id"),
    "resumes.separate": Rule("changed", "person", "resume_id"),
    "resumes.erase": Rule("erased", "resume", "resume_id"),
    "persons.index": Rule("searched", "person"),
    "persons.show": Rule("viewed", "person", "person_id"),
    "persons.merge": Rule("changed", "person", "person_id"),
    "persons.erase": Rule("erased", "person", "person_id"),
    "person_export.of_person": Rule("exported", "person", "person_id"),
    "me.export": Rule("exported", "person"),
    "me.erase": Rule("erased", "user"),
    # Matches.
    "root_matches.create": _MATCHING,
    "matches.create": _MATCHING,
    "root_matches.index": Rule("searched", "match"),
    "root_matches.show": Rule("viewed", "match", "match_id"),
    "matches.show": Rule("viewed", "match", "match_id"),
    "reports.report": Rule("downloaded", "match", "match_id"),
    "root_reports.report": Rule("downloaded", "match", "match_id"),
    "reports.notice": Rule("viewed", "match", "match_id"),
    "match_history.index": Rule("searched", "match"),
    "match_history.show": Rule("viewed", "match", "match_id"),
    "feedback.give": Rule("changed", "feedback", "match_id", names_fields=True),
    "feedback.index": Rule("viewed", "feedback", "match_id"),
    # Candidates of jobs.
    "candidates.index": Rule("searched", "candidate", "job_id"),
    "candidates.show": Rule("viewed", "candidate", "job_id"),
    "candidates.change": Rule("moved", "candidate", "job_id", names_fields=True),
    "candidates.change_several": Rule("moved", "candidate", "job_id", names_fields=True),
    "comparison.show": Rule("viewed", "candidate", "job_id"),
    "opinions.give": Rule("told", "opinion", "job_id"),
    "applications.index": Rule("searched", "application"),
    "applications.show": Rule("viewed", "application", "application_id"),
    "me.apply": Rule("created", "application", "job_id"),
    "me.withdraw": Rule("moved", "application", "application_id"),
    "me.change_profile": Rule("changed", "user", names_fields=True),
    "notes.index": Rule("viewed", "note", "resume_id"),
    "notes.create": Rule("created", "note", "resume_id", makes=("notes", "N", "id")),
    "notes.change": _changes("note", "note_id"),
    "notes.delete": Rule("erased", "note", "note_id"),
    "tags.put": Rule("changed", "tag", "resume_id"),
    "tags.put_several": Rule("changed", "tag"),
    "tags.remove": Rule("changed", "tag", "resume_id"),
    # Interviews.
    "interviews.index": Rule("searched", "interview"),
    "interviews.show": Rule("viewed", "interview", "interview_id"),
    "interviews.calendar_file": Rule("downloaded", "interview", "interview_id"),
    "interviews.create": _makes("interview", "interviews", "I"),
    "interviews.change": _changes("interview", "interview_id"),
    "interviews.cancel": Rule("changed", "interview", "interview_id"),
    "interviews.end": Rule("changed", "interview", "interview_id", names_fields=True),
    "scorecards.index": Rule("viewed", "scorecard", "interview_id"),
    "scorecards.keep": Rule("changed", "scorecard", "interview_id", names_fields=True),
    # Tasks of many résumés, and the queue.
    "root_bulk.create": _makes("task", "bulk_tasks", "T"),
    "root_bulk.upload": Rule("changed", "task"),
    "root_bulk.process": Rule("matched", "task"),
    **{f"{room}.index": Rule("searched", "task") for room in ("root_bulk", "bulk")},
    **{f"{room}.{verb}": None for room in ("root_bulk", "bulk") for verb in ("show", "events")},
    **{
        f"{room}.{verb}": Rule("viewed", "task", "task_id")
        for room in ("root_bulk", "bulk")
        for verb in ("results", "files")
    },
    **{f"{room}.cancel": Rule("changed", "task", "task_id") for room in ("root_bulk", "bulk")},
    **{f"{room}.remove": Rule("erased", "task", "task_id") for room in ("root_bulk", "bulk")},
    "queue.show": None,
    "queue.retry": Rule("changed", "queue", "queued_id"),
    # The log itself.
    "audit.index": Rule("viewed", "audit"),
}
