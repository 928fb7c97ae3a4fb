"""One report on the screen: as tables for people, as JSON or CSV for machines."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from typing import Any

from reportextract.datasets.frames import report_rows
from reportextract.datasets.keys import TABLES, KeyTable
from reportextract.datasets.schema import CELL_DATASETS, DATASETS
from reportextract.errors import printable
from reportextract.model import CellKey, Report

_LABEL_WIDTH = 44
_TEXT_SHOWN = 60


def as_json(report: Report) -> str:
    """Every dataset's rows of the report, as lists of objects by dataset name."""
    rows = report_rows(report)
    named = {name: [dict(zip(DATASETS[name].names, row, strict=True)) for row in rows[name]] for name in rows}
    return json.dumps(named, ensure_ascii=False, indent=1, default=str) + "\n"


def as_csv(report: Report) -> str:
    """The cells, one a line: table, row, column, then the columns of the cell datasets."""
    rows = report_rows(report)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    rest = CELL_DATASETS[0].names[3:]
    writer.writerow(["document_id", "table", "row", "column", *rest])
    for dataset in CELL_DATASETS:
        writer.writerows([row[0], dataset.name, *row[1:]] for row in rows[dataset.name])
    return text.getvalue()


def as_table(report: Report) -> str:
    """What was read, as a person would lay it out."""
    lines = [
        printable(report.title),
        f"agency: {printable(report.agency) or 'unknown'} · year: {report.report_year or 'unknown'} · "
        f"form: {report.form} · quality: {report.quality}",
    ]
    values = {cell.key: _shown(cell.value, cell.state) for cell in report.cells}
    for table in TABLES.values():
        lines += _form_table(table, values)
    sums = [check for check in report.checks if check.check != "claim"]
    failing = [check for check in sums if check.verdict == "fails"]
    holding = sum(1 for check in sums if check.verdict == "holds")
    lines += ["", f"Sums: {holding} hold, {len(failing)} fail, {len(sums) - holding - len(failing)} untestable"]
    lines += [f"  {c.check} {c.subject}: {c.left} against {c.right} ({c.cause or 'unknown'})" for c in failing]
    if report.claims:
        verdicts = [claim.agrees for claim in report.claims]
        lines += [
            "",
            f"Prose: {verdicts.count(True)} numbers agree with the tables, {verdicts.count(False)} contradict them, "
            f"{verdicts.count(None)} undecided",
        ]
    if report.findings:
        lines += ["", f"Findings: {len(report.findings)}"]
        lines += [f"  {finding.severity} {finding.code}: {printable(finding.message)}" for finding in report.findings]
    if report.sections:
        lines += ["", "Sections:"]
        lines += [
            f"  {section.number} {printable(section.title)} (page {section.page_first}): "
            f"{printable(section.text[:_TEXT_SHOWN])}{'…' if len(section.text) > _TEXT_SHOWN else ''}"
            for section in report.sections
        ]
    return "\n".join(lines) + "\n"


def _form_table(table: KeyTable, values: dict[CellKey, str]) -> list[str]:
    """A table with the rows and columns that were read; nothing where none was."""
    present = [key for key in table.members if key in values]
    rows = [row for row in table.rows if any(key.row == row for key in present)]
    columns = [column for column in table.columns if any(key.column == column for key in present)]
    if not present:
        return ["", f"{table.label}: not read"]
    heads = [table.columns[column] for column in columns]
    widths = [max(_width(head), 6) for head in heads]
    lines = [
        "",
        table.label,
        _pad("", _LABEL_WIDTH) + "".join("  " + _right(h, w) for h, w in zip(heads, widths, strict=True)),
    ]
    for row in rows:
        numbers = [values.get(CellKey(table.name, row, column), "") for column in columns]
        lines.append(
            _pad(_clip(table.rows[row], _LABEL_WIDTH), _LABEL_WIDTH)
            + "".join("  " + _right(number, width) for number, width in zip(numbers, widths, strict=True))
        )
    return lines


def _shown(value: Any, state: str) -> str:
    if state == "unreadable":
        return "?"
    return "□" if value is None else f"{value:f}"


def _width(text: str) -> int:
    """Columns of a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _right(text: str, width: int) -> str:
    return " " * (width - _width(text)) + text


def _clip(text: str, width: int) -> str:
    while _width(text) > width:
        text = text[:-1]
    return text
