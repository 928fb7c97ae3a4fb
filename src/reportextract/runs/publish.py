"""From the ledger to the datasets: what has changed is written, what hasn't stays, and all of it appears at once."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from reportextract import __version__
from reportextract.datasets.folder import Folder, Stage
from reportextract.datasets.manifest import Manifest, PublishedUnit
from reportextract.runs.gates import Gates, broken_gates
from reportextract.runs.ledger import Ledger
from reportextract.runs.relate import relate
from reportextract.runs.related import relate_texts
from reportextract.runs.units import Unit, contents_of, units, write_unit
from reportextract.runs.years import relate_years

# Going through the whole ledger a second time takes seconds where it is large; the lists of documents of so many units,
# without their rows, take some 50 MB.
_UNITS_HELD = 32


@dataclass(frozen=True, slots=True)
class Publication:
    """What became of the datasets.

    Attributes:
        before: What was published before; None where nothing was.
        manifest: What is published now, or would be had no gate failed.
        is_changed: Whether anything was written.
        broken: Why the candidate was not published; empty where it was.
        candidate: Where it was put instead.
    """

    before: Manifest | None
    manifest: Manifest
    is_changed: bool
    units_written: int
    broken: tuple[str, ...] = ()
    candidate: str = ""


def publish(ledger: Ledger, folder: Folder, gates: Gates, now: datetime, accept: bool = False) -> Publication:
    """Publish what the ledger holds, unless nothing has changed or a gate fails.

    Args:
        accept: Publish whatever the gates say.

    Raises:
        SetupError: The folder can't be written; what was published is unharmed.
    """
    before = folder.manifest()
    relate(ledger)
    relate_years(ledger)
    relate_texts(ledger)
    ledger.commit()
    old = {} if before is None else before.units
    kept: dict[str, PublishedUnit] = {}
    stale: dict[str, Unit | None] = {}
    for unit in units(ledger):
        same = old.get(unit.name)
        if same is not None and same.fingerprint == unit.fingerprint:
            kept[unit.name] = same
        else:
            stale[unit.name] = unit if len(stale) < _UNITS_HELD else None
    if not stale and before is not None and kept.keys() == old.keys():
        return Publication(before, before, False, 0)
    with folder.stage() as stage:
        stale |= {name: None for name, unit in kept.items() if not all(map(stage.keep, unit.files))}
        written = {unit.name: unit for unit in _write(ledger, stage, stale)}
        manifest = Manifest(ledger.id, now.isoformat(), __version__, kept | written)
        broken = () if accept else tuple(broken_gates(gates, manifest, before))
        if broken:
            return Publication(before, manifest, True, len(written), broken, stage.set_aside(manifest))
        stage.publish(manifest)
    return Publication(before, manifest, True, len(written))


def _write(ledger: Ledger, stage: Stage, wanted: Mapping[str, Unit | None]) -> Iterator[PublishedUnit]:
    """Write units, two at a time: as many have their rows in memory, and no more.

    Args:
        wanted: By name; None where it is to be made from the ledger once more.
    """
    size = min(2, len(os.sched_getaffinity(0)))
    held = [unit for unit in wanted.values() if unit is not None]
    with ThreadPoolExecutor(size) as pool, _in_order(size) as pending:
        for unit in held if len(held) == len(wanted) else units(ledger):
            if unit.name not in wanted:
                continue
            pending.append(pool.submit(write_unit, stage, unit, contents_of(ledger, unit)))
            if len(pending) > size:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()


@contextmanager
def _in_order(size: int) -> Iterator[deque[Future[PublishedUnit]]]:
    """Units being written; where one fails, those that have not begun are let go."""
    pending: deque[Future[PublishedUnit]] = deque(maxlen=size + 1)
    try:
        yield pending
    finally:
        for future in pending:
            future.cancel()
