"""The printed form in both editions, as its authors see it: rows, columns and official labels.

Written apart from the editions of the package on purpose: a corpus that took its labels from the code under test would
agree with every mistake in it. Source: the blank forms of 2019 (国办公开办函〔2019〕60号) and 2021 (〔2021〕30号).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Key(NamedTuple):
    """A cell by its canonical names, as in the datasets."""

    table: str
    row: str
    col: str


@dataclass(frozen=True, slots=True)
class Block:
    """A block of table 二: its caption, its columns and rows as (key, label)."""

    name: str
    caption: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of table 三 under one label; a group of one row without detail label is that row itself."""

    label: str
    rows: tuple[tuple[str, str], ...]


APPLICANTS = (
    ("natural_person", "自然人"),
    ("enterprise", "商业企业"),
    ("research_institution", "科研机构"),
    ("social_organization", "社会公益组织"),
    ("legal_service", "法律服务机构"),
    ("other_organization", "其他"),
    ("total", "总计"),
)
TRACKS = ("reconsideration", "direct_suit", "suit_after_reconsideration")
RESULTS = (
    ("upheld", "结果维持"),
    ("corrected", "结果纠正"),
    ("other", "其他结果"),
    ("pending", "尚未审结"),
    ("total", "总计"),
)

_ITEMS = (("items_last_year", "上一年项目数量"), ("change", "本年增/减"), ("decisions", "处理决定数量"))
_DECISIONS = (("decisions", "本年处理决定数量"),)

DISCLOSURE: dict[str, tuple[Block, ...]] = {
    "2019": (
        Block(
            "documents",
            "第二十条第（一）项",
            (("made", "本年新制作数量"), ("newly_disclosed", "本年新公开数量"), ("disclosed_total", "对外公开总数量")),
            (("regulations", "规章"), ("normative_documents", "规范性文件")),
        ),
        Block(
            "services",
            "第二十条第（五）项",
            _ITEMS,
            (("licensing", "行政许可"), ("other_services", "其他对外管理服务事项")),
        ),
        Block("sanctions", "第二十条第（六）项", _ITEMS, (("penalties", "行政处罚"), ("coercion", "行政强制"))),
        Block("fees", "第二十条第（八）项", _ITEMS[:2], (("fees", "行政事业性收费"),)),
        Block(
            "procurement",
            "第二十条第（九）项",
            (("projects", "采购项目数量"), ("amount", "采购总金额")),
            (("procurement", "政府集中采购"),),
        ),
    ),
    "2021": (
        Block(
            "documents",
            "第二十条第（一）项",
            (("issued", "本年制发件数"), ("repealed", "本年废止件数"), ("in_force", "现行有效件数")),
            (("regulations", "规章"), ("normative_documents", "行政规范性文件")),
        ),
        Block("services", "第二十条第（五）项", _DECISIONS, (("licensing", "行政许可"),)),
        Block("sanctions", "第二十条第（六）项", _DECISIONS, (("penalties", "行政处罚"), ("coercion", "行政强制"))),
        Block(
            "fees",
            "第二十条第（八）项",
            (("fee_amount", "本年收费金额（单位：万元）"),),
            (("fees", "行政事业性收费"),),
        ),
    ),
}

CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
RECEIVED = ("received", "一、本年新收政府信息公开申请数量")
CARRIED_IN = ("carried_in", "二、上年结转政府信息公开申请数量")
CARRIED_OUT = ("carried_out", "四、结转下年度继续办理")
STUB = "三、本年度办理结果"

_DENIED = (
    ("denied.state_secret", "1.属于国家秘密"),
    ("denied.prohibited_by_law", "2.其他法律行政法规禁止公开"),
    ("denied.security_stability", "3.危及“三安全一稳定”"),
    ("denied.third_party_rights", "4.保护第三方合法权益"),
    ("denied.internal_affairs", "5.属于三类内部事务信息"),
    ("denied.process_information", "6.属于四类过程性信息"),
    ("denied.enforcement_file", "7.属于行政执法案卷"),
    ("denied.administrative_inquiry", "8.属于行政查询事项"),
)
_UNAVAILABLE = (
    ("unavailable.not_held", "1.本机关不掌握相关政府信息"),
    ("unavailable.needs_creation", "2.没有现成信息需要另行制作"),
    ("unavailable.unclear_after_correction", "3.补正后申请内容仍不明确"),
)
_UNPROCESSED = (
    ("unprocessed.petition", "1.信访举报投诉类申请"),
    ("unprocessed.duplicate", "2.重复申请"),
    ("unprocessed.publication", "3.要求提供公开出版物"),
    ("unprocessed.excessive", "4.无正当理由大量反复申请"),
    ("unprocessed.reissue", "5.要求行政机关确认或重新出具已获取信息"),
)
_OTHER = (
    ("other.overdue_correction", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    ("other.unpaid_fee", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    ("other.other", "3.其他"),
)
TOTAL_GROUP = Group("（七）总计", (("total", ""),))


def outcome_groups(other_as_one_row: bool) -> tuple[Group, ...]:
    """Part 三 of table 三 from （一） to （七）."""
    other = Group("（六）其他处理", (("other", ""),) if other_as_one_row else _OTHER)
    return (
        Group("（一）予以公开", (("granted", ""),)),
        Group("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", (("partly_granted", ""),)),
        Group("（三）不予公开", _DENIED),
        Group("（四）无法提供", _UNAVAILABLE),
        Group("（五）不予处理", _UNPROCESSED),
        other,
        TOTAL_GROUP,
    )


# Simplified to traditional: every character of the form that differs.
TRADITIONAL = str.maketrans(
    "规范罚处强制业费总额决许质条项机关属内务绝办结转贰体护权类过执询无现补确访举报诉复没见读单数废发应请"
    "号维纠审讼经后开产购专团计织构组会环协与运营议间问题进写为个证据来时实际录启动东门长国减采区这于稳万"
    "获当认继续缴纳约",
    "規範罰處強製業費總額決許質條項機關屬內務絕辦結轉貳體護權類過執詢無現補確訪舉報訴復沒見讀單數廢發應請"
    "號維糾審訟經後開產購專團計織構組會環協與運營議間問題進寫為個證據來時實際錄啟動東門長國減採區這於穩萬"
    "獲當認繼續繳納約",
)
