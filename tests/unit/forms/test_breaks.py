"""Table 二 where a page ends in an awkward place."""

from __future__ import annotations

from collections.abc import Sequence

from reportextract.reading import read_form
from tests.typeset_form import LINE, TOP, Sheet

EDGES = (60.0, 200.0, 310.0, 420.0, 530.0)
MEASURES = ("上一年项目数量", "本年增/减", "处理决定数量")
HIGH = LINE + 6


def write_row(sheet: Sheet, top: float, texts: Sequence[str], *, indent: float = 4.0) -> float:
    """A row of boxes with their rules; returns where it ends."""
    for text, x in zip(texts, EDGES, strict=False):
        sheet.write(text, x + indent, top + 3)
    sheet.vertical += [(x, top, top + HIGH) for x in EDGES]
    sheet.horizontal += [(top, EDGES[0], EDGES[-1]), (top + HIGH, EDGES[0], EDGES[-1])]
    return top + HIGH


def write_title(sheet: Sheet, top: float, title: str) -> float:
    sheet.write(title, 240.0, top + 3)
    sheet.vertical += [(EDGES[0], top, top + HIGH), (EDGES[-1], top, top + HIGH)]
    sheet.horizontal.append((top, EDGES[0], EDGES[-1]))
    return top + HIGH


def numbers(sheets: Sequence[Sheet]) -> dict[tuple[str, str], str]:
    cells = read_form([sheet.page(i) for i, sheet in enumerate(sheets, 1)]).cells
    return {(k.row, k.column): c.printed for k, c in cells.items()}


def penalties_then(values: Sequence[str]) -> dict[tuple[str, str], str]:
    """行政处罚 with some values at the foot of a page; on the next a row without a label, then another item."""
    first, second = Sheet(), Sheet()
    y = write_title(first, TOP, "第二十条第（六）项")
    y = write_row(first, y, ("信息内容", *MEASURES))
    write_row(first, y, ("行政处罚", *values))
    y = write_row(second, TOP, ("", "122", "0", "20"))
    y = write_title(second, y, "第二十条第（八）项")
    y = write_row(second, y, ("信息内容", *MEASURES[:2]))
    write_row(second, y, ("行政事业性收费", "68", "5"))
    return numbers([first, second])


def test_a_row_without_its_label_first_on_a_page() -> None:
    """Between 行政处罚 and the next item there is one row, which has its own numbers: it is 行政强制."""
    found = penalties_then(("1", "2", "3"))
    assert [found["coercion", m] for m in ("items_last_year", "change", "decisions")] == ["122", "0", "20"]
    assert [found["penalties", m] for m in ("items_last_year", "change", "decisions")] == ["1", "2", "3"]


def test_half_a_row_first_on_a_page_is_no_row() -> None:
    """The numbers of 行政处罚 stand on the next page: they are not those of 行政强制, which was left out."""
    found = penalties_then(("", "", ""))
    assert ("coercion", "decisions") not in found
    assert found["penalties", "decisions"] == "20"


def without_rules(sheet: Sheet) -> Sheet:
    return Sheet(sheet.text, sheet.boxes)


def split_header(measures: Sequence[str]) -> dict[tuple[str, str], str]:
    """A header at the foot of a page without rules, and its rows on the next, set elsewhere."""
    first, second = Sheet(), Sheet()
    y = write_title(first, TOP, "第二十条第（一）项")
    y = write_row(first, y, ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"))
    y = write_row(first, y, ("规章", "0", "0", "0"), indent=40.0)
    y = write_row(first, y, ("行政规范性文件", "11", "0", "7"), indent=40.0)
    y = write_title(first, y, "第二十条第（六）项")
    write_row(first, y, ("信息内容", *measures))
    y = write_row(second, TOP, ("行政处罚", "", "", "9"), indent=40.0)
    write_row(second, y, ("行政强制", "", "", "8"), indent=40.0)
    return numbers([without_rules(first), without_rules(second)])


def test_a_header_at_the_foot_of_a_page_without_rules() -> None:
    found = split_header(("本年处理决定数量",))
    assert (found["penalties", "decisions"], found["coercion", "decisions"]) == ("9", "8")


def test_one_number_under_two_headers_on_the_page_before_is_neither() -> None:
    assert not {key for key in split_header(("上一年项目数量", "处理决定数量")) if key[0] in ("penalties", "coercion")}
