"""A comparison: reports as columns, numbers as rows, and what is odd about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from reportextract.model import Box, CellKey

Doubt = Literal["unreadable", "unsure", "contradicted"]


class Place(NamedTuple):
    """Where something stands in a source: the report's column, from 0, its page, and the box there if it is known."""

    column: int
    page: int
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A report that is compared.

    Attributes:
        series: What its agency's reports over the years have in common.
    """

    document_id: str
    agency: str
    series: str
    division_code: str | None
    year: int
    title: str
    form: str
    quality: str
    published_on: date | None
    page_count: int
    source: str


@dataclass(frozen=True, slots=True)
class Number:
    """A cell of the form in one report.

    Attributes:
        doubt: Why it should be looked at before it is used; None where nothing speaks against it.
    """

    value: int | float | None
    state: str
    printed: str
    unit: str | None
    origin: str
    confidence: float
    implied: int | float | None
    place: Place
    doubt: Doubt | None


@dataclass(frozen=True, slots=True)
class Row:
    """A cell of the form over all columns; None where a report's form has no such cell.

    Attributes:
        changes: For each column the difference to the same agency's column of the year before; None where there is no
            such column or a number is missing.
    """

    key: CellKey
    numbers: tuple[Number | None, ...]
    changes: tuple[float | None, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether it says 0 or nothing everywhere, beyond doubt."""
        return all(n is None or (not n.value and n.doubt is None) for n in self.numbers)


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A derived measure over all columns; None where it can't be computed."""

    name: str
    label: str
    meaning: str
    formula: str
    unit: str
    values: tuple[float | int | None, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """What is identical in two texts, as places in both (the end is after the last character)."""

    start: int
    end: int
    other_start: int
    other_end: int


@dataclass(frozen=True, slots=True)
class ReusedSection:
    """A section beside one that holds the same text.

    Attributes:
        column: The report, from 0.
        relation: ``year_before`` or ``other_agency``.
        other_document_id: The other report.
        other_column: Its column where it is compared too.
        agency_count: How many other agencies' reports hold some of it; None for ``year_before``.
    """

    column: int
    section_no: int
    title: str
    text: str
    page: int
    relation: str
    other_document_id: str
    other_column: int | None
    other_section_no: int
    other_year: int
    other_agency: str
    other_text: str
    share: float
    identical_letters: int
    agency_count: int | None
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class FormChange:
    """Where the form of two neighbouring reports of an agency differs: which cells end, and which begin."""

    column: int
    before: int
    ended: tuple[CellKey, ...]
    begun: tuple[CellKey, ...]


Facts = dict[str, str | int | float]
OddityKind = Literal[
    "carry_over", "in_force_roll", "claim", "sum", "copied_year", "copied_agency", "stale_year", "form_change",
    "jump", "doubt", "late", "gap",
]  # fmt: skip
ODDITY_KINDS: tuple[OddityKind, ...] = OddityKind.__args__  # type: ignore[attr-defined]
"""In the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something a person should look at.

    Attributes:
        columns: The reports concerned; the first is the one that it is odd in.
        facts: What its sentence in ``words.yaml`` is made from.
        places: Where to look.
        anchor: The part of the page that shows more; empty where none does.
    """

    kind: OddityKind
    columns: tuple[int, ...]
    facts: Facts
    places: tuple[Place, ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that is shown.

    Attributes:
        has_reuse: Whether the datasets say anything about reused text.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    measures: tuple[MeasureRow, ...]
    reused: tuple[ReusedSection, ...]
    form_changes: tuple[FormChange, ...]
    has_reuse: bool
    oddities: tuple[Oddity, ...] = field(default=())

    @property
    def is_one_agency(self) -> bool:
        return len({column.series for column in self.columns}) == 1

    def before(self, column: int) -> int | None:
        """The column of the same agency's report of the year before."""
        about = self.columns[column]
        for index, other in enumerate(self.columns):
            if other.series == about.series and other.year == about.year - 1:
                return index
        return None
