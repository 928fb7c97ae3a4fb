"""The choice of the fast reader (docs/decisions/0002): what characters and rules cost with each candidate.

``python -m benchmarks.readers FOLDER``; tablers is a candidate that the project doesn't install:
``.venv/bin/python -m pip install tablers`` first, or its column stays empty.
"""

from __future__ import annotations

import argparse
import ctypes
import importlib.util
import statistics
import sys
from pathlib import Path

from benchmarks.bench import PLAIN, read_plain_text
from benchmarks.timing import Work, interleave
from reportextract.evaluate.tables import as_text

PDFIUM = "pdfium characters and objects"
TABLERS = "tablers characters and objects"
ROUNDS = 7


def read_with_pdfium(path: Path) -> int:
    """Every character with its box, every page object with its kind, bounds or render mode, by the raw interface."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    bounds = [ctypes.c_float() for _ in range(4)]
    places = [ctypes.byref(bound) for bound in bounds]
    count = 0
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            text_page = page.get_textpage()
            characters = pdfium.FPDFText_CountChars(text_page)
            if characters > 0:
                text = (ctypes.c_ushort * (characters + 1))()
                pdfium.FPDFText_GetText(text_page, 0, characters, text)
                boxes = (pdfium.FS_RECTF * characters)()
                for index in range(characters):
                    pdfium.FPDFText_GetLooseCharBox(text_page.raw, index, boxes[index])
            objects = pdfium.FPDFPage_CountObjects(page.raw)
            for index in range(objects):
                shape = pdfium.FPDFPage_GetObject(page.raw, index)
                kind = pdfium.FPDFPageObj_GetType(shape)
                if kind == pdfium.FPDF_PAGEOBJ_PATH:
                    pdfium.FPDFPath_CountSegments(shape)
                    pdfium.FPDFPageObj_GetBounds(shape, *places)
                elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
                    pdfium.FPDFTextObj_GetTextRenderMode(shape)
            count += characters + objects
            text_page.close()
            page.close()
    return count


def read_with_tablers(path: Path) -> int:
    """Every character, line and rectangle with its box, taken over into Python."""
    import tablers

    count = 0
    with tablers.Document(str(path)) as document:
        for page in document.pages():
            page.extract_objects()
            found = page.objects
            characters = [(character.bbox, character.rotation_degrees) for character in found.chars]
            lines = [(line.points, line.width, line.line_type) for line in found.lines]
            rectangles = [(rectangle.bbox, rectangle.fill_color) for rectangle in found.rects]
            count += len(characters) + len(lines) + len(rectangles)
    return count


def main() -> int:
    """Prints a line a document and the median of each candidate."""
    parser = argparse.ArgumentParser(prog="benchmarks.readers", description=__doc__)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    candidates: dict[str, Work] = {PDFIUM: read_with_pdfium}
    if importlib.util.find_spec("tablers") is not None:
        candidates[TABLERS] = read_with_tablers
    contenders = {PLAIN: (read_plain_text, ROUNDS)} | {name: (work, ROUNDS) for name, work in candidates.items()}

    ratios: dict[str, list[float]] = {name: [] for name in candidates}
    rows = [["document", f"{PLAIN} ms", *(f"{name} ×" for name in candidates)]]
    for path in sorted(arguments.folder.glob("*.pdf")):
        if read_plain_text(path) == 0:
            continue  # a scan: no reader has anything to read
        seconds = interleave(path, contenders)
        for name in candidates:
            ratios[name].append(seconds[name] / seconds[PLAIN])
        rows.append([path.name, f"{seconds[PLAIN] * 1000:.1f}", *(f"{ratios[name][-1]:.2f}" for name in candidates)])
    if len(rows) == 1:
        print(f"No PDF with a text layer in {arguments.folder}.", file=sys.stderr)
        return 2
    rows.append(["median", "", *(f"{statistics.median(ratios[name]):.2f}" for name in candidates)])
    print(as_text(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
