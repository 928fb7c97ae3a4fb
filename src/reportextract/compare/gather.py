"""What the datasets hold about the chosen reports, read with filters: other reports' files are not opened."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from reportextract.compare.model import (
    Column,
    Comparison,
    Doubt,
    FormChange,
    MeasureRow,
    Number,
    Passage,
    Place,
    ReusedSection,
    Row,
)
from reportextract.compare.oddities import find_oddities
from reportextract.datasets.keys import KEYS, TABLES
from reportextract.datasets.read import Datasets
from reportextract.measures import MEASURES
from reportextract.model import Box, CellKey
from reportextract.years import CONCEPTS, is_continuous

if TYPE_CHECKING:
    import pyarrow.compute as pc

# A recognised number less sure than this is marked. docs/confidence.md: above it nearly all are right.
UNSURE_BELOW = 0.9
_BOX = ("x0", "top", "x1", "bottom")
_CELL = ["document_id", "value", "unit", "state", "printed", "origin", "confidence", "implied_value", "page", *_BOX]


def gather(datasets: Datasets, columns: Sequence[Column]) -> Comparison:
    """The comparison of these reports."""
    where = _of([column.document_id for column in columns], [column.year for column in columns])
    numbers = _numbers(datasets, columns, where)
    rows = tuple(_row(key, numbers, columns) for key in KEYS if any(key in found for found in numbers))
    reused, has_reuse = _reused(datasets, columns, where)
    comparison = Comparison(
        columns=tuple(columns),
        rows=rows,
        measures=_measures(datasets, columns, where),
        reused=reused,
        form_changes=tuple(_form_changes(columns, numbers)),
        has_reuse=has_reuse,
    )
    return find_oddities(
        comparison,
        checks=_rows(datasets, "checks", where, ["document_id", "check", "table", "subject", "left", "right",
                                                 "verdict", "cause"]),
        claims=_rows(datasets, "claims", where, ["document_id", "section_no", "table", "row", "column", "value",
                                                 "printed", "table_value", "agrees", "page", *_BOX]),
        findings=_rows(datasets, "findings", where, ["document_id", "code", "page", *_BOX, "facts"]),
    )  # fmt: skip


def _of(document_ids: Iterable[str], years: Iterable[int]) -> pc.Expression:
    import pyarrow as pa
    import pyarrow.compute as pc

    of_years = pc.field("report_year").isin(pa.array(sorted(set(years)), pa.int32()))
    return of_years & pc.field("document_id").isin(sorted(set(document_ids)))


def _rows(datasets: Datasets, name: str, where: pc.Expression, columns: list[str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = datasets.table(name, columns, where).to_pylist()
    return rows


def _numbers(datasets: Datasets, columns: Sequence[Column], where: pc.Expression) -> list[dict[CellKey, Number]]:
    """For each column its cells by key."""
    places = {column.document_id: index for index, column in enumerate(columns)}
    numbers: list[dict[CellKey, Number]] = [{} for _ in columns]
    for table in TABLES.values():
        for row in _rows(datasets, table.name, where, [table.row_name, table.column_name, *_CELL]):
            column = places[row["document_id"]]
            key = CellKey(table.name, row[table.row_name], row[table.column_name])
            numbers[column][key] = Number(
                value=row["value"],
                state=row["state"],
                printed=row["printed"],
                unit=row["unit"],
                origin=row["origin"],
                confidence=row["confidence"],
                implied=row["implied_value"],
                place=Place(column, row["page"], _box(row)),
                doubt=_doubt(row),
            )
    return numbers


def _doubt(row: dict[str, Any]) -> Doubt | None:
    if row["state"] == "unreadable":
        return "unreadable"
    if row["implied_value"] is not None and row["implied_value"] != row["value"]:
        return "contradicted"
    return "unsure" if row["confidence"] < UNSURE_BELOW else None


def _box(row: dict[str, Any]) -> Box | None:
    return None if row["x0"] is None else Box(row["x0"], row["top"], row["x1"], row["bottom"])


def _row(key: CellKey, numbers: Sequence[dict[CellKey, Number]], columns: Sequence[Column]) -> Row:
    cells = tuple(found.get(key) for found in numbers)
    values = [None if cell is None else cell.value for cell in cells]
    return Row(key, cells, tuple(_change(values, columns, index) for index in range(len(columns))))


def _change(values: Sequence[int | float | None], columns: Sequence[Column], index: int) -> float | None:
    now, about = values[index], columns[index]
    for other, column in enumerate(columns):
        if column.series == about.series and column.year == about.year - 1:
            before = values[other]
            return None if now is None or before is None else now - before
    return None


def _measures(datasets: Datasets, columns: Sequence[Column], where: pc.Expression) -> tuple[MeasureRow, ...]:
    rows = {
        row["document_id"]: row
        for row in _rows(datasets, "panel", where, ["document_id", *(measure.name for measure in MEASURES)])
    }
    return tuple(
        MeasureRow(
            measure.name,
            measure.label,
            measure.meaning,
            measure.formula,
            measure.unit,
            tuple(rows.get(column.document_id, {}).get(measure.name) for column in columns),
        )
        for measure in MEASURES
    )


def _form_changes(columns: Sequence[Column], numbers: Sequence[dict[CellKey, Number]]) -> Iterable[FormChange]:
    last: dict[str, int] = {}
    for index, column in enumerate(columns):
        before = last.get(column.series)
        last[column.series] = index
        if before is None or columns[before].form == column.form:
            continue
        yield FormChange(
            index,
            before,
            tuple(_only_in(numbers[before], numbers[index], columns[before], column)),
            tuple(_only_in(numbers[index], numbers[before], column, columns[before])),
        )


def _only_in(
    numbers: dict[CellKey, Number], others: dict[CellKey, Number], column: Column, other: Column
) -> Iterable[CellKey]:
    """Cells of one report that the other's form doesn't ask for, in that row or in others that add up to it."""
    for key in KEYS:
        if key in numbers and key not in others:
            concept = CONCEPTS.get(".".join(key))
            if concept is None or not is_continuous(concept, column.form, other.form):
                yield key


def _reused(
    datasets: Datasets, columns: Sequence[Column], where: pc.Expression
) -> tuple[tuple[ReusedSection, ...], bool]:
    """Sections of which something stands elsewhere, most first, and whether anything is known about it."""
    names = [
        "document_id", "section_no", "relation", "other_document_id", "other_section_no", "other_report_year",
        "other_agency", "share", "identical_letters", "agency_count", "passages",
    ]  # fmt: skip
    rows = _rows(datasets, "reuse", where, names)
    alike = [row for row in rows if row["identical_letters"]]
    if not alike:
        return (), bool(rows)
    identities = {row[name] for row in alike for name in ("document_id", "other_document_id")}
    years = {column.year for column in columns} | {row["other_report_year"] for row in alike}
    texts = {
        (row["document_id"], row["section_no"]): row
        for row in _rows(
            datasets, "sections", _of(identities, years), ["document_id", "section_no", "title", "text", "page_first"]
        )
    }
    places = {column.document_id: index for index, column in enumerate(columns)}
    found = []
    for row in alike:
        own = texts.get((row["document_id"], row["section_no"]))
        other = texts.get((row["other_document_id"], row["other_section_no"]))
        if own is None or other is None:
            continue  # the other report was dropped since
        found.append(
            ReusedSection(
                column=places[row["document_id"]],
                section_no=row["section_no"],
                title=own["title"],
                text=own["text"],
                page=own["page_first"],
                relation=row["relation"],
                other_document_id=row["other_document_id"],
                other_column=places.get(row["other_document_id"]),
                other_section_no=row["other_section_no"],
                other_year=row["other_report_year"],
                other_agency=row["other_agency"],
                other_text=other["text"],
                share=row["share"],
                identical_letters=row["identical_letters"],
                agency_count=row["agency_count"],
                passages=tuple(Passage(*passage) for passage in json.loads(row["passages"])),
            )
        )
    found.sort(key=lambda section: (-section.share, section.column, section.section_no, section.other_document_id))
    return tuple(found), True
