"""``python -m benchmarks.confidence``: how often a number with a given confidence is right, on scans nobody has seen.

Makes documents and scans of a seed (LibreOffice and Chromium print them), publishes them as a run does, compares every
number with what is printed, and writes docs/confidence.md with its chart. The numbers there are this program's.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from benchmarks.chart import as_svg
from benchmarks.evaluate import publish
from benchmarks.scans import scan_accuracy_table
from reportextract.evaluate.command import difference_lines
from reportextract.evaluate.scores import Comparison, Truth, compare_all
from reportextract.evaluate.sources import KEY_COLUMNS, read_published, read_truth
from reportextract.evaluate.tables import Table, as_markdown, as_text
from reportextract.model import CellKey

DOCS = Path(__file__).parent.parent / "docs"
SEED = 90_024
"""Not used for anything else. When mistakes found on these scans are mended, they are seen: take another."""
COUNT = 30

EDGES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1.0)
"""Where one class of confidence ends and the next begins; the last class is from 0.999 up."""
Z = 1.96
"""Of the interval that holds the true share in 95 % of cases."""


@dataclass(frozen=True, slots=True)
class Read:
    """A number that was published from a scanned page.

    Attributes:
        origin: ``ocr`` or ``reread``.
        printed: What is printed there; None: nothing.
    """

    document: str
    kind: str
    key: CellKey
    page: int
    text: str
    value: Decimal
    printed: Decimal | None
    confidence: float
    origin: str
    quality: str

    @property
    def is_right(self) -> bool:
        return self.value == self.printed


@dataclass(frozen=True, slots=True)
class Bin:
    """The numbers of a class of confidence: from ``low`` to below ``high``."""

    low: float
    high: float
    count: int
    wrong: int
    mean: float

    @property
    def expected(self) -> float:
        """How many wrong numbers the confidences announce."""
        return self.count * (1.0 - self.mean)

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares of wrong numbers the truth lies (Wilson, 95 %)."""
        return wilson(self.wrong, self.count)


def wilson(hits: int, count: int) -> tuple[float, float]:
    """The interval for a share of which ``hits`` of ``count`` were seen."""
    share, slack = hits / count, Z * Z / count
    middle = (share + slack / 2) / (1 + slack)
    reach = Z * math.sqrt(share * (1 - share) / count + slack / (4 * count)) / (1 + slack)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def read_numbers(out: Path, truths: dict[str, Truth]) -> list[Read]:
    """Every number that was published from a scanned page, beside what is printed there."""
    import pyarrow.dataset

    def rows(dataset: str, columns: Sequence[str]) -> list[dict[str, object]]:
        if next((out / dataset).rglob("*.parquet"), None) is None:
            return []
        stored = pyarrow.dataset.dataset(out / dataset, format="parquet", partitioning="hive")
        return list(stored.to_table(columns=list(columns)).to_pylist())

    sources = {row["document_id"]: str(row["source"]) for row in rows("documents", ("document_id", "source"))}
    qualities = {row["document_id"]: str(row["quality"]) for row in rows("reports", ("document_id", "quality"))}
    found = []
    wanted = ("document_id", "page", "printed", "value", "confidence", "origin")
    for table, (row_key, column_key) in KEY_COLUMNS.items():
        for row in rows(table, (row_key, column_key, *wanted)):
            source = sources[row["document_id"]]
            if row["value"] is None or row["origin"] not in ("ocr", "reread") or source not in truths:
                continue
            key = CellKey(table, str(row[row_key]), str(row[column_key]))
            found.append(
                Read(
                    document=source,
                    kind=truths[source].kind,
                    key=key,
                    page=int(str(row["page"])),
                    text=str(row["printed"]),
                    value=Decimal(repr(row["value"])),
                    printed=truths[source].cells.get(key),
                    confidence=float(str(row["confidence"])),
                    origin=str(row["origin"]),
                    quality=qualities[row["document_id"]],
                )
            )
    return found


def in_bins(numbers: Iterable[Read]) -> list[Bin]:
    """Numbers by their confidence; classes without any are left out."""
    grouped: list[list[Read]] = [[] for _ in EDGES[:-1]]
    for number in numbers:
        place = next(index for index, high in enumerate(EDGES[1:]) if number.confidence < high or high == EDGES[-1])
        grouped[place].append(number)
    return [
        Bin(low, high, len(group), sum(not n.is_right for n in group), sum(n.confidence for n in group) / len(group))
        for low, high, group in zip(EDGES, EDGES[1:], grouped, strict=False)
        if len(group) > 0
    ]


# --- what is printed --------------------------------------------------------------------------------


def bin_table(bins: Sequence[Bin]) -> Table:
    """A line for each class of confidence."""
    rows = [["confidence", "numbers", "wrong", "wrong announced", "right %", "right % at least"]]
    for b in bins:
        upper = "1" if b.high == EDGES[-1] else f"below {b.high:g}"
        rows.append(
            [
                f"{b.low:g} to {upper}",
                str(b.count),
                str(b.wrong),
                f"{b.expected:.1f}",
                f"{100 * (1 - b.wrong / b.count):.2f}",
                f"{100 * (1 - b.interval[1]):.2f}",
            ]
        )
    return rows


_INTRODUCTION = """\
`confidence` of a cell says how likely its value is what the page prints in that very cell. For scanned pages it is
measured, not declared: below, the numbers of scans are put in classes by their confidence, and each number is compared
with what is printed. *Wrong announced* is the sum of one minus the confidence of each; *right % at least* is the lower
end of the interval that holds the true share in 95 % of cases (Wilson)."""

_BELOW_THE_CHART = """\
*Each stroke is a class of confidence with its interval, beside it how many numbers are in the class. A dot is the share
found; a stroke without one is a class without a mistake.*"""

_MEANING = """\
- Where a class has few numbers, its share says little: read the last column.
- The scans are simulated (`tests/degrade`), their fonts those of a Linux machine. What to expect of real ones is what
  `make evaluate` shows of the samples.
- Confidence is about one cell. Whether a *report* can be used without looking at the page is `quality`: there, sums
  have to agree as well."""


_VERIFIED = """\
*Verified of PDFs*: of the scans whose document is `verified` as the PDF that it is, how many are `verified` as scans,
too. The others can't be: boxes are empty, rows are missing, or what their agencies printed leaves it open."""


def as_page(
    numbers: Sequence[Read],
    comparisons: Sequence[Comparison],
    what: str,
    picture: str,
    verified_as_pdf: Collection[str] | None = None,
) -> str:
    """docs/confidence.md.

    Args:
        verified_as_pdf: The scans of documents that are verified as PDFs, where that is known.
    """
    wrong = sum(not number.is_right for number in numbers)
    sections = [
        "# How sure is sure",
        "<!-- written by `python -m benchmarks.confidence` -->",
        _INTRODUCTION,
        f"Measured on {what}: {len(numbers)} numbers on scanned pages, {wrong} of them wrong.",
        as_markdown(bin_table(in_bins(numbers))),
        f"![Wrong numbers announced against wrong numbers found]({picture})",
        _BELOW_THE_CHART,
        "## By kind of scan",
        as_markdown(scan_accuracy_table(comparisons, verified_as_pdf)),
        *([] if verified_as_pdf is None else [_VERIFIED]),
    ]
    for kind in sorted({number.kind for number in numbers}):
        sections += [f"### {kind}", as_markdown(bin_table(in_bins(n for n in numbers if n.kind == kind)))]
    return "\n\n".join([*sections, "## What it means", _MEANING]) + "\n"


def _verified_as_pdf(scans: Path, documents: Path, folder: Path) -> set[str]:
    """The scans of documents that are verified as the PDFs that they are."""
    publish(documents, folder / "printed")
    printed = read_published(folder / "printed")
    made_of = {name: scan["of"] for name, scan in json.loads((scans / "truth.json").read_text("utf-8")).items()}
    return {name for name, of in made_of.items() if of in printed and printed[of].quality == "verified"}


def main() -> int:
    """Makes, reads, compares, writes."""
    parser = argparse.ArgumentParser(prog="benchmarks.confidence", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--scans", type=Path, help="scans made before, with their truth.json, instead of new ones")
    parser.add_argument(
        "--out", type=Path, help="where they are published, to be looked at; default: a temporary folder"
    )
    parser.add_argument(
        "--show", action="store_true", help="print the tables and every wrong number, and write nothing"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scans, out = arguments.scans or Path(folder, "scans"), arguments.out or Path(folder, "out")
        if arguments.scans is None:
            from tests.corpus.scanned import build_scans

            documents = Path(folder, "documents")
            build_scans(scans, arguments.seed, arguments.count, documents)
        truths = {name: truth for name, truth in read_truth(scans / "truth.json").items() if (scans / name).exists()}
        publish(scans, out)
        numbers = read_numbers(out, truths)
        comparisons = compare_all(read_published(out), truths)
        verified_as_pdf = None if arguments.scans is not None else _verified_as_pdf(scans, documents, Path(folder))
    if len(numbers) == 0:
        print(
            "No numbers of scanned pages were published: is an OCR engine installed? (reportextract doctor)",
            file=sys.stderr,
        )
        return 2
    if arguments.show:
        table = scan_accuracy_table(comparisons, verified_as_pdf)
        print(as_text(bin_table(in_bins(numbers))), as_text(table), sep="\n\n", end="\n\n")
        for n in sorted((n for n in numbers if not n.is_right), key=lambda n: (n.kind, n.document, n.page)):
            place = f"{n.document} p{n.page} {'.'.join(n.key)}"
            print(
                f"{place}: printed {n.printed}, read {n.text!r} = {n.value}, {n.confidence:.4f} {n.origin}, {n.quality}"
            )
        print()
        for c in comparisons:
            s = c.scores
            print(f"{c.source}: {c.status}, {c.quality}, {s.right} of {s.cells} right, {s.wrong} wrong")
        print(*(line for line in difference_lines(comparisons, None) if not line.startswith("missing")), sep="\n")
        return 0
    what = (
        f"{len(truths)} scans of `{arguments.scans.name}`"
        if arguments.scans is not None
        else (
            f"{len(truths)} scans that no part of this project was set on (`python -m tests.corpus --scans "
            f"--seed {arguments.seed} --count {arguments.count}`)"
        )
    )
    (DOCS / "pictures").mkdir(exist_ok=True)
    (DOCS / "pictures" / "confidence.svg").write_text(as_svg(in_bins(numbers)), encoding="utf-8")
    (DOCS / "confidence.md").write_text(
        as_page(numbers, comparisons, what, "pictures/confidence.svg", verified_as_pdf), encoding="utf-8"
    )
    print(as_text(bin_table(in_bins(numbers))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
