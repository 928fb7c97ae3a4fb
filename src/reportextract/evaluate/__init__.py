"""``reportextract evaluate OUT TRUTH``: what a run published beside what a person reads on the page.

It knows the published datasets as an outsider does (the contract's folders and columns) and nothing of
the pipeline, so that it judges any version alike.
"""

from reportextract.evaluate.command import main

__all__ = ["main"]
