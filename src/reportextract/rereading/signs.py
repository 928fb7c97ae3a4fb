"""A sign too pale to be read: a number that may be negative, and isn't surely without one."""

from __future__ import annotations

import re

import numpy as np

from reportextract.scan_reading import SeenNumber

_BARE = re.compile(r"[0-9., ]+")

# In parts of a number's height: a sign stands so near before it, and in that band of its height.
BEFORE, FROM, TO = 0.75, 0.25, 0.75
# It is so dark, as a part of the number's own darkness, and so many times as dark as the paper's noise, where both are
# averaged over so much of the height.
AS_DARK, NOISES, AVERAGED_OVER = 0.2, 4.0, 0.07


def is_bare_number(text: str) -> bool:
    """Whether a text has neither a sign nor a word that says more or less."""
    return _BARE.fullmatch(text) is not None


def may_be_signed(seen: SeenNumber) -> bool:
    """Whether something pale stands where a number's sign would."""
    import cv2

    margin, (high, wide) = seen.margin, seen.clean.shape
    height = high - 2 * margin
    averaged = 255.0 - cv2.GaussianBlur(seen.clean.astype(np.float32), (0, 0), max(0.7, AVERAGED_OVER * height))
    number = averaged[margin : margin + height, margin : wide - margin]
    # Beside a number its own blur is no sign.
    end = margin - max(1, round(2 * AVERAGED_OVER * height))
    before = averaged[
        margin + round(FROM * height) : margin + round(TO * height), max(0, end - round(BEFORE * height)) : end
    ]
    paper = np.concatenate([averaged[: margin // 2].ravel(), averaged[high - margin // 2 :].ravel()])
    paper = paper[paper > 0]  # where something was painted over there is no noise
    if not before.size or not number.size:
        return False
    usual = float(np.median(paper)) if paper.size else 0.0
    noise = 1.48 * float(np.median(np.abs(paper - usual))) if paper.size else 0.0
    return bool(before.max() - usual >= max(AS_DARK * (float(np.percentile(number, 95)) - usual), NOISES * noise))
