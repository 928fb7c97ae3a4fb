"""Documents typeset straight into PDFs, some hundred a second: for runs over thousands of distinct ones.

The same plans that Word and the browser print (``build.plan``), set in one plain way: a page is filled from the top, a
table stands on one page, every box has its rules.

    python -m tests.corpus.direct --out DIR --count 10000 --seed 1
"""

from __future__ import annotations

import argparse
import zlib
from pathlib import Path
from random import Random

from tests.corpus.build import Plan, plan, write_truth
from tests.corpus.recipe import Recipe
from tests.corpus.sheet import Box, Sheet

WIDTH, HEIGHT, MARGIN = 595, 842, 62
TEXT_WIDTH = WIDTH - 2 * MARGIN
PROSE, CELL = 12.0, 8.0
_LEADING = 1.35
_PAD = 3.0
_FONTS = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[4 0 R]>>",
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/W[1 95 500 814 939 500]/FontDescriptor 5 0 R"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 5>>>>",
    b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -120 1000 880]/ItalicAngle 0/Ascent 880"
    b"/Descent -120/CapHeight 880/StemV 90>>",
)


class Press:
    """Sets lines and tables, from the top of a page down."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = []
        self._next_page()

    def _next_page(self) -> None:
        self.pages.append([])
        self._top = float(MARGIN)

    def _room(self, height: float) -> None:
        if self._top + height > HEIGHT - MARGIN:
            self._next_page()

    def paragraph(self, text: str, *, align: str = "left", indent: bool = True) -> None:
        """Prose, wrapped."""
        shown = ("　　" if indent else "") + text
        for line in wrap(shown, PROSE, TEXT_WIDTH):
            self._room(PROSE * _LEADING)
            slack = TEXT_WIDTH - length(line, PROSE)
            self._write(line, MARGIN + {"left": 0.0, "center": slack / 2, "right": slack}[align], self._top, PROSE)
            self._top += PROSE * _LEADING
        self._top += 3

    def table(self, sheet: Sheet) -> None:
        """A table on one page."""
        unit = TEXT_WIDTH / sum(sheet.widths)
        edges = [MARGIN + unit * sum(sheet.widths[:i]) for i in range(len(sheet.widths) + 1)]
        heights = [CELL * _LEADING + 2 * _PAD] * sheet.row_count
        lines = {box: _lines(box, edges) for box in sheet.boxes}
        for box in sorted(sheet.boxes, key=lambda box: box.rows):
            missing = len(lines[box]) * CELL * _LEADING + 2 * _PAD - sum(heights[box.row : box.row + box.rows])
            if missing > 0:
                heights[box.row + box.rows - 1] += missing
        self._room(sum(heights) + 8)
        tops = [self._top + sum(heights[:i]) for i in range(sheet.row_count + 1)]
        for box in sheet.boxes:
            x0, x1 = edges[box.col], edges[box.col + box.cols]
            top, bottom = tops[box.row], tops[box.row + box.rows]
            self.pages[-1].append(f"{x0:.2f} {HEIGHT - bottom:.2f} {x1 - x0:.2f} {bottom - top:.2f} re S")
            y = (top + bottom - len(lines[box]) * CELL * _LEADING) / 2
            for line in lines[box]:
                self._write(line, (x0 + x1 - length(line, CELL)) / 2, y, CELL)
                y += CELL * _LEADING
        self._top = tops[-1] + 8

    def _write(self, text: str, x: float, top: float, size: float) -> None:
        code = text.encode("utf-16-be").hex()
        self.pages[-1].append(f"BT /F {size} Tf {x:.2f} {HEIGHT - top - size * 0.95:.2f} Td <{code}> Tj ET")

    def pdf(self) -> bytes:
        """The document."""
        kids = b" ".join(b"%d 0 R" % (6 + 2 * i) for i in range(len(self.pages)))
        objects = [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[%s]/Count %d/MediaBox[0 0 %d %d]/Resources<</Font<</F 3 0 R>>>>>>"
            % (kids, len(self.pages), WIDTH, HEIGHT),
            *_FONTS,
        ]
        for i, page in enumerate(self.pages):
            content = zlib.compress("\n".join(["0.5 w", *page]).encode("ascii"), 1)
            objects.append(b"<</Type/Page/Parent 2 0 R/Contents %d 0 R>>" % (7 + 2 * i))
            objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(content), content))
        out = bytearray(b"%PDF-1.5\n")
        places = []
        for number, body in enumerate(objects, start=1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start, size = len(out), len(objects) + 1
        out += b"xref\n0 %d\n0000000000 65535 f \n" % size + b"".join(b"%010d 00000 n \n" % place for place in places)
        out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
        return bytes(out)


def length(text: str, size: float) -> float:
    """How wide a line is: half a square for what is ASCII, a square for the rest."""
    return sum(size / 2 if char < "\x7f" else size for char in text)


def wrap(text: str, size: float, width: float) -> list[str]:
    """A text as lines of at most this width; numbers are not torn apart."""
    lines, line, used = [], "", 0.0
    for char in text:
        wide = size / 2 if char < "\x7f" else size
        if used + wide > width and line:
            kept = len(line)
            while kept > 1 and char.isascii() and line[kept - 1].isascii() and kept > len(line) - 12:
                kept -= 1
            lines.append(line[:kept])
            line = line[kept:]
            used = length(line, size)
        line, used = line + char, used + wide
    return [*lines, line]


def _lines(box: Box, edges: list[float]) -> list[str]:
    if not box.text:
        return []
    if box.direction == "stacked":
        return list(box.text.replace("\n", ""))
    width = edges[box.col + box.cols] - edges[box.col] - 2 * _PAD
    return [line for part in box.text.split("\n") for line in wrap(part, CELL, width)]


def typeset(planned: Plan) -> bytes:
    """A planned document as a PDF."""
    press, text = Press(), planned.text
    for line in text.title:
        press.paragraph(line, align="center", indent=False)
    for line in text.preamble:
        press.paragraph(line)
    for chapter in text.chapters:
        press.paragraph(chapter.heading)
        for paragraph in chapter.paragraphs:
            press.paragraph(paragraph)
        tables = {2: planned.disclosure, 3: [planned.requests], 4: [planned.review]}.get(chapter.number, [])
        for sheet in tables:
            if sheet is not None:
                press.table(sheet)
    for line in text.signature:
        press.paragraph(line, align="right", indent=False)
    return press.pdf()


def plain_recipe(number: int, seed: int) -> Recipe:
    """A document that an ordinary office publishes, with its own year and numbers."""
    chance = Random(f"{seed} {number}")
    year = chance.randint(2019, 2024)
    return Recipe(
        name=f"{number:06}",
        edition="2019" if year < 2021 else "2021",
        year=year,
        level=chance.choice(("township", "county", "department")),
        magnitude=chance.choice(("few", "few", "many")),
        wordy=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus.direct", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    truths = {}
    for number in range(options.count):
        planned = plan(plain_recipe(number, options.seed), options.seed)
        truths[f"{planned.recipe.name}.pdf"] = planned.truth
        (options.out / f"{planned.recipe.name}.pdf").write_bytes(typeset(planned))
    write_truth(options.out / "truth.json", truths)


if __name__ == "__main__":
    main()
