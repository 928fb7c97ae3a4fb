"""``make claims``: what the prose says, by the truth of a folder beside what was found.

A claim of the truth is right when it was found with the same number and the same verdict. A claim that the dataset
calls a contradiction and the truth does not is a false accusation.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from benchmarks.evaluate import publish
from reportextract.datasets.read import open_datasets

Told = tuple[str, str, bool | None]


def read_told(out: Path) -> dict[str, list[Told]]:
    """Source → (cell, number, verdict) of each published claim."""
    datasets = open_datasets(out)
    sources = dict(datasets.reports[["document_id", "source"]].itertuples(index=False))
    told: dict[str, list[Told]] = {source: [] for source in sources.values()}
    for row in datasets.table("claims").to_pylist():
        cell = f"{row['table']}.{row['row']}.{row['column']}"
        told[sources[row["document_id"]]].append((cell, f"{row['value']:g}", row["agrees"]))
    return told


def count(truth: dict[str, Any], told: dict[str, list[Told]]) -> dict[str, dict[str, int]]:
    """Per kind of document: claims in truth, found, contradictions in truth, found, false accusations."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for source, document in truth.items():
        if "claims" not in document or source not in told:
            continue
        line = counts[document.get("kind", "?")]
        wanted = {(claim["cell"], claim["said"], claim["agrees"]) for claim in document["claims"]}
        found = set(told[source])
        line["documents"] += 1
        line["claims"] += len(wanted)
        line["right"] += len(wanted & found)
        line["contradictions"] += sum(not agrees for _, _, agrees in wanted)
        line["published"] += len(told[source])
        line["confirmed"] += sum(agrees is True for _, _, agrees in told[source])
        accused = {claim for claim in found if claim[2] is False}
        line["accused"] += len(accused)
        line["falsely"] += len(accused - wanted)
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.claims", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    arguments = parser.parse_args()
    columns = (
        "documents", "claims", "right", "contradictions", "accused", "falsely", "published", "confirmed",
    )  # fmt: skip
    print("| folder | kind |", " | ".join(columns), "|")
    print("|---|---|", "---:|" * len(columns), sep="")
    falsely = 0
    for folder in arguments.folders:
        truth = json.loads((folder / "truth.json").read_text("utf-8"))
        with tempfile.TemporaryDirectory() as out:
            publish(folder, Path(out))
            for kind, line in count(truth, read_told(Path(out))).items():
                falsely += line["falsely"]
                print(f"| {folder} | {kind} |", " | ".join(str(line[column]) for column in columns), "|")
    return 1 if falsely else 0


if __name__ == "__main__":
    sys.exit(main())
