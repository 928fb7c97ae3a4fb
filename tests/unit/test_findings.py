"""Each code of a finding has its paragraph in docs/findings, and no paragraph is left of a code that is gone."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src/reportextract").rglob("*.py"))


def codes_in_code() -> set[str]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    named = re.findall(r"code=\"([A-Z_]+)\"", text)
    passed = re.findall(r"(?:Finding|finding|_finding)\(\s*\"([A-Z]+(?:_[A-Z]+)+)\"", text)
    chosen = re.findall(r"\"((?:SUM|SECTION|YEAR|TITLE|AGENCY|SECTIONS|FORM)_[A-Z_]+)\"", text)
    return {*named, *passed, *chosen}


def codes_in_docs() -> set[str]:
    pages = (ROOT / "docs/findings").glob("*.md")
    return {code for page in pages for code in re.findall(r"^### ([A-Z_]+)", page.read_text("utf-8"), re.MULTILINE)}


def test_every_code_is_documented_and_no_other() -> None:
    assert codes_in_code() == codes_in_docs()
