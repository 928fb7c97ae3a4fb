"""Printed labels as something that can be compared: enumerator, core, remarks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.fuzz import ratio

# Mirrors print reports in traditional characters; these are the ones that the form's labels use.
TRADITIONAL = str.maketrans(
    "規範費徵強製許數據項內計總廢現區業機構組織會務個辦結轉續給處開請況訴訟複議維糾審確認獲類聯繫單鑿絕對國務經審"
    "條發專購買額額進門間關於這種無應電達書導時當為與產買賣長東車馬預實際對應沒說請讓該誤調論識試詞證評",
    "规范费征强制许数据项内计总废现区业机构组织会务个办结转续给处开请况诉讼复议维纠审确认获类联系单凿绝对国务经审"
    "条发专购买额额进门间关于这种无应电达书导时当为与产买卖长东车马预实际对应没说请让该误调论识试词证评",
)
_ENUMERATOR = re.compile(
    r"^(?:(?P<chapter>[一二三四五六七八九十]+)[、.,。:]"
    r"|[(〔\[]?(?P<paren>[一二三四五六七八九十]+)[)〕\]]"
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
    plain = unicodedata.normalize("NFKC", "".join(text.split())).translate(TRADITIONAL)
    match = _ENUMERATOR.match(plain)
    enumerator, rest = "", plain
    if match and len(plain) > match.end():
        kind = match.lastgroup
        value = match[kind or 0]
        enumerator = {"chapter": f"{value}、", "paren": f"({value})"}.get(kind or "", value)
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
