"""The codebook: the schema as Markdown for people and as JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from reportextract.datasets.keys import KEYS, PANEL_SHORT, TABLES, label, panel_name
from reportextract.datasets.schema import DATASETS, Column, Dataset
from reportextract.measures import MEASURES

_INTRODUCTION = """\
# Datasets

<!-- Generated: reportextract schema > docs/datasets.md -->

One folder a dataset under the output folder. Those marked *by year* have a folder `report_year=YYYY` for each year and,
beside these, a file with the rows whose year is unknown (null). Strings are UTF-8, times UTC; boxes are in PDF points
from the top left of the page as it is read, pages count from 1. Columns marked `*` are never null. Each file's Parquet
metadata holds the version that wrote it and each column's description and unit.

```python
import reportextract
datasets = reportextract.open_datasets("data/parquet")
datasets.requests.query("outcome == 'received' and applicant == 'total'")
```

Files of a year are cut by the first digits of `document_id` where there are many reports; a file's name holds a digest
of its content, and `_manifest.json` names them all. What `open_datasets` has opened stays as it was while a run
publishes; who reads several datasets that must fit together reads them so.

`pandas.read_parquet("data/parquet/requests")`, DuckDB's `read_parquet('data/parquet/requests/*/*.parquet',
hive_partitioning = true)` and R's `arrow::open_dataset("data/parquet/requests")` read them as well.
"""


def as_json(names: Sequence[str]) -> str:
    """The definition of datasets as JSON."""
    return json.dumps({name: _as_dict(DATASETS[name]) for name in names}, ensure_ascii=False, indent=1) + "\n"


def as_markdown(names: Sequence[str]) -> str:
    """The definition of datasets as Markdown; with an introduction and the form's keys where all are asked for."""
    parts = [_dataset(DATASETS[name]) for name in names]
    if len(names) == len(DATASETS):
        parts = [_INTRODUCTION, *parts, _keys()]
    return "\n".join(parts)


def _as_dict(dataset: Dataset) -> dict[str, object]:
    return {
        "meaning": dataset.meaning,
        "key": list(dataset.key),
        "order": list(dataset.order),
        "partitioned": dataset.partitioned,
        "columns": [asdict(column) for column in dataset.columns],
    }


def _dataset(dataset: Dataset) -> str:
    place = "by year" if dataset.partitioned else "one file"
    lines = [f"## {dataset.name}", "", dataset.meaning, "", f"Key: `{', '.join(dataset.key)}` · {place}", ""]
    columns = dataset.columns
    if dataset.name == "panel":
        columns = tuple(column for column in columns if column.name not in _PANEL_CELLS | _PANEL_MEASURES)
        lines += [*_panel_law(), ""]
    lines += ["| column | type | unit | meaning |", "|---|---|---|---|"]
    lines += [_line(column) for column in columns]
    if dataset.name == "panel":
        lines.append(f"| *the cells* | int64, disclosure float64 | | {len(KEYS)} columns, listed under *Keys* |")
        lines.append(f"| *the measures* | float64, days int64 | | {len(MEASURES)} columns, listed below |")
        lines += _measures()
    return "\n".join([*lines, ""])


_PANEL_CELLS = frozenset(map(panel_name, KEYS))
_PANEL_MEASURES = frozenset(measure.name for measure in MEASURES)


def _line(column: Column) -> str:
    star = "" if column.nullable else " *"
    return f"| `{column.name}`{star} | {column.type} | {column.unit} | {column.meaning} |"


def _measures() -> list[str]:
    return [
        "",
        "Measures are null where a number they need is not printed or can't be read, and where the denominator is 0.",
        "",
        "| measure | unit | meaning | formula | source |",
        "|---|---|---|---|---|",
        *(f"| `{m.name}` | {m.unit} | {m.label}. {m.meaning} | `{m.formula}` | {m.source} |" for m in MEASURES),
    ]


def _panel_law() -> list[str]:
    short = ", ".join(f"`{long}` → `{brief}`" for long, brief in PANEL_SHORT.items())
    return [
        "A cell's column is called `table__row__column`, with `dis`, `req` or `rev` for the table and a dot in a key "
        "written as an underscore: at most 32 characters, as Stata demands. Only these parts are shortened: "
        + short
        + "."
    ]


def _keys() -> str:
    lines = ["## Keys", "", "Every cell of the form, with its column in `panel`.", ""]
    for table in TABLES.values():
        lines += [f"### {table.name} · {table.label}", ""]
        lines += [f"| {table.row_name} | {table.column_name} | label | panel |", "|---|---|---|---|"]
        lines += [f"| `{key.row}` | `{key.column}` | {label(key)} | `{panel_name(key)}` |" for key in table.members]
        lines.append("")
    return "\n".join(lines)
