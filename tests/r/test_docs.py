"""The R code of the docs runs as it stands, on files that the page's own commands made, and prints what is shown."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from reportextract.cli import main
from tests.unit.test_docs import PAGES, ROOT, as_shown, commands_of

# R and, where it follows at once, what it prints.
SHOWN = re.compile(r"^```r\n(.*?)^```\n(?:\n```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)
WITH_R = [page for page in PAGES if "```r\n" in page.read_text(encoding="utf-8")]
MARK = "-- end of a block --"


def test_there_is_r_to_run() -> None:
    assert [page.name for page in WITH_R] == ["panel.md", "reading-the-results.md"]


@pytest.mark.parametrize("page", WITH_R, ids=lambda page: str(page.relative_to(ROOT)))
def test_r_runs_and_prints_what_is_shown(
    page: Path, rscript: str, run_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(run_folder)
    for _, *arguments in (words for words in commands_of(page) if words[:2] == ["reportextract", "export"]):
        assert main(arguments) == 0, arguments
    blocks = SHOWN.findall(page.read_text(encoding="utf-8"))
    script = tmp_path / "page.R"
    script.write_text("".join(f'{code}cat("{MARK}\\n")\n' for code, _ in blocks), encoding="utf-8")
    done = subprocess.run(
        [rscript, "--vanilla", str(script)],
        env=os.environ | {"LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    printed = done.stdout.split(MARK + "\n")
    for (code, shown), text in zip(blocks, printed, strict=False):
        assert as_shown(text) == as_shown(shown), code
    assert printed[len(blocks) :] == [""]
