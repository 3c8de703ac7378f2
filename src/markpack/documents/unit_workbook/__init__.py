"""A unit as a workbook, for those who write units in Excel or LibreOffice."""
