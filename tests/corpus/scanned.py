"""Corpus documents as scans: the truth of the born-digital document, the file of a scanner (``tests/degrade``)."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import pypdfium2

from tests.corpus.build import build, write_truth
from tests.corpus.recipes import drawn
from tests.degrade import PROFILES, pick_scan, scan_pdf

_HERE = Path(__file__).parent
DOCUMENTS = _HERE / "documents"
_SUFFIXES = {"pdf": ".pdf", "tiff": ".tif", "png": ".png", "jpeg": ".jpg"}
# A page that would be longer than paper is a screenshot of its web page, not a scan.
_LONGEST_SHEET = 1300.0


@dataclass(frozen=True, slots=True)
class ScanRecipe:
    """One scan of a born-digital document.

    Attributes:
        of: The document's file name.
        profile: ``clean``, ``medium``, ``hard`` or ``screenshot``.
        text_pages: Pages that keep their text (PDF only).
        fixed: Settings of ``degrade.Scan`` that chance doesn't decide.
    """

    name: str
    of: str
    profile: str
    seed: int | str
    container: str = "pdf"
    text_pages: tuple[int, ...] = ()
    fixed: dict[str, Any] = field(default_factory=dict)

    @property
    def file_name(self) -> str:
        return self.name + _SUFFIXES[self.container]


def shipped_scans() -> list[ScanRecipe]:
    """The scans in the repository, in the order of scans.toml."""
    tables: dict[str, dict[str, Any]] = tomllib.loads((_HERE / "scans.toml").read_text("utf-8"))
    recipes = []
    for name, table in tables.items():
        settings = {key: tuple(v) if isinstance(v, list) else v for key, v in table.items()}
        recipes.append(ScanRecipe(name, **settings))
    return recipes


def drawn_scans(seed: int, documents: Path) -> Iterator[ScanRecipe]:
    """A scan of each PDF in a folder, profiles in turn: most as PDF, some as TIFF, mixed or screenshots."""
    for index, path in enumerate(sorted(documents.glob("*.pdf"))):
        rng = Random(f"scans/{seed}/{path.stem}")
        with pypdfium2.PdfDocument(path) as document:
            pages, longest = len(document), max(document.get_page_size(i)[1] for i in range(len(document)))
        profile = PROFILES[index % len(PROFILES)]
        recipe = ScanRecipe(f"{path.stem}-{profile}", path.name, profile, f"{seed}/{path.stem}")
        kind = rng.random()
        if longest > _LONGEST_SHEET or kind < 0.06:
            recipe = replace(recipe, name=f"{path.stem}-screenshot", profile="screenshot", container="png")
        elif kind < 0.2:
            recipe = replace(recipe, container="tiff")
        elif kind < 0.3 and pages > 1:
            recipe = replace(recipe, text_pages=(rng.randint(1, pages),))
        yield recipe


def write_scans(recipes: Sequence[ScanRecipe], documents: Path, out: Path) -> dict[str, Any]:
    """Scans documents and writes what they say beside them; a truth.json already there is added to.

    Args:
        documents: Folder of the born-digital documents with their truth.json.

    Returns:
        The truth of the scans made now, by file name.
    """
    out.mkdir(parents=True, exist_ok=True)
    printed = json.loads((documents / "truth.json").read_text("utf-8"))
    truths = {}
    for recipe in recipes:
        scanned = scan_pdf(
            (documents / recipe.of).read_bytes(),
            recipe.profile,
            recipe.seed,
            recipe.container,
            recipe.text_pages,
            **recipe.fixed,
        )
        (out / recipe.file_name).write_bytes(scanned)
        truths[recipe.file_name] = scan_truth(printed[recipe.of], recipe)
    path = out / "truth.json"
    known = json.loads(path.read_text("utf-8")) if path.exists() else {}
    write_truth(path, known | truths)
    return truths


def scan_truth(printed: dict[str, Any], recipe: ScanRecipe) -> dict[str, Any]:
    """The truth of a scan: what the born-digital document says. A text layer that lies is not on paper."""
    scan = pick_scan(recipe.profile, recipe.seed, **recipe.fixed)
    truth = {key: value for key, value in printed.items() if key != "unreadable_pages"}
    truth["kind"] = recipe.profile if recipe.profile == "screenshot" else f"scan-{recipe.profile}"
    truth["of"] = recipe.of
    truth["container"] = recipe.container
    if len(recipe.text_pages) > 0:
        truth["text_pages"] = list(recipe.text_pages)
    marks = {f"container.{recipe.container}", *(f"scan.{name}" for name in scan.features())}
    marks |= {"scan.text_pages"} if len(recipe.text_pages) > 0 else set()
    truth["features"] = sorted({*printed["features"], *marks})
    truth["cells"] = [{k: v for k, v in cell.items() if k != "unreadable"} for cell in printed["cells"]]
    return truth


def build_scans(out: Path, seed: int, count: int, documents: Path) -> dict[str, Any]:
    """Makes ``count`` documents of a seed in a folder and scans each once."""
    build(drawn(seed, count), documents, seed)
    return write_scans(list(drawn_scans(seed, documents)), documents, out)
