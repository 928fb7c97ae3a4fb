"""Which numbers are read again, from which pictures, and what comes of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from reportextract.checks import evaluate, implied_values
from reportextract.forms.review import TABLE as REVIEW
from reportextract.model import Cell, CellKey, Check, Finding, Identity
from reportextract.ocr.engine import Engine
from reportextract.reading import FormReading
from reportextract.rereading.doubts import SURE, Wear, is_plain, is_said_or_looks_so, looks_so, why_alone_in_doubt
from reportextract.rereading.evidence import Evidence, gather, is_cut, lonely_marks
from reportextract.rereading.likeness import Typeface
from reportextract.rereading.results import (
    doubt_finding,
    in_doubt,
    reread_finding,
    settled,
    surer,
    with_reading,
)
from reportextract.rereading.sums import (
    choose_by_sums,
    doubted_by_sums,
    identities_around,
    is_safe_zero,
    name_of,
    verdicts_now,
)
from reportextract.rereading.views import Pixels, blurred, enlarged, stretched, untreated, without_specks
from reportextract.scan_reading import ScannedPage, SeenNumber
from reportextract.second_opinion import Opinion

EngineFor = Callable[[int], AbstractContextManager[Engine]]

# Two readings that agree are believed when the surer one is sure, the other at least as sure as this.
LESS_SURE = 0.5
# A number that alone makes its sums fail needs so much of the probability of all its readings: on 95 scans of the
# samples, the wrong ones had up to 0.966.
AGAINST_SUMS = 0.98
# How sure a number is that looks like the report's other figures of its name, and that the readings find the likeliest.
BY_LIKENESS = 0.97
# A page on which so many of the numbers can't be read is worn, or frayed if it is black and white; of fewer than the
# last nothing is told.
WORN, FRAYED, FEWEST = 0.2, 0.04, 10
# A row of so many numbers, one in every column, is set as the form is.
FULL = 7
# Numbers that can't be read have, with all that they may be, so much of the probability of their readings.
OF_NUMBERS = 0.4


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
    evidence = gather(first, scans)
    if not evidence:
        return first, Opinion()
    around = identities_around(identities)
    verdicts = {(c.check, c.table, c.subject): c.verdict for c in checks}
    asked = {
        key
        for key, known in evidence.items()
        if known.seen and not is_safe_zero(known, known.cell, [verdicts[name_of(i)] for i in around[key]])
    }
    typeface = Typeface.of(evidence.values())
    # What looks like the report's other figures of that name, and makes its sums hold, is that.
    alike = {
        key
        for key in asked
        if is_plain(evidence[key])
        and {verdicts[name_of(i)] for i in around[key]} == {"holds"}
        and typeface.confirms(evidence[key], evidence[key].cell.printed)
    }
    confirmed = alike | _confirm(evidence, asked - alike, engine_for)
    unsettled = asked - confirmed
    lonely = lonely_marks(evidence.values())
    failing = {key for i in identities if verdicts[name_of(i)] == "fails" for key in (*i.left, *i.right)}
    # Agreement isn't enough where the sums say that something is wrong.
    _ask_more(evidence, unsettled | (asked & failing), engine_for)
    typeface = Typeface.of(evidence.values())
    cells = dict(first.cells)
    findings: dict[CellKey, Finding] = {}
    for key in list(unsettled):
        cell = settled(evidence[key])
        if cell is not None:
            unsettled.discard(key)
            confirmed.add(key)
            cells[key] = cell
    # Two that agree say too little where a sum fails and further readings see something else.
    unsettled |= lonely | {
        key for key in confirmed & failing if not is_said_or_looks_so(evidence[key], cells[key].printed, typeface)
    }
    confirmed -= unsettled
    chosen = choose_by_sums(evidence, cells, unsettled, (failing | unsettled) & evidence.keys(), identities, around)
    for key, (text, confidence) in chosen.items():
        is_lonely = key in lonely and evidence[key].is_same(text, first.cells[key].printed)
        if is_lonely or evidence[key].becomes_mark(text):
            # To a sum, a mark for nothing and an empty box are the same; no number can be where it asks for one.
            confirmed.discard(key)
            unsettled.add(key)
            continue
        unsettled.discard(key)
        confirmed.add(key)
        cells[key] = with_reading(evidence[key], text, confidence)
    # What the sums leave open, the report's other figures may tell; but no number against them.
    told = {key for key in unsettled - lonely if looks_so(evidence[key], evidence[key].likeliest, typeface)}
    for key in sorted(told):
        cell = with_reading(evidence[key], evidence[key].likeliest, BY_LIKENESS)
        if cell.value and "fails" in verdicts_now(around[key], {**cells, key: cell}):
            continue
        unsettled.discard(key)
        confirmed.add(key)
        cells[key] = cell
    decided_by = dict.fromkeys(chosen, "the sums that hold") | dict.fromkeys(told, "the report's other figures")
    # What is printed there was seen as part of something else: a number that was cut.
    unsettled |= {key for key, known in evidence.items() if is_cut(known)}
    wear = _wear_of_pages(evidence, asked, unsettled, scans)
    why: dict[CellKey, str] = {}
    # No sum vouches for a number with another that is itself in doubt.
    trusted = {**cells, **{key: in_doubt(evidence[key]) for key in unsettled}}
    whole = _of_whole_rows(first.expected, trusted)
    for key, known in evidence.items():
        if "holds" in verdicts_now(around[key], trusted):
            continue
        if not known.placed.one_box and around[key] and key not in whole:
            why[key] = "where no rules close a box, it may be a neighbour's"
        elif reason := why_alone_in_doubt(known, cells[key], typeface, wear.get(known.cell.page, "")):
            why[key] = reason
    unsettled |= why.keys()
    doubted = doubted_by_sums(evidence, cells, unsettled, identities, around)
    why |= dict.fromkeys(doubted, "a sum fails with it, and would hold with another of its readings")
    unsettled |= doubted
    # Where scanning ate the strokes of so many numbers, it may have eaten all of one.
    worn = {key for key, known in evidence.items() if wear.get(known.cell.page) == "worn"}
    unsettled |= {key for key in worn if cells[key].state == "blank"}
    # A number that alone is why its sums fail was misprinted, or misread.
    at_fault = implied_values(identities, evaluate(identities, cells), cells)
    unsettled |= {
        key for key in at_fault.keys() & evidence.keys() if evidence[key].share(cells[key].printed) < AGAINST_SUMS
    }
    # What may have lost a stroke to dirt beside it, or won one, can't be why a sum fails in print.
    unsettled |= {
        key
        for key, known in evidence.items()
        if (known.is_beside_dirt or typeface.is_higher(known)) and "fails" in verdicts_now(around[key], cells)
    }
    confirmed -= unsettled
    for key in unsettled:
        cells[key] = in_doubt(evidence[key])
        findings[key] = doubt_finding(evidence[key], why.get(key, ""))
    for key in confirmed:
        if key not in chosen:
            cells[key] = surer(cells[key], evidence[key])
            if cells[key].confidence < BY_LIKENESS and looks_so(evidence[key], cells[key].printed, typeface):
                cells[key] = cells[key]._replace(confidence=min(BY_LIKENESS, evidence[key].limit))
        if (cells[key].value, cells[key].state) != (first.cells[key].value, first.cells[key].state):
            by = decided_by.get(key, "further readings")
            findings[key] = reread_finding(first.cells[key], cells[key], evidence[key], by)
    kept = [f for f in first.findings if f.code != "CELL_UNREADABLE" or f.key not in findings]
    confirmed |= _plain_boxes(evidence, scans) - unsettled
    unproven = {
        key
        for key in evidence.keys() - confirmed
        if not is_safe_zero(evidence[key], cells[key], verdicts_now(around[key], cells))
    }
    reading = replace(first, cells=cells, findings=(*kept, *(findings[k] for k in cells if k in findings)))
    return reading, Opinion(confirmed=frozenset(confirmed), unproven=frozenset(unproven))


def _plain_boxes(evidence: Mapping[CellKey, Evidence], scans: Mapping[int, ScannedPage]) -> set[CellKey]:
    """The empty boxes that the scan itself shows to be so: in others faint print may have been missed."""
    plain = set()
    for key, known in evidence.items():
        scan, (x0, top, x1, bottom) = scans[known.cell.page], known.cell.box
        if known.cell.state == "blank" and not known.seen and scan.is_grey:
            middles = (((box.x0 + box.x1) / 2, (box.top + box.bottom) / 2) for box in scan.plain)
            if any(x0 < x < x1 and top < y < bottom for x, y in middles):
                plain.add(key)
    return plain


def _of_whole_rows(expected: Iterable[CellKey], cells: Mapping[CellKey, Cell]) -> set[CellKey]:
    """The cells of rows in which every column has a number or a mark for none: no number can be a neighbour's."""
    rows: dict[tuple[str, str], list[CellKey]] = defaultdict(list)
    for key in expected:
        # The three tracks of table 四 are one printed row.
        rows[key.table, "" if key.table == REVIEW else key.row].append(key)
    return {
        key
        for row in rows.values()
        if len(row) >= FULL and all(_says_something(cells.get(k)) for k in row)
        for key in row
    }


def _says_something(cell: Cell | None) -> bool:
    return cell is not None and cell.state in ("printed", "dash")


def _wear_of_pages(
    evidence: Mapping[CellKey, Evidence],
    asked: set[CellKey],
    unsettled: set[CellKey],
    scans: Mapping[int, ScannedPage],
) -> dict[int, Wear]:
    """How worn pages are, by how many of their numbers can't be read: the others may have lost strokes too."""
    numbers = {key for key in asked if _may_be_number(evidence[key])}
    read = Counter(evidence[key].cell.page for key in numbers)
    lost = Counter(evidence[key].cell.page for key in numbers & unsettled)
    wear: dict[int, Wear] = {}
    for page, count in read.items():
        if count >= FEWEST and lost[page] >= WORN * count:
            wear[page] = "worn"
        elif count >= FEWEST and lost[page] >= FRAYED * count and not scans[page].is_grey:
            wear[page] = "frayed"
    return wear


def _may_be_number(known: Evidence) -> bool:
    """Whether the readings find some number in a cell: in pieces of a seal they find letters and characters."""
    return sum(share for text, share in known.ranked() if known.is_number(text)) >= OF_NUMBERS


def _confirm(evidence: Mapping[CellKey, Evidence], asked: set[CellKey], engine_for: EngineFor) -> set[CellKey]:
    """Reads each cell from the untreated scan; the cells of which that says the same."""
    _read(evidence, asked, engine_for, untreated)
    confirmed = set()
    for key in asked:
        known = evidence[key]
        if known.cell.state == "unreadable" or known.is_in_pieces:
            continue
        printed = known.cell.printed
        probabilities = [known.probability(printed, reading) for reading in known.readings]
        if max(probabilities) >= SURE and min(probabilities) >= LESS_SURE and known.support(printed) == 1:
            confirmed.add(key)
    return confirmed


def _ask_more(evidence: Mapping[CellKey, Evidence], keys: Iterable[CellKey], engine_for: EngineFor) -> None:
    """Reads cells in up to four more ways: until three readings are sure of the same, or all are made."""
    left = list(keys)
    for view in (blurred, enlarged, stretched, without_specks):
        _read(evidence, left, engine_for, view)
        left = [key for key in left if not _is_sure(evidence[key])]


def _is_sure(known: Evidence) -> bool:
    """Whether all readings are sure of one number."""
    text = known.ranked()[0][0] if known.ranked() else ""
    return known.is_number(text) and min(known.probability(text, reading) for reading in known.readings) >= SURE


def _read(
    evidence: Mapping[CellKey, Evidence],
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
            evidence[key].add([next(readings) for _ in evidence[key].seen])
