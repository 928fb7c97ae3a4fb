"""Views that every export to a database has, in the SQL that DuckDB and SQLite share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from reportextract.years import CONCEPTS


class View(NamedTuple):
    """A view: its name, what one row is, and the query."""

    name: str
    meaning: str
    query: str


VIEWS = (
    View(
        "primary_panel",
        "The panel with one report for each agency and year.",
        "SELECT * FROM panel WHERE is_primary",
    ),
    View(
        "broken_checks",
        "Checks that fail, with the report they are of.",
        'SELECT c.*, r.title, r.quality, r.source FROM checks c JOIN reports r ON r.document_id = c.document_id '
        "WHERE c.verdict = 'fails'",
    ),
    View(
        "contradictions",
        "Numbers in prose that the tables contradict.",
        "SELECT c.*, r.title, r.source FROM claims c JOIN reports r ON r.document_id = c.document_id "
        "WHERE c.agrees = false",
    ),
    View(
        "series",
        "A quantity of an agency in a year, named alike over the editions of the form; series_notes says where a "
        "series breaks. value is null where a number is missing.",
        """
        SELECT r.division_code, r.province, r.prefecture, r.county, r.township, r.agency, r.report_year, r.form,
            r.quality, r.document_id, k.concept,
            CASE WHEN count(*) = count(k.value) THEN sum(k.value) END AS value, n.note
        FROM (
            SELECT document_id, 'requests.' || CASE WHEN outcome LIKE 'other.%' THEN 'other' ELSE outcome END
                || '.' || applicant AS concept, value FROM requests
            UNION ALL SELECT document_id, 'review_litigation.' || track || '.' || result, value FROM review_litigation
            UNION ALL SELECT document_id, 'disclosure.' || subject || '.' || measure, value FROM disclosure
        ) k
        JOIN reports r ON r.document_id = k.document_id
        LEFT JOIN series_notes n ON n.concept = k.concept
        WHERE r.is_primary
        GROUP BY r.division_code, r.province, r.prefecture, r.county, r.township, r.agency, r.report_year, r.form,
            r.quality, r.document_id, k.concept, n.note
        """,
    ),
)  # fmt: skip


def series_notes() -> Iterator[tuple[str, str, str, str]]:
    """(concept, label, editions that have it, why a series breaks) of every quantity in the view ``series``."""
    for concept in CONCEPTS.values():
        if not concept.name.startswith("requests.other."):
            yield concept.name, concept.label, ", ".join(sorted(concept.by_form)), concept.note
        elif concept.name.count(".") == 2:
            yield concept.name, concept.label, "2019, 2021", "one row in 2019, the sum of three in 2021"


NOTES_MEANING = "Where the series of a quantity breaks when the form changes; an empty note: nowhere."
