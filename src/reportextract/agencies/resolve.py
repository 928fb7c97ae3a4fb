"""Name and evidence → the one place that an agency is of, or the places that it may be of. Never a guess."""

from __future__ import annotations

import re
from collections.abc import Collection

from reportextract.agencies.divisions import Divisions, divisions
from reportextract.agencies.evidence import Evidence, names_place, supported
from reportextract.agencies.names import Reading, path_names, read_name
from reportextract.model import AgencyLevel, AgencyPlace
from reportextract.simplified import simplified

_LEVELS: dict[int, AgencyLevel] = {2: "province", 4: "prefecture", 6: "county", 9: "township"}
_TOWNSHIP = re.compile("(?:镇|乡|街道|苏木|街道办事处|街办|办事处)(?:人民政府|政府|办事处|办)?$")
_TOWNSHIP_DIGITS = 9
_SPACES = re.compile(r"\s+")


def resolve_agency(name: str, evidence: Evidence) -> AgencyPlace:
    """Where an agency is.

    A name that fits one division is of that one. Of several, the one is taken that all evidence at hand supports; where
    none speaks, or kinds of evidence contradict each other, all are candidates and the code is None.

    Args:
        name: The agency as printed; empty where none is.
    """
    table = divisions()
    plain = _SPACES.sub("", name)
    # Some names have characters that exist in one script only (尖塚镇); mirrors print others in the other (鎮).
    readings = read_name(plain, table) or read_name(simplified(plain), table)
    noted = noted_code(evidence)
    if noted is not None:
        is_department = bool(readings) and all(reading.kind == "department" for reading in readings)
        return _place(Reading(noted, "department" if is_department else "government", 0), table, "sidecar")
    if not readings:
        return AgencyPlace(level=_level_by_name(plain))
    named = {(reading.code, reading.township): reading for reading in readings}
    if len(named) == 1:
        if _is_out_of_date(readings[0], plain, evidence, table):
            return _undecided(plain, readings, table)
        return _place(readings[0], table, "name")
    left, kinds = _narrowed(readings, plain, evidence, table)
    chosen = [reading for reading in readings if reading.code in left]
    if len({(reading.code, reading.township) for reading in chosen}) == 1:
        return _place(chosen[0], table, " and ".join(("name", *kinds)))
    return _undecided(plain, readings, table)


def _narrowed(
    readings: Collection[Reading], name: str, evidence: Evidence, table: Divisions
) -> tuple[set[str], list[str]]:
    """The codes that all evidence supports, and the kinds that spoke; no codes where these contradict each other."""
    codes = {reading.code for reading in readings}
    in_use = frozenset(reading.code for reading in readings if not _is_given_up(reading, evidence))
    left, kinds = set(codes), []
    for kind, chosen in (("year", in_use), *supported(codes, name, evidence, table)):
        if not chosen or len(chosen) == len(codes):
            continue
        left &= chosen
        kinds.append(kind)
    return left, kinds


def _is_given_up(reading: Reading, evidence: Evidence) -> bool:
    """Whether the division no longer had that name when the report was written, early in the year after its own."""
    return reading.until > 0 and evidence.report_year is not None and evidence.report_year > reading.until


def _is_out_of_date(reading: Reading, name: str, evidence: Evidence, table: Divisions) -> bool:
    """Whether a name alone leads to a township that had given it up: a newer one may be meant that the table lacks."""
    return (
        len(reading.code) == _TOWNSHIP_DIGITS
        and _is_given_up(reading, evidence)
        and not names_place(name, reading.code, table)
        and not list(supported({reading.code}, name, evidence, table))
    )


def _place(reading: Reading, table: Divisions, evidence: str) -> AgencyPlace:
    code = reading.code
    path = path_names(code, table)
    level: AgencyLevel = _LEVELS[len(code)] if reading.kind == "government" else reading.kind
    if reading.township:
        # The township is known by its name and county; the table has no code for it.
        path["township"] = reading.township
        return AgencyPlace("township", **path, evidence=evidence)
    return AgencyPlace(level, **path, division_code=published_code(code), evidence=evidence)


def _undecided(name: str, readings: list[Reading], table: Divisions) -> AgencyPlace:
    """What all candidates have in common, and the candidates."""
    codes = sorted({reading.code for reading in readings})
    paths = [table.path(code) for code in codes]
    common = ""
    for above in paths[0]:
        if all(above in path for path in paths) and above != paths[0][-1]:
            common = above
    path = path_names(common, table)
    lengths = {len(code) for code in codes}
    level: AgencyLevel | None
    if all(reading.kind != "government" for reading in readings):
        level = "department"
    elif any(reading.township for reading in readings):
        level = "township"
    else:
        level = _LEVELS[lengths.pop()] if len(lengths) == 1 else _level_by_name(name)
    return AgencyPlace(level, **path, candidates=tuple(published_code(code) for code in codes))


def noted_code(evidence: Evidence) -> str | None:
    """The division that a person noted beside the file, by its code in the table; None where there is none such."""
    code = evidence.sidecar.get("division_code", "").strip()
    code = _table_code(code) if len(code) == 6 else code
    return code if code in divisions().names else None


def _level_by_name(name: str) -> AgencyLevel | None:
    return "township" if _TOWNSHIP.search(name) is not None else None


def published_code(code: str) -> str:
    """A code as it is published: 9 digits for townships, 6 above (32 → 320000)."""
    return code if len(code) == 9 else code.ljust(6, "0")


def year_gone(code: str) -> int | None:
    """The year by which the division of a published code was no longer in force; None where it is in force."""
    return divisions().gone.get(_table_code(code))


def describe(code: str) -> str:
    """A published code in words: 500238109 → 重庆市巫溪县下堡镇."""
    path = path_names(_table_code(code), divisions())
    return "".join(name for name in (path["province"], path["prefecture"], path["county"], path["township"]) if name)


def _table_code(code: str) -> str:
    """A published code as the table has it: 320000 → 32."""
    return code if code in divisions().names else code.removesuffix("00").removesuffix("00")
