"""Traditional characters as simplified ones, for comparing only: what is published stays as printed.

Mirrors of mainland reports (and some print shops) set 行政規範性文件 for 行政规范性文件.
"""

from __future__ import annotations

from functools import cache
from typing import Any


def simplified(text: str) -> str:
    """The text with simplified characters in the place of traditional ones."""
    try:
        # Whatever a mainland report prints is in this character set; traditional characters mostly aren't.
        text.encode("gb2312")
    except UnicodeEncodeError:
        converted: str = _converter().convert(text)
        return converted
    return text


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
