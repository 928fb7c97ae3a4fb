"""What a person should know about where an agency is."""

from __future__ import annotations

from reportextract.agencies.evidence import Evidence
from reportextract.agencies.resolve import describe, noted_code, year_gone
from reportextract.model import AgencyPlace, Finding

# 城关镇 fits a hundred places; the message names the first of them, the facts all.
_NAMED = 6


def place_findings(agency: str, place: AgencyPlace, evidence: Evidence) -> list[Finding]:
    """Findings about an agency that could not be told from others of its name, or is not in the table of divisions."""
    return [*_sidecar_findings(evidence), *_agency_findings(agency, place)]


def _sidecar_findings(evidence: Evidence) -> list[Finding]:
    problem = evidence.sidecar.get("error", "")
    code = evidence.sidecar.get("division_code", "")
    if not problem and code and noted_code(evidence) is None:
        problem = f"division_code {code} is in no table of administrative divisions."
    if not problem:
        return []
    return [
        Finding(
            "SIDECAR_NOT_READ",
            "warning",
            f"The note beside the file was left out: {problem} Mend it and run again with --force.",
            facts={"problem": problem},
        )
    ]


def _agency_findings(agency: str, place: AgencyPlace) -> list[Finding]:
    if place.division_code is not None:
        return _gone_findings(agency, place.division_code)
    if not agency:
        return []
    if place.candidates:
        shown = "、".join(f"{describe(code)}（{code}）" for code in place.candidates[:_NAMED])
        more = f" and {len(place.candidates) - _NAMED} more" if len(place.candidates) > _NAMED else ""
        return [
            Finding(
                "AGENCY_AMBIGUOUS",
                "warning",
                f"{agency} may be {shown}{more}; nothing in the document decides. Put division_code into the file's "
                ".source.toml.",
                facts={"agency": agency, "candidates": " ".join(place.candidates)},
            )
        ]
    where = f" It is in {place.county or place.prefecture or place.province}." if place.province else ""
    return [
        Finding(
            "AGENCY_NOT_LOCATED",
            "info",
            f"{agency} is not in the table of administrative divisions, or names none.{where} "
            "Put division_code into the file's .source.toml where it is known.",
            facts={"agency": agency},
        )
    ]


def _gone_findings(agency: str, division_code: str) -> list[Finding]:
    year = year_gone(division_code)
    if year is None:
        return []
    return [
        Finding(
            "AGENCY_NO_LONGER_IN_FORCE",
            "info",
            f"{describe(division_code)} was merged or abolished: the divisions of {year} no longer have it, and "
            f"nothing tells beyond doubt which one it is part of. division_code {division_code} is the last it had.",
            facts={"agency": agency, "division_code": division_code, "not_in_force_by": str(year)},
        )
    ]
