"""What prose states, in the wordings of published reports, and what it only seems to state."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reportextract.claims import claim_checks, claim_findings, compare_claims, find_claims, find_impossible_parts
from reportextract.claims.numbers import parse_number
from reportextract.model import Box, Cell, CellKey, Claim, Section

PLACE = Box(0, 0, 1, 1)


def claims_in(text: str, section: int = 1, agency: str = "永安镇人民政府") -> list[Claim]:
    return find_claims([Section(section, "", text, 1, 1)], 2023, agency)


def said(text: str, section: int = 1, agency: str = "永安镇人民政府") -> list[str]:
    return [f"{c.row}.{c.column}={c.value}" for c in claims_in(text, section, agency)]


def table(**numbers: int | None) -> dict[CellKey, Cell]:
    """The totals of table 三, all 0 but those given (dots in keys as ``__``), and the reviews."""
    from reportextract.datasets.keys import KEYS

    cells = {}
    for key in KEYS:
        if key.table == "disclosure" or (key.table == "requests" and key.row == "other"):
            continue
        number = numbers.get(key.row.replace(".", "__"), 0) if key.column == "total" else 0
        value = None if number is None else Decimal(number)
        cells[key] = Cell(key, value, "blank" if value is None else "printed", "", None, 1, PLACE)
    return cells


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("12", 12), ("1,234", 1234), ("三", 3), ("两", 2), ("十", 10), ("十二", 12), ("二十", 20), ("三十一", 31),
        ("一百零五", 105),
        ("一千二百", 1200), ("三万零二十", 30020), ("零", 0), ("2.5", Decimal("2.5")),
        ("三二", None), ("一百五", None), ("十百", None), ("百", None),
    ],
)  # fmt: skip
def test_numerals(printed: str, value: object) -> None:
    assert parse_number(printed) == value


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        # published wordings
        ("2023年，我镇共收到政府信息公开申请1件，上年结转2件，其中予以公开0件。",
         "received.total=1 carried_in.total=2 granted.total=0"),
        ("全年受理依申请公开３件。", "received.total=3"),
        ("收到公民、法人和其他组织提出的政府信息公开申请十二件。", "received.total=12"),
        ("收到1件政府信息公开申请，已答复。", "received.total=1"),
        ("收到1宗信息公开申请。", "received.total=1"),
        ("新收政府信息公开申请6件，结转下年度继续办理1件。", "received.total=6 carried_out.total=1"),
        ("本年度未收到政府信息公开申请。", "received.total=0"),
        ("我局2023年度未收到依申请公开事项，无上年结转申请。", "received.total=0 carried_in.total=0"),
        ("没有收到公民、法人或其他组织的信息公开申请。", "received.total=0"),
        ("收到政府信息公开申请9件，其中予以公开3件、部分公开1件、不予公开5件，无法提供0件。",
         "received.total=9 granted.total=3 partly_granted.total=1 denied.total=5 unavailable.total=0"),
        ("收到申请300件，予以公开及部分公开258件。", "received.total=300 granted_or_partly.total=258"),
        ("收到政府信息公开申请5件，其中自然人申请4件，法人和其他组织申请1件。",
         "received.total=5 received.natural_person=4 received.organisations=1"),
        ("因政府信息公开引发行政复议2件、行政诉讼3件。", "reconsideration.total=2 suits.total=3"),
        ("未发生因政府信息公开引起的行政复议和行政诉讼。", "reconsideration.total=0 suits.total=0"),
        ("办理政府信息公开依申请5件，全部办结。", "received.total=5"),
        ("我街道未收到依申请公开。", "received.total=0"),
        ("全年无依申请公开情况。", "received.total=0"),
        ("因政府信息公开引起的行政复议和行政诉讼均为0件。", "reconsideration.total=0 suits.total=0"),
        ("现行有效行政规范性文件32件，制发行政规范性文件4件，废止行政规范性文件1件。",
         "normative_documents.in_force=32 normative_documents.issued=4 normative_documents.repealed=1"),
        ("全年未收取政府信息公开信息处理费。", "information_fee.amount=0"),
        ("收取信息处理费0.04万元。", "information_fee.amount=400.00"),
    ],
)  # fmt: skip
def test_wordings(text: str, claims: str) -> None:
    assert sorted(said(text)) == sorted(claims.split())


@pytest.mark.parametrize(
    "text",
    [
        "2022年，我镇收到政府信息公开申请8件。",  # last year's
        "2022年公开工作平稳。收到政府信息公开申请8件。",  # still last year's
        "历年累计收到政府信息公开申请80件。",
        "收到政府信息公开申请数量较上年增加3件。",
        "收到网络申请3件、当面申请1件、信函申请2件。",  # ways in which requests came
        "其中县公安局收到政府信息公开申请12件。",
        "县政府办公室受理依申请公开20件，县教育局受理依申请公开5件。",
        "未收到行政复议申请。",
        "未收到依申请公开答复不满意的投诉。",
        "申请中不予公开和无法提供5件。",
        "申请中予以公开、部分公开、不予公开各1件。",
        "因政府信息公开引起的行政复议和行政诉讼10件，均已应诉。",
        "因政府信息公开被申请行政复议、提起行政诉讼共10件。",
        "未收到信访举报件，收到群众来信3封。",
        "通过网站主动公开政府信息1488条，予以公开300条。",
        "全年办理行政复议案件120件，行政诉讼应诉15件。",  # a judicial bureau's own business
        "召开政府信息公开工作会议2次，举办培训3次。",
        "收到人大代表建议8件、政协提案4件。",
        "依法办理不动产登记申请300件。",
        "满意率97.62%，占比10%。",
        "政府信息公开申请办理流程进一步规范，予以公开的信息均经审查。",
        "2024年，将做好政府信息公开申请办理工作，力争零投诉。",
    ],
)
def test_what_states_nothing(text: str) -> None:
    assert said(text) == []


def test_the_forms_own_section_needs_no_context() -> None:
    assert said("全年行政复议2件。", section=4) == ["reconsideration.total=2"]
    assert said("全年行政复议2件。", section=1) == []


def test_an_agencys_own_name_is_no_one_else() -> None:
    assert said("石宝镇2023年共收到政府信息公开申请7件。", agency="忠县石宝镇人民政府") == ["received.total=7"]
    assert said("博罗县应急管理局受理政府信息公开申请7件。", agency="博罗县应急管理局") == ["received.total=7"]


def test_the_section_on_problems_states_nothing() -> None:
    assert said("收到政府信息公开申请7件，办理不够及时。", section=5) == []


def compared(text: str, doubted: tuple[int, ...] = (), **numbers: int | None) -> list[bool | None]:
    claims = [c for c in claims_in(text) if c.sums]
    return [c.agrees for c in compare_claims(claims, table(**numbers), doubted)]


def test_agreement_and_contradiction() -> None:
    assert compared("收到政府信息公开申请7件，予以公开2件。", received=7, granted=2) == [True, True]
    assert compared("收到政府信息公开申请7件，予以公开2件。", received=8, granted=2) == [False, True]
    assert compared("本年度未收到政府信息公开申请。", received=1) == [False]


def test_a_number_that_the_words_may_mean_confirms() -> None:
    # 收到 may count those carried in; 办理 may count those handled.
    assert compared("共收到政府信息公开申请10件。", received=8, carried_in=2) == [True]
    assert compared("共办理依申请公开9件。", received=8, carried_in=2, total=9) == [True]
    assert compared("共办理依申请公开7件。", received=8, carried_in=2, total=9) == [False]
    # 不予公开 may count what the form calls 不予处理.
    assert compared("收到申请，其中不予公开3件。", denied__enforcement_file=1, unprocessed__petition=2)[-1] is True


def test_nobody_is_accused_in_doubt() -> None:
    assert compared("收到政府信息公开申请300余件。", received=312) == [True]
    assert compared("收到政府信息公开申请约300件。", received=700) == [None]  # approximate numbers never contradict
    assert compared("收到政府信息公开申请7件。", received=None) == [None]  # an empty box
    assert compared("答复政府信息公开申请7件。", total=9) == [None]  # 答复 may leave some out
    claims = [c for c in claims_in("收到政府信息公开申请7件。") if c.sums]
    scanned = [Claim(**{**{f: getattr(c, f) for f in c.__slots__}, "page": 2}) for c in claims]
    assert [c.agrees for c in compare_claims(scanned, table(received=8), {2})] == [None]
    assert [c.agrees for c in compare_claims(scanned, table(received=7), {2})] == [True]
    doubtful = {key: cell._replace(confidence=0.6) for key, cell in table(received=8).items()}
    assert [c.agrees for c in compare_claims(claims, doubtful, ())] == [None]


def test_checks_and_findings_of_contradictions() -> None:
    claims = compare_claims(claims_in("收到政府信息公开申请7件。全年收到政府信息公开申请9件。"), table(received=7), ())
    checks = claim_checks(claims)
    assert [(c.subject, c.verdict, c.cause) for c in checks] == [
        ("requests.received.total", "holds", None),
        ("requests.received.total (2)", "fails", "published"),
    ]
    assert (checks[1].left, checks[1].right, checks[1].difference) == (9, 7, 2)
    (finding,) = claim_findings(claims)
    assert finding.code == "CLAIM_CONTRADICTS_TABLE"
    assert finding.facts["said"] == "9"
    assert finding.facts["table_value"] == "7"


@pytest.mark.parametrize(
    ("text", "whole_and_parts"),
    [
        # 耒阳市马水镇 2019, as published: 372 of 331 + 61.
        ("接受咨询372人次，其中现场咨询331人次，电话咨询61人次。", ("372", "392")),
        ("收到政府信息公开申请5件，其中自然人申请4件、法人申请2件。", ("5", "6")),
    ],
)
def test_parts_that_exceed_their_whole(text: str, whole_and_parts: tuple[str, str]) -> None:
    (finding,) = find_impossible_parts([Section(1, "", text, 2, 2)])
    assert (finding.facts["whole"], finding.facts["parts"]) == whole_and_parts
    assert finding.page == 2


@pytest.mark.parametrize(
    "text",
    [
        "主动公开信息113条，其中网站71条，微信63条。",  # the same in two ways
        "公开政府信息1488条，其中政策文件类496条、民生保障类297条。",  # not all are listed
        "办理6件（其中自然人申请5件），予以公开2件。",
        "收到申请6件，其中自然人申请5件，予以公开5件。",  # two ways to part
        "217条，其中重点领域125条、其他92条。",
    ],
)
def test_parts_that_are_no_mistake(text: str) -> None:
    assert find_impossible_parts([Section(1, "", text, 1, 1)]) == []


@pytest.mark.parametrize(
    "piece",
    [
        "社会公众",
        "公民法人和其他组织的",
        "政府信息公开",
        "申请件",
        "的数量为",
        "因我局提起行政复议和",
        "被申请行政诉讼的",
        "予以公开及部分公开",
        "1件",
        "其中甲1件，",
    ],
)
@pytest.mark.parametrize("start", ["收到", "未发生", "未收到", "办理", "予以公开", "制发", "共9件，其中"])
def test_hostile_texts_end(start: str, piece: str) -> None:
    # With quantifiers that give back what they took these take longer than the universe has existed.
    text = f"申请。政府信息公开复议。{start}{piece * 500}。"
    assert isinstance(claims_in(text), list)
    assert isinstance(find_impossible_parts([Section(1, "", text, 1, 1)]), list)
