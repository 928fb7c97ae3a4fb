"""The sections of all reports with what is their own and what they share: found by sorting, not by comparing pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reportextract.reuse.fingerprints import GRAM, Hashes, gram_places, hash_grams, winnow
from reportextract.reuse.letters import Bools, Indexes, Letters
from reportextract.reuse.wording import MANY_AGENCIES, cover, drop_short_runs, is_form_gram

# Letters are counted in 32 bits: four thousand million of them are all reports that there ever were.
Places = npt.NDArray[np.uint32]

# Letters hashed at once: what is worked on at a time stays under 100 MB.
_PORTION = 1_000_000
# Fingerprints sorted at once, likewise.
_SORTED = 1_000_000
# Pairs of fingerprints counted at once, likewise.
_PAIRS = 1_000_000
# Sections that share fewer fingerprints than this share less than a sentence: 40 letters have nine on average.
LEAST_SHARED = 5
# Of the sections most alike this many are compared letter by letter.
MOST_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Index:
    """What the sections of all reports have in common.

    Attributes:
        letters: Of all sections, those of an agency one after another.
        own: For each letter, whether it is the section's own.
        agencies: For each section, which agency's it is, ascending.
        sections, hashes: The own fingerprints that other sections may share: of which section, and which, ordered by
            section.
    """

    letters: Letters
    own: Bools
    agencies: Indexes
    sections: Indexes
    hashes: Hashes


class Alike(NamedTuple):
    """A section and those of other agencies that share most with it, most first; ``agency_count``: of how many."""

    section: int
    others: tuple[int, ...]
    agency_count: int


def make_index(letters: Letters, agencies: Indexes) -> Index:
    """Index sections.

    Args:
        letters: The letters of each section.
        agencies: Shape (sections,): a number for each section's agency, ascending.
    """
    own = np.ones(len(letters.codes), np.bool_)
    places, hashes = _fingerprints(letters, own)
    shared = [np.empty(0, np.int64)]
    for members in _alike_parts(hashes):
        of_section = np.searchsorted(letters.starts, places[members], side="right") - 1
        counts = _agency_counts(hashes[members], agencies[of_section])
        cover(own, places[members[counts > MANY_AGENCIES]].astype(np.int64))
        shared.append(members[(counts > 1) & (counts <= MANY_AGENCIES)])
    drop_short_runs(own, letters.starts)
    told = np.sort(np.concatenate(shared))
    begins = places[told].astype(np.int64)
    is_own = own[begins] & own[begins + GRAM - 1]
    sections = np.searchsorted(letters.starts, begins[is_own], side="right") - 1
    return Index(letters, own, agencies, sections, hashes[told[is_own]])


def find_alike(index: Index) -> Iterator[Alike]:
    """The sections of other agencies that each section shares fingerprints with."""
    order = np.argsort(index.hashes, kind="stable")
    starts = np.flatnonzero(np.concatenate(([True], np.diff(index.hashes[order]) != 0))) if len(order) else order
    sizes = np.diff(np.concatenate((starts, [len(order)])))
    group = np.empty(len(order), np.int64)
    group[order] = np.repeat(np.arange(len(starts)), sizes)
    holders = index.sections[order]
    pair_counts = np.cumsum(sizes[group])
    section_count = len(index.letters)
    first = 0
    while first < len(group):
        # Whole sections only: the pairs of a section are counted together.
        done = pair_counts[first - 1] if first else 0
        last = int(np.searchsorted(pair_counts, done + _PAIRS, side="right"))
        last = max(last, first + 1)
        edge = index.sections[min(last, len(group) - 1)]
        back = int(np.searchsorted(index.sections, edge)) if last < len(group) else len(group)
        last = back if back > first else int(np.searchsorted(index.sections, edge, side="right"))
        of_group = group[first:last]
        size = sizes[of_group]
        offset = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
        other = holders[np.repeat(starts[of_group], size) + offset]
        own = np.repeat(index.sections[first:last], size)
        apart = index.agencies[other] != index.agencies[own]
        pairs, counts = np.unique(own[apart] * section_count + other[apart], return_counts=True)
        enough = counts >= LEAST_SHARED
        yield from _most_alike(pairs[enough] // section_count, pairs[enough] % section_count, counts[enough], index)
        first = last


def _most_alike(sections: Indexes, others: Indexes, counts: Indexes, index: Index) -> Iterator[Alike]:
    order = np.lexsort((others, -counts, sections))
    edges = np.flatnonzero(np.concatenate(([True], np.diff(sections[order]) != 0, [True]))) if len(order) else order
    for first, last in pairwise(edges.tolist()):
        members = order[first:last]
        alike = others[members]
        agency_count = len(np.unique(index.agencies[alike]))
        yield Alike(int(sections[members[0]]), tuple(alike[:MOST_CANDIDATES].tolist()), agency_count)


def _fingerprints(letters: Letters, own: Bools) -> tuple[Places, Hashes]:
    """Where the fingerprints stand, ascending, and what they are; the form's wording is marked in ``own``."""
    parts: list[tuple[Places, Hashes]] = [(np.empty(0, np.uint32), np.empty(0, np.uint64))]
    for first, last in _portions(letters.starts):
        begin, end = int(letters.starts[first]), int(letters.starts[last])
        hashes = hash_grams(letters.codes[begin:end])
        grams = gram_places(letters.starts[first : last + 1])
        cover(own, grams[is_form_gram(hashes[grams])] + begin)
        chosen = winnow(hashes, grams)
        parts.append(((chosen + begin).astype(np.uint32), hashes[chosen]))
    places, kept = zip(*parts, strict=True)
    return np.concatenate(places), np.concatenate(kept)


def _alike_parts(hashes: Hashes) -> Iterator[Indexes]:
    """All fingerprints in parts that are sorted one at a time: equal ones are in the same part, in their order."""
    count = 1
    while len(hashes) > _SORTED * count:
        count *= 2
    for part in range(count):
        yield np.flatnonzero(hashes & np.uint64(count - 1) == part)


def _agency_counts(hashes: Hashes, agencies: Indexes) -> Indexes:
    """For each fingerprint the number of agencies that have the same; agencies ascend among equal ones."""
    if not len(hashes):
        return np.empty(0, np.int64)
    order = np.argsort(hashes, kind="stable")
    sorted_hashes, sorted_agencies = hashes[order], agencies[order]
    is_first = np.concatenate(([True], sorted_hashes[1:] != sorted_hashes[:-1]))
    is_other_agency = is_first | np.concatenate(([True], sorted_agencies[1:] != sorted_agencies[:-1]))
    group = np.cumsum(is_first) - 1
    counts = np.empty(len(order), np.int64)
    counts[order] = np.bincount(group, weights=is_other_agency).astype(np.int64)[group]
    return counts


def _portions(starts: Indexes) -> Iterator[tuple[int, int]]:
    """Ranges of texts of about ``_PORTION`` letters."""
    first = 0
    while first < len(starts) - 1:
        last = int(np.searchsorted(starts, starts[first] + _PORTION, side="right")) - 1
        last = min(max(last, first + 1), len(starts) - 1)
        yield first, last
        first = last
