"""What was understood of a page, drawn over its picture, for people who check or debug a reading.

All labels are canonical names, so that no Chinese font is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from reportextract.errors import NotAReport
from reportextract.ingest.document import OpenedDocument
from reportextract.model import Box, Cell, Check, Finding, PageReading, Report
from reportextract.page_picture import page_picture
from reportextract.placement import Placement

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

    from reportextract.pipeline import Options

# Pixels for a point: numbers of 9 pt stay readable beside their labels.
SCALE = 2.5
# The strips around the page, in pixels: names of rows at the left, findings at the right, facts above, legend below.
LEFT, RIGHT, ABOVE, BELOW = 290, 300, 64, 40
SMALL, NORMAL, LARGE = 13, 15, 20
PAPER, INK, QUIET = (255, 255, 255), (20, 20, 20), (110, 110, 110)
LINES, ACROSS, DOWN, WRONG = (120, 170, 230), (200, 0, 200), (255, 140, 0), (215, 0, 0)
STATES = {"printed": (0, 150, 60), "dash": (0, 110, 200), "blank": (130, 130, 130), "unreadable": WRONG}
# Below this a cell is drawn as doubtful.
SURE = 0.9
DOUBTFUL = (230, 150, 0)
# Recognised numbers less sure than this tell how sure they are.
TOLD_BELOW = 0.98

# A rule across a curled page is drawn through so many places.
ON_A_RULE = 16
# A column's name goes inside its cell where it takes less than this part of the width, beside the number.
ROOMY = 0.5

Colour = tuple[int, int, int]


def draw_page(opened: OpenedDocument, page: int, options: Options | None = None, scale: float = SCALE) -> Image:
    """Extracts a document and draws one page of it.

    A document that is no report is drawn without cells; its page says so.

    Args:
        opened: An open PDF or picture.
        page: From 1.
        options: How it is read.
        scale: Pixels for a point.

    Raises:
        DocumentError: The document can't be read at all.
    """
    from reportextract.page_reading import read_document
    from reportextract.pipeline import Options, report_of

    options = Options() if options is None else options
    document = read_document(opened, options.reader, options.ocr)
    report, remark = None, ""
    try:
        report = report_of(opened, document, options)
    except NotAReport as error:
        remark = error.message
    return draw_reading(opened, document.pages[page - 1], report, remark, scale)


def draw_reading(
    opened: OpenedDocument, page: PageReading, report: Report | None, remark: str = "", scale: float = SCALE
) -> Image:
    """Draws a page: its lines of text, its rules, and the report's cells and findings on it.

    Args:
        opened: The document.
        page: The page as a reader saw it.
        report: The report, None for lines and rules only.
        remark: A sentence to write above.
        scale: Pixels for a point.
    """
    from PIL import Image, ImageDraw

    picture = page_picture(opened, page.number, scale, page.rotation if page.origin == "text" else None)
    sheet = Image.new("RGB", (LEFT + picture.width + RIGHT, ABOVE + picture.height + BELOW), PAPER)
    # Pale, so that what is drawn over it stands out.
    sheet.paste(Image.blend(picture, Image.new("RGB", picture.size, PAPER), 0.35), (LEFT, ABOVE))
    draw = ImageDraw.Draw(sheet, "RGBA")
    draw.rectangle((LEFT, ABOVE, LEFT + picture.width, ABOVE + picture.height), outline=QUIET)
    cells = [cell for cell in report.cells if cell.page == page.number] if report is not None else []
    findings = [f for f in report.findings if f.page in (None, page.number)] if report is not None else []
    pen = _Pen(sheet, draw, scale)
    pen.lines_and_rules(page, [cell.box for cell in cells])
    pen.cells(cells)
    pen.findings(findings, report.checks if report is not None else (), LEFT + picture.width + 12)
    pen.facts(page, len(cells), report, remark)
    pen.legend(ABOVE + picture.height + 12)
    return sheet


class _Pen:
    """Draws things at their place on the page."""

    def __init__(self, sheet: Image, draw: ImageDraw, scale: float) -> None:
        self._sheet = sheet
        self._draw = draw
        self._scale = scale

    def lines_and_rules(self, page: PageReading, cells: Sequence[Box]) -> None:
        import numpy as np

        from reportextract.pages.lines import find_lines

        to_page = Placement(np.eye(3)) if page.to_page is None else page.to_page

        def pixels(*places: tuple[float, float]) -> list[tuple[float, float]]:
            return [self._pixel(x, y) for x, y in to_page.points(np.array(places)).tolist()]

        def straightened(box: Box) -> Box:
            corners = to_page.back(np.array([(x, y) for x in (box.x0, box.x1) for y in (box.top, box.bottom)]))
            return Box(*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist())

        for x0, top, x1, bottom in (line.box for line in find_lines(page, [straightened(box) for box in cells])):
            self._draw.polygon(pixels((x0, top), (x1, top), (x1, bottom), (x0, bottom)), outline=LINES)
        for y, x0, x1 in page.rules.horizontal.tolist():
            way = np.linspace(x0, x1, ON_A_RULE)
            self._draw.line(pixels(*((x, y) for x in way.tolist())), fill=ACROSS, width=2)
        for x, top, bottom in page.rules.vertical.tolist():
            self._draw.line(pixels((x, top), (x, bottom)), fill=DOWN, width=2)

    def cells(self, cells: Sequence[Cell]) -> None:
        """Each cell with its value; names of columns in the cells or below them, names of rows beside the page."""
        rows: dict[tuple[str, str], list[Cell]] = {}
        columns: dict[tuple[str, str, int], list[Cell]] = {}
        crowded = {cell.key.table for cell in cells if not self._has_room(cell)}
        for cell in cells:
            x0, top, x1, bottom = self._pixels(cell.box)
            differs = cell.implied_value is not None and cell.implied_value != cell.value
            doubtful = cell.confidence < SURE and cell.state != "unreadable"
            colour = WRONG if differs else DOUBTFUL if doubtful else STATES[cell.state]
            self._draw.rectangle((x0 + 1, top + 1, x1 - 1, bottom - 1), outline=colour, fill=(*colour, 28), width=2)
            rows.setdefault((cell.key.table, cell.key.row), []).append(cell)
            if cell.key.table in crowded:
                # The tracks of table 四 stand side by side: the same name at several places.
                columns.setdefault((cell.key.table, cell.key.column, round(x0 / (x1 - x0))), []).append(cell)
            else:
                self._text((x0 + 4, top + 3), cell.key.column, QUIET, SMALL, "lt")
            value = cell.state if cell.value is None else f"{cell.value}"
            shown = f"{value} ({cell.implied_value}?)" if differs else value
            if cell.origin != "text" and cell.confidence < TOLD_BELOW:
                shown += f" {cell.confidence:.2f}"
            if cell.origin == "reread":
                shown += " again"
            self._text((x1 - 4, bottom - 3), shown, colour, NORMAL, "rb", boxed=True)
        self._row_names(rows)
        for (_, column, _), members in columns.items():
            last = max(members, key=lambda c: c.box.bottom)
            x, y = self._pixel((last.box.x0 + last.box.x1) / 2, last.box.bottom)
            self._standing_text((x, y + 4), column)

    def _has_room(self, cell: Cell) -> bool:
        """Whether its column's name goes inside the cell, beside the number."""
        width = (cell.box.x1 - cell.box.x0) * self._scale
        return bool(self._draw.textlength(cell.key.column, font=_font(SMALL)) < ROOMY * width)

    def _row_names(self, rows: dict[tuple[str, str], list[Cell]]) -> None:
        written = 0.0
        for (table, row), members in sorted(rows.items(), key=lambda entry: entry[1][0].box.top):
            first = min(members, key=lambda c: c.box.x0)
            x, y = self._pixel(first.box.x0, (first.box.top + first.box.bottom) / 2)
            # Rows lower than a line of text push their names down.
            written = max(y, written + NORMAL + 2)
            self._text((LEFT - 10, written), f"{table[:3]}: {row}", STATES["printed"], NORMAL, "rm")
            self._draw.line((LEFT - 8, written, LEFT, y), fill=(*STATES["printed"], 200))
            self._draw.line((LEFT, y, x, y), fill=(*STATES["printed"], 45))

    def _standing_text(self, at: tuple[float, float], text: str) -> None:
        """Text that runs downwards from the middle of its upper end."""
        from PIL import Image, ImageDraw

        font = _font(SMALL)
        width, height = int(self._draw.textlength(text, font=font)) + 4, SMALL + 5
        strip = Image.new("RGB", (width, height), PAPER)
        ImageDraw.Draw(strip).text((2, 1), text, fill=STATES["printed"], font=font)
        self._sheet.paste(strip.rotate(-90, expand=True), (int(at[0]) - height // 2, int(at[1])))

    def findings(self, findings: Sequence[Finding], checks: Sequence[Check], left: float) -> None:
        """Red boxes on the page, and beside it the findings of the page or the document, then the failing checks."""
        y = float(ABOVE)
        for number, finding in enumerate(findings, start=1):
            colour = WRONG if finding.severity != "info" else QUIET
            if finding.box is not None and finding.page is not None:
                x0, top, x1, bottom = self._pixels(finding.box)
                self._draw.rectangle((x0 - 3, top - 3, x1 + 3, bottom + 3), outline=colour, width=3)
                self._text((x0 - 3, top - 4), f"{number}", colour, NORMAL, "lb", boxed=True)
            about: tuple[str, ...] = (finding.key.row, finding.key.column) if finding.key is not None else ()
            y = self._entry(left, y, f"{number} {finding.code}", colour, about)
        for check in checks:
            if check.verdict == "fails":
                about = (check.subject, f"{check.left} is not {check.right}", f"cause: {check.cause}")
                y = self._entry(left, y, f"check {check.check}", WRONG, about)

    def _entry(self, left: float, y: float, title: str, colour: Colour, about: Sequence[str]) -> float:
        self._text((left, y), title, colour, NORMAL, "lt")
        y += NORMAL + 4
        for part in about:
            self._text((left + 16, y), part, QUIET, SMALL, "lt")
            y += SMALL + 3
        return y + 8

    def facts(self, page: PageReading, cells: int, report: Report | None, remark: str) -> None:
        across, down = len(page.rules.horizontal), len(page.rules.vertical)
        seen = f"{len(page.glyphs)} characters, {across} + {down} rules, {cells} cells of the form"
        turned = f", turned by {page.rotation} degrees" if page.rotation else ""
        self._text((16, 10), f"Page {page.number}, {page.reader}: {seen}{turned}", INK, LARGE, "lt")
        if page.trust != "text":
            self._text((16, 36), f"Not read ({page.trust}): {page.trust_reason}", WRONG, LARGE, "lt")
        elif report is None:
            self._text((16, 36), f"No report. {remark}", WRONG, LARGE, "lt")
        else:
            failed = sum(check.verdict == "fails" for check in report.checks)
            year = report.report_year if report.report_year is not None else "year unknown"
            about = f"Report {year}, form {report.form}: {report.quality}, {failed} checks fail"
            self._text((16, 36), about, INK, LARGE, "lt")

    def legend(self, y: float) -> None:
        entries: list[tuple[str, Colour]] = [("line of text", LINES), ("rule across", ACROSS), ("rule down", DOWN)]
        entries += [(f"cell: {state}", colour) for state, colour in STATES.items()]
        entries += [("cell: doubtful", DOUBTFUL), ("finding, or value (implied?)", WRONG)]
        x = float(LEFT)
        for name, colour in entries:
            self._draw.rectangle((x, y, x + 16, y + 16), outline=colour, fill=(*colour, 60), width=2)
            self._text((x + 22, y + 1), name, INK, NORMAL, "lt")
            x += 22 + self._draw.textlength(name, font=_font(NORMAL)) + 24

    def _pixel(self, x: float, y: float) -> tuple[float, float]:
        return LEFT + x * self._scale, ABOVE + y * self._scale

    def _pixels(self, box: Box) -> tuple[float, float, float, float]:
        return *self._pixel(box.x0, box.top), *self._pixel(box.x1, box.bottom)

    def _text(
        self, at: tuple[float, float], text: str, colour: Colour, size: int, anchor: str, boxed: bool = False
    ) -> None:
        text = text.encode("ascii", "replace").decode()
        font = _font(size)
        if boxed:
            x0, top, x1, bottom = self._draw.textbbox(at, text, font=font, anchor=anchor)
            self._draw.rectangle((x0 - 2, top - 2, x1 + 2, bottom + 2), fill=(*PAPER, 215))
        self._draw.text(at, text, fill=colour, font=font, anchor=anchor)


def _font(size: int) -> Any:
    from PIL import ImageFont

    return ImageFont.load_default(size)
