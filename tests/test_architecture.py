"""Dependencies run one way, only two modules of `publish` write, only `cli` prints, and one module reads the day.

Read from the source's syntax trees, so that imports inside functions and behind TYPE_CHECKING count too. The first
tests prove that the reader sees every module, and that it would find what is forbidden.
"""

from __future__ import annotations

import ast
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

import markpack

PACKAGE = Path(markpack.__file__).parent

FOLDER_RULE: dict[str, frozenset[str]] = {
    "errors": frozenset(),
    "model": frozenset({"errors"}),
    "assessment": frozenset({"model", "errors"}),
    "documents": frozenset({"assessment", "model", "errors"}),
    "writers": frozenset({
        "documents/*/view", "documents/*/*_view", "documents/mark_sheet/tally", "documents/shared/document",
        "documents/shared/spelling", "documents/catalogue/kinds",
        "documents/catalogue/entries", "documents/catalogue/index_page", "model/forms", "model/outcome",
        "model/scheme", "model/printed_signs", "errors",
    }),
    "rendering": frozenset({
        "writers", "documents/*/view", "documents/*/*_view", "documents/shared/document",
        "documents/catalogue/kinds", "documents/catalogue/entries", "publish", "report", "errors",
    }),
    "inputs": frozenset({"documents/catalogue/kinds", "assessment", "model", "errors"}),
    "publish": frozenset({"model/editions", "model/pack_folders", "model/records", "errors"}),
    "report": frozenset({"writers/result", "publish", "model/hold", "errors"}),
    "app": frozenset({
        "rendering", "writers", "publish", "documents", "inputs", "assessment", "model", "report", "errors",
    }),
    "cli": frozenset({
        "app", "documents/catalogue", "documents/claim/view", "inputs/criteria_text", "model/pack_folders",
        "report", "errors",
    }),
    "__main__": frozenset({"cli"}),
    "__init__": frozenset(),
}  # fmt: skip
"""What each room may import of markpack besides itself: whole folders, or the modules that a pattern names."""
FOLDERS = {"model", "assessment", "documents", "writers", "rendering", "inputs", "publish", "app", "cli"}
MAY_WRITE = ("publish.guarded_folder", "publish.scratch")
MAY_PRINT = ("cli",)
MAY_READ_THE_CLOCK = ("cli.parameters", "publish.digests")
"""What reads the day, for all commands; and what compares the times of files, which are in no document."""
MAY_COMPUTE_NAMES = ("writers.formats", "documents.catalogue.catalogue", "app.machine.libraries")
"""What imports a writer or builder that the registry of kinds names, and what tries whether libraries can be loaded."""

WRITING_METHODS = {
    "write_bytes", "write_text", "mkdir", "makedirs", "unlink", "rmdir", "touch", "symlink_to", "hardlink_to", "chmod",
}  # fmt: skip
WRITING_FUNCTIONS = {
    "os": {"replace", "rename", "renames", "remove", "removedirs", "link", "symlink", "open", "write", "fchmod"}
}
WRITING_MODULES = {"shutil", "tempfile"}
READING_FUNCTIONS = {"shutil.which", "shutil.disk_usage"}
PRINTING_MODULES = {"click", "rich"}
CLOCKS = {f"time.{name}" for name in ("time", "time_ns", "localtime", "gmtime", "strftime", "ctime", "asctime")}
CLOCK_METHODS = (".today", ".now", ".utcnow")


@dataclass(frozen=True)
class Module:
    """A module of the package: its dotted name below markpack, and its syntax tree."""

    name: str
    tree: ast.Module
    is_package: bool

    @property
    def layer(self) -> str:
        return self.name.split(".")[0] or "__init__"


def read_modules(package: Path) -> dict[str, Module]:
    """Return every module below a package's folder by its name below the package; the package itself is ''."""
    modules = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        modules[name] = Module(name, ast.parse(path.read_text(encoding="utf-8"), str(path)), is_package)
    return modules


def imports(module: Module) -> Iterator[tuple[int, str]]:
    """Yield the line and full dotted name of all that a module imports, wherever in it the import stands."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                here = ["markpack", *module.name.split(".")] if module.name else ["markpack"]
                up = here[: len(here) - node.level + module.is_package]
                base = ".".join([*up, base] if base else up)
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}"
        elif isinstance(node, ast.Call) and called(node).rpartition(".")[2] in {"import_module", "__import__"}:
            for argument in node.args[:1]:
                yield node.lineno, str(argument.value) if isinstance(argument, ast.Constant) else "?"


def called(node: ast.Call) -> str:
    """Return what a call names, dots included: `print`, `os.replace`; `.write_text` on anything that is no name."""
    parts: list[str] = []
    function = node.func
    while isinstance(function, ast.Attribute):
        parts.append(function.attr)
        function = function.value
    parts.append(function.id if isinstance(function, ast.Name) else "")
    return ".".join(reversed(parts))


def forbidden_imports(modules: dict[str, Module]) -> list[str]:
    """Return, one line each, the imports that the rule forbids, and modules of which it knows nothing."""
    found = []
    for module in modules.values():
        allowed = FOLDER_RULE.get(module.layer)
        if allowed is None:
            found.append(f"{module.name}: no rule says what {module.layer} may import")
            continue
        for line, name in imports(module):
            target = name.removeprefix("markpack.")
            layer = target.split(".")[0]
            if name == "?" and module.name not in MAY_COMPUTE_NAMES:
                found.append(f"{module.name}:{line} imports a module whose name is computed")
            if not name.startswith("markpack.") or layer not in FOLDER_RULE or layer == module.layer:
                continue  # another distribution, markpack's own __version__, or the layer itself
            if not any(_names(entry, target) for entry in allowed):
                found.append(f"{module.name}:{line} imports {target}")
    return found


def _names(entry: str, target: str) -> bool:
    """Say whether an entry of the rule, such as `documents/*/view`, names what is imported or what holds it."""
    return any(fnmatchcase(part, entry) for part in _up(target.replace(".", "/"), entry.count("/") + 1))


def _up(path: str, parts: int) -> Iterator[str]:
    if len(names := path.split("/")) >= parts:
        yield "/".join(names[:parts])


def _opens_for_writing(node: ast.Call, name: str) -> bool:
    modes = [keyword.value for keyword in node.keywords if keyword.arg == "mode"]
    modes += node.args[1:2] if name == "open" else node.args[:1]
    return any(
        isinstance(mode, ast.Constant)
        and isinstance(mode.value, str)
        and re.fullmatch(r"[rwaxbt+]+", mode.value) is not None
        and any(letter in mode.value for letter in "wax+")
        for mode in modes
    )


def writes(module: Module) -> list[str]:
    """Return, one line each, what in a module writes to the disk."""
    found = []
    for line, name in imports(module):
        if name.split(".")[0] in WRITING_MODULES and name not in READING_FUNCTIONS:
            found.append(f"{module.name}:{line} imports {name}")
        if name.startswith("os.") and name.split(".")[1] in WRITING_FUNCTIONS["os"]:
            found.append(f"{module.name}:{line} imports {name}")
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        name = called(node)
        owner, _, method = name.rpartition(".")
        opening = method == "open" and _opens_for_writing(node, name)
        # Path.replace takes one argument; str.replace takes two, and a date's only takes names.
        replacing = method == "replace" and len(node.args) == 1 and not node.keywords
        if opening or replacing or method in WRITING_METHODS or method in WRITING_FUNCTIONS.get(owner, set()):
            found.append(f"{module.name}:{node.lineno} calls {name}")
    return found


def prints(module: Module) -> list[str]:
    """Return, one line each, what in a module speaks to the terminal."""
    found = [
        f"{module.name}:{line} imports {name}"
        for line, name in imports(module)
        if name.split(".")[0] in PRINTING_MODULES or name in {"sys.stdout", "sys.stderr"}
    ]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and called(node) == "print":
            found.append(f"{module.name}:{node.lineno} prints")
        if isinstance(node, ast.Attribute) and node.attr in {"stdout", "stderr", "__stdout__", "__stderr__"}:
            found.append(f"{module.name}:{node.lineno} uses {node.attr}")
    return found


def reads_clock(module: Module) -> list[str]:
    """Return, one line each, what in a module asks for the time or the day."""
    found = [f"{module.name}:{line} imports {name}" for line, name in imports(module) if name in CLOCKS]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            name = called(node)
            if name in CLOCKS or name.endswith(CLOCK_METHODS):
                found.append(f"{module.name}:{node.lineno} calls {name}")
    return found


MODULES = read_modules(PACKAGE)


# The reader sees what is there


def test_every_module_that_python_can_import_is_read() -> None:
    importable = {
        module.name.removeprefix("markpack.") for module in pkgutil.walk_packages([str(PACKAGE)], "markpack.")
    }
    assert set(MODULES) == importable | {""}
    assert len(MODULES) > 30


def test_every_stage_has_its_folder_with_modules_in_it() -> None:
    packages = {module.name for module in MODULES.values() if module.is_package}
    assert {name for name in packages if name and "." not in name} == FOLDERS
    for folder in FOLDERS:
        assert [name for name in MODULES if name.startswith(f"{folder}.")], f"{folder}/ holds no module"
    assert {
        "errors",
        "app.full_build",
        "cli.commands",
        "model.unit",
        "assessment.outcome",
        "documents.mark_sheet.view",
    } <= set(MODULES)


def test_imports_that_are_there_are_found() -> None:
    assert "markpack.model.unit.Unit" in {name for _, name in imports(MODULES["assessment.outcome"])}
    assert "markpack.cli.commands.main" in {name for _, name in imports(MODULES["__main__"])}


def plant(folder: Path, module: str, source: str) -> dict[str, Module]:
    """Return the modules of a small package in which `module` holds `source`."""
    for name in FOLDERS:
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text("", encoding="utf-8")
    path = (folder / module.replace(".", "/")).with_suffix(".py")
    path.write_text(source, encoding="utf-8")
    return read_modules(folder)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("writers.pdf", "from markpack.assessment.outcome import assess\n"),
        ("writers.pdf", "from markpack.assessment import outcome\n"),
        ("writers.pdf", "from markpack import assessment\n"),
        ("writers.pdf", "import markpack.assessment.outcome as rules\n"),
        ("writers.pdf", "def late():\n    from markpack.model.unit import Unit\n    return Unit\n"),
        ("writers.pdf", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from markpack.model import unit\n"),
        ("writers.pdf", "from ..model.unit import Unit\n"),
        ("writers.pdf", "from .. import model\n"),
        ("writers.__init__", "from ..model import unit\n"),
        ("writers.pdf", "import importlib\nimportlib.import_module('markpack.model.unit')\n"),
        ("writers.pdf", "import importlib\nname = 'x'\nimportlib.import_module(name)\n"),
        ("writers.pdf", "from markpack.inputs import problems\n"),
        ("writers.pdf", "from markpack.documents.mark_sheet.builder import minimum_mark\n"),
        ("writers.pdf", "from markpack.documents.feedback import builder\n"),
        ("writers.pdf", "from markpack.documents.catalogue.catalogue import list_documents\n"),
        ("writers.pdf", "from markpack.rendering.run import render_all\n"),
        ("model.unit", "from markpack.assessment.criteria import is_met\n"),
        ("assessment.outcome", "from markpack.documents.brief.view import Brief\n"),
        ("documents.brief", "from markpack.writers.formats import write\n"),
        ("documents.brief", "import markpack.inputs.problems\n"),
        ("inputs.problems", "from markpack.documents.brief.view import Brief\n"),
        ("publish.staging", "from markpack.documents.brief.view import Brief\n"),
        ("publish.staging", "from markpack.documents import brief\n"),
        ("errors", "from markpack.model.unit import Unit\n"),
        ("app.full_build", "from markpack.cli.commands import main\n"),
        ("cli.commands", "from markpack.writers.formats import write\n"),
        ("helpers", "answer = 42\n"),
    ],
)
def test_a_planted_import_is_found(tmp_path: Path, module: str, source: str) -> None:
    assert len(forbidden_imports(plant(tmp_path, module, source))) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        (
            "writers.pdf",
            "from markpack.documents.brief.view import Brief\nfrom markpack.errors import EnvironmentLacks\n",
        ),
        ("writers.pdf", "from markpack import __version__\nfrom . import html\nimport weasyprint\n"),
        ("writers.pdf", "from markpack.documents.brief import view\n"),
        ("inputs.sheets", "from markpack.documents.catalogue.kinds import Kind\n"),
        (
            "app.full_build",
            "from markpack.writers.formats import write\nfrom markpack.inputs.problems import listing\n",
        ),
    ],
)
def test_a_lawful_import_is_left_alone(tmp_path: Path, module: str, source: str) -> None:
    assert forbidden_imports(plant(tmp_path, module, source)) == []


@pytest.mark.parametrize(
    "source",
    [
        "open('x', 'w')",
        "open('x', mode='ab')",
        "path.open('wb')",
        "path.open(mode='x')",
        "(folder / 'x').write_text('')",
        "path.write_bytes(b'')",
        "path.mkdir()",
        "path.replace(target)",
        "import os\nos.replace(a, b)",
        "from os import replace",
        "path.unlink()",
        "import shutil",
        "from tempfile import TemporaryDirectory",
    ],
)
def test_a_planted_write_is_found(tmp_path: Path, source: str) -> None:
    module = plant(tmp_path, "writers.pdf", source)["writers.pdf"]
    assert len(writes(module)) == 1


@pytest.mark.parametrize(
    "source",
    ["open('x')", "path.open('rb')", "text.replace('a', 'b')", "day.replace(year=2026)", "ZipFile(buffer, 'w')"],
)
def test_reading_is_no_writing(tmp_path: Path, source: str) -> None:
    assert writes(plant(tmp_path, "writers.pdf", source)["writers.pdf"]) == []


@pytest.mark.parametrize(
    "source",
    [
        "print('x')",
        "def late():\n    import click",
        "from rich.progress import track",
        "from sys import stderr",
        "import sys\nsys.stderr.write('x')",
    ],
)
def test_a_planted_print_is_found(tmp_path: Path, source: str) -> None:
    assert len(prints(plant(tmp_path, "documents.brief", source)["documents.brief"])) == 1


@pytest.mark.parametrize(
    "source",
    [
        "date.today()",
        "import datetime\ndatetime.datetime.now().astimezone()",
        "import time\ntime.strftime('%Y')",
        "from time import time",
        "def late():\n    return datetime.utcnow()",
    ],
)
def test_a_planted_clock_is_found(tmp_path: Path, source: str) -> None:
    assert len(reads_clock(plant(tmp_path, "documents.brief", source)["documents.brief"])) == 1


@pytest.mark.parametrize("source", ["time.monotonic()", "datetime.date(2026, 11, 30)", "change.now", "today(1)"])
def test_what_is_no_clock_is_left_alone(tmp_path: Path, source: str) -> None:
    assert reads_clock(plant(tmp_path, "documents.brief", source)["documents.brief"]) == []


# The rule


def test_the_documented_rule_is_this_one() -> None:
    text = (PACKAGE.parents[1] / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", text.partition("## The import rule")[2], re.MULTILINE)
    documented = {layer: frozenset(re.findall(r"`([\w./*]+)`", may)) for layer, may in rows}
    assert documented == {layer: may for layer, may in FOLDER_RULE.items() if not layer.startswith("__")}


def test_dependencies_run_one_way() -> None:
    assert forbidden_imports(MODULES) == []


def test_only_publish_writes() -> None:
    assert [
        line for module in MODULES.values() if not module.name.startswith(MAY_WRITE) for line in writes(module)
    ] == []


def test_only_the_command_line_prints() -> None:
    assert [line for module in MODULES.values() if module.layer not in MAY_PRINT for line in prints(module)] == []


def test_only_the_command_line_reads_the_day() -> None:
    readers = {module.name for module in MODULES.values() if reads_clock(module)}
    assert readers == set(MAY_READ_THE_CLOCK)
