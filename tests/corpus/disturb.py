"""What can happen to a finished PDF: turned pages, odd boxes, rules in pieces, text layers that lie.

A disturbance works on the open PDF and adds to the truth what it made unreadable. ``name:target`` limits it to the
pages of one table (``requests``…), which works for documents with ``page_per_table``.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Pdf

from tests.corpus.content import rewrite, stamp
from tests.corpus.geometry import (
    as_gappy,
    as_rectangle,
    as_strokes,
    crop,
    into_form,
    offset_origin,
    replace_lines,
    turn,
)
from tests.corpus.pictures import to_image, to_image_with_hidden_text, to_outlines, watermark
from tests.corpus.textlayer import drop_font_names, fake_bold, remove_unicode, scramble_unicode
from tests.corpus.web import marks_html, print_page

Truth = dict[str, Any]

_TABLE_MARKS = {"disclosure": "信息内容", "requests": "申请人情况", "review_litigation": "尚未审结"}
_AFTER = {"disclosure": "申请人情况", "requests": "尚未审结", "review_litigation": "其他需要报告的事项"}


def apply(pdf_bytes: bytes, names: Sequence[str], truth: Truth, rng: Random) -> bytes:
    """Apply disturbances in order and save the PDF small, without dates, the same bytes each time."""
    for name in names:
        name, _, target = name.partition(":")
        with Pdf.open(io.BytesIO(pdf_bytes)) as pdf:
            pages = _pages_of(pdf_bytes, target) if target else list(range(len(pdf.pages)))
            DISTURBANCES[name](pdf, pages, rng)
            if name in UNREADABLE:
                _mark_unreadable(truth, pages, target)
            pdf_bytes = saved(pdf)
    with Pdf.open(io.BytesIO(pdf_bytes)) as pdf:
        return saved(pdf)


def saved(pdf: Pdf) -> bytes:
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
    drop_font_names(pdf)
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


def browser_marks(pdf_bytes: bytes, title: str, address: str, printed_at: str) -> bytes:
    """Lay the browser's header and footer over every page."""
    with Pdf.open(io.BytesIO(pdf_bytes)) as pdf:
        html = marks_html(title, address, printed_at, len(pdf.pages))
        with Pdf.open(io.BytesIO(print_page(html))) as marks:
            for page, mark in zip(pdf.pages, marks.pages, strict=False):
                stamp(pdf, page, mark, "Browser0", over=True)
        return saved(pdf)


Disturbance = Callable[[Pdf, Sequence[int], Random], None]
DISTURBANCES: dict[str, Disturbance] = {
    "rotate_90": lambda pdf, pages, rng: turn(pdf, pages, 90, True),
    "rotate_180": lambda pdf, pages, rng: turn(pdf, pages, 180, True),
    "rotate_270": lambda pdf, pages, rng: turn(pdf, pages, 270, True),
    "sideways": lambda pdf, pages, rng: turn(pdf, pages, 90, False),
    "sideways_right": lambda pdf, pages, rng: turn(pdf, pages, 270, False),
    "offset_origin": offset_origin,
    "crop_box": crop,
    "form_xobject": into_form,
    "rectangle_rules": lambda pdf, pages, rng: rewrite(pdf, pages, lambda i: replace_lines(i, as_rectangle)),
    "stroke_rules": lambda pdf, pages, rng: rewrite(pdf, pages, lambda i: replace_lines(i, as_strokes)),
    "gappy_rules": lambda pdf, pages, rng: rewrite(pdf, pages, lambda i: replace_lines(i, as_gappy)),
    "fake_bold": lambda pdf, pages, rng: rewrite(pdf, pages, fake_bold),
    "watermark_turned": lambda pdf, pages, rng: watermark(pdf, pages, -35),
    "watermark_level": lambda pdf, pages, rng: watermark(pdf, pages, 0),
    "no_unicode": remove_unicode,
    "scrambled_unicode": scramble_unicode,
    "image": to_image,
    "image_hidden_text": to_image_with_hidden_text,
    "outlines": to_outlines,
}
UNREADABLE = {"no_unicode", "scrambled_unicode", "image", "image_hidden_text", "outlines"}
