"""Remembers parsed job ads by their content; it neither parses an ad nor knows where the memory is kept."""

from __future__ import annotations

import hashlib
import json
import logging
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import ValidationError

from cache import Store
from db.stored import from_json, to_json
from records import Job

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class JdCache:
    """A job ad is parsed once for each version of the extractor and of the taxonomy."""

    store: Store
    extractor_version: str
    taxonomy_version: str
    ttl_days: int = 30

    def read_by(self, taxonomy_version: str) -> JdCache:
        """The same memory for ads that are read by another taxonomy, such as an organisation's own."""
        return replace(self, taxonomy_version=taxonomy_version)

    def get(self, text: str, given: Mapping[str, object] | None = None) -> Job | None:
        """Finds the parsed ad; None when it was never parsed, was forgotten or cannot be read any more."""
        kept = self.store.get(self.key(text, given))
        try:
            return from_json(Job, kept) if kept else None
        except ValidationError:
            log.warning("jd_cache_entry_broken")
            return None

    def put(self, text: str, job: Job, given: Mapping[str, object] | None = None) -> None:
        """Remembers the parsed ad."""
        self.store.put(self.key(text, given), to_json(job), self.ttl_days * 86_400)

    def drop(self, text: str, given: Mapping[str, object] | None = None) -> None:
        """Forgets the parsed ad."""
        self.store.drop(self.key(text, given))

    def key(self, text: str, given: Mapping[str, object] | None = None) -> str:
        """Names an ad by its words, the fields given beside it and the versions that read it.

        Line ends, runs of white space inside a line and the Unicode form make no difference; line breaks do, since the
        extractor reads headings and bullets by them.
        """
        lines = unicodedata.normalize("NFC", text).splitlines()
        words = "\n".join(" ".join(line.split()) for line in lines).strip()
        stated = json.dumps({k: v for k, v in (given or {}).items() if v}, sort_keys=True, ensure_ascii=True)
        digest = hashlib.sha256(f"{words}\x00{stated}".encode("utf-8", "surrogatepass")).hexdigest()
        return f"jd:{digest}:{self.extractor_version}:{self.taxonomy_version}"
