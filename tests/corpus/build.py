"""From recipes to documents and their truth."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pypdfium2

from tests.corpus import disturb, figures, layout, prose, web, word
from tests.corpus.form import Key
from tests.corpus.recipe import Recipe
from tests.corpus.sheet import Sheet

TABLES = ("disclosure", "requests", "review_litigation")


@dataclass(frozen=True, slots=True)
class Plan:
    """A document before any maker has drawn it: its text, its tables, its truth."""

    recipe: Recipe
    text: prose.Text
    disclosure: list[Sheet]
    requests: Sheet | None
    review: Sheet | None
    truth: dict[str, Any]


def plan(recipe: Recipe, seed: int) -> Plan:
    """Everything about a document that chance decides, from its own seed."""
    rng = Random(f"{seed}/{recipe.name}")
    values = layout.blank_values(figures.invent(recipe, rng), recipe, rng)
    text = prose.write(recipe, values, rng)
    return plan_of(recipe, text, layout.Author(recipe, values, rng))


def plan_of(recipe: Recipe, text: prose.Text, author: layout.Author) -> Plan:
    """A document of which text and numbers are known."""
    gone = {*recipe.missing_tables, *recipe.prose_instead}
    disclosure = [] if "disclosure" in gone else author.disclosure()
    requests = None if "requests" in gone else author.requests()
    review = None if "review_litigation" in gone else author.review()
    sheets = [sheet for sheet in (*disclosure, requests, review) if sheet is not None]
    printed = {box.key: box.truth for sheet in sheets for box in sheet.boxes if box.key is not None}
    return Plan(recipe, text, disclosure, requests, review, _truth(recipe, text, printed))


def _truth(recipe: Recipe, text: prose.Text, printed: dict[Key, str]) -> dict[str, Any]:
    truth: dict[str, Any] = {
        "kind": recipe.maker,
        "agency": text.agency,
        "report_year": recipe.year,
        "form": recipe.edition,
        "title": "".join(text.title),
        "features": recipe.features(),
        "cells": [{"table": k.table, "row": k.row, "col": k.col, "value": v} for k, v in printed.items()],
        "published_violations": figures.published_violations(printed),
        "claims": list(text.claims),
        "sections": {str(chapter.number): "\n".join(chapter.paragraphs) for chapter in text.chapters},
    }
    if recipe.zero_mark != "0":
        truth["zero_mark"] = recipe.zero_mark
    if recipe.blank:
        truth["blank_cells"] = recipe.blank
    if recipe.blocks == "captioned":
        del truth["sections"]["2"]  # whether captions between tables are prose is a matter of taste
    return truth


def build(recipes: Sequence[Recipe], out: Path, seed: int) -> dict[str, Any]:
    """Make every document in ``out`` with its truth.json; a truth.json already there is added to.

    A document whose maker lost a number is not written, and said to be left out.

    Returns:
        The truth of the documents made now, by file name.
    """
    return build_plans([plan(recipe, seed) for recipe in recipes], out, seed)


def build_plans(plans: Sequence[Plan], out: Path, seed: int) -> dict[str, Any]:
    """As :func:`build`, for documents that are planned."""
    out.mkdir(parents=True, exist_ok=True)
    truths: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for p in plans:
            if p.recipe.maker == "word":
                maker = word.WordMaker(p.recipe, p.text)
                maker.build(p.disclosure, p.requests, p.review)
                maker.document.save(Path(folder, f"{p.recipe.name}.docx"))
        word.convert(Path(folder))
        for p in plans:
            rng = Random(f"{seed}/{p.recipe.name}/disturb")
            source = Path(folder, f"{p.recipe.name}.pdf")
            pdf = source.read_bytes() if p.recipe.maker == "word" else _printed(p, rng)
            lost = lost_roles(p, pdf)
            if lost & {"value", "extra"}:
                print(f"{p.recipe.name}: left out, its maker lost numbers")
                continue
            if lost:
                p.truth["features"] = sorted({*p.truth["features"], "labels_lost"})
            name = f"{p.recipe.name}.pdf"
            (out / name).write_bytes(disturb.apply(pdf, p.recipe.disturbances, p.truth, rng))
            truths[name] = p.truth
    path = out / "truth.json"
    known = json.loads(path.read_text("utf-8")) if path.exists() else {}
    write_truth(path, known | truths)
    return truths


def write_truth(path: Path, truths: dict[str, Any]) -> None:
    """Write truth.json with a line for each document, so that a change shows as a line."""
    lines = [
        f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(truth, ensure_ascii=False, separators=(',', ':'))}"
        for name, truth in sorted(truths.items())
    ]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def lost_roles(p: Plan, pdf: bytes) -> set[str]:
    """Roles of boxes with characters that the PDF lacks: LibreOffice drops labels of spanning cells at some breaks."""
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    printed = Counter(text.replace("\x02", "-").replace("\ufffe", "-"))  # how pdfium reports a hyphen that ends a line
    sheets = [sheet for sheet in (*p.disclosure, p.requests, p.review) if sheet is not None]
    boxes = [box for sheet in sheets for box in sheet.boxes]
    prose = [*p.text.title, *p.text.preamble, *p.text.signature]
    prose += [line for chapter in p.text.chapters for line in (chapter.heading, *chapter.paragraphs)]
    expected = Counter("".join([*prose, *(box.text for box in boxes)]))
    missing = {c for c, count in expected.items() if not c.isspace() and printed[c] < count}
    return {box.role for box in boxes if missing & set(box.text)}


def _printed(p: Plan, rng: Random) -> bytes:
    pdf = web.print_page(web.page_html(p.recipe, p.text, p.disclosure, p.requests, p.review))
    if not p.recipe.browser_marks or p.recipe.tall_page:
        return pdf
    address = (
        f"http://www.example.gov.cn/art/{p.recipe.year + 1}/1/{rng.randint(10, 28)}/art_{rng.randint(1000, 9999)}.html"
    )
    stamp = f"{p.recipe.year + 1}/2/{rng.randint(1, 28)} {rng.randint(8, 17)}:{rng.randint(10, 59)}"
    return disturb.browser_marks(pdf, "".join(p.text.title), address, stamp)
