"""What is published and what the last run did, from the datasets and the note that the run left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reportextract.datasets.read import open_datasets
from reportextract.errors import printable
from reportextract.runs.run import last_run
from reportextract.runs.summary import overview, overview_lines


def status(out: str | Path) -> tuple[str, dict[str, Any]]:
    """(Text for the screen, the same for machines).

    Raises:
        SetupError: Nothing has been published under ``out``.
    """
    seen = overview(open_datasets(out))
    run = last_run(out)
    lines = []
    if run:
        failed = len(run["failed"])
        lines = [
            f"Last run: {run['began_at']}, {run['seconds']:.1f} s, version {run['version']}: "
            f"{run['read']} read, {run['unchanged']} known from before, {failed} failed",
            "",
        ]
    lines += [*overview_lines(seen), "", f"The datasets are in {printable(str(out))}"]
    return "\n".join(lines), {"out": str(out), "last_run": run, **seen.as_dict()}
