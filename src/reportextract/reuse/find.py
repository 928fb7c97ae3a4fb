"""Sections → what of each stands in other reports, as rows of the dataset ``reuse``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from reportextract.agencies.series import series_of
from reportextract.datasets.schema import arrow_schema
from reportextract.reuse.index import Report, ReportTexts, open_index
from reportextract.reuse.rows import rows_of
from reportextract.reuse.update import update

if TYPE_CHECKING:
    import pyarrow as pa

SECTION_COLUMNS = ["document_id", "section_no", "text"]
REPORT_COLUMNS = ["document_id", "agency", "agency_level", "division_code", "report_year", "is_primary"]

_ROWS_AT_ONCE = 10_000


def find_reuse(sections: pa.Table, reports: pa.Table) -> pa.Table:
    """What of each section stands in the same agency's report of the year before, and in those of other agencies.

    Only primary reports are compared, and not their preambles (section 0), which the law words. The cost is that of
    sorting all texts' fingerprints, not that of comparing all pairs. To compare again when a few reports have changed,
    keep a :class:`~reportextract.reuse.index.TextIndex`.

    Args:
        sections: The dataset, or its columns ``SECTION_COLUMNS``.
        reports: The dataset, or its columns ``REPORT_COLUMNS``.

    Returns:
        Rows of ``reuse``, sorted. The same reports give the same rows, in whatever order they come.
    """
    import pyarrow as pa

    schema = arrow_schema("reuse")
    tables, rows = [schema.empty_table()], []
    with open_index(None) as index:
        for _, told in rows_of(index, update(index, (), _texts(sections, reports))):
            rows += told
            if len(rows) >= _ROWS_AT_ONCE:
                tables.append(pa.Table.from_pylist(rows, schema=schema))
                rows = []
    tables.append(pa.Table.from_pylist(rows, schema=schema))
    found = pa.concat_tables(tables).combine_chunks()
    return found.sort_by([(name, "ascending") for name in ("document_id", "section_no", "other_document_id")])


def report_to_compare(facts: Mapping[str, Any], digest: str) -> Report | None:
    """A report as it is compared; None where it is not: not the primary one, or of an unknown agency or year.

    Args:
        facts: Its ``REPORT_COLUMNS``.
        digest: Changes when these or its sections do.
    """
    agency, code, year = facts["agency"], facts["division_code"], facts["report_year"]
    series = series_of(agency, facts["agency_level"], code)
    if not facts["is_primary"] or year is None or series is None:
        return None
    return Report(facts["document_id"], digest, year, agency, code, series)


def _texts(sections: pa.Table, reports: pa.Table) -> Iterator[ReportTexts]:
    places: dict[str, list[int]] = {}
    for place, document_id in enumerate(sections["document_id"].to_pylist()):
        places.setdefault(document_id, []).append(place)
    texts, numbers = sections["text"], sections["section_no"].to_pylist()
    known = {row["document_id"]: row for row in reports.select(REPORT_COLUMNS).to_pylist()}
    for document_id, facts in known.items():
        report = report_to_compare(facts, "")
        if report is not None:
            of_report = places.get(document_id, ())
            yield ReportTexts(report, [(numbers[place], texts[place].as_py()) for place in of_report if numbers[place]])
