"""From a page of a document to the characters and ruling lines on it."""
