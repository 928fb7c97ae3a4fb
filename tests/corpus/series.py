"""Six years of one township: reports that hang together, with five things a person should notice when comparing them.

``python -m tests.corpus.series --out tests/corpus/series`` makes them. The numbers are invented; what is carried over
is carried over, and what is in force follows, except where ``ODD`` says otherwise.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from random import Random

from tests.corpus import figures, layout, prose
from tests.corpus.build import Plan, build_plans, plan_of
from tests.corpus.figures import Values
from tests.corpus.form import APPLICANTS, Key
from tests.corpus.recipe import Recipe

SEED = 41
AGENCY = "岳西县来榜镇人民政府"
YEARS = range(2019, 2025)
FIRST_OF_NEW_FORM = 2021

ODD = {
    "carry_over": 2022,  # one application more is carried in than 2021 carried out
    "claim": 2021,  # the prose says three applications more than the table
    "copied": 2023,  # section 五 is that of 2022, which names its year
    "new_form": 2021,
    "jump": 2024,  # many times the applications of the years before
}

_KINDS = [name for name, _ in APPLICANTS[:-1]]

_OPENINGS = {
    2019: "2019年是新条例施行的第一年，来榜镇把学习条例列入干部夜校，重新编了公开指南，清理了三年前的旧栏目。",
    2020: "2020年，来榜镇围绕疫情防控和脱贫验收，把每天的卡点排班、物资去向和贫困户退出名单贴到村口。",
    2021: "2021年，来榜镇借换届之机调整了政务公开领导小组，两名刚考录的选调生接手网站和公众号。",
    2022: "2022年，来榜镇重点公开了茶园改造、河道清淤两个项目从招标到验收的材料，村民代表当场提了十一条意见。",
    2023: "2023年，来榜镇新建的便民服务大厅投用，大厅东侧设公开查阅点，蚕桑补贴的核发表全年可查。",
    2024: "2024年，来榜镇因水库移民安置信息受到集中关注，专门设了移民政策窗口，周三由分管镇长坐班答疑。",
}
_OPEN = {
    2019: "（一）主动公开。门户网站发布动态{n}条，张贴村务公示{m}期，重点是危房改造对象和低保评议结果。",
    2020: "（一）主动公开。网站全年更新{n}条，其中防疫通告{m}条，另用村村响广播播发政策问答。",
    2021: "（一）主动公开。全年上网信息{n}条，镇村两级公示{m}期，新开了“石关路口怎么走”一类的办事短问答。",
    2022: "（一）主动公开。公开文件和项目信息{n}条，工程类{m}条附有合同和验收单的扫描件。",
    2023: "（一）主动公开。发布信息{n}条，蚕桑、茶叶补贴明细{m}份落实到户，并在大厅触摸屏同步。",
    2024: "（一）主动公开。全年公开{n}条，其中移民后期扶持资金{m}条，逐笔列明收款人所在组。",
}
_ASKED = {
    2019: "（二）依申请公开。收到政府信息公开申请{said}件，都在二十个工作日内答复，没有收费。",
    2020: "（二）依申请公开。本年收到政府信息公开申请{said}件，一件经补正后办理。",
    2021: "（二）依申请公开。2021年共收到政府信息公开申请{said}件，多与宅基地确权有关，均由司法所会签后答复。",
    2022: "（二）依申请公开。新收到政府信息公开申请{said}件，答复前一律征求村委会和权利人意见。",
    2023: "（二）依申请公开。全年收到政府信息公开申请{said}件，当面递交的占多数，办理时限平均缩短四天。",
    2024: "（二）依申请公开。2024年收到政府信息公开申请{said}件，大部分来自库区移民，镇里抽调四人集中办理。",
}
_PROBLEMS = {
    2019: ("新条例的口径还吃不准，村里报上来的材料常要返工；下一步请县政务公开办来镇里讲两次课，编一本问答小册子。",),
    2020: ("防疫信息发得快、撤得慢，过期通告还挂在首页；下一步由值班干部每周五清一次，过期的移到历史栏。",),
    2021: ("两名经办人都是新手，答复书格式不一；下一步统一文书模板，重要答复由法律顾问先看。",),
    2022: (
        "2022年，我镇政务公开还有两处短板：工程变更公开得不及时，施工单位换了人而公示牌没有换；"
        "偏远的花园、羊河两村没有固定公示栏，老人看不到。",
        "下一步，把变更公示写进施工合同，晚一天扣一天；给两村各配一块防雨公示栏，由包村干部拍照留底。",
    ),
    2024: ("移民资金的历史台账不全，有些申请只能答复不掌握；下一步会同县移民办补录二〇〇六年以来的发放表。",),
}
_PROBLEMS[2023] = _PROBLEMS[2022]


def plans() -> list[Plan]:
    """The six documents."""
    made: list[Plan] = []
    before: Values | None = None
    for year in YEARS:
        recipe = Recipe(
            f"laibang-{year}",
            edition="2019" if year < FIRST_OF_NEW_FORM else "2021",
            year=year,
            magnitude="many" if year == ODD["jump"] else "few",
        )
        rng = Random(f"{SEED}/{recipe.name}")
        values = _carried_on(figures.invent(recipe, rng), before, year)
        made.append(plan_of(recipe, _text(recipe, values, rng), layout.Author(recipe, values, rng)))
        before = values
    return made


def _carried_on(values: Values, before: Values | None, year: int) -> Values:
    """The numbers with what the year before hands on; the balance of table 三 holds as before."""
    values = dict(values)
    if before is None:
        return values
    for kind in _KINDS:
        carried_in = int(before[Key("requests", "carried_out", kind)])
        if year == ODD["carry_over"] and kind == "natural_person":
            carried_in += 1
        total, out = (int(values[Key("requests", row, kind)]) for row in ("total", "carried_out"))
        if total + out < carried_in:  # more is carried in than was handled: the rest is carried on
            out = carried_in - total
        values[Key("requests", "carried_in", kind)] = str(carried_in)
        values[Key("requests", "carried_out", kind)] = str(out)
        values[Key("requests", "received", kind)] = str(total + out - carried_in)
    for row in ("received", "carried_in", "carried_out"):
        values[Key("requests", row, "total")] = str(sum(int(values[Key("requests", row, kind)]) for kind in _KINDS))
    for subject in ("regulations", "normative_documents"):
        in_force = Key("disclosure", subject, "in_force")
        if in_force in values and in_force in before:
            issued = int(values[Key("disclosure", subject, "issued")])
            repealed = min(int(values[Key("disclosure", subject, "repealed")]), int(before[in_force]))
            values[Key("disclosure", subject, "repealed")] = str(repealed)
            values[in_force] = str(int(before[in_force]) + issued - repealed)
    return values


def _text(recipe: Recipe, values: Values, rng: Random) -> prose.Text:
    year = recipe.year
    received = int(values[Key("requests", "received", "total")])
    said = received + (3 if year == ODD["claim"] else 0)
    first = (
        _OPENINGS[year],
        _OPEN[year].format(n=rng.randint(120, 400), m=rng.randint(12, 60)),
        _ASKED[year].format(said=said),
    )
    bodies: list[tuple[str, ...]] = [first, (), (), (), _PROBLEMS[year], ("本年度没有其他需要报告的事项。",)]
    preamble = (
        f"根据《中华人民共和国政府信息公开条例》第五十条规定，现公布{AGENCY}{year}年政府信息公开工作年度报告。"
        f"本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
    )
    chapters = tuple(
        prose.Chapter(number, f"{numeral}、{name}", body)
        for number, (numeral, name, body) in enumerate(
            zip(prose.NUMERALS, prose.HEADINGS, bodies, strict=True), start=1
        )
    )
    claims: tuple[dict[str, object], ...] = (
        {"cell": "requests.received.total", "said": str(said), "agrees": said == received},
    )
    date = f"{year + 1}年1月{rng.randint(8, 29)}日"
    title = (AGENCY, f"{year}年政府信息公开工作年度报告")
    return prose.Text(AGENCY, title, preamble, chapters, (AGENCY, date), prose.CAPTIONS, claims)


def main() -> None:
    """Make the documents."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus.series", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the documents and truth.json")
    truths = build_plans(plans(), parser.parse_args().out, SEED)
    print(f"{len(truths)} documents")


if __name__ == "__main__":
    main()
