"""The Word-like maker: a .docx as an office clerk makes it, turned into a PDF by LibreOffice."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.corpus.prose import Text
from tests.corpus.recipe import Recipe
from tests.corpus.sheet import Box, Sheet, cut_sheet

FONTS = {
    "song": "AR PL SungtiL GB",
    "kai": "AR PL KaitiM GB",
    "hei": "WenQuanYi Zen Hei",
    "serif": "Noto Serif CJK SC",
    "sans": "Noto Sans CJK SC",
}
_PAGE = (595.3, 841.9)  # A4 in points
_FILLS = {"caption": "C6D9F1", "header": "DBE5F1", "corner": "DBE5F1", "stub": "F2F2F2"}


def _edges(kind: str) -> dict[str, str]:
    """Border style by edge of a table: top, left, bottom, right, insideH, insideV."""
    single = 'w:val="single" w:sz="4" w:space="0" w:color="000000"'
    styles = {
        "double": 'w:val="double" w:sz="4" w:space="0" w:color="000000"',
        "thick": 'w:val="single" w:sz="18" w:space="0" w:color="000000"',
        "dotted": 'w:val="dotted" w:sz="6" w:space="0" w:color="000000"',
        "dashed": 'w:val="dashed" w:sz="6" w:space="0" w:color="444444"',
    }
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    drawn = {
        "none": (),
        "horizontal": ("top", "bottom", "insideH"),
        "vertical": ("left", "right", "insideV"),
        "no_outer": ("insideH", "insideV"),
        "no_sides": ("top", "bottom", "insideH", "insideV"),
        "frame": ("top", "left", "bottom", "right"),
    }.get(kind, edges)
    return {edge: styles.get(kind, single) if edge in drawn else 'w:val="nil"' for edge in edges}


class WordMaker:
    """Builds one .docx.

    Attributes:
        width: Width of the text on the current section's pages, in points.
    """

    def __init__(self, recipe: Recipe, text: Text) -> None:
        self.recipe, self.text = recipe, text
        self.document: Any = Document()
        self.body = self.document.element.body
        for child in list(self.body)[:-1]:
            self.body.remove(child)
        turned = {recipe.stub, recipe.headers} & {"tbRl", "btLr"}
        # LibreOffice lays turned WenQuanYi glyphs on top of each other
        self.font = FONTS["song" if turned and recipe.font == "hei" else recipe.font]
        self.width = _PAGE[0] - 2 * recipe.margin
        self._headings = 0

    def build(self, disclosure: Sequence[Sheet], requests: Sheet | None, review: Sheet | None) -> None:
        """Write the whole report; a table that is None is missing from it."""
        recipe, text = self.recipe, self.text
        for line in text.title:
            self.paragraph(line, size=20, align="center", bold=True)
        for paragraph in text.preamble:
            self.paragraph(paragraph)
        for chapter in text.chapters:
            if chapter.number == 3 and recipe.landscape:
                self.end_section(landscape=False)
                self.width = _PAGE[1] - 2 * recipe.margin
            starts_page = recipe.page_per_table and chapter.number in (2, 3, 4, 5)
            self.paragraph(chapter.heading, size=15, bold=True, page_break=starts_page)
            for paragraph in chapter.paragraphs:
                self.paragraph(paragraph)
            if chapter.number == 2:
                self.disclosure(disclosure)
            elif chapter.number == 3 and requests is not None:
                self.requests(requests)
            elif chapter.number == 4 and review is not None:
                self.table(review)
            if chapter.number == 3 and recipe.landscape:
                self.end_section(landscape=True)
                self.width = _PAGE[0] - 2 * recipe.margin
        for line in text.signature:
            self.paragraph(line, align="right")
        self.finish()

    def disclosure(self, sheets: Sequence[Sheet]) -> None:
        """Table 二, its blocks with or without a line between."""
        for i, sheet in enumerate(sheets):
            if self.recipe.blocks == "captioned":
                self.paragraph(self.text.captions[i])
            elif i:
                self.paragraph("", size=6)
            self.table(sheet)

    def requests(self, sheet: Sheet) -> None:
        """Table 三, cut by hand where the recipe says so."""
        done = 0
        for cut in self.recipe.cuts:
            above, sheet = cut_sheet(sheet, cut - done, self.recipe.cut_repeats)
            self.table(above)
            self.paragraph("", size=2, page_break=True)
            done = cut
        self.table(sheet)

    def paragraph(
        self, text: str, size: float = 12, align: str = "both", bold: bool = False, page_break: bool = False
    ) -> None:
        """A paragraph; body text is indented by two characters."""
        indent = '<w:ind w:firstLineChars="200" w:firstLine="480"/>' if align == "both" and size >= 12 else ""
        spacing = '<w:spacing w:before="0" w:after="0" w:line="360" w:lineRule="auto"/>' if size >= 12 else ""
        brk = "<w:pageBreakBefore/>" if page_break else ""
        self._append(f'<w:p {nsdecls("w")}><w:pPr>{brk}{spacing}{indent}<w:jc w:val="{align}"/></w:pPr>'
                     f"{self._run(text, size, bold)}</w:p>")  # fmt: skip

    def table(self, sheet: Sheet, row_heights: Sequence[float] | None = None) -> None:
        """A sheet as a Word table as wide as the text. ``row_heights`` are least heights in points by row."""
        recipe = self.recipe
        scale = self.width / sum(sheet.widths)
        widths = [w * scale for w in sheet.widths]
        edges = "".join(f"<w:{edge} {style}/>" for edge, style in _edges(recipe.borders).items())
        grid = "".join(f'<w:gridCol w:w="{round(w * 20)}"/>' for w in widths)
        starts = {(box.row, box.col): box for box in sheet.boxes}
        rows = []
        for r in range(sheet.row_count):
            height = row_heights[r] if row_heights is not None else recipe.row_height
            height = max([height, *(self._turned_height(box) for box in sheet.boxes if box.row + box.rows == r + 1)])
            cells, c = [], 0
            while c < len(widths):
                box = starts.get((r, c)) or next(b for b in sheet.boxes if b.col == c and b.row < r < b.row + b.rows)
                cells.append(self._cell(box, widths, r))
                c += box.cols
            properties = f'<w:trHeight w:val="{round(height * 20)}" w:hRule="atLeast"/>' if height else ""
            if not recipe.rows_split:
                properties = "<w:cantSplit/>" + properties
            if recipe.repeat_header and r < sheet.header_rows:
                properties += "<w:tblHeader/>"
            rows.append(f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>")
        self._append(
            f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{round(self.width * 20)}" w:type="dxa"/>'
            f'<w:jc w:val="center"/><w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
            '<w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar>'
            f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )

    def _turned_height(self, box: Box) -> float:
        """Height that a turned header needs so that its text is not cut off."""
        if box.role != "header" or box.direction not in ("tbRl", "btLr"):
            return 0.0
        return self.recipe.cell_size * (len(box.text) + 1) - 12 * (box.rows - 1)

    def _cell(self, box: Box, widths: Sequence[float], row: int) -> str:
        recipe = self.recipe
        width = sum(widths[box.col : box.col + box.cols])
        span = f'<w:gridSpan w:val="{box.cols}"/>' if box.cols > 1 else ""
        merge = "" if box.rows == 1 else "<w:vMerge/>" if row > box.row else '<w:vMerge w:val="restart"/>'
        fill = _FILLS.get(box.role) if recipe.shading else None
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
        turned = f'<w:textDirection w:val="{box.direction}"/>' if box.direction in ("tbRl", "btLr") else ""
        valign = f'<w:vAlign w:val="{recipe.valign}"/>' if recipe.valign != "top" else ""
        align = (
            "left" if box.role in ("label", "corner") else recipe.align if box.role in ("value", "extra") else "center"
        )
        text = (
            "" if row > box.row else "\n".join(box.text.replace("\n", "")) if box.direction == "stacked" else box.text
        )
        bold = box.role in ("caption", "header")
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{round(width * 20)}" w:type="dxa"/>{span}{merge}{shade}{turned}{valign}'
            f'</w:tcPr><w:p><w:pPr><w:spacing w:before="0" w:after="0"/><w:jc w:val="{align}"/></w:pPr>'
            f"{self._run(text, recipe.cell_size, bold)}</w:p></w:tc>"
        )

    def _run(self, text: str, size: float, bold: bool = False) -> str:
        if not text:
            return f'<w:r><w:rPr><w:sz w:val="{round(size * 2)}"/></w:rPr></w:r>'
        style = (
            f'<w:rPr><w:rFonts w:ascii="{self._latin()}" w:hAnsi="{self._latin()}" w:eastAsia="{self.font}"/>'
            f'{"<w:b/>" if bold else ""}<w:sz w:val="{round(size * 2)}"/></w:rPr>'
        )
        lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
        return f"<w:r>{style}{lines}</w:r>"

    def _latin(self) -> str:
        return "Liberation Sans" if self.recipe.font in ("hei", "sans") else "Liberation Serif"

    def _append(self, xml: str) -> None:
        self.body.insert(len(self.body) - 1, parse_xml(xml))

    def end_section(self, landscape: bool) -> None:
        """Close the section written so far; what follows starts on a new page."""
        self._append(f"<w:p {nsdecls('w')}><w:pPr>{self._section(landscape)}</w:pPr></w:p>")

    def _section(self, landscape: bool) -> str:
        w, h = (round(v * 20) for v in (_PAGE[::-1] if landscape else _PAGE))
        m = round(self.recipe.margin * 20)
        orient = ' w:orient="landscape"' if landscape else ""
        return (
            f'<w:sectPr {nsdecls("w")}><w:pgSz w:w="{w}" w:h="{h}"{orient}/>'
            f'<w:pgMar w:top="{m}" w:bottom="{m}" w:left="{m}" w:right="{m}" w:header="500" w:footer="500" '
            'w:gutter="0"/></w:sectPr>'
        )

    def finish(self) -> None:
        """Page size, margins, page numbers and running header of the last section (others follow it)."""
        recipe = self.recipe
        first = self.document.sections[0]
        last = self.document.sections[-1]
        for side in ("top_margin", "bottom_margin", "left_margin", "right_margin"):
            setattr(last, side, round(recipe.margin * 12700))
        last.page_width, last.page_height = round(_PAGE[0] * 12700), round(_PAGE[1] * 12700)
        first.header_distance = first.footer_distance = 25 * 12700
        before, after = {"dashes": ("- ", " -"), "words": ("第 ", " 页 共 {} 页"), "header": ("", "")}.get(
            recipe.furniture, ("", "")
        )
        if recipe.furniture == "none":
            return
        field = '<w:fldSimple w:instr="{}">' + self._run("1", 9) + "</w:fldSimple>"
        head, _, tail = after.partition("{}")
        runs = self._run(before, 9) + field.format("PAGE") + self._run(head, 9)
        if tail:
            runs += field.format("NUMPAGES") + self._run(tail, 9)
        paragraph = f'<w:p {nsdecls("w")}><w:pPr><w:jc w:val="center"/></w:pPr>{{}}</w:p>'
        first.footer._element.append(parse_xml(paragraph.format(runs)))
        if recipe.furniture == "header":
            first.header._element.append(parse_xml(paragraph.format(self._run("".join(self.text.title), 9))))


def convert(folder: Path) -> None:
    """Turn every .docx in ``folder`` into a PDF beside it with LibreOffice.

    Raises:
        RuntimeError: A document did not become a PDF.
    """
    sources = sorted(folder.glob("*.docx"))
    if not sources:
        return
    with tempfile.TemporaryDirectory() as profile:
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "pdf"]
        subprocess.run(
            [*command, "--outdir", str(folder), *map(str, sources)], check=True, capture_output=True, timeout=900
        )
    missing = [source.name for source in sources if not source.with_suffix(".pdf").exists()]
    if missing:
        raise RuntimeError(f"LibreOffice did not convert {', '.join(missing)}")
