"""Knows which demo file is written from which text and in which layout; refuses to know how a layout is drawn.

Run it from the root of the checkout: ``python -m demo.build``. It needs reportlab, a development dependency: the
product itself never imports it, and the built files are kept beside this script. Two runs write the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from demo import plain_layouts
from demo.writing import Piece, read_piece

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file of the demo: ``content`` and ``file`` are paths below ``content/`` and the target folder."""

    content: str
    file: str
    layout: str


SHEETS = (
    Sheet("resumes/amara-lindqvist.txt", "resumes/amara-lindqvist-backend-engineer.pdf", "sidebar"),
    Sheet("resumes/tomas-vieira.txt", "resumes/tomas-vieira-java-developer.pdf", "band"),
    Sheet("resumes/noor-haddad.txt", "resumes/noor-haddad-data-scientist.docx", "headings"),
    Sheet("resumes/noor-haddad.txt", "resumes/noor-haddad-data-scientist.pdf", "plain"),
    Sheet("resumes/noor-haddad.txt", "resumes/noor-haddad-data-scientist.txt", "exported"),
    Sheet("resumes/daniel-osei.txt", "resumes/daniel-osei-data-analyst.pdf", "airy"),
    Sheet("resumes/grace-whitcombe.txt", "resumes/grace-whitcombe-icu-nurse.pdf", "american"),
    Sheet("resumes/leticia-navarro.txt", "resumes/leticia-navarro-clinic-nurse.docx", "headings"),
    Sheet("resumes/hannah-brightwell.txt", "resumes/hannah-brightwell-accountant.docx", "contact_in_header"),
    Sheet("resumes/marcus-feld.txt", "resumes/marcus-feld-accounts-payable.txt", "typed"),
    Sheet("resumes/callum-drysdale.txt", "resumes/callum-drysdale-electrician.pdf", "times"),
    Sheet("resumes/bryn-prosser.txt", "resumes/bryn-prosser-welder-scan.pdf", "scannable scan"),
    Sheet("resumes/siobhan-carrick.txt", "resumes/siobhan-carrick-chef.docx", "text_box"),
    Sheet("resumes/meiling-foster.txt", "resumes/meiling-foster-marketing.pdf", "band_vera"),
    Sheet("resumes/jonas-albrecht.txt", "resumes/jonas-albrecht-social-media.pdf", "sidebar_right"),
    Sheet("resumes/derrick-oyelaran.txt", "resumes/derrick-oyelaran-warehouse.txt", "piped"),
    Sheet("resumes/kadek-pramesti.txt", "resumes/kadek-pramesti-perawat-icu.pdf", "brackets"),
    Sheet("resumes/bagas-wicaksono.txt", "resumes/bagas-wicaksono-perawat.docx", "personal_data"),
    Sheet("resumes/rizky-putra.txt", "resumes/rizky-putra-backend-developer.txt", "labelled"),
    Sheet("resumes/larasati-puspita.txt", "resumes/larasati-puspita-web-developer.pdf", "band_plum"),
    Sheet("jobs/backend-engineer.txt", "jobs/backend-engineer.pdf", "ad"),
    Sheet("jobs/data-scientist.txt", "jobs/data-scientist.docx", "headings"),
    Sheet("jobs/icu-nurse.txt", "jobs/icu-nurse.pdf", "ad"),
    Sheet("jobs/staff-accountant.txt", "jobs/staff-accountant.txt", "posting"),
    Sheet("jobs/electrician.txt", "jobs/electrician.docx", "headings"),
    Sheet("jobs/sous-chef.txt", "jobs/sous-chef.txt", "posting"),
    Sheet("jobs/digital-marketing-manager.txt", "jobs/digital-marketing-manager.pdf", "ad"),
    Sheet("jobs/perawat-icu.txt", "jobs/perawat-icu.docx", "headings"),
    Sheet("jobs/backend-developer-id.txt", "jobs/backend-developer-id.txt", "posting"),
    Sheet("jobs/warehouse-supervisor.txt", "jobs/warehouse-supervisor.html", "web_page"),
)


def build(sheets: tuple[Sheet, ...] = SHEETS, folder: Path = HERE) -> None:
    """Writes the sheets below ``folder``; plain text and HTML need no library at all."""
    for sheet in sheets:
        target = folder / sheet.file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_written(sheet, read_piece(HERE / "content" / sheet.content)))


def _written(sheet: Sheet, piece: Piece) -> bytes:
    # PDF and Word are imported where they are needed: the plain files build without reportlab.
    match Path(sheet.file).suffix:
        case ".pdf":
            from demo import pdf_layouts

            layout, _, scan = sheet.layout.partition(" ")
            pdf = pdf_layouts.LAYOUTS[layout](piece)
            return _scanned(pdf) if scan else pdf
        case ".docx":
            from demo import word_layouts

            return word_layouts.LAYOUTS[sheet.layout](piece)
        case _:
            text: str = getattr(plain_layouts, sheet.layout)(piece)
            return text.encode("utf-8")


def _scanned(pdf: bytes) -> bytes:
    from demo.scan import scanned

    return scanned(pdf)


if __name__ == "__main__":
    build()
