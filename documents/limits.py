"""Knows how much of anything a document may use; measures nothing itself."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on one document, applied at the gate (bytes), in the worker (memory, seconds) and inside it (pages).

    Attributes:
        file_bytes: Largest upload.
        zip_entries, zip_ratio, zip_part_bytes, zip_total_bytes: What a DOCX container may hold once inflated.
        pages: Pages read; the rest is left out and said so.
        characters: Longest text, for files and pasted text alike; as long as an ad may be. Its facts are looked for in the
            web process, in about 16 s of processor time a million characters.
        word_bytes: Longest piece of a text file without a blank or a line break.
        answer_bytes: Longest answer taken from a worker.
        memory_bytes: Address space of a worker that reads a text layer.
        cpu_s, wall_s: Seconds for a document with a text layer.
        ocr_memory_bytes: Resident memory of a worker that recognises characters.
        ocr_pages, ocr_pixels: Pages recognised, pixels of one page image.
        ocr_page_s: Seconds for each recognised page.
        doc_wall_s, doc_memory_bytes: Seconds and resident memory for turning an old Word file into a DOCX.
    """

    file_bytes: int = 10 * MIB
    zip_entries: int = 1_000
    zip_ratio: int = 100
    zip_part_bytes: int = 20 * MIB
    zip_total_bytes: int = 50 * MIB
    pages: int = 200
    characters: int = 250_000
    word_bytes: int = 50_000
    answer_bytes: int = 32 * MIB
    memory_bytes: int = 1024 * MIB
    cpu_s: int = 10
    wall_s: float = 15.0
    ocr_memory_bytes: int = 2048 * MIB
    ocr_pages: int = 10
    ocr_pixels: int = 50_000_000
    ocr_page_s: float = 15.0
    doc_wall_s: float = 20.0
    doc_memory_bytes: int = 1024 * MIB


DEFAULT_LIMITS = Limits()
