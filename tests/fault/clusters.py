"""Ray on this machine: of one node, or of several of which some can be killed."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
# What Ray's workers must find: the package as it is tested, and what workers do in tests.
ENVIRONMENT = {"env_vars": {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}}
_QUIET = {"log_to_driver": False, "logging_level": logging.ERROR, "runtime_env": ENVIRONMENT}


@contextmanager
def ray_here() -> Iterator[None]:
    """A Ray of one node with two CPUs."""
    import ray

    ray.init(num_cpus=2, include_dashboard=False, **_QUIET)
    try:
        yield
    finally:
        ray.shutdown()


@contextmanager
def two_nodes() -> Iterator[tuple[Any, Any]]:
    """(A cluster, its second node): each node with one CPU; the first is the head."""
    import ray
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    try:
        second = cluster.add_node(num_cpus=1)
        ray.init(address=cluster.address, **_QUIET)
        cluster.wait_for_nodes()
        yield cluster, second
    finally:
        ray.shutdown()
        cluster.shutdown()
