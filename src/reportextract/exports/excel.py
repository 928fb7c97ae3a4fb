"""XLSX: a sheet for each dataset, the codebook first, headers that stay in view."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportextract.datasets.read import Datasets
from reportextract.datasets.schema import DATASETS
from reportextract.errors import UsageError
from reportextract.exports.rows import portions

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# What a sheet holds, by Excel's specification; one row is the header.
MOST_ROWS = 1_048_575
MOST_CHARACTERS = 32_767
_CUT = " … (cut: a cell holds no more)"
_WIDTHS = {"string": 24, "date": 12, "timestamp": 20}
_NARROW, _WIDEST_NAME = 10, 32
# The same datasets give the same bytes.
_CREATED = datetime(2000, 1, 1)


def write(datasets: Datasets, names: Sequence[str], path: Path) -> None:
    """The datasets as a workbook.

    Raises:
        UsageError: A dataset has more rows than a sheet.
    """
    import xlsxwriter

    for name in names:
        count = datasets.arrow(name).count_rows()
        if count > MOST_ROWS:
            raise UsageError(
                f"{name} has {count} rows, a sheet of Excel at most {MOST_ROWS}.",
                "Export with --format csv or duckdb, or another dataset with --table.",
            )
    # Text is written as text: never as a formula, a link or a number.
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": "reportextract", "created": _CREATED})
        head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        formats = {
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "timestamp": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        _codebook(book.add_worksheet("codebook"), names, head)
        for name in names:
            _sheet(book.add_worksheet(name), datasets, name, head, formats)


def _codebook(sheet: Worksheet, names: Sequence[str], head: Format) -> None:
    for index, width in enumerate((18, 34, 11, 16, 110)):
        sheet.set_column(index, index, width)
    sheet.freeze_panes(1, 0)
    for index, title in enumerate(("dataset", "column", "type", "unit", "meaning")):
        sheet.write_string(0, index, title, head)
    row = 1
    for name in names:
        for line in ((name, "", "", "", DATASETS[name].meaning), *_columns(name)):
            for index, text in enumerate(line):
                sheet.write_string(row, index, text)
            row += 1
    sheet.autofilter(0, 0, row - 1, 4)


def _columns(name: str) -> list[tuple[str, str, str, str, str]]:
    return [(name, column.name, column.type, column.unit, column.meaning) for column in DATASETS[name].columns]


def _sheet(sheet: Worksheet, datasets: Datasets, name: str, head: Format, formats: dict[str, Format]) -> None:
    columns = DATASETS[name].columns
    for index, column in enumerate(columns):
        width = max(_WIDTHS.get(column.type, _NARROW), min(len(column.name) + 2, _WIDEST_NAME))
        sheet.set_column(index, index, width, formats.get(column.type))
        sheet.write_string(0, index, column.name, head)
    sheet.freeze_panes(1, 1)
    row = 0
    for portion in portions(datasets, name):
        for values in portion:
            row += 1
            for index, value in enumerate(values):
                _cell(sheet, row, index, value, formats)
    sheet.autofilter(0, 0, row, len(columns) - 1)


def _cell(sheet: Worksheet, row: int, index: int, value: Any, formats: dict[str, Format]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, index, value)
    elif isinstance(value, str):
        text = value if len(value) <= MOST_CHARACTERS else value[: MOST_CHARACTERS - len(_CUT)] + _CUT
        sheet.write_string(row, index, text)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, index, value.replace(tzinfo=None), formats["timestamp"])
    elif isinstance(value, date):
        sheet.write_datetime(row, index, value, formats["date"])
    else:
        sheet.write_number(row, index, value)
