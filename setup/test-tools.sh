#!/bin/sh
# See that the programs that the slow tests use are there: installed by apt-get where permitted. Where they are not,
# a message names them; tests that need one then fail under CI=true, and are skipped, saying so, elsewhere.
# Run from the project's folder.
set -eu
. setup/apt.sh

has() { command -v "$1" >/dev/null 2>&1; }
# Debian splits LibreOffice: soffice can be there without one of its parts.
has_part() { ! has dpkg-query || ! dpkg-query -W libreoffice-core >/dev/null 2>&1 || dpkg-query -W "$1" >/dev/null 2>&1; }

missing() {
    if ! { has soffice && has_part libreoffice-writer; }; then echo libreoffice-writer; fi
    if ! { has soffice && has_part libreoffice-calc; }; then echo libreoffice-calc; fi
    has chromium || has chromium-browser || has google-chrome || echo chromium
    has pdftoppm || echo poppler-utils
    has qpdf || echo qpdf
    has gs || echo ghostscript
    has mutool || echo mupdf-tools
    { has npm && has node; } || echo npm
    # Word documents and workbooks name Calibri; Carlito has its widths, so pages break as they do in Word.
    ! has dpkg-query || dpkg-query -W fonts-crosextra-carlito >/dev/null 2>&1 || echo fonts-crosextra-carlito
    ! has dpkg-query || dpkg-query -W fonts-lohit-deva >/dev/null 2>&1 || echo fonts-lohit-deva
}

lacking=$(missing)
# shellcheck disable=SC2086  # the names are meant to be split
if [ -n "$lacking" ] && may_install && install_packages $lacking; then
    lacking=$(missing)
fi
# pdf-lib, with which web applications fill in PDF forms, goes into the environment.
if has npm && [ -d .venv ] && [ ! -d .venv/node/node_modules/pdf-lib ]; then
    npm install --silent --no-audit --no-fund --prefix .venv/node pdf-lib@1.17.1 >&2 || lacking="$lacking pdf-lib"
fi
[ -n "$lacking" ] || exit 0
cat >&2 <<END

Some tests need programs that are missing here: $(echo $lacking)
  Debian, Ubuntu   sudo apt-get install libreoffice-writer libreoffice-calc chromium poppler-utils \\
                     qpdf ghostscript mupdf-tools fonts-crosextra-carlito fonts-lohit-deva npm
  Fedora           sudo dnf install libreoffice-writer libreoffice-calc chromium poppler-utils qpdf ghostscript mupdf npm
  macOS            brew install --cask libreoffice chromium; brew install poppler qpdf ghostscript mupdf-tools node
The tests that need them are skipped, and say so; with CI=true they fail.
END
