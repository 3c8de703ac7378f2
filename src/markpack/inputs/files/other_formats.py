"""Formats that people take for readable and markpack does not read, and what to do about them."""

from __future__ import annotations

SPREADSHEETS = (".xls", ".xlsm", ".xlsb", ".xlt", ".xltx", ".ods", ".fods", ".numbers", ".gsheet")
REMEDIES = {
    **dict.fromkeys(SPREADSHEETS, "Save it as an Excel workbook (.xlsx)."),
    **dict.fromkeys(
        (".doc", ".docm", ".dot", ".dotx", ".odt", ".rtf", ".pages", ".gdoc"),
        "If it is a mark sheet, save it as a Word document (.docx).",
    ),
    **dict.fromkeys(
        (".jpg", ".jpeg", ".png", ".heic", ".gif", ".bmp", ".webp", ".tif", ".tiff"),
        "If it shows a mark sheet, enter the marks in a newly built one or in the markbook, and take the picture away.",
    ),
    **dict.fromkeys((".tsv", ".tab", ".txt"), "If it is a list, save it as CSV UTF-8 (.csv)."),
}
"""What to do about files, by their endings."""
