"""A progress bar on the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from reportextract.runs.overview import FAILED
from reportextract.runs.packed import PackedDocument


def progress_bar(documents: Iterable[tuple[int, PackedDocument]], total: int) -> Iterator[tuple[int, PackedDocument]]:
    """Pass documents on and show on stderr how many of ``total`` have come by, how fast, how long the rest will take,
    and what became of them; the bar vanishes at the end."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text("" if speed is None else f"{speed:.1f}/s" if speed >= 1 else f"{1 / speed:.1f} s each")

    columns = (
        TextColumn("Reading"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    counts: Counter[str] = Counter()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)
        for index, packed in documents:
            counts[status_word(packed)] += 1
            shown = "  ".join(f"{number} {word}" for word, number in counts.most_common())
            progress.update(task, advance=1, description=shown)
            yield index, packed


def status_word(packed: PackedDocument) -> str:
    """What a bar has room for: the quality of a report, or what became of the document."""
    if packed.facts is not None:
        return str(packed.facts["quality"])
    status = packed.document.status
    return status.replace("_", " ") if status in FAILED else "no report"
