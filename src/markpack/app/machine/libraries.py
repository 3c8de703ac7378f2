"""Whether Python and its libraries are there, and whether each format can be written with them."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version

from markpack import __version__
from markpack.app.machine.finding import Finding, fine, look, mend
from markpack.inputs.problems import listing
from markpack.rendering.native_libraries import load_pages

_REQUIREMENT = re.compile(r"([\w.-]+)>=([\d.]+)$")
_FORMATS = {
    "Word": ("lxml.etree", "markpack.writers.docx"),
    "Excel": ("xlsxwriter", "openpyxl"),
    "Logos": ("resvg_py", "PIL.Image"),
    "Returned files": ("pikepdf", "pypdfium2", "openpyxl", "lxml.etree"),
}
"""The modules that have to be there for what is named."""
_INSTALL = "Install markpack again: make pack in its folder, or pip install --force-reinstall markpack."


def python() -> Iterator[Finding]:
    """Look at Python and the system it runs on."""
    system = f"markpack {__version__}, Python {platform.python_version()}, {platform.system()} ({platform.machine()})."
    if sys.platform == "win32":
        yield look("Python", system, "markpack is tested on Linux and macOS. On Windows, WSL with Ubuntu is safest.")
    else:
        yield fine("Python", system)


def libraries() -> Iterator[Finding]:
    """Look for each library that markpack needs, and for its version."""
    lacking: list[str] = []
    found: list[str] = []
    for requirement in requires("markpack") or ():
        needed = _REQUIREMENT.match(requirement)
        if needed is None:  # one of those that only some commands use
            continue
        try:
            there = version(needed[1])
        except PackageNotFoundError:
            lacking.append(needed[1])
            continue
        found.append(f"{needed[1]} {there}")
        if _numbers(there) < _numbers(needed[2]):
            lacking.append(f"{needed[1]} {needed[2]} (here is {there})")
    if lacking:
        yield mend("Libraries", f"Missing or too old: {listing(lacking)}.", _INSTALL)
    else:
        yield fine("Libraries", f"All {len(found)} are here: {', '.join(found)}.")


def formats() -> Iterator[Finding]:
    """Load what each format is written and read with."""
    yield _pdf()
    for name, modules in _FORMATS.items():
        try:
            for module in modules:
                import_module(module)
        except Exception as error:  # whatever a library says when it cannot be loaded
            yield mend(name, f"A library cannot be loaded: {error}.", _INSTALL)
        else:
            yield fine(name, "Ready.")


def _pdf() -> Finding:
    try:
        lack = load_pages()
    except Exception as error:  # as above
        return mend("PDF", f"A library cannot be loaded: {error}.", _INSTALL)
    if lack:
        what, _, how = str(lack).partition("\n")
        return mend("PDF", what, how)
    try:
        return fine("PDF", f"Ready, with {', '.join(_versions())}.")
    except Exception as error:  # as above
        return mend("PDF", f"A library of the system is not as it should be: {error}.", _INSTALL)


def _versions() -> Iterator[str]:
    import uharfbuzz
    from weasyprint.text import ffi

    pango = ffi.pango.pango_version()
    yield f"WeasyPrint {version('weasyprint')}"
    yield f"Pango {pango // 10000}.{pango // 100 % 100}.{pango % 100}"
    yield f"HarfBuzz {uharfbuzz.version_string()}"
    yield "no HarfBuzz-subset, so files are larger" if ffi.harfbuzz_subset is None else "HarfBuzz-subset"


def fonts() -> Iterator[Finding]:
    """Look at the packaged fonts, and at the scripts that the system's fonts add to them."""
    try:
        if lack := load_pages():
            raise lack
        from markpack.writers.fonts import FACES, FORMS, font_data
        from markpack.writers.pdf.scripts import unprinted_scripts

        for name in (*FACES, FORMS):
            font_data(name)
        lacking = unprinted_scripts()
    except FileNotFoundError as error:
        yield mend("Fonts", f"A font that markpack brings along is missing: {error.filename}.", _INSTALL)
    except Exception:  # PDFs cannot be made at all, as was said
        yield look("Fonts", "Which letters PDFs can show is not known.", "First put right what is said about PDF.")
    else:
        yield fine("Fonts", "Source Sans 3 is here, which markpack brings along for all documents.")
        yield _scripts(lacking)


def _scripts(lacking: list[str]) -> Finding:
    if not lacking:
        return fine("Scripts", "Names can be printed in every script that was tried.")
    return look(
        "Scripts",
        f"PDFs cannot be made with names in {listing(lacking)}, because no font here has these letters. "
        "Word and Excel files can.",
        "If you need them, install fonts. Debian, Ubuntu: sudo apt-get install fonts-noto-core fonts-noto-cjk. "
        "Fedora: sudo dnf install google-noto-sans-fonts. Elsewhere: Noto Sans from fonts.google.com.",
    )


def cluster() -> Iterator[Finding]:
    """Look whether documents could be written on a Dask cluster."""
    there = ""
    with suppress(PackageNotFoundError):
        there = version("distributed")
    yield fine(
        "Dask cluster",
        f"Ready, with distributed {there}."
        if there
        else "Not installed, and only needed for markpack build --executor.",
    )


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])
