"""Small worlds of reports that share a great deal with each other, and what they share by the definition alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa

from reportextract.agencies.series import Series, series_of
from reportextract.datasets.schema import arrow_schema
from reportextract.reuse import alike, own, rows
from reportextract.reuse.find import REPORT_COLUMNS, SECTION_COLUMNS, report_to_compare
from reportextract.reuse.index import ReportTexts
from reportextract.reuse.letters import places_of, read_letters
from reportextract.reuse.passages import LEAST, identical_passages

MANY = 3
"""Agencies above which wording is common, in worlds of ten."""
_SENTENCES = 60


@dataclass(frozen=True)
class Told:
    """A report of a world."""

    document_id: str
    place: int
    year: int
    texts: tuple[tuple[int, str], ...]
    is_primary: bool = True

    @property
    def facts(self) -> dict[str, Any]:
        """Its ``REPORT_COLUMNS``."""
        values = (self.document_id, f"第{self.place}镇", None, None, self.year, self.is_primary)
        return dict(zip(REPORT_COLUMNS, values, strict=True))

    @property
    def digest(self) -> str:
        return str(hash(self))

    @property
    def series(self) -> Series:
        series = series_of(self.facts["agency"], None, None)
        assert series is not None
        return series

    def to_compare(self) -> ReportTexts | None:
        report = report_to_compare(self.facts, self.digest)
        return None if report is None else ReportTexts(report, self.texts)


@dataclass
class World:
    """Reports that come, go and change by chance; an agency has one primary report a year at most."""

    chance: Random
    reports: dict[str, Told] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._made = 0
        self._sentences = [self.invented(self.chance.randint(13, 40)) for _ in range(_SENTENCES)]
        # Some sentences are written by nearly all, most by one or two.
        self._weights = [1 / (place + 8) for place in range(_SENTENCES)]

    def grow(self, count: int) -> None:
        """So many reports come."""
        for _ in range(count):
            self._come()

    def change(self) -> None:
        """One change."""
        kind = self.chance.choice(("come", "come", "go", "text", "agency", "standing"))
        if kind == "come" or not self.reports:
            self._come()
            return
        old = self.reports[self.chance.choice(sorted(self.reports))]
        if kind == "go":
            del self.reports[old.document_id]
        elif kind == "text":
            self._keep(replace(old, texts=self._texts()))
        elif kind == "agency":
            self._keep(replace(old, place=self.chance.randrange(10)))
        else:
            self._keep(replace(old, is_primary=not old.is_primary))

    def tables(self) -> tuple[pa.Table, pa.Table]:
        """Sections and reports, in an order of chance."""
        reports = list(self.reports.values())
        self.chance.shuffle(reports)
        sections = [(told.document_id, *text) for told in reports for text in told.texts]
        self.chance.shuffle(sections)
        return (
            _table("sections", SECTION_COLUMNS, [dict(zip(SECTION_COLUMNS, row, strict=True)) for row in sections]),
            _table("reports", REPORT_COLUMNS, [told.facts for told in reports]),
        )

    def _come(self) -> None:
        self._made += 1
        identity = f"{self.chance.getrandbits(32):08x}{self._made:08x}"
        self._keep(Told(identity, self.chance.randrange(10), self.chance.randint(2019, 2022), self._texts()))

    def _keep(self, told: Told) -> None:
        is_taken = any(
            (other.place, other.year, other.is_primary) == (told.place, told.year, True)
            for other in self.reports.values()
            if other.document_id != told.document_id
        )
        self.reports[told.document_id] = replace(told, is_primary=told.is_primary and not is_taken)

    def _texts(self) -> tuple[tuple[int, str], ...]:
        numbers = sorted(self.chance.sample((1, 5, 6), self.chance.randint(1, 3)))
        return tuple((number, self._text()) for number in numbers)

    def _text(self) -> str:
        chosen = self.chance.choices(self._sentences, self._weights, k=self.chance.randint(0, 6))
        if self.chance.random() < 0.5:
            chosen.append(self.invented(self.chance.randint(5, 40)))
        return "，".join(chosen)

    def invented(self, count: int) -> str:
        """So many letters that nobody has written before."""
        return "".join(chr(0x4E00 + self.chance.randrange(2000)) for _ in range(count))


def by_definition(reports: Sequence[Told]) -> list[dict[str, Any]]:
    """The rows of ``reuse``, every section compared with every other one."""
    compared = sorted(
        ((told.series, told.year, told.document_id, number), told, text)
        for told in reports
        for number, text in told.texts
        if told.is_primary
    )
    agencies: dict[int, set[Series]] = {}
    for _, told, text in compared:
        for value in own.fingerprints_of(read_letters([text]))[1].tolist():
            agencies.setdefault(value, set()).add(told.series)
    common = np.array(sorted(value for value, of in agencies.items() if len(of) > MANY), np.int64)
    wordings = [own.read_wording(read_letters([text]), common) for _, _, text in compared]
    shares = [Counter(wording.hashes[wording.is_own].tolist()) for wording in wordings]
    found = []
    for (key, told, text), wording, share in zip(compared, wordings, shares, strict=True):
        if wording.own.sum() < rows.LEAST_OWN:
            continue
        this = (key, told, text, wording.own)
        found += [
            _row(this, other) | {"relation": "year_before", "agency_count": None}
            for other in compared
            if (other[1].series, other[1].year, other[0][3]) == (told.series, told.year - 1, key[3])
        ]
        counts = [
            (-count, other)
            for other, theirs in zip(compared, shares, strict=True)
            if other[1].series != told.series
            and (count := sum(times * theirs[value] for value, times in share.items())) >= alike.LEAST_SHARED
        ]
        best: dict[str, dict[str, Any]] = {}
        for _, other in sorted(counts)[: alike.MOST_CANDIDATES]:
            row = _row(this, other) | {"relation": "other_agency"}
            row["agency_count"] = len({other[1].series for _, other in counts})
            kept = best.get(other[1].document_id)
            if row["identical_letters"] >= rows.LEAST_IDENTICAL and (
                kept is None or row["identical_letters"] > kept["identical_letters"]
            ):
                best[other[1].document_id] = row
        ordered = sorted(best.values(), key=lambda row: (-row["identical_letters"], row["other_document_id"]))
        found += ordered[: rows.MOST_OTHERS]
    return sorted(found, key=lambda row: (row["document_id"], row["section_no"], row["other_document_id"]))


def _row(this: tuple[Any, Told, str, Any], other: tuple[Any, Told, str]) -> dict[str, Any]:
    key, told, text, is_own = this
    other_key, other_told, other_text = other
    letters = [read_letters([each]).text(0) for each in (text, other_text)]
    identical, passages = 0, []
    for passage in identical_passages(*letters):
        flags = "".join("o" if flag else " " for flag in is_own[passage.start : passage.start + passage.length])
        count = sum(len(run) for run in flags.split() if len(run) >= LEAST)
        if count:
            identical += count
            places = [(places_of(text), passage.start), (places_of(other_text), passage.other_start)]
            ends = [(int(of[at]), int(of[at + passage.length - 1]) + 1) for of, at in places]
            passages.append([*ends[0], *ends[1]])
    own_letters = int(is_own.sum())
    return {
        "document_id": told.document_id,
        "section_no": key[3],
        "report_year": told.year,
        "agency": told.facts["agency"],
        "division_code": None,
        "other_document_id": other_told.document_id,
        "other_section_no": other_key[3],
        "other_report_year": other_told.year,
        "other_agency": other_told.facts["agency"],
        "other_division_code": None,
        "own_letters": own_letters,
        "identical_letters": identical,
        "share": round(identical / own_letters, 4),
        "passages": json.dumps(passages, separators=(",", ":")),
    }


def _table(name: str, columns: list[str], found: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(found, schema=pa.schema([arrow_schema(name).field(column) for column in columns]))
