"""The canonical keys of the form's cells (contract, section 3), in the order of the form.

The labels are the official ones of the 2021 edition, or of the 2019 edition where only that has the row; they are
for people to read. How a row or column is recognised on a page is the business of ``forms``.
"""

from __future__ import annotations

from dataclasses import dataclass

from reportextract.model import CellKey


@dataclass(frozen=True, slots=True)
class KeyTable:
    """A table of the form.

    Attributes:
        row_name, column_name: What its dataset calls the two halves of a key.
        rows, columns: Canonical name → label, in the order of the form (of the editions together).
        members: The cells that exist in some edition.
    """

    name: str
    label: str
    row_name: str
    column_name: str
    rows: dict[str, str]
    columns: dict[str, str]
    members: tuple[CellKey, ...]


_DISCLOSURE_ROWS = {
    "regulations": "规章",
    "normative_documents": "行政规范性文件",
    "licensing": "行政许可",
    "other_services": "其他对外管理服务事项",
    "penalties": "行政处罚",
    "coercion": "行政强制",
    "fees": "行政事业性收费",
    "procurement": "政府集中采购",
}
_DISCLOSURE_COLUMNS = {
    "made": "本年新制作数量",
    "newly_disclosed": "本年新公开数量",
    "disclosed_total": "对外公开总数量",
    "issued": "本年制发件数",
    "repealed": "本年废止件数",
    "in_force": "现行有效件数",
    "items_last_year": "上一年项目数量",
    "change": "本年增/减",
    "decisions": "处理决定数量",
    "fee_amount": "本年收费金额",
    "projects": "采购项目数量",
    "amount": "采购总金额",
}
_FILES = ("made", "newly_disclosed", "disclosed_total", "issued", "repealed", "in_force")
_POWERS = ("items_last_year", "change", "decisions")
_DISCLOSURE_MEMBERS = {
    "regulations": _FILES,
    "normative_documents": _FILES,
    "licensing": _POWERS,
    "other_services": _POWERS,
    "penalties": _POWERS,
    "coercion": _POWERS,
    "fees": ("items_last_year", "change", "fee_amount"),
    "procurement": ("projects", "amount"),
}

_OUTCOMES = {
    "received": "一、本年新收政府信息公开申请数量",
    "carried_in": "二、上年结转政府信息公开申请数量",
    "granted": "（一）予以公开",
    "partly_granted": "（二）部分公开",
    "denied.state_secret": "（三）1.属于国家秘密",
    "denied.prohibited_by_law": "（三）2.其他法律行政法规禁止公开",
    "denied.security_stability": "（三）3.危及“三安全一稳定”",
    "denied.third_party_rights": "（三）4.保护第三方合法权益",
    "denied.internal_affairs": "（三）5.属于三类内部事务信息",
    "denied.process_information": "（三）6.属于四类过程性信息",
    "denied.enforcement_file": "（三）7.属于行政执法案卷",
    "denied.administrative_inquiry": "（三）8.属于行政查询事项",
    "unavailable.not_held": "（四）1.本机关不掌握相关政府信息",
    "unavailable.needs_creation": "（四）2.没有现成信息需要另行制作",
    "unavailable.unclear_after_correction": "（四）3.补正后申请内容仍不明确",
    "unprocessed.petition": "（五）1.信访举报投诉类申请",
    "unprocessed.duplicate": "（五）2.重复申请",
    "unprocessed.publication": "（五）3.要求提供公开出版物",
    "unprocessed.excessive": "（五）4.无正当理由大量反复申请",
    "unprocessed.reissue": "（五）5.要求行政机关确认或重新出具已获取信息",
    "other": "（六）其他处理",
    "other.overdue_correction": "（六）1.申请人无正当理由逾期不补正",
    "other.unpaid_fee": "（六）2.申请人逾期未按收费通知要求缴纳费用",
    "other.other": "（六）3.其他",
    "total": "（七）总计",
    "carried_out": "四、结转下年度继续办理",
}
_APPLICANTS = {
    "natural_person": "自然人",
    "enterprise": "商业企业",
    "research_institution": "科研机构",
    "social_organization": "社会公益组织",
    "legal_service": "法律服务机构",
    "other_organization": "其他",
    "total": "总计",
}
_TRACKS = {
    "reconsideration": "行政复议",
    "direct_suit": "未经复议直接起诉",
    "suit_after_reconsideration": "复议后起诉",
}
_RESULTS = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
}


def _product(name: str, rows: dict[str, str], columns: dict[str, str]) -> tuple[CellKey, ...]:
    return tuple(CellKey(name, row, column) for row in rows for column in columns)


TABLES: dict[str, KeyTable] = {
    table.name: table
    for table in (
        KeyTable(
            "disclosure",
            "二、主动公开政府信息情况",
            "subject",
            "measure",
            _DISCLOSURE_ROWS,
            _DISCLOSURE_COLUMNS,
            tuple(
                CellKey("disclosure", row, column) for row, columns in _DISCLOSURE_MEMBERS.items() for column in columns
            ),
        ),
        KeyTable(
            "requests",
            "三、收到和处理政府信息公开申请情况",
            "outcome",
            "applicant",
            _OUTCOMES,
            _APPLICANTS,
            _product("requests", _OUTCOMES, _APPLICANTS),
        ),
        KeyTable(
            "review_litigation",
            "四、政府信息公开行政复议、行政诉讼情况",
            "track",
            "result",
            _TRACKS,
            _RESULTS,
            _product("review_litigation", _TRACKS, _RESULTS),
        ),
    )
}

KEYS: tuple[CellKey, ...] = tuple(key for table in TABLES.values() for key in table.members)
ORDER: dict[CellKey, int] = {key: index for index, key in enumerate(KEYS)}


def label(key: CellKey) -> str:
    """A cell's name for people: its row and column as the form words them."""
    table = TABLES[key.table]
    return f"{table.rows[key.row]} · {table.columns[key.column]}"


# --- names of the panel's columns --------------------------------------------------------------

# Stata allows 32 characters, letters, digits and underscores, no dot. The law: table, row and column joined by two
# underscores, a dot becoming one; a part stands as it is unless it is listed here. Nothing else is ever shortened.
_PANEL_TABLES = {"disclosure": "dis", "requests": "req", "review_litigation": "rev"}
PANEL_SHORT: dict[str, str] = {
    "normative_documents": "normative",
    "newly_disclosed": "disclosed_new",
    "disclosed_total": "disclosed_all",
    "items_last_year": "last_year",
    "suit_after_reconsideration": "suit_after",
    "natural_person": "person",
    "research_institution": "research",
    "social_organization": "social",
    "legal_service": "legal",
    "enterprise": "firm",
    "other_organization": "otherorg",
    "denied.prohibited_by_law": "denied_law",
    "denied.security_stability": "denied_security",
    "denied.third_party_rights": "denied_thirdparty",
    "denied.state_secret": "denied_secret",
    "denied.internal_affairs": "denied_internal",
    "denied.process_information": "denied_process",
    "denied.enforcement_file": "denied_file",
    "denied.administrative_inquiry": "denied_inquiry",
    "unavailable.not_held": "unavail_notheld",
    "unavailable.needs_creation": "unavail_creation",
    "unavailable.unclear_after_correction": "unavail_unclear",
    "unprocessed.petition": "unproc_petition",
    "unprocessed.duplicate": "unproc_duplicate",
    "unprocessed.publication": "unproc_book",
    "unprocessed.excessive": "unproc_excessive",
    "unprocessed.reissue": "unproc_reissue",
    "other.overdue_correction": "other_overdue",
    "other.unpaid_fee": "other_unpaid",
}


def panel_name(key: CellKey) -> str:
    """A cell's column in ``panel``: ``requests, received, natural_person`` → ``req__received__person``."""
    parts = (PANEL_SHORT.get(part, part).replace(".", "_") for part in (key.row, key.column))
    return "__".join((_PANEL_TABLES[key.table], *parts))
