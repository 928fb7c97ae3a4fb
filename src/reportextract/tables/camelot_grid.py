"""The independent grid finder: camelot (lattice), which sees rules as pixels of a picture of the page."""

from __future__ import annotations

import io
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from reportextract.errors import LIBRARY_FAILURES, Damaged
from reportextract.model import Box, Glyphs, GridCell

# Rules are found on a picture of this many dots per inch and down to this part of its size, about as short as a row
# is high. On the samples' 51 pages with ruled tables the defaults (300, 15) miss the sides of every fourth cell.
RESOLUTION = 150
SHORTEST_PART = 40
# Characters of a cell whose middles differ by less than this part of their height stand on one line.
SAME_LINE = 0.5


def find_cells(
    data: bytes, page: int, rotation: int | None = None, glyphs: Glyphs | None = None
) -> tuple[GridCell, ...]:
    """The cells of all ruled tables on a page, as camelot sees them.

    Args:
        data: The PDF.
        page: From 1.
        rotation: Degrees clockwise by which the stored page is turned to be read (``PageReading.rotation``);
            by default what the PDF itself says.
        glyphs: The page's characters as an independent reader sees them, to be put into camelot's cells. By default
            camelot's own, which it puts a row too low where a font's metrics are wrong.

    Returns:
        Cells table by table, their boxes in points from the top left of the page as it is read. Rows and columns
        count within their table. Empty where camelot sees no rules.

    Raises:
        Damaged: The page breaks rules of the format that camelot relies on.
    """
    from camelot.io import read_pdf

    with tempfile.TemporaryDirectory(prefix="reportextract-") as folder:
        path = Path(folder, "page.pdf")
        height = _write_upright(data, page, rotation, path)
        with warnings.catch_warnings():
            # Camelot warns of pages without tables and of pages that are pictures.
            warnings.simplefilter("ignore")
            try:
                tables = read_pdf(
                    path,
                    pages="1",
                    flavor="lattice",
                    engine="raster",
                    backend=_Picture(),
                    line_scale=SHORTEST_PART,
                    suppress_stdout=True,
                )
            except LIBRARY_FAILURES as error:
                raise Damaged(
                    f"Page {page} can't be read a second time, with camelot ({type(error).__name__}).",
                    "Print the file to a new PDF in a PDF viewer.",
                ) from error
        cells = tuple(cell for table in tables for cell in _merged(table.cells, height))
    if glyphs is None:
        return cells
    return tuple(cell._replace(lines=_lines_in(cell.box, glyphs)) for cell in cells)


class _Picture:
    """Renders the page for camelot, which would draw it at 300 dots per inch whatever it is told.

    A quarter of the pixels keeps a worker below its memory limit.
    """

    def convert(self, pdf_path: str, png_path: str, **_: Any) -> None:
        from PIL import Image

        Image.fromarray(self.to_array(pdf_path)[:, :, ::-1]).save(png_path)

    def to_array(self, pdf_path: str, *_: Any, **__: Any) -> np.ndarray:
        """The first page as an array of shape (height, width, 3) in OpenCV's order of channels."""
        import pypdfium2

        document = pypdfium2.PdfDocument(pdf_path)
        try:
            picture: np.ndarray = document[0].render(scale=RESOLUTION / 72, rev_byteorder=False).to_numpy()
            return np.ascontiguousarray(picture[:, :, :3])
        finally:
            document.close()


def _lines_in(box: Box, glyphs: Glyphs) -> tuple[str, ...]:
    """The text inside a box line by line; a character is where its middle is."""
    x = (glyphs.boxes[:, 0] + glyphs.boxes[:, 2]) / 2
    y = (glyphs.boxes[:, 1] + glyphs.boxes[:, 3]) / 2
    inside = np.flatnonzero((x > box.x0) & (x < box.x1) & (y > box.top) & (y < box.bottom))
    if not len(inside):
        return ()
    by_height = inside[np.argsort(y[inside], kind="stable")]
    height = float(np.median(glyphs.boxes[by_height, 3] - glyphs.boxes[by_height, 1]))
    breaks = np.flatnonzero(np.diff(y[by_height]) > SAME_LINE * height) + 1
    lines = (line[np.argsort(x[line], kind="stable")].tolist() for line in np.split(by_height, breaks))
    return tuple("".join(glyphs.text[i] for i in line) for line in lines)


def _write_upright(data: bytes, page: int, rotation: int | None, path: Path) -> float:
    """Writes the page alone, what is shown of it only, marked to be turned upright; returns its height as read.

    Camelot ignores that a CropBox differs from the MediaBox.
    """
    import pypdfium2

    source = pypdfium2.PdfDocument(data)
    single = pypdfium2.PdfDocument.new()
    try:
        single.import_pages(source, [page - 1])
        alone = single[0]
        shown = alone.get_bbox()
        alone.set_mediabox(*shown)
        alone.set_cropbox(*shown)
        if rotation is not None:
            alone.set_rotation(rotation)
        height: float = alone.get_height()
        alone.close()
        buffer = io.BytesIO()
        single.save(buffer)
        path.write_bytes(buffer.getvalue())
        return height
    finally:
        single.close()
        source.close()


def _merged(rows: list[list[Any]], height: float) -> list[GridCell]:
    """Joins camelot's squares where no rule is between them; a cell has the text of all its squares."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for row, squares in enumerate(rows):
        for column, square in enumerate(squares):
            if (row, column) in taken:
                continue
            right = column
            while right + 1 < len(squares) and not squares[right].right and (row, right + 1) not in taken:
                right += 1
            low = row
            while low + 1 < len(rows) and not any(rows[low][c].bottom for c in range(column, right + 1)):
                low += 1
            covered = [(r, c) for r in range(row, low + 1) for c in range(column, right + 1)]
            taken.update(covered)
            last = rows[low][right]
            cells.append(
                GridCell(
                    row=row,
                    column=column,
                    row_span=low - row + 1,
                    column_span=right - column + 1,
                    box=Box(square.x1, height - square.y2, last.x2, height - last.y1),
                    lines=tuple(line for r, c in covered for line in rows[r][c].text.splitlines() if line.strip()),
                )
            )
    return cells
