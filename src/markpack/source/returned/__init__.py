"""Mark sheets that come back filled in, as workbooks, Word documents and PDFs."""
