"""From a recipe and its numbers to the three tables as sheets, with the labels as this author typed them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.corpus.figures import Values
from tests.corpus.form import (
    APPLICANTS,
    CARRIED_IN,
    CARRIED_OUT,
    CORNER,
    DISCLOSURE,
    RECEIVED,
    RESULTS,
    STUB,
    TRACKS,
    TRADITIONAL,
    Block,
    Group,
    Key,
    outcome_groups,
)
from tests.corpus.printing import print_value
from tests.corpus.recipe import Recipe
from tests.corpus.sheet import Box, Sheet

# Damaged headers seen in print, by the name a recipe calls them: (official text, what stands there instead).
DAMAGES: dict[str, tuple[str, str]] = {
    "change_cut": ("本年增/减", "本年增/"),
    "in_force_cut": ("现行有效件数", "现行有效件"),
    "projects_cut": ("采购项目数量", "采购项目数"),
    "made_twice": ("本年新公开数量", "本年新制作数量"),
    "new_cut": ("本年新公开数量", "本年新"),
    "no_applicant_head": ("申请人情况", ""),
    "no_organisation_head": ("法人或其他组织", ""),
    "no_group_label": ("（四）无法提供", ""),
    "no_block_caption": ("第二十条第（六）项", ""),
    "no_content_head": ("信息内容", ""),
    "no_subject_label": ("行政强制", ""),
}
_TYPOS = {
    "2.其他法律行政法规禁止公开": "2.其他法律行政止公开",
    "3.危及“三安全一稳定”": "3.危及三安全一稳定",
    "4.保护第三方合法权益": "4.保护第三方合法权宜",
    "1.本机关不掌握相关政府信息": "1.本机关不掌握相关政信息",
    "4.无正当理由大量反复申请": "4.无正当理由大量反复中请",
    "行政事业性收费": "行政事业性收",
    "结果维持": "结果维特",
}
_ANNOTATIONS = {
    "规章": "规章 (全区机关均无制定规章的权限)",
    "规范性文件": "规范性文件（以本级政府或政府办公室名义印发的）",
    "行政规范性文件": "行政规范性文件（含以党政混合名义印发的）",
    "上一年项目数量": "上一年项目数量(指{last}年事项数)",
    "本年增/减": "本年增/减(增用正值表示，减用负值表示，如-8)",
    "处理决定数量": "处理决定数量(指{year}年办件量)",
    "本年处理决定数量": "本年处理决定数量(指{year}年办件量)",
}
_EXTRA_DISCLOSURE = "其他主动公开文件（不含规范性文件的其他公文）"
_EXTRA_OUTCOME = "4.申请人撤销申请"
_GRID = 12  # table 二 has blocks of two, three and four columns: all divide twelve

Number = Callable[[Key], Box]


def label_text(text: str, recipe: Recipe, rng: Random) -> str:
    """An official label as this author typed it: typos, notes, damage, numbering, spaces, line breaks."""
    if recipe.traditional:
        return text.translate(TRADITIONAL)
    damages = {DAMAGES[name][0]: DAMAGES[name][1] for name in recipe.header_damage}
    if text in damages:
        return damages[text]
    if recipe.typos:
        text = _TYPOS.get(text, text)
    if recipe.annotated and text in _ANNOTATIONS:
        text = _ANNOTATIONS[text].format(year=recipe.year, last=recipe.year - 1)
    if len(text) > 2 and text[1] == "." and recipe.numbering != ".":
        text = text[0] + recipe.numbering + text[2:]
    if recipe.spaced_labels:
        text = text.replace("第二十条第", "第二十条 第").replace("（三）不", "（三） 不").replace("总计", "总 计")
    if recipe.odd_wraps and len(text) > 3:
        at = rng.randint(1, len(text) - 1)
        text = text[:at] + "\n" + text[at:]
        if len(text) > 14 and rng.random() < 0.5:
            at = rng.randint(len(text) // 2, len(text) - 1)
            text = text[:at] + "\n" + text[at:]
    return text


class Author:
    """Types the boxes of one document's tables."""

    def __init__(self, recipe: Recipe, values: Values, rng: Random) -> None:
        self.recipe, self.values, self.rng = recipe, values, rng

    def label(self, row: int, col: int, text: str, role: str, rows: int = 1, cols: int = 1) -> Box:
        typed = label_text(text, self.recipe, self.rng)
        narrow = role == "header" and cols == 1 and len(text) <= 6
        direction = self.recipe.headers if narrow else ""
        return Box(row, col, typed, role, rows, cols, direction)

    def _plain(self, text: str) -> str:
        return text.translate(TRADITIONAL) if self.recipe.traditional else text

    def number(self, row: int, col: int, key: Key, cols: int = 1) -> Box:
        value = self.values[key]
        printed = print_value(key, value, self.recipe, self.rng)
        return Box(row, col, printed, "value", 1, cols, "", key, value)

    def disclosure(self) -> list[Sheet]:
        """Table 二: one sheet, or one for each block."""
        recipe = self.recipe
        blocks = [self._without_dropped(block) for block in DISCLOSURE[recipe.edition]]
        together = recipe.blocks == "together"
        sheets, boxes, row = [], [], 0
        for block in (block for block in blocks if block.rows):
            made = self._block(block, row)
            boxes += made
            row = max(box.row + box.rows for box in made)
            if not together:
                sheets.append(Sheet((1.0,) * _GRID, row, tuple(boxes)))
                boxes, row = [], 0
        return [Sheet((1.0,) * _GRID, row, tuple(boxes))] if together else sheets

    def _without_dropped(self, block: Block) -> Block:
        dropped = {*self.recipe.dropped, *(("other_services",) if self.recipe.hybrid else ())}
        rows = tuple((row, self._subject(row, label)) for row, label in block.rows if row not in dropped)
        return replace(block, rows=rows)

    def _subject(self, row: str, label: str) -> str:
        return self.recipe.normative_label if row == "normative_documents" and self.recipe.normative_label else label

    def _block(self, block: Block, row: int) -> list[Box]:
        count = len(block.columns) + 1
        spans = [3] * (count - 1) if count == 4 else [_GRID // count] * (count - 1)
        first = _GRID - sum(spans)
        boxes = [self.label(row, 0, block.caption, "caption", cols=_GRID)]
        boxes.append(self.label(row + 1, 0, "信息内容", "header", cols=first))
        starts = [first + sum(spans[:i]) for i in range(len(spans))]
        for start, span, (_, text) in zip(starts, spans, block.columns, strict=True):
            boxes.append(self.label(row + 1, start, text, "header", cols=span))
        row += 2
        for subject, text in block.rows:
            boxes.append(self.label(row, 0, text, "label", cols=first))
            for start, span, (col, _) in zip(starts, spans, block.columns, strict=True):
                boxes.append(self.number(row, start, Key("disclosure", subject, col), cols=span))
            row += 1
        if block.name == "documents" and self.recipe.extra_disclosure:
            boxes.append(Box(row, 0, _EXTRA_DISCLOSURE, "label", cols=first))
            for start, span in zip(starts, spans, strict=True):
                boxes.append(Box(row, start, str(self.rng.randint(1, 90)), "extra", cols=span))
        return boxes

    def requests(self) -> Sheet:
        """Table 三: three label columns, seven of numbers, three header rows."""
        boxes = self._applicant_header()
        row = 3
        for name, text in (RECEIVED, CARRIED_IN):
            boxes += [self.label(row, 0, text, "label", cols=3), *self._request_row(row, name)]
            row += 1
        start = row
        one_row = Key("requests", "other", "total") in self.values
        for group in outcome_groups(one_row):
            made = self._group(self._kept(group), row)
            boxes += made
            row += len({box.row for box in made})
        boxes.append(Box(start, 0, self._plain(STUB), "stub", row - start, 1, self.recipe.stub))
        boxes += [self.label(row, 0, CARRIED_OUT[1], "label", cols=3), *self._request_row(row, CARRIED_OUT[0])]
        return Sheet((0.62, 1.0, 2.6, *[0.78] * 7), row + 1, tuple(boxes), header_rows=3)

    def _kept(self, group: Group) -> Group:
        return replace(group, rows=tuple(row for row in group.rows if row[0] not in self.recipe.dropped))

    def _applicant_header(self) -> list[Box]:
        boxes = [
            Box(0, 0, self._plain(CORNER), "corner", 3, 3),
            self.label(0, 3, "申请人情况", "header", cols=7),
            self.label(1, 3, "自然人", "header", rows=2),
            self.label(1, 4, "法人或其他组织", "header", cols=5),
            self.label(1, 9, "总计", "header", rows=2),
        ]
        boxes += [self.label(2, 4 + i, text, "header") for i, (_, text) in enumerate(APPLICANTS[1:-1])]
        return boxes

    def _request_row(self, row: int, outcome: str) -> list[Box]:
        return [self.number(row, 3 + i, Key("requests", outcome, name)) for i, (name, _) in enumerate(APPLICANTS)]

    def _group(self, group: Group, row: int) -> list[Box]:
        if len(group.rows) == 1 and group.rows[0][1] == "":
            return [self.label(row, 1, group.label, "label", cols=2), *self._request_row(row, group.rows[0][0])]
        extra = self.recipe.extra_outcome and group.rows[0][0].startswith("unavailable")
        boxes = [self.label(row, 1, group.label, "label", rows=len(group.rows) + extra)]
        for outcome, text in group.rows:
            boxes += [self.label(row, 2, text, "label"), *self._request_row(row, outcome)]
            row += 1
        if extra:
            boxes.append(self.label(row, 2, _EXTRA_OUTCOME, "label"))
            boxes += [Box(row, 3 + i, "0", "extra") for i in range(7)]
        return boxes

    def review(self) -> Sheet:
        """Table 四: three header rows and one of numbers."""
        boxes = [
            self.label(0, 0, "行政复议", "header", cols=5),
            self.label(0, 5, "行政诉讼", "header", cols=10),
            self.label(1, 5, "未经复议直接起诉", "header", cols=5),
            self.label(1, 10, "复议后起诉", "header", cols=5),
        ]
        for t, track in enumerate(TRACKS):
            for r, (result, text) in enumerate(RESULTS):
                col = 5 * t + r
                boxes.append(self.label(1 if t == 0 else 2, col, text, "header", rows=2 if t == 0 else 1))
                boxes.append(self.number(3, col, Key("review_litigation", track, result)))
        return Sheet((1.0,) * 15, 4, tuple(boxes), header_rows=3)


def blank_values(values: Values, recipe: Recipe, rng: Random) -> Values:
    """Empty the boxes that this author left blank."""
    blank = dict(values)
    zeros = [key for key, value in values.items() if value == "0"]
    match recipe.blank:
        case "":
            return values
        case "single":
            chosen = rng.sample(zeros, min(4, len(zeros)))
        case "rows":
            rows = list(dict.fromkeys(key.row for key in values if key.table == "requests"))
            picked = set(rng.sample(rows[3:-2], 6))
            chosen = [key for key in zeros if key.row in picked]
        case "applicants":
            chosen = [key for key in values if key.table == "requests" and key.col != "total"]
        case "blocks":
            chosen = [
                key for key in values if key.row in ("licensing", "other_services", "penalties", "coercion", "fees")
            ]
        case "tracks":
            chosen = [key for key in values if key.table == "review_litigation" and key.row != "reconsideration"]
        case "all":
            chosen = list(values)
        case other:
            raise ValueError(other)
    blank.update(dict.fromkeys(chosen, ""))
    return blank
