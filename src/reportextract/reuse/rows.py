"""Sections beside those found alike, letter by letter: the rows of the dataset ``reuse``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, groupby
from typing import Any, NamedTuple

import numpy as np

from reportextract.reuse.alike import Alike
from reportextract.reuse.index import Report, TextIndex
from reportextract.reuse.letters import Bools, Indexes, places_of, read_letters
from reportextract.reuse.own import read_wording
from reportextract.reuse.passages import LEAST, Passage, identical_passages
from reportextract.reuse.update import Touched

# Less of its own than this, about a sentence, and a section says too little to be called copied or not.
LEAST_OWN = 40
# A section of another agency is told of where this many own letters of a section stand in it.
LEAST_IDENTICAL = 40
# Of other agencies' reports that hold a section's text the most alike are told; ``agency_count`` says how many do.
MOST_OTHERS = 5

# Sections that are asked for again and again: the year before, and what many have copied.
_HELD = 2048
_places = lru_cache(_HELD)(places_of)


class _Section(NamedTuple):
    report: Report
    number: int
    text: str
    letters: str


def rows_of(index: TextIndex, touched: Touched) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(document_id, its rows in their order) of each report that is told anew and has any, an agency's together."""
    placed = index.in_order(touched.documents)
    numbered = (index.numbered(report.document_id) for _, _, report in placed)
    sections = np.fromiter((section for _, section in chain.from_iterable(numbered)), np.int64)
    rows = chain.from_iterable(_Comparison(index, touched.alike).rows(sections))
    for document_id, told in groupby(rows, key=lambda row: str(row["document_id"])):
        yield document_id, sorted(told, key=lambda row: (row["section_no"], row["other_document_id"]))


class _Comparison:
    def __init__(self, index: TextIndex, alike: Alike) -> None:
        self._index = index
        self._alike = alike
        self._common = index.common()
        self._held: dict[int, _Section] = {}
        self._sections_of_year = lru_cache(_HELD)(index.sections_of_year)

    def rows(self, sections: Indexes) -> Iterator[list[dict[str, Any]]]:
        """The rows of sections, of each section in turn."""
        for portion in self._index.portions(sections):
            own = read_wording(portion.letters, self._common).own
            starts = portion.letters.starts.tolist()
            numbers = zip(portion.sections.tolist(), portion.agencies.tolist(), portion.texts, strict=True)
            for place, (section, agency, text) in enumerate(numbers):
                section_own = own[starts[place] : starts[place + 1]]
                if int(section_own.sum()) >= LEAST_OWN:
                    self._hold(section, text, portion.letters.text(place))
                    before = self._year_before(section, agency, section_own)
                    yield [*before, *self._other_agencies(section, section_own)]

    def _section(self, section: int) -> _Section:
        held = self._held.get(section)
        if held is None:
            text = self._index.text(section)
            held = self._hold(section, text, read_letters([text]).text(0))
        return held

    def _hold(self, section: int, text: str, letters: str) -> _Section:
        number, report = self._index.place_of(section)
        self._held[section] = held = _Section(report, number, text, letters)
        if len(self._held) > _HELD:
            del self._held[next(iter(self._held))]
        return held

    def _year_before(self, section: int, agency: int, own: Bools) -> Iterator[dict[str, Any]]:
        """A row where the same agency's report of the year before has the section too, also where nothing is alike."""
        told = self._section(section)
        year = told.report.year
        before = self._sections_of_year(agency, year - 1).get(told.number)
        if before is not None and self._sections_of_year(agency, year)[told.number] == section:
            yield _compared(told, self._section(before), own) | {"relation": "year_before"}

    def _other_agencies(self, section: int, own: Bools) -> Iterator[dict[str, Any]]:
        others, agency_count = self._alike.of(section)
        best: dict[str, dict[str, Any]] = {}
        for other in others:
            row = _compared(self._section(section), self._section(other), own)
            if row["identical_letters"] < LEAST_IDENTICAL:
                continue
            known = best.get(row["other_document_id"])
            if known is None or row["identical_letters"] > known["identical_letters"]:
                best[row["other_document_id"]] = row
        told = sorted(best.values(), key=lambda row: (-row["identical_letters"], row["other_document_id"]))
        for row in told[:MOST_OTHERS]:
            yield row | {"relation": "other_agency", "agency_count": agency_count}


def _compared(section: _Section, other: _Section, own: Bools) -> dict[str, Any]:
    """A section beside another one; ``own`` flags its letters."""
    own_count = int(own.sum())
    passages = []
    identical = 0
    for passage in identical_passages(section.letters, other.letters):
        count = _in_a_row(own[passage.start : passage.start + passage.length].tolist())
        if count:
            identical += count
            passages.append(passage)
    return {
        "document_id": section.report.document_id,
        "section_no": section.number,
        "report_year": section.report.year,
        "agency": section.report.agency,
        "division_code": section.report.division_code,
        "other_document_id": other.report.document_id,
        "other_section_no": other.number,
        "other_report_year": other.report.year,
        "other_agency": other.report.agency,
        "other_division_code": other.report.division_code,
        "own_letters": own_count,
        "identical_letters": identical,
        "share": round(identical / own_count, 4),
        "passages": json.dumps(_in_print(passages, section.text, other.text), separators=(",", ":")),
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
    places, others = _places(text), _places(other)
    return [
        [
            int(places[p.start]),
            int(places[p.start + p.length - 1]) + 1,
            int(others[p.other_start]),
            int(others[p.other_start + p.length - 1]) + 1,
        ]
        for p in passages
    ]
