"""A comparison for spreadsheets: a CSV that Excel opens with its Chinese intact, or a workbook with a sheet a part."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from reportextract.compare.model import Comparison, MeasureRow, Number
from reportextract.compare.words import Words

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

_BYTE_ORDER_MARK = "\ufeff"
# What makes a spreadsheet take a text for a formula when it opens a CSV (OWASP, "CSV injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_WIDE, _NARROW = 46, 14
# Excel's limit of characters in a cell.
_LONGEST = 32_767


def as_csv(comparison: Comparison, words: Words) -> str:
    """Every number with its change and its doubt, then ratios, reused sections and oddities, told apart by ``kind``."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    heads = [words.head(comparison, column) for column in comparison.columns]
    change, doubt = words("words", "change"), words("kinds", "doubt")
    numbers = [*heads, *(f"{head} {change}" for head in heads), *(f"{head} {doubt}" for head in heads)]
    writer.writerow(_safe(["kind", "table", "row", "column", words("words", "cell"), *numbers]))
    for row in comparison.rows:
        values = [None if n is None else n.value for n in row.numbers]
        notes = [_note(words, number) for number in row.numbers]
        writer.writerow(_safe(["cell", *row.key, words.cell(row.key), *values, *row.changes, *notes]))
    for measure in comparison.measures:
        writer.writerow(_safe(["measure", "", measure.name, "", _name(measure, words), *measure.values]))
    for line in _reused(comparison, words):
        writer.writerow(_safe(["reuse", "", "", "", " ".join(map(str, line))]))
    for oddity in comparison.oddities:
        writer.writerow(_safe(["odd", oddity.kind, "", "", words.sentence(comparison, oddity)]))
    return _BYTE_ORDER_MARK + text.getvalue()


def _safe(row: Iterable[Any]) -> list[Any]:
    """Texts that a spreadsheet would run as a formula begin with an apostrophe; numbers stay numbers."""
    return [_safe_value(value) for value in row]


def _safe_value(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _note(words: Words, number: Number | None) -> str:
    if number is None:
        return words("states", "absent")
    if number.doubt is not None:
        return words.doubt(number)
    return words("states", "blank") if number.state == "blank" else ""


def _name(measure: MeasureRow, words: Words) -> str:
    return measure.label if words.language == "zh" else measure.name.replace("_", " ")


def _reused(comparison: Comparison, words: Words) -> Iterator[tuple[Any, ...]]:
    for section in comparison.reused:
        about = comparison.columns[section.column]
        passages = "\n".join(section.text[p.start : p.end] for p in section.passages)
        number = words("sections", section.section_no)
        yield (about.agency, about.year, number, section.other_agency, section.other_year, section.share, passages)


def as_xlsx(comparison: Comparison, words: Words) -> bytes:
    """A workbook: what is odd, numbers, ratios, reused text, sources. Heads are frozen and can be filtered.

    Every text is written as text: no cell is a formula or a link, whatever a report says.
    """
    from xlsxwriter import Workbook

    data = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(data, options) as book:
        _Sheets(book, comparison, words).write()
    return data.getvalue()


class _Sheets:
    def __init__(self, book: Workbook, comparison: Comparison, words: Words) -> None:
        self._book, self._comparison, self._words = book, comparison, words
        self._heads = [words.head(comparison, column) for column in comparison.columns]
        self._head = book.add_format({"bold": True, "bg_color": "#1f3a5f", "font_color": "#ffffff", "text_wrap": True})
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self._percent = book.add_format({"num_format": "0.0%"})
        self._marks = {
            "contradicted": book.add_format({"bg_color": "#f8c9c4"}),
            "unreadable": book.add_format({"bg_color": "#fbdcae"}),
            "unsure": book.add_format({"bg_color": "#fbdcae"}),
            "absent": book.add_format({"pattern": 14, "fg_color": "#dddddd"}),
            "blank": book.add_format({"font_color": "#999999", "italic": True}),
        }

    def write(self) -> None:
        self._odd()
        self._cells()
        self._measures()
        self._reuse()
        self._documents()

    def _sheet(self, part: str, heads: Sequence[str], widths: Sequence[int], rows: int) -> Any:
        sheet = self._book.add_worksheet(self._words("parts", part)[:31])
        for place, (head, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, head, self._head)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(rows, 1), len(heads) - 1)
        return sheet

    def _odd(self) -> None:
        words, comparison = self._words, self._comparison
        heads = [words("words", name) for name in ("kind", "report", "what")]
        sheet = self._sheet("odd", heads, (22, 16, 110), len(comparison.oddities))
        for line, oddity in enumerate(comparison.oddities, start=1):
            sheet.write_string(line, 0, words("kinds", oddity.kind))
            sheet.write_string(line, 1, self._heads[oddity.columns[0]])
            sheet.write_string(line, 2, words.sentence(comparison, oddity)[:_LONGEST], self._wrapped)

    def _cells(self) -> None:
        words, comparison = self._words, self._comparison
        change = words("words", "change")
        heads = [words("words", "table"), words("words", "cell"), *self._heads, *(f"{h} {change}" for h in self._heads)]
        widths = [24, _WIDE, *[_NARROW] * (2 * len(self._heads))]
        sheet = self._sheet("cells", heads, widths, len(comparison.rows))
        sheet.freeze_panes(1, 2)
        for line, row in enumerate(comparison.rows, start=1):
            sheet.write_string(line, 0, words.table(row.key.table))
            sheet.write_string(line, 1, words.cell(row.key))
            for place, number in enumerate(row.numbers, start=2):
                self._number(sheet, line, place, number)
            for place, difference in enumerate(row.changes, start=2 + len(self._heads)):
                if difference is not None:
                    sheet.write_number(line, place, difference)

    def _number(self, sheet: Any, line: int, place: int, number: Number | None) -> None:
        if number is None:
            sheet.write_blank(line, place, None, self._marks["absent"])
            return
        mark = self._format(number)
        if number.value is None:
            sheet.write_string(line, place, self._words.cell_text(number), mark)
        else:
            sheet.write_number(line, place, number.value, mark)
        if number.doubt is not None:
            printed = self._words("words", "printed", printed=number.printed)
            sheet.write_comment(line, place, f"{self._words.doubt(number)}\n{printed}")

    def _format(self, number: Number) -> Format | None:
        if number.doubt is not None:
            return self._marks[number.doubt]
        return self._marks["blank"] if number.value is None else None

    def _measures(self) -> None:
        words, comparison = self._words, self._comparison
        heads = [words("words", "measure"), *self._heads, "formula", "definition"]
        widths = [28, *[_NARROW] * len(self._heads), _WIDE, _WIDE]
        sheet = self._sheet("measures", heads, widths, len(comparison.measures))
        for line, measure in enumerate(comparison.measures, start=1):
            sheet.write_string(line, 0, _name(measure, words))
            for place, value in enumerate(measure.values, start=1):
                if value is not None:
                    sheet.write_number(line, place, value, self._percent if measure.unit == "share" else None)
            sheet.write_string(line, len(self._heads) + 1, measure.formula[:_LONGEST])
            sheet.write_string(line, len(self._heads) + 2, measure.meaning)

    def _reuse(self) -> None:
        words, comparison = self._words, self._comparison
        one, other = words("words", "agency"), "↔ " + words("words", "agency")
        year = words("words", "year")
        heads = [one, year, "§", other, f"↔ {year}", words("words", "share"), words("parts", "reuse")]
        sheet = self._sheet("reuse", heads, (26, 8, 8, 26, 8, 10, 110), len(comparison.reused))
        for line, values in enumerate(_reused(comparison, words), start=1):
            for place, value in enumerate(values):
                if isinstance(value, str):
                    sheet.write_string(line, place, value[:_LONGEST], self._wrapped)
                else:
                    sheet.write_number(line, place, value, self._percent if isinstance(value, float) else None)

    def _documents(self) -> None:
        words, columns = self._words, self._comparison.columns
        names = ("agency", "year", "form", "quality", "published", "document", "document")
        heads = [words("words", name) for name in names]
        sheet = self._sheet("documents", [*heads[:-1], "document_id"], (30, 8, 12, 12, 14, 60, 20), len(columns))
        for line, column in enumerate(columns, start=1):
            texts = (
                column.agency,
                str(column.year),
                words.form(column.form),
                words("quality", column.quality),
                str(column.published_on or words("words", "unknown")),
                column.source,
                column.document_id,
            )
            for place, text in enumerate(texts):
                sheet.write_string(line, place, text[:_LONGEST])
