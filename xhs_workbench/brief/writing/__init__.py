"""The brief as the document people receive, on a page and as a Word file."""
