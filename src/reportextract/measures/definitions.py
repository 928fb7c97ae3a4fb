"""What is measured: every derived measure with its formula, its denominator and where the formula comes from.

Sums are lists of the form's cells, written ``table.row.column``. A report whose form has other rows for the same thing
is served by an alternative: the first list of which the form has all cells counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reportextract.model import CellKey

Sum = tuple[CellKey, ...]
Kind = Literal["ratio", "days_late", "completeness"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A derived measure.

    Attributes:
        name: Its column in ``panel``.
        label: For people, in Chinese; ``meaning`` says the same in English, with the denominator.
        numerator, denominator: Alternatives, each a sum of cells. Empty unless ``kind`` is ``ratio``.
        scale: The ratio is multiplied by it (100 for "per 100 requests").
        deadline: (month, day) of the year after the one reported on, for ``days_late``.
        source: Who computes it so, or which rule the deadline comes from.
    """

    name: str
    label: str
    meaning: str
    unit: str
    source: str
    kind: Kind = "ratio"
    numerator: tuple[Sum, ...] = ()
    denominator: tuple[Sum, ...] = ()
    scale: int = 1
    deadline: tuple[int, int] = (1, 31)

    @property
    def formula(self) -> str:
        """The formula in the canonical names of the cells."""
        if self.kind == "days_late":
            month, day = self.deadline
            return f"published_on - date(report_year + 1, {month}, {day})"
        if self.kind == "completeness":
            return "cells_printed / cells_expected"
        scale = "" if self.scale == 1 else f"{self.scale} * "
        return f"{scale}({_written(self.numerator)}) / ({_written(self.denominator)})"


def _written(alternatives: tuple[Sum, ...]) -> str:
    return " or ".join(" + ".join(".".join(key) for key in cells) for cells in alternatives)


def _requests(*outcomes: str, applicant: str = "total") -> Sum:
    return tuple(CellKey("requests", outcome, applicant) for outcome in outcomes)


def _review(tracks: tuple[str, ...], results: tuple[str, ...]) -> Sum:
    return tuple(CellKey("review_litigation", track, result) for track in tracks for result in results)


_DENIED = _requests(
    "denied.state_secret",
    "denied.prohibited_by_law",
    "denied.security_stability",
    "denied.third_party_rights",
    "denied.internal_affairs",
    "denied.process_information",
    "denied.enforcement_file",
    "denied.administrative_inquiry",
)
_UNAVAILABLE = _requests("unavailable.not_held", "unavailable.needs_creation", "unavailable.unclear_after_correction")
_UNPROCESSED = _requests(
    "unprocessed.petition",
    "unprocessed.duplicate",
    "unprocessed.publication",
    "unprocessed.excessive",
    "unprocessed.reissue",
)
_OTHER = (_requests("other"), _requests("other.overdue_correction", "other.unpaid_fee", "other.other"))
_HANDLED = (_requests("total"),)
_RECEIVED = (_requests("received"),)
_DECIDED = ("upheld", "corrected", "other")
_ENDED_OR_NOT = (*_DECIDED, "pending")
_REVIEW = ("reconsideration",)
_SUITS = ("direct_suit", "suit_after_reconsideration")

_USUAL = "usual in studies and third-party assessments of these reports"
_ARTICLE_49 = "政府信息公开条例 (2019), article 49"

MEASURES: tuple[Measure, ...] = (
    Measure(
        "disclosure_rate",
        "公开率",
        "Granted wholly or partly, of all requests handled: （一）+（二） of （七）.",
        "share",
        _USUAL,
        numerator=(_requests("granted", "partly_granted"),),
        denominator=_HANDLED,
    ),
    Measure(
        "denied_share",
        "不予公开占比",
        "Denied, of all requests handled: （三） of （七）.",
        "share",
        _USUAL,
        numerator=(_DENIED,),
        denominator=_HANDLED,
    ),
    Measure(
        "unavailable_share",
        "无法提供占比",
        "Not available, of all requests handled: （四） of （七）.",
        "share",
        _USUAL,
        numerator=(_UNAVAILABLE,),
        denominator=_HANDLED,
    ),
    Measure(
        "not_held_share",
        "本机关不掌握占比",
        "Information not held by the agency, of all requests handled: （四）1 of （七）.",
        "share",
        _USUAL,
        numerator=(_requests("unavailable.not_held"),),
        denominator=_HANDLED,
    ),
    Measure(
        "unprocessed_share",
        "不予处理占比",
        "Not processed, of all requests handled: （五） of （七）.",
        "share",
        _USUAL,
        numerator=(_UNPROCESSED,),
        denominator=_HANDLED,
    ),
    Measure(
        "other_outcome_share",
        "其他处理占比",
        "Handled otherwise, of all requests handled: （六） of （七）.",
        "share",
        _USUAL,
        numerator=_OTHER,
        denominator=_HANDLED,
    ),
    Measure(
        "carried_out_share",
        "结转率",
        "Carried into the next year, of all that was to be handled: 四 of 一 + 二.",
        "share",
        _USUAL,
        numerator=(_requests("carried_out"),),
        denominator=(_requests("received", "carried_in"),),
    ),
    Measure(
        "natural_person_share",
        "自然人申请占比",
        "From natural persons, of all requests received: 自然人 of 总计 in 一.",
        "share",
        _USUAL,
        numerator=(_requests("received", applicant="natural_person"),),
        denominator=_RECEIVED,
    ),
    Measure(
        "review_correction_rate",
        "复议纠错率",
        "Corrected, of the reconsiderations decided (upheld, corrected, other; not those pending).",
        "share",
        _USUAL,
        numerator=(_review(_REVIEW, ("corrected",)),),
        denominator=(_review(_REVIEW, _DECIDED),),
    ),
    Measure(
        "suit_correction_rate",
        "诉讼纠错率",
        "Corrected, of the suits decided (direct and after reconsideration; not those pending).",
        "share",
        _USUAL,
        numerator=(_review(_SUITS, ("corrected",)),),
        denominator=(_review(_SUITS, _DECIDED),),
    ),
    Measure(
        "reviews_per_100_requests",
        "每百件申请的复议数",
        "Reconsiderations (all four results) for 100 requests received.",
        "per 100 requests",
        _USUAL,
        numerator=(_review(_REVIEW, _ENDED_OR_NOT),),
        denominator=_RECEIVED,
        scale=100,
    ),
    Measure(
        "suits_per_100_requests",
        "每百件申请的诉讼数",
        "Suits (all four results, direct and after reconsideration) for 100 requests received.",
        "per 100 requests",
        _USUAL,
        numerator=(_review(_SUITS, _ENDED_OR_NOT),),
        denominator=_RECEIVED,
        scale=100,
    ),
    Measure(
        "days_after_31_january",
        "比1月31日晚的天数",
        "Days from 31 January of the following year, when departments' reports are due, to publication; "
        "negative when earlier.",
        "days",
        _ARTICLE_49,
        kind="days_late",
        deadline=(1, 31),
    ),
    Measure(
        "days_after_31_march",
        "比3月31日晚的天数",
        "Days from 31 March of the following year, when governments' reports are due, to publication; "
        "negative when earlier.",
        "days",
        _ARTICLE_49,
        kind="days_late",
        deadline=(3, 31),
    ),
    Measure(
        "completeness",
        "填报完整率",
        "Cells printed with a number or a sign for none, of the cells that the form has.",
        "share",
        "cells_printed and cells_expected of this project",
        kind="completeness",
    ),
)
