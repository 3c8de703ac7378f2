"""Workbooks: one module a kind of document, from its view-model to the bytes of an XLSX file."""
