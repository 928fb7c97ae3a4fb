"""The table of administrative divisions: names, codes, former names, spellings on the web, telephone area codes.

Codes are those of the statistical code of 2023-06-30: 2 digits for a province, 4 for a prefecture, 6 for a county,
9 for a township or street. Divisions that were no more by then have their last code. ``tools/build_divisions.py`` makes
the table and names its sources and their licences; docs/decisions/0006-divisions.md says what was decided.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("divisions.tsv.gz")

_FORMER = "HGF"
_TOWNSHIP = 9

Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Divisions:
    """All divisions, by name and by code.

    Attributes:
        names: Code → official name, the last one where the division is no longer in force.
        codes: Name → codes of those that have it, or had it: official, short (大理州) and former names (洪泽县).
        moved: Former name → (division above it then, its code today): 塘栖镇 was of 余杭区 and is of 临平区.
        leading: Roots that name a prefecture or county at the head of a path only (武汉洪山区).
        unnumbered: Townships whose code is not known → codes of their counties.
        web: How a name is spelt in web addresses → codes of prefectures and counties.
        area: Telephone area code → codes of prefectures, counties or provinces.
        gone: Codes of divisions that are no longer in force → the year by which they were not.
        given_up: (Code, former name) → the year by which the division no longer had it.
        home: Code of a division no longer in force → the division above it, where its own digits don't say so: a
            township that ended in 洪泽县 has 320829 in its code, and the county 320813 today.
        formerly: Code of a prefecture or county → its former names.
        longest: Characters of the longest name.
    """

    names: dict[str, str]
    codes: dict[str, Codes]
    moved: dict[str, tuple[tuple[str, str], ...]]
    leading: dict[str, Codes]
    unnumbered: dict[str, Codes]
    web: dict[str, Codes]
    area: dict[str, Codes]
    gone: dict[str, int]
    given_up: dict[tuple[str, str], int]
    home: dict[str, str]
    formerly: dict[str, Codes]
    longest: int

    def is_below(self, code: str, above: str) -> bool:
        """Whether a division is part of another, and not the same."""
        return code != above and (code.startswith(above) or self.home.get(code, "").startswith(above))

    def year_given_up(self, code: str, name: str) -> int:
        """The year by which a division no longer had a name, or was no more; 0 where it has it still."""
        return self.given_up.get((code, name)) or self.gone.get(code, 0)

    def path(self, code: str) -> Codes:
        """The codes of the divisions above one, highest first, and its own, for those of before too."""
        home = self.home.get(code)
        return ancestors(code) if home is None else (*ancestors(home), code)


@cache
def divisions() -> Divisions:
    """The table, read once for each process (49,000 names, some 15 MB)."""
    table = Divisions({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, 0)
    by_kind = {"P": table.leading, "N": table.unnumbered, "W": table.web, "T": table.area}
    with gzip.open(_TABLE, "rt", encoding="utf-8") as lines:
        for line in lines:
            kind, code, name = line.rstrip("\n").split("\t")
            if kind in _FORMER:
                name, year, *further = name.split(" ")
                _add_former(table, kind, code, name, int(year), further)
            elif kind == "D":
                table.names[code] = name
            if kind != "F":
                _add(by_kind.get(kind, table.codes), name, code)
    return replace(table, longest=max(map(len, table.codes)))


def _add_former(table: Divisions, kind: str, code: str, name: str, year: int, further: list[str]) -> None:
    """Former divisions and names: ``H code name year``, ``G code name year [home]`` and ``F above name year code``."""
    if kind == "F":
        table.moved[name] = (*table.moved.get(name, ()), (code, further[0]))
        code = further[0]
    elif kind == "G":
        table.names[code] = name
        table.gone[code] = year
        if further:
            table.home[code] = further[0]
    elif len(code) < _TOWNSHIP:
        _add(table.formerly, code, name)
    if kind != "G" and table.names.get(code) != name:
        table.given_up[code, name] = max(year, table.given_up.get((code, name), 0))


def _add(codes_by_name: dict[str, Codes], name: str, code: str) -> None:
    known = codes_by_name.get(name, ())
    if code not in known:
        codes_by_name[name] = (*known, code)


def ancestors(code: str) -> tuple[str, ...]:
    """The codes above a division, highest first, and its own: 320813001 → 32, 3208, 320813, 320813001."""
    return tuple(code[:length] for length in (2, 4, 6, 9) if length <= len(code))
