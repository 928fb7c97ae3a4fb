"""What became of the divisions of older vintages: which of today's each one is, or that it is no more.

One vintage is compared with the next. A division is followed where it is the same beyond doubt: by its name in its
county, by its stem where only the kind changed (来榜乡 → 来榜镇), or by its code under a new name. What was merged into
another has no successor: its line ends.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import NamedTuple

from tools.peoples import PEOPLES
from tools.vintages import Names

Step = dict[str, str]
Changes = frozenset[tuple[str, str]]
Key = tuple[str, ...]

# A county whose code and name changed is the same if it has so many of the townships of before, and these are as much
# of it. Of the changes of 2016 to 2023: 长治县 → 上党区 1.0; 城区 and more → 平城区 0.81; 美溪区 with 伊春区 0.61.
SAME_COUNTY = 0.85
# Where a list of changes has it as the only one that became the other: 遵义县 → 播州区 0.68, 铜陵县 → 义安区 0.8.
SAME_BY_LIST = 0.5
# Of the townships of before, where the code or the root of the name is the same: 余杭区 gave up half of them, and in
# 海门市, when it became 海门区, more than half changed their names.
SAME_CODE = 0.3
# So many townships with names that no others have went from one county to another: it gave up a part of its area.
A_MOVE = 2
_COUNTY_KIND = re.compile("(?:自治)?[县市区旗]$")
_KIND = re.compile(f"(?:{PEOPLES}|民族)?(?:(?:街道|地区)?办事处|街道办?|地区|镇|苏木|乡)+$")


class Node(NamedTuple):
    """A division under a code and name that it had; ``vintage`` is the index of the last vintage that has them."""

    vintage: int
    code: str
    name: str


class Lineage(NamedTuple):
    """A division over the years.

    Attributes:
        nodes: Codes and names that it no longer has, oldest first.
        today: Its code in the last vintage; None where it is no longer in force, then the last node is its last.
    """

    nodes: tuple[Node, ...]
    today: str | None


class History:
    """All vintages, and the steps from each to the next."""

    def __init__(self, vintages: list[Names], listed: Changes = frozenset()) -> None:
        """Compares the vintages.

        Args:
            vintages: Code → name, oldest first; the last is the one in force.
            listed: Changes of counties from one code to another that a list of changes knows, without mergers.
        """
        self.vintages = vintages
        self.steps: list[Step] = []
        for older, newer in pairwise(vintages):
            counties = follow_counties(older, newer, listed)
            self.steps.append(counties | follow_townships(older, newer, counties))

    def next(self, vintage: int, code: str) -> tuple[int, str] | None:
        """Where a division is next; over vintages that leave it out, by the same code and name. None where it ends."""
        if vintage + 1 == len(self.vintages):
            return None
        if code in self.steps[vintage]:
            return vintage + 1, self.steps[vintage][code]
        name = self.vintages[vintage].get(code)
        for later in range(vintage + 2, len(self.vintages)):
            if self.vintages[later].get(code) == name is not None:
                return later, code
        return None

    def end(self, vintage: int, code: str) -> tuple[int, str]:
        """The last vintage that has a division, and its code there."""
        after = self.next(vintage, code)
        while after is not None:
            vintage, code = after
            after = self.next(vintage, code)
        return vintage, code

    def lineages(self, digits: int) -> list[Lineage]:
        """The lineages of the divisions with codes of so many digits that had another code or name, or are no more."""
        lineages: list[Lineage] = []
        known: set[tuple[int, str]] = set()
        for vintage, names in enumerate(self.vintages):
            for code in names:
                if len(code) != digits or (vintage, code) in known:
                    continue
                places = [(vintage, code)]
                while (after := self.next(*places[-1])) is not None:
                    places.append(after)
                known.update(places)
                lineages.append(self._lineage(places))
        return [lineage for lineage in lineages if lineage.nodes]

    def _lineage(self, places: list[tuple[int, str]]) -> Lineage:
        nodes = [Node(vintage, code, self.vintages[vintage].get(code, "")) for vintage, code in places]
        changed = [node for node, after in pairwise(nodes) if node[1:] != after[1:]]
        if nodes[-1].vintage + 1 == len(self.vintages):
            return Lineage(tuple(changed), nodes[-1].code)
        return Lineage((*changed, nodes[-1]), None)


def follow_counties(older: Names, newer: Names, listed: Changes) -> Step:
    """Code of a county → its code in the next vintage, for those that are the same; recognized by their townships."""
    before, after = _townships(older), _townships(newer)
    step: Step = {}
    for code, townships in before.items():
        same_name = older.get(code) == newer.get(code) and code in newer
        if code in after and (same_name or _shared(townships, after[code]) >= SAME_CODE):
            step[code] = code
    new = after.keys() - set(step.values())

    def is_same(code: str, candidate: str) -> bool:
        if candidate[:2] != code[:2]:
            return False
        kept, filled = _shared(before[code], after[candidate]), _shared(after[candidate], before[code])
        if county_root(older.get(code, code)) == county_root(newer.get(candidate, candidate)):
            return kept >= SAME_CODE
        return min(kept, filled) >= (SAME_BY_LIST if (code, candidate) in listed else SAME_COUNTY)

    found = {code: [other for other in sorted(new) if is_same(code, other)] for code in before.keys() - step.keys()}
    reached = Counter(candidate for candidates in found.values() for candidate in candidates)
    for code, candidates in found.items():
        if len(candidates) == 1 and reached[candidates[0]] == 1:
            step[code] = candidates[0]
    return step


def county_root(name: str) -> str:
    """A county's name without its kind: 洪泽县 → 洪泽."""
    return _COUNTY_KIND.sub("", name)


def _townships(names: Names) -> dict[str, set[str]]:
    """Stems of the townships of each county: a county that becomes a city turns its 乡 into 镇 and 街道."""
    counties: dict[str, set[str]] = defaultdict(set)
    for code, name in names.items():
        if len(code) == 9:
            counties[code[:6]].add(stem(name))
    return counties


def _shared(some: set[str], other: set[str]) -> float:
    return len(some & other) / len(some)


def stem(name: str) -> str:
    """A township's name without its kind and its peoples: 莪山畲族乡 → 莪山."""
    return _KIND.sub("", name) or name


def follow_townships(older: Names, newer: Names, counties: Step) -> Step:
    """Code of a township → its code in the next vintage, for those that are the same beyond doubt.

    The rules are asked one after the other, the surest first; what one has found is no candidate for the next. Two
    that lead to the same, or one that leads to two, decide nothing.
    """
    step: Step = {}
    left_before = {code for code in older if len(code) == 9}
    left_after = {code for code in newer if len(code) == 9}
    stems_before = Counter((counties.get(code[:6], ""), stem(older[code])) for code in left_before)
    stems_after = Counter((code[:6], stem(newer[code])) for code in left_after)

    def county(code: str) -> str:
        return counties.get(code[:6], f"{code[:6]} is gone")

    def follow(
        before: Callable[[str], Key], after: Callable[[str], Key], fits: Callable[[str, str], bool] | None = None
    ) -> None:
        for code, other in _pairs(left_before, left_after, before, after):
            if fits is None or fits(code, other):
                step[code] = other
                left_before.remove(code)
                left_after.remove(other)

    def alone_with_its_stem(code: str, other: str) -> bool:
        return stems_before[county(code), stem(older[code])] == 1 == stems_after[other[:6], stem(newer[other])]

    names_before = Counter(older[code] for code in left_before)
    names_after = Counter(newer[code] for code in left_after)

    def moved(code: str, other: str) -> bool:
        # A 城关镇 that goes here and one that comes there are two, unless its county is gone or others went along.
        only_one = names_before[older[code]] == 1 == names_after[newer[other]]
        is_new_there = stems_before[other[:6], stem(newer[other])] == 0
        went_with_others = sum((old[:6], new[:6]) == (code[:6], other[:6]) for old, new in step.items()) >= A_MOVE
        is_sure = only_one or code[:6] not in counties or went_with_others
        return is_sure and is_new_there and stems_after[county(code), stem(older[code])] == 0

    def names_alike(code: str, other: str) -> bool:
        return bool(set(stem(older[code])) & set(stem(newer[other])))

    follow(lambda code: (code, older[code]), lambda code: (code, newer[code]))
    # Another code in the county: codes were dealt out anew, or the county got another.
    follow(lambda code: (county(code), older[code]), lambda code: (code[:6], newer[code]))
    # It went to another county of the prefecture with its name.
    prefectures = _prefectures(counties, newer)
    for _ in range(2):  # the second time for those that went with others
        follow(
            lambda code: (prefectures.get(code[:4], code[:4]), older[code]), lambda code: (code[:4], newer[code]), moved
        )
    # Only its kind changed.
    follow(
        lambda code: (county(code), stem(older[code])), lambda code: (code[:6], stem(newer[code])), alone_with_its_stem
    )
    # Another name under its code. Nothing of the old name left may also be a merger under the code of one part: not
    # where all others of the county are still there.
    follow(lambda code: (county(code), code[6:]), lambda code: (code[:6], code[6:]), names_alike)
    gone = {county(code) for code in left_before if counties.get(code[:6], "") + code[6:] not in left_after}
    follow(
        lambda code: (county(code), code[6:]),
        lambda code: (code[:6], code[6:]),
        lambda code, other: county(code) not in gone,
    )
    return step


def _prefectures(counties: Step, newer: Names) -> Step:
    """Code of a prefecture that is gone → the one that all its counties went to."""
    reached: dict[str, set[str]] = defaultdict(set)
    for code, other in counties.items():
        reached[code[:4]].add(other[:4])
    return {code: others.pop() for code, others in reached.items() if code not in newer and len(others) == 1}


def _pairs(
    before: Iterable[str], after: Iterable[str], key_before: Callable[[str], Key], key_after: Callable[[str], Key]
) -> list[tuple[str, str]]:
    """Pairs with the same key, where it is one's alone on both sides."""
    one: dict[Key, list[str]] = defaultdict(list)
    other: dict[Key, list[str]] = defaultdict(list)
    for code in sorted(before):
        one[key_before(code)].append(code)
    for code in sorted(after):
        other[key_after(code)].append(code)
    return [(codes[0], other[key][0]) for key, codes in one.items() if len(codes) == 1 == len(other.get(key, ()))]
