"""Where on its page a claim stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportextract.claims.find import plain
from reportextract.model import Box, Claim, Line, PageLines


def locate_claims(claims: Sequence[Claim], pages: Sequence[PageLines]) -> list[Claim]:
    """The claims with page and box: the lines that hold their words. Without, where the words are not found again."""
    lines = [line for page in pages for line in page.lines]
    texts = [plain(line.text) for line in lines]
    text = "".join(texts)
    starts = [0]
    for piece in texts:
        starts.append(starts[-1] + len(piece))
    located, after = [], 0
    for claim in claims:
        place = _find(text, claim, after)
        if place is None:
            located.append(claim)
            continue
        # Claims come in reading order: one sentence may hold several, so the next begins where this sentence does.
        after = place[0]
        begin = place[1]
        end = begin + len(claim.printed)
        held = [
            line
            for line, start, piece in zip(lines, starts, texts, strict=False)
            if start < end and start + len(piece) > begin
        ]
        page = held[0].page
        located.append(replace(claim, page=page, box=_hull([line for line in held if line.page == page])))
    return located


def _find(text: str, claim: Claim, after: int) -> tuple[int, int] | None:
    """(Where the claim's sentence begins, where its words begin)."""
    inside = claim.sentence.find(claim.printed)
    sentence = text.find(claim.sentence, after)
    if sentence >= 0:
        return sentence, sentence + inside
    words = text.find(claim.printed, after)
    return None if words < 0 else (after, words)


def _hull(lines: Sequence[Line]) -> Box:
    return Box(
        min(line.box.x0 for line in lines),
        min(line.box.top for line in lines),
        max(line.box.x1 for line in lines),
        max(line.box.bottom for line in lines),
    )
