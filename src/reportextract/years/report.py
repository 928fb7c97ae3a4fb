"""A report as far as other years need it: who, when, and the few cells that two years share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from reportextract.agencies.series import Series, series_of
from reportextract.datasets.keys import TABLES
from reportextract.model import Cell, CellKey

APPLICANTS = tuple(TABLES["requests"].columns)
FILES = ("regulations", "normative_documents")
# A cell read less surely than this accuses no agency; cells of print have 0.9 and more (docs/confidence.md).
_SURE = 0.9

COMPARED: tuple[CellKey, ...] = (
    *(CellKey("requests", outcome, applicant) for outcome in ("carried_in", "carried_out") for applicant in APPLICANTS),
    *(CellKey("disclosure", subject, measure) for subject in FILES for measure in ("issued", "repealed", "in_force")),
)
"""The cells by which years are compared, 20 of a report."""


class Number(NamedTuple):
    """A cell's number.

    Attributes:
        value: None where the cell is blank or could not be read.
        is_sure: Whether it was read beyond doubt.
    """

    value: float | None
    is_sure: bool


@dataclass(frozen=True, slots=True)
class YearReport:
    """What is known of a report.

    Attributes:
        numbers: Those of :data:`COMPARED` that its form has, by ``table.row.column``.
    """

    document_id: str
    agency: str | None
    agency_level: str | None
    division_code: str | None
    report_year: int | None
    form: str
    quality: str
    cells_printed: int
    published_on: date | None
    source: str
    numbers: Mapping[str, Number] = field(default_factory=dict)

    @property
    def series(self) -> Series | None:
        """What its agency is called over the years; None where the report names none."""
        return series_of(self.agency, self.agency_level, self.division_code)

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> YearReport:
        """From a row of ``reports`` with ``numbers`` as :func:`year_numbers` gives them; dates may be ISO texts."""
        published_on = facts["published_on"]
        return cls(
            document_id=facts["document_id"],
            agency=facts["agency"],
            agency_level=facts["agency_level"],
            division_code=facts["division_code"],
            report_year=facts["report_year"],
            form=facts["form"],
            quality=facts["quality"],
            cells_printed=facts["cells_printed"],
            published_on=date.fromisoformat(published_on) if isinstance(published_on, str) else published_on,
            source=facts["source"],
            numbers={name: Number(*number) for name, number in facts.get("numbers", {}).items()},
        )


def year_numbers(cells: Iterable[Cell]) -> dict[str, tuple[float | None, bool]]:
    """The numbers of a report that other years need, as plain values that JSON keeps."""
    wanted = frozenset(COMPARED)
    return {
        ".".join(cell.key): (
            None if cell.value is None else float(cell.value),
            cell.confidence >= _SURE and cell.state in ("printed", "dash"),
        )
        for cell in cells
        if cell.key in wanted
    }
