"""Lines of the table for divisions and names that are no longer in force.

Three kinds, of which a field ``year`` is that of the first vintage without the name:

* ``H code "name year"``: a former name of a division;
* ``G code "name year [home]"``: a division that is no longer in force and has no sure successor, by its last code and
  name, with the division above it where its own digits don't say so (its county has another code today);
* ``F home "name year today"``: a former name, below the division ``home``, of one that has the code ``today`` and is of
  another (塘栖镇 of 余杭区 is of 临平区 today).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from tools.lineages import History, Node
from tools.peoples import PEOPLES
from tools.vintages import Names

Line = tuple[str, str, str]

_TOWNSHIP = re.compile(".(?:镇|乡|街道|苏木|地区|办事处)$")
_COUNTY = re.compile(".[市区县旗]$")
# What the statistical code counts as a county beside those of the law: development zones have 71 to 79.
_ZONE = re.compile("[0-9]{4}7")
_ETHNIC_TOWNSHIP = re.compile(PEOPLES + "(乡|镇)$")


class FormerDivisions:
    """Former divisions beside those in force."""

    def __init__(self, history: History, years: list[int], names: Names) -> None:
        """Sorts them out.

        Args:
            history: The vintages.
            years: The year of each.
            names: Code → name of all divisions in force.
        """
        self.history = history
        self.years = years
        self.names = names
        self.gone_counties = {
            lineage.nodes[-1].code: lineage.nodes[-1].name
            for lineage in history.lineages(6)
            if lineage.today is None
            and _COUNTY.search(lineage.nodes[-1].name)
            and _ZONE.match(lineage.nodes[-1].code) is None
        }
        self._by_name = {(code[:6], name): code for code, name in names.items() if len(code) == 9}

    def lines(self) -> Iterator[Line]:
        """The lines, of prefectures, counties and townships."""
        yield from self._prefectures()
        for digits, kind in ((6, _COUNTY), (9, _TOWNSHIP)):
            lineages = self.history.lineages(digits)
            last_codes = Counter(lineage.nodes[-1].code for lineage in lineages if lineage.today is None)
            for lineage in lineages:
                nodes = tuple(
                    node._replace(name=re.sub("街道办$", "街道", node.name))
                    for node in lineage.nodes
                    if kind.search(re.sub("街道办$", "街道", node.name))
                )
                # Some were counted with a development zone for some years, and are back.
                back = self._by_name.get((self._home(lineage.nodes[-1]), lineage.nodes[-1].name))
                if (today := lineage.today or back) is not None:
                    yield from self._carried(nodes, today)
                elif lineage.nodes[-1].code in self.names or last_codes[lineage.nodes[-1].code] > 1:
                    yield from self._without_code(nodes)
                elif (
                    nodes
                    and nodes[-1].code == lineage.nodes[-1].code
                    and (digits == 9 or nodes[-1].code in self.gone_counties)
                ):
                    yield from self._gone(nodes)

    def is_known(self, code: str, name: str) -> bool:
        """Whether a vintage has a county of that code and name."""
        return any(names.get(code) == name for names in self.history.vintages)

    def _carried(self, nodes: tuple[Node, ...], today: str) -> Iterator[Line]:
        if today not in self.names and today.endswith("00"):
            today = today[:4]  # 儋州市 was a county, and is a prefecture without counties
        if today not in self.names:
            return
        for node in nodes:
            home = self._home(node)
            if not today.startswith(home):
                yield from self._moved(node, home, today)
            elif node.name != self.names[today]:
                yield from (("H", today, f"{name} {self._year(node)}") for name in self._short(node, home))

    def _gone(self, nodes: tuple[Node, ...]) -> Iterator[Line]:
        last = nodes[-1]
        above = self._home(last)
        yield "G", last.code, f"{last.name} {self._year(last)}{_beside(above, last.code)}"
        yield from (("H", last.code, f"{name} {self._year(last)}") for name in self._short(last, above)[1:])
        for node in nodes[:-1]:
            home = self._home(node)
            if home != above:
                yield from self._moved(node, home, last.code)
            elif node.name != last.name:
                yield from (("H", last.code, f"{name} {self._year(node)}") for name in self._short(node, home))

    def _moved(self, node: Node, home: str, today: str) -> Iterator[Line]:
        """Not where another has the name today."""
        if (home, node.name) not in self._by_name:
            yield "F", home, f"{node.name} {self._year(node)} {today}"

    def _without_code(self, nodes: tuple[Node, ...]) -> Iterator[Line]:
        """Its code is another's now: the place is known by its county alone, so that it is not taken for another."""
        for node in nodes:
            home = self._home(node)
            if len(home) == 6 and home in self.names and (home, node.name) not in self._by_name:
                yield "N", home, node.name

    def _prefectures(self) -> Iterator[Line]:
        """Prefectures whose code is gone and whose counties went to one that was there before: 莱芜市."""
        for vintage, names in enumerate(self.history.vintages[:-1]):
            later = self.history.vintages[vintage + 1]
            for code, name in names.items():
                if len(code) == 4 and code not in later and self._prefecture(vintage, code) == code:
                    yield "G", code, f"{name} {self.years[vintage + 1]}"

    def _home(self, node: Node) -> str:
        """The division above a former one, by its code of today if it has one."""
        if len(node.code) == 6:
            return self._prefecture(node.vintage, node.code[:4])
        vintage, county = self.history.end(node.vintage, node.code[:6])
        if county in self.names and vintage + 1 == len(self.years):
            return county
        return county if county in self.gone_counties else self._prefecture(node.vintage, county[:4])

    def _prefecture(self, vintage: int, code: str) -> str:
        names = self.history.vintages[vintage]
        if code in self.names:
            return code
        if code not in names:
            return code[:2]  # 1101 and 4190 are no prefectures
        ends = {self.history.end(vintage, county) for county in names if len(county) == 6 and county.startswith(code)}
        reached = {county[:4] for end, county in ends if end + 1 == len(self.years)}
        return reached.pop() if len(reached) == 1 and not reached & names.keys() else code

    def _year(self, node: Node) -> int:
        return self.years[node.vintage + 1]

    def _short(self, node: Node, home: str) -> list[str]:
        """The name, and without its peoples where no other of the county has that."""
        short = _ETHNIC_TOWNSHIP.sub(r"\1", node.name)
        is_free = short != node.name and len(short) > 2 and (home, short) not in self._by_name
        return [node.name, short] if is_free else [node.name]


def _beside(home: str, code: str) -> str:
    """The division above a code, with a space before it, where its digits don't say so."""
    return "" if code.startswith(home) else f" {home}"


def listed_changes(events: list[dict[str, dict[str, str | None]]]) -> frozenset[tuple[str, str]]:
    """(Code of before, code after) of the counties that alone became the other, of a list of changes."""
    into: dict[str, set[str]] = defaultdict(set)
    out_of: dict[str, set[str]] = defaultdict(set)
    for event in events:
        old, new = event["old"]["code"], event["new"]["code"]
        if old and new and old != new:
            into[new[:6]].add(old[:6])
            out_of[old[:6]].add(new[:6])
    return frozenset(
        (old, new) for new, olds in into.items() if len(olds) == 1 for old in olds if len(out_of[old]) == 1
    )
