"""Time, memory and hits of the search for reused text, over reports made up here: ``make reuse``.

Reports are invented letter by letter, so that what they share is known: the form's own wording, sentences that very
many agencies write, what an agency takes over from its last report, and planted copies of another agency's section in
which every tenth word is another. With ``--template`` a county's twenty agencies share sentences too.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa

from benchmarks.memory import peak_memory
from reportextract.agencies.series import series_of
from reportextract.datasets.schema import arrow_schema
from reportextract.model import Document
from reportextract.reuse.find import REPORT_COLUMNS, SECTION_COLUMNS
from reportextract.runs.fingerprint import Fingerprint
from reportextract.runs.ledger import LEDGER_FILE, Ledger, SeenFile, open_ledger
from reportextract.runs.packed import PackedDocument, pack_tables, unpack
from reportextract.runs.relate import relate
from reportextract.runs.related import INDEX_FILE, relate_texts

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
_COUNTY, _TEMPLATE = 20, 30  # agencies; sentences of their template
_FIRST_LETTER, _LETTERS = 0x4E00, 2500
_KNOWN = "invented.pickle"


@dataclass(frozen=True, slots=True)
class Invented:
    """Reports and what was planted in them.

    Attributes:
        sections, reports: Columns of the datasets that the search needs.
        planted: (document, section, document it was copied from).
        templates: Agencies that share a template, two by two.
    """

    sections: pa.Table
    reports: pa.Table
    planted: tuple[tuple[str, int, str], ...]
    templates: tuple[tuple[str, str], ...] = ()


def invent(count: int, seed: int = SEED, years: int = YEARS, template: float = 0.0) -> Invented:
    """``count`` reports of ``count / years`` agencies.

    Args:
        template: Share of an agency's sentences that stand in its county's template.
    """
    rng = Random(seed)
    words = ["".join(chr(_FIRST_LETTER + rng.randrange(_LETTERS)) for _ in range(2)) for _ in range(_VOCABULARY)]

    def sentence(least: int = 12, most: int = 25) -> list[str]:
        return [*rng.choices(words, k=rng.randint(least, most)), "。"]

    common = ["".join(sentence()) for _ in range(max(20, count // _REPORTS_A_COMMON))]
    reports, sections, planted, templates = [], [], [], []
    sources: list[tuple[str, int, str, list[str]]] = []
    for number in range(count):
        agency, year = f"第{number // years}镇人民政府", FIRST_YEAR + number % years
        identity = f"{number:016x}"
        reports.append((identity, agency, None, None, year, True))
        if number % years == 0:
            last_year: dict[int, list[list[str]]] = {}
            if template and number % (years * _COUNTY) == 0:
                first, of_county = agency, [sentence() for _ in range(_TEMPLATE)]
            elif template:
                templates.append((first, agency))
        for section_no, size in ((1, 14), (5, 6)):
            body = [sentence() for _ in range(size)]
            if template:
                body = [rng.choice(of_county) if rng.random() < template else own for own in body]
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
    return Invented(
        pa.table(section_columns),
        pa.table({n: pa.array(v, t) for n, t, v in columns}),
        tuple(planted),
        tuple(templates),
    )


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

    copies = ((agencies[document], agencies[origin]) for document, _, origin in invented.planted)
    for one, other in (*copies, *invented.templates):
        a, b = root(one), root(other)
        if a != b:
            kin[a] = b
    found = sum(planted in pairs for planted in invented.planted)
    false = sum(root(agencies[a]) != root(agencies[b]) for a, _, b in pairs)
    return Hits(len(invented.planted), found, false)


# --- steps: each a process, so that its memory is its own ----------------------------------------


def fill(folder: Path, count: int, template: float) -> dict[str, float]:
    """A ledger with so many invented reports, none of them compared."""
    invented = invent(count, template=template)
    texts = _by_document(invented.sections)
    with open_ledger(folder) as ledger:
        files = [_file(identity) for identity in invented.reports["document_id"].to_pylist()]
        ledger.see(files, files, prune=False)
        for facts in invented.reports.to_pylist():
            keep_report(ledger, facts, texts[facts["document_id"]])
    known = replace(invented, sections=invented.sections.slice(0, 0))
    (folder / _KNOWN).write_bytes(pickle.dumps(known))
    letters = sum(len(text) for sections in texts.values() for _, text in sections)
    return {"million characters": letters / 1e6, "ledger MB": _megabytes(folder / LEDGER_FILE)}


def compare_all(folder: Path, count: int, template: float) -> dict[str, float]:
    """The first comparison: everything is new."""
    return _compared(folder) | {"index MB": _megabytes(folder / INDEX_FILE)}


def look(folder: Path, count: int, template: float) -> dict[str, float]:
    """What was found."""
    rows = _rows(folder)
    found = hits(pickle.loads((folder / _KNOWN).read_bytes()), rows)
    return {"planted": found.planted, "found": found.found, "false pairs": found.false, "rows": rows.num_rows}


def compare_one_more(folder: Path, count: int, template: float) -> dict[str, float]:
    """One report more, of a new agency, that has copied a section."""
    with open_ledger(folder) as ledger:
        origin = f"{count // 2:016x}"
        (text,) = (text for number, text in _texts_in(ledger, origin) if number == 1)
        file = _file(f"{count:016x}")
        ledger.see([*ledger.files(), file], [file], prune=False)
        facts = ("新镇人民政府", None, None, FIRST_YEAR, True)
        keep_report(ledger, dict(zip(REPORT_COLUMNS, (file.document_id, *facts), strict=True)), [(1, text)])
    return _compared(folder)


def _compared(folder: Path) -> dict[str, float]:
    with open_ledger(folder) as ledger:
        began = time.perf_counter()
        relate(ledger)
        relate_texts(ledger)
        ledger.commit()
        seconds = time.perf_counter() - began
    kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {"seconds": seconds, "MiB": peak_memory(), "MiB of its process": kilobytes / 1024}


def keep_report(ledger: Ledger, facts: dict[str, Any], texts: Sequence[tuple[int, str]]) -> None:
    """Keep a report of which nothing is known but ``REPORT_COLUMNS`` and its sections."""
    identity, schema = facts["document_id"], arrow_schema("sections")
    named = {"title": "", "page_first": 1, "page_last": 1, **facts}
    rows = [{**{name: named.get(name) for name in schema.names}, "section_no": n, "text": text} for n, text in texts]
    series = series_of(facts["agency"], facts["agency_level"], facts["division_code"])
    document = Document(identity, identity, identity, 1, "application/pdf", 1, 0, "extracted", "", 0.0)
    known = facts | {"series": None if series is None else ":".join(series), "quality": "verified"}
    packed = pack_tables({"sections": pa.Table.from_pylist(rows, schema=schema)})
    ledger.keep(PackedDocument(document, known, packed), Fingerprint("", ""), "", "", "")


def _by_document(sections: pa.Table) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = {}
    for identity, *section in zip(*(sections[name].to_pylist() for name in SECTION_COLUMNS), strict=True):
        found.setdefault(identity, []).append((section[0], section[1]))
    return found


def _texts_in(ledger: Ledger, identity: str) -> list[tuple[int, str]]:
    query = "SELECT schema_id, rows FROM packed JOIN result USING (document_id) WHERE document_id = ?"
    ((schema_id, rows),) = ledger.query(query, [identity])
    batch = unpack(rows, ledger.schemas(schema_id))["sections"]
    return list(zip(batch["section_no"].to_pylist(), batch["text"].to_pylist(), strict=True))


def _rows(folder: Path) -> pa.Table:
    with open_ledger(folder) as ledger:
        found = ledger.query("SELECT schema_id, rows FROM related ORDER BY document_id")
        batches = [unpack(rows, ledger.schemas(schema_id))["reuse"] for schema_id, rows in found]
    return pa.Table.from_batches(batches, schema=arrow_schema("reuse"))


def _file(identity: str) -> SeenFile:
    return SeenFile(identity, "1", identity, identity, 1, "application/pdf")


def _megabytes(path: Path) -> float:
    return path.stat().st_size / 1e6


# --- all together --------------------------------------------------------------------------------

_STEPS = {step.__name__: step for step in (fill, compare_all, look, compare_one_more)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reuse", description=__doc__)
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("--template", type=float, default=0.0, help="share of sentences from a county's template")
    parser.add_argument("--step", nargs=2, metavar=("STEP", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        name, folder = options.step
        print(json.dumps(_STEPS[name](Path(folder), options.reports, options.template)))
        return
    print(f"{options.reports:,} reports; load when this began: {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as place:
        for name in _STEPS:
            command = [sys.executable, "-m", "benchmarks.reuse", "--reports", str(options.reports)]
            command += ["--template", str(options.template), "--step", name, place]
            ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            told = (f"{key} {value:,.1f}".removesuffix(".0") for key, value in json.loads(ran.stdout).items())
            print(f"{name.replace('_', ' ')}: {', '.join(told)}", flush=True)


if __name__ == "__main__":
    main()
