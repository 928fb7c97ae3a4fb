"""How documents are spread over processes. The results are the same whichever executor ran.

Every executor reads documents in children, never in the run's own process: a document that hangs or kills its
process then costs that document and nothing else, also with ``serial``.
"""

from __future__ import annotations

import importlib
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Protocol

from reportextract.errors import Crashed, DocumentError, SetupError, TimedOut
from reportextract.model import Document
from reportextract.runs.process import Job, process_document

Process = Callable[[Job], Document]

# A worker imports the libraries in about a second on a slow machine; a cold disk under load takes ten times that.
_START_SECONDS = 120.0
# Workers that die before their first document mean a broken installation, not a bad document.
_FAILED_STARTS = 3
# A worker whose pipe has ended is on its way out; its own exit code says more than that of being killed.
_DYING_SECONDS = 5.0
_LONGEST_WAIT_SECONDS = 60.0
_PIPELINE = "reportextract.pipeline"


class Executor(Protocol):
    """Reads documents; yields (index in ``jobs``, document) in any order, each index once."""

    def run(self, jobs: Sequence[Job]) -> Iterator[tuple[int, Document]]: ...


def make_executor(name: str, workers: int | None, timeout: float, process: Process = process_document) -> Executor:
    """The executor of that name.

    Args:
        workers: How many processes; None for one a CPU.
        timeout: Seconds that a document may take.

    Raises:
        SetupError: It is not part of this version.
    """
    if name == "serial":
        return ProcessExecutor(1, timeout, process)
    if name == "process":
        return ProcessExecutor(workers or len(os.sched_getaffinity(0)), timeout, process)
    raise SetupError(f"The executor {name} is not part of this version.", "Use --executor process or serial.")


@dataclass(slots=True)
class _Worker:
    """A child process and the document it is at."""

    child: BaseProcess
    pipe: Connection
    started: float
    ready: bool = False
    index: int | None = None
    deadline: float = field(default=float("inf"))

    def give(self, index: int, job: Job, timeout: float) -> bool:
        """Send a document; False where the worker has died in the meantime."""
        try:
            self.pipe.send((index, job))
        except (BrokenPipeError, ConnectionResetError):
            return False
        self.index, self.deadline = index, time.monotonic() + timeout
        return True

    def end(self, patience: float = 0.0) -> None:
        """Wait so many seconds for the child to end by itself, then kill it."""
        self.child.join(patience)
        self.child.kill()
        self.child.join()
        self.pipe.close()


@dataclass(frozen=True, slots=True)
class ProcessExecutor:
    """Spawned workers under a small supervisor.

    A document that outlives its deadline or whose worker dies is tried once more when all others are done, alone, so
    that it can't have been the victim of a neighbour; then it is ``timed_out`` or ``crashed``.

    Attributes:
        timeout: Seconds a document may take, each time.
        process: What a worker does; spawned children import it by name.
    """

    workers: int
    timeout: float
    process: Process = process_document

    def run(self, jobs: Sequence[Job]) -> Iterator[tuple[int, Document]]:
        if self.process is process_document:
            # Missing libraries are said here, once, and not by every worker.
            importlib.import_module(_PIPELINE)
        suspects: list[int] = []
        for index, outcome in self._attempt(jobs, range(len(jobs)), min(self.workers, len(jobs))):
            if isinstance(outcome, Document):
                yield index, outcome
            else:
                suspects.append(index)
        for suspect in sorted(suspects):
            for index, outcome in self._attempt(jobs, [suspect], 1):
                if isinstance(outcome, Document):
                    yield index, outcome
                else:
                    error, seconds = outcome
                    yield index, jobs[index].failed(error, seconds)

    def _attempt(
        self, jobs: Sequence[Job], indices: Sequence[int], size: int
    ) -> Iterator[tuple[int, Document | tuple[DocumentError, float]]]:
        """Each of the documents once; an error, with the seconds it took, where the worker was lost."""
        waiting = deque(indices)
        workers = [self._start() for _ in range(size)]
        failed_starts = 0
        try:
            while workers:
                for worker in list(workers):
                    if worker.ready and worker.index is None:
                        if not waiting:
                            worker.end()
                            workers.remove(worker)
                        elif worker.give(waiting[0], jobs[waiting[0]], self.timeout):
                            waiting.popleft()
                nearest = min((self._due(worker) for worker in workers), default=0.0)
                patience = min(max(0.0, nearest - time.monotonic()), _LONGEST_WAIT_SECONDS)
                answered = wait([worker.pipe for worker in workers], patience) if workers else []
                for worker in list(workers):
                    is_dead = False
                    if worker.pipe in answered:
                        try:
                            answer = worker.pipe.recv()
                        except (EOFError, OSError):
                            is_dead = True
                        else:
                            if isinstance(answer, SetupError):
                                raise answer
                            if answer is None:
                                worker.ready = True
                            else:
                                worker.index, worker.deadline = None, float("inf")
                                yield answer
                            continue
                    if not is_dead and self._due(worker) > time.monotonic():
                        continue
                    worker.end(_DYING_SECONDS if is_dead else 0.0)
                    workers.remove(worker)
                    if worker.index is not None:
                        yield worker.index, self._loss(worker, is_dead)
                    else:
                        failed_starts += 1
                        if failed_starts >= _FAILED_STARTS:
                            raise SetupError("The workers can't start.", "See what is wrong: reportextract doctor")
                    if waiting:
                        workers.append(self._start())
        finally:
            for worker in workers:
                worker.end()

    def _start(self) -> _Worker:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        child = context.Process(target=_work, args=(theirs, self.process), daemon=True)
        child.start()
        theirs.close()
        return _Worker(child, ours, time.monotonic())

    def _due(self, worker: _Worker) -> float:
        return worker.deadline if worker.ready else worker.started + _START_SECONDS

    def _loss(self, worker: _Worker, is_dead: bool) -> tuple[DocumentError, float]:
        seconds = self.timeout - (worker.deadline - time.monotonic())
        if not is_dead:
            return (
                TimedOut(
                    f"Reading took longer than {self.timeout:g} seconds, twice.",
                    "Try a longer --timeout, or look whether the file is a report at all.",
                ),
                seconds,
            )
        return (
            Crashed(
                f"The process that read this file died, twice ({_cause_of_death(worker.child.exitcode)}).",
                "Open the file in a PDF viewer and print it to a new PDF; please report it with the file.",
            ),
            seconds,
        )


def _work(pipe: Connection, process: Process) -> None:
    """A worker's life: say that it is ready, then read what it is given until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the run, which then ends its workers
    if process is process_document:
        importlib.import_module(_PIPELINE)  # what the first document would otherwise wait for
    pipe.send(None)
    while True:
        try:
            index, job = pipe.recv()
        except EOFError:
            return
        try:
            answer: tuple[int, Document] | SetupError = (index, process(job))
        except SetupError as error:
            answer = error
        pipe.send(answer)


def _cause_of_death(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return f"signal {-exit_code}, {signal.strsignal(-exit_code)}"
    return f"exit code {exit_code}"
