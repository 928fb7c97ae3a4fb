"""Years: what the reports of one agency say about each other. Pure functions over what was published of each report."""

from __future__ import annotations

from reportextract.years.across import Across, across_years
from reportextract.years.concepts import CONCEPTS, Concept, concept_value, is_continuous
from reportextract.years.primary import primary_reports
from reportextract.years.report import COMPARED, YearReport, year_numbers

__all__ = [
    "COMPARED",
    "CONCEPTS",
    "Across",
    "Concept",
    "YearReport",
    "across_years",
    "concept_value",
    "is_continuous",
    "primary_reports",
    "year_numbers",
]
