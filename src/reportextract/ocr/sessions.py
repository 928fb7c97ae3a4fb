"""Neural networks in the ONNX format, run on the CPU by OpenVINO or ONNX Runtime."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from reportextract.errors import SetupError

Float32Array = npt.NDArray[np.float32]

# Both take the same time with 32 bits. A worker with ONNX Runtime takes 340 MB and stays there; with OpenVINO 470 MB
# after eight pages and more with each new width of a line.
BACKENDS = ("onnxruntime", "openvino")


class Session(Protocol):
    """A network with one input and one output.

    Attributes:
        backend: What runs it, with its version.
    """

    backend: str

    def __call__(self, batch: Float32Array) -> Float32Array:
        """The network's answer. The array is overwritten by the next call."""
        ...

    def metadata(self, key: str) -> str | None:
        """An entry of the properties stored with the network."""
        ...


def keep_backends_silent() -> None:
    """Makes the backends send and store nothing about their use. Works only before their first import in a process.

    onnxruntime's Linux builds since 1.29 report each session to their maker and write an identifier of the machine into
    the user's cache folder; its function for switching that off comes after the first report. ``import openvino``
    reports itself to Google Analytics, except where the package that does so can't be imported.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # how Python spells "not to be had"


class OpenVinoSession:
    """A network run by OpenVINO."""

    def __init__(self, path: Path, threads: int) -> None:
        keep_backends_silent()
        import openvino

        self.backend = f"openvino {version('openvino')}"
        core = openvino.Core()
        self._model = core.read_model(path)
        options: dict[str, Any] = {
            "INFERENCE_NUM_THREADS": threads,
            "NUM_STREAMS": 1,
            # Where the processor has bfloat16, OpenVINO uses it by default: probabilities would differ by machine.
            "INFERENCE_PRECISION_HINT": "f32",
            "ENABLE_CPU_PINNING": False,
        }
        self._request = core.compile_model(self._model, "CPU", options).create_infer_request()

    def __call__(self, batch: Float32Array) -> Float32Array:
        self._request.infer([batch], share_inputs=True)
        answer: Float32Array = self._request.get_output_tensor().data
        return answer

    def metadata(self, key: str) -> str | None:
        stored = self._model.get_rt_info()
        if "framework" not in stored or key not in stored["framework"]:
            return None
        return str(stored["framework"][key].value)


class OnnxRuntimeSession:
    """A network run by ONNX Runtime."""

    def __init__(self, path: Path, threads: int) -> None:
        keep_backends_silent()
        import onnxruntime

        self.backend = f"onnxruntime {version('onnxruntime')}"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # it would keep the memory of the largest page for good
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name

    def __call__(self, batch: Float32Array) -> Float32Array:
        answer: Float32Array = self._session.run(None, {self._input: batch})[0]
        return answer

    def metadata(self, key: str) -> str | None:
        stored: dict[str, str] = self._session.get_modelmeta().custom_metadata_map
        return stored.get(key)


def installed_backends(wanted: Sequence[str] | None = None) -> list[str]:
    """The backends that are installed, the preferred one first.

    Args:
        wanted: Of these; None for any of :data:`BACKENDS`.

    Raises:
        SetupError: None of them is.
    """
    wanted = BACKENDS if wanted is None else wanted
    installed = [name for name in wanted if importlib.util.find_spec(name) is not None]
    if not installed:
        raise SetupError(
            f"To read scans, {' or '.join(wanted)} is needed and not installed.",
            hint="Install it: pip install 'reportextract[ocr]'",
        )
    return installed


def open_session(path: Path, threads: int, backend: str | None = None) -> Session:
    """Loads a network.

    Args:
        path: The ``.onnx`` file.
        threads: How many threads it may use.
        backend: One of :data:`BACKENDS`; None for the first that is installed.

    Raises:
        SetupError: No backend is installed, or not the one asked for.
    """
    installed = installed_backends(None if backend is None else (backend,))
    return OpenVinoSession(path, threads) if installed[0] == "openvino" else OnnxRuntimeSession(path, threads)
