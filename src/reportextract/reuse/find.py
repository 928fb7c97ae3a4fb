"""Sections → what of each stands in other reports, as rows of the dataset ``reuse``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from reportextract.agencies.series import Series, series_of
from reportextract.datasets.schema import arrow_schema
from reportextract.reuse.index import Index, find_alike, make_index
from reportextract.reuse.letters import Indexes, places_of, read_letters
from reportextract.reuse.passages import LEAST, Passage, identical_passages

if TYPE_CHECKING:
    import pyarrow as pa

# Less of its own than this, about a sentence, and a section says too little to be called copied or not.
LEAST_OWN = 40
# A section of another agency is told of where this many own letters of a section stand in it.
LEAST_IDENTICAL = 40
# Of other agencies' reports that hold a section's text the most alike are told; ``agency_count`` says how many do.
MOST_OTHERS = 5

SECTION_COLUMNS = ["document_id", "section_no", "text"]
REPORT_COLUMNS = ["document_id", "agency", "agency_level", "division_code", "report_year", "is_primary"]


class _Report(NamedTuple):
    document_id: str
    year: int
    agency: str | None
    division_code: str | None
    series: Series


@dataclass(frozen=True, slots=True)
class _Sections:
    """All sections that are compared, those of an agency together and in the order of their years.

    Attributes:
        rows: For each section its report, its number and the place of its text.
        texts: Of all sections, as given.
        agencies: For each section a number for its agency, ascending.
    """

    rows: Sequence[tuple[_Report, int, int]]
    texts: pa.Array
    agencies: Indexes

    def text(self, section: int) -> str:
        """A section's text as printed."""
        return str(self.texts[self.rows[section][2]].as_py())


def find_reuse(sections: pa.Table, reports: pa.Table) -> pa.Table:
    """What of each section stands in the same agency's report of the year before, and in those of other agencies.

    Only primary reports are compared, and not their preambles (section 0), which the law words. The cost is that of
    sorting all texts' fingerprints, not that of comparing all pairs.

    Args:
        sections: The dataset, or its columns ``SECTION_COLUMNS``.
        reports: The dataset, or its columns ``REPORT_COLUMNS``.

    Returns:
        Rows of ``reuse``, sorted. The same reports give the same rows, in whatever order they come.
    """
    import pyarrow as pa

    given = _arranged(sections, reports)
    index = make_index(read_letters(map(given.text, range(len(given.rows)))), given.agencies)
    rows = [*_year_before(given, index), *_other_agencies(given, index)]
    table = pa.Table.from_pylist(rows, schema=arrow_schema("reuse"))
    return table.sort_by([(name, "ascending") for name in ("document_id", "section_no", "other_document_id")])


def _arranged(sections: pa.Table, reports: pa.Table) -> _Sections:
    known: dict[str, _Report] = {}
    for row in reports.select(REPORT_COLUMNS).to_pylist():
        identity, year, agency, code = (row[n] for n in ("document_id", "report_year", "agency", "division_code"))
        series = series_of(agency, row["agency_level"], code)
        if row["is_primary"] and year is not None and series is not None:
            known[identity] = _Report(identity, year, agency, code, series)
    keys = (sections[name].to_pylist() for name in ("document_id", "section_no"))
    members = [
        (report, number, place)
        for place, (identity, number) in enumerate(zip(*keys, strict=True))
        if number and (report := known.get(identity)) is not None
    ]
    members.sort(key=lambda member: (member[0].series, member[0].year, member[0].document_id, member[1]))
    numbers: dict[Series, int] = {}
    agencies = [numbers.setdefault(report.series, len(numbers)) for report, _, _ in members]
    return _Sections(members, sections["text"].combine_chunks(), np.array(agencies, np.int64))


def _year_before(given: _Sections, index: Index) -> Iterator[dict[str, Any]]:
    """A row for each section that the same agency's report of the year before has too, also where nothing is alike."""
    places = {
        (agency, report.year, number): place
        for place, ((report, number, _), agency) in enumerate(zip(given.rows, given.agencies.tolist(), strict=True))
    }
    for (agency, year, number), place in places.items():
        before = places.get((agency, year - 1, number))
        if before is not None:
            row = _compared(given, index, place, before)
            if row is not None:
                yield row | {"relation": "year_before"}


def _other_agencies(given: _Sections, index: Index) -> Iterator[dict[str, Any]]:
    for section, others, agency_count in find_alike(index):
        best: dict[str, dict[str, Any]] = {}
        for other in others:
            row = _compared(given, index, section, other)
            if row is None or row["identical_letters"] < LEAST_IDENTICAL:
                continue
            known = best.get(row["other_document_id"])
            if known is None or row["identical_letters"] > known["identical_letters"]:
                best[row["other_document_id"]] = row
        told = sorted(best.values(), key=lambda row: (-row["identical_letters"], row["other_document_id"]))
        for row in told[:MOST_OTHERS]:
            yield row | {"relation": "other_agency", "agency_count": max(agency_count, 1)}


def _compared(given: _Sections, index: Index, section: int, other: int) -> dict[str, Any] | None:
    """A section beside another one; None where it says too little of its own."""
    report, number, _ = given.rows[section]
    other_report, other_number, _ = given.rows[other]
    first, last = index.letters.starts[section], index.letters.starts[section + 1]
    own = index.own[first:last]
    own_count = int(own.sum())
    if own_count < LEAST_OWN:
        return None
    passages = []
    identical = 0
    for passage in identical_passages(index.letters.text(section), index.letters.text(other)):
        count = _in_a_row(own[passage.start : passage.start + passage.length].tolist())
        if count:
            identical += count
            passages.append(passage)
    return {
        "document_id": report.document_id,
        "section_no": number,
        "report_year": report.year,
        "agency": report.agency,
        "division_code": report.division_code,
        "other_document_id": other_report.document_id,
        "other_section_no": other_number,
        "other_report_year": other_report.year,
        "other_agency": other_report.agency,
        "other_division_code": other_report.division_code,
        "own_letters": own_count,
        "identical_letters": identical,
        "share": round(identical / own_count, 4),
        "passages": json.dumps(_in_print(passages, given.text(section), given.text(other)), separators=(",", ":")),
    }


def _in_a_row(own: Sequence[bool]) -> int:
    """How many of a passage's letters are own, counting only where ``LEAST`` stand in a row."""
    total = run = 0
    for is_own in (*own, False):
        if is_own:
            run += 1
        else:
            total += run if run >= LEAST else 0
            run = 0
    return total


def _in_print(passages: Sequence[Passage], text: str, other: str) -> list[list[int]]:
    """Passages as places in the printed texts: start, end (after its last letter), and the same in the other text."""
    if not passages:
        return []
    places, others = places_of(text), places_of(other)
    return [
        [
            int(places[p.start]),
            int(places[p.start + p.length - 1]) + 1,
            int(others[p.other_start]),
            int(others[p.other_start + p.length - 1]) + 1,
        ]
        for p in passages
    ]
