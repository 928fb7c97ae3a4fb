"""Claims about reconsiderations and suits over the disclosure of information."""

from __future__ import annotations

import re

from reportextract.claims.concept import Concept, Sum, cells, patterns
from reportextract.claims.numbers import COUNTED, number

_TABLE = "review_litigation"
_RESULTS = ("upheld", "corrected", "other", "pending")
_N = number(COUNTED)
# A judicial bureau handles reconsiderations of every kind; the form counts those over the disclosure of information.
_OVER_DISCLOSURE = re.compile("(?:政府|政务)?信息公开(?:工作)?[^。;]{0,24}(?:复议|诉讼)|复议、(?:行政)?诉讼情况")
_NONE = "(?:未|没有|尚未|从未|无|未曾|零)(?:发生|出现|收到|产生|引发|引起|涉及|有|被)?"
_OVER = (
    "(?:因|由|有关|关于|涉及|针对|就|我.{1,2}|本.{1,2}|政府|政务|信息公开|信息|工作|依申请公开|引发|引起|导致|产生|提起|被申请|"
    "申请|而|的|被)*+"
)
_KINDS = "(?:(?:提起)?(?:行政)?(?:复议|诉讼|应诉|申诉)(?:案件|申请|情况|事项)?(?:和|或|及|与|、|以及|被|提起|的)*+)"
_LINK = "(?:的|案件|申请|共|共计|为|数|有|:|情况|收到|受理|事项)*+"
# 行政复议和行政诉讼10件 counts both together.
_NOT_TOGETHER = "".join(
    f"(?<!{first}{link}{verb})"
    for first in ("复议", "诉讼")
    for link in "和及与或、"
    for verb in ("", "提起", "被提起")
)
_BOTH_ARE_NONE = (
    "行政复议(?:案件)?(?:和|、|及|与|或)(?:提起)?(?:行政)?诉讼(?:案件|情况|数量)?(?:均|都|各)?(?:为|共)?(?:0|零)"
    "(?:件|起|宗|例|次)"
)
_SUITS = ("direct_suit", "suit_after_reconsideration")


def _track(tracks: tuple[str, ...]) -> tuple[Sum, ...]:
    return cells(_TABLE, tracks, ("total",)), cells(_TABLE, tracks, _RESULTS)


CONCEPTS = (
    Concept(
        _TABLE,
        "reconsideration",
        "total",
        patterns(
            rf"(?<!未经)(?<!经){_NOT_TOGETHER}行政复议(?!后){_LINK}{_N}",
            rf"{_NONE}{_OVER}{_KINDS}*?(?:行政)?复议(?!后)",
            _BOTH_ARE_NONE,
        ),
        _track(("reconsideration",)),
        ("复议",),
        context=_OVER_DISCLOSURE,
        sections=(1, 3, 4, 6),
        home=4,
    ),
    Concept(
        _TABLE,
        "suits",
        "total",
        patterns(rf"{_NOT_TOGETHER}行政诉讼{_LINK}{_N}", rf"{_NONE}{_OVER}{_KINDS}*?(?:行政)?诉讼", _BOTH_ARE_NONE),
        _track(_SUITS),
        ("诉讼",),
        context=_OVER_DISCLOSURE,
        sections=(1, 3, 4, 6),
        home=4,
    ),
    Concept(
        _TABLE,
        "direct_suit",
        "total",
        patterns(rf"未经复议直接起诉{_LINK}{_N}"),
        _track(("direct_suit",)),
        ("起诉",),
        sections=(1, 3, 4, 6),
    ),
    Concept(
        _TABLE,
        "suit_after_reconsideration",
        "total",
        patterns(rf"复议后起诉{_LINK}{_N}"),
        _track(("suit_after_reconsideration",)),
        ("起诉",),
        sections=(1, 3, 4, 6),
    ),
)
