"""The rules of assessment: pure functions over records, exact arithmetic, no files."""
