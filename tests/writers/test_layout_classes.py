"""The layouts and their style sheets: which classes of elements there are, and what has rules."""

from __future__ import annotations

import re
from pathlib import Path

import markpack

PACKAGE = Path(markpack.__file__).parent
LAYOUTS = PACKAGE / "layouts"
STYLE_SHEETS = (LAYOUTS / "print.css", LAYOUTS / "adjustments.css")
PAGES_IN_OTHERS = {"mark-sheet", "feedback", "declaration"}
"""The kinds of pages whose rules hold for their part of another document, too."""


def _classes_with_rules(style_sheet: Path) -> set[str]:
    rules = re.sub(r"/\*.*?\*/", "", style_sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    selectors = re.sub(r"\{[^{}]*\}", " ", rules)
    return set(re.findall(r"\.([a-z][\w-]*)", selectors))


def _layouts() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(LAYOUTS.glob("*.html.j2"))}


def test_every_class_that_has_a_rule_is_given_to_something() -> None:
    modules = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")]
    words = set(re.findall(r"[\w-]+", " ".join((*_layouts().values(), *modules))))
    for style_sheet in STYLE_SHEETS:
        assert _classes_with_rules(style_sheet) <= words, style_sheet.name


def test_no_rule_for_a_part_of_a_page_holds_for_all_pages_of_a_kind() -> None:
    """A class such as `brief` on some part of a mark sheet would give its rules to every assignment brief."""
    layouts = _layouts()
    kinds = {kind for text in layouts.values() for kind in re.findall(r"block kind %\}([\w -]+)\{", text)}
    kinds = {word for kind in kinds for word in kind.split()} - {"parted"}
    assert kinds > PAGES_IN_OTHERS
    given = [text for layout in layouts.values() for text in re.findall(r'class="([^"]*)|set \w+ = "( [^"]*)"', layout)]
    classes = {word for texts in given for text in texts for word in re.findall(r"[\w-]+", text)}
    assert "compact" in classes
    assert kinds & classes <= PAGES_IN_OTHERS
