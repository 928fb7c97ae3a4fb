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
    assert len(TITLES) > 500
    resolvable = {code for _, code, _ in TITLES if code != "-"}
    assert len({code[:2] for code in resolvable}) == 31
    assert {level for _, _, level in TITLES} >= {"province", "prefecture", "county", "township", "department"}


def test_of_the_resolvable_98_percent_are_resolved_and_none_wrongly() -> None:
    resolved, wrong, guessed = 0, [], []
    for title, code, _ in TITLES:
        parsed = parse_title(title)
        assert parsed is not None, title
        found = place(parsed[1]).division_code
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
    assert 45_000 < len(table.names) < 46_000
    assert sum(len(code) == 2 for code in table.names) == 34
    assert table.codes["下堡镇"] == (XIAOYI, WUXI)
    assert describe("500238109") == "重庆市巫溪县下堡镇"
    assert describe("320000") == "江苏省"
    # Every township hangs under a county or, where there is none, a prefecture.
    for code in table.names:
        above = ancestors(code)[:-1]
        assert all(up in table.names for up in above[-1:]) or code[:4] in table.names or code[:2] in table.names, code


def test_divisions_are_found_by_their_names_and_never_wrongly() -> None:
    # Every ninth of them here; all 39,460 townships with their path were found, and none wrongly without it.
    table = divisions()
    named = [code for code, name in table.names.items() if len(code) < 9 or name.endswith(("镇", "乡", "街道", "苏木"))]
    lost = []
    for code in named[::9]:
        path = [table.names.get(above, "") for above in ancestors(code)]
        tail = "办事处" if path[-1].endswith("街道") else "人民政府"
        expected = code if len(code) == 9 else code.ljust(6, "0")
        if place("".join(path) + tail).division_code != expected:
            lost.append("".join(path))
        for shorter in ("".join(path[-2:]), path[-1]):
            assert place(shorter + tail).division_code in (expected, None), (shorter, expected)
    assert len(lost) <= 1  # 西藏文化旅游创意园区 and 金门县 have two codes each


def test_characters_of_one_script_only_are_no_obstacle() -> None:
    assert place("临西县尖塚镇人民政府").division_code == "130535103"
    assert place("鮀莲街道办事处").division_code == "440511015"
    assert place("麻陽苗族自治縣板栗樹鄉人民政府").division_code == "431226210"
