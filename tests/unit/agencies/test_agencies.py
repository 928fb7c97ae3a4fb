"""Titles of every level and province, and the evidence that decides between places of one name."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportextract.agencies import Evidence, place_findings, resolve_agency
from reportextract.agencies.divisions import ancestors, divisions
from reportextract.agencies.resolve import describe
from reportextract.model import AgencyPlace
from reportextract.prose.titles import parse_title

TITLES = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("titles.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
XIAOYI, WUXI = "141181102", "500238109"  # 下堡镇 of 孝义市 and of 巫溪县


def place(name: str, **evidence: object) -> AgencyPlace:
    return resolve_agency(name, Evidence(**evidence))  # type: ignore[arg-type]


def test_the_list_is_of_all_provinces_and_levels() -> None:
    assert len(TITLES) > 650
    resolvable = {code for _, code, _ in TITLES if code != "-"}
    assert len({code[:2] for code in resolvable}) == 31
    assert {level for _, _, level in TITLES} >= {"province", "prefecture", "county", "township", "department"}


def test_of_the_resolvable_98_percent_are_resolved_and_none_wrongly() -> None:
    resolved, wrong, guessed = 0, [], []
    for title, code, _ in TITLES:
        parsed = parse_title(title)
        assert parsed is not None, title
        found = place(parsed[1], report_year=parsed[2]).division_code
        resolved += found == code and code != "-"
        if found is not None and code == "-":
            guessed.append(title)
        elif found is not None and found != code:
            wrong.append((title, code, found))
    assert wrong == []
    assert guessed == []
    assert resolved >= 0.98 * sum(code != "-" for _, code, _ in TITLES)


def test_a_name_of_two_places_stays_open_with_both_as_candidates() -> None:
    found = place("下堡镇人民政府")
    assert found.division_code is None
    assert found.level == "township"
    assert found.candidates == (XIAOYI, WUXI)
    (finding,) = place_findings("下堡镇人民政府", found, Evidence())
    assert finding.code == "AGENCY_AMBIGUOUS"
    assert "重庆市巫溪县下堡镇（500238109）" in finding.message
    assert "山西省吕梁市孝义市下堡镇（141181102）" in finding.message


@pytest.mark.parametrize(
    ("evidence", "code"),
    [
        ({"text": "联系电话：023-51234567。"}, WUXI),
        ({"text": "联系电话：（0358）7621234。"}, XIAOYI),
        ({"text": "本报告电子版可从巫溪县人民政府门户网站下载。"}, WUXI),
        ({"text": "地址：山西省孝义市下堡镇下堡村，邮编032300。"}, XIAOYI),
        ({"text": "电子邮箱：xbz@xiaoyi.gov.cn"}, XIAOYI),
        ({"text": "现公布重庆市巫溪县下堡镇人民政府2020年政府信息公开工作年度报告。"}, WUXI),
        ({"source": "山西省/孝义市/下堡镇2020.pdf"}, XIAOYI),
        ({"sidecar": {"publisher": "巫溪县下堡镇人民政府"}}, WUXI),
        ({"sidecar": {"division_code": "500238109"}}, WUXI),
        ({"sidecar": {"url": "https://www.cqwx.gov.cn/"}}, None),  # no spelling of a place's name
        ({"text": "赴孝义市考察学习政务公开工作经验。"}, None),  # a place that is mentioned
        ({"text": "联系电话：13812345678，010-12345。"}, None),
        ({"text": "www.xiaoyi.gov.cn", "source": "重庆市/巫溪县/下堡镇.pdf"}, None),  # they contradict each other
    ],
)
def test_evidence_decides_where_it_speaks_for_one(evidence: dict[str, object], code: str | None) -> None:
    assert place("下堡镇人民政府", **evidence).division_code == code


def test_a_unique_name_is_not_overruled_by_a_telephone() -> None:
    assert place("兴坪镇人民政府", text="电话010-66001234").division_code == "450321103"


def test_departments_are_of_their_government() -> None:
    found = place("博罗县卫生健康委员会")
    assert (found.level, found.county, found.division_code) == ("department", "博罗县", "441322")
    assert place("武汉市生态环境局").division_code == "420100"
    assert place("江西省水利厅").division_code == "360000"


def test_former_names_lead_to_the_division_of_today() -> None:
    found = place("洪泽县人民政府")
    assert (found.division_code, found.county) == ("320813", "洪泽区")
    assert place("洪泽区人民政府").division_code == "320813"
    assert place("崇明县长兴镇").division_code == "310151116"
    # 余杭区 gave up half of its area in 2021 and kept its name.
    assert place("余杭区人民政府").division_code == "330110"


def test_a_township_that_is_not_in_the_table_is_not_its_county() -> None:
    found = place("安吉县虚构镇人民政府")
    assert (found.level, found.county, found.township, found.division_code) == ("township", "安吉县", "虚构镇", None)
    (finding,) = place_findings("安吉县虚构镇人民政府", found, Evidence())
    assert finding.code == "AGENCY_NOT_LOCATED"


@pytest.mark.parametrize("name", ["", "市场监督管理局", "某区审计局", "武汉大学", "镇人民政府", "人民政府"])
def test_names_without_a_place_stay_without(name: str) -> None:
    assert place(name).division_code is None


def test_a_wrong_note_is_told() -> None:
    evidence = Evidence(sidecar={"division_code": "999999"})
    found = resolve_agency("安吉县人民政府", evidence)
    assert found.division_code == "330523"
    (finding,) = place_findings("安吉县人民政府", found, evidence)
    assert finding.code == "SIDECAR_NOT_READ"
    assert "999999" in finding.message


def test_the_table_is_whole() -> None:
    table = divisions()
    assert 45_000 < len(table.names.keys() - table.gone) < 46_000
    assert len(table.gone) > 3_000
    assert sum(len(code) == 2 for code in table.names) == 34
    assert table.codes["下堡镇"] == (XIAOYI, WUXI)
    assert describe("500238109") == "重庆市巫溪县下堡镇"
    assert describe("320000") == "江苏省"
    # Every township hangs under a county or, where there is none, a prefecture.
    for code in table.names:
        above = table.path(code)[:-1]
        assert all(up in table.names for up in above[-1:]) or code[:4] in table.names or code[:2] in table.names, code


def test_divisions_are_found_by_their_names_and_never_wrongly() -> None:
    # Every ninth of them here; all 39,228 townships with their path were found, and none wrongly without it.
    table = divisions()
    in_force = {code: name for code, name in table.names.items() if code not in table.gone}
    named = [code for code, name in in_force.items() if len(code) < 9 or name.endswith(("镇", "乡", "街道", "苏木"))]
    lost = []
    for code in named[::9]:
        path = [table.names.get(above, "") for above in ancestors(code)]
        tail = "办事处" if path[-1].endswith("街道") else "人民政府"
        expected = code if len(code) == 9 else code.ljust(6, "0")
        if place("".join(path) + tail, report_year=2023).division_code != expected:
            lost.append("".join(path))
        for shorter in ("".join(path[-2:]), path[-1]):
            assert place(shorter + tail).division_code in (expected, None), (shorter, expected)
    assert len(lost) <= 1  # 西藏文化旅游创意园区 and 金门县 have two codes each


def test_characters_of_one_script_only_are_no_obstacle() -> None:
    assert place("临西县尖塚镇人民政府").division_code == "130535103"
    assert place("鮀莲街道办事处").division_code == "440511015"
    assert place("麻陽苗族自治縣板栗樹鄉人民政府").division_code == "431226210"


# --- places that are no more, or not under that name ---------------------------------------------


@pytest.mark.parametrize(
    ("name", "code", "township"),
    [
        ("楚雄彝族自治州武定县东坡傣族自治乡人民政府", "532329208", "东坡傣族乡"),  # another name under its code
        ("黎平县雷洞乡人民政府", "522631201", "雷洞瑶族水族乡"),
        ("深州市穆村乡人民政府", "131182113", "穆村镇"),  # 131182200 until 2018
        ("大理市下关镇人民政府", "532901003", "下关街道"),
        ("垣曲县英言乡人民政府", "140827105", "英言镇"),
        ("长治县韩店镇人民政府", "140404001", "韩店街道"),  # county and kind changed
        ("资阳市简阳市新市镇人民政府", "510185003", "新市街道"),  # the county is of another prefecture
        ("杭州市余杭区塘栖镇人民政府", "330113100", "塘栖镇"),  # went to 临平区
        ("闸北区北站街道办事处", "310106016", "北站街道"),  # its district was merged into 静安区
        ("莱芜市莱城区口镇人民政府", "370116005", "口镇街道"),  # its prefecture too
    ],
)
def test_what_a_township_was_called_leads_to_its_code_of_today(name: str, code: str, township: str) -> None:
    found = place(name)
    assert (found.division_code, found.township, found.level) == (code, township, "township")
    assert place_findings(name, found, Evidence()) == []


@pytest.mark.parametrize(
    ("name", "code", "where"),
    [
        ("漳县草滩乡人民政府", "621125207", "甘肃省定西市漳县草滩乡"),
        ("淮阴区王营镇人民政府", "320804100", "江苏省淮安市淮阴区王营镇"),
        ("会理县横山乡人民政府", "513425231", "四川省凉山彝族自治州会理市横山乡"),  # the county has another code since
        ("杭州市下城区人民政府", "330103", "浙江省杭州市下城区"),
        ("闸北区人民政府", "310108", "上海市闸北区"),
        ("莱芜市人民政府", "371200", "山东省莱芜市"),
    ],
)
def test_what_was_merged_keeps_its_last_code_and_says_so(name: str, code: str, where: str) -> None:
    found = place(name)
    assert found.division_code == code
    assert describe(code) == where
    (finding,) = place_findings(name, found, Evidence())
    assert (finding.code, finding.severity) == ("AGENCY_NO_LONGER_IN_FORCE", "info")
    assert where in finding.message
    assert finding.facts["division_code"] == code


def test_a_district_that_is_no_more_is_not_the_one_that_took_it_in() -> None:
    assert place("静安区人民政府").division_code == "310106"
    assert place("下城区财政局").division_code == "330103"
    assert place("上海市闸北区天目西路街道办事处").division_code == "310106015"
    # A merger under a new name has none of its parts for its past.
    assert {place(f"淮安市{part}人民政府").division_code for part in ("清河区", "清浦区")} == {"320802", "320811"}
    assert place("清江浦区人民政府").division_code == "320812"


def test_a_former_name_neither_takes_nor_gives_away_a_name_of_today() -> None:
    # 归德镇 is in 资中县; that of 长清区 has been 归德街道 since 2017.
    assert place("归德镇人民政府").candidates == ("370113005", "511025102")
    assert place("归德镇人民政府", report_year=2017).division_code is None
    assert place("归德镇人民政府", report_year=2018).division_code == "511025102"
    assert place("归德镇人民政府", report_year=2022).division_code == "511025102"
    assert place("归德镇人民政府", report_year=2016, source="济南市/长清区/归德镇.pdf").division_code == "370113005"
    # The year is evidence like other: what it contradicts stays open.
    assert place("归德镇人民政府", report_year=2022, source="济南市/长清区/归德镇.pdf").division_code is None


def test_a_town_since_the_tables_date_has_the_code_that_it_had_as_a_township() -> None:
    assert place("开化县音坑乡人民政府", report_year=2022).division_code == "330824217"
    assert place("开化县音坑镇人民政府", report_year=2025).division_code == "330824217"


def test_a_name_that_was_given_up_before_the_report_decides_nothing_alone() -> None:
    assert place("洒溪乡人民政府", report_year=2015).division_code == "431225217"
    later = place("洒溪乡人民政府", report_year=2022)
    assert (later.division_code, later.candidates) == (None, ("431225217",))
    assert place("会同县洒溪乡人民政府", report_year=2022).division_code == "431225217"
    assert place("洒溪乡人民政府", report_year=2022, source="怀化市/会同县/2022.pdf").division_code == "431225217"


def test_names_of_the_time_are_evidence_for_a_place_of_before() -> None:
    # 射洪县 is 射洪市 today; there is a 凤来镇 in 武隆区 too.
    assert place("凤来镇人民政府", report_year=2017).candidates == ("500156113", "510922116")
    assert place("凤来镇人民政府", report_year=2017, text="地址：射洪县凤来镇").division_code == "510922116"


def test_a_note_may_name_a_code_of_before() -> None:
    assert place("某乡人民政府", sidecar={"division_code": "621125207"}).township == "草滩乡"
