"""Whether the text layer of a page is what a person sees on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from reportextract.model import FloatArray, Glyphs, Trust

# A picture (or pictures) over this share of the page is the page itself; a seal or a banner covers far less.
PAGE_COVERED = 0.6
# A scanned page may carry the date and address a browser prints around it, about 100 characters; the emptiest page
# of text in the samples that also has a picture has 300.
SCANNED_AT_MOST = 120
# Fewer characters than this are a page number and a name: not a text.
FEWEST_CHARACTERS = 20
# Letters drawn as curves are hundreds and all over the page; a drawn seal has hundreds too, but on 4 % of it.
OUTLINES = 50
OUTLINES_SPREAD = 0.15
# A path larger than this in both directions is a drawing or a watermark across the page, not a line of letters.
HIGHEST_LINE = 48.0
# The squares in which their spread is measured, in points: about three letters wide.
SQUARE = 36.0
# Characters without Unicode: single ones are bullets and symbols, and their cells can't be read; more are a font.
UNMAPPED_COUNT = 3
UNMAPPED_SHARE = 0.01
# The shares below were measured on the samples' pages and on the same texts damaged in every usual way.
# No text of a report has more than 0.2 % of characters outside Chinese, ASCII and their punctuation.
IMPLAUSIBLE_SHARE = 0.04
# Signs of ASCII that no report is written in; a page printed from the web has 1 % of them in its address.
ODD_SHARE = 0.06
# Texts have at least 99.7 % common characters; UTF-8 or GBK read as something else at most 57 %.
COMMON_SHARE = 0.8
# The commonest characters make up at least 50 % of the samples' texts; of shuffled characters 3 %.
FREQUENT_SHARE = 0.12
# Below this many Chinese characters shares say nothing.
ENOUGH = 40
# Of a text in Latin letters nearly all signs are letters and digits; of shifted glyph numbers 66 %.
LATIN_SHARE = 0.75

# The hundred commonest characters of the samples' prose (and their traditional forms).
_FREQUENT = (
    "公开政信息作务府工的一年不情理况人度申请以全条发主保是动时和件对众会等关方设下要实加社我制领中重结进二平及导三管监办上查"
    "布规强力核群依审台在督新为展建化专确范复性面次到训责业定机栏落有村民组目提求通"
    "開務請條發動時對眾會關設實領結進導監辦規強審臺為專確範複訓責業機欄組"
)
# Signs of ASCII that a report is not written in.
_ODD = "\"#$&'*;<=>?@[\\]^_`{|}~"


@dataclass(frozen=True, slots=True)
class PageMarks:
    """What else is on the page besides its readable characters.

    Attributes:
        width, height: The page as it is read, in points.
        images: Shape (n, 4): x0, top, x1, bottom of its pictures.
        images_over_text: Shape (m, 4): those of them that are opaque and painted after all text.
        hidden: How many characters are there without being painted (text render mode 3).
        curves: Shape (k, 4): paths that are curves: letters as outlines, drawings.
        curved_letters: Shape (k,): as how many letters each counts; a long path may draw a line of them.
        unmapped: How many characters have no way back to Unicode.
    """

    width: float
    height: float
    images: FloatArray
    images_over_text: FloatArray
    hidden: int
    curves: FloatArray
    curved_letters: FloatArray
    unmapped: int


def judge_page(glyphs: Glyphs, marks: PageMarks) -> tuple[Trust, str]:
    """Judges the text layer of a page.

    Args:
        glyphs: The characters that are painted.
        marks: The rest.

    Returns:
        The judgement, and the evidence for it in a sentence (empty for ``text``).
    """
    count = len(glyphs)
    if marks.hidden > max(FEWEST_CHARACTERS, count):
        return "invisible_text", f"{marks.hidden} characters are there without being painted, only {count} are seen."
    covered = _covered(marks, marks.images_over_text)
    if covered >= PAGE_COVERED and count >= FEWEST_CHARACTERS:
        return "invisible_text", f"A picture painted over the {count} characters covers {covered:.0%} of the page."
    covered = _covered(marks, marks.images)
    if covered >= PAGE_COVERED and count < SCANNED_AT_MOST:
        return "image", f"Pictures cover {covered:.0%} of the page, which has {count} characters."
    letters, spread = _outlines(marks)
    if letters > max(OUTLINES, 2 * count) and (spread > OUTLINES_SPREAD or count < FEWEST_CHARACTERS):
        return "outlines", f"The page has {letters} shapes like letters and {count} characters."
    if count == 0:
        return "empty", "The page has no characters."
    if marks.unmapped >= max(UNMAPPED_COUNT, UNMAPPED_SHARE * count):
        return "unmapped", f"{marks.unmapped} of {count} characters have no way back to Unicode."
    garbled = _why_garbled(glyphs.text)
    return ("garbled", garbled) if garbled else ("text", "")


def _covered(marks: PageMarks, images: FloatArray) -> float:
    """The share of the page that the pictures cover, overlaps counted twice but never beyond the whole."""
    if not len(images):
        return 0.0
    seen = np.clip(images, 0.0, [marks.width, marks.height, marks.width, marks.height])
    areas = (seen[:, 2] - seen[:, 0]) * (seen[:, 3] - seen[:, 1])
    return float(min(1.0, areas.sum() / (marks.width * marks.height)))


def _outlines(marks: PageMarks) -> tuple[int, float]:
    """How many letters the curves of the page may be, and the share of the page's squares that they touch."""
    if not len(marks.curves):
        return 0, 0.0
    sides = marks.curves[:, 2:] - marks.curves[:, :2]
    lines = sides.min(axis=1) <= HIGHEST_LINE
    squares = np.zeros((int(marks.height // SQUARE) + 1, int(marks.width // SQUARE) + 1), dtype=bool)
    for x0, top, x1, bottom in (np.maximum(marks.curves[lines], 0.0) / SQUARE).astype(int).tolist():
        squares[top : bottom + 1, x0 : x1 + 1] = True
    return int(marks.curved_letters[lines].sum()), float(squares.mean())


# --- language ----------------------------------------------------------------------------------

_PLAUSIBLE, _COMMON, _FREQUENTLY, _CHINESE, _ODDLY, _LETTER = (1 << bit for bit in range(6))


def _why_garbled(text: str) -> str:
    """Why the characters are not a language, empty when they may be one."""
    kinds = _kinds()[np.minimum(np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32), 0xFFFF)]
    count = len(kinds)

    def number(kind: int) -> int:
        return int(np.count_nonzero(kinds & kind))

    implausible = count - number(_PLAUSIBLE)
    if implausible > max(IMPLAUSIBLE_SHARE * count, 5):
        return f"{implausible} of {count} characters are of no script that a report is written in."
    odd = number(_ODDLY)
    if odd > max(ODD_SHARE * count, 10):
        return f"{odd} of {count} characters are signs that no report is written in."
    chinese = number(_CHINESE)
    if chinese >= ENOUGH:
        common = number(_COMMON)
        if common < COMMON_SHARE * chinese:
            return f"Only {common} of {chinese} Chinese characters are common ones."
        frequent = number(_FREQUENTLY)
        if frequent < FREQUENT_SHARE * chinese:
            return f"Only {frequent} of {chinese} Chinese characters are among the hundred that every text is full of."
    elif count >= ENOUGH and chinese * 10 < count:
        letters = number(_LETTER) + chinese
        if letters < LATIN_SHARE * count:
            return f"Only {letters} of {count} characters are letters or digits."
    return ""


@cache
def _kinds() -> npt.NDArray[np.uint8]:
    """What each character of the basic plane is; characters beyond it count as the last one."""
    kinds = np.zeros(0x10000, dtype=np.uint8)

    def mark(kind: int, characters: str) -> None:
        kinds[np.frombuffer(characters.encode("utf-16-le"), dtype=np.uint16)] |= kind

    # ASCII; general punctuation, letter-like signs, numerals, arrows, mathematics, enclosed numbers, lines and shapes,
    # dingbats; radicals to unified characters; private use (icons); compatibility and full-width forms.
    for first, last in ((0x20, 0x7E), (0x2010, 0x27BF), (0x2E80, 0x303F), (0x31C0, 0x9FFF), (0xE000, 0xFAFF)):
        kinds[first : last + 1] |= _PLAUSIBLE
    for first, last in ((0xFE10, 0xFE6F), (0xFF01, 0xFF60), (0xFFE0, 0xFFE6), (0xFFFD, 0xFFFF)):
        kinds[first : last + 1] |= _PLAUSIBLE
    mark(_PLAUSIBLE, "°±²³·×÷¥§«»")
    kinds[0x4E00 : 0x9FFF + 1] |= _CHINESE
    # GB 2312 has its 3755 common characters first, Big5 its 5401.
    simplified = bytes(b for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) for b in (row, cell))
    cells = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    traditional = bytes(b for row in range(0xA4, 0xC6) for cell in cells for b in (row, cell))
    mark(_COMMON, simplified.decode("gb2312", "ignore"))
    mark(_COMMON, traditional.decode("big5", "ignore"))
    mark(_FREQUENTLY, _FREQUENT)
    mark(_ODDLY, _ODD)
    mark(_LETTER, "".join(chr(c) for c in range(0x30, 0x7B) if chr(c).isalnum()))
    return kinds
