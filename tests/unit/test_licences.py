"""Whoever installs the project gets nothing under a licence that binds what they build with it."""

from __future__ import annotations

import importlib.metadata
import re
from importlib.metadata import Distribution
from pathlib import Path

from packaging.requirements import Requirement

PERMISSIVE = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "Zlib",
}

NOT_SPDX = {
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
    "Dual License": "Apache-2.0 OR BSD-3-Clause",
    "MIT License": "MIT",
}
"""What some distributions say in their own words, as a person reads it. (pypdfium2 brings pdfium: BSD-3-Clause;
the dual licence is python-dateutil's, whose LICENSE file offers Apache 2.0 or BSD.)"""


def runtime_closure() -> dict[str, Distribution]:
    """The project and all that its default installation brings, by normalised name."""
    found: dict[str, Distribution] = {}
    waiting = ["reportextract"]
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        found[name] = importlib.metadata.distribution(name)
        requirements = [Requirement(text) for text in found[name].requires or ()]
        waiting += [r.name for r in requirements if r.marker is None or r.marker.evaluate({"extra": ""})]
    return found


def licence_of(distribution: Distribution) -> str:
    """Its SPDX expression, from whichever field states one."""
    metadata = distribution.metadata
    classifiers = [c for c in metadata.get_all("Classifier") or () if c.startswith("License :: OSI Approved")]
    stated = metadata["License-Expression"] or metadata["License"] or " ".join(classifiers).split(" :: ")[-1]
    # Some give the whole text: numpy's names its own first, and those of what it bundles after it.
    if stated.startswith("Copyright (c)") and "Redistribution and use in source and binary forms" in stated:
        stated = "BSD-3-Clause"
    return NOT_SPDX.get(stated, stated)


def test_the_closure_is_pinned() -> None:
    pins = (Path(__file__).parents[2] / "requirements.txt").read_text(encoding="utf-8")
    pinned = set(re.findall(r"^([a-z0-9-]+)==", pins, flags=re.MULTILINE))
    closure = set(runtime_closure()) - {"reportextract"}
    assert {"camelot-py", "pdfplumber", "pypdfium2", "pandas", "pyarrow", "pdfminer-six"} <= closure
    assert closure <= pinned
    assert "pytest" not in pinned


def test_every_licence_is_permissive() -> None:
    refused = {}
    for name, distribution in runtime_closure().items():
        licence = licence_of(distribution)
        terms = set(re.split(r" (?:AND|OR) |[()]", licence)) - {""}
        if not terms <= PERMISSIVE:
            refused[name] = licence
    assert refused == {}
