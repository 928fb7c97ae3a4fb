"""Time, memory and hits of the search for reused text, over reports made up here: ``make reuse``.

Reports are invented letter by letter, so that what they share is known: the form's own wording, sentences that very
many agencies write, what an agency takes over from its last report, and planted copies of another agency's section in
which every tenth word is another.
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import dataclass
from random import Random

import pyarrow as pa

from reportextract.reuse.find import find_reuse

SEED = 20
YEARS = 5
CHANGED = 0.1  # of the words of a planted copy
PLANTED = 0.05  # of the reports hold one
FIRST_YEAR = 2019

_OPENING = (
    "{year}年，我镇认真贯彻落实《中华人民共和国政府信息公开条例》，保障人民群众知情权、参与权、表达权、监督权。",
    "（一）主动公开政府信息情况。",
    "（二）依申请公开政府信息情况。本年度未收到公民、法人和其他组织的政府信息公开申请。",
    "（五）政府信息公开监督保障情况。",
)
_LAST = "本年度没有其他需要报告的事项。按照《政府信息公开信息处理费管理办法》规定，本年度未收取信息处理费。"
_REPORTS_A_COMMON = 50  # for so many reports there is a sentence that everybody writes; a section holds three
_VOCABULARY = 6000
_FIRST_LETTER, _LETTERS = 0x4E00, 2500


@dataclass(frozen=True, slots=True)
class Invented:
    """Reports and what was planted in them.

    Attributes:
        sections, reports: Columns of the datasets that the search needs.
        planted: (document, section, document it was copied from).
    """

    sections: pa.Table
    reports: pa.Table
    planted: tuple[tuple[str, int, str], ...]


def invent(count: int, seed: int = SEED, years: int = YEARS) -> Invented:
    """``count`` reports of ``count / years`` agencies."""
    rng = Random(seed)
    words = ["".join(chr(_FIRST_LETTER + rng.randrange(_LETTERS)) for _ in range(2)) for _ in range(_VOCABULARY)]

    def sentence(least: int = 12, most: int = 25) -> list[str]:
        return [*rng.choices(words, k=rng.randint(least, most)), "。"]

    common = ["".join(sentence()) for _ in range(max(20, count // _REPORTS_A_COMMON))]
    reports, sections, planted = [], [], []
    sources: list[tuple[str, int, str, list[str]]] = []
    for number in range(count):
        agency, year = f"第{number // years}镇人民政府", FIRST_YEAR + number % years
        identity = f"{number:016x}"
        reports.append((identity, agency, None, None, year, True))
        if number % years == 0:
            last_year: dict[int, list[list[str]]] = {}
        for section_no, size in ((1, 14), (5, 6)):
            body = [sentence() for _ in range(size)]
            if section_no in last_year and rng.random() < 0.5:  # an agency takes over a third of its last report
                body[: size // 3] = last_year[section_no][: size // 3]
            last_year[section_no] = body
            if sources and rng.random() < PLANTED / 2:
                origin, origin_section, of_agency, text = rng.choice(sources)
                if origin_section == section_no and of_agency != agency:
                    body = [_changed(text, words, rng)]
                    planted.append((identity, section_no, origin))
            elif rng.random() < 0.2 and len(sources) < count:
                sources.append((identity, section_no, agency, [word for part in body for word in part]))
            opening = [part.format(year=year) for part in _OPENING] if section_no == 1 else []
            texts = [*opening, *rng.sample(common, 3), *("".join(part) for part in body)]
            rng.shuffle(texts)
            sections.append((identity, section_no, "".join(texts)))
        sections.append((identity, 6, _LAST))
    section_columns = {
        "document_id": pa.array([row[0] for row in sections]),
        "section_no": pa.array([row[1] for row in sections], pa.int32()),
        "text": pa.array([row[2] for row in sections]),
    }
    names = ("document_id", "agency", "agency_level", "division_code", "report_year", "is_primary")
    types = (pa.string(), pa.string(), pa.string(), pa.string(), pa.int32(), pa.bool_())
    columns = zip(names, types, zip(*reports, strict=True), strict=True)
    return Invented(pa.table(section_columns), pa.table({n: pa.array(v, t) for n, t, v in columns}), tuple(planted))


def _changed(text: list[str], words: list[str], rng: Random) -> list[str]:
    return [rng.choice(words) if word != "。" and rng.random() < CHANGED else word for word in text]


@dataclass(frozen=True, slots=True)
class Hits:
    """What of the planted copies was found, and what else was called alike."""

    planted: int
    found: int
    false: int


def hits(invented: Invented, reuse: pa.Table) -> Hits:
    """Compare what was found between agencies with what was planted.

    Two copies of one section are alike too, and so is an agency's text that its next report takes over: a pair counts
    as false only when the two have no planted text in common.
    """
    pairs = {
        (row["document_id"], row["section_no"], row["other_document_id"])
        for row in reuse.select(["document_id", "section_no", "other_document_id", "relation"]).to_pylist()
        if row["relation"] == "other_agency"
    }
    agencies = dict(zip(*(invented.reports[name].to_pylist() for name in ("document_id", "agency")), strict=True))
    kin: dict[str, str] = {}

    def root(name: str) -> str:
        while name in kin:
            name = kin[name]
        return name

    for document, _, origin in invented.planted:
        a, b = root(agencies[document]), root(agencies[origin])
        if a != b:
            kin[a] = b
    found = sum(planted in pairs for planted in invented.planted)
    false = sum(root(agencies[a]) != root(agencies[b]) for a, _, b in pairs)
    return Hits(len(invented.planted), found, false)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reuse", description=__doc__)
    parser.add_argument("--reports", type=int, default=20_000)
    options = parser.parse_args()
    invented = invent(options.reports)
    letters = sum(len(text) for text in invented.sections["text"].to_pylist())
    before = _peak_mib()
    began, cpu_began = time.perf_counter(), time.process_time()
    reuse = find_reuse(invented.sections, invented.reports)
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu_began
    result = hits(invented, reuse)
    print(
        f"{options.reports} reports, {letters / 1e6:.1f} million characters: {seconds:.1f} s, CPU {cpu_seconds:.1f} s"
    )
    print(f"memory: {_peak_mib():.0f} MiB at most, {before:.0f} of them before the search")
    print(f"planted copies found: {result.found} of {result.planted} ({result.found / result.planted:.1%})")
    print(f"pairs of agencies that share nothing planted: {result.false}; rows: {reuse.num_rows}")


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
