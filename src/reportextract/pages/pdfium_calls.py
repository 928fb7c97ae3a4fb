"""Pdfium's C functions bound for speed: handles and addresses are plain integers.

A document takes tens of thousands of calls, and pypdfium2's own bindings spend most of each on wrapping pointers: the
same calls through these prototypes take 0.5 instead of 0.9 µs. Pdfium is not thread-safe, so holding the
interpreter's lock during a call (``PYFUNCTYPE``) loses nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from ctypes import PYFUNCTYPE, c_double, c_float, c_int, c_uint, c_void_p, cast
from itertools import repeat
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

Number = TypeVar("Number", bound=np.generic)

TEXT, PATH, IMAGE, FORM = (
    pdfium.FPDF_PAGEOBJ_TEXT,
    pdfium.FPDF_PAGEOBJ_PATH,
    pdfium.FPDF_PAGEOBJ_IMAGE,
    pdfium.FPDF_PAGEOBJ_FORM,
)
BEZIER, MOVE = pdfium.FPDF_SEGMENT_BEZIERTO, pdfium.FPDF_SEGMENT_MOVETO
INVISIBLE = pdfium.FPDF_TEXTRENDERMODE_INVISIBLE


def address(handle: Any) -> int:
    """The address behind a handle of pypdfium2."""
    return cast(handle, c_void_p).value or 0


def ask_each(
    function: Callable[..., Any], subjects: Sequence[int], kind: type[Number], values: int
) -> npt.NDArray[Number]:
    """Asks for a few values of each subject, which the function writes to one address each; shape (n, values)."""
    answers = np.empty((len(subjects), values), dtype=kind)
    start, stride = answers.ctypes.data, answers.itemsize * values
    stop = start + stride * len(subjects)
    places = (range(start + answers.itemsize * i, stop, stride) for i in range(values))
    # The loop runs in C: a third faster than a written one.
    deque(map(function, subjects, *places), maxlen=0)
    return answers


def ask_block_each(
    function: Callable[..., Any], holder: int | None, subjects: Sequence[int], values: int
) -> npt.NDArray[np.float32]:
    """Asks for a block of floats of each subject (of a holder), written to one address; shape (n, values)."""
    answers = np.empty((len(subjects), values), dtype=np.float32)
    start, stride = answers.ctypes.data, answers.itemsize * values
    places = range(start, start + stride * len(subjects), stride)
    arguments = (subjects, places) if holder is None else (repeat(holder, len(subjects)), subjects, places)
    deque(map(function, *arguments), maxlen=0)
    return answers


def _bind(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    bound: Callable[..., Any] = PYFUNCTYPE(result, *arguments)(address(function))
    return bound


_P = c_void_p

# Page.
page_box = _bind(pdfium.FPDF_GetPageBoundingBox, c_int, _P, _P)
page_rotation = _bind(pdfium.FPDFPage_GetRotation, c_int, _P)
count_page_objects = _bind(pdfium.FPDFPage_CountObjects, c_int, _P)
page_object = _bind(pdfium.FPDFPage_GetObject, c_void_p, _P, c_int)
count_form_objects = _bind(pdfium.FPDFFormObj_CountObjects, c_int, _P)
form_object = _bind(pdfium.FPDFFormObj_GetObject, c_void_p, _P, c_int)

# Any object of a page.
object_kind = _bind(pdfium.FPDFPageObj_GetType, c_int, _P)
object_bounds = _bind(pdfium.FPDFPageObj_GetBounds, c_int, _P, _P, _P, _P, _P)
object_matrix = _bind(pdfium.FPDFPageObj_GetMatrix, c_int, _P, _P)
object_is_transparent = _bind(pdfium.FPDFPageObj_HasTransparency, c_int, _P)
fill_colour = _bind(pdfium.FPDFPageObj_GetFillColor, c_int, _P, _P, _P, _P, _P)
stroke_colour = _bind(pdfium.FPDFPageObj_GetStrokeColor, c_int, _P, _P, _P, _P, _P)

# Paths and texts.
draw_mode = _bind(pdfium.FPDFPath_GetDrawMode, c_int, _P, _P, _P)
count_segments = _bind(pdfium.FPDFPath_CountSegments, c_int, _P)
path_segment = _bind(pdfium.FPDFPath_GetPathSegment, c_void_p, _P, c_int)
segment_kind = _bind(pdfium.FPDFPathSegment_GetType, c_int, _P)
segment_point = _bind(pdfium.FPDFPathSegment_GetPoint, c_int, _P, _P, _P)
segment_closes = _bind(pdfium.FPDFPathSegment_GetClose, c_int, _P)
text_font = _bind(pdfium.FPDFTextObj_GetFont, c_void_p, _P)
text_render_mode = _bind(pdfium.FPDFTextObj_GetTextRenderMode, c_int, _P)

# Characters.
count_chars = _bind(pdfium.FPDFText_CountChars, c_int, _P)
get_text = _bind(pdfium.FPDFText_GetText, c_int, _P, c_int, c_int, _P)
char_unicode = _bind(pdfium.FPDFText_GetUnicode, c_uint, _P, c_int)
char_advance_box = _bind(pdfium.FPDFText_GetLooseCharBox, c_int, _P, c_int, _P)
char_origin = _bind(pdfium.FPDFText_GetCharOrigin, c_int, _P, c_int, _P, _P)
char_matrix = _bind(pdfium.FPDFText_GetMatrix, c_int, _P, c_int, _P)
char_angle = _bind(pdfium.FPDFText_GetCharAngle, c_float, _P, c_int)
char_font_size = _bind(pdfium.FPDFText_GetFontSize, c_double, _P, c_int)
char_object = _bind(pdfium.FPDFText_GetTextObject, c_void_p, _P, c_int)
char_fill_colour = _bind(pdfium.FPDFText_GetFillColor, c_int, _P, c_int, _P, _P, _P, _P)
char_is_hyphen = _bind(pdfium.FPDFText_IsHyphen, c_int, _P, c_int)
char_lacks_unicode = _bind(pdfium.FPDFText_HasUnicodeMapError, c_int, _P, c_int)
