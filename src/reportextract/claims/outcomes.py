"""Claims about what became of requests: granted, denied, not available, not processed."""

from __future__ import annotations

from reportextract.claims.concept import Concept, Sum, cells, patterns
from reportextract.claims.requests import ABOUT_REQUESTS, REQUESTS, N

_LINK = "(?:的|为|共|有|数|数量|:|情况|申请|答复|信息|信息数)*+"
# 予以公开 of 条 is said of information put on a web site too.
_FILES = N.replace("|条|", "|")

_DENIED = tuple(
    f"denied.{ground}"
    for ground in (
        "state_secret", "prohibited_by_law", "security_stability", "third_party_rights", "internal_affairs",
        "process_information", "enforcement_file", "administrative_inquiry",
    )
)  # fmt: skip
_UNAVAILABLE = tuple(f"unavailable.{why}" for why in ("not_held", "needs_creation", "unclear_after_correction"))
_UNPROCESSED = tuple(
    f"unprocessed.{why}" for why in ("petition", "duplicate", "publication", "excessive", "reissue")
)  # fmt: skip
_OTHER = ("other.overdue_correction", "other.unpaid_fee", "other.other")


def _total(*rows: str) -> Sum:
    return cells(REQUESTS, rows, ("total",))


def _outcome(row: str, wording: str, *sums: Sum, is_strict: bool = True) -> Concept:
    return Concept(
        REQUESTS,
        row,
        "total",
        patterns(f"{_NOT_TOGETHER}{wording}{_LINK}{_FILES}"),
        sums,
        _WORDS,
        is_strict,
        context=ABOUT_REQUESTS,
    )


_WORDS = ("公开", "无法提供", "不掌握", "处理")
# 不予公开和无法提供5件 counts both together.
_NOT_TOGETHER = "".join(
    f"(?<!{first}{link})"
    for first in ("公开", "提供", "处理")
    for link in ("和", "及", "与", "或", "、", "以及", "或者")
)
_LISTED = "(?:及|和|与|、|或)(?:者)?"

CONCEPTS = (
    _outcome("granted", "(?<!不)(?<!未)(?:(?<!及部分)(?<!和部分)予以公开|同意公开)(?!及|和|与|或)", _total("granted")),
    _outcome(
        "granted_or_partly",
        f"(?<!不)予以公开{_LISTED}(?:予以)?部分公开",
        _total("granted", "partly_granted"),
    ),
    _outcome(
        "partly_granted",
        "(?<!公开及)(?<!公开和)(?<!公开与)(?<!公开或)(?<!开、)(?:予以)?部分公开(?!及|和|与|或)",
        _total("partly_granted"),
    ),
    # A refusal is counted under one of three headings of the form, and prose often puts them together.
    _outcome(
        "denied",
        "(?:不予公开|未予公开|不同意公开)(?!及|和|与|或)",
        _total(*_DENIED),
        _total(*_DENIED, *_UNPROCESSED),
        _total(*_DENIED, *_UNAVAILABLE),
        _total(*_DENIED, *_UNAVAILABLE, *_UNPROCESSED),
    ),
    _outcome(
        "unavailable",
        "无法提供(?!及|和|与|或)",
        _total(*_UNAVAILABLE),
        _total("unavailable.not_held"),
        _total(*_UNAVAILABLE, *_UNPROCESSED),
    ),
    _outcome(
        "unavailable.not_held", "(?:本机关不掌握|不掌握相关政府信息)", _total("unavailable.not_held"), is_strict=False
    ),
    _outcome("unprocessed", "不予处理(?!及|和|与|或)", _total(*_UNPROCESSED), _total(*_UNPROCESSED, *_OTHER)),
    _outcome("other", "其他处理(?!及|和|与|或)", _total(*_OTHER), _total("other")),
)
