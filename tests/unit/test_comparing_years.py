"""The journalist's hour of docs/comparing-years.md, command by command: each works, and says what is shown."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from reportextract.cli import main

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs" / name for name in ("comparing-years.md", "comparing-years.zh.md")]
# Commands and, where it follows at once, what they print (with lines left out).
STEPS = re.compile(r"^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("document", PAGES, ids=lambda page: page.name)
def test_every_command_works_and_says_what_is_shown(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "reports").symlink_to(ROOT / "tests/corpus/series")
    monkeypatch.chdir(tmp_path)
    steps = STEPS.findall(document.read_text(encoding="utf-8"))
    assert len(steps) >= 5
    for commands, shown in steps:
        for command in commands.splitlines():
            program, *arguments = shlex.split(command)
            assert program == "reportextract"
            capsys.readouterr()
            assert main(arguments) == 0, command
            printed = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
            if shown:
                places = [printed.index(line.rstrip()) for line in shown.splitlines()]
                assert places == sorted(places)
    page = (tmp_path / "laibang.html").read_text("utf-8")
    assert "data:image/webp" in page
    assert (tmp_path / "laibang.csv").read_bytes().startswith("\ufeff".encode())
    assert (tmp_path / "laibang.xlsx").stat().st_size > 10_000


@pytest.mark.parametrize("document", PAGES, ids=lambda page: page.name)
def test_the_page_shows_its_parts_under_the_names_that_are_explained(document: Path) -> None:
    from reportextract.compare.words import Words

    text = document.read_text(encoding="utf-8")
    words = Words("zh")
    for part in ("odd", "glance", "charts", "reuse", "measures", "cells", "forms"):
        assert f"**{words('parts', part)}**" in text
    for kind in ("carry_over", "claim", "copied_year", "copied_agency", "jump"):
        assert words("kinds", kind) in text
