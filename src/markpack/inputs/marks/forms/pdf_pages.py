"""What is printed on the pages of a PDF, outside of its fields."""

from __future__ import annotations

import pypdfium2

from markpack.inputs.criteria_text.pdf_text import MOST_CHARACTERS, MOST_PAGES


def page_texts(data: bytes) -> tuple[str, ...]:
    """Return the text of each page with single spaces; none where pages cannot be shown.

    Of a file that is larger than any mark sheet, the first pages.
    """
    texts = []
    try:
        with pypdfium2.PdfDocument(data) as pdf:
            for number in range(min(len(pdf), MOST_PAGES)):
                page = pdf[number].get_textpage()
                texts.append(" ".join(str(page.get_text_range(errors="replace")).split()))
                page.close()
                if sum(map(len, texts)) > MOST_CHARACTERS:
                    break
    except pypdfium2.PdfiumError:
        return ()
    return tuple(texts)
