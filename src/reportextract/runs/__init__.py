"""A run: inputs → executors → datasets → a summary for people."""
