"""The form's editions as data, and the alignment of tables with them."""
