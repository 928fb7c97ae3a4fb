"""The shipped documents by name, and recipes drawn by chance for as many more as wanted."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TypeVar

from tests.corpus.layout import DAMAGES
from tests.corpus.recipe import BORDERS, Recipe

T = TypeVar("T")
_R = Recipe

SHIPPED: tuple[Recipe, ...] = (
    # the form and its deviations
    _R("plain-2021", font="hei", wordy=True, magnitude="many", level="county"),
    _R("plain-2019", edition="2019", year=2020, magnitude="many", level="county", shading=True, font="kai"),
    _R("old-form-2022", font="hei", edition="2019", year=2022, other_rows="one", leading=2),
    _R("hybrid-2021", font="serif", edition="2019", year=2021, hybrid=True, magnitude="many", shading=True),
    _R("other-one-row", font="hei", other_rows="one", magnitude="many", stub="tbRl"),
    _R("old-form-new-label", font="hei", edition="2019", year=2020, normative_label="行政规范性文件", numbering="、", leading=3),
    _R("new-form-old-label", normative_label="规范性文件", numbering="．", headings="dotted", magnitude="many"),
    _R("extra-rows", font="hei", edition="2019", year=2020, extra_disclosure=True, annotated=True, magnitude="many", zero_mark="-",
       zero_share=0.2),
    _R("extra-outcome", font="hei", extra_outcome=True, extra_disclosure=True, magnitude="many"),
    _R("dropped-rows", edition="2019", year=2021, magnitude="many",
       dropped=("procurement", "unprocessed.reissue", "denied.administrative_inquiry")),
    _R("dropped-fees", font="hei", dropped=("fees", "coercion", "other.unpaid_fee"), magnitude="many"),
    _R("annotated-2021", font="hei", annotated=True, magnitude="large", level="county", cell_size=9),
    _R("damaged-2019", edition="2019", year=2019, header_damage=("change_cut", "projects_cut", "made_twice"),
       magnitude="many"),
    _R("damaged-2021", font="hei", header_damage=("in_force_cut", "no_group_label", "no_block_caption"), magnitude="many"),
    _R("damaged-heads", font="hei", edition="2019", year=2020, magnitude="many",
       header_damage=("new_cut", "no_applicant_head", "no_organisation_head", "no_content_head", "no_subject_label")),
    _R("typos", font="sans", typos=True, numbering="、", spaced_labels=True, magnitude="many"),
    # the numbers
    _R("full-width", full_width=True, magnitude="many", font="hei"),
    _R("thousands", font="hei", thousands=",", magnitude="large", level="county", decimals=True, cell_size=9),
    _R("spaced-numbers", font="hei", edition="2019", year=2020, thousands=" ", magnitude="large", level="county", signs="plus",
       cell_size=8),
    _R("signs-words", edition="2019", year=2020, signs="words", units=True, magnitude="many"),
    _R("units-notes", font="hei", units=True, notes=True, decimals=True, magnitude="many", level="department"),
    _R("units-notes-2019", font="hei", edition="2019", year=2019, units=True, notes=True, signs="minus_sign", magnitude="many"),
    _R("zero-dash", zero_mark="—", font="kai"),
    _R("zero-slash", edition="2019", year=2020, zero_mark="/", zero_share=0.6, signs="spaced"),
    _R("zero-none", font="hei", zero_mark="无", magnitude="zeros"),
    _R("blank-single", font="hei", blank="single", magnitude="many"),
    _R("blank-rows", blank="rows", leading=4),
    _R("blank-applicants", font="hei", edition="2019", year=2019, blank="applicants", magnitude="zeros"),
    _R("blank-blocks", font="hei", edition="2019", year=2023, blank="blocks", magnitude="many"),
    _R("blank-all", edition="2019", year=2022, blank="all", magnitude="zeros"),
    _R("violations", font="hei", violations=("row_sum", "outcome_sum", "balance", "track_sum"), magnitude="many", level="county"),
    # the text
    _R("captioned-blocks", font="hei", blocks="captioned", magnitude="many", edition="2019", year=2020),
    _R("separate-blocks-shifted", blocks="tables", headings="shifted", magnitude="many", furniture="dashes"),
    _R("renamed-trap", font="hei", wordy=True, headings="renamed", heading_trap=True, prose_before_four=True, instructions=True,
       furniture="header"),
    _R("missing-four", font="hei", missing_tables=("review_litigation",), prose_instead=("disclosure",), magnitude="many"),
    _R("prose-three", prose_instead=("requests", "review_litigation"), magnitude="many"),
    # the looks
    _R("turned-labels", font="hei", stub="tbRl", headers="tbRl", row_height=22, furniture="words", magnitude="many"),
    _R("turned-up-landscape", font="hei", stub="btLr", headers="stacked", landscape=True, magnitude="many"),
    _R("broken-pages-1", row_height=30, leading=5, repeat_header=True, odd_wraps=True, magnitude="many"),
    _R("broken-pages-2", font="hei", edition="2019", year=2020, row_height=41, leading=2, odd_wraps=True, valign="top",
       furniture="header", stub="stacked", magnitude="many"),
    _R("broken-pages-3", font="hei", row_height=26, leading=9, margin=90, cell_size=12, magnitude="many", shading=True),
    _R("cut-by-hand", cuts=(7, 16, 24), cut_repeats=True, magnitude="many", row_height=20),
    _R("cut-by-hand-2019", font="hei", edition="2019", year=2020, cuts=(2, 9, 21), magnitude="many", row_height=20),
    _R("borderless", font="hei", borders="none", magnitude="many", furniture="none"),
    _R("horizontal-rules", borders="horizontal", edition="2019", year=2020, magnitude="many"),
    _R("vertical-rules", font="hei", borders="vertical", magnitude="many"),
    _R("no-outer-rules", font="hei", borders="no_outer", magnitude="many", leading=1),
    _R("no-side-rules", borders="no_sides", magnitude="many", leading=6, row_height=24),
    _R("frame-only", borders="frame", magnitude="many", font="hei"),
    _R("double-rules", font="hei", borders="double", shading=True, magnitude="many"),
    _R("dotted-rules", font="hei", borders="dotted", edition="2019", year=2021, magnitude="many"),
    # web pages
    _R("web-plain", maker="web", wordy=True, magnitude="many", row_height=24),
    _R("web-small", font="hei", maker="web", zoom=0.67, edition="2019", year=2020, magnitude="many", shading=True, metadata=False),
    _R("web-large-split", maker="web", zoom=1.3, collapse=False, magnitude="many", odd_wraps=True, font="hei"),
    _R("web-turned", font="hei", maker="web", stub="tbRl", headers="stacked", repeat_header=True, edition="2019", year=2022,
       magnitude="many", zero_mark="—", zero_share=0.5),
    _R("web-horizontal", maker="web", borders="horizontal", magnitude="many", browser_marks=False, font="kai"),
    # the file
    _R("rotated-90", disturbances=("rotate_90",), magnitude="many"),
    _R("rotated-270-rectangles", disturbances=("rectangle_rules", "rotate_270"), edition="2019", year=2020,
       magnitude="many"),
    _R("rotated-180-offset", font="hei", disturbances=("rotate_180", "offset_origin"), magnitude="many", maker="web"),
    _R("sideways", font="hei", disturbances=("sideways:requests",), page_per_table=True, magnitude="many", cell_size=9),
    _R("crop-form", disturbances=("form_xobject", "crop_box"), magnitude="many"),
    _R("strokes-bold-watermark", disturbances=("stroke_rules", "fake_bold", "watermark_turned"), magnitude="many"),
    _R("gappy-level-watermark", font="hei", disturbances=("gappy_rules", "watermark_level"), magnitude="many", edition="2019",
       year=2020, shading=True),
    _R("no-unicode", font="hei", disturbances=("no_unicode",), magnitude="many"),
    _R("scrambled-requests", disturbances=("scrambled_unicode:requests",), page_per_table=True, magnitude="many",
       cell_size=9),
    _R("image-requests", font="hei", disturbances=("image:requests",), page_per_table=True, magnitude="many", cell_size=9),
    _R("hidden-text-requests", font="hei", disturbances=("image_hidden_text:requests",), page_per_table=True, magnitude="many",
       cell_size=9, edition="2019", year=2020),
    _R("outlines-review", disturbances=("outlines:review_litigation",), page_per_table=True, magnitude="many", cell_size=9),
)  # fmt: skip


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
    damages = [d for d in DAMAGES if ("made" in d or "cut" in d) == rng.choice([True, False])]
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
