"""Chinese government information disclosure reports, from published PDFs to checked datasets.

``extract(path)`` reads one document, ``open_datasets(folder)`` what a run published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportextract.datasets.read import open_datasets
    from reportextract.model import Report
    from reportextract.runs.process import extract

__version__ = "0.1.0"
__all__ = ["Report", "__version__", "extract", "open_datasets"]

_HOMES = {"Report": "model", "extract": "runs.process", "open_datasets": "datasets.read"}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: the package itself costs nothing to import."""
    if name in _HOMES:
        from importlib import import_module

        globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
