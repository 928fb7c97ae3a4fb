"""Rows that an agency left out of its form: they are missing from the print, not from the reading."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from reportextract.forms import is_printed
from reportextract.model import Finding, PageReading
from reportextract.reading import FormReading
from reportextract.simplified import simplified

# Findings about numbers in a table that are no cell of the form.
LEFT_OVER = ("TABLE_TEXT_NOT_PLACED", "ROW_UNKNOWN")

Row = tuple[str, str]
"""A table of the form and a row of it."""


def without_rows(reading: FormReading, absent: Collection[Row]) -> FormReading:
    """The reading of a form that doesn't have some rows; findings say that they were not printed."""
    findings = []
    for finding in reading.findings:
        if finding.code == "ROW_NOT_FOUND" and (finding.facts["table"], finding.facts["row"]) in absent:
            message = finding.message.replace("has no row that could be", "was printed without the row")
            finding = replace(finding, code="ROW_NOT_PRINTED", severity="info", message=message)
        findings.append(finding)
    expected = tuple(k for k in reading.expected if (k.table, k.row) not in absent)
    return replace(reading, expected=expected, findings=tuple(findings))


def without_rows_not_scanned(reading: FormReading, pages: Sequence[PageReading]) -> FormReading:
    """The reading of scanned tables without the rows that their agency left out.

    A row was left out of a table of which everything was read: rules draw all its cells, each row and each number found
    its place in the form, each number was read, and the row's label is no part of any text in it. The rows before and
    after it stand on one page: at a page break, a row may have been cut off.
    """
    absent: set[Row] = set()
    scanned = {page.number for page in pages if page.origin != "text"}
    for name, table in reading.tables.items():
        rows = list(dict.fromkeys(key.row for key in reading.expected if key.table == name))
        on_page = {key.row: cell.page for key, cell in reading.cells.items() if key.table == name}
        missing = [row for row in rows if row not in on_page]
        if not missing or table.evidence != "ruled" or not _is_all_read(reading, name):
            continue
        said = simplified("".join(c.text for grid in table.fragments for c in grid.cells))
        for row in missing:
            at = rows.index(row)
            before = [on_page[other] for other in rows[:at] if other in on_page][-1:]
            after = [on_page[other] for other in rows[at + 1 :] if other in on_page][:1]
            # Of a page with a text layer, the second reader is to be asked.
            if before and before == after and before[0] in scanned and not is_printed(name, row, said):
                absent.add((name, row))
    return without_rows(reading, absent) if absent else reading


def _is_all_read(reading: FormReading, table: str) -> bool:
    cells = [cell for key, cell in reading.cells.items() if key.table == table]
    return table not in left_over_in(reading.findings) and all(cell.state != "unreadable" for cell in cells)


def left_over_in(findings: Sequence[Finding]) -> set[str]:
    """The tables in which numbers stand that are no cell of the form."""
    return {f.facts["table"] for f in findings if f.code in LEFT_OVER and f.severity == "warning"}
