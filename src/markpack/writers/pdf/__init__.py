"""PDFs with WeasyPrint, and what they need beyond it."""
