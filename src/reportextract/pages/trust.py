"""Whether the text layer of a page is what a person sees on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportextract.model import FloatArray, Glyphs, Trust

# A picture (or pictures) over this share of the page is the page itself; a seal or a banner covers far less.
PAGE_COVERED = 0.6


@dataclass(frozen=True, slots=True)
class PageMarks:
    """What else is on the page besides its readable characters.

    Attributes:
        width, height: The page as it is read, in points.
        images: Shape (n, 4): x0, top, x1, bottom of its pictures.
        text_objects: How many text objects it has, those inside Form XObjects included.
        invisible_text_objects: How many of them are in text render mode 3.
        curved_paths: How many paths are curves, or too long to be rules: letters as outlines, drawings.
        unmapped: How many characters have no way back to Unicode.
    """

    width: float
    height: float
    images: FloatArray
    text_objects: int
    invisible_text_objects: int
    curved_paths: int
    unmapped: int


def judge_page(glyphs: Glyphs, marks: PageMarks) -> tuple[Trust, str]:
    """Judges the text layer of a page.

    Returns:
        The judgement, and the evidence for it in a sentence (empty for ``text``).
    """
    count = len(glyphs)
    covered = _covered(marks)
    if marks.unmapped > max(2, 0.02 * count):
        return "unmapped", f"{marks.unmapped} of {count} characters have no way back to Unicode."
    if marks.invisible_text_objects * 2 > marks.text_objects and covered >= PAGE_COVERED:
        return "invisible_text", f"{marks.invisible_text_objects} of {marks.text_objects} texts are invisible."
    if count < 20:
        if covered >= PAGE_COVERED:
            return "image", f"Pictures cover {covered:.0%} of the page, which has {count} characters."
        if marks.curved_paths > 50:
            return "outlines", f"The page has {marks.curved_paths} curved shapes and {count} characters."
        if count == 0:
            return "empty", "The page has no characters."
    return "text", ""


def _covered(marks: PageMarks) -> float:
    """The share of the page its pictures cover; overlaps count twice, but never beyond the whole."""
    if not len(marks.images):
        return 0.0
    seen = np.clip(marks.images, 0.0, [marks.width, marks.height, marks.width, marks.height])
    areas = (seen[:, 2] - seen[:, 0]).clip(0) * (seen[:, 3] - seen[:, 1]).clip(0)
    return float(min(1.0, areas.sum() / (marks.width * marks.height)))
