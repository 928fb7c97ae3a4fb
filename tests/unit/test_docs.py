"""Documents point at what exists; their commands exist, their code runs and prints what they show."""

from __future__ import annotations

import contextlib
import fnmatch
import importlib.util
import io
import re
import shlex
import textwrap
from pathlib import Path

import pandas as pd
import pytest

from reportextract.cli import main

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def links_of(page: Path) -> list[str]:
    """Targets of its links and pictures inside the repository, without the part after #."""
    targets = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    return [target.split("#")[0] for target in targets if "://" not in target and not target.startswith("#")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    assert [target for target in links_of(page) if not (page.parent / target).exists()] == []


def test_every_target_of_make_that_is_mentioned_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert {"run", "test", "check", "bench", "evaluate", "corpus", "clean", "help"} <= targets
    for page in PAGES:
        mentioned = set(re.findall(r"^make ([a-z]+)|`make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE))
        assert {name for pair in mentioned for name in pair if name} <= targets, page


def test_decisions_are_numbered_in_a_row() -> None:
    numbers = sorted(path.name[:4] for path in (ROOT / "docs/decisions").glob("*.md"))
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


# --- what is shown is so -------------------------------------------------------------------------

FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
# Python and, where it follows at once, what it prints.
SHOWN = re.compile(r"^ *```python\n(.*?)^ *```\n(?:\n *```text\n(.*?)^ *```$)?", re.MULTILINE | re.DOTALL)
WITH_PYTHON = [page for page in PAGES if "```python" in page.read_text(encoding="utf-8")]


def commands_of(page: Path) -> list[list[str]]:
    """The command lines of a page that run this project's programs, in words, without ``.venv/bin/``."""
    text = page.read_text(encoding="utf-8")
    lines = [line for kind, block in FENCED.findall(text) if kind in ("", "sh") for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", FENCED.sub("", text))
    words = [shlex.split(line.strip().removeprefix(".venv/bin/"), comments=True) for line in lines if "'" not in line]
    return [w for w in words if w[:1] == ["reportextract"] or w[:2] == ["python", "-m"]]


def test_there_are_commands_and_code_to_test() -> None:
    assert sum(len(commands_of(page)) for page in PAGES) > 8
    assert {"README.md", "reading-the-results.md", "how-a-number-is-read.md"} <= {page.name for page in WITH_PYTHON}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_exist_with_their_options(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for program, *rest in commands_of(page):
        if program == "python":
            assert importlib.util.find_spec(rest[1]) is not None, rest
            if rest[1] == "pytest":
                assert [path for path in rest[2:] if not (ROOT / path).exists()] == []
        elif rest:
            assert main([rest[0], "--help"]) == 0, rest
            options = {word for word in rest[1:] if word.startswith("-")}
            assert options <= set(re.findall(r"(?<!\S)--?[a-z][a-z-]*", capsys.readouterr().out)), rest


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as ``make run`` leaves it: the shipped reports in data/raw, their datasets in data/parquet."""
    folder = tmp_path_factory.mktemp("run")
    (folder / "data").mkdir()
    (folder / "data/raw").symlink_to(ROOT / "data/raw")
    assert main(["run", str(ROOT / "data/raw"), "--out", str(folder / "data/parquet"), "--quiet"]) == 0
    return folder


def as_shown(text: str) -> list[str]:
    """The lines, without spaces at their ends and before all of them."""
    return [line.rstrip() for line in textwrap.dedent(text).splitlines()]


@pytest.mark.parametrize("page", WITH_PYTHON, ids=lambda page: str(page.relative_to(ROOT)))
def test_python_runs_and_prints_what_is_shown(page: Path, run_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(run_folder)
    names: dict[str, object] = {}
    for code, shown in SHOWN.findall(page.read_text(encoding="utf-8")):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(textwrap.dedent(code), names)
        if shown:
            assert as_shown(printed.getvalue()) == as_shown(shown), code


# --- Stata's own program is not free: names and labels only --------------------------------------

STATA = re.compile(r"^```stata\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WITH_STATA = [page for page in PAGES if "```stata" in page.read_text(encoding="utf-8")]
STATA_WORDS = (
    "use panel clear keep drop replace if missing inlist encode generate egen rowmiss rowtotal list xtset xtreg i fe "
    "vce cluster"
)
LABELLED = re.compile(r'"(\w+)":(\w+)')
MADE = re.compile(r"generate\((\w+)\)|^egen (\w+) =", re.MULTILINE)


@pytest.mark.parametrize("page", WITH_STATA, ids=lambda page: str(page.relative_to(ROOT)))
def test_names_and_labels_of_the_stata_lines_are_in_the_file(
    page: Path, run_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(run_folder)
    assert ["reportextract", "export", "--format", "dta", "-o", "panel.dta"] in commands_of(page)
    assert main(["export", "--format", "dta", "-o", "panel.dta"]) == 0
    with pd.read_stata("panel.dta", iterator=True) as file:
        labels = file.value_labels()
        panel = file.read(convert_categoricals=False)
    (code,) = STATA.findall(page.read_text(encoding="utf-8"))
    assert code.startswith("use panel, clear\n")
    words = LABELLED.findall(code)
    assert len(words) == 2
    for word, label in words:
        assert word in labels[label].values(), word
    made = {name for pair in MADE.findall(code) for name in pair}
    written = set(re.findall(r"(?<!\w)[a-z][\w*]*", LABELLED.sub("", code)))
    names = written.difference(STATA_WORDS.split(), made)
    assert names >= {"is_primary", "quality", "report_year"}
    assert [name for name in names if not fnmatch.filter(panel.columns, name)] == []
    # What the lines ask of them: a switch, numbers to add, text to encode.
    assert set(panel.is_primary) <= {0, 1}
    numbers = fnmatch.filter(panel.columns, "req__denied_*__total")
    assert len(numbers) == 8
    assert all(pd.api.types.is_numeric_dtype(panel[name]) for name in numbers)
    assert pd.api.types.is_string_dtype(panel.division_code)


def test_the_panel_is_one_for_xtset(run_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One report of a division and year among those that the lines of docs/panel.md keep."""
    monkeypatch.chdir(run_folder)
    assert main(["export", "--format", "dta", "-o", "panel.dta"]) == 0
    panel = pd.read_stata("panel.dta", convert_categoricals=False)
    kept = panel[(panel.is_primary == 1) & (panel.division_code != "")]
    assert len(kept) == 5
    assert not kept.duplicated(["division_code", "report_year"]).any()
