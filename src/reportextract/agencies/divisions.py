"""The table of administrative divisions: names, codes, former names, spellings on the web, telephone area codes.

Codes are those of the statistical code of 2023-06-30: 2 digits for a province, 4 for a prefecture, 6 for a county,
9 for a township or street. ``tools/build_divisions.py`` makes the table and names its sources and their licences;
docs/decisions/0006-divisions.md says what was decided.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
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
    former: frozenset[str]
    leading: dict[str, Codes]
    unnumbered: dict[str, Codes]
    web: dict[str, Codes]
    area: dict[str, Codes]
    longest: int = field(default=0)


@cache
def divisions() -> Divisions:
    """The table, read once for each process (45,000 names, some 12 MB)."""
    kinds: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with gzip.open(_TABLE, "rt", encoding="utf-8") as lines:
        for line in lines:
            kind, code, name = line.rstrip("\n").split("\t")
            kinds[kind].append((code, name))
    names = dict(kinds["D"])
    former = [(code, name.rpartition(" ")[0]) for code, name in kinds["H"]]
    codes = _by_name([*kinds["D"], *kinds["A"], *former])
    return Divisions(
        names=names,
        codes=codes,
        former=frozenset(name for _, name in former) - {name for _, name in (*kinds["D"], *kinds["A"])},
        leading=_by_name(kinds["P"]),
        unnumbered=_by_name(kinds["N"]),
        web=_by_name(kinds["W"]),
        area=_by_name(kinds["T"]),
        longest=max(map(len, codes)),
    )


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, Codes]:
    found: dict[str, Codes] = {}
    for code, name in pairs:
        known = found.get(name, ())
        if code not in known:
            found[name] = (*known, code)
    return found


def ancestors(code: str) -> tuple[str, ...]:
    """The codes above a division, highest first, and its own: 320813001 → 32, 3208, 320813, 320813001."""
    return tuple(code[:length] for length in (2, 4, 6, 9) if length <= len(code))
