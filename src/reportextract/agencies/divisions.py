"""The table of administrative divisions: names, codes, former names, spellings on the web, telephone area codes.

Codes are those of the statistical code of 2023-06-30: 2 digits for a province, 4 for a prefecture, 6 for a county,
9 for a township or street. ``tools/build_divisions.py`` makes the table and names its sources and their licences;
docs/decisions/0006-divisions.md says what was decided.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("divisions.tsv.gz")

Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Divisions:
    """All divisions, by name and by code.

    Attributes:
        names: Code → official name.
        codes: Name → codes of those that have it, or had it: official, short (大理州) and former names (洪泽县).
        leading: Roots that name a prefecture or county at the head of a path only (武汉洪山区).
        unnumbered: Townships whose code is not known → codes of their counties.
        web: How a name is spelt in web addresses → codes of prefectures and counties.
        area: Telephone area code → codes of prefectures, counties or provinces.
        longest: Characters of the longest name.
    """

    names: dict[str, str]
    codes: dict[str, Codes]
    leading: dict[str, Codes]
    unnumbered: dict[str, Codes]
    web: dict[str, Codes]
    area: dict[str, Codes]
    longest: int


@cache
def divisions() -> Divisions:
    """The table, read once for each process (45,000 names, some 14 MB)."""
    names: dict[str, str] = {}
    codes: dict[str, Codes] = {}
    leading: dict[str, Codes] = {}
    unnumbered: dict[str, Codes] = {}
    web: dict[str, Codes] = {}
    area: dict[str, Codes] = {}
    by_kind = {"D": codes, "A": codes, "H": codes, "P": leading, "N": unnumbered, "W": web, "T": area}
    with gzip.open(_TABLE, "rt", encoding="utf-8") as lines:
        for line in lines:
            kind, code, name = line.rstrip("\n").split("\t")
            if kind == "D":
                names[code] = name
            elif kind == "H":
                name = name.rpartition(" ")[0]  # a former name is followed by the year in which it was given up
            found = by_kind[kind].get(name, ())
            if code not in found:
                by_kind[kind][name] = (*found, code)
    return Divisions(names, codes, leading, unnumbered, web, area, max(map(len, codes)))


def ancestors(code: str) -> tuple[str, ...]:
    """The codes above a division, highest first, and its own: 320813001 → 32, 3208, 320813, 320813001."""
    return tuple(code[:length] for length in (2, 4, 6, 9) if length <= len(code))
