"""A worker process and what is asked of it: one document at a time, with a deadline and a memory limit.

Every executor reads at such desks, wherever they stand: a document that hangs, kills its process or eats the memory
then costs that document and nothing else.
"""

from __future__ import annotations

import ctypes
import importlib
import logging
import os
import signal
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType

from reportextract.errors import Crashed, DocumentError, SetupError, TimedOut, TooMuchMemory
from reportextract.model import Document
from reportextract.runs.packed import PackedDocument, pack
from reportextract.runs.process import Job, process_document

Process = Callable[[Job], Document]

# A worker imports the libraries in about a second on a slow machine; a cold disk under load takes ten times that.
START_SECONDS = 120.0
# Workers that die before their first document mean a broken installation, not a bad document.
_FAILED_STARTS = 3
# A worker whose pipe has ended is on its way out; its own exit code says more than that of being killed.
_DYING_SECONDS = 5.0
# A process gets new memory at some 2 GB a second: within this time it can't take the machine down.
_LOOK_SECONDS = 0.1
_PR_SET_PDEATHSIG = 1
_PIPELINE = "reportextract.pipeline"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may take.

    Attributes:
        timeout: Seconds, each time it is tried.
        memory_mb: Megabytes of memory that its worker may have in use, the libraries and engines included.
        recycle_after: Documents after which a worker is replaced by a new one, whatever its state.
    """

    timeout: float = 300.0
    memory_mb: int = 2048
    recycle_after: int = 1000

    def as_text(self) -> str:
        """What a result that was cut off depends on."""
        return f"{self.timeout:g} s, {self.memory_mb} MB"


@dataclass(frozen=True, slots=True)
class Lost:
    """A document whose worker was lost, with the seconds it took."""

    error: DocumentError
    seconds: float


class Desk:
    """Reads documents in a spawned process that loads engines once; replaces the process when it must.

    Used by one thread. Another may call ``abandon``.
    """

    def __init__(self, limits: Limits, process: Process = process_document) -> None:
        self._limits = limits
        self._process = process
        self._child: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._documents = 0
        self._is_abandoned = False

    def read(self, job: Job) -> PackedDocument | Lost:
        """Read a document.

        Raises:
            SetupError: What reading needs is missing, or workers can't start at all.
        """
        child, pipe = self._worker()
        started = time.monotonic()
        try:
            pipe.send(job)
            error = self._watch(child, pipe, started + self._limits.timeout)
            answer = None if error is not None else pipe.recv()
        except (EOFError, OSError):
            error, answer = self._death(child), None
        if isinstance(answer, SetupError):
            raise answer
        if isinstance(answer, PackedDocument):
            self._documents += 1
            if self._documents >= self._limits.recycle_after:
                self.close()
            return answer
        assert error is not None
        self._end()
        return Lost(error, time.monotonic() - started)

    def close(self) -> None:
        """End the worker; the next document gets a new one."""
        self._end()

    def abandon(self) -> None:
        """From another thread: kill the worker, so that ``read`` returns, and start no other."""
        self._is_abandoned = True
        if self._child is not None:
            self._child.kill()

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _worker(self) -> tuple[BaseProcess, Connection]:
        """The worker, ready to read."""
        for _ in range(_FAILED_STARTS):
            if self._child is not None and self._pipe is not None:
                return self._child, self._pipe
            context = get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._child = context.Process(target=_work, args=(theirs, self._process), daemon=True)
            self._child.start()
            theirs.close()
            self._documents = 0
            try:
                if not self._is_abandoned and self._pipe.poll(START_SECONDS) and self._pipe.recv() is None:
                    continue
            except (EOFError, OSError):
                pass
            self._end()
            if self._is_abandoned:
                break
        if self._child is not None and self._pipe is not None:
            return self._child, self._pipe
        raise SetupError("The workers can't start.", "See what is wrong: reportextract doctor")

    def _watch(self, child: BaseProcess, pipe: Connection, deadline: float) -> DocumentError | None:
        """Wait for the answer; returns what went wrong if there won't be one."""
        while not pipe.poll(min(_LOOK_SECONDS, max(0.0, deadline - time.monotonic()))):
            if time.monotonic() >= deadline:
                return TimedOut(
                    f"Reading took longer than {self._limits.timeout:g} seconds, twice.",
                    "Try a longer --timeout, or look whether the file is a report at all.",
                )
            if memory_mb(child.pid) > self._limits.memory_mb:
                return TooMuchMemory(
                    f"Reading took more than {self._limits.memory_mb} MB of memory, twice.",
                    "Try a higher --memory-limit, or save the file with smaller pictures.",
                )
        return None

    def _death(self, child: BaseProcess) -> Crashed:
        child.join(_DYING_SECONDS)
        child.kill()
        child.join()
        return Crashed(
            f"The process that read this file died, twice ({_cause_of_death(child.exitcode)}).",
            "Open the file in a PDF viewer and print it to a new PDF; please report it with the file.",
        )

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.join()
        if self._pipe is not None:
            self._pipe.close()
        self._child = self._pipe = None


def memory_mb(process_id: int | None) -> float:
    """Memory that a process has in use, in megabytes; 0 where the system doesn't tell (Linux does)."""
    try:
        with open(f"/proc/{process_id}/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, IndexError, ValueError):
        return 0.0


def _work(pipe: Connection, process: Process) -> None:
    """A worker's life: say that it is ready, then read what it is given until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the run, which then ends its workers
    _die_with_parent()
    # What libraries say of a file's faults names fonts and tags, not documents; what they lead to is in the results.
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    if process is process_document:
        importlib.import_module(_PIPELINE)  # what the first document would otherwise wait for
    try:
        pipe.send(None)
        while True:
            pipe.send(_answer(process, pipe.recv()))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # nobody is there any more


def _answer(process: Process, job: Job) -> PackedDocument | SetupError:
    try:
        return pack(process(job))
    except SetupError as error:
        return error


def _die_with_parent() -> None:
    """A worker that hangs must not outlive a run that is killed: Linux then kills it too."""
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    except (AttributeError, OSError):
        return  # elsewhere a worker ends when its document is read and the pipe has no other end


def _cause_of_death(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return f"signal {-exit_code}, {signal.strsignal(-exit_code)}"
    return f"exit code {exit_code}"
