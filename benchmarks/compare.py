"""Time of ``compare`` for six years of one agency out of 20,000 published reports: ``make comparing``.

The reports are one report of the corpus many times, under other names and years: what is measured is how much of the
datasets is read, and that is the same whatever they say. They are published as a run publishes them.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa

import reportextract
from benchmarks.reuse import invent
from reportextract.datasets.frames import report_rows, tables
from reportextract.datasets.schema import DATASETS, arrow_schema
from reportextract.datasets.write import write_datasets
from reportextract.reuse.find import find_reuse

_TEMPLATE = Path("tests/corpus/documents/plain-2021.pdf")
_YEARS = 6
_FIRST_YEAR = 2019
_ROUNDS = 5


def publish(count: int, out: Path) -> str:
    """Publish ``count`` reports; returns the name of an agency that has six of them."""
    template = _template()
    made = invent(count, years=_YEARS)
    reports = made.reports.to_pydict()
    ids = sorted(reports["document_id"])  # numbers in hex: already in order
    agencies, years = reports["agency"], reports["report_year"]
    datasets: dict[str, pa.Table] = {}
    for name in DATASETS:
        if name not in ("sections", "reuse"):
            datasets[name] = _repeated(template[name], ids, agencies, years, name)
    texts = made.sections
    place = {identity: index for index, identity in enumerate(ids)}
    of = [place[identity] for identity in texts["document_id"].to_pylist()]
    sections = {
        "document_id": texts["document_id"],
        "section_no": texts["section_no"],
        "report_year": pa.array([years[index] for index in of], pa.int32()),
        "agency": [agencies[index] for index in of],
        "division_code": pa.nulls(len(of), pa.string()),
        "title": [""] * len(of),
        "text": texts["text"],
        "page_first": pa.array([1] * len(of), pa.int32()),
        "page_last": pa.array([1] * len(of), pa.int32()),
    }
    schema = arrow_schema("sections")
    datasets["sections"] = pa.table({name: sections[name] for name in schema.names}, schema=schema)
    datasets["reuse"] = find_reuse(datasets["sections"], datasets["reports"])
    write_datasets(datasets, out)
    return str(agencies[count // 2])


def _template() -> dict[str, pa.Table]:
    report = reportextract.extract(_TEMPLATE)
    rows = report_rows(report)
    rows["documents"] = []
    return tables(rows)


def _repeated(table: pa.Table, ids: list[str], agencies: list[str], years: list[int], name: str) -> pa.Table:
    """A report's rows once for each document."""
    schema = arrow_schema(name)
    if not table.num_rows:
        return schema.empty_table()
    index = np.tile(np.arange(table.num_rows), len(ids))
    of = np.repeat(np.arange(len(ids)), table.num_rows)
    repeated = table.take(index)
    replaced = {
        "document_id": pa.array(ids, pa.string()).take(of),
        "agency": pa.array(agencies, pa.string()).take(of),
        "report_year": pa.array(years, pa.int32()).take(of),
        "division_code": pa.nulls(len(of), pa.string()),
    }
    columns = [replaced.get(field.name, repeated[field.name]) for field in schema]
    return pa.Table.from_arrays([_plain(column) for column in columns], schema=schema)


def _plain(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def main() -> None:
    """Publish, compare, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=__doc__)
    parser.add_argument("--reports", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "parquet")
        agency = publish(options.reports, out)
        size = sum(path.stat().st_size for path in out.rglob("*.parquet"))
        print(f"{options.reports} reports, {size / 1e6:.0f} MB of Parquet; six years of one agency, whole command:")
        for form in ("table", "csv", "xlsx", "html"):
            file = Path(folder, f"compared.{form}")
            command = [sys.executable, "-m", "reportextract", "compare", agency, "--out", str(out)]
            best = min(_seconds([*command, "--format", form, "-o", str(file)]) for _ in range(_ROUNDS))
            print(f"  {form:<6} {best:.2f} s")


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
