"""Disturbances through pictures of pages (images, outlines) and stamps laid over or under them."""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pypdfium2
from pikepdf import Dictionary, Name, Pdf

from tests.corpus.content import Instruction, op, rewrite, stamp
from tests.corpus.web import print_page
from tests.corpus.word import FONTS


def _picture(pdf: Pdf, pages: Sequence[int], rng: Random, dpi: int = 100) -> dict[int, Any]:
    buffer = io.BytesIO()
    pdf.save(buffer)
    document = pypdfium2.PdfDocument(buffer.getvalue())
    images = {}
    for index in pages:
        bitmap = document[index].render(scale=dpi / 72, grayscale=True)
        out = io.BytesIO()
        bitmap.to_pil().save(out, "JPEG", quality=28)
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


def to_image(pdf: Pdf, pages: Sequence[int], rng: Random) -> None:
    for index, stream in _picture(pdf, pages, rng).items():
        page = pdf.pages[index]
        _, _, w, h = (float(v) for v in page.MediaBox)
        page.Resources = Dictionary(XObject=Dictionary(Im0=stream))
        page.Contents = pdf.make_stream(b"q %g 0 0 %g 0 0 cm /Im0 Do Q" % (w, h))


def to_image_with_hidden_text(pdf: Pdf, pages: Sequence[int], rng: Random) -> None:
    """A picture with an invisible text layer that misreads some digits, as OCR software leaves it."""
    images = _picture(pdf, pages, rng)
    hidden = {"BT", "ET", "Tf", "Td", "Tm", "Tj", "TJ", "TD", "T*", "q", "Q", "cm", "Tc", "Tw", "Tz", "TL"}

    def keep(instructions: list[Instruction]) -> list[Instruction]:
        out: list[Instruction] = []
        for instruction in instructions:
            if str(instruction[1]) in hidden:
                out.append(instruction)
            if str(instruction[1]) == "BT":
                out.append(op("Tr", 3))
        return out

    rewrite(pdf, pages, keep)
    for index, stream in images.items():
        page = pdf.pages[index]
        _, _, w, h = (float(v) for v in page.MediaBox)
        resources = Dictionary(dict(page.Resources.items()))
        resources.XObject = Dictionary(Im0=stream)
        page.Resources = resources
        page.contents_add(pdf.make_stream(b"q %g 0 0 %g 0 0 cm /Im0 Do Q " % (w, h)), prepend=True)


def to_outlines(pdf: Pdf, pages: Sequence[int], rng: Random) -> None:
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


def watermark(pdf: Pdf, pages: Sequence[int], angle: int) -> None:
    text = "政府信息公开" if angle else "内部资料　注意保存　2023"
    lines = "".join(
        f'<div style="position:absolute;left:{x}mm;top:{y}mm;transform:rotate({angle}deg)">{text}</div>'
        for x, y in ((20, 60), (95, 130), (20, 200))
    )
    html = (
        "<!doctype html><meta charset=utf-8><style>@page{size:A4;margin:0}body{margin:0;position:relative;"
        f"font:38px '{FONTS['hei']}';color:#d9d9d9;height:290mm;overflow:hidden;white-space:nowrap}}</style>{lines}"
    )
    with Pdf.open(io.BytesIO(print_page(html))) as drawn:
        for index in pages:
            stamp(pdf, pdf.pages[index], drawn.pages[0], "Mark0", over=False)
