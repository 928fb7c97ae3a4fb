"""Claims about documents in force, decisions and fees, and about the fee for processing information."""

from __future__ import annotations

from reportextract.claims.concept import Concept, cells, patterns
from reportextract.claims.numbers import AMOUNT, COUNTED, number

_TABLE = "disclosure"
_N = number(COUNTED)
_MONEY = number(AMOUNT)
_LINK = "(?:的|共|共计|为|数|数量|有|:|总数|了)*+"
_NORMATIVE = "(?:行政)?规范性文件"


def _files(row: str, name: str, word: str) -> tuple[Concept, ...]:
    def one(column: str, wording: str, *columns: str, is_strict: bool = True) -> Concept:
        return Concept(
            _TABLE,
            row,
            column,
            patterns(rf"{wording}{_LINK}{name}{_LINK}{_N}", rf"{wording}{_LINK}{_N}{name}"),
            tuple(cells(_TABLE, (row,), (other,)) for other in (column, *columns)),
            (word,),
            is_strict,
        )

    return (
        one("issued", "(?<!拟)(?:制发|制定发布|本年制发)", "made"),
        one("issued", "(?:制定|出台|印发|发布|新制定)", "made", is_strict=False),
        one("repealed", "(?<!拟)(?:废止|宣布失效)"),
        one("in_force", "现行有效(?!的?政策)"),
        one("newly_disclosed", "(?:公开|主动公开)", "issued", is_strict=False),
    )


def _decisions(row: str, name: str) -> tuple[Concept, ...]:
    sums = (cells(_TABLE, (row,), ("decisions",)),)
    return (
        Concept(
            _TABLE, row, "decisions", patterns(rf"(?:作出|做出)(?:的)?{name}(?:处理)?决定{_LINK}{_N}"), sums, (name,)
        ),
        Concept(
            _TABLE,
            row,
            "decisions",
            patterns(rf"{name}(?:处理)?(?:决定|事项|案件)?{_LINK}{_N}"),
            sums,
            (name,),
            is_strict=False,
            sections=(1, 2),
        ),
    )


_FEE = "信息处理费"

CONCEPTS = (
    *_files("normative_documents", _NORMATIVE, "规范性文件"),
    *_files("regulations", "(?:政府|部门)?规章", "规章"),
    *_decisions("licensing", "行政许可"),
    *_decisions("penalties", "行政处罚"),
    *_decisions("coercion", "行政强制"),
    Concept(
        _TABLE,
        "fees",
        "fee_amount",
        patterns(rf"行政事业性收费(?:金额|总额|收入)?{_LINK}{_MONEY}"),
        (cells(_TABLE, ("fees",), ("fee_amount",)),),
        ("收费",),
    ),
    # The form has no cell for it: the sixth section itself must tell it.
    Concept(
        "sections",
        "information_fee",
        "amount",
        patterns(
            rf"(?:收取|收到|收)(?:的)?(?:政府信息公开|依申请公开)?{_FEE}(?:金额|总额|总金额|费用)?{_LINK}{_MONEY}",
            rf"{_FEE}(?:金额|总额|总金额|收取情况|收取)?{_LINK}{_MONEY}",
            rf"(?:未|没有|无)(?:发生|产生|收取|有|涉及)*+(?:依申请公开|政府信息公开|任何|的)*+{_FEE}",
        ),
        (),
        (_FEE,),
        is_strict=False,
    ),
)
