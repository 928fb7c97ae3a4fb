"""下堡镇人民政府 2020, typeset from its published text as the town would have: a Word document turned into a PDF.

The page breaks are where the text shows them: table 二 broken between header and rows and again before its last row;
the label of 三 cut into pieces and begun anew in mid-table; the label of （三）2 going on beside empty cells on the
next page; the tail of a label (结果) as a row of its own. ``python -m tests.corpus.xiabao --out FILE.pdf``.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from docx.oxml.ns import nsdecls

from tests.corpus import disturb, figures, layout, word
from tests.corpus.form import CORNER
from tests.corpus.prose import Text
from tests.corpus.recipe import Recipe
from tests.corpus.sheet import Box, Sheet, cut_sheet

SOURCE = Path(__file__).with_name("xiabao_2020.txt")
RECIPE = Recipe("xiabao", edition="2019", year=2020, magnitude="zeros", cell_size=14, margin=73.6, font="song")
_BODY, _LEADING = 16.0, 32.0  # points: 三号 type, which fills the first page to the very break in the text

# Where the agency broke its labels.
_WRAPS = {
    "本年新制作数量": "本年新\n制作数量",
    "本年新公开数量": "本年新\n公开数量",
    "对外公开总数量": "对外公开\n总数量",
    "上一年项目数量": "上一年项目\n数量",
    "处理决定数量": "处理决定\n数量",
    "采购项目数量": "采购项目\n数量",
    CORNER: "(本列数据的勾稽关系为：\n第一项加第二项之和，等于\n第三项加第四项之和)",
    "一、本年新收政府信息公开申请数量": "一、本年新收政府信息公开\n申请数量",
    "二、上年结转政府信息公开申请数量": "二、上年结转政府信息公开\n申请数量",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": (
        "(二) 部分公开(区分处理的,\n只计这一情形,\n不计其他情形)"
    ),
    "1.属于国家秘密": "1. 属于国家\n秘密",
    "2.其他法律行政法规禁止公开": "2. 其他法律",
    "自然人": "自然\n人",
}
_LAST_OF_ROW_2 = "行政法规禁止公开"


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the published text; ``paragraphs`` before its table, if it has one."""

    heading: str
    paragraphs: tuple[str, ...]


def read_prose(source: str) -> tuple[tuple[str, str], list[Section]]:
    """Title lines and sections of the text; a paragraph that a page break cut is whole again."""
    title: list[str] = []
    sections: list[Section] = []
    for block in (block.strip() for block in source.split("\n\n")):
        if "\t" in block or not block:
            continue  # tables and their pieces
        if block[0] in "一二三四五六" and block[1] == "、":
            sections.append(Section(block, ()))
        elif not sections:
            title.append(block)
        else:
            last = sections[-1]
            done = last.paragraphs
            if done and (done[-1].endswith("等") or done[-1].endswith("”")):
                whole = (*done[:-1], done[-1] + block)
            else:
                whole = (*done, block)
            sections[-1] = replace(last, paragraphs=whole)
    return (title[0], title[1]), sections


def disclosure_pieces() -> list[Sheet]:
    """Table 二 in its three pieces; blocks of three columns keep to the grid of those of four."""
    sheet = _author().disclosure()[0]
    boxes = []
    for box in sheet.boxes:
        if box.cols == 4:
            box = replace(box, col={0: 0, 4: 3, 8: 6}[box.col], cols=6 if box.col == 8 else 3)
        boxes.append(_wrapped(box))
    whole = replace(sheet, boxes=tuple(boxes))
    head, rest = cut_sheet(whole, 2)
    body, last = cut_sheet(rest, whole.row_count - 3)
    return [head, body, last]


def request_pieces() -> list[Sheet]:
    """Table 三 in its four pieces."""
    sheet = _author().requests()
    row_of = {box.key.row: box.row for box in sheet.boxes if box.key is not None}
    stub = next(box for box in sheet.boxes if box.role == "stub")
    group = next(box for box in sheet.boxes if box.text.startswith("（三）"))
    boxes = [_wrapped(box) for box in sheet.boxes if box not in (stub, group)]
    first, second, third = stub.row, row_of["denied.internal_affairs"], row_of["other"]
    end = stub.row + stub.rows
    boxes += [
        replace(stub, rows=second - first, text="三、\n本\n年\n度\n办\n理\n结", direction=""),
        replace(stub, row=second, rows=third - second, text="三、本年度办理结果", direction=""),
        replace(stub, row=third, rows=end - third, text="三、\n本\n年\n度\n办\n理", direction=""),
        replace(group, rows=second - group.row, text="(三) 不予公开"),
        replace(group, row=second, rows=group.row + group.rows - second, text="(三) 不予公开"),
    ]
    cut_2, cut_3, cut_4 = (
        row_of[name] + 1 for name in ("denied.prohibited_by_law", "unavailable.needs_creation", "total")
    )
    head, rest = cut_sheet(replace(sheet, boxes=tuple(boxes)), cut_2)
    upper, rest = cut_sheet(rest, cut_3 - cut_2)
    lower, tail = cut_sheet(rest, cut_4 - cut_3)
    return [head, _with_tail(upper, 2, _LAST_OF_ROW_2, "果"), lower, _with_tail(tail, 0, "结果", "")]


def _with_tail(sheet: Sheet, col: int, text: str, stub: str) -> Sheet:
    """Put the tail of a row that the page break cut on top: the rest of its label beside empty cells.

    Labels that span the break (``stub`` has text then) reach into the new row.
    """
    boxes: list[Box] = []
    covered: set[int] = set()
    for box in sheet.boxes:
        if stub and box.row == 0 and box.col < col and box.rows > 1:
            boxes.append(replace(box, rows=box.rows + 1, text=stub if box.col == 0 else ""))
            covered.add(box.col)
        else:
            boxes.append(replace(box, row=box.row + 1))
    for c in range(len(sheet.widths)):
        if c not in covered:
            boxes.append(Box(0, c, text if c == col else "", "label"))
    return replace(sheet, row_count=sheet.row_count + 1, boxes=tuple(boxes))


def review_sheet() -> Sheet:
    """Table 四 with its headers one character a line under 行政诉讼."""
    sheet = _author().review()
    boxes = []
    for box in sheet.boxes:
        if box.role == "header" and box.cols == 1:
            level = box.rows == 2 and box.text != "总计"
            text = f"{box.text[:2]}\n{box.text[2:]}" if level else "\n".join(box.text)
            box = replace(box, text=text)
        boxes.append(box)
    return replace(sheet, boxes=tuple(boxes), widths=(1.5,) * 5 + (1.0,) * 10)


def _author() -> layout.Author:
    rng = Random(0)
    return layout.Author(RECIPE, figures.invent(RECIPE, rng), rng)


def _wrapped(box: Box) -> Box:
    text = _WRAPS.get(box.text, box.text)
    if box.role == "header" and box.cols == 1 and "\n" not in text:
        text = "\n".join(text)
    if text.startswith("（") and box.role == "label":
        text = text.replace("（", "(", 1).replace("）", ") ", 1)
    if len(text) > 2 and text[0].isdigit() and text[1] == "." and text[2] != " ":
        text = f"{text[:2]} {text[2:]}"
    return replace(box, text=text)


class _Typesetter(word.WordMaker):
    """The town's page: 三号 type at exact leading."""

    def body_text(self, text: str, bold: bool = False, page_break: bool = False) -> None:
        brk = "<w:pageBreakBefore/>" if page_break else ""
        self._append(
            f'<w:p {nsdecls("w")}><w:pPr>{brk}<w:widowControl w:val="0"/><w:spacing w:before="0" w:after="0" '
            f'w:line="{round(_LEADING * 20)}" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/>'
            f"</w:pPr>{self._run(text, _BODY, bold)}</w:p>"
        )

    def new_page(self) -> None:
        self.paragraph("", size=1, page_break=True)


def typeset(out: Path) -> None:
    """Write the PDF."""
    title, sections = read_prose(SOURCE.read_text("utf-8"))
    text = Text(title[0], title, (), (), ("", ""), (), ())
    maker = _Typesetter(RECIPE, text)
    for line in ("", *title, "", ""):  # empty lines around the title, as in print
        maker.paragraph(line, size=22, align="center", bold=True)
    tables = {1: _disclosure, 2: _requests, 3: _review}
    for i, section in enumerate(sections):
        maker.body_text(section.heading, bold=True)
        for paragraph in section.paragraphs:
            maker.body_text(paragraph)
        if i in tables:
            tables[i](maker)
    maker.finish()
    with tempfile.TemporaryDirectory() as folder:
        maker.document.save(Path(folder, "xiabao.docx"))
        word.convert(Path(folder))
        pdf = Path(folder, "xiabao.pdf").read_bytes()
    out.write_bytes(disturb.apply(pdf, (), {}, Random(0)))


def _heights(sheet: Sheet, height: float) -> Sequence[float]:
    return [height] * sheet.row_count


def _disclosure(maker: _Typesetter) -> None:
    head, body, last = disclosure_pieces()
    maker.table(head, _heights(head, 40))
    maker.new_page()
    maker.table(body, _heights(body, 43))
    maker.new_page()
    maker.table(last, _heights(last, 43))


def _requests(maker: _Typesetter) -> None:
    head, upper, lower, tail = request_pieces()
    maker.table(head, [22, 22, 80, *[85] * (head.row_count - 4), 20])
    maker.new_page()
    maker.table(upper, [20, *[70] * (upper.row_count - 1)])
    maker.new_page()
    maker.table(lower, _heights(lower, 72))
    maker.new_page()
    maker.table(tail, [20, 40])


def _review(maker: _Typesetter) -> None:
    maker.table(review_sheet(), [24, 24, 80, 40])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.corpus.xiabao", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the PDF to write")
    typeset(parser.parse_args().out)
