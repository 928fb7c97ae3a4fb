"""共N条，其中…: parts that together are more than the whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from reportextract.claims.find import plain
from reportextract.claims.numbers import parse_number
from reportextract.model import Finding, Section

_WHOLE = re.compile(
    r"(?P<n>\d{1,9})(?P<unit>件|条|份|人次|宗|篇)(?:[^\d,。;，；、()]{0,6})[,，(（]?其中[:：,，]?(?P<rest>[^。;；\n)）]+)"
)
_PART = re.compile(r"(?P<label>[^\d,，、;；。]{2,24}?)(?P<n>\d{1,9})(?P<unit>件|条|份|人次|宗|篇)(?![余多])")
# The same information may be published in several ways, and counts once in the whole.
_WAYS = re.compile("网站|网|微信|微博|公众号|客户端|平台|渠道|公示栏|公开栏|广播|电视|短信|报刊|媒体|方式|抖音|栏")
# 其中自然人申请5件，予以公开2件: who asked and what became of it are two ways to part the same whole.
_LEAVES_THE_PARTS = re.compile("公开|结转|答复|办结|不予|无法|上年|下年|同比|增加|减少|另|累计")


def find_impossible_parts(sections: Sequence[Section], page_of: int | None = None) -> list[Finding]:
    """Findings where the parts listed after 其中 add up to more than the whole they are of.

    Parts that are less are no mistake: the list need not be complete. Ways of publishing overlap and are not added up.
    """
    findings = []
    for section in sections:
        for match in _WHOLE.finditer(plain(section.text)):
            whole, unit = Decimal(match["n"]), match["unit"]
            parts: list[tuple[str, Decimal]] = []
            for part in _PART.finditer(match["rest"]):
                value = parse_number(part["n"])
                if part["unit"] != unit or value is None or _LEAVES_THE_PARTS.search(part["label"]) is not None:
                    break
                parts.append((part["label"].strip(",，、:："), value))
            total = sum((value for _, value in parts), Decimal(0))
            if len(parts) < 2 or total <= whole or any(_WAYS.search(label) is not None for label, _ in parts):
                continue
            listed = " + ".join(f"{label} {value}" for label, value in parts)
            findings.append(
                Finding(
                    "PARTS_EXCEED_WHOLE",
                    "warning",
                    f"Section {section.number} says {whole}{unit} and lists parts of {total}: {listed}. Compare with "
                    "the page.",
                    page=section.page_first if page_of is None else page_of,
                    facts={"whole": str(whole), "parts": str(total), "sentence": match.group()},
                )
            )
    return findings
