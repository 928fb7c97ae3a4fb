"""What several readings of a number, and the sums around it, decide. The readings are scripted; the rest is real."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import cast

import numpy as np
import pytest

from reportextract.checks import evaluate, with_causes
from reportextract.checks.quality import ALONE_CONFIDENCE
from reportextract.forms import PlacedCell
from reportextract.model import Box, Cell, CellKey, Glyphs, Identity, PageReading, Rules
from reportextract.ocr.engine import CellReading, Engine, NumberReading, OcrText, Picture
from reportextract.reading import FormReading, value_of
from reportextract.rereading import read_again
from reportextract.rereading.evidence import Evidence, gather
from reportextract.scan_reading import BESIDE_DIRT, ScannedPage, SeenNumber
from reportextract.second_opinion import Opinion

ReadingOf = dict[str, float]


def cell_reading(readings: ReadingOf) -> CellReading:
    ranked = sorted(readings.items(), key=lambda r: -r[1]) or [("", 0.0)]
    (text, probability), *others = ranked
    return CellReading(OcrText(text, probability), NumberReading(text, probability, tuple(others), 0.0))


class ScriptedEngine:
    """The part of an engine that second readings use.

    It reads the cell whose number is one less than the bars on the picture, as the script says for each time.
    """

    name, version = "scripted", "1"

    def __init__(self, script: Sequence[Sequence[ReadingOf]]) -> None:
        self._script = [list(readings) for readings in script]
        self.asked: list[int] = []

    def read_cells(self, crops: list[Picture]) -> list[CellReading]:
        found = []
        for crop in crops:
            dark = crop[crop.shape[0] // 2] < 128
            index = int(np.count_nonzero(np.diff(dark.astype(np.int8)) > 0)) - 1
            self.asked.append(index)
            readings = self._script[index]
            found.append(cell_reading(readings.pop(0) if len(readings) > 1 else readings[0]))
        return found


KEYS = [CellKey("requests", "received", column) for column in ("natural_person", "enterprise", "total")]
SUM = [Identity("row_sum", "requests", "received", (KEYS[2],), (KEYS[0], KEYS[1]))]


PAGE = PageReading(1, 600, 800, 0, Glyphs("", np.empty((0, 4))), Rules(np.empty((0, 3)), np.empty((0, 3))), "x")


def read_first(key: CellKey, box: Box, readings: ReadingOf) -> tuple[PlacedCell, Cell]:
    text = max(readings, key=lambda t: readings[t])
    is_one_box = "\n" not in text  # as of every scanned page
    place = PlacedCell(key, text, 1, box, "", is_one_box, "count", None, 1.0, "", readings[text])
    value = value_of(place, text)
    return place, Cell(key, value.number, value.state, text, None, 1, box, "ocr", readings[text])


def seen_number(place: Box, ink: Box, readings: ReadingOf, bars: int = 1) -> SeenNumber:
    picture = np.full((40, 160), 255, np.uint8)
    for bar in range(bars):
        picture[10:30, 12 + 12 * bar : 18 + 12 * bar] = 0
    return SeenNumber(place, ink, picture, picture, 10, 0, cell_reading(readings))


def reread(
    firsts: Sequence[ReadingOf],
    later: Sequence[Sequence[ReadingOf]],
    identities: Sequence[Identity] = SUM,
    unseen: Collection[int] = (),
    ruled: bool = True,
    beside_dirt: Collection[int] = (),
    keys: Sequence[CellKey] = KEYS,
    plain: Collection[int] = (),
    is_grey: bool = True,
) -> tuple[FormReading, Opinion, list[int]]:
    """Cells side by side, three if not told otherwise, that were read as ``firsts``, read again as ``later`` says.

    Args:
        ruled: Whether rules close their boxes.
        unseen: The cells in which no line was seen, although something is printed there.
        beside_dirt: The cells in which strokes beside the number were taken for dirt.
        plain: The cells in which the scan itself shows nothing.
    """
    cells, placed, seen = {}, {}, []
    for index, (key, readings) in enumerate(zip(keys, firsts, strict=True)):
        box = Box(100.0 * index, 0.0, 100.0 * index + 90, 20.0)
        place, cells[key] = read_first(key, box, readings)
        placed[key] = place._replace(one_box=place.one_box and ruled)
        ink = Box(box.x0 + 40, 5, box.x0 + 50, 15)
        if cells[key].printed != "" and index not in unseen:
            number = seen_number(ink, ink, readings, index + 1)
            seen.append(number._replace(beside_dirt=index in beside_dirt))
    form = FormReading({}, cells, tuple(keys), "2021", (), placed)
    engine = ScriptedEngine(later)

    @contextmanager
    def engine_for(number: int) -> Iterator[Engine]:
        assert number == 1
        yield cast(Engine, engine)

    boxes = tuple(Box(100.0 * index + 2, 2.0, 100.0 * index + 88, 18.0) for index in plain)
    page = ScannedPage(PAGE, tuple(seen), 1.0, is_grey=is_grey, plain=boxes)
    after, opinion = read_again(form, evaluate(identities, cells), identities, {1: page}, engine_for)
    return after, opinion, engine.asked


def values(form: FormReading) -> list[Decimal | None]:
    return [form.cells[key].value for key in KEYS]


SURE = [[{"3": 0.99}], [{"0": 0.99}], [{"3": 0.99}]]


def test_two_readings_that_agree_confirm_and_a_zero_in_a_sum_is_not_asked_again() -> None:
    form, opinion, asked = reread([{"3": 0.97}, {"0": 0.99}, {"3": 0.97}], SURE)
    assert values(form) == [3, 0, 3]
    assert sorted(asked) == [0, 2]
    assert opinion.confirmed == {KEYS[0], KEYS[2]}
    assert opinion.unproven == frozenset()
    assert form.cells[KEYS[0]].confidence == pytest.approx(0.99)
    assert {cell.origin for cell in form.cells.values()} == {"ocr"}


@pytest.mark.parametrize(("total", "expected"), [("8", [3, 5, 8]), ("9", [None, None, None])])
def test_numbers_that_no_rules_close_in_need_a_sum_that_holds(total: str, expected: list[int | None]) -> None:
    """However sure they were read: they may stand in a neighbour's place."""
    later = [[{"3": 0.99}], [{"5": 0.99}], [{total: 0.99}]]
    form, opinion, _ = reread([{"3": 0.97}, {"5": 0.97}, {total: 0.97}], later, ruled=False)
    assert values(form) == expected
    assert opinion.confirmed == (set(KEYS) if total == "8" else set())
    assert values(reread([{"3": 0.97}, {"5": 0.97}, {total: 0.97}], later)[0]) == [3, 5, int(total)]


@pytest.mark.parametrize(("fifth", "are_read"), [("1", True), ("", False)])
def test_where_every_column_has_a_number_none_of_them_is_a_neighbours(fifth: str, are_read: bool) -> None:
    """A sum fails as it is printed, in a row that no rules close in."""
    keys = [CellKey("requests", "received", name) for name in ("a", "b", "c", "d", "e", "f", "total")]
    first: list[ReadingOf] = [{text: 0.99} for text in ("4", "2", "6", "7", fifth, "9", "35")]
    sums = [Identity("row_sum", "requests", "received", (keys[-1],), tuple(keys[:-1]))]
    form, _, _ = reread(first, [[dict.fromkeys(each, 0.99)] for each in first], sums, ruled=False, keys=keys)
    assert (form.cells[keys[0]].value == 4) == are_read
    assert (form.cells[keys[-1]].value == 35) == are_read


def test_a_cell_of_which_only_one_of_two_lines_of_figures_was_kept_stays_in_doubt() -> None:
    """“0 7” over “1”, of which the engine is asked only about the 1: what is left of a rule."""
    sure = [[{"1": 0.99}], [{"5": 0.99}], [{"6": 0.99}]]
    readings: list[ReadingOf] = [{"0 7\n1": 0.6}, {"5": 0.97}, {"6": 0.97}]
    form, _, _ = reread(readings, sure, identities=[])
    assert (form.cells[KEYS[0]].state, form.cells[KEYS[0]].value) == ("unreadable", None)


def test_a_remark_whose_end_stands_on_a_line_below_makes_no_other_number() -> None:
    later = [[{"27（其中修订2": 0.99}], [{"5": 0.99}], [{"6": 0.99}]]
    readings: list[ReadingOf] = [{"27（其中修订2件）": 0.97}, {"5": 0.97}, {"6": 0.97}]
    form, opinion, _ = reread(readings, later, identities=[])
    assert values(form) == [27, 5, 6]
    assert KEYS[0] in opinion.confirmed


def test_a_number_with_its_unit_that_was_not_looked_at_again_stays_in_doubt() -> None:
    form, _, _ = reread([{"76.7万元": 0.75}, {"5": 0.97}, {"6": 0.97}], SURE, identities=[], unseen=[0])
    assert (form.cells[KEYS[0]].state, form.cells[KEYS[0]].printed) == ("unreadable", "76.7万元")


def test_a_zero_without_a_sum_is_asked_again() -> None:
    _, opinion, asked = reread([{"3": 0.97}, {"0": 0.99}, {"3": 0.97}], SURE, identities=[])
    assert sorted(asked) == [0, 1, 2]
    assert opinion.confirmed == set(KEYS)


@pytest.mark.parametrize(
    ("plain", "is_grey", "cause"),
    [((), True, "unknown"), ((0, 2), True, "unknown"), ((1,), True, "published"), ((1,), False, "unknown")],
    ids=["seen in the cleaned picture only", "others are plain", "plain in the scan too", "in black and white"],
)
def test_an_empty_box_confirms_a_misprint_only_where_the_scan_itself_shows_paper(
    plain: Collection[int], is_grey: bool, cause: str
) -> None:
    """3 + nothing against 5: what stands in the middle may have been too faint to be seen."""
    first, later = [{"3": 0.97}, {"": 1.0}, {"5": 0.97}], [[{"3": 0.99}], [{"": 1.0}], [{"5": 0.99}]]
    form, opinion, _ = reread(first, later, plain=plain, is_grey=is_grey)
    (check,) = with_causes(evaluate(SUM, form.cells), SUM, form.cells, opinion.confirmed, opinion.doubted)
    assert (check.verdict, check.cause) == ("fails", cause)
    assert (KEYS[1] in opinion.unproven) == (cause == "unknown")


def test_a_sum_chooses_between_readings_and_says_so() -> None:
    unclear = [{"3": 0.5, "8": 0.4}]
    form, opinion, _ = reread([{"8": 0.6, "3": 0.3}, {"0": 0.99}, {"3": 0.97}], [unclear, *SURE[1:]])
    assert values(form) == [3, 0, 3]
    assert form.cells[KEYS[0]].origin == "reread"
    assert KEYS[0] in opinion.confirmed
    (finding,) = form.findings
    assert (finding.code, finding.facts["before"], finding.facts["after"]) == ("CELL_REREAD", "8", "3")
    assert "sums" in finding.facts["decided_by"]


@pytest.mark.parametrize(("share", "expected"), [(0.4, [3, 0, 3]), (0.1, [None, 0, 3])])
def test_what_cannot_be_read_at_all_leaves_other_sums_to_choose_if_the_reading_is_likely(
    share: float, expected: list[int | None]
) -> None:
    """The column's sum has a cell that nobody can read; the row's sum decides alone."""
    unread = CellKey("requests", "carried_in", "natural_person")
    column = Identity("balance", "requests", "natural_person", (KEYS[0],), (unread,))
    first: ReadingOf = {"8": 0.6, "3": share}
    form, _, _ = reread([first, {"0": 0.99}, {"3": 0.97}], [[first], *SURE[1:]], identities=[*SUM, column])
    assert values(form) == expected


def test_a_sum_never_supplies_a_number_that_no_reading_gave() -> None:
    form, opinion, _ = reread([{"8": 0.6, "6": 0.3}, {"0": 0.99}, {"3": 0.97}], [[{"6": 0.5, "8": 0.4}], *SURE[1:]])
    assert values(form) == [None, 0, 3]
    assert form.cells[KEYS[0]].state == "unreadable"
    assert form.cells[KEYS[0]].printed == "8"
    assert [f.code for f in form.findings] == ["CELL_IN_DOUBT"]
    assert KEYS[0] in opinion.unproven


def test_a_doubt_that_no_sum_decides_is_no_number() -> None:
    form, _, _ = reread([{"8": 0.6}, {"0": 0.99}, {"3": 0.97}], [[{"3": 0.5, "8": 0.4}], *SURE[1:]], identities=[])
    assert values(form) == [None, 0, 3]


def test_most_readings_overrule_the_first() -> None:
    later = [[{"3": 0.98}], *SURE[1:]]
    form, opinion, _ = reread([{"8": 0.5, "3": 0.4}, {"0": 0.99}, {"3": 0.97}], later)
    assert values(form) == [3, 0, 3]
    assert form.cells[KEYS[0]].origin == "reread"
    assert KEYS[0] in opinion.confirmed


def test_a_number_that_is_less_than_sure_needs_a_sum() -> None:
    first, later = [{"9": 0.94}, {"0": 0.99}, {"9": 0.97}], [[{"9": 0.94}], SURE[1], [{"9": 0.99}]]
    form, opinion, _ = reread(first, later, identities=[])
    assert values(form) == [None, 0, 9]
    assert KEYS[0] in opinion.unproven
    assert values(reread(first, later)[0]) == [9, 0, 9]


def test_a_number_that_alone_makes_its_sums_fail_was_misread_unless_all_readings_are_sure() -> None:
    crossing = [*SUM, Identity("balance", "requests", "enterprise", (KEYS[1],), ())]
    first = [{"0": 0.99}, {"9": 0.98}, {"0": 0.99}]
    unsure, sure = [{"9": 0.97, "0": 0.02}], [{"9": 0.99}]
    assert values(reread(first, [SURE[1], unsure, SURE[1]], identities=crossing)[0]) == [0, None, 0]
    # The authority may have printed so.
    assert values(reread(first, [SURE[1], sure, SURE[1]], identities=crossing)[0]) == [0, 9, 0]


def test_no_later_reading_makes_a_stroke_for_nothing() -> None:
    """A piece of a seal is read as all kinds of things, a slash among them; a sum holds with it as with nothing."""
    later = [SURE[0], [{"/": 0.99}], SURE[2]]
    for identities in (SUM, []):
        form, opinion, _ = reread([{"3": 0.97}, {"八": 0.4, "/": 0.3}, {"3": 0.97}], later, identities)
        assert form.cells[KEYS[1]].state == "unreadable"
        assert KEYS[1] not in opinion.confirmed


def test_what_the_agency_printed_wrongly_stays() -> None:
    form, opinion, asked = reread(
        [{"3": 0.99}, {"0": 0.99}, {"5": 0.99}], [[{"3": 0.99}], [{"0": 0.99}], [{"5": 0.99}]]
    )
    assert values(form) == [3, 0, 5]
    assert set(asked) == {0, 1, 2}
    assert opinion.confirmed == set(KEYS)
    assert form.findings == ()


def test_two_sure_readings_that_differ_are_not_believed_alone() -> None:
    form, _, _ = reread(
        [{"3": 0.99}, {"0": 0.99}, {"7": 0.99}], [[{"3": 0.99}], [{"0": 0.99}], [{"1": 0.99}, {"7": 0.6}, {"1": 0.6}]],
        identities=[],
    )  # fmt: skip
    assert values(form)[2] is None


def test_a_stroke_that_stands_alone_in_a_report_is_no_zero() -> None:
    """A scratch in an empty box is read as a dash, and no sum tells it from one."""
    stroke = [[{"3": 0.99}], [{"—": 0.99}], [{"3": 0.99}]]
    form, opinion, _ = reread([{"3": 0.97}, {"—": 0.97}, {"3": 0.97}], stroke)
    assert values(form) == [3, None, 3]
    assert form.cells[KEYS[1]].state == "unreadable"
    assert [f.code for f in form.findings] == ["CELL_IN_DOUBT"]
    assert KEYS[1] in opinion.unproven


def test_a_stroke_unlike_the_others_of_a_report_is_no_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report with dashes for nothing puts no slash into one box."""
    monkeypatch.setattr("reportextract.rereading.evidence.FEWEST_STROKES", 2)
    strokes = [[{"—": 0.99}], [{"—": 0.99}], [{"/": 0.99}]]
    form, _, _ = reread([{"—": 0.97}, {"—": 0.97}, {"/": 0.97}], strokes, [])
    assert values(form) == [0, 0, None]


@pytest.mark.parametrize(("total", "expected"), [("8", [3, 5, 8]), ("9", [3, None, 9])])
def test_a_number_that_runs_on_beyond_its_box_needs_a_sum_that_holds(
    total: str, expected: list[int | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two readings agree on a 5 of which a seal's arc may be a part."""
    monkeypatch.setattr(Evidence, "needs_sum", property(lambda known: known.cell.key == KEYS[1]))
    later = [[{"3": 0.99}], [{"5": 0.99}], [{total: 0.99}]]
    assert values(reread([{"3": 0.97}, {"5": 0.97}, {total: 0.97}], later)[0]) == expected


def test_a_bare_stroke_without_rules_around_it_is_no_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left of an upright rule; a box of rules would show where they run."""
    monkeypatch.setattr("reportextract.rereading.evidence._width_by_height", lambda number: 0.1)
    ones = [[{"1": 0.99}], [{"1": 0.99}], [{"1": 0.99}]]
    assert values(reread([{"1": 0.97}] * 3, ones, [], ruled=False)[0]) == [None, None, None]
    assert values(reread([{"1": 0.97}] * 3, ones, [])[0]) == [1, 1, 1]
    monkeypatch.setattr("reportextract.rereading.evidence._width_by_height", lambda number: 0.4)
    assert values(reread([{"1": 0.97}] * 3, ones, [], ruled=False)[0]) == [1, 1, 1]


def test_a_part_of_a_number_that_was_seen_in_no_line_is_no_number() -> None:
    """12 was cut by a rule that isn't there: its line was seen in the middle cell, and the 2 stands in the last."""
    form, opinion, _ = reread(
        [{"3": 0.97}, {"1": 0.97}, {"2": 0.97}], [[{"3": 0.99}], [{"1": 0.99}], [{"2": 0.99}]], [], unseen={2}
    )
    assert values(form) == [3, 1, None]
    assert form.cells[KEYS[2]].state == "unreadable"
    assert [(f.code, f.key) for f in form.findings] == [("CELL_IN_DOUBT", KEYS[2])]
    assert KEYS[2] in opinion.unproven


@pytest.mark.parametrize(("printed", "state"), [("", "blank"), ("无", "dash")])
def test_what_is_no_figure_was_cut_from_no_number(printed: str, state: str) -> None:
    form, _, _ = reread([{"3": 0.97}, {printed: 0.97}, {"3": 0.97}], SURE, [], unseen={1})
    assert form.cells[KEYS[1]].state == state
    assert form.findings == ()


@pytest.mark.parametrize(
    ("ink", "place", "are_beside"),
    [
        (Box(30.0, 5.0, 40.0, 15.0), Box(5.0, 50.0, 15.0, 60.0), True),
        (Box(10.0, 25.0, 20.0, 35.0), Box(25.0, 70.0, 35.0, 80.0), False),
    ],
)
def test_pieces_of_a_number_are_in_the_order_in_which_they_are_read_however_the_page_is_turned(
    ink: Box, place: Box, are_beside: bool
) -> None:
    """A table set across the page, its head to the left: what is read first stands lowest, or in the same height."""
    placed, cell = read_first(KEYS[0], Box(0.0, 40.0, 40.0, 90.0), {"12": 0.97})
    one = seen_number(Box(5.0, 70.0, 15.0, 80.0), Box(10.0, 5.0, 20.0, 15.0), {"1": 0.97})
    two = seen_number(place, ink, {"2": 0.97})
    form = FormReading({}, {KEYS[0]: cell}, (KEYS[0],), "2021", (), {KEYS[0]: placed})
    known = gather(form, {1: ScannedPage(PAGE, (two, one), 1.0)})[KEYS[0]]
    assert [number.reading.text.text for number in known.seen] == ["1", "2"]
    assert known.is_in_pieces == are_beside


# Boxes of two lines: in the first a number of three figures nearly fills one, in the second it has room on both sides.
NARROW, WIDE = Box(0.0, 0.0, 27.0, 40.0), Box(0.0, 0.0, 60.0, 40.0)


def in_lines(*texts: str, box: Box = NARROW) -> list[SeenNumber]:
    """Lines of figures 5 points wide and 8 high, one below the other in the middle of a box; one bar for the first."""
    found = []
    for k, text in enumerate(texts):
        half, middle = 2.5 * len(text), (box.x0 + box.x1) / 2
        ink = Box(middle - half, 6.0 + 14 * k, middle + half, 14.0 + 14 * k)
        found.append(seen_number(ink, ink, {text: 0.98}, k + 1))
    return found


def reread_wrapped(
    total: str,
    box: Box = NARROW,
    lines: Sequence[str] = ("354", "2"),
    enterprise: str = "0",
    identities: Sequence[Identity] = SUM,
) -> FormReading:
    """A number in two lines of its box, another, and their sum; each reading sees the same."""
    seen = in_lines(*lines, box=box)
    placed, cells = {}, {}
    texts = ["\n".join(lines), enterprise, total]
    boxes = [box, Box(100.0, 0.0, 190.0, 40.0), Box(200.0, 0.0, 290.0, 40.0)]
    for key, place, text in zip(KEYS, boxes, texts, strict=True):
        placed[key], cells[key] = read_first(key, place, {text: 0.98})
    for text, place in zip(texts[1:], boxes[1:], strict=True):
        ink = Box(place.x0 + 40, 10.0, place.x0 + 40 + 5 * len(text), 18.0)
        seen.append(seen_number(ink, ink, {text: 0.98}, len(seen) + 1))
    script = [[{text: 0.98}] for text in (*lines, *texts[1:])]
    form = FormReading({}, cells, tuple(KEYS), "2021", (), placed)

    @contextmanager
    def engine_for(number: int) -> Iterator[Engine]:
        yield cast(Engine, ScriptedEngine(script))

    scans = {1: ScannedPage(PAGE, tuple(seen), 1.0)}
    return read_again(form, evaluate(identities, cells), identities, scans, engine_for)[0]


def test_a_number_that_is_wrapped_in_its_box_is_one_where_the_sums_say_so() -> None:
    form = reread_wrapped("3542")
    assert values(form) == [3542, 0, 3542]
    assert (form.cells[KEYS[0]].origin, form.cells[KEYS[0]].printed) == ("reread", "3542")
    (finding,) = form.findings
    assert (finding.code, finding.facts["after"]) == ("CELL_REREAD", "3542")


@pytest.mark.parametrize("total", ["356", "354", "2", "35"])
def test_a_wrapped_number_with_which_no_sum_holds_is_unreadable(total: str) -> None:
    """Neither one number nor the other, nor both together."""
    form = reread_wrapped(total)
    assert form.cells[KEYS[0]].value is None
    assert form.cells[KEYS[0]].state == "unreadable"
    assert ("CELL_IN_DOUBT", KEYS[0]) in [(finding.code, finding.key) for finding in form.findings]


def test_a_wrapped_number_that_no_sum_decides_is_unreadable() -> None:
    form = reread_wrapped("3542", identities=[])
    assert form.cells[KEYS[0]].value is None
    assert form.cells[KEYS[0]].state == "unreadable"


def test_two_numbers_in_a_box_with_room_are_not_one_though_a_sum_would_hold() -> None:
    form = reread_wrapped("3542", box=WIDE)
    assert form.cells[KEYS[0]].value is None
    assert form.cells[KEYS[0]].state == "unreadable"


def known_of(box: Box, seen: Sequence[SeenNumber]) -> Evidence:
    placed, cell = read_first(KEYS[0], box, {"\n".join(number.reading.text.text for number in seen): 0.98})
    form = FormReading({}, {KEYS[0]: cell}, (KEYS[0],), "2021", (), {KEYS[0]: placed})
    return gather(form, {1: ScannedPage(PAGE, tuple(seen), 1.0)})[KEYS[0]]


@pytest.mark.parametrize(
    ("texts", "box", "is_wrapped"),
    [
        (("354", "2"), NARROW, True),
        (("1,35", "4.28"), NARROW, True),
        (("354", "200", "1"), NARROW, True),
        (("354", "2"), WIDE, False),
        # 13 points beside the text, and one figure more, are just not there, or just there.
        (("354", "2"), Box(0.0, 0.0, 39.0, 40.0), True),
        (("354", "2"), Box(0.0, 0.0, 40.0, 40.0), False),
        # The first line has room for what stands in the second; the last may be as short as it likes.
        (("2", "35"), Box(0.0, 0.0, 36.0, 40.0), False),
        # But not for a comma between them too, which goes on to the second line and is taken for dirt there.
        (("2", "354"), Box(0.0, 0.0, 44.0, 40.0), True),
        (("2", "354"), Box(0.0, 0.0, 45.0, 40.0), False),
        (("354", "2", "354"), Box(0.0, 0.0, 36.0, 60.0), False),
        (("354",), NARROW, False),
        (("354", "件"), NARROW, False),
        (("—", "2"), Box(0.0, 0.0, 20.0, 40.0), False),
        (("-35", "2"), NARROW, False),
    ],
)
def test_a_number_may_be_wrapped_where_its_lines_are_figures_and_fill_the_box(
    texts: Sequence[str], box: Box, is_wrapped: bool
) -> None:
    known = known_of(box, in_lines(*texts, box=box))
    assert known.is_wrapped is is_wrapped
    whole = "".join(texts)
    assert any(whole in reading for reading in known.readings) is (is_wrapped or len(texts) == 1)


def test_a_wrapped_number_has_two_readings_equally_likely() -> None:
    known = known_of(NARROW, in_lines("354", "2"))
    assert known.ranked() == [("354\n2", pytest.approx(0.49)), ("3542", pytest.approx(0.49))]


def test_pieces_side_by_side_are_no_wrapped_number() -> None:
    left, right = (seen_number(ink, ink, {"35": 0.98}) for ink in (Box(2, 6, 12, 14), Box(15, 6, 25, 14)))
    known = known_of(NARROW, [left, right])
    assert known.is_in_pieces
    assert not known.is_wrapped


@pytest.mark.parametrize(("height", "is_wrapped"), [(27.0, True), (60.0, False)])
def test_the_room_in_a_box_is_seen_along_the_lines_of_a_page_that_lies_on_its_side(
    height: float, is_wrapped: bool
) -> None:
    """Two pixels a point; the text runs up the page, 7.5 points to each side of the box's middle, then on beside it."""
    box = Box(0.0, 0.0, 100.0, height)
    first, second = Box(100.0, 40.0, 130.0, 56.0), Box(100.0, 70.0, 110.0, 86.0)
    places = Box(10.0, height / 2 - 7.5, 18.0, height / 2 + 7.5), Box(30.0, height / 2 + 2.5, 38.0, height / 2 + 7.5)
    seen = [seen_number(places[0], first, {"354": 0.98}), seen_number(places[1], second, {"2": 0.98})]
    assert known_of(box, seen).is_wrapped is is_wrapped


def test_room_is_measured_in_points() -> None:
    """A page of 288 dpi: four pixels a point, so that the first line is 15 points wide in a box of 60."""
    places = Box(22.5, 6.0, 37.5, 14.0), Box(27.5, 20.0, 32.5, 28.0)
    first, second = (
        seen_number(place, Box(*(4 * value for value in place)), {text: 0.98})
        for place, text in zip(places, ("354", "2"), strict=True)
    )
    assert not known_of(WIDE, [first, second]).is_wrapped


def test_no_reading_makes_a_number_beside_dirt_as_sure_as_one_that_stands_alone() -> None:
    """What was taken for a scratch may have been a figure: 0.95 is asked of numbers that are in no sum."""
    box = Box(0.0, 0.0, 90.0, 20.0)
    place, cell = read_first(KEYS[0], box, {"3": 0.94})
    alone = seen_number(Box(40, 5, 50, 15), Box(40, 5, 50, 15), {"3": 0.99})
    assert Evidence(cell, place, (alone,)).limit == 1.0
    assert Evidence(cell, place, (alone._replace(beside_dirt=True),)).limit == BESIDE_DIRT < ALONE_CONFIDENCE


@pytest.mark.parametrize(
    ("total", "dirty", "expected", "cause"),
    [
        ("5", {0}, [None, 0, 5], None),
        ("5", {0, 2}, [None, 0, None], None),
        ("5", set(), [3, 0, 5], "published"),
        ("3", {0}, [3, 0, 3], None),
    ],
    ids=["one", "two", "none", "where the sum holds"],
)
def test_a_number_beside_dirt_is_not_why_a_sum_fails_in_print(
    total: str, dirty: set[int], expected: list[int | None], cause: str | None
) -> None:
    """All readings agree that 3 and 0 make 5; the 3 may be what is left of a 5."""
    later = [[{"3": 0.99}], [{"0": 0.99}], [{total: 0.99}]]
    form, opinion, _ = reread([{"3": 0.99}, {"0": 0.99}, {total: 0.99}], later, beside_dirt=dirty)
    assert values(form) == expected
    lost = {key for key, value in zip(KEYS, expected, strict=True) if value is None}
    assert {finding.key for finding in form.findings if finding.code == "CELL_IN_DOUBT"} == lost
    assert {form.cells[key].state for key in lost} <= {"unreadable"}
    assert opinion.confirmed.isdisjoint(lost)
    (check,) = with_causes(evaluate(SUM, form.cells), SUM, form.cells, opinion.confirmed, opinion.doubted)
    assert check.cause == cause


# Numbers, but which.
UNCLEAR: tuple[ReadingOf, ReadingOf] = ({"0": 0.4, "8": 0.3}, {"3": 0.4})


def worn_page(
    unclear: int,
    seen_first: ReadingOf = UNCLEAR[0],
    seen_again: ReadingOf = UNCLEAR[1],
    second: str = "5",
    is_grey: bool = True,
) -> FormReading:
    """Twelve cells of one column: the first is empty, the second a sure 5, so many others can't be read.

    Args:
        seen_first, seen_again: What readings find in those.
        second: What the second says.
    """
    keys = [CellKey("requests", f"row{k}", "total") for k in range(12)]
    first = [{"": 1.0}, {second: 0.99}, *[seen_first] * unclear, *[{"7": 0.99}] * (10 - unclear)]
    cells, placed, seen = {}, {}, []
    for index, (key, readings) in enumerate(zip(keys, first, strict=True)):
        box = Box(0.0, 20.0 * index, 90.0, 20.0 * index + 20)
        place, cell = read_first(key, box, readings)
        placed[key] = place._replace(key=key)
        cells[key] = cell._replace(key=key)
        if cell.printed != "":
            ink = Box(40, box.top + 5, 50, box.top + 15)
            seen.append(seen_number(ink, ink, readings, index))
    form = FormReading({}, cells, tuple(keys), "2021", (), placed)
    later = [[{second: 0.99}], *[[seen_again]] * unclear, *[[{"7": 0.99}]] * (10 - unclear)]
    engine = ScriptedEngine(later)

    @contextmanager
    def engine_for(number: int) -> Iterator[Engine]:
        yield cast(Engine, engine)

    return read_again(form, [], [], {1: ScannedPage(PAGE, tuple(seen), 1.0, is_grey=is_grey)}, engine_for)[0]


@pytest.mark.parametrize(
    ("unclear", "second", "is_grey", "value"),
    [(1, "1", False, None), (1, "15", False, None), (1, "5", False, 5), (1, "1", True, 1), (0, "1", False, 1)],
)
def test_in_black_and_white_a_one_may_be_left_of_a_four_where_another_number_can_t_be_read(
    unclear: int, second: str, is_grey: bool, value: int | None
) -> None:
    cells = list(worn_page(unclear, second=second, is_grey=is_grey).cells.values())
    assert cells[1].value == value
    assert cells[0].state == "blank"
    assert [cell.value for cell in cells[3:]] == [7] * 9


def test_on_a_worn_page_no_blank_and_no_number_is_believed_that_no_sum_holds() -> None:
    cells = list(worn_page(unclear=5).cells.values())
    assert [cell.state for cell in cells[:2]] == ["unreadable", "unreadable"]
    assert {cell.value for cell in cells} == {None}
    legible = list(worn_page(unclear=2).cells.values())
    assert (legible[0].state, legible[1].value) == ("blank", 5)


@pytest.mark.parametrize(
    ("first", "again", "is_worn"),
    [
        ({"八": 0.6, "R": 0.3}, {"公": 0.5, "X": 0.4}, False),
        ({"八": 0.5, "1": 0.3}, {"公": 0.6, "7": 0.3}, False),
        ({"8": 0.5, "R": 0.3}, {"公": 0.4, "6": 0.4}, True),
        ({"8": 0.6}, {"6": 0.5}, True),
    ],
    ids=["letters and characters", "hardly any number", "numbers for the most part", "only numbers"],
)
def test_pieces_of_a_seal_wear_no_page(first: ReadingOf, again: ReadingOf, is_worn: bool) -> None:
    """Five of eleven cells can't be read; as far as they are numbers, others may have lost strokes too."""
    cells = list(worn_page(5, first, again).cells.values())
    assert {cell.state for cell in cells[2:7]} == {"unreadable"}
    assert [cells[0].state, cells[1].state] == (["unreadable", "unreadable"] if is_worn else ["blank", "printed"])
    assert [cell.value for cell in cells[7:]] == [None if is_worn else 7] * 5


ROWS = ("received", "carried_in")
SQUARE = [CellKey("requests", row, column) for row in ROWS for column in ("natural_person", "enterprise", "total")]
ROW_SUMS = [
    Identity("row_sum", "requests", ROWS[k], (SQUARE[3 * k + 2],), tuple(SQUARE[3 * k : 3 * k + 2])) for k in (0, 1)
]


def test_a_sum_decides_though_one_across_it_has_a_number_of_which_no_reading_is_right() -> None:
    """3 + 5 = 8; of the row below nothing that was read adds up to 8, and a column holds numbers of both."""
    first: list[ReadingOf] = [{"8": 0.6, "3": 0.3}, {"5": 0.99}, {"8": 0.99}]
    below: list[ReadingOf] = [{"4": 0.5, "3": 0.4}, {"7": 0.5, "6": 0.4}, {"8": 0.99}]
    column = Identity("column", "requests", "total", (SQUARE[0], SQUARE[4]), (SQUARE[5],))
    later = [[readings] for readings in (*first, *below)]
    form, _, _ = reread([*first, *below], later, [*ROW_SUMS, column], keys=SQUARE)
    assert [form.cells[key].value for key in SQUARE] == [3, 5, 8, None, None, 8]


def test_of_two_numbers_in_doubt_one_sum_decides_only_if_their_readings_surely_hold_the_right_ones() -> None:
    """The column, which has one that nobody can read, says nothing."""
    unread = CellKey("requests", "carried_in", "natural_person")
    column = Identity("balance", "requests", "natural_person", (KEYS[0],), (unread,))
    for share, expected in ((0.4, [3, 5, 8]), (0.2, [None, None, 8])):
        first: list[ReadingOf] = [{"9": 0.55, "3": share}, {"6": 0.55, "5": 0.4}, {"8": 0.99}]
        form, _, _ = reread(first, [[readings] for readings in first], [*SUM, column])
        assert values(form) == expected


def test_of_two_numbers_in_doubt_a_second_sum_confirms() -> None:
    first: list[ReadingOf] = [{"9": 0.4, "3": 0.2}, {"6": 0.4, "5": 0.2}, {"8": 0.99}]
    known: list[ReadingOf] = [{"3": 0.99}, {"5": 0.99}, {"8": 0.99}]
    columns = [Identity("column", "requests", SQUARE[k].column, (SQUARE[k],), (SQUARE[k + 3],)) for k in (0, 1)]
    later = [[readings] for readings in (*first, *known)]
    form, _, _ = reread([*first, *known], later, [*ROW_SUMS, *columns], keys=SQUARE)
    assert [form.cells[key].value for key in SQUARE] == [3, 5, 8, 3, 5, 8]


@pytest.mark.parametrize(
    ("other", "expected"),
    [({"9": 0.02}, [None, 5, None]), ({"8": 0.02}, [3, 5, None]), ({"9": 0.001}, [3, 5, None])],
    ids=["14 is 9 + 5", "13 isn't 14", "next to impossible"],
)
def test_a_number_that_no_sum_holds_is_in_doubt_if_with_another_of_its_readings_one_would(
    other: ReadingOf, expected: list[int | None]
) -> None:
    """3 + 5, and a total that may be 14 or 24: none of them is 8, but one is with a 9 that lost its strokes."""
    first: list[ReadingOf] = [{"3": 0.98, **other}, {"5": 0.99}, {"14": 0.5, "24": 0.5}]
    form, _, _ = reread(first, [[readings] for readings in first])
    assert values(form) == expected


def test_a_number_with_which_a_sum_holds_is_believed_though_another_fails() -> None:
    first: list[ReadingOf] = [{"3": 0.98, "9": 0.02}, {"5": 0.99}, {"14": 0.99}]
    column = Identity("column", "requests", "natural_person", (KEYS[0],), (SQUARE[3],))
    keys = [*KEYS, SQUARE[3]]
    form, _, _ = reread([*first, {"3": 0.99}], [[r] for r in (*first, {"3": 0.99})], [*SUM, column], keys=keys)
    assert [form.cells[key].value for key in keys] == [3, 5, 14, 3]
