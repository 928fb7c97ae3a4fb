"""Identities choose between readings that an engine gave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import product
from math import prod

from reportextract.checks import evaluate
from reportextract.checks.identities import is_unread
from reportextract.model import Cell, CellKey, Identity
from reportextract.rereading.evidence import Evidence
from reportextract.rereading.results import with_reading

# A 0 in a sum that holds needs no second reading if it is as sure as this: a sum of numbers that are none of them
# negative holds with a wrong 0 only if another number is wrong by as much.
SURE_ZERO = 0.9
# A text is offered to the identities when it has this much of the probability of all readings.
WORTH_ASKING = 0.02
# The same where two readings agreed: two of the others must say it.
WORTH_DOUBTING = 0.25
# Another reading of a number, with which a sum holds that fails without, makes it doubtful if it has this much.
WORTH_A_DOUBT = 0.002
# Readings that have so much of the probability of all hold the right one.
SURE_TO_HOLD = 0.9
# A wrong digit fits a sum by chance once in ten times.
BY_CHANCE = 0.1
# So many combinations of readings are tried on the identities that share cells.
MOST_COMBINATIONS = 5000


def identities_around(identities: Sequence[Identity]) -> defaultdict[CellKey, list[Identity]]:
    around: defaultdict[CellKey, list[Identity]] = defaultdict(list)
    for identity in identities:
        for key in (*identity.left, *identity.right):
            around[key].append(identity)
    return around


def name_of(identity: Identity) -> tuple[str, str, str]:
    return identity.check, identity.table, identity.subject


def is_safe_zero(known: Evidence, cell: Cell, verdicts: Sequence[str]) -> bool:
    """Whether a 0 is sure enough without a second reading: it stands in a sum that holds, and in none that fails."""
    if cell.value != 0 or cell.state not in ("printed", "dash") or not known.readings:
        return False
    is_sure = min(cell.confidence, known.probability(cell.printed, known.readings[0])) >= SURE_ZERO
    return is_sure and "holds" in verdicts and "fails" not in verdicts


def choose_by_sums(
    evidence: Mapping[CellKey, Evidence],
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
    in_doubt = unsettled
    options: dict[CellKey, list[tuple[str, float]]] = {}
    for key in open_keys:
        offered = [
            (text, share)
            for text, share in evidence[key].ranked()
            if share >= (WORTH_ASKING if key in unsettled else WORTH_DOUBTING) and evidence[key].is_number(text)
        ]
        if (len(offered) > 1 or (key in unsettled and offered)) and around[key]:
            options[key] = offered
    chosen = _one_sum_at_a_time(evidence, cells, options, unsettled, identities, around)
    cells = {**cells, **{key: with_reading(evidence[key], text, 1.0) for key, (text, _) in chosen.items()}}
    unsettled = unsettled - chosen.keys()
    options = {key: offered for key, offered in options.items() if key not in chosen}
    testable = _testable(options, cells, unsettled, around)
    for group in _groups(testable):
        concerned = list({name_of(i): i for key in group for i in testable[key]}.values())
        if not any(key in unsettled for key in group) and all(_holds(i, cells) for i in concerned):
            continue
        if prod(len(options[key]) for key in group) > MOST_COMBINATIONS:
            continue
        fitting = []
        for combination in product(*(options[key] for key in group)):
            tried = dict(cells)
            for key, (text, _) in zip(group, combination, strict=True):
                tried[key] = with_reading(evidence[key], text, 1.0)
            if all(_holds(identity, tried) for identity in concerned):
                fitting.append(combination)
        if len(fitting) != 1:
            continue
        # A part of its sums decides less: it overturns no reading that was agreed on, and chooses no unlikely one.
        partly = [
            (key, share)
            for key, (_, share) in zip(group, fitting[0], strict=True)
            if len(testable[key]) < len(around[key])
        ]
        if all(key in unsettled and share >= WORTH_DOUBTING for key, share in partly):
            for key, (text, share) in zip(group, fitting[0], strict=True):
                chosen[key] = (text, _with_sums(share, len(testable[key])))
    return {
        key: choice
        for key, choice in chosen.items()
        if key in in_doubt or not evidence[key].is_same(choice[0], cells[key].printed)
    }


def doubted_by_sums(
    evidence: Mapping[CellKey, Evidence],
    cells: Mapping[CellKey, Cell],
    unsettled: set[CellKey],
    identities: Sequence[Identity],
    around: Mapping[CellKey, list[Identity]],
) -> set[CellKey]:
    """Numbers read surely, with which a sum fails whatever its cells in doubt are, and holds with another reading.

    The agency may have printed so; but that a reading, however unlikely, is just the number that is missing tells more
    of a stroke that the scan lost. A number with which another sum holds is none of these.
    """
    known = {key: cell for key, cell in cells.items() if key not in unsettled}

    def offered(key: CellKey, least: float) -> list[Cell]:
        of = evidence[key]
        return [with_reading(of, text, 1.0) for text, share in of.ranked() if share >= least and of.is_number(text)]

    found: set[CellKey] = set()
    for identity in identities:
        members = (*identity.left, *identity.right)
        in_doubt = [key for key in members if key not in known]
        if any(key not in evidence for key in in_doubt):
            continue
        options = [offered(key, WORTH_ASKING) for key in in_doubt]
        if not 0 < prod(map(len, options)) <= MOST_COMBINATIONS:
            continue
        ways = [known | dict(zip(in_doubt, combination, strict=True)) for combination in product(*options)]
        if any(verdict_of(identity, way) != "fails" for way in ways):
            continue
        for key in known.keys() & evidence.keys() & set(members):
            others = [cell for cell in offered(key, WORTH_A_DOUBT) if cell.value != known[key].value]
            if any(_holds(identity, way | {key: other}) for way in ways for other in others):
                found.add(key)
    return {key for key in found if "holds" not in verdicts_now(around[key], known)}


def _one_sum_at_a_time(
    evidence: Mapping[CellKey, Evidence],
    cells: Mapping[CellKey, Cell],
    options: Mapping[CellKey, Sequence[tuple[str, float]]],
    unsettled: set[CellKey],
    identities: Sequence[Identity],
    around: Mapping[CellKey, list[Identity]],
) -> dict[CellKey, tuple[str, float]]:
    """The readings that single sums leave for cells in doubt, each with those that others left before.

    On a worn page most sums have a cell in doubt, so that all hang together, and one that none of its readings is right
    of would keep them all open. A sum with several cells in doubt holds by chance with wrong ones, though: then another
    sum must hold with each, or its readings be sure to hold the right one.
    """
    known = {key: cell for key, cell in cells.items() if key not in unsettled}
    left: dict[CellKey, str] = {}
    alone: set[CellKey] = set()
    found = True
    while found:
        proposed: dict[CellKey, set[str]] = defaultdict(set)
        for identity in identities:
            only = _only_way(identity, known, evidence, options)
            for key, (text, _) in only.items():
                proposed[key].add(text)
            if len(only) == 1 or all(_are_sure(options[key], one) for key, one in only.items()):
                alone |= only.keys()
        agreed = {key: texts.pop() for key, texts in proposed.items() if len(texts) == 1}
        left |= agreed
        known |= {key: with_reading(evidence[key], text, 1.0) for key, text in agreed.items()}
        found = bool(agreed)
    while dropped := {key for key in left if not _is_held(around[key], known, 1 if key in alone else 2)}:
        for key in dropped:
            del left[key], known[key]
    chosen = {}
    for key, text in left.items():
        share, holding = dict(options[key])[text], verdicts_now(around[key], known).count("holds")
        if holding == len(around[key]) or share >= WORTH_DOUBTING:
            chosen[key] = (text, _with_sums(share, holding))
    return chosen


def _only_way(
    identity: Identity,
    known: Mapping[CellKey, Cell],
    evidence: Mapping[CellKey, Evidence],
    options: Mapping[CellKey, Sequence[tuple[str, float]]],
) -> dict[CellKey, tuple[str, float]]:
    """The readings of a sum's cells that aren't known with which alone it holds; empty where there is no such way."""
    in_doubt = [key for key in (*identity.left, *identity.right) if key not in known]
    offered = [options.get(key, ()) for key in in_doubt]
    if not in_doubt or not 0 < prod(map(len, offered)) <= MOST_COMBINATIONS:
        return {}
    fitting = []
    for combination in product(*offered):
        way = dict(zip(in_doubt, combination, strict=True))
        tried = {key: with_reading(evidence[key], text, 1.0) for key, (text, _) in way.items()}
        if _holds(identity, {**known, **tried}):
            fitting.append(way)
    return fitting[0] if len(fitting) == 1 else {}


def _is_held(around: Sequence[Identity], cells: Mapping[CellKey, Cell], least: int) -> bool:
    """Whether so many of the sums around a cell hold at least, and none fails."""
    verdicts = verdicts_now(around, cells)
    return "fails" not in verdicts and verdicts.count("holds") >= least


def _with_sums(share: float, holding: int) -> float:
    """How sure a reading is that had so much of the probability, and with which so many sums hold."""
    return share / (share + (1 - share) * BY_CHANCE**holding)


def _are_sure(offered: Sequence[tuple[str, float]], chosen: tuple[str, float]) -> bool:
    """Whether the right reading of a cell is surely among those offered, and this not an unlikely one."""
    return sum(share for _, share in offered) >= SURE_TO_HOLD and chosen[1] >= WORTH_DOUBTING


def _testable(
    options: Mapping[CellKey, object],
    cells: Mapping[CellKey, Cell],
    unsettled: set[CellKey],
    around: Mapping[CellKey, list[Identity]],
) -> dict[CellKey, list[Identity]]:
    """For the cells with options, the sums around them of which every other cell is known, or has options too.

    What can't be read at all leaves the sums open that it stands in, and no others.
    """
    open_keys = set(options)
    while True:
        found = {
            key: [
                identity
                for identity in around[key]
                if all(
                    other in open_keys or (other in cells and other not in unsettled and not is_unread(cells[other]))
                    for other in (*identity.left, *identity.right)
                )
            ]
            for key in open_keys
        }
        if all(found.values()):
            return {key: found[key] for key in options if key in open_keys}
        open_keys = {key for key, identities in found.items() if identities}


def _groups(testable: Mapping[CellKey, Sequence[Identity]]) -> list[tuple[CellKey, ...]]:
    """The cells with options, those together that share sums directly or through others."""
    group_of = {key: number for number, key in enumerate(testable)}
    by_identity: dict[tuple[str, str, str], list[CellKey]] = defaultdict(list)
    for key, identities in testable.items():
        for identity in identities:
            by_identity[name_of(identity)].append(key)
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
    return verdict_of(identity, cells) == "holds"


def verdict_of(identity: Identity, cells: Mapping[CellKey, Cell]) -> str:
    return evaluate([identity], cells)[0].verdict


def verdicts_now(identities: Sequence[Identity], cells: Mapping[CellKey, Cell]) -> list[str]:
    return [verdict_of(identity, cells) for identity in identities]
