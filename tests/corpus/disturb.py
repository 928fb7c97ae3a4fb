"""What can happen to a finished PDF: turned pages, odd boxes, rules in pieces, text layers that lie.

A disturbance works on the open PDF and adds to the truth what it made unreadable. ``name:target`` limits it to the pages
of one table (``requests``…), which works for documents with ``page_per_table``.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Operator, Pdf

from tests.corpus.web import marks_html, print_page
from tests.corpus.word import FONTS

Instruction = tuple[list[Any], Operator]
Truth = dict[str, Any]

_TABLE_MARKS = {"disclosure": "信息内容", "requests": "申请人情况", "review_litigation": "尚未审结"}
_AFTER = {"disclosure": "申请人情况", "requests": "尚未审结", "review_litigation": "其他需要报告的事项"}
_STROKE = 4.0  # points: shorter than a character, so that no stroke looks like a rule by itself


def apply(pdf_bytes: bytes, names: Sequence[str], truth: Truth, rng: Random) -> bytes:
    """Apply disturbances in order and save the PDF small, without dates, the same bytes each time."""
    for name in names:
        name, _, target = name.partition(":")
        with Pdf.open(io.BytesIO(pdf_bytes)) as pdf:
            pages = _pages_of(pdf_bytes, target) if target else list(range(len(pdf.pages)))
            DISTURBANCES[name](pdf, pages, rng)
            if name in UNREADABLE:
                _mark_unreadable(truth, pages, target)
            pdf_bytes = _saved(pdf)
    with Pdf.open(io.BytesIO(pdf_bytes)) as pdf:
        return _saved(pdf)


def _saved(pdf: Pdf) -> bytes:
    for key in ("/CreationDate", "/ModDate"):
        if key in pdf.docinfo:
            del pdf.docinfo[key]
    for key in ("/Metadata", "/StructTreeRoot", "/MarkInfo"):
        if key in pdf.Root:
            del pdf.Root[key]
    for page in pdf.pages:
        if "/StructParents" in page:
            del page["/StructParents"]
    for key in ("/DocChecksum", "/ID"):
        if key in pdf.trailer:
            del pdf.trailer[key]
    _drop_font_names(pdf)
    pdf.remove_unreferenced_resources()
    out = io.BytesIO()
    pdf.save(
        out,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        recompress_flate=True,
    )
    return out.getvalue()


def _drop_font_names(pdf: Pdf) -> None:
    """Leave the ``name`` tables (licence texts, 30 kB each) out of embedded TrueType fonts: no reader needs them."""
    for stream in pdf.objects:
        if not isinstance(stream, pikepdf.Stream) or "/Length1" not in stream:
            continue
        font = stream.read_bytes()
        count = int.from_bytes(font[4:6], "big")
        entries = [font[12 + 16 * i : 28 + 16 * i] for i in range(count)]
        kept = [entry for entry in entries if entry[:4] != b"name"]
        if len(kept) == count or font[:4] not in (b"\0\1\0\0", b"true"):
            continue
        directory, tables, at = b"", b"", 12 + 16 * len(kept)
        for entry in kept:
            start, length = (int.from_bytes(entry[i : i + 4], "big") for i in (8, 12))
            table = font[start : start + length]
            directory += entry[:8] + (at + len(tables)).to_bytes(4, "big") + entry[12:]
            tables += table + b"\0" * (-length % 4)
        power = 1 << (len(kept).bit_length() - 1)
        search = (16 * power, power.bit_length() - 1, 16 * (len(kept) - power))
        head = font[:4] + len(kept).to_bytes(2, "big") + b"".join(v.to_bytes(2, "big") for v in search)
        slim = head + directory + tables
        stream.write(slim)
        stream.Length1 = len(slim)


def _pages_of(pdf_bytes: bytes, table: str) -> list[int]:
    """Indices of the pages of a table, from its header to the page before the next table's."""
    document = pypdfium2.PdfDocument(pdf_bytes)
    texts = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    first = next(i for i, text in enumerate(texts) if _TABLE_MARKS[table] in text)
    end = next(i for i, text in enumerate(texts) if _AFTER[table] in text and i > first)
    return list(range(first, end))


def _mark_unreadable(truth: Truth, pages: Sequence[int], table: str) -> None:
    known = set(truth.get("unreadable_pages", ())) | {index + 1 for index in pages}
    truth["unreadable_pages"] = sorted(known)
    for cell in truth["cells"]:
        if table in ("", cell["table"]):
            cell["unreadable"] = True


def _rewrite(pdf: Pdf, pages: Sequence[int], change: Callable[[list[Instruction]], list[Instruction]]) -> None:
    for index in pages:
        page = pdf.pages[index]
        instructions = [(list(i.operands), i.operator) for i in pikepdf.parse_content_stream(page)]
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(change(instructions)))


def _op(name: str, *operands: Any) -> Instruction:
    return [*operands], Operator(name)


# --- the page and its box -----------------------------------------------------------------------


def _turn(pdf: Pdf, pages: Sequence[int], degrees: int, flag: bool) -> None:
    """Turn the content counter-clockwise by ``degrees``; with ``flag``, /Rotate turns it back for the reader."""
    for index in pages:
        page = pdf.pages[index]
        x0, y0, x1, y1 = (float(v) for v in page.MediaBox)
        w, h = x1 - x0, y1 - y0
        matrix, box = {
            90: ((0, 1, -1, 0, h, 0), (h, w)),
            180: ((-1, 0, 0, -1, w, h), (w, h)),
            270: ((0, -1, 1, 0, 0, w), (h, w)),
        }[degrees]
        _wrap(pdf, page, matrix)
        page.MediaBox = Array([0, 0, *box])
        if "/CropBox" in page:
            del page["/CropBox"]
        if flag:
            page.Rotate = degrees


def _wrap(pdf: Pdf, page: Any, matrix: Sequence[float]) -> None:
    page.contents_add(pdf.make_stream(b"q %s cm " % b" ".join(b"%g" % v for v in matrix)), prepend=True)
    page.contents_add(pdf.make_stream(b" Q"))


def _offset(pdf: Pdf, pages: Sequence[int], rng: Random) -> None:
    for index in pages:
        page = pdf.pages[index]
        _, _, w, h = (float(v) for v in page.MediaBox)
        dx, dy = rng.choice([(-87.5, 120.25), (300, -41), (-12, -842)])
        _wrap(pdf, page, (1, 0, 0, 1, dx, dy))
        page.MediaBox = Array([dx, dy, w + dx, h + dy])


def _crop(pdf: Pdf, pages: Sequence[int], rng: Random) -> None:
    """A larger sheet with printer's marks around the page."""
    for index in pages:
        page = pdf.pages[index]
        _, _, w, h = (float(v) for v in page.MediaBox)
        marks = b" q 0.5 w -40 0 m -10 0 l S -40 %g m -10 %g l S 0 -40 m 0 -10 l S %g -40 m %g -10 l S Q" % (h, h, w, w)
        page.contents_add(pdf.make_stream(marks))
        page.MediaBox = Array([-45, -45, w + 45, h + 45])
        page.CropBox = Array([0, 0, w, h])


def _form(pdf: Pdf, pages: Sequence[int], rng: Random) -> None:
    """Everything on the page inside a Form XObject, drawn through a scaling matrix."""
    for index in pages:
        page = pdf.pages[index]
        content = b"\n".join(part.read_bytes() for part in _content_streams(page))
        form = pdf.make_stream(content)
        form.update(
            {"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": page.MediaBox, "/Resources": page.Resources}
        )
        page.Resources = Dictionary(XObject=Dictionary(Fm0=form))
        page.Contents = pdf.make_stream(b"q 0.5 0 0 0.5 0 0 cm q 2 0 0 2 0 0 cm /Fm0 Do Q Q")


def _content_streams(page: Any) -> list[Any]:
    contents = page.Contents
    return list(contents) if isinstance(contents, Array) else [contents]


# --- rules --------------------------------------------------------------------------------------


def _replace_lines(
    instructions: list[Instruction], draw: Callable[[float, float, float, float, float], list[Instruction]]
) -> list[Instruction]:
    """Draw every single stroke (``m l S``) anew; ``draw`` gets both ends and the line's width."""
    out: list[Instruction] = []
    width, i = 1.0, 0
    while i < len(instructions):
        operands, operator = instructions[i]
        names = [str(op) for _, op in instructions[i : i + 3]]
        if str(operator) == "w":
            width = float(operands[0])
        if names == ["m", "l", "S"]:
            (x0, y0), (x1, y1) = ([float(v) for v in instructions[i + k][0]] for k in (0, 1))
            out += draw(x0, y0, x1, y1, width)
            i += 3
            continue
        out.append((operands, operator))
        i += 1
    return out


def _as_rectangle(x0: float, y0: float, x1: float, y1: float, width: float) -> list[Instruction]:
    half = width / 2
    left, low = min(x0, x1), min(y0, y1)
    box = (left - half, low - half, abs(x1 - x0) + width, abs(y1 - y0) + width)
    return [_op("re", *(round(v, 3) for v in box)), _op("f")]


def _as_strokes(x0: float, y0: float, x1: float, y1: float, width: float) -> list[Instruction]:
    length = max(abs(x1 - x0), abs(y1 - y0))
    count = max(1, round(length / _STROKE))
    at = [(x0 + (x1 - x0) * k / count, y0 + (y1 - y0) * k / count) for k in range(count + 1)]
    out: list[Instruction] = []
    for (xa, ya), (xb, yb) in zip(at, at[1:], strict=False):
        out += [_op("m", round(xa, 3), round(ya, 3)), _op("l", round(xb, 3), round(yb, 3)), _op("S")]
    return out


def _broken(x0: float, y0: float, x1: float, y1: float, width: float) -> list[Instruction]:
    """Ends that stop short of the crossing by half a point, as drawing programs leave them."""
    length = max(abs(x1 - x0), abs(y1 - y0), 1.0)
    dx, dy = (x1 - x0) / length * 0.5, (y1 - y0) / length * 0.5
    return [_op("m", round(x0 + dx, 3), round(y0 + dy, 3)), _op("l", round(x1 - dx, 3), round(y1 - dy, 3)), _op("S")]


# --- text ---------------------------------------------------------------------------------------


def _fake_bold(instructions: list[Instruction]) -> list[Instruction]:
    """Every run of text twice, the copy a third of a point to the right."""
    out: list[Instruction] = []
    run: list[Instruction] | None = None
    for instruction in instructions:
        name = str(instruction[1])
        if name == "BT":
            run = []
        if run is None:
            out.append(instruction)
            continue
        run.append(instruction)
        if name == "ET":
            copy = [i for i in run if str(i[1]) not in ("BDC", "EMC", "BMC")]
            out += [_op("q"), _op("cm", 1, 0, 0, 1, 0.32, 0), *copy, _op("Q"), *run]
            run = None
    return out


def _own_fonts(pdf: Pdf, pages: Sequence[int]) -> list[Any]:
    """Copies of the fonts of ``pages``, so that changes leave other pages alone."""
    copies: dict[tuple[int, int], Any] = {}
    for index in pages:
        page = pdf.pages[index]
        resources = Dictionary(page.Resources)
        fonts = Dictionary()
        for name, font in resources.get("/Font", Dictionary()).items():
            if font.objgen not in copies:
                copies[font.objgen] = pdf.make_indirect(Dictionary(font))
            fonts[name] = copies[font.objgen]
        resources.Font = fonts
        page.Resources = resources
    return list(copies.values())


def _no_unicode(pdf: Pdf, pages: Sequence[int], rng: Random) -> None:
    for font in _own_fonts(pdf, pages):
        if "/ToUnicode" in font:
            del font["/ToUnicode"]


def _scramble(pdf: Pdf, pages: Sequence[int], rng: Random) -> None:
    """A ToUnicode that maps every glyph to the character of another one."""
    for font in _own_fonts(pdf, pages):
        if "/ToUnicode" not in font:
            continue
        lines, inside = [], False
        for line in font.ToUnicode.read_bytes().decode("latin-1").split("\n"):
            if "beginbf" in line or "endbf" in line:
                inside = "beginbf" in line
            elif inside and "<" in line:
                line = line[: line.rindex("<")] + f"<{rng.choice(range(0x3400, 0x9FA5)):04X}>"
            lines.append(line)
        font.ToUnicode = pdf.make_stream("\n".join(lines).encode("latin-1"))


# --- pictures -----------------------------------------------------------------------------------


def _picture(pdf: Pdf, pages: Sequence[int], rng: Random, dpi: int = 110) -> dict[int, Any]:
    buffer = io.BytesIO()
    pdf.save(buffer)
    document = pypdfium2.PdfDocument(buffer.getvalue())
    images = {}
    for index in pages:
        bitmap = document[index].render(scale=dpi / 72, grayscale=True)
        out = io.BytesIO()
        bitmap.to_pil().save(out, "JPEG", quality=32)
        stream = pdf.make_stream(out.getvalue())
        stream.update(
            {
                "/Type": Name.XObject,
                "/Subtype": Name.Image,
                "/Width": bitmap.width,
                "/Height": bitmap.height,
                "/ColorSpace": Name.DeviceGray,
                "/BitsPerComponent": 8,
                "/Filter": Name.DCTDecode,
            }
        )
        images[index] = stream
    document.close()
    return images


def _image(pdf: Pdf, pages: Sequence[int], rng: Random) -> None:
    for index, stream in _picture(pdf, pages, rng).items():
        page = pdf.pages[index]
        _, _, w, h = (float(v) for v in page.MediaBox)
        page.Resources = Dictionary(XObject=Dictionary(Im0=stream))
        page.Contents = pdf.make_stream(b"q %g 0 0 %g 0 0 cm /Im0 Do Q" % (w, h))


def _image_over_hidden_text(pdf: Pdf, pages: Sequence[int], rng: Random) -> None:
    """A picture with an invisible text layer that misreads some digits, as OCR software leaves it."""
    images = _picture(pdf, pages, rng)
    hidden = {"BT", "ET", "Tf", "Td", "Tm", "Tj", "TJ", "TD", "T*", "q", "Q", "cm", "Tc", "Tw", "Tz", "TL"}

    def keep(instructions: list[Instruction]) -> list[Instruction]:
        out: list[Instruction] = []
        for instruction in instructions:
            if str(instruction[1]) in hidden:
                out.append(instruction)
            if str(instruction[1]) == "BT":
                out.append(_op("Tr", 3))
        return out

    _rewrite(pdf, pages, keep)
    for index, stream in images.items():
        page = pdf.pages[index]
        _, _, w, h = (float(v) for v in page.MediaBox)
        resources = Dictionary(page.Resources)
        resources.XObject = Dictionary(Im0=stream)
        page.Resources = resources
        page.contents_add(pdf.make_stream(b"q %g 0 0 %g 0 0 cm /Im0 Do Q " % (w, h)), prepend=True)


def _outlines(pdf: Pdf, pages: Sequence[int], rng: Random) -> None:
    """Letters as curves: the page through SVG outlines and back."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "in.pdf")
        pdf.save(source)
        for index in pages:
            page = pdf.pages[index]
            svg = Path(folder, f"{index}.svg")
            number = str(index + 1)
            subprocess.run(["pdftocairo", "-svg", "-f", number, "-l", number, source, svg], check=True)
            html = (
                "<!doctype html><style>@page{size:210mm 297mm;margin:0}body{margin:0}svg{display:block}</style>"
                + svg.read_text("utf-8").split("?>", 1)[-1]
            )
            with Pdf.open(io.BytesIO(print_page(html))) as drawn:
                form = pdf.copy_foreign(drawn.pages[0].as_form_xobject())
            page.Resources = Dictionary(XObject=Dictionary(Fm0=form))
            page.Contents = pdf.make_stream(b"/Fm0 Do")


# --- stamps -------------------------------------------------------------------------------------


def _watermark(pdf: Pdf, pages: Sequence[int], angle: int) -> None:
    text = "政府信息公开" if angle else "内部资料　注意保存　2023"
    lines = "".join(
        f'<div style="position:absolute;left:{x}mm;top:{y}mm;transform:rotate({angle}deg)">{text}</div>'
        for x, y in ((20, 60), (95, 130), (20, 200))
    )
    html = (
        "<!doctype html><meta charset=utf-8><style>@page{size:A4;margin:0}body{margin:0;position:relative;"
        f"font:38px '{FONTS['hei']}';color:#d9d9d9;height:290mm;overflow:hidden;white-space:nowrap}}</style>{lines}"
    )
    with Pdf.open(io.BytesIO(print_page(html))) as stamp:
        for index in pages:
            pdf.pages[index].add_underlay(stamp.pages[0])


def browser_marks(pdf_bytes: bytes, title: str, address: str, stamp: str) -> bytes:
    """Lay the browser's header and footer over every page."""
    with Pdf.open(io.BytesIO(pdf_bytes)) as pdf:
        html = marks_html(title, address, stamp, len(pdf.pages))
        with Pdf.open(io.BytesIO(print_page(html))) as marks:
            for page, mark in zip(pdf.pages, marks.pages, strict=False):
                page.add_overlay(mark)
        return _saved(pdf)


Disturbance = Callable[[Pdf, Sequence[int], Random], None]
DISTURBANCES: dict[str, Disturbance] = {
    "rotate_90": lambda pdf, pages, rng: _turn(pdf, pages, 90, True),
    "rotate_180": lambda pdf, pages, rng: _turn(pdf, pages, 180, True),
    "rotate_270": lambda pdf, pages, rng: _turn(pdf, pages, 270, True),
    "sideways": lambda pdf, pages, rng: _turn(pdf, pages, 90, False),
    "sideways_right": lambda pdf, pages, rng: _turn(pdf, pages, 270, False),
    "offset_origin": _offset,
    "crop_box": _crop,
    "form_xobject": _form,
    "rectangle_rules": lambda pdf, pages, rng: _rewrite(pdf, pages, lambda i: _replace_lines(i, _as_rectangle)),
    "stroke_rules": lambda pdf, pages, rng: _rewrite(pdf, pages, lambda i: _replace_lines(i, _as_strokes)),
    "gappy_rules": lambda pdf, pages, rng: _rewrite(pdf, pages, lambda i: _replace_lines(i, _broken)),
    "fake_bold": lambda pdf, pages, rng: _rewrite(pdf, pages, _fake_bold),
    "watermark_turned": lambda pdf, pages, rng: _watermark(pdf, pages, -35),
    "watermark_level": lambda pdf, pages, rng: _watermark(pdf, pages, 0),
    "no_unicode": _no_unicode,
    "scrambled_unicode": _scramble,
    "image": _image,
    "image_hidden_text": _image_over_hidden_text,
    "outlines": _outlines,
}
UNREADABLE = {"no_unicode", "scrambled_unicode", "image", "image_hidden_text", "outlines"}
