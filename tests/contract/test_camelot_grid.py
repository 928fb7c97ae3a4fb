"""Camelot as the independent grid finder: its cells stand where the readers' characters stand."""

from __future__ import annotations

import pypdfium2
import pytest

from reportextract.model import GridCell
from reportextract.pages.reader import open_reader
from reportextract.tables.camelot_grid import find_cells
from tests.contract.build_pdf import build_pdf, stroke, text

# Two columns and three rows; the first row is one cell, and the second column's lower rows are one cell.
TABLE = (
    "".join(stroke(100, y, 400, y, 1) for y in (700, 670, 610))
    + stroke(100, 640, 250, 640, 1)
    + "".join(stroke(x, 610, x, 700, 1) for x in (100, 400))
    + stroke(250, 610, 250, 670, 1)
    + text(110, 680, "办理结果")
    + text(110, 650, "12")
    + text(110, 620, "-3")
    + text(300, 640, "100")
    + text(300, 625, "5")
)


def cells_of(data: bytes, with_glyphs: bool) -> dict[tuple[int, int], GridCell]:
    pdf = pypdfium2.PdfDocument(data)
    with open_reader("pdfplumber", data, pdf) as reader:
        page = reader.read_page(1)
    pdf.close()
    found = find_cells(data, 1, page.rotation, page.glyphs if with_glyphs else None)
    return {(cell.row, cell.column): cell for cell in found}


@pytest.mark.parametrize("with_glyphs", [True, False])
def test_cells_with_spans(with_glyphs: bool) -> None:
    cells = cells_of(build_pdf(TABLE), with_glyphs)
    assert {place: cell.text.replace(" ", "") for place, cell in cells.items()} == {
        (0, 0): "办理结果",
        (1, 0): "12",
        (2, 0): "-3",
        (1, 1): "1005",
    }
    assert cells[1, 1].lines == ("100", "5")
    assert (cells[0, 0].column_span, cells[1, 1].row_span) == (2, 2)
    assert cells[1, 0].box == pytest.approx((100, 172, 250, 202), abs=2)


@pytest.mark.parametrize("says_so", [True, False], ids=["with_rotate", "without_rotate"])
def test_turned_page_with_an_offset_origin(says_so: bool) -> None:
    """The content is turned anticlockwise and shown through a CropBox."""
    data = build_pdf(
        f"q 0 1 -1 0 900 0 cm {TABLE} Q", media=(0, 0, 900, 700), crop=(100, 50, 850, 650), rotate=90 * says_so
    )
    cells = cells_of(data, with_glyphs=True)
    assert cells[1, 0].text == "12"
    # The author's (100, 670) is (230, 100) on the stored page, 50 below the left edge of what is shown when turned.
    assert cells[1, 0].box == pytest.approx((50, 130, 200, 160), abs=2)


def test_page_without_a_table() -> None:
    assert find_cells(build_pdf(text(100, 700, "甲")), 1) == ()
