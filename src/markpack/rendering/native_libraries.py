"""What a process needs before it can write documents: libraries of the system, and modules that take long to load."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import redirect_stdout
from io import StringIO

from markpack.documents.catalogue.kinds import Format
from markpack.errors import EnvironmentLacks

PAGES = "markpack.writers.pdf.layout"
"""The module that makes pages, and takes longest to load."""
WRITERS = {
    Format.PDF: PAGES,
    Format.DOCX: "markpack.writers.masters.docx.master",
    Format.XLSX: "markpack.writers.masters.xlsx.master",
}
"""The modules that a process begins with to write a format."""
MISSING_LIBRARIES = (
    "WeasyPrint cannot find the system libraries that PDF files need (Pango, HarfBuzz).\n"
    "  Debian, Ubuntu:  sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0\n"
    "  Fedora:          sudo dnf install pango harfbuzz\n"
    "  macOS:           brew install pango\n"
    "  Windows:         use WSL with Ubuntu, or install Pango through MSYS2 and set WEASYPRINT_DLL_DIRECTORIES\n"
    "Without them, `markpack build --format docx,xlsx` makes everything else."
)


def prepare(formats: Collection[Format]) -> None:
    """Load what these formats need; raise EnvironmentLacks if the machine cannot write one of them."""
    if Format.PDF in formats and (lack := load_pages()):
        raise lack


def load_writers(formats: Collection[Format]) -> EnvironmentLacks | None:
    """Load what writes these formats; return what the machine lacks for one of them, if anything."""
    if Format.DOCX in formats:
        import markpack.writers.masters.docx.master
    if Format.XLSX in formats:
        import markpack.writers.masters.xlsx.master  # noqa: F401 - loaded so that it need not be when there is work to do
    return load_pages() if Format.PDF in formats else None


def load_pages() -> EnvironmentLacks | None:
    """Load PAGES; return what the machine lacks for it, if anything."""
    try:
        with redirect_stdout(StringIO()):  # on which WeasyPrint says that it lacks something
            import markpack.writers.masters.pdf.endless_page
            import markpack.writers.masters.pdf.master
            import markpack.writers.pdf.layout  # noqa: F401 - loaded so that it need not be when there is work to do
    except OSError as error:
        return EnvironmentLacks(f"{MISSING_LIBRARIES}\n({error})")
    return None
