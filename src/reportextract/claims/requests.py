"""Claims about requests: how many were received, from whom, how many came from the year before and go into the next."""

from __future__ import annotations

import re

from reportextract.claims.concept import Concept, Sum, cells, patterns
from reportextract.claims.numbers import COUNTED, number

REQUESTS = "requests"
ORGANISATIONS = (
    "enterprise", "research_institution", "social_organization", "legal_service", "other_organization",
)  # fmt: skip
N = number(COUNTED)

# Quantifiers are possessive throughout: a hostile text must not make the search try every way to part it.
# What may stand between the verb and 申请 without making it a part: not 网络, 当面, 信函, nor an agency.
_WHOSE = (
    "(?:公民|法人|其他组织|组织|社会公众|社会|公众|群众|申请人|个人|单位|各类|各种|书面|新增|有效|有关|相关|关于|要求|提出|递交|任何|"
    "的|和|及|与|、|或者?|共计?|总计|累计|到|了|并|过|有)*+"
)
_WHAT = (
    "(?:依申请公开(?:政府)?(?:信息)?|政府信息依申请公开|(?:政府)?信息公开依申请(?:公开)?|"
    "(?:政府|政务)?信息公开|公开(?:政府)?信息|依申请|公开)"
)
_ASKED = "(?:的?(?:申请|事项|案件|件|表|书|数量|量|数|总数|信息))*+"
_LINK = "(?:共计?|总计|合计|一共|总量|数量|数|为|是|有|达到?|的|:|情况)*+"
_RECEIVED_VERB = "(?:收到|受理|接到|接收|收悉|新收)"
_HANDLED_VERB = "(?:办理|处理|收到并办理|受理并办理|受理并办结)"
_NONE = "(?:未|没有|尚未|从未|无|未曾)"

_RECEIVED: Sum = cells(REQUESTS, ("received",), ("total",))
_TO_HANDLE: Sum = cells(REQUESTS, ("received", "carried_in"), ("total",))
_HANDLED: Sum = cells(REQUESTS, ("total",), ("total",))
ABOUT_REQUESTS = re.compile("申请")
_ASKED_WORDS = ("申请",)


def _from(name: str, applicants: tuple[str, ...], words: tuple[str, ...], wording: str) -> Concept:
    return Concept(
        REQUESTS,
        "received",
        name,
        patterns(
            rf"{wording}(?:申请|提出|的|数量|申请人)*+{_LINK}{N}", rf"{N}(?:为|来自|由|属于?){wording}(?:申请|提出)"
        ),
        (
            cells(REQUESTS, ("received",), applicants),
            cells(REQUESTS, ("total",), applicants),
            cells(REQUESTS, ("received", "carried_in"), applicants),
        ),
        words,
        context=ABOUT_REQUESTS,
    )


CONCEPTS = (
    Concept(
        REQUESTS,
        "received",
        "total",
        patterns(
            rf"{_RECEIVED_VERB}{_WHOSE}{_WHAT}{_WHOSE}{_ASKED}{_LINK}{N}",
            rf"{_RECEIVED_VERB}{_WHOSE}申请(?:公开)?(?:政府信息|信息)?{_ASKED}{_LINK}{N}",
            rf"{_RECEIVED_VERB}{_WHOSE}{N}{_WHOSE}{_WHAT}{_WHOSE}申请",
            # 未收到政府信息公开申请; not 未收到行政复议申请, nor 无上年结转申请.
            rf"{_NONE}(?:收到|接到|受理|接收|收悉|出现|发生|有){_WHOSE}{_WHAT}{_WHOSE}(?:申请|事项|件|案件|请求|情况)",
            rf"{_NONE}(?:收到|接到|受理|接收|发生){_WHOSE}(?:政府信息)?依申请公开(?:政府信息)?(?![\u3400-\u9fff])",
            r"无(?:公民|法人|其他组织|群众|、|和|及|或)*+(?:政府信息公开|信息公开|依申请公开)(?:的)?(?:申请|事项|件|情况)",
        ),
        (_RECEIVED, _TO_HANDLE),
        _ASKED_WORDS,
    ),
    # 办理 may mean what was received or what was finished.
    Concept(
        REQUESTS,
        "received",
        "total",
        patterns(
            rf"(?<!收到并)(?<!受理并){_HANDLED_VERB}{_WHOSE}{_WHAT}{_WHOSE}{_ASKED}{_LINK}{N}",
            rf"{_HANDLED_VERB}{_WHOSE}{N}{_WHOSE}{_WHAT}{_WHOSE}申请",
        ),
        (_RECEIVED, _TO_HANDLE, _HANDLED),
        _ASKED_WORDS,
    ),
    # Without a verb it may be a heading's number or what was disclosed.
    Concept(
        REQUESTS,
        "received",
        "total",
        patterns(
            rf"(?:^|[,。;:])(?:我.{{1,2}}|本.{{1,2}})?(?:全年|本年度?)?(?:依申请公开|政府信息公开申请){_ASKED}{_LINK}{N}"
        ),
        (_RECEIVED, _TO_HANDLE, _HANDLED),
        _ASKED_WORDS,
        is_strict=False,
    ),
    Concept(
        REQUESTS,
        "total",
        "total",
        patterns(rf"(?:办结|答复|办理完毕){_WHOSE}{_WHAT}{_WHOSE}{_ASKED}{_LINK}{N}"),
        (_HANDLED, _RECEIVED),
        ("办结", "答复", "完毕"),
        is_strict=False,
    ),
    Concept(
        REQUESTS,
        "carried_in",
        "total",
        patterns(
            rf"(?:上一?年度?|去年)(?:结转|转入|转接|遗留|接转)(?:政府信息公开|依申请公开|本年度?|办理|继续|的|申请|件|至今年)*+{_LINK}{N}",
            rf"结转上一?年度?(?:政府信息公开|依申请公开|的|申请)*+{_LINK}{N}",
            r"无上一?年度?结转(?:的)?(?:政府信息公开|依申请公开)?(?:申请|件|事项|办理)",
        ),
        (cells(REQUESTS, ("carried_in",), ("total",)),),
        ("上年", "上一年", "去年"),
    ),
    Concept(
        REQUESTS,
        "carried_out",
        "total",
        patterns(
            rf"结转(?:至|到)?(?:下一?|次|明)年度?(?:继续|办理|处理|答复|的|申请|件)*+{_LINK}{N}",
            rf"{N}(?:申请)?(?:已)?结转(?:至|到)?(?:下一?|次)年",
            r"无结转(?:至|到)?(?:下一?|次)年度?(?:继续)?(?:办理)?(?:的)?(?:政府信息公开|依申请公开)?(?:申请|件|事项)",
        ),
        (cells(REQUESTS, ("carried_out",), ("total",)),),
        ("结转",),
    ),
    _from("natural_person", ("natural_person",), ("自然人", "公民"), "(?:自然人|公民个人|公民)"),
    _from("organisations", ORGANISATIONS, ("法人",), "(?:法人(?:和|或|及|、)其他组织|法人或者其他组织)"),
    _from("enterprise", ("enterprise",), ("商业企业",), "商业企业"),
    _from("research_institution", ("research_institution",), ("科研机构",), "科研机构"),
    _from("social_organization", ("social_organization",), ("社会公益组织",), "社会公益组织"),
    _from("legal_service", ("legal_service",), ("法律服务机构",), "法律服务机构"),
)
