"""Characters that print alike become one: the only rewriting that printed text undergoes before it is read."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Compatibility forms that differ from the plain character in width or typeface alone. Superscripts, circled
# digits and fractions are compatibility forms too, and must not be folded: 5² would become 52.
_SAME_CHARACTER = ("<wide>", "<narrow>", "<font>")
# Some fonts map 无 or 一 back to the radicals of the Kangxi dictionary, which look the same.
_KANGXI_RADICALS = range(0x2F00, 0x2FD6)

# Marks typed for a hyphen or a minus. The soft hyphen is here because fonts that draw it as a hyphen map every
# hyphen back to it; what is in a PDF's text layer was drawn. The em dash isn't: it stands for "nothing".
_MINUS = "-‐‑‒–−\u00ad﹣－"
_LINE_BREAKS = "\n\r\v\f\u0085\u2028\u2029"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"


@lru_cache(maxsize=2048)
def _fold_character(character: str) -> str:
    if character in _MINUS:
        return "-"
    if character in _LINE_BREAKS:
        return "\n"
    if character in _INVISIBLE:
        return ""
    if character == "\t":
        return "  "  # as wide a gap as two spaces: between columns, never inside a number
    if unicodedata.category(character) == "Zs":
        return " "
    if unicodedata.decomposition(character).startswith(_SAME_CHARACTER) or ord(character) in _KANGXI_RADICALS:
        return unicodedata.normalize("NFKC", character)
    return character


def fold(text: str) -> str:
    """Text with full-width, half-width and typeface variants replaced by the plain character.

    Every kind of space is " ", every line break "\\n" (with the spaces around it taken off), every minus "-";
    characters without width are gone. No digit is ever made from anything but the same digit.
    """
    folded = "".join(map(_fold_character, text))
    return re.sub(r" *\n[ \n]*", "\n", folded).strip(" \n")
