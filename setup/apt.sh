# Read by the other scripts of this folder: installing packages by apt-get, where that is permitted.

# Whether apt-get is there and may be used without asking anyone for a password.
may_install() {
    command -v apt-get >/dev/null 2>&1 && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

# Install the packages named; fails, with apt-get's own words, where that does not work.
install_packages() {
    echo "Installing by apt-get: $*" >&2
    as_root apt-get update -qq >&2 &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >&2
}
