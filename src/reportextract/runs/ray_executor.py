"""Workers on a Ray cluster, or on a Ray of this machine's own. The one module that imports Ray.

An actor on each CPU has a desk (``desk``): the deadline, the memory limit and the replacement of a lost process are the
same code as on one machine. What is Ray's own stands here: actors that die with their node are replaced where there is
room, and the document they had is given to another.
"""

from __future__ import annotations

import importlib.util
import logging
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportextract.errors import Crashed, SetupError
from reportextract.runs.desk import START_SECONDS, Desk, Limits, Lost, Process
from reportextract.runs.executors import Attempt, twice
from reportextract.runs.packed import PackedDocument
from reportextract.runs.process import Job, process_document

# Nodes that a document may see die before it is thought to be what kills them.
_LOST_NODES = 3
# A desk keeps its deadline itself; an actor that is silent for so much longer is on a node that can't be reached.
_SILENT_SECONDS = 60.0
_LOOK_SECONDS = 1.0


def ensure_installed() -> None:
    """Raise SetupError where Ray isn't there."""
    if importlib.util.find_spec("ray") is None:
        raise SetupError(
            "The executor ray needs Ray, which is not installed.", "Install it: pip install 'reportextract[ray]'"
        )


class Reader:
    """The actor: a desk on whatever node it was put."""

    def __init__(self, limits: Limits, process: Process) -> None:
        self._desk = Desk(limits, process)

    def ready(self) -> None:
        """Answered once the actor has its place."""

    def read(self, job: Job) -> PackedDocument | Lost | SetupError:
        try:
            return self._desk.read(job)
        except SetupError as error:
            return error  # as a value: Ray wraps what is raised


@dataclass(slots=True)
class _Seat:
    """An actor and what it is at: finding its place (index None, not ready), reading, or waiting (no future)."""

    actor: Any
    future: Any
    index: int | None = None
    is_ready: bool = False
    since: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True)
class RayExecutor:
    """Workers on a Ray cluster. All nodes must see the inputs under the same paths or URLs.

    Attributes:
        workers: Actors; None for one a CPU of the cluster.
        address: Of the cluster; None for one that is started here and ended with the run.
    """

    workers: int | None
    address: str | None
    limits: Limits
    process: Process = process_document

    def run(self, jobs: Sequence[Job]) -> Iterator[tuple[int, PackedDocument]]:
        if not jobs:
            return
        import ray

        is_ours = not ray.is_initialized()
        if is_ours:
            self._connect()
        try:
            yield from twice(jobs, lambda indices, alone: self._attempt(jobs, indices, 1 if alone else self.workers))
        finally:
            if is_ours:
                ray.shutdown()

    def _connect(self) -> None:
        import ray

        try:
            if self.address is None:
                ray.init(
                    num_cpus=self.workers, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR
                )
            else:
                ray.init(address=self.address, log_to_driver=False, logging_level=logging.ERROR)
        except (ConnectionError, OSError, RuntimeError, ValueError) as error:
            raise SetupError(
                f"There is no Ray at {self.address or 'this machine'} ({error}).", "Check --ray-address."
            ) from error

    def _attempt(self, jobs: Sequence[Job], indices: Sequence[int], most: int | None) -> Attempt:
        import ray
        from ray.exceptions import RayError

        resources: dict[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call]
        size = min(most or max(1, int(resources.get("CPU", 1))), len(indices))
        make: Any = ray.remote(num_cpus=1, max_restarts=0)(Reader)

        def seat() -> _Seat:
            actor = make.remote(self.limits, self.process)
            return _Seat(actor, actor.ready.remote())

        waiting = deque(indices)
        losses: Counter[int] = Counter()
        seats = [seat() for _ in range(size)]
        left = len(indices)
        last_sign = time.monotonic()
        try:
            while left:
                for one in seats:
                    if one.future is None and waiting:
                        one.index = waiting.popleft()
                        one.future, one.since = one.actor.read.remote(jobs[one.index]), time.monotonic()
                busy = {one.future: one for one in seats if one.future is not None}
                done, _ = ray.wait(list(busy), num_returns=1, timeout=_LOOK_SECONDS)
                lost = [one for one in seats if self._is_silent(one)]
                for future in done:
                    one = busy[future]
                    try:
                        answer = ray.get(future)
                    except RayError:
                        lost.append(one)
                        continue
                    last_sign = time.monotonic()
                    index, one.index, one.future = one.index, None, None
                    if isinstance(answer, SetupError):
                        raise answer
                    if index is None:
                        one.is_ready = True
                        continue
                    left -= 1
                    yield index, answer
                for one in lost:
                    seats.remove(one)
                    ray.kill(one.actor)
                    seats.append(seat())
                    if one.index is None:
                        continue
                    losses[one.index] += 1
                    if losses[one.index] < _LOST_NODES:
                        waiting.appendleft(one.index)
                    else:
                        left -= 1
                        yield one.index, Lost(_NODES_DIED, time.monotonic() - one.since)
                if not any(one.is_ready for one in seats) and time.monotonic() - last_sign > START_SECONDS:
                    raise SetupError(
                        f"No node of the Ray cluster has given a CPU in {START_SECONDS:.0f} seconds.",
                        "See what it is busy with: ray status",
                    )
        finally:
            for one in seats:
                ray.kill(one.actor)

    def _is_silent(self, seat: _Seat) -> bool:
        if seat.index is None:
            return False
        allowed = self.limits.timeout + _SILENT_SECONDS + START_SECONDS
        return time.monotonic() - seat.since > allowed


_NODES_DIED = Crashed(
    f"The machines that read this file died, {_LOST_NODES} of them.",
    "Look at the nodes' own logs; read the file alone with --executor serial.",
)
