"""Numbers of scanned pages read again, where one reading is not enough to publish them as certain.

A number is certain when two readings of truly different pictures agree, or when it is a 0 in a sum that holds. The
second reading sees the scan as it is, before it was straightened and cleaned, cut out more widely: what straightening,
cleaning, the erasing of rules and the cut may have done to a digit, it doesn't share. It shares the network, so that a
digit that is badly printed may fool both; docs/confidence.md has how often numbers of a given confidence were wrong.

Identities choose between readings that an engine gave; they never supply one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod

import numpy as np
import numpy.typing as npt

from reportextract.checks import evaluate
from reportextract.forms import PlacedCell
from reportextract.model import Cell, CellKey, Check, Finding, Identity
from reportextract.ocr.engine import CellReading, Engine
from reportextract.reading import FormReading, value_of
from reportextract.scan_reading import NUMBER_LIKE, ScannedPage, SeenNumber
from reportextract.second_opinion import Opinion

Pixels = npt.NDArray[np.uint8]
EngineFor = Callable[[int], AbstractContextManager[Engine]]

# A 0 in a sum that holds needs no second reading if it is as sure as this: a sum of numbers that are none of them
# negative holds with a wrong 0 only if another number is wrong by as much.
SURE_ZERO = 0.9
# Two readings that agree are believed when the surer one is at least as sure as the first, the other as the second.
SURE, LESS_SURE = 0.9, 0.5
# Several readings are believed together when the best text has this much of their probability, and so many of them
# (as a share) give it first.
BELIEVED, MOSTLY = 0.75, 0.75
# A text is offered to the identities when it has this much of the probability of all readings.
WORTH_ASKING = 0.02
# The same where two readings agreed: two of the others must say it.
WORTH_DOUBTING = 0.25
# A wrong digit fits a sum by chance once in ten times.
BY_CHANCE = 0.1
# So many combinations of readings are tried on the identities that share cells.
MOST_COMBINATIONS = 5000


@dataclass(slots=True)
class _Evidence:
    """What is known of one cell.

    Attributes:
        seen: What stands in the cell; several where it has several lines.
        readings: What was read there, the first time and again: text → probability each time.
    """

    cell: Cell
    placed: PlacedCell
    seen: tuple[SeenNumber, ...]
    readings: list[dict[str, float]] = field(default_factory=list)

    def ranked(self) -> list[tuple[str, float]]:
        """Each text with its share of the probability of all readings, the likeliest first."""
        total: dict[str, float] = defaultdict(float)
        for reading in self.readings:
            for text, probability in reading.items():
                total[text] += probability / len(self.readings)
        return sorted(total.items(), key=lambda entry: (-entry[1], entry[0]))

    def support(self, text: str) -> float:
        """The share of the readings of which this text is the likeliest."""
        best = [max(reading.items(), key=lambda r: r[1], default=("", 0.0))[0] for reading in self.readings]
        return sum(self.is_same(text, other) for other in best) / len(best)

    def is_same(self, one: str, other: str) -> bool:
        """Whether two texts say the same number in this cell."""
        if one == other:
            return True
        first, second = value_of(self.placed, one), value_of(self.placed, other)
        return first.number is not None and (first.number, first.state) == (second.number, second.state)

    def is_number(self, text: str) -> bool:
        return value_of(self.placed, text).number is not None

    def probability(self, text: str, reading: Mapping[str, float]) -> float:
        """What a reading gives to a number, however it is written."""
        return min(1.0, sum(p for other, p in reading.items() if self.is_same(text, other)))

    @property
    def limit(self) -> float:
        """How sure the alignment is of the cell's place: no reading makes a cell surer."""
        first = max(self.readings[0].values(), default=0.0) if self.readings else 1.0
        return self.cell.confidence if self.cell.confidence < first - 1e-3 else 1.0


def read_again(
    first: FormReading,
    checks: Sequence[Check],
    identities: Sequence[Identity],
    scans: Mapping[int, ScannedPage],
    engine_for: EngineFor,
) -> tuple[FormReading, Opinion]:
    """Reads numbers of scanned pages again that nothing confirms.

    Args:
        first: The first reading of the form.
        checks, identities: Its arithmetic.
        scans: Page → what its numbers were read from.
        engine_for: The engine for a page.

    Returns:
        The reading with the cells that other readings (and the identities among them) decided, and the opinion:
        ``confirmed`` are cells that two readings agree on, ``unproven`` those of scanned pages that nothing confirms.
    """
    evidence = _gather(first, scans)
    if not evidence:
        return first, Opinion()
    around = _around(identities)
    verdicts = {(c.check, c.table, c.subject): c.verdict for c in checks}
    asked = {
        key
        for key, known in evidence.items()
        if known.seen and not _is_safe_zero(known, known.cell, [verdicts[_name(i)] for i in around[key]])
    }
    confirmed = {key for key, known in evidence.items() if not known.seen and known.cell.state == "blank"}
    confirmed |= _confirm(evidence, asked, engine_for)
    unsettled = asked - confirmed
    failing = {key for i in identities if verdicts[_name(i)] == "fails" for key in (*i.left, *i.right)}
    # Agreement isn't enough where the sums say that something is wrong.
    _ask_more(evidence, unsettled | (asked & failing), engine_for)
    cells = dict(first.cells)
    findings: dict[CellKey, Finding] = {}
    for key in list(unsettled):
        settled = _settled(evidence[key])
        if settled is not None:
            unsettled.discard(key)
            confirmed.add(key)
            cells[key] = settled
    chosen = _choose(evidence, cells, unsettled, (failing | unsettled) & evidence.keys(), identities, around)
    for key, (text, confidence) in chosen.items():
        unsettled.discard(key)
        confirmed.add(key)
        cells[key] = _with_reading(evidence[key], text, confidence)
    for key in unsettled:
        cells[key] = _in_doubt(evidence[key])
        findings[key] = _doubt_finding(evidence[key])
    for key in confirmed:
        if key not in chosen and evidence[key].cell.state != "blank":
            cells[key] = _surer(cells[key], evidence[key])
        if (cells[key].value, cells[key].state) != (first.cells[key].value, first.cells[key].state):
            by = "the sums that hold" if key in chosen else "further readings"
            findings[key] = _reread_finding(first.cells[key], cells[key], evidence[key], by)
    kept = [f for f in first.findings if f.code != "CELL_UNREADABLE" or f.key not in findings]
    unproven = {
        key
        for key in evidence.keys() - confirmed
        if not _is_safe_zero(evidence[key], cells[key], _verdicts_now(around[key], cells))
    }
    reading = replace(first, cells=cells, findings=(*kept, *(findings[k] for k in cells if k in findings)))
    return reading, Opinion(confirmed=frozenset(confirmed), unproven=frozenset(unproven))


# --- what is known -----------------------------------------------------------------------------


def _gather(first: FormReading, scans: Mapping[int, ScannedPage]) -> dict[CellKey, _Evidence]:
    """The cells of scanned pages, each with what stands in it."""
    by_page: dict[int, list[Cell]] = defaultdict(list)
    for cell in first.cells.values():
        # Of a box that is several cells of the form, no reading says whose number it holds.
        if cell.origin == "ocr" and cell.page in scans and not first.placed[cell.key].obstacle:
            by_page[cell.page].append(cell)
    evidence = {}
    for page, cells in by_page.items():
        inside: dict[CellKey, list[SeenNumber]] = defaultdict(list)
        boxes = np.array([cell.box for cell in cells])
        middles = (boxes[:, :2] + boxes[:, 2:]) / 2
        for number in scans[page].numbers:
            x, y = (number.place.x0 + number.place.x1) / 2, (number.place.top + number.place.bottom) / 2
            # The hulls of cells of a page that lies askew overlap a little.
            holding = np.flatnonzero((boxes[:, 0] <= x) & (x <= boxes[:, 2]) & (boxes[:, 1] <= y) & (y <= boxes[:, 3]))
            if len(holding):
                nearest = holding[((middles[holding] - (x, y)) ** 2).sum(axis=1).argmin()]
                inside[cells[nearest].key].append(number)
        for cell in cells:
            seen = tuple(sorted(inside[cell.key], key=lambda number: number.place.top))
            known = _Evidence(cell, first.placed[cell.key], seen)
            if seen:
                known.readings.append(_distribution([number.reading for number in seen]))
            evidence[cell.key] = known
    return evidence


def _around(identities: Sequence[Identity]) -> defaultdict[CellKey, list[Identity]]:
    around: defaultdict[CellKey, list[Identity]] = defaultdict(list)
    for identity in identities:
        for key in (*identity.left, *identity.right):
            around[key].append(identity)
    return around


def _name(identity: Identity) -> tuple[str, str, str]:
    return identity.check, identity.table, identity.subject


def _is_safe_zero(known: _Evidence, cell: Cell, verdicts: Sequence[str]) -> bool:
    """Whether a 0 is sure enough without a second reading: it stands in a sum that holds, and in none that fails."""
    if cell.value != 0 or cell.state not in ("printed", "dash") or not known.readings:
        return False
    is_sure = min(cell.confidence, known.probability(cell.printed, known.readings[0])) >= SURE_ZERO
    return is_sure and "holds" in verdicts and "fails" not in verdicts


def _distribution(lines: Sequence[CellReading]) -> dict[str, float]:
    """What the lines of a cell say together: texts with their probabilities.

    A single line may be several numbers; a text beside a number, or several lines, are read as they are.
    """
    if len(lines) > 1:
        best = [max(_distribution([line]).items(), key=lambda r: r[1], default=("", 0.0)) for line in lines]
        return {"\n".join(text for text, _ in best): min(probability for _, probability in best)}
    text, number = lines[0]
    readings = {number.text: number.probability, **dict(number.runners_up)}
    if number.probability < NUMBER_LIKE and text.text not in readings:
        readings[text.text] = min(text.confidence, 1.0 - number.probability)
    return {text: probability for text, probability in readings.items() if text != ""}


# --- reading again -----------------------------------------------------------------------------


def _confirm(evidence: Mapping[CellKey, _Evidence], asked: set[CellKey], engine_for: EngineFor) -> set[CellKey]:
    """Reads each cell from the untreated scan; the cells of which that says the same."""
    _read(evidence, asked, engine_for, _untreated)
    confirmed = set()
    for key in asked:
        known = evidence[key]
        if known.cell.state == "unreadable":
            continue
        printed = known.cell.printed
        probabilities = [known.probability(printed, reading) for reading in known.readings]
        if max(probabilities) >= SURE and min(probabilities) >= LESS_SURE and known.support(printed) == 1:
            confirmed.add(key)
    return confirmed


def _ask_more(evidence: Mapping[CellKey, _Evidence], keys: Iterable[CellKey], engine_for: EngineFor) -> None:
    for view in (_blurred, _enlarged, _stretched, _without_specks):
        _read(evidence, keys, engine_for, view)


def _read(
    evidence: Mapping[CellKey, _Evidence],
    keys: Iterable[CellKey],
    engine_for: EngineFor,
    view: Callable[[SeenNumber], Pixels],
) -> None:
    """Reads cells once more, each from a view of its picture."""
    by_page: dict[int, list[CellKey]] = defaultdict(list)
    for key in sorted(keys):
        by_page[evidence[key].cell.page].append(key)
    for page, members in by_page.items():
        pictures = [view(seen) for key in members for seen in evidence[key].seen]
        with engine_for(page) as engine:
            readings = iter(engine.read_cells(pictures))
        for key in members:
            lines = [next(readings) for _ in evidence[key].seen]
            evidence[key].readings.append(_distribution(lines))


def _cut(pixels: Pixels, seen: SeenNumber, margin: float) -> Pixels:
    """The number with a margin, in parts of its height, of what was kept around it."""
    wanted = round(margin * (pixels.shape[0] - 2 * seen.margin))
    less_y = max(0, seen.margin - wanted)
    less_x = max(0, seen.margin - 2 * wanted)
    height, width = pixels.shape
    return np.ascontiguousarray(pixels[less_y : height - less_y, less_x : width - less_x])


def _untreated(seen: SeenNumber) -> Pixels:
    return _cut(seen.raw, seen, 0.42)


def _blurred(seen: SeenNumber) -> Pixels:
    import cv2

    height = seen.clean.shape[0] - 2 * seen.margin
    return _cut(np.asarray(cv2.GaussianBlur(seen.clean, (0, 0), max(0.6, 0.05 * height)), np.uint8), seen, 0.28)


def _enlarged(seen: SeenNumber) -> Pixels:
    import cv2

    cut = _cut(seen.clean, seen, 0.42)
    return np.asarray(cv2.resize(cut, None, fx=2.0, fy=2.0, interpolation=cv2.INTER_CUBIC), np.uint8)


def _stretched(seen: SeenNumber) -> Pixels:
    """Ink black and paper white, however faint it was."""
    cut = _cut(seen.clean, seen, 0.2).astype(np.float64)
    dark, light = np.percentile(cut, (2, 75))
    return np.asarray(np.clip((cut - dark) / max(light - dark, 1.0) * 255, 0, 255), dtype=np.uint8)


def _without_specks(seen: SeenNumber) -> Pixels:
    """Only marks about as high as the highest; a decimal point is lost, too, which no such reading may do alone."""
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats((seen.clean < 160).astype(np.uint8), connectivity=8)
    if len(stats) < 2:
        return _cut(seen.clean, seen, 0.28)
    small = np.flatnonzero(stats[:, 3] < 0.4 * stats[1:, 3].max())
    speck = cv2.dilate(np.isin(labels, small[small > 0]).astype(np.uint8), np.ones((3, 3), np.uint8))
    return _cut(np.where(speck > 0, np.uint8(255), seen.clean).astype(np.uint8), seen, 0.28)


# --- deciding ----------------------------------------------------------------------------------


def _settled(known: _Evidence) -> Cell | None:
    """The cell with the number that most readings give; None where they don't agree well enough."""
    ranked = known.ranked()
    if not ranked or len(known.readings) < 3:
        return None
    text, share = ranked[0]
    if share < BELIEVED or known.support(text) < MOSTLY or not known.is_number(text):
        return None
    return _with_reading(known, text, share)


def _choose(
    evidence: Mapping[CellKey, _Evidence],
    cells: Mapping[CellKey, Cell],
    unsettled: set[CellKey],
    open_keys: set[CellKey],
    identities: Sequence[Identity],
    around: Mapping[CellKey, list[Identity]],
) -> dict[CellKey, tuple[str, float]]:
    """For cells in doubt, the readings with which all sums around them hold, where there is one way only.

    Args:
        unsettled: Cells whose reading is in doubt.
        open_keys: These, and the cells of failing sums, of which another reading than the likeliest may be the one.
    """
    options: dict[CellKey, list[tuple[str, float]]] = {}
    for key in open_keys:
        offered = [
            (text, share)
            for text, share in evidence[key].ranked()
            if share >= (WORTH_ASKING if key in unsettled else WORTH_DOUBTING) and evidence[key].is_number(text)
        ]
        if (len(offered) > 1 or (key in unsettled and offered)) and around[key]:
            options[key] = offered
    chosen: dict[CellKey, tuple[str, float]] = {}
    for group in _groups(options, around):
        concerned = list({_name(i): i for key in group for i in around[key]}.values())
        if not any(key in unsettled for key in group) and all(_holds(i, cells) for i in concerned):
            continue
        if prod(len(options[key]) for key in group) > MOST_COMBINATIONS:
            continue
        fitting = []
        for combination in product(*(options[key] for key in group)):
            tried = dict(cells)
            for key, (text, _) in zip(group, combination, strict=True):
                tried[key] = _with_reading(evidence[key], text, 1.0)
            if all(_holds(identity, tried) for identity in concerned):
                fitting.append(combination)
        if len(fitting) == 1:
            for key, (text, share) in zip(group, fitting[0], strict=True):
                by_chance = (1 - share) * BY_CHANCE ** len(around[key])
                chosen[key] = (text, share / (share + by_chance))
    return {
        key: choice
        for key, choice in chosen.items()
        if key in unsettled or not evidence[key].is_same(choice[0], cells[key].printed)
    }


def _groups(options: Mapping[CellKey, object], around: Mapping[CellKey, list[Identity]]) -> list[tuple[CellKey, ...]]:
    """The cells with options, those together that share sums directly or through others."""
    group_of = {key: number for number, key in enumerate(options)}
    by_identity: dict[tuple[str, str, str], list[CellKey]] = defaultdict(list)
    for key in options:
        for identity in around[key]:
            by_identity[_name(identity)].append(key)
    for members in by_identity.values():
        joined = min(group_of[key] for key in members)
        merged = {group_of[key] for key in members}
        for key, number in group_of.items():
            if number in merged:
                group_of[key] = joined
    groups: dict[int, list[CellKey]] = defaultdict(list)
    for key, number in group_of.items():
        groups[number].append(key)
    return [tuple(sorted(members)) for members in groups.values()]


def _holds(identity: Identity, cells: Mapping[CellKey, Cell]) -> bool:
    return _verdict(identity, cells) == "holds"


def _verdict(identity: Identity, cells: Mapping[CellKey, Cell]) -> str:
    return evaluate([identity], cells)[0].verdict


def _verdicts_now(identities: Sequence[Identity], cells: Mapping[CellKey, Cell]) -> list[str]:
    return [_verdict(identity, cells) for identity in identities]


# --- results -----------------------------------------------------------------------------------


def _with_reading(known: _Evidence, text: str, confidence: float) -> Cell:
    cell = known.cell
    confidence = min(confidence, known.limit)
    if cell.state != "unreadable" and known.is_same(text, cell.printed):
        return cell._replace(confidence=confidence)
    value = value_of(known.placed, text)
    return cell._replace(
        value=value.number,
        state=value.state,
        printed=text,
        unit=value.unit or known.placed.unit,
        origin="reread",
        confidence=confidence,
    )


def _surer(cell: Cell, known: _Evidence) -> Cell:
    """The cell with the confidence that its readings have together."""
    if len(known.readings) < 2:
        return cell
    best = max(known.probability(cell.printed, reading) for reading in known.readings)
    return cell._replace(confidence=max(cell.confidence, min(best, known.limit)))


def _in_doubt(known: _Evidence) -> Cell:
    """The cell without a number."""
    ranked = known.ranked()
    share = ranked[0][1] if ranked else 0.0
    return known.cell._replace(value=None, state="unreadable", confidence=min(known.cell.confidence, share))


def _said(known: _Evidence) -> str:
    return ", ".join(f"“{text}” ({share:.2f})" for text, share in known.ranked()[:4]) or "nothing"


def _doubt_finding(known: _Evidence) -> Finding:
    cell = known.cell
    return Finding(
        code="CELL_IN_DOUBT",
        severity="error",
        message=(
            f"Page {cell.page}, {'.'.join(cell.key)}: “{cell.printed}” was read first; all readings together say "
            f"{_said(known)}, and no sum decides. Look at it."
        ),
        page=cell.page,
        box=cell.box,
        key=cell.key,
        facts={"printed": cell.printed, "readings": _said(known)},
    )


def _reread_finding(before: Cell, after: Cell, known: _Evidence, by: str) -> Finding:
    return Finding(
        code="CELL_REREAD",
        severity="warning",
        message=(
            f"Page {after.page}, {'.'.join(after.key)}: the first reading gave “{before.printed}”; "
            f"“{after.printed}” was decided by {by} ({_said(known)})."
        ),
        page=after.page,
        box=after.box,
        key=after.key,
        facts={"before": before.printed, "after": after.printed, "readings": _said(known), "decided_by": by},
    )
