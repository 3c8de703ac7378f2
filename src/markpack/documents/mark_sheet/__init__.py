"""The mark sheet, blank and completed."""
