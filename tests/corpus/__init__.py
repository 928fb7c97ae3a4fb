"""The project's own seeded corpus: report PDFs with every ugliness that published ones have, and the truth about them.

``python -m tests.corpus --out DIR`` makes documents and their ``truth.json``; see README.md beside this file.
"""
