"""Disturbances of the page itself: its rotation, its boxes, and how its rules are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf

from tests.corpus.content import Instruction, content_streams, op

_STROKE = 4.0  # points: shorter than a character, so that no stroke looks like a rule by itself


def turn(pdf: Pdf, pages: Sequence[int], degrees: int, flag: bool) -> None:
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


def offset_origin(pdf: Pdf, pages: Sequence[int], rng: Random) -> None:
    for index in pages:
        page = pdf.pages[index]
        _, _, w, h = (float(v) for v in page.MediaBox)
        dx, dy = rng.choice([(-87.5, 120.25), (300, -41), (-12, -842)])
        _wrap(pdf, page, (1, 0, 0, 1, dx, dy))
        page.MediaBox = Array([dx, dy, w + dx, h + dy])


def crop(pdf: Pdf, pages: Sequence[int], rng: Random) -> None:
    """A larger sheet with printer's marks around the page."""
    for index in pages:
        page = pdf.pages[index]
        _, _, w, h = (float(v) for v in page.MediaBox)
        marks = b" q 0.5 w -40 0 m -10 0 l S -40 %g m -10 %g l S 0 -40 m 0 -10 l S %g -40 m %g -10 l S Q" % (h, h, w, w)
        page.contents_add(pdf.make_stream(marks))
        page.MediaBox = Array([-45, -45, w + 45, h + 45])
        page.CropBox = Array([0, 0, w, h])


def into_form(pdf: Pdf, pages: Sequence[int], rng: Random) -> None:
    """Everything on the page inside a Form XObject, drawn through a scaling matrix."""
    for index in pages:
        page = pdf.pages[index]
        content = b"\n".join(part.read_bytes() for part in content_streams(page))
        form = pdf.make_stream(content)
        form.update(
            {"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": page.MediaBox, "/Resources": page.Resources}
        )
        page.Resources = Dictionary(XObject=Dictionary(Fm0=form))
        page.Contents = pdf.make_stream(b"q 0.5 0 0 0.5 0 0 cm q 2 0 0 2 0 0 cm /Fm0 Do Q Q")


def replace_lines(
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


def as_rectangle(x0: float, y0: float, x1: float, y1: float, width: float) -> list[Instruction]:
    half = width / 2
    left, low = min(x0, x1), min(y0, y1)
    box = (left - half, low - half, abs(x1 - x0) + width, abs(y1 - y0) + width)
    return [op("re", *(round(v, 3) for v in box)), op("f")]


def as_strokes(x0: float, y0: float, x1: float, y1: float, width: float) -> list[Instruction]:
    length = max(abs(x1 - x0), abs(y1 - y0))
    count = max(1, round(length / _STROKE))
    at = [(x0 + (x1 - x0) * k / count, y0 + (y1 - y0) * k / count) for k in range(count + 1)]
    out: list[Instruction] = []
    for (xa, ya), (xb, yb) in pairwise(at):
        out += [op("m", round(xa, 3), round(ya, 3)), op("l", round(xb, 3), round(yb, 3)), op("S")]
    return out


def as_gappy(x0: float, y0: float, x1: float, y1: float, width: float) -> list[Instruction]:
    """Ends that stop short of the crossing by half a point, as drawing programs leave them."""
    length = max(abs(x1 - x0), abs(y1 - y0), 1.0)
    dx, dy = (x1 - x0) / length * 0.5, (y1 - y0) / length * 0.5
    return [op("m", round(x0 + dx, 3), round(y0 + dy, 3)), op("l", round(x1 - dx, 3), round(y1 - dy, 3)), op("S")]
