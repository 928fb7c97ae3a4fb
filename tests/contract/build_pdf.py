"""Small PDFs written by hand, so that every operator that draws them is known.

Fonts: ``/L`` Helvetica; ``/C`` Chinese (not embedded, Adobe-GB1); ``/V`` the same, written vertically; ``/X`` glyph
numbers without a way back to Unicode, as fonts embedded without ToUnicode have; ``/T`` as ``/C``, with the ascent and
descent of 微软雅黑, which include the space between lines.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name

A4 = (0.0, 0.0, 595.0, 842.0)


def build_pdf(
    *pages: str,
    media: Sequence[float] = A4,
    crop: Sequence[float] | None = None,
    rotate: int = 0,
    forms: dict[str, tuple[str, Sequence[float]]] | None = None,
    images: Sequence[str] = (),
) -> bytes:
    """A PDF with a page for each content stream.

    Args:
        pages: The content streams.
        media, crop, rotate: MediaBox, CropBox and /Rotate of every page.
        forms: Form XObjects by name: their content and their matrix.
        images: Names of image XObjects (a grey picture of 2 by 2 pixels each).
    """
    pdf = pikepdf.new()
    fonts = Dictionary(
        L=_latin(pdf),
        C=_chinese(pdf, "H"),
        V=_chinese(pdf, "V"),
        X=_without_unicode(pdf),
        T=_chinese(pdf, "H", 1060, -260),
    )
    resources = Dictionary(Font=fonts, XObject=Dictionary())
    for name, (content, matrix) in (forms or {}).items():
        form = pdf.make_stream(content.encode())
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.BBox, form.Matrix = Array([-2000, -2000, 2000, 2000]), Array(list(matrix))
        form.Resources = Dictionary(Font=fonts)
        resources.XObject[f"/{name}"] = form
    for name in images:
        image = pdf.make_stream(b"\x80\x90\xa0\xb0")
        image.Type, image.Subtype = Name.XObject, Name.Image
        image.Width, image.Height, image.BitsPerComponent, image.ColorSpace = 2, 2, 8, Name.DeviceGray
        resources.XObject[f"/{name}"] = image
    for content in pages:
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([round(v, 4) for v in media]),
            Rotate=rotate,
            Resources=resources,
            Contents=pdf.make_stream(content.encode("latin-1")),
        )
        if crop is not None:
            page.CropBox = Array(list(crop))
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def text(
    x: float, y: float, shown: str, size: float = 12, *, turn: float = 0, mode: int = 0, grey: float = 0, font: str = ""
) -> str:
    """Shows a text with its baseline's start at (x, y), turned anticlockwise by ``turn`` degrees."""
    if not font:
        font = "L" if shown.isascii() else "C"
    if font == "L":
        written = "(" + shown.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") + ")"
    elif font == "X":
        written = "<" + "".join(f"{ord(c):04X}" for c in shown) + ">"
    else:
        written = "<" + shown.encode("utf-16-be").hex() + ">"
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    return (
        f"BT {grey} g {mode} Tr /{font} {size} Tf "
        f"{cos:.6f} {sin:.6f} {-sin:.6f} {cos:.6f} {x} {y} Tm {written} Tj ET 0 g 0 Tr\n"
    )


def stroke(x0: float, y0: float, x1: float, y1: float, width: float = 0.5, *, grey: float = 0, dash: str = "") -> str:
    """Strokes a line."""
    return f"q {grey} G {width} w {dash + ' d' if dash else ''} {x0} {y0} m {x1} {y1} l S Q\n"


def fill(x: float, y: float, width: float, height: float, *, grey: float = 0) -> str:
    """Fills a rectangle."""
    return f"q {grey} g {x} {y} {width} {height} re f Q\n"


def box(x: float, y: float, width: float, height: float, line: float = 0.5) -> str:
    """Strokes a rectangle."""
    return f"q {line} w {x} {y} {width} {height} re S Q\n"


def image(name: str, x: float, y: float, width: float, height: float) -> str:
    """Places an image."""
    return f"q {width} 0 0 {height} {x} {y} cm /{name} Do Q\n"


def _latin(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    )


def _chinese(pdf: pikepdf.Pdf, direction: str, ascent: int = 880, descent: int = -120) -> pikepdf.Object:
    encoding = f"UniGB-UTF16-{direction}"
    return _composite(pdf, "STSong-Light", encoding, "CIDFontType0", ("Adobe", "GB1", 5), ascent, descent)


def _without_unicode(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return _composite(pdf, "ABCDEF+SimSun", "Identity-H", "CIDFontType2", ("Adobe", "Identity", 0))


def _composite(
    pdf: pikepdf.Pdf,
    name: str,
    encoding: str,
    subtype: str,
    collection: tuple[str, str, int],
    ascent: int = 880,
    descent: int = -120,
) -> pikepdf.Object:
    registry, ordering, supplement = collection
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(f"/{name}"),
        Flags=4,
        FontBBox=Array([0, descent, 1000, ascent]),
        ItalicAngle=0,
        Ascent=ascent,
        Descent=descent,
        CapHeight=880,
        StemV=90,
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name(f"/{subtype}"),
        BaseFont=Name(f"/{name}"),
        CIDSystemInfo=Dictionary(Registry=registry, Ordering=ordering, Supplement=supplement),
        DW=1000,
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    if collection[1] == "GB1":
        descendant.W = Array([1, 95, 500, 814, 939, 500])
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name(f"/{name}"),
            Encoding=Name(f"/{encoding}"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
        )
    )
