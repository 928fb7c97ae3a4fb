"""A progress bar on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reportextract.model import Document


def progress_bar(documents: Iterable[tuple[int, Document]], total: int) -> Iterator[tuple[int, Document]]:
    """Pass documents on and show on stderr how many of ``total`` have come by; the bar vanishes at the end."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)
        for document in documents:
            progress.advance(task)
            yield document
