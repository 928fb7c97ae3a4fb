"""Which lines begin the report's sections: by meaning first, then by number, place and the tables behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from reportextract.prose.headings import STYLES, Heading

# How strongly a line is a section's heading. Meaning is the base; the rest decides between lines of equal meaning.
_BASE, _WEAK_BASE = 10.0, 6.0
_NUMBER_FITS, _OFFICIAL_NAME, _TABLE_FOLLOWS, _TEXT_FOLLOWS, _MID_PARAGRAPH = 4.0, 3.0, 6.0, 1.0, -8.0

# The first section's sub-headings （一）主动公开 and （二）依申请公开 name two or three sections; sections are more.
_MOST_SECTIONS = 4

# The table that stands in a section.
TABLE_SECTIONS: Mapping[str, int] = {"disclosure": 2, "requests": 3, "review_litigation": 4}


def choose_headings(candidates: Sequence[Heading], table_rows: Sequence[tuple[int, str]]) -> dict[int, Heading]:
    """One heading for each section that has one, by section number.

    Candidates of the style in which most sections are numbered are put in the order of the form; among the chains
    that this allows, the one with the strongest headings wins. Sub-headings that repeat a section's name lose to
    the line before the table. A short heading of unknown meaning fills a gap when its number is the one missing.

    Args:
        candidates: In reading order.
        table_rows: For each piece of a form table the row before which it stands, and which table it is.
    """
    style = _section_style(candidates)
    usable = [heading for heading in candidates if heading.style in (style, "bare")]
    known = [heading for heading in usable if heading.meaning]
    chain = _best_chain(known, _strengths(known, usable, table_rows))
    chosen = {heading.meaning: heading for heading in chain}
    _place_swapped(chosen, known, style)
    _fill_gaps(chosen, usable, style)
    _take_leading_part(chosen, usable)
    return chosen


def _section_style(candidates: Sequence[Heading]) -> str:
    """How this report numbers its sections: 一、 unless most of the form's sections are numbered otherwise."""
    meanings: dict[str, set[int]] = {}
    for heading in candidates:
        if heading.meaning and heading.style != "bare":
            meanings.setdefault(heading.style, set()).add(heading.meaning)
    style = max(STYLES, key=lambda style: (len(meanings.get(style, ())), -STYLES.index(style)))
    if len(meanings.get("cn", ())) >= 2 or len(meanings.get(style, ())) < _MOST_SECTIONS:
        return "cn"
    return style


def _strengths(
    known: Sequence[Heading], usable: Sequence[Heading], table_rows: Sequence[tuple[int, str]]
) -> list[float]:
    starts = [heading.row for heading in usable] + [1 << 30]
    following = dict(pairwise(starts))
    strengths = []
    for heading in known:
        after = heading.row + heading.row_count
        until = following[heading.row]
        strength = _BASE
        if heading.meaning == 5 and "问题" not in heading.title and "不足" not in heading.title:
            strength = _WEAK_BASE
        if heading.number == heading.meaning:
            strength += _NUMBER_FITS
        if heading.official:
            strength += _OFFICIAL_NAME
        if heading.mid_paragraph:
            strength += _MID_PARAGRAPH
        if any(after <= row <= until and TABLE_SECTIONS[name] == heading.meaning for row, name in table_rows):
            strength += _TABLE_FOLLOWS
        elif until > after or heading.rest:
            strength += _TEXT_FOLLOWS
        strengths.append(strength)
    return strengths


def _best_chain(known: Sequence[Heading], strengths: Sequence[float]) -> list[Heading]:
    """The strongest chain of headings in reading order whose meanings rise."""
    totals: list[float] = []
    before: list[int] = []
    for index, heading in enumerate(known):
        best, link = 0.0, -1
        for earlier in range(index):
            if known[earlier].meaning < heading.meaning and totals[earlier] > best:
                best, link = totals[earlier], earlier
        totals.append(best + strengths[index])
        before.append(link)
    chain: list[Heading] = []
    place = max(range(len(known)), key=totals.__getitem__, default=-1)
    while place >= 0:
        chain.append(known[place])
        place = before[place]
    return chain[::-1]


def _place_swapped(chosen: dict[int, Heading], known: Sequence[Heading], style: str) -> None:
    """Adds sections that an agency prints out of the form's order.

    A real heading's printed number lies between those of its neighbours; a sub-heading's does not.
    """
    for heading in known:
        if heading.meaning in chosen or heading.style != style or heading.mid_paragraph or heading.number is None:
            continue
        placed = sorted(chosen.values())
        before = [other.number for other in placed if other.row < heading.row]
        after = [other.number for other in placed if other.row > heading.row]
        if before and (before[-1] or 0) < heading.number and (not after or heading.number < (after[0] or 0)):
            chosen[heading.meaning] = heading


def _fill_gaps(chosen: dict[int, Heading], usable: Sequence[Heading], style: str) -> None:
    for number in range(1, 7):
        if number in chosen:
            continue
        low = max((chosen[n].row for n in chosen if n < number), default=-1)
        high = min((chosen[n].row for n in chosen if n > number), default=1 << 30)
        if not chosen or (number > 1 and not any(n < number for n in chosen)):
            continue
        for heading in usable:
            if heading.meaning or heading.style != style or heading.number != number or heading.mid_paragraph:
                continue
            if low < heading.row < high:
                chosen[number] = heading._replace(meaning=number)
                break


def _take_leading_part(chosen: dict[int, Heading], usable: Sequence[Heading]) -> None:
    """Prose with a numbering of its own before the tables' headings: the first section, and its last part the fifth.

    Some agencies number the prose 一 to 六 and begin again at 一 with the tables.
    """
    first = min((heading.row for heading in chosen.values()), default=0)
    leading = [heading for heading in usable if heading.row < first and not heading.mid_paragraph]
    if 1 in chosen or not leading:
        return
    start = leading[0]
    chosen[1] = Heading(start.row, 0, None, 1, "", "", start.style, False, False)
    last = leading[-1]
    if last.meaning in (5, 6) and last.meaning not in chosen and last is not start:
        chosen[last.meaning] = last
