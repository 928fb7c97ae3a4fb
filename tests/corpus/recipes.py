"""The shipped documents by name, and recipes drawn by chance for as many more as wanted."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from tests.corpus.form import DISCLOSURE
from tests.corpus.layout import DAMAGES
from tests.corpus.recipe import BORDERS, Recipe

T = TypeVar("T")
_SHIPPED = Path(__file__).with_name("shipped.toml")


def shipped() -> list[Recipe]:
    """The recipes of the documents in the repository, in the order of shipped.toml."""
    tables: dict[str, dict[str, Any]] = tomllib.loads(_SHIPPED.read_text("utf-8"))
    recipes = []
    for name, table in tables.items():
        settings: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in table.items()}
        recipes.append(Recipe(name, **settings))
    return recipes


def drawn(seed: int, count: int) -> list[Recipe]:
    """Recipes put together by chance: each document has a handful of deviations at once."""
    rng = Random(f"recipes/{seed}")
    return [_draw(f"mix-{seed}-{i + 1:02d}", rng) for i in range(count)]


def _draw(name: str, rng: Random) -> Recipe:
    def maybe(chance: float, value: T, default: T) -> T:
        return value if rng.random() < chance else default

    old = rng.random() < 0.45
    year = rng.choice([2019, 2020, 2020, 2021, 2022, 2023]) if old else rng.choice([2021, 2022, 2023, 2024])
    web = rng.random() < 0.25
    official = {text for block in DISCLOSURE["2019" if old else "2021"] for _, text in block.columns}
    damages = [name for name, (text, _) in DAMAGES.items() if name.startswith("no_") or text in official]
    recipe = Recipe(
        name,
        maker="web" if web else "word",
        edition="2019" if old else "2021",
        year=year,
        level=rng.choice(["township", "township", "department", "county"]),
        magnitude=rng.choice(["zeros", "few", "few", "many", "many", "large"]),
        hybrid=old and rng.random() < 0.15,
        other_rows=maybe(0.15, "one", ""),
        normative_label=maybe(0.12, rng.choice(["规范性文件", "行政规范性文件"]), ""),
        extra_disclosure=rng.random() < 0.1,
        extra_outcome=rng.random() < 0.08,
        dropped=maybe(0.1, (rng.choice(["fees", "coercion", "denied.enforcement_file", "unprocessed.reissue"]),), ()),
        annotated=rng.random() < 0.12,
        header_damage=tuple(rng.sample(damages, 2)) if rng.random() < 0.15 else (),
        typos=rng.random() < 0.1,
        numbering=rng.choice([".", ".", "、", "．", ". "]),
        spaced_labels=rng.random() < 0.15,
        traditional=rng.random() < 0.04,
        full_width=rng.random() < 0.08,
        thousands=maybe(0.12, rng.choice([",", " ", "，"]), ""),
        signs=maybe(0.3, rng.choice(["plus", "words", "minus_sign", "spaced"]), ""),
        units=rng.random() < 0.12,
        notes=rng.random() < 0.1,
        decimals=rng.random() < 0.4,
        zero_mark=maybe(0.2, rng.choice(["-", "—", "/", "无", "－"]), "0"),
        zero_share=rng.choice([0.2, 0.6, 1.0]),
        blank=maybe(0.2, rng.choice(["single", "rows", "applicants", "blocks", "tracks"]), ""),
        violations=maybe(0.2, (rng.choice(["row_sum", "outcome_sum", "balance", "track_sum"]),), ()),
        blocks=rng.choice(["together", "together", "tables", "captioned"]),
        headings=rng.choice(["standard", "standard", "shifted", "renamed", "dotted", "spaced"]),
        title=rng.choice(["standard", "standard", "reordered", "typo", "doubled", "short", "broken"]),
        damaged_dates=rng.random() < 0.1,
        stale_year=rng.random() < 0.08,
        wordy=rng.random() < 0.5,
        heading_trap=rng.random() < 0.1,
        prose_before_four=rng.random() < 0.15,
        missing_tables=maybe(0.05, (rng.choice(["disclosure", "requests", "review_litigation"]),), ()),
        instructions=rng.random() < 0.12,
        furniture=rng.choice(["page_number", "dashes", "words", "header", "none"]),
        font=rng.choice(["song", "song", "kai", "hei"]),
        cell_size=rng.choice([8, 9, 10.5, 10.5, 12]),
        row_height=rng.choice([0, 0, 18, 24, 30, 38, 50]),
        margin=rng.choice([50, 60, 72, 72, 85, 95]),
        leading=rng.choice([0, 0, *range(1, 13)]),
        stub=rng.choice(["stacked", "stacked", "tbRl", "btLr", ""]),
        headers=rng.choice(["", "", "stacked", "tbRl"]),
        borders=maybe(0.3, rng.choice(BORDERS), "all"),
        shading=rng.random() < 0.3,
        odd_wraps=rng.random() < 0.2,
        align=rng.choice(["center", "center", "left", "right"]),
        valign=rng.choice(["center", "center", "top", "bottom"]),
        landscape=not web and rng.random() < 0.1,
        repeat_header=rng.random() < 0.3,
        rows_split=rng.random() < 0.7,
        cuts=maybe(0.1, tuple(sorted(rng.sample(range(4, 25), 2))), ()),
        cut_repeats=rng.random() < 0.5,
        zoom=rng.choice([0.6, 0.8, 1.0, 1.0, 1.25]),
        collapse=rng.random() < 0.8,
        metadata=rng.random() < 0.7,
        browser_marks=rng.random() < 0.7,
        tall_page=rng.random() < 0.12,
    )
    return replace(recipe, disturbances=_draw_disturbances(recipe, rng))


def _draw_disturbances(recipe: Recipe, rng: Random) -> tuple[str, ...]:
    chosen: list[str] = []
    if recipe.maker == "word" and rng.random() < 0.2:
        chosen.append(rng.choice(["rectangle_rules", "stroke_rules", "gappy_rules"]))
    if recipe.maker == "word" and rng.random() < 0.08:
        chosen.append("fake_bold")
    if rng.random() < 0.1:
        chosen.append(rng.choice(["watermark_turned", "watermark_level"]))
    if rng.random() < 0.2:
        chosen.append(
            rng.choice(
                ["rotate_90", "rotate_180", "rotate_270", "sideways", "offset_origin", "form_xobject", "crop_box"]
            )
        )
    return tuple(chosen)
