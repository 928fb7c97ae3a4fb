"""What workers do in tests: a file says in its first word what becomes of its reading. Spawned children import this."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from reportextract.errors import Damaged, SetupError
from reportextract.ingest.contents import read_bytes
from reportextract.model import CellKey, Document
from reportextract.runs.process import Job
from tests.unit.datasets.hand import cell, document, report

RECEIVED = CellKey("requests", "received", "total")


def process(job: Job) -> Document:
    """``report YEAR N``, ``damaged``, ``hang``, ``kill``, ``exit``, ``eat`` (memory), ``no-engine``, ``slow SECONDS
    YEAR N``, ``who`` (names its process) or ``once PATH`` (dies unless PATH exists)."""
    word, *rest = read_bytes(job.path, job.member).decode().split()
    if word == "hang":
        time.sleep(3600)
    if word == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "exit":
        os._exit(3)
    if word == "once" and not Path(rest[0]).exists():
        Path(rest[0]).touch()
        os._exit(4)
    if word == "eat":
        eaten = []
        while True:
            eaten.append(bytearray(b"x" * 20_000_000))
    if word == "no-engine":
        raise SetupError("No engine is installed.", "Install one.")
    if word == "who":
        return job.failed(Damaged(str(os.getpid())), 0.01)
    if word == "slow":
        time.sleep(float(rest.pop(0)))
        word = "report"
    if word == "damaged":
        return job.failed(Damaged("The PDF is broken.", "Fetch it again."), 0.01)
    found = report(report_year=int(rest[0]), agency=f"第{rest[1]}镇") if word == "report" else report()
    if word == "report":
        number = cell(RECEIVED)._replace(value=Decimal(rest[1]), printed=rest[1])
        found = replace(found, cells=tuple(number if c.key == RECEIVED else c for c in found.cells))
    made = document(job.source, found)
    return replace(made, document_id=job.sha256[:16], sha256=job.sha256, size_bytes=job.size_bytes)


def read_nothing(job: Job) -> Document:
    raise AssertionError(f"{job.source} was read although it is known")
