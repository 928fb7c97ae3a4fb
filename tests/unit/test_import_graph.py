"""The architecture in one test: imports point one way, stages don't know each other, heavy libraries wait.

The rules are the three tables below; a new module at the top of the package must be given its place here.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import reportextract

ROOT = Path(reportextract.__file__).parent

LEVELS = (
    ("placement",),
    ("model",),
    ("errors", "simplified", "measures", "noted"),
    ("storage",),
    (
        "ingest",
        "pages",
        "tables",
        "forms",
        "values",
        "checks",
        "prose",
        "agencies",
        "claims",
        "datasets",
        "scans",
        "ocr",
    ),
    ("reading", "scan_reading", "reuse", "years", "page_picture"),
    ("page_reading", "rows_not_printed", "fewer_rules"),
    ("second_opinion",),
    ("rereading",),
    ("pipeline",),
    ("runs", "evaluate", "show", "doctor", "exports"),
    ("compare",),
    ("cli",),
    ("__main__",),
)
"""A module imports from levels before its own and from its own package, never sideways or upwards."""

EXCEPTIONS = {
    ("model", "datasets"): "Report.to_frames() is part of the public interface (contract); it imports when called",
}

HEAVY = (
    "pandas",
    "pyarrow",
    "pdfplumber",
    "pdfminer",
    "camelot",
    "cv2",
    "rich",
    "PIL",
    "openpyxl",
    "docx",
    "xlsxwriter",
    "duckdb",
)
"""Imported inside the functions that need them, so that ``reportextract --help`` is instant."""

ENGINES = {"pdfplumber": "pages", "camelot": "tables"}
"""An engine is imported by one module, in this package: replacing it touches one file. (Doctor tries them all.)"""


class Import(NamedTuple):
    """``name`` is the whole dotted name; ``is_deferred``: inside a function, or for the type checker only."""

    module: Path
    line: int
    name: str
    is_deferred: bool

    def __str__(self) -> str:
        return f"{self.module.relative_to(ROOT)}:{self.line} imports {self.name}"


def imports_of(module: Path) -> Iterator[Import]:
    def walk(node: ast.AST, is_deferred: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            deferred = is_deferred or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                deferred = True
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(module, child.lineno, alias.name, deferred)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{module}:{child.lineno}: a relative import"
                for alias in child.names:
                    yield Import(module, child.lineno, f"{child.module}.{alias.name}", deferred)
            yield from walk(child, deferred)

    return walk(ast.parse(module.read_text(encoding="utf-8")), False)


MODULES = sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")
IMPORTS = [found for module in MODULES for found in imports_of(module)]


def part_of(module: Path) -> str:
    """The stage or module at the top of the package that a file belongs to."""
    return module.relative_to(ROOT).parts[0].removesuffix(".py")


def level_of(part: str) -> int:
    levels = [number for number, parts in enumerate(LEVELS) if part in parts]
    assert len(levels) == 1, f"give {part} its place in LEVELS"
    return levels[0]


def test_every_module_has_its_place() -> None:
    assert len(MODULES) > 20
    for module in MODULES:
        level_of(part_of(module))


def test_imports_point_one_way() -> None:
    wrong = []
    for found in IMPORTS:
        package, *rest = found.name.split(".")
        if package != "reportextract":
            continue
        source, target = part_of(found.module), rest[0]
        if not (ROOT / target).is_dir() and not (ROOT / f"{target}.py").exists():
            continue  # a name of the public interface, like __version__
        if source != target and level_of(target) >= level_of(source) and (source, target) not in EXCEPTIONS:
            wrong.append(str(found))
    assert wrong == []


def test_exceptions_are_deferred() -> None:
    for found in IMPORTS:
        if any(found.name.startswith(f"reportextract.{target}.") for _, target in EXCEPTIONS) and (
            part_of(found.module) in {source for source, _ in EXCEPTIONS}
        ):
            assert found.is_deferred, str(found)


def test_heavy_libraries_are_imported_where_they_are_used() -> None:
    wrong = [str(found) for found in IMPORTS if found.name.split(".")[0] in HEAVY and not found.is_deferred]
    assert wrong == []


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_is_imported_by_one_module(engine: str) -> None:
    modules = {found.module for found in IMPORTS if found.name.split(".")[0] == engine} - {ROOT / "doctor.py"}
    assert len(modules) <= 1
    assert {part_of(module) for module in modules} <= {ENGINES[engine]}


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    program = f"""
import sys
from reportextract.cli import main
try:
    main({arguments!r})
except SystemExit:
    pass
print("loaded:", *sorted({{*{HEAVY!r}, "numpy", "pypdfium2"}} & set(sys.modules)))
"""
    shown = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert "reportextract" in shown
    assert shown.splitlines()[-1] == "loaded:"
