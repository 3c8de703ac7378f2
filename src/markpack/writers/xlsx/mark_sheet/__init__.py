"""The mark sheet as a workbook."""
