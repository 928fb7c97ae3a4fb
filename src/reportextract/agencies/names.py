"""An agency's printed name → the divisions it may be of, and what kind of agency it is.

A name is a path of divisions from the higher to the lower, of which any but the last may be left out, and then what
the agency is: 江西省赣州市于都县梓山镇 人民政府; 博罗县 卫生健康委员会; 洪山区关山街道. Every way of reading it is
found; those that take most of the name for divisions count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypedDict

from reportextract.agencies.divisions import Divisions

Kind = Literal["government", "department", "other"]

_GOVERNMENT = re.compile(
    "(?:人民)?政府|(?:街道|地区|镇)?办事处|街道办|管理委员会|管委会|行政委员会|行政公署|行署|政务公开办公室|政府信息公开(?:工作)?办公室|"
)
# How the names of departments end.
_DEPARTMENT = re.compile(
    "(?:局|委员会|委|厅|办公室|办公厅|办|部|处|站|所|队|院|馆|社|会|署|校|中心|机关|总队|支队|大队|园|厂|场|"
    "管委会|教育工委|指挥部)(?:[(（][^）)]{1,30}[）)])?$"
)
# 大学 and the like have their own reports and belong to no government.
_OTHER = re.compile("(?:大学|学院|学校|中学|小学|公司|集团|医院|银行)(?:[(（][^）)]{1,30}[）)])?$")
_STREET_OFFICE = ("办", "办事处")
# 洪山区人民政府关山街道办事处: a street is an office of the government above it.
_BETWEEN = "人民政府"
# A division that the table doesn't hold: the agency is not of the one before it.
_UNKNOWN_TOWNSHIP = re.compile(
    "([\u3400-\u9fff]{1,9}?(?:镇|(?<![城])乡|街道|苏木))(?:(?:人民)?政府|(?:街道)?办事处|办|党工委)?"
)
_UNKNOWN_DIVISION = re.compile(
    "^(?!市场|市政|区域|区划|县域|乡村|镇村|旗舰)[\u3400-\u9fff]{0,6}?(?:县|区|市|旗|州|盟)(?:(?:人民)?政府|管委会|管理委员会)|"
    "^[\u3400-\u9fff]{1,6}?(?<!城)(?:镇|乡|街道|苏木)(?!建设|规划|居民|企业|振兴|村)|^[省市县区旗州盟镇乡](?!场|政|域|划|长|委|容|直)"
)
# National bodies whose local branches put their own name first.
_HEADS = ("国家税务总局", "中国共产党", "中共", "中华人民共和国")
_ABBREVIATED = (("街办事处", "街道"), ("街办", "街道"), ("地区办事处", "地区"), ("街道办", "街道"), ("镇镇", "镇"))


class Path(TypedDict):
    """A division by the names of those above it and its own; None where it has none."""

    province: str | None
    prefecture: str | None
    county: str | None
    township: str | None


class Reading(NamedTuple):
    """A way to read a name.

    Attributes:
        code: The lowest division it names.
        consumed: How many of its characters name divisions.
        township: A township that is not in the table or has no code there, else empty.
        until: The year by which the division no longer had that name; 0 where it still has.
    """

    code: str
    kind: Kind
    consumed: int
    township: str = ""
    until: int = 0


def read_name(name: str, table: Divisions) -> list[Reading]:
    """The readings of a name that take most of it for divisions; none where it names no division."""
    found: list[Reading] = []
    for text in _wordings(name):
        found += _readings(text, table)
    if not found:
        return []
    most = max(reading.consumed for reading in found)
    # A township with a code is preferred to none only where it is the same: both may be meant.
    best: dict[Reading, int] = {}
    for reading in found:
        if reading.consumed == most:
            timeless = reading._replace(until=0)
            # A name that the division still has is no former one, whatever else it was.
            best[timeless] = (
                0 if 0 in (reading.until, best.get(timeless)) else max(reading.until, best.get(timeless, 0))
            )
    return sorted(reading._replace(until=until) for reading, until in best.items())


def _wordings(name: str) -> Iterator[str]:
    """The name, and the same with 街办 and the like written out."""
    for head in _HEADS:
        name = name.removeprefix(head)
    yield name
    for short, long in _ABBREVIATED:
        if name.endswith(short):
            yield name.removesuffix(short) + long
            if long == "街道":
                yield name.removesuffix(short) + "街街道"


def _readings(text: str, table: Divisions) -> Iterator[Reading]:
    def walk(start: int, code: str, until: int) -> Iterator[Reading]:
        if code:
            yield from (reading._replace(until=until) for reading in _ended(text, start, code))
        for end in range(start + 2, min(len(text), start + table.longest) + 1):
            name = text[start:end]
            below = [known for known in table.codes.get(name, ()) if not code or table.is_below(known, code)]
            below += [today for above, today in table.moved.get(name, ()) if above.startswith(code)]
            for found in below:
                last = table.year_given_up(found, name)
                yield from walk(end, found, last)
                if text.startswith(_BETWEEN, end):
                    yield from (r for r in walk(end + len(_BETWEEN), found, last) if r.code != found)
            for county in table.unnumbered.get(name, ()):
                if not code or county.startswith(code):
                    yield from (
                        reading._replace(township=name)
                        for reading in _ended(text, end, county)
                        if reading.kind == "government" and not reading.township
                    )
            for above in table.leading.get(name, ()):
                if above.startswith(code) and above != code:
                    yield from (reading for reading in walk(end, above, 0) if reading.code != above)

    return walk(0, "", 0)


def _ended(text: str, start: int, code: str) -> Iterator[Reading]:
    """The reading in which what is left of the name says what the agency is."""
    rest = text[start:]
    if _GOVERNMENT.fullmatch(rest) is not None or (len(code) == 9 and rest in _STREET_OFFICE):
        yield Reading(code, "government", start)
        return
    township = _UNKNOWN_TOWNSHIP.fullmatch(rest)
    if township is not None and len(code) in (4, 6):
        yield Reading(code, "government", start, township[1])
    elif _UNKNOWN_DIVISION.search(rest) is None:
        if _OTHER.search(rest) is not None:
            yield Reading(code, "other", start)
        elif _DEPARTMENT.search(rest) is not None:
            yield Reading(code, "department", start)


def path_names(code: str, table: Divisions) -> Path:
    """province, prefecture, county and township of a code by their official names; all None for an empty code."""
    by_length = {len(above): table.names.get(above) for above in table.path(code)}
    return Path(
        province=by_length.get(2), prefecture=by_length.get(4), county=by_length.get(6), township=by_length.get(9)
    )
