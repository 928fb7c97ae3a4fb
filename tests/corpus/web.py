"""The web-page maker: a report as a government site shows it, printed to PDF by a browser."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

from tests.corpus.prose import Text
from tests.corpus.recipe import Recipe
from tests.corpus.sheet import Box, Sheet
from tests.corpus.word import FONTS

_BORDERS = {
    "none": "table.form,table.form td{border:none}",
    "horizontal": "table.form{border-top:1px solid #000} table.form td{border:none;border-bottom:1px solid #000}",
    "vertical": "table.form{border-left:1px solid #000} table.form td{border:none;border-right:1px solid #000}",
    "no_outer": "table.form{border-style:hidden} table.form td{border:1px solid #000}",
    "no_sides": "table.form{border-left-style:hidden;border-right-style:hidden} table.form td{border:1px solid #000}",
    "frame": "table.form{border:1px solid #000} table.form td{border:none}",
    "double": "table.form td{border:3px double #000}",
    "thick": "table.form td{border:2.5px solid #000}",
    "dotted": "table.form td{border:1px dotted #000}",
    "dashed": "table.form td{border:1px dashed #555}",
}
_DIRECTIONS = {"tbRl": "writing-mode:vertical-rl", "btLr": "writing-mode:vertical-rl;transform:rotate(180deg)"}
_FILLS = {"caption": "#dbe5f1", "header": "#eaf1dd", "corner": "#eaf1dd"}
_METADATA = (("索 引 号", "11330122-4/{year}-01873"), ("发布机构", "{agency}"), ("成文日期", "{date}"),
             ("公开方式", "主动公开"), ("组配分类", "政府信息公开年报"), ("名　　称", "{title}"))  # fmt: skip


def page_html(
    recipe: Recipe, text: Text, disclosure: Sequence[Sheet], requests: Sheet | None, review: Sheet | None
) -> str:
    """The whole page as HTML."""
    parts = [_top(recipe, text)]
    parts.append(f"<h1>{'<br>'.join(map(escape, text.title))}</h1>")
    parts.append(
        f"<p class=by>来源：{escape(text.agency)}　发布时间：{text.signature[1]}　浏览次数：326　【字体：大 中 小】</p>"
    )
    parts += [f"<p>{escape(paragraph)}</p>" for paragraph in text.preamble]
    for chapter in text.chapters:
        starts = recipe.page_per_table and chapter.number in (2, 3, 4, 5)
        style = ' style="break-before:page"' if starts else ""
        parts.append(f"<p{style}><b>{escape(chapter.heading)}</b></p>")
        parts += [f"<p>{escape(paragraph)}</p>" for paragraph in chapter.paragraphs]
        if chapter.number == 2:
            for i, sheet in enumerate(disclosure):
                parts.append(f"<p>{text.captions[i]}</p>" if recipe.blocks == "captioned" else "<br>" if i else "")
                parts.append(_table(sheet, recipe))
        elif chapter.number == 3 and requests is not None:
            parts.append(_table(requests, recipe))
        elif chapter.number == 4 and review is not None:
            parts.append(_table(review, recipe))
    parts += [f"<p style='text-align:right'>{escape(line)}</p>" for line in text.signature]
    parts.append(
        "<p class=foot>上一篇：没有了　下一篇：没有了<br>【打印本页】【关闭窗口】<br>网站地图 | 联系我们 | 隐私声明</p>"
    )
    head = f"<!doctype html><meta charset=utf-8><title>{escape(''.join(text.title))}</title>"
    return head + _style(recipe) + "".join(parts)


def _style(recipe: Recipe) -> str:
    size = "210mm 1500mm" if recipe.tall_page else "A4"
    margin = "14mm 10mm" if recipe.browser_marks else "10mm"
    collapse = "border-collapse:collapse" if recipe.collapse else "border-collapse:separate;border-spacing:1px"
    borders = _BORDERS.get(recipe.borders, "table.form td{border:1px solid #000}")
    repeat = "thead{display:table-header-group}" if recipe.repeat_header else "thead{display:table-row-group}"
    split = "" if recipe.rows_split else "tr{break-inside:avoid}"
    return (
        f"<style>@page{{size:{size};margin:{margin}}}"
        f"body{{font:16px '{_font(recipe)}';font-synthesis:none;zoom:{recipe.zoom};margin:0 2%}}"
        "p{text-indent:2em;line-height:1.9;margin:.4em 0} h1{font-size:26px;text-align:center}"
        ".by,.foot,.nav{text-indent:0;text-align:center;color:#666;font-size:13px} .nav{background:#1d5b9e;color:#fff}"
        "table{width:100%;margin:8px 0} table.meta td{font-size:13px;border:1px solid #ccc;padding:5px}"
        f"table.form{{{collapse};table-layout:fixed}} {repeat} {split}"
        f"table.form td{{padding:{max(3, recipe.row_height / 4)}px 3px;font-size:{recipe.cell_size * 4 / 3}px;"
        f"text-align:{recipe.align};vertical-align:{'middle' if recipe.valign == 'center' else recipe.valign}}}"
        f"table.form td.l{{text-align:left}} {borders}</style>"
    )


def _font(recipe: Recipe) -> str:
    turned = {recipe.stub, recipe.headers} & {"tbRl", "btLr"}
    return FONTS["song" if turned and recipe.font == "hei" else recipe.font]  # turned WenQuanYi glyphs overlap


def _top(recipe: Recipe, text: Text) -> str:
    nav = "<p class=nav>首页　政务公开　新闻中心　办事服务　互动交流　走进本地</p>"
    crumbs = "<p class=by style='text-align:left'>当前位置：首页 &gt; 政务公开 &gt; 政府信息公开年报</p>"
    if not recipe.metadata:
        return nav + crumbs
    facts = {"year": recipe.year + 1, "agency": text.agency, "date": text.signature[1], "title": text.title[-1]}
    cells = [(name, value.format(**facts)) for name, value in _METADATA]
    rows = "".join(
        f"<tr><td>{a}</td><td>{escape(b)}</td><td>{c}</td><td>{escape(d)}</td></tr>"
        for (a, b), (c, d) in zip(cells[::2], cells[1::2], strict=True)
    )
    return f"{nav}{crumbs}<table class=meta style='border-collapse:collapse'>{rows}</table>"


def _table(sheet: Sheet, recipe: Recipe) -> str:
    total = sum(sheet.widths)
    columns = "".join(f'<col style="width:{100 * w / total:.2f}%">' for w in sheet.widths)
    rows = []
    for r in range(sheet.row_count):
        cells = "".join(_cell(box, recipe) for box in sorted(sheet.boxes, key=lambda b: b.col) if box.row == r)
        rows.append(f"<tr>{cells}</tr>")
    head, body = "".join(rows[: sheet.header_rows]), "".join(rows[sheet.header_rows :])
    head = f"<thead>{head}</thead>" if head else ""
    return f"<table class=form><colgroup>{columns}</colgroup>{head}<tbody>{body}</tbody></table>"


def _cell(box: Box, recipe: Recipe) -> str:
    spans = (f" rowspan={box.rows}" if box.rows > 1 else "") + (f" colspan={box.cols}" if box.cols > 1 else "")
    left = " class=l" if box.role in ("label", "corner") else ""
    fill = _FILLS.get(box.role) if recipe.shading else None
    style = f' style="background:{fill}"' if fill else ""
    text = "\n".join(box.text.replace("\n", "")) if box.direction == "stacked" else box.text
    inner = escape(text).replace("\n", "<br>")
    if box.direction in _DIRECTIONS:
        inner = f'<span style="display:inline-block;white-space:nowrap;{_DIRECTIONS[box.direction]}">{inner}</span>'
    if box.role in ("caption", "header"):
        inner = f"<b>{inner}</b>"
    return f"<td{spans}{left}{style}>{inner or '&nbsp;'}</td>"


def marks_html(title: str, address: str, stamp: str, pages: int) -> str:
    """The header and footer a browser adds, one page each: print time, title, address, page of pages."""
    sheets = "".join(
        f'<div class=s><i style="left:8mm;top:5mm">{stamp}</i><i style="left:70mm;top:5mm">{escape(title)}</i>'
        f'<i style="left:8mm;bottom:5mm">{escape(address)}</i><i style="right:8mm;bottom:5mm">{n + 1}/{pages}</i></div>'
        for n in range(pages)
    )
    return (
        "<!doctype html><meta charset=utf-8><style>@page{size:A4;margin:0} body{margin:0}"
        ".s{position:relative;width:210mm;height:296.5mm;break-after:page;overflow:hidden}"
        f"i{{position:absolute;font:normal 9px '{FONTS['hei']}'}}</style>{sheets}"
    )


def print_page(html: str) -> bytes:
    """The PDF that Chromium prints of ``html``, without its own header and footer."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(html, encoding="utf-8")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--print-to-pdf-no-header"]
        subprocess.run(
            ["chromium", *flags, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", source.as_uri()],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return target.read_bytes()
