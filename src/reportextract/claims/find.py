"""Sections → the claims in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from reportextract.claims.concept import Concept
from reportextract.claims.numbers import is_approximate, parse_number
from reportextract.model import Claim, Section
from reportextract.simplified import simplified

# What has neither a number nor a word for none states no quantity.
_STATES = re.compile("[0-9未无零]|没有|[一二两三四五六七八九十百]+(?:件|宗|份|条|个|起|例|项|单|批|人?次)")
_SENTENCE_END = re.compile(r"[。！？;；\n]")
_PARAGRAPH = re.compile(r"[^\n]+")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年)")
# 国办函〔2020〕109号 and a date say nothing of what year is told of.
_NO_TOLD_YEAR = re.compile(r"[〔\[（(]20\d\d[〕\]）)]|20\d\d年\d{1,2}月\d{1,2}日")
_NOT_THIS_YEAR = re.compile("历年|以来(?!，?我)|截至目前|累计至|同期|历史")
# A number after these is a difference or a share.
_COMPARED = re.compile("(?:增加|减少|增长|下降|同比|上升|增|减|占|较上年|比上年|第)$")
# Someone else's numbers in a government's report: 县政府办收到申请3件.
_SOMEONE = re.compile(
    "[\u3400-\u9fff]*(?:局|厅|办公室|办|委员会|委|院|处|站|所|部门|单位|科室|乡镇|街道|镇|乡|公司)(?:共|也|已|分别|均)*$"
)
_OURSELVES = re.compile("我[\u3400-\u9fff]{1,3}|本[\u3400-\u9fff]{1,3}|全[\u3400-\u9fff]{1,2}")
# Commas, colons, brackets and digits are among them.
_FULL_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)}
_KEPT = {ord(mark): None for mark in " \u3000\xa0\t"}


def find_claims(sections: Sequence[Section], year: int | None, agency: str) -> list[Claim]:
    """The claims of a report in reading order.

    Sentences that tell of another year are left out: they say nothing about the report's own tables.

    Args:
        year: The report's year; None where it is not known, then sentences that name any year are taken.
        agency: The report's agency, whose own numbers count.
    """
    found: list[Claim] = []
    for section in sections:
        for paragraph in _PARAGRAPH.findall(plain(section.text)):
            for sentence in _of_the_year(paragraph, year):
                found += _claims(section.number, sentence, paragraph, agency)
    return found


def plain(text: str) -> str:
    """The text with half-width digits and marks, in simplified characters, without spaces; lines are kept."""
    return simplified(text.translate(_FULL_WIDTH).translate(_KEPT))


def _of_the_year(paragraph: str, year: int | None) -> Iterator[str]:
    """The paragraph's sentences but those that tell of another year; a year once named holds until another is."""
    told: set[int] = set()
    for sentence in filter(None, _SENTENCE_END.split(paragraph)):
        named = {int(name) for name in _YEAR.findall(_NO_TOLD_YEAR.sub("", sentence))}
        told = named or told
        if _NOT_THIS_YEAR.search(sentence) is not None:
            continue
        # 结转2024年继续办理 in a report of 2023 names the next year beside its own.
        if year is None or not told or year in told:
            yield sentence


@cache
def _concepts() -> tuple[Concept, ...]:
    from reportextract.claims import disclosure, outcomes, requests, review

    return (*requests.CONCEPTS, *outcomes.CONCEPTS, *review.CONCEPTS, *disclosure.CONCEPTS)


def _claims(section_no: int, sentence: str, paragraph: str, agency: str) -> list[Claim]:
    taken: list[tuple[int, int, Claim]] = []
    if _STATES.search(sentence) is None:
        return []
    for concept in _concepts():
        if section_no not in concept.sections or not any(word in sentence for word in concept.words):
            continue
        is_at_home = section_no == concept.home
        if concept.context is not None and not is_at_home and concept.context.search(paragraph) is None:
            continue
        for pattern in concept.patterns:
            for match in pattern.finditer(sentence):
                claim = _claim(section_no, concept, match, sentence, agency)
                if claim is not None and not _is_taken(claim, match, taken):
                    taken.append((match.start(), match.end(), claim))
    return [claim for _, _, claim in sorted(taken, key=lambda entry: entry[:2])]


def _is_taken(claim: Claim, match: re.Match[str], taken: list[tuple[int, int, Claim]]) -> bool:
    """Whether another wording of the same quantity has this place already."""
    about = (claim.table, claim.row, claim.column)
    return any(
        start < match.end() and match.start() < end and (known.table, known.row, known.column) == about
        for start, end, known in taken
    )


def _claim(section_no: int, concept: Concept, match: re.Match[str], sentence: str, agency: str) -> Claim | None:
    value, approximate = Decimal(0), False
    groups = match.groupdict()
    if "n" in groups:
        stated = parse_number(groups["n"])
        if stated is None or _COMPARED.search(sentence[: match.start("n")]) is not None:
            return None
        value, approximate = stated, is_approximate(match)
        if concept.row == "information_fee" and groups["n_unit"] == "万元":
            value *= 10_000
        elif concept.column == "fee_amount" and groups["n_unit"] == "元":
            value /= 10_000
    if _is_of_someone_else(sentence[: match.start()], agency):
        return None
    return Claim(
        section_no=section_no,
        table=concept.table,
        row=concept.row,
        column=concept.column,
        value=value,
        printed=match.group(),
        sentence=sentence,
        sums=concept.sums,
        is_strict=concept.is_strict,
        is_approximate=approximate,
    )


def _is_of_someone_else(before: str, agency: str) -> bool:
    """Whether the clause's subject is another agency than the report's own."""
    clause = re.split("[,。;:、（）()]", before)[-1]
    clause = _OURSELVES.sub("", clause)
    if agency:
        clause = clause.replace(agency, "").replace(agency.removesuffix("人民政府").removesuffix("办事处"), "")
        for length in range(len(agency), 1, -1):
            # 石宝镇 for 忠县石宝镇人民政府.
            pieces = (agency[i : i + length] for i in range(len(agency) - length + 1))
            short = next((piece for piece in pieces if piece in clause), "")
            if short and short[-1] in "省市县区旗乡镇道局委厅办":
                clause = clause.replace(short, "")
                break
    return _SOMEONE.search(clause) is not None
