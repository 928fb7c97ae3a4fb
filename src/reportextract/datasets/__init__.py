"""The published datasets: their one definition, and the way in and out of Parquet."""
