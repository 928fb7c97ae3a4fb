"""From an open document to a report: the stages in order, from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import cast

from reportextract.agencies import Evidence, place_findings, resolve_agency
from reportextract.checks import evaluate, implied_values, judge_quality, with_causes
from reportextract.claims import (
    claim_checks,
    claim_findings,
    compare_claims,
    find_claims,
    find_impossible_parts,
    locate_claims,
)
from reportextract.errors import NotAReport
from reportextract.fewer_rules import read_form_with_fewer_rules
from reportextract.forms import is_block_title, load_form
from reportextract.ingest.document import OpenedDocument
from reportextract.model import Cell, Check, Finding, FormEdition, PageLines, PageReading, Quality, Report, TablePlace
from reportextract.page_reading import DocumentPages, OcrOptions, read_document
from reportextract.pages.lines import find_lines
from reportextract.prose import is_report, read_prose
from reportextract.reading import FormReading, read_form
from reportextract.rereading import read_again
from reportextract.rows_not_printed import without_rows_not_scanned
from reportextract.second_opinion import Opinion, ask_again

TABLE_TITLES = {
    "disclosure": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "review_litigation": "四、政府信息公开行政复议、行政诉讼情况",
}


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may choose about reading.

    Attributes:
        reader: Which reader reads first (``pdfium``, ``pdfplumber``).
        second_opinion: Whether pages in doubt are read again by the independent readers.
        ocr: What reads pages that are pictures.
    """

    reader: str = "pdfium"
    second_opinion: bool = True
    ocr: OcrOptions = field(default_factory=OcrOptions)


def extract_report(opened: OpenedDocument, options: Options, beside: Evidence | None = None) -> Report:
    """Extracts the report that a document is.

    Args:
        opened: An open PDF or picture.
        beside: What is known about its agency apart from the document: its path and what a person noted beside it.

    Raises:
        NotAReport: The document is something else; its message says what speaks against it.
        DocumentError: It can't be read.
        SetupError: A page is a picture and the OCR engine isn't installed.
    """
    return report_of(opened, read_document(opened, options.reader, options.ocr), options, beside)


def report_of(
    opened: OpenedDocument, document: DocumentPages, options: Options, beside: Evidence | None = None
) -> Report:
    """The report that a document is, from its pages as they were read; see :func:`extract_report`."""
    pages, reading = document.pages, read_form(document.pages)
    if document.scans:
        reading, pages = read_form_with_fewer_rules(pages, reading)
    around = [_lines_around(page, reading) for page in pages]
    prose = read_prose(around)
    recognition = is_report(around, prose)
    # What stands on a page that could not be read may say otherwise.
    if not recognition.is_report and all(page.trust in ("text", "empty") for page in pages):
        raise NotAReport(recognition.reason, hint="Move it out of the input folder if it is none.")

    form = load_form()
    before_the_forms = not reading.tables and (prose.report_year or 9999) < min(form.first_years.values())
    if before_the_forms:
        reading = replace(reading, expected=())
    identities = form.identities(reading.expected)
    opinion = Opinion()
    checks = evaluate(identities, reading.cells)
    if options.second_opinion:
        first = reading
        reading, opinion = ask_again(first, checks, identities, pages, opened)
        if reading is not first:
            identities = form.identities(reading.expected)
            checks = evaluate(identities, reading.cells)
    if document.scans:
        first = reading
        reading, further = read_again(
            first, checks, identities, document.scans, partial(options.ocr.engine_for, opened.sha256)
        )
        opinion = opinion.joined(further)
        reading = without_rows_not_scanned(reading, pages)
        identities = form.identities(reading.expected)
        checks = evaluate(identities, reading.cells)
    checks = with_causes(checks, identities, reading.cells, opinion.confirmed, opinion.doubted)
    implied = implied_values(identities, checks, reading.cells)
    cells = tuple(c._replace(implied_value=implied[c.key]) if c.key in implied else c for c in _in_order(reading))
    quality = judge_quality(
        {c.key: c for c in cells}, frozenset(reading.expected), checks, identities, opinion.doubted, opinion.unproven
    )
    text = "".join(line.text for page in around for line in page.lines)
    evidence = replace(beside or Evidence(), text="".join(text.split()), report_year=prose.report_year)
    place = resolve_agency(prose.agency, evidence)
    claims = locate_claims(find_claims(prose.sections, prose.report_year, prose.agency), around)
    claims = compare_claims(claims, {c.key: c for c in cells}, {page.number for page in pages if page.origin != "text"})
    findings = (
        *_page_findings(pages),
        *([_older_form(prose.report_year)] if before_the_forms else _missing_tables(reading, pages)),
        *reading.findings,
        *opinion.findings,
        *_failing_sums(checks),
        *_form_of_other_years(reading.edition, prose.report_year),
        *prose.findings,
        *claim_findings(claims),
        *find_impossible_parts(prose.sections),
        *place_findings(prose.agency, place, evidence),
    )
    return Report(
        title=prose.title,
        agency=prose.agency,
        report_year=prose.report_year,
        form=cast(FormEdition, reading.edition or "prose"),
        published_on=prose.published_on,
        page_count=len(pages),
        pages_read_again=tuple(sorted(opinion.pages)),
        place=place,
        scanned_pages=sum(page.origin != "text" or page.trust not in ("text", "empty") for page in pages),
        cells=cells,
        cells_expected=len(reading.expected),
        checks=(*checks, *claim_checks(claims)),
        claims=tuple(claims),
        sections=prose.sections,
        findings=findings,
        quality=_no_better_than(quality, findings),
    )


def _lines_around(page: PageReading, reading: FormReading) -> PageLines:
    """The text outside the form's tables, with the places where these stand."""
    places = tuple(
        TablePlace(name, grid.box)
        for name, table in reading.tables.items()
        for grid in table.fragments
        if grid.page == page.number
    )
    lines = find_lines(page, [p.box for p in places]) if page.trust == "text" else ()
    if places:
        # A table without outer rules leaves the titles of its blocks standing between its pieces.
        lines = tuple(line for line in lines if not is_block_title(line.text))
    return PageLines(page.number, page.width, page.height, lines, tuple(sorted(places, key=lambda p: p.box.top)))


def _in_order(reading: FormReading) -> list[Cell]:
    """The cells as the form has them, row by row."""
    order = {key: i for i, key in enumerate(reading.expected)}
    return sorted(reading.cells.values(), key=lambda c: (order.get(c.key, len(order)), c.key))


def _page_findings(pages: Sequence[PageReading]) -> list[Finding]:
    found = []
    for page in pages:
        if page.trust not in ("text", "empty"):
            found.append(
                Finding(
                    code="PAGE_NOT_READ",
                    severity="error",
                    message=f"Page {page.number} gives no numbers: {page.trust_reason}",
                    page=page.number,
                    facts={"trust": page.trust},
                )
            )
        for why, text in page.ignored:
            if why != "doubled":
                found.append(
                    Finding(
                        code="TEXT_IGNORED",
                        severity="info",
                        message=f"Page {page.number}: “{text[:40]}” was left out as {why}.",
                        page=page.number,
                        facts={"why": why, "text": text},
                    )
                )
    return found


def _missing_tables(reading: FormReading, pages: Sequence[PageReading]) -> list[Finding]:
    unread = ", ".join(str(p.number) for p in pages if p.trust not in ("text", "empty"))
    where = f"; it may be on page {unread}, which could not be read" if unread else " on any page"
    return [
        Finding(
            code="TABLE_NOT_FOUND",
            severity="error",
            message=f"Table {title} was not found{where}.",
            facts={"table": name},
        )
        for name, title in TABLE_TITLES.items()
        if name not in reading.tables
    ]


def _older_form(year: int | None) -> Finding:
    return Finding(
        code="FORM_NOT_READ",
        severity="info",
        message=f"The report of {year} is older than the forms that are read; only its prose is published.",
        facts={"report_year": str(year)},
    )


def _failing_sums(checks: Sequence[Check]) -> list[Finding]:
    return [
        Finding(
            code="SUM_MISPRINTED" if check.cause == "published" else "SUM_IN_DOUBT",
            severity="warning" if check.cause == "published" else "error",
            message=(
                f"{check.table}, {check.check} of {check.subject}: {check.left} against {check.right}"
                + (", printed so." if check.cause == "published" else "; compare the cells with the page.")
            ),
            facts={
                "check": check.check,
                "table": check.table,
                "subject": check.subject,
                "left": str(check.left),
                "right": str(check.right),
            },
        )
        for check in checks
        if check.verdict == "fails"
    ]


def _form_of_other_years(edition: str, year: int | None) -> list[Finding]:
    """A finding where the form that is printed was not the one in force for the year."""
    first_years = load_form().first_years
    if year is None or edition not in first_years:
        return []
    in_force = max((e for e, first in first_years.items() if first <= year), key=lambda e: first_years[e], default="")
    if edition == in_force:
        return []
    return [
        Finding(
            code="FORM_OF_OTHER_YEARS",
            severity="info",
            message=f"The report of {year} uses the form of {edition}.",
            facts={"form": edition, "report_year": str(year)},
        )
    ]


def _no_better_than(quality: Quality, findings: Sequence[Finding]) -> Quality:
    """A number that stands in a table and is no cell of the form may be one that was missed."""
    if quality == "verified" and any(f.code == "TABLE_TEXT_NOT_PLACED" and f.severity == "warning" for f in findings):
        return "consistent"
    return quality
