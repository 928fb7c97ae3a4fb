"""Chinese government information disclosure reports, from published PDFs to checked datasets."""
