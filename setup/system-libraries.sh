#!/bin/sh
# See that the system libraries that PDFs are made with are there: installed by apt-get where permitted, else one
# message that says how. Run from the project's folder. The argument is the Python that will load them.
set -eu
python=$1
. setup/apt.sh

missing() { "$python" setup/missing_libraries.py; }

lacking=$(missing)
[ -n "$lacking" ] || exit 0
if may_install && install_packages libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 libfontconfig1
then
    lacking=$(missing)
    [ -n "$lacking" ] || exit 0
fi
cat >&2 <<END

PDFs are made with system libraries of which some are missing here: $(echo $lacking)
Install them, then run make again.
  Debian, Ubuntu   sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0
  Fedora           sudo dnf install pango harfbuzz fontconfig
  macOS            brew install pango
                   (if they are still not found: export DYLD_FALLBACK_LIBRARY_PATH="\$(brew --prefix)/lib")
  Windows          use WSL (wsl --install) and follow the line for Ubuntu; or, without WSL, install MSYS2, run
                   pacman -S mingw-w64-ucrt-x86_64-pango in its shell, and see “Windows” in WeasyPrint's first steps
END
exit 4
