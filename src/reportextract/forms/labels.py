"""Printed labels as something that can be compared: enumerator, core, remarks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from reportextract.simplified import simplified

_ENUMERATOR = re.compile(
    r"^(?:(?P<chapter>[一二三四五六七八九十]+)[、.,。:]"
    r"|[(〔\[]?(?P<paren>[一二三四五六七八九十]+|\d{1,2})[)〕\]]"
    r"|(?P<digit>\d{1,2})(?:[、.,。:)]|(?=[^\d])))"
)
_REMARK = re.compile(r"\([^()]*\)?")


@dataclass(frozen=True, slots=True)
class Label:
    """A label taken apart.

    Attributes:
        text: As printed, without spaces.
        enumerator: ``一``, ``(三)``, ``5`` with its kind's own mark, or empty.
        core: Letters and digits only, without enumerator; remarks in brackets included.
        bare: The same without what stands in brackets.
    """

    text: str
    enumerator: str
    core: str
    bare: str


@lru_cache(maxsize=65536)
def read_label(text: str) -> Label:
    """Takes a printed label apart. Any text will do; most cells are none of the form's labels."""
    plain = simplified(unicodedata.normalize("NFKC", "".join(text.split())))
    match = _ENUMERATOR.match(plain)
    enumerator, rest = "", plain
    if match and len(plain) > match.end():
        kind = match.lastgroup
        value = match[kind or 0]
        enumerator = (
            value if value.isdigit() else {"chapter": f"{value}、", "paren": f"({value})"}.get(kind or "", value)
        )
        rest = plain[match.end() :]
    return Label(plain, enumerator, _letters(rest), _letters(_REMARK.sub("", rest)) or _letters(rest))


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def similarity(printed: Label, official: Label) -> float:
    """How alike two labels are, 0 to 1, enumerators aside.

    Remarks in brackets may be there or not; a label that was cut short counts by what is left of it; letters
    in another order (vertical text read across) count a little less.
    """
    if not printed.core or not official.core:
        return 0.0
    if printed.core == official.core or printed.bare == official.bare:
        return 1.0
    best = max(ratio(printed.core, official.core), ratio(printed.bare, official.bare)) / 100
    if len(printed.core) >= 2 and official.core.startswith(printed.core):
        best = max(best, 0.6 + 0.3 * len(printed.core) / len(official.core))
    if len(official.bare) >= 2 and printed.core.startswith(official.bare):
        # An annotation without brackets: 规章全区机关均无制定规章的权限.
        best = max(best, 0.75)
    if len(printed.core) >= 4 and best < 0.9:
        best = max(best, 0.9 * ratio("".join(sorted(printed.core)), "".join(sorted(official.core))) / 100)
    return best
