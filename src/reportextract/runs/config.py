"""Options of a run: the command line over a TOML file over the defaults."""

from __future__ import annotations

import argparse
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportextract.errors import SetupError, UsageError
from reportextract.ocr import ensure_installed
from reportextract.runs.desk import Limits
from reportextract.runs.gates import GATE_NAMES, Gates
from reportextract.runs.process import ReadingOptions
from reportextract.runs.run import DEFAULT_INPUT, DEFAULT_OUT, DEFAULT_TIMEOUT, RunOptions, state_folder

OCR_CACHE = "ocr"
"""In the state folder: readings of scans, which outlive every change of what is made of them."""
_GATES = "gates"
_SHARES = frozenset({"least_verified_share", "largest_drop"})


@dataclass(frozen=True, slots=True)
class Settings:
    """What concerns the command rather than the run."""

    fail_on: str = "failed"
    quiet: bool = False


# Key of the file (and of the command line) → (its types, its values where they are few, its default).
_KEYS: dict[str, tuple[tuple[type, ...], tuple[str, ...], Any]] = {
    "inputs": ((list,), (), [DEFAULT_INPUT]),
    "out": ((str,), (), DEFAULT_OUT),
    "state": ((str,), (), ""),
    "workers": ((int,), (), None),
    "ray_address": ((str,), (), None),
    "executor": ((str,), ("process", "serial", "ray"), "process"),
    "ocr": ((str,), ("auto", "rapidocr", "paddleocr", "off"), "auto"),
    "ocr_threads": ((int,), (), 1),
    "ocr_cache": ((str,), (), None),
    "timeout": ((int, float), (), DEFAULT_TIMEOUT),
    "memory_limit": ((int,), (), Limits().memory_mb),
    "recycle_after": ((int,), (), Limits().recycle_after),
    "reader": ((str,), ("pdfium", "pdfplumber"), "pdfium"),
    "force": ((bool,), (), False),
    "prune": ((bool,), (), False),
    "accept": ((bool,), (), False),
    "fail_on": ((str,), ("never", "failed", "review"), "failed"),
    "quiet": ((bool,), (), False),
}


def run_settings(arguments: argparse.Namespace) -> tuple[RunOptions, Settings]:
    """The options of ``run``.

    Raises:
        UsageError: The configuration file is wrong.
        SetupError: It is missing, or asks for an OCR engine that isn't installed.
    """
    chosen: dict[str, Any] = {key: default for key, (_, _, default) in _KEYS.items()}
    gates = Gates()
    if arguments.config is not None:
        chosen |= read_config(arguments.config)
        gates = Gates(**chosen.pop(_GATES, {}))
    chosen |= {key: value for key in _KEYS if (value := getattr(arguments, key, None)) not in (None, [])}
    check_ocr(chosen["ocr"])
    cache = chosen["ocr_cache"]
    if cache is None:
        cache = str(state_folder(chosen["out"], chosen["state"]) / OCR_CACHE)
    options = RunOptions(
        inputs=tuple(chosen["inputs"]),
        out=chosen["out"],
        state=chosen["state"],
        workers=chosen["workers"],
        executor=chosen["executor"],
        ray_address=chosen["ray_address"],
        limits=Limits(float(chosen["timeout"]), chosen["memory_limit"], chosen["recycle_after"]),
        reading=ReadingOptions(chosen["reader"], chosen["ocr"], chosen["ocr_threads"], cache),
        gates=gates,
        force=chosen["force"],
        prune=chosen["prune"],
        accept=chosen["accept"],
    )
    return options, Settings(chosen["fail_on"], chosen["quiet"])


def read_config(path: str) -> dict[str, Any]:
    """A TOML file whose keys are the options of ``run`` (``fail_on`` for ``--fail-on``).

    Raises:
        UsageError: It is no TOML, or a key or value is unknown.
        SetupError: It doesn't exist.
    """
    try:
        given = tomllib.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise SetupError(f"The configuration {path} can't be read ({error.strerror}).", "Check the path.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"The configuration {path} is no valid TOML ({error}).") from error
    gates = given.get(_GATES, {})
    if not isinstance(gates, dict):
        raise UsageError(f"{path}: {_GATES} must be a table: [{_GATES}].")
    for key, value in gates.items():
        _check_gate(path, key, value)
    for key, value in given.items():
        if key == _GATES:
            continue
        if key not in _KEYS:
            raise UsageError(f"{path}: there is no option {key}.", f"There are {', '.join(_KEYS)}.")
        types, values, _ = _KEYS[key]
        if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
            raise UsageError(f"{path}: {key} = {value!r} is of the wrong kind ({types[0].__name__} is expected).")
        if values and value not in values:
            raise UsageError(f"{path}: {key} = {value!r} is unknown.", f"Choose one of {', '.join(values)}.")
        if isinstance(value, int | float) and not isinstance(value, bool) and value <= 0:
            raise UsageError(f"{path}: {key} = {value!r} must be above 0.")
        if isinstance(value, list) and not all(isinstance(name, str) for name in value):
            raise UsageError(f"{path}: inputs must be a list of paths.")
    return given


def _check_gate(path: str, key: str, value: Any) -> None:
    if key not in GATE_NAMES:
        raise UsageError(f"{path}: there is no gate {key}.", f"There are {', '.join(GATE_NAMES)}.")
    is_share = key in _SHARES
    if isinstance(value, bool) or not isinstance(value, int | float if is_share else int):
        raise UsageError(f"{path}: the gate {key} = {value!r} is of the wrong kind.")
    if value < 0 or (is_share and value > 1):
        raise UsageError(f"{path}: the gate {key} = {value!r} must be {'from 0 to 1' if is_share else '0 or more'}.")


def check_ocr(engine: str) -> None:
    """Raise SetupError where the OCR engine that is asked for can't work here; ``auto`` asks for any."""
    if engine != "off":
        ensure_installed(engine)
