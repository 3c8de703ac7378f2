#!/bin/sh
# Make the virtual environment .venv and install markpack into it: environment.sh test, or environment.sh test,bench.
# Run from the project's folder. PYTHON=… chooses the interpreter.
set -eu
extras=$1
. setup/apt.sh

# The first Python of those named that runs and is new enough.
find_python() {
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

if ! python=$(find_python); then
    if may_install && install_packages python3 python3-venv; then :; fi
    python=$(find_python) || {
        cat >&2 <<'END'

markpack needs Python 3.11 or newer, and none was found.
  Debian, Ubuntu   sudo apt-get install python3 python3-venv
                   (where that is older than 3.11: a newer release of the system, or pyenv)
  Fedora           sudo dnf install python3
  macOS            brew install python
  Windows          use WSL and follow the line for Ubuntu
Then run make again. PYTHON=/path/to/python3 make … chooses one.
END
        exit 4
    }
fi

make_venv() { "$python" -m venv "$@" .venv >.venv.log 2>&1; }

# An environment whose interpreter has gone, or that stopped half-way, is made afresh.
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    if ! make_venv --clear; then
        # Debian keeps venv in a package of its own, named after the interpreter's version.
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        if may_install && install_packages "$package"; then :; fi
        make_venv --clear || {
            cat .venv.log >&2
            rm -rf .venv.log .venv
            cat >&2 <<END

The virtual environment could not be made with $python; see above.
On Debian and Ubuntu a package is missing:
  sudo apt install python3-venv
Then run make again.
END
            exit 4
        }
    fi
fi
rm -f .venv.log

echo "Installing markpack and what it needs into .venv (a minute or two, the first time)" >&2
.venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[$extras]"
