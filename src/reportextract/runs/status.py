"""What is published and what the last run did, from the record that the run left or from the datasets alone."""

from __future__ import annotations

from typing import Any

from reportextract.datasets.read import open_datasets
from reportextract.errors import printable
from reportextract.runs.overview import Overview, overview
from reportextract.runs.record import last_record
from reportextract.runs.run import state_folder
from reportextract.runs.summary import overview_lines


def status(out: str, state: str = "") -> tuple[str, dict[str, Any]]:
    """(Text for the screen, the same for machines).

    Raises:
        SetupError: Nothing has been published under ``out``.
    """
    published = open_datasets(out)
    run = last_record(state_folder(out, state))
    # What a gate kept back is in the record and not in the datasets.
    is_told = run is not None and not run["gates"]
    seen = _overview_of(run["overview"]) if run is not None and is_told else overview(published)
    lines = []
    if run is not None:
        lines = [
            f"Last run: {run['began_at']}, {run['seconds']:.1f} s, version {run['version']}: "
            f"{run['read']} read, {run['unchanged']} known from before, {len(run['failed'])} failed",
            *(f"  - {printable(one['source'])}: {printable(one['reason'])}" for one in run["failed"][:12]),
            *([f"  … and {len(run['failed']) - 12} more"] if len(run["failed"]) > 12 else []),
        ]
        if run["gates"]:
            lines += ["It was NOT PUBLISHED, what follows is of an earlier run:"]
            lines += [f"  - {printable(gate)}" for gate in run["gates"]]
            lines += [f"Its datasets are in {printable(run['candidate'])}; to publish them: run again with --accept"]
        lines += [""]
    lines += [*overview_lines(seen), "", f"The datasets are in {printable(out)}"]
    if run is not None:
        lines += [f"This page to look at: {printable(run['page'])}"]
    return "\n".join(lines), {"out": out, "last_run": run, **seen.as_dict()}


def _overview_of(kept: dict[str, Any]) -> Overview:
    """The reverse of ``Overview.as_dict``."""
    return Overview(
        statuses=kept["documents"],
        qualities=kept["quality"],
        reports={(one["report_year"] or 0, one["form"], one["quality"]): one["reports"] for one in kept["reports"]},
        misprints=tuple(kept["misprints"]),
        attention=tuple((one["source"], one["reason"]) for one in kept["needs_a_person"]),
    )
