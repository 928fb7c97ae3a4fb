"""From what a reader found in a PDF to the page as a person reads it; the same for all readers."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reportextract.model import FloatArray, Glyphs, PageReading
from reportextract.pages.glyphs import drop_doubled, drop_watermark
from reportextract.pages.rules import merge_rules
from reportextract.pages.trust import PageMarks, judge_page

Mask = npt.NDArray[np.bool_]
CodeArray = npt.NDArray[np.uint32]
Frame = tuple[float, float, float, float]

# Stands for a character of which only its place is known.
UNKNOWN = 0xFFFD
# A text turned by more than this (tangent of 5 degrees) from every right angle is slanted.
SLANT = 0.09
FIRST_IDEOGRAPH, LAST_IDEOGRAPH = 0x4E00, 0x9FFF
# Characters this many times as large as most of the page are a title's or a watermark's: which, tells their shade. The
# watermarks of the samples have a lightness of 0.75 to 0.85 (0 is black, 1 white), printed text of 0 to 0.45.
LARGE, PALE = 1.25, 0.62
# Boxes higher than this many times the font's size reach into the lines above and below: 微软雅黑 says 1.32, fonts
# made for text say 1 to 1.17. Higher than the second, something else is wrong.
TALL, TALLEST = 1.2, 2.0
# With fewer such characters, they are odd ones.
TALL_AT_LEAST = 3
# Spaces and line ends, printed or made up by the reader, are left out: distances say the same and more.
_SPACES = np.array(
    [
        *range(0x21),
        0x7F,
        0x85,
        0xA0,
        0x1680,
        *range(0x2000, 0x2010),
        *range(0x2028, 0x2030),
        0x205F,
        0x2060,
        0x3000,
        0xFEFF,
    ]
)
_IS_SPACE = np.zeros(0x110000, dtype=bool)
_IS_SPACE[_SPACES] = True


# Fonts without a proper table make a radical of a character that looks like one. Unicode says for most which character
# that is, but not for these radicals of the supplement.
_RADICALS = dict(
    zip(
        (ord(c) for c in "⼾⺎⺏⺐⺝⺟⺠⺩⺫⺮⺶⺷⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻟⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳"),
        (ord(c) for c in "户兀尣尢月母民王罒竹羊羊虎西见角贝车長长门青韦页风飞食饣马骨鬼鱼鸟卤麦黄齐齿龙龟"),
        strict=True,
    )
)
_RADICAL_BLOCKS = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF))


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page as a reader found it. Boxes are left, bottom, right, top in points with y upwards.

    Attributes:
        frame: The part of the page that is shown (CropBox within MediaBox).
        turn: Quarter turns clockwise that make the content upright from where the boxes are.
        rotation: Degrees clockwise by which the stored page is turned in all.
        codes: Shape (n,): code points.
        boxes: Shape (n, 4): advance boxes of the characters.
        unmapped: Characters without a way back to Unicode.
        hidden: Characters that are not painted.
        slanted: Characters that stand at no right angle.
        pale: Large characters (:func:`is_large`) in a light colour; others may be marked too.
        marks: Shape (m, 4): what may be a rule or a piece of one.
        images: Shape (k, 4).
        images_over_text: Shape (j, 4): those of them that are painted after all text.
        curves: Shape (i, 5): the bounds of each path that is curved, as letters drawn as outlines are, and as how
            many letters it counts.
    """

    number: int
    reader: str
    frame: Frame
    turn: int
    rotation: int
    codes: CodeArray
    boxes: FloatArray
    unmapped: Mask
    hidden: Mask
    slanted: Mask
    pale: Mask
    marks: FloatArray
    images: FloatArray
    images_over_text: FloatArray
    curves: FloatArray


def read_found(page: FoundPage) -> PageReading:
    """Turns the page upright, leaves out what is not part of its text, merges its rules, judges its text layer."""
    width, height = page.frame[2] - page.frame[0], page.frame[3] - page.frame[1]
    if page.turn % 2:
        width, height = height, width
    boxes = to_reading_frame(page.boxes, page.frame, page.turn)
    shown = ~is_space(page.codes) | page.unmapped
    shown &= (boxes[:, 0] < width) & (boxes[:, 2] > 0) & (boxes[:, 1] < height) & (boxes[:, 3] > 0)
    behind = page.slanted | (page.pale & is_large(boxes))
    keep = shown & ~behind & ~page.hidden
    boxes = _without_leading(page.codes, boxes)
    # A character with an unknown meaning must not look like a letter or a digit to any later stage.
    codes = _unified(np.where(page.unmapped, np.uint32(UNKNOWN), page.codes))
    ignored = [
        (why, text_of(codes[left_out]))
        for why, left_out in (("watermark", shown & behind & ~page.hidden), ("hidden", shown & page.hidden))
        if left_out.any()
    ]
    codes, boxes = codes[keep], boxes[keep]
    for why, copies in (("doubled", drop_doubled), ("watermark", drop_watermark)):
        drop = copies(codes, boxes)
        if drop is not None:
            ignored.append((why, text_of(codes[drop])))
            codes, boxes = codes[~drop], boxes[~drop]
    glyphs = Glyphs(text_of(codes), boxes)
    trust, reason = judge_page(
        glyphs,
        PageMarks(
            width=width,
            height=height,
            images=to_reading_frame(page.images, page.frame, page.turn),
            images_over_text=to_reading_frame(page.images_over_text, page.frame, page.turn),
            hidden=int((shown & page.hidden).sum()),
            curves=to_reading_frame(page.curves[:, :4], page.frame, page.turn),
            curved_letters=page.curves[:, 4],
            unmapped=int((codes == UNKNOWN).sum()),
        ),
    )
    return PageReading(
        number=page.number,
        width=width,
        height=height,
        rotation=page.rotation,
        glyphs=glyphs,
        rules=merge_rules(to_reading_frame(page.marks, page.frame, page.turn), width, height),
        reader=page.reader,
        trust=trust,
        trust_reason=reason,
        ignored=tuple(ignored),
    )


def is_large(boxes: FloatArray) -> Mask:
    """Which characters are larger than most of the page: a title's, or a watermark's."""
    if not len(boxes):
        return np.zeros(0, dtype=bool)
    size = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    large: Mask = size > LARGE * np.sort(size)[len(size) // 2]
    return large


def is_space(codes: CodeArray) -> Mask:
    """Which characters are spaces, line ends or other characters without ink."""
    return _IS_SPACE[codes]


def _without_leading(codes: CodeArray, boxes: FloatArray) -> FloatArray:
    """The boxes with those of fonts that count the space between lines as their own cut down to the letters.

    A Chinese character is as wide as its font's size; characters of the same height are of the same font.
    """
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    tall = (codes >= FIRST_IDEOGRAPH) & (codes <= LAST_IDEOGRAPH) & (height > TALL * width) & (width > 0)
    # Turned and condensed letters are tall too, but they are a part of what has their height.
    if tall.sum() < TALL_AT_LEAST:
        return boxes
    boxes = boxes.copy()
    for font_height in np.unique(np.round(height[tall], 1)):
        members = np.abs(height - font_height) < 0.06
        chinese = members & (codes >= FIRST_IDEOGRAPH) & (codes <= LAST_IDEOGRAPH)
        size = float(np.median(width[chinese]))
        if TALL * size < font_height < TALLEST * size:
            excess = (height[members] - size) / 2
            boxes[members, 1] += excess
            boxes[members, 3] -= excess
    return boxes


def _unified(codes: CodeArray) -> CodeArray:
    """The same with ordinary characters in the place of radicals and compatibility characters, which look the same."""
    codes = codes.copy()
    for first, last in _RADICAL_BLOCKS:
        for i in np.flatnonzero((codes >= first) & (codes <= last)).tolist():
            code = int(codes[i])
            ordinary = unicodedata.normalize("NFKC", chr(code))
            codes[i] = _RADICALS.get(code, ord(ordinary) if len(ordinary) == 1 else code)
    return codes


def to_reading_frame(boxes: FloatArray, frame: Frame, turn: int) -> FloatArray:
    """Turns boxes of the stored page (left, bottom, right, top; y up) into boxes of the page as it is read.

    Args:
        boxes: Shape (n, 4).
        frame: The visible part of the page in the same space: left, bottom, right, top.
        turn: Quarter turns clockwise that make the page upright.
    """
    if not len(boxes):
        return np.empty((0, 4))
    left, bottom, right, top = frame
    x0, y0, x1, y1 = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
    if turn == 0:
        columns = (x0 - left, top - y1, x1 - left, top - y0)
    elif turn == 1:
        columns = (y0 - bottom, x0 - left, y1 - bottom, x1 - left)
    elif turn == 2:
        columns = (right - x1, y0 - bottom, right - x0, y1 - bottom)
    else:
        columns = (top - y1, right - x1, top - y0, right - x0)
    return np.stack(columns, axis=1)


def text_of(codes: CodeArray) -> str:
    """The characters of an array of code points."""
    return codes.astype("<u4").tobytes().decode("utf-32-le")
