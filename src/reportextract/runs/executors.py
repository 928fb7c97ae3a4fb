"""How documents are spread over workers. The results are the same bytes whichever executor ran.

Every executor reads at desks (``desk``), never in the run's own process, and tries a document whose worker was lost
once more when all others are done, alone, so that it can't have been the victim of a neighbour.
"""

from __future__ import annotations

import importlib
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Event, Thread
from typing import Protocol

from reportextract.runs.desk import Desk, Limits, Lost, Process
from reportextract.runs.packed import PackedDocument, pack
from reportextract.runs.process import Job, process_document

Attempt = Iterator[tuple[int, PackedDocument | Lost]]


class Executor(Protocol):
    """Reads documents; yields (index in ``jobs``, document) in any order, each index once."""

    def run(self, jobs: Sequence[Job]) -> Iterator[tuple[int, PackedDocument]]: ...


def make_executor(
    name: str,
    workers: int | None,
    limits: Limits,
    process: Process = process_document,
    ray_address: str | None = None,
) -> Executor:
    """The executor of that name: ``serial``, ``process`` or ``ray``.

    Args:
        workers: How many at a time; None for one a CPU (with Ray: of the whole cluster).
        ray_address: The cluster for ``ray``; None for one on this machine.

    Raises:
        SetupError: Ray is asked for and not installed.
    """
    if name == "ray":
        from reportextract.runs.ray_executor import RayExecutor, ensure_installed

        ensure_installed()
        return RayExecutor(workers, ray_address, limits, process)
    if process is process_document:
        # Missing libraries are said here, once, and not by every worker.
        importlib.import_module("reportextract.pipeline")
    return ProcessExecutor(1 if name == "serial" else workers or len(os.sched_getaffinity(0)), limits, process)


def twice(
    jobs: Sequence[Job], attempt: Callable[[Sequence[int], bool], Attempt]
) -> Iterator[tuple[int, PackedDocument]]:
    """Each document once; those whose worker was lost once more, one at a time, when all others are done.

    Args:
        attempt: Reads the documents with the given indices; its second argument: one at a time.
    """
    suspects: list[int] = []
    for index, outcome in attempt(range(len(jobs)), False):
        if isinstance(outcome, PackedDocument):
            yield index, outcome
        else:
            suspects.append(index)
    if suspects:
        for index, outcome in attempt(sorted(suspects), True):
            if isinstance(outcome, PackedDocument):
                yield index, outcome
            else:
                yield index, pack(jobs[index].failed(outcome.error, outcome.seconds))


@dataclass(frozen=True, slots=True)
class ProcessExecutor:
    """Workers on this machine."""

    workers: int
    limits: Limits
    process: Process = process_document

    def run(self, jobs: Sequence[Job]) -> Iterator[tuple[int, PackedDocument]]:
        def attempt(indices: Sequence[int], alone: bool) -> Attempt:
            return self._attempt(jobs, indices, 1 if alone else min(self.workers, len(indices)))

        return twice(jobs, attempt)

    def _attempt(self, jobs: Sequence[Job], indices: Sequence[int], size: int) -> Attempt:
        """Each of the documents once, at ``size`` desks with a thread before each."""
        waiting = deque(indices)
        answers: SimpleQueue[tuple[int, PackedDocument | Lost | BaseException]] = SimpleQueue()
        stop = Event()
        desks = [Desk(self.limits, self.process) for _ in range(size)]

        def serve(desk: Desk) -> None:
            with desk:
                while not stop.is_set():
                    try:
                        index = waiting.popleft()
                    except IndexError:
                        return
                    try:
                        answers.put((index, desk.read(jobs[index])))
                    except BaseException as error:
                        answers.put((index, error))
                        return

        threads = [Thread(target=serve, args=(desk,), daemon=True) for desk in desks]
        for thread in threads:
            thread.start()
        try:
            for _ in indices:
                index, answer = answers.get()
                if isinstance(answer, BaseException):
                    raise answer
                yield index, answer
        finally:
            stop.set()
            for desk in desks:
                desk.abandon()
            for thread in threads:
                thread.join()
