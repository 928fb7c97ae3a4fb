"""What the reports of one agency over the years have in common."""

from __future__ import annotations

Series = tuple[str, str]


def series_of(agency: str | None, agency_level: str | None, division_code: str | None) -> Series | None:
    """What an agency is called over the years; None where the report names none.

    A government is its division, whatever it is called (石宝镇人民政府, 忠县石宝镇人民政府; 洪泽县, 洪泽区). Of a
    division's departments, and of agencies that could not be located, each name is one agency.
    """
    if division_code is not None and agency_level not in ("department", "other"):
        return ("division", division_code)
    return None if agency is None else (division_code or "", agency)
