"""Every dataset and column: the one definition from which writer, reader, codebook and tests derive."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from reportextract.datasets.keys import KEYS, TABLES, label, panel_name
from reportextract.measures import MEASURES, Measure

if TYPE_CHECKING:
    import pyarrow as pa

ColumnType = Literal["string", "int32", "int64", "float64", "bool", "date", "timestamp"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        unit: What one of it is (``applications``, ``points``…); empty where it has none.
        nullable: Whether a value may be missing.
    """

    name: str
    type: ColumnType
    meaning: str
    unit: str = ""
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset.

    Attributes:
        meaning: What one row is.
        key: The columns that identify a row.
        order: How rows are sorted; within the last of these as the form orders them.
        partitioned: Whether there is a folder for each ``report_year`` (then that column is in no file).
    """

    name: str
    meaning: str
    key: tuple[str, ...]
    order: tuple[str, ...]
    partitioned: bool
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _required(name: str, type_: ColumnType, meaning: str, unit: str = "") -> Column:
    return Column(name, type_, meaning, unit, nullable=False)


_DOCUMENT_ID = _required("document_id", "string", "The first 16 hex digits of the file's SHA-256.")
_YEAR = Column("report_year", "int32", "The year reported on; null where the document does not say. The folder's name.")
_AGENCY = Column("agency", "string", "The agency as printed in the title.")
_DIVISION = Column(
    "division_code",
    "string",
    "Administrative division code: 9 digits for townships and streets, 6 above. The one in force on 2023-06-30, under "
    "whatever name; of a division merged before then its last. Null where it could not be decided.",
)
_IDENTITY = (_YEAR, _AGENCY, _DIVISION)
_PLACE = (
    Column("page", "int32", "The page it stands on, from 1.", "page"),
    Column("x0", "float64", "Left edge of its box, from the left of the page as it is read.", "points"),
    Column("top", "float64", "Upper edge of its box, from the top of the page as it is read.", "points"),
    Column("x1", "float64", "Right edge of its box, from the left of the page as it is read.", "points"),
    Column("bottom", "float64", "Lower edge of its box, from the top of the page as it is read.", "points"),
)
_TITLE_PLACES = (
    Column(
        "agency_level", "string", "province, prefecture, county, township, department or other; null where not known."
    ),
    Column(
        "province", "string", "Province of the agency, by the name in force; null where it has none or is not known."
    ),
    Column(
        "prefecture",
        "string",
        "Prefecture of the agency, by the name in force; null where it has none or is not known.",
    ),
    Column("county", "string", "County of the agency, by the name in force; null where it has none or is not known."),
    Column(
        "township",
        "string",
        "Township or street of the agency, by the name in force; null where it has none or is not known.",
    ),
    _DIVISION,
)
_FORM = _required("form", "string", "Edition of the form: 2014, 2019, 2021 or prose.")
_PUBLISHED = Column("published_on", "date", "Date of publication, where the document states one.")
_PRIMARY = _required(
    "is_primary",
    "bool",
    "True for one report of each agency and year: the best quality, then the most cells printed, then the latest "
    "published_on, then the first source.",
)
_QUALITY = _required(
    "quality", "string", "verified, consistent, disputed or partial: how far its numbers can be trusted."
)
_SOURCE = _required("source", "string", "Path of the file relative to the input, / between parts.")

DOCUMENTS = Dataset(
    "documents",
    "An input file, whatever became of it. A row with status duplicate repeats the document_id of the file it equals.",
    ("document_id",),
    ("document_id", "source"),
    False,
    (
        _DOCUMENT_ID,
        Column("sha256", "string", "SHA-256 of the file in hex; null where the file could not be read from the disk."),
        _SOURCE,
        _required("size_bytes", "int64", "Size of the file.", "bytes"),
        _required("media_type", "string", "Media type by content, not by name."),
        Column("page_count", "int32", "Pages; null where the file could not be opened.", "pages"),
        Column("scanned_pages", "int32", "Pages without a usable text layer; null where not read.", "pages"),
        _required(
            "status",
            "string",
            "extracted, not_a_report, needs_password, damaged, unsupported, too_large, timed_out, crashed, duplicate.",
        ),
        _required("reason", "string", "Why it was not extracted and what to do; empty for extracted."),
        _required("extractor_version", "string", "Version that read the file."),
        _required("seconds", "float64", "Time the reading took.", "seconds"),
        _required("first_seen_at", "timestamp", "When a run first saw this content.", "UTC"),
        _required("extracted_at", "timestamp", "When the run that read this content began.", "UTC"),
    ),
)

REPORTS = Dataset(
    "reports",
    "An extracted report.",
    ("document_id",),
    ("document_id",),
    True,
    (
        _DOCUMENT_ID,
        _required("title", "string", "The report's title as printed."),
        _AGENCY,
        *_TITLE_PLACES,
        _YEAR,
        _FORM,
        _PUBLISHED,
        _required("page_count", "int32", "Pages.", "pages"),
        _required("scanned_pages", "int32", "Pages without a usable text layer.", "pages"),
        _PRIMARY,
        _required("primary_reason", "string", "Why it counts, or another does; empty for the only one."),
        _QUALITY,
        _required("cells_expected", "int32", "Cells that this report's form has.", "cells"),
        _required("cells_printed", "int32", "Cells in which something is printed and was read as a number.", "cells"),
        _required(
            "checks_failed",
            "int32",
            "Sums of the form that its numbers break; claims and other years are not counted here.",
            "checks",
        ),
        _SOURCE,
    ),
)


def _cells(name: str, value_type: ColumnType, unit: str) -> Dataset:
    table = TABLES[name]
    key = ("document_id", table.row_name, table.column_name)
    rows, columns = ", ".join(table.rows), ", ".join(table.columns)
    return Dataset(
        name,
        f"A cell of {table.label}.",
        key,
        ("document_id",),
        True,
        (
            _DOCUMENT_ID,
            _required(table.row_name, "string", f"Row of the form: {rows}."),
            _required(table.column_name, "string", f"Column of the form: {columns}."),
            *_IDENTITY,
            Column("value", value_type, "The number printed; null where nothing is printed or it can't be read.", unit),
            Column("unit", "string", "Unit as printed in the cell or its header; null where none is."),
            _required("state", "string", "printed, blank (an empty box), dash (—, / or 无: value 0) or unreadable."),
            _required("printed", "string", "The text as it stands on the page."),
            _required("origin", "string", "text, ocr, reread or human: where the reading comes from."),
            _required(
                "confidence", "float64", "0 to 1: how sure the value is what the page prints in this cell.", "share"
            ),
            Column("implied_value", value_type, "What the identities say, where that is one number and differs.", unit),
            *_PLACE,
            Column("why", "string", "How its row and column were recognised: by their labels, or by their place."),
        ),
    )


SECTIONS = Dataset(
    "sections",
    "A section's prose.",
    ("document_id", "section_no"),
    ("document_id", "section_no"),
    True,
    (
        _DOCUMENT_ID,
        _required("section_no", "int32", "0 the preamble, 1 to 6 the form's own sections."),
        *_IDENTITY,
        _required("title", "string", "Its heading as printed."),
        _required("text", "string", "Its prose without page furniture."),
        _required("page_first", "int32", "Page it begins on, from 1.", "page"),
        _required("page_last", "int32", "Page it ends on, from 1.", "page"),
    ),
)

CLAIMS = Dataset(
    "claims",
    "A number stated in prose that the form also holds.",
    ("document_id", "claim_no"),
    ("document_id", "claim_no"),
    True,
    (
        _DOCUMENT_ID,
        _required("claim_no", "int32", "From 1 in reading order."),
        *_IDENTITY,
        _required("section_no", "int32", "The section that says it."),
        _required(
            "table",
            "string",
            "Dataset of the cell that also holds it; sections for the fee that has no cell.",
        ),
        _required(
            "row",
            "string",
            "Row of that cell, or a group of rows: denied, unavailable, unprocessed, granted_or_partly, suits.",
        ),
        _required("column", "string", "Column of that cell; organisations for the five kinds together."),
        Column("value", "float64", "The number stated."),
        _required("printed", "string", "The words that state it."),
        _required("is_approximate", "bool", "Whether it is said to be near the true number only (余, 约)."),
        Column("table_value", "float64", "The number in the cell, or the sum that the words may mean."),
        Column(
            "agrees",
            "bool",
            "Whether the two are the same; null where that can't be said: an approximate number, a wording that may "
            "mean something else, a scanned page, a cell that is blank or was not read surely.",
        ),
        *_PLACE,
    ),
)

CHECKS = Dataset(
    "checks",
    "An arithmetic identity evaluated.",
    ("document_id", "check", "subject"),
    ("document_id",),
    True,
    (
        _DOCUMENT_ID,
        _required("check", "string", "row_sum, outcome_sum, balance, track_sum, carry_over, in_force_roll or claim."),
        _required("table", "string", "The table of the form it belongs to."),
        _required("subject", "string", "The row, column or track it was evaluated for."),
        *_IDENTITY,
        Column("left", "float64", "Sum of the left side; null where a number is missing."),
        Column("right", "float64", "Sum of the right side; null where a number is missing."),
        Column("difference", "float64", "left − right."),
        _required("verdict", "string", "holds, fails or untestable."),
        Column(
            "cause",
            "string",
            "Of a failure: published (the printed numbers disagree), reading (a reading is in doubt), unknown.",
        ),
        Column(
            "other_document_id",
            "string",
            "Of carry_over and in_force_roll: the report of the year before, which it is compared with.",
        ),
        Column("other_report_year", "int32", "The year of that report."),
    ),
)

FINDINGS = Dataset(
    "findings",
    "Something a person should know.",
    ("document_id", "finding_no"),
    ("document_id", "finding_no"),
    True,
    (
        _DOCUMENT_ID,
        _required("finding_no", "int32", "From 1 in each document."),
        *_IDENTITY,
        _required("code", "string", "What kind; each has a paragraph in docs/findings."),
        _required("severity", "string", "info, warning or error."),
        _required("message", "string", "One sentence, with what to do next."),
        *_PLACE,
        Column("table", "string", "Dataset of the cell concerned."),
        Column("row", "string", "Row of the cell concerned."),
        Column("column", "string", "Column of the cell concerned."),
        _required("facts", "string", "What the message was made from, as a JSON object of strings."),
    ),
)

REUSE = Dataset(
    "reuse",
    "A section beside one that holds the same text: of the same agency's report of the year before, or of another "
    "agency's report. Wording that the form, the law or very many agencies use counts for nothing.",
    ("document_id", "section_no", "other_document_id"),
    ("document_id", "section_no", "other_document_id"),
    True,
    (
        _DOCUMENT_ID,
        _required("section_no", "int32", "The section, 1 to 6."),
        *_IDENTITY,
        _required(
            "relation",
            "string",
            "year_before (there is a row also where nothing is alike) or other_agency (the five most alike).",
        ),
        _required("other_document_id", "string", "The report it is compared with."),
        _required("other_section_no", "int32", "That report's section."),
        Column("other_report_year", "int32", "That report's year."),
        Column("other_agency", "string", "That report's agency as printed."),
        Column("other_division_code", "string", "That report's division code."),
        _required("own_letters", "int32", "Letters of the section that are its own wording.", "letters"),
        _required("identical_letters", "int32", "Those of them that the other section holds as well.", "letters"),
        _required("share", "float64", "identical_letters in own_letters.", "share"),
        Column(
            "agency_count",
            "int32",
            "Of other_agency: how many other agencies' reports hold some of the section's text.",
            "agencies",
        ),
        _required(
            "passages",
            "string",
            "What is identical, as a JSON list of [start, end, other_start, other_end]: places in the two sections' "
            "text, from 0, the end being after the last character.",
        ),
    ),
)

DISCLOSURE = _cells("disclosure", "float64", "as in the column unit, else a count")
REQUESTS = _cells("requests", "int64", "applications")
REVIEW_LITIGATION = _cells("review_litigation", "int64", "cases")
CELL_DATASETS = (DISCLOSURE, REQUESTS, REVIEW_LITIGATION)

_VALUE_TYPES: dict[str, ColumnType] = {
    dataset.name: column.type for dataset in CELL_DATASETS for column in dataset.columns if column.name == "value"
}
_VALUE_UNITS = {"disclosure": "as printed", "requests": "applications", "review_litigation": "cases"}


def _measure_column(measure: Measure) -> Column:
    meaning = f"{measure.label}. {measure.meaning} {measure.name} = {measure.formula}. Null where a number is missing."
    return Column(measure.name, "int64" if measure.kind == "days_late" else "float64", meaning, measure.unit)


PANEL = Dataset(
    "panel",
    "A report, all its cells and the measures derived from them as columns. Cells are called table__row__column, "
    "shortened to Stata's 32 characters.",
    ("document_id",),
    ("document_id",),
    True,
    (
        _DOCUMENT_ID,
        _AGENCY,
        *_TITLE_PLACES,
        _YEAR,
        _FORM,
        _PUBLISHED,
        _PRIMARY,
        _QUALITY,
        _SOURCE,
        *(
            Column(
                panel_name(key),
                _VALUE_TYPES[key.table],
                f"{label(key)} ({key.table}: {key.row}, {key.column}).",
                _VALUE_UNITS[key.table],
            )
            for key in KEYS
        ),
        *map(_measure_column, MEASURES),
    ),
)

DATASETS: dict[str, Dataset] = {
    dataset.name: dataset
    for dataset in (
        DOCUMENTS,
        REPORTS,
        DISCLOSURE,
        REQUESTS,
        REVIEW_LITIGATION,
        SECTIONS,
        CLAIMS,
        CHECKS,
        FINDINGS,
        REUSE,
        PANEL,
    )
}


@cache
def arrow_schema(name: str) -> pa.Schema:
    """A dataset's Arrow schema, each field with its ``description`` and ``unit``, the whole with what wrote it."""
    import pyarrow as pa

    from reportextract import __version__

    dataset = DATASETS[name]
    types = {
        "string": pa.string(),
        "int32": pa.int32(),
        "int64": pa.int64(),
        "float64": pa.float64(),
        "bool": pa.bool_(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us", "UTC"),
    }
    fields = [
        pa.field(
            column.name,
            types[column.type],
            column.nullable,
            {"description": column.meaning, "unit": column.unit},
        )
        for column in dataset.columns
    ]
    return pa.schema(fields, {"dataset": name, "description": dataset.meaning, "reportextract_version": __version__})
