"""Measures of one report from its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from reportextract.measures.definitions import MEASURES, Measure, Sum
from reportextract.model import CellKey

# Ten digits are more than any count here has; the rest would be noise of the division.
_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Facts:
    """What a report says, as far as measures need it.

    Attributes:
        values: The number of each cell that the form at hand has; None where none is printed or it can't be read.
    """

    values: Mapping[CellKey, int | float | None]
    report_year: int | None
    published_on: date | None
    cells_printed: int
    cells_expected: int


def measure_all(facts: Facts) -> dict[str, float | int | None]:
    """Every measure of a report by name.

    A measure is None where a number it needs is not printed or can't be read, where its denominator is 0, or where
    the form has no such cell: nothing is filled in.
    """
    return {measure.name: _measure(measure, facts) for measure in MEASURES}


def _measure(measure: Measure, facts: Facts) -> float | int | None:
    if measure.kind == "days_late":
        if facts.published_on is None or facts.report_year is None:
            return None
        return (facts.published_on - date(facts.report_year + 1, *measure.deadline)).days
    if measure.kind == "completeness":
        return _ratio(facts.cells_printed, facts.cells_expected, 1)
    return _ratio(_sum(measure.numerator, facts.values), _sum(measure.denominator, facts.values), measure.scale)


def _sum(alternatives: tuple[Sum, ...], values: Mapping[CellKey, int | float | None]) -> int | float | None:
    """The sum of the first alternative of which the form has every cell; None where one of these has no number."""
    for cells in alternatives:
        if all(key in values for key in cells):
            numbers = [values[key] for key in cells]
            present = [number for number in numbers if number is not None]
            return sum(present) if len(present) == len(numbers) else None
    return None


def _ratio(numerator: float | None, denominator: float | None, scale: int) -> float | None:
    if numerator is None or denominator is None or denominator <= 0:
        return None
    return round(scale * numerator / denominator, _DIGITS)
