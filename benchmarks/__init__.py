"""What is measured: accuracy (evaluate), time and memory (bench), and the choice of the fast reader (readers).

Run from the top of the repository, as the Makefile does: ``python -m benchmarks.bench data/raw``.
"""
