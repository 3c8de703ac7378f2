"""The results workbook and the markbook."""
