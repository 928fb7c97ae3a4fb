"""What a document says about where its agency is, beside the agency's name.

Each kind of evidence supports some of the candidates, or says nothing. Only what names the place of the agency itself
counts: a county that is merely mentioned may be one that it visited.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from reportextract.agencies.divisions import Divisions
from reportextract.agencies.names import read_name

# 地址：孝义市下堡镇… in the report's last lines; nothing farther than this belongs to it.
_ADDRESS = re.compile(r"(?:地址|地点|位于|驻地)[:：]?(.{2,40})")
_SITE = re.compile(r"([\u3400-\u9fff]{2,24}?)(?:人民)?(?:政府)?(?:门户)?(?:网站|政府网|信息公开网|政务网)")
_WEB = re.compile(r"([a-z0-9][a-z0-9.-]*)\.gov\.cn", re.IGNORECASE)
_TELEPHONE = re.compile(r"(?<!\d)[(（]?(0(?:10|2\d|[3-9]\d\d))[)）]?[-—－–\s]?(?=[2-9]\d{6,7}(?!\d))")
_WEB_WORDS = re.compile("(?:xian|shi|qu|zf|gov|rmzf|xxgk|zwgk|www)$|^(?:www|xxgk|zwgk|mail|zf)")
_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is at hand.

    Attributes:
        text: All text around the tables, without spaces.
        source: Path of the file.
        sidecar: What a person noted beside the file: ``division_code``, ``agency``, ``publisher``, ``url``; ``error``
            where the note can't be read.
        report_year: The year that the report is about.
    """

    text: str = ""
    source: str = ""
    sidecar: Mapping[str, str] = field(default_factory=dict)
    report_year: int | None = None


def supported(
    candidates: Collection[str], name: str, evidence: Evidence, table: Divisions
) -> Iterator[tuple[str, frozenset[str]]]:
    """(Kind of evidence, the candidates that it supports); kinds that support none are left out.

    Args:
        candidates: Codes.
        name: The agency's name as printed, by which its other mentions are found.
    """
    kinds = (
        ("sidecar", _by_sidecar(candidates, evidence, table)),
        ("prose", _by_prose(candidates, name, evidence.text, table)),
        ("address", _by_names(candidates, " ".join(_ADDRESS.findall(evidence.text)), table)),
        ("web site", _by_names(candidates, " ".join(_SITE.findall(evidence.text)), table)),
        ("web address", _by_web(candidates, f"{evidence.text} {evidence.sidecar.get('url', '')}", table)),
        ("telephone", _by_telephone(candidates, evidence.text, table)),
        ("path", _by_names(candidates, evidence.source, table)),
    )
    for kind, chosen in kinds:
        if chosen:
            yield kind, frozenset(chosen)


def names_place(name: str, code: str, table: Divisions) -> bool:
    """Whether an agency's name names a division above its own: 洪泽县 in 洪泽县共和镇."""
    return bool(_by_names({code}, name, table))


def _by_sidecar(candidates: Collection[str], evidence: Evidence, table: Divisions) -> set[str]:
    named = [evidence.sidecar.get(key, "") for key in ("agency", "publisher")]
    return {reading.code for text in named for reading in read_name(text, table)} & set(candidates)


def _by_prose(candidates: Collection[str], name: str, text: str, table: Divisions) -> set[str]:
    """The candidates whose county stands right before another mention of the name: 重庆市巫溪县下堡镇人民政府."""
    root = re.sub("(?:人民政府|政府|街道办事处|办事处|街道办)$", "", name)
    found = set()
    for match in re.finditer(re.escape(root), text) if len(root) >= _SHORTEST_NAME else ():
        before = text[max(0, match.start() - 24) : match.start()]
        for candidate in candidates:
            names = [name for above in table.path(candidate)[1:-1] for name in _names(above, table)]
            if any(len(name) >= _SHORTEST_NAME and before.endswith(name) for name in names):
                found.add(candidate)
    return found


def _by_names(candidates: Collection[str], text: str, table: Divisions) -> set[str]:
    """The candidates of which the text names most: county before prefecture before province."""
    best: set[str] = set()
    depth = 0
    for candidate in candidates:
        for above in table.path(candidate)[:-1]:
            if any(len(name) >= _SHORTEST_NAME and name in text for name in _names(above, table)):
                if len(above) > depth:
                    best, depth = set(), len(above)
                if len(above) == depth:
                    best.add(candidate)
    return best


def _names(code: str, table: Divisions) -> tuple[str, ...]:
    """The names that a prefecture or county has and had."""
    return (table.names.get(code, ""), *table.formerly.get(code, ()))


def _by_web(candidates: Collection[str], text: str, table: Divisions) -> set[str]:
    codes: set[str] = set()
    for host in _WEB.findall(text):
        for label in host.lower().split("."):
            for spelling in {label, _WEB_WORDS.sub("", label)}:
                codes.update(table.web.get(spelling, ()))
    return {candidate for candidate in candidates if codes & set(table.path(candidate))}


def _by_telephone(candidates: Collection[str], text: str, table: Divisions) -> set[str]:
    codes = {code for area in _TELEPHONE.findall(text) for code in table.area.get(area, ())}
    return {candidate for candidate in candidates if codes & set(table.path(candidate))}
