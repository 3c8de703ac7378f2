"""Fill values into the parts of a workbook."""
