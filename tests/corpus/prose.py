"""The sentences around the tables: headings, six sections, and what the author pasted in by mistake."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.corpus.figures import Values
from tests.corpus.form import TRADITIONAL, Key
from tests.corpus.recipe import Recipe

AGENCIES = {
    "township": (
        "桐庐县莪山畲族乡人民政府", "岳西县来榜镇人民政府", "平江县加义镇人民政府", "勐海县格朗和哈尼族乡人民政府",
        "丹寨县兴仁镇人民政府", "沙坪坝区曾家镇人民政府", "东河区南圪洞街道办事处", "蓬溪县文井镇人民政府",
        "抚州市临川区云山镇人民政府", "德清县莫干山镇人民政府", "察哈尔右翼后旗白音察干镇人民政府",
        "永定区合作桥乡人民政府",
    ),
    "county": (
        "柳河县人民政府", "开阳县人民政府", "宽甸满族自治县人民政府", "阳高县人民政府", "桃源县人民政府",
        "富平县人民政府",
    ),
    "department": (
        "莱州市水务局", "南漳县教育局", "雨花台区市场监督管理局", "万年县交通运输局", "鹿泉区行政审批局",
        "湘潭县民政局",
    ),
}  # fmt: skip
HEADINGS = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
_RENAMED = (
    "政府信息公开工作的基本概况",
    "行政机关主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "因政府信息公开工作被申请行政复议和提起行政诉讼情况",
    "政府信息公开工作存在的问题及改进措施",
    "其它需要报告的事项",
)
NUMERALS = "一二三四五六"
# By the name a recipe calls them; all but the first seen in print.
_TITLES = {
    "standard": ("{agency}", "{year}年政府信息公开工作年度报告"),
    "reordered": ("{year}年度{agency}", "政府信息公开工作年度报告"),
    "typo": ("{agency}{year}年政府信息公开工作告年度报",),
    "doubled": ("{agency}", "{year}年度政府信息公开年度工作报告"),
    "short": ("{agency}{year}年政府信息公开年度报告",),
    "broken": ("{agency}{year}年政府信息公开", "工作年度报告"),
}
_OPENINGS = (
    "{year}年，{we}认真贯彻落实《中华人民共和国政府信息公开条例》，坚持以人民为中心，围绕中心工作和群众关切，稳步推进政府信息公开。",
    "{year}年以来，在上级主管部门的指导下，{we}把政务公开作为建设法治政府、服务型政府的重要抓手，各项工作平稳有序。",
)
_ITEMS = (
    (
        "主动公开",
        "全年通过门户网站、公示栏和政务新媒体公开信息{n}条，其中工作动态{m}条，惠农补贴、社会救助等重点领域信息{k}条。",
    ),
    ("依申请公开", "{requests}办理流程进一步规范，未发生超期答复。"),
    ("政府信息管理", "严格执行先审查后公开的程序，对历年信息清理{k}次，及时更新公开指南和目录。"),
    ("政府信息公开平台建设", "维护好政务公开专栏和便民服务大厅查阅点{k}处，微信公众号推送{m}篇，累计阅读{n}余次。"),
    ("监督保障", "明确分管领导和{k}名工作人员，组织培训{k}场，满意率97.62%，全年没有责任追究情形。"),
)
_TRAP_ITEMS = {1: "主动公开政府信息情况", 2: "收到和处理政府信息公开申请情况", 3: "政府信息公开行政复议、行政诉讼情况"}
_FILLERS = (
    "坚持把群众关心的低保、医保、养老、教育、住房等信息放在突出位置，做到应公开尽公开，方便群众查询和监督。",
    "进一步健全主要领导亲自抓、分管领导具体抓、专人负责落实的工作机制，层层压实责任，确保各项任务落到实处。",
    "及时回应群众通过来信来访、热线电话和网站留言反映的问题，力求件件有着落、事事有回音，群众满意度稳步提升。",
    "依托村（社区）公示栏、广播、入户宣传单等形式，把政策送到田间地头，让不方便上网的老人也能看得懂、用得上。",
)
_PROBLEMS = (
    "一是公开的主动性还不够，部分信息更新不够及时；二是政策解读形式单一，群众参与度不高。",
    "存在的问题主要有：队伍不够稳定，业务水平有待提高；公开内容与群众需求结合得不够紧密。",
)
_PLANS = (
    "下一步，将加强业务培训，细化公开目录，完善考核办法，推动政府信息公开工作再上新台阶。",
    "{next}年，我们将丰富解读形式，多用图表和短视频，定期检查通报，确保信息准确、及时、好找。",
)
_LAST = ("无", "无其他需要报告的事项。", "{year}年未收取信息处理费，没有其他需要报告的事项。")
INSTRUCTION = "该部分以表格形式报告。表格如下："
CAPTIONS = (
    "（一）规章、规范性文件制发情况",
    "（二）行政许可及对外管理服务情况",
    "（三）行政处罚、行政强制情况",
    "（四）收费情况",
    "（五）政府集中采购情况",
)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section: canonical number 1 to 6, printed heading, paragraphs before its table."""

    number: int
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Everything of a document that is no table.

    Attributes:
        captions: Lines between the separate tables of table 二.
        claims: Numbers said in prose, in the form of truth.json.
    """

    agency: str
    title: tuple[str, ...]
    preamble: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    signature: tuple[str, str]
    captions: tuple[str, ...]
    claims: tuple[dict[str, object], ...]


_DAMAGED_END = {False: "{year}年12月31日", True: "20{year}年12月31"}


def write(recipe: Recipe, values: Values, rng: Random) -> Text:
    """The text of a report whose tables print ``values``."""
    agency = rng.choice(AGENCIES[recipe.level])
    year = recipe.year
    claims: list[dict[str, object]] = []
    paragraphs = _first_section(recipe, values, rng, claims)
    date = f"{year + 1}年1月{rng.randint(8, 29)}日"
    preamble = (
        f"根据《中华人民共和国政府信息公开条例》第五十条规定，现公布{agency}{year}年政府信息公开工作年度报告。"
        f"本报告所列数据的统计期限自{year}年1月1日起至{_DAMAGED_END[recipe.damaged_dates].format(year=year)}止。",
    )
    problems = (rng.choice(_PROBLEMS), rng.choice(_PLANS).format(next=year + 1))
    bodies = [paragraphs, (), (), (), problems, (rng.choice(_LAST).format(year=year),)]
    if recipe.instructions:
        bodies[1] = bodies[2] = bodies[3] = (INSTRUCTION,)
    if recipe.leading:
        bodies[2] = (*bodies[2], *(_FILLERS[i % len(_FILLERS)] for i in range(recipe.leading)))
    if recipe.prose_before_four:
        bodies[3] = (
            *bodies[3],
            f"{year}年，因政府信息公开工作被申请行政复议、提起行政诉讼的情况如下，均已按规定应诉。",
        )
    for table, number in (("disclosure", 2), ("requests", 3), ("review_litigation", 4)):
        if table in recipe.prose_instead:
            bodies[number - 1] = (_in_prose(table, values, year),)
    chapters = tuple(
        Chapter(i + 1, heading, tuple(body))
        for i, (heading, body) in enumerate(zip(_headings(recipe), bodies, strict=True))
    )
    title = tuple(line.format(agency=agency, year=year) for line in _TITLES[recipe.title])
    return Text(agency, title, preamble, chapters, (agency, date), CAPTIONS, tuple(claims))


def _headings(recipe: Recipe) -> list[str]:
    names: tuple[str, ...] = _RENAMED if recipe.headings == "renamed" else HEADINGS
    if recipe.traditional:
        names = tuple(name.translate(TRADITIONAL) for name in names)
    match recipe.headings:
        case "shifted":  # the first section goes without a number, the rest count from 一
            return [names[0], *(f"{NUMERALS[i - 1]}、{name}" for i, name in enumerate(names) if i)]
        case "dotted":
            return [f"{NUMERALS[i]}．{name}" for i, name in enumerate(names)]
        case "spaced":
            return [f"{NUMERALS[i]} 、{name}" for i, name in enumerate(names)]
        case _:
            return [f"{NUMERALS[i]}、{name}" for i, name in enumerate(names)]


def _first_section(recipe: Recipe, values: Values, rng: Random, claims: list[dict[str, object]]) -> tuple[str, ...]:
    told = recipe.year - 1 if recipe.stale_year else recipe.year
    we = {"township": "我镇", "county": "我县", "department": "我局"}[recipe.level]
    paragraphs = [rng.choice(_OPENINGS).format(year=told, we=we)]
    received = values.get(Key("requests", "received", "total"), "")
    said = f"{recipe.year}年收到政府信息公开申请{received}件，" if received else "全年按规定办理政府信息公开申请，"
    if received:
        claims.append({"cell": "requests.received.total", "said": received, "agrees": True})
    items = _ITEMS if recipe.wordy else _ITEMS[:2]  # distinct characters are most of a small document's bytes
    for i, (name, sentence) in enumerate(items):
        numbers = {"n": rng.randint(60, 900), "m": rng.randint(10, 59), "k": rng.randint(2, 9)}
        heading = _TRAP_ITEMS.get(i + 1, name) if recipe.heading_trap else name
        paragraphs.append(f"（{NUMERALS[i]}）{heading}。{sentence.format(requests=said, **numbers)}")
    return tuple(paragraphs)


def _in_prose(table: str, values: Values, year: int) -> str:
    if table == "requests":
        said = {key.row: value for key, value in values.items() if key.table == "requests" and key.col == "total"}
        return (
            f"{year}年，新收政府信息公开申请{said['received']}件，上年结转{said['carried_in']}件；"
            f"办理{said['total']}件，其中予以公开{said['granted']}件；结转下年度继续办理{said['carried_out']}件。"
        )
    if table == "review_litigation":
        return f"{year}年，未发生因政府信息公开引起的行政复议和行政诉讼。"
    return f"{year}年，未制定规章和行政规范性文件，未收取行政事业性费用。"
