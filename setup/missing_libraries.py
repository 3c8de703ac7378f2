"""Print the names of the system libraries that WeasyPrint needs and cannot load here, one a line."""

from __future__ import annotations

from cffi import FFI

# The names under which WeasyPrint looks for each: on Linux and other systems, macOS, and Windows.
LIBRARIES = {
    "libgobject-2.0": ("gobject-2.0", "libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0"),
    "libpango-1.0": ("pango-1.0", "libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0"),
    "libpangoft2-1.0": ("pangoft2-1.0", "libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0"),
    "libfontconfig": ("fontconfig", "libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1"),
    "libharfbuzz": ("harfbuzz", "libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0"),
    # WeasyPrint would do without it, at twice the time for each document.
    "libharfbuzz-subset": (
        "harfbuzz-subset", "libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0",
    ),
}  # fmt: skip


def can_load(names: tuple[str, ...]) -> bool:
    """Say whether a library can be loaded under one of its names."""
    for name in names:
        try:
            FFI().dlopen(name)
        except OSError:
            continue
        return True
    return False


if __name__ == "__main__":
    for library, names in LIBRARIES.items():
        if not can_load(names):
            print(library)
