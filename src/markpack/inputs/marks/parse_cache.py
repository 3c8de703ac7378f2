"""What files held when they were opened before, kept by their bytes: to open thousands of them takes minutes."""

from __future__ import annotations

import hashlib
import io
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from markpack.errors import Place, Problem, Severity
from markpack.inputs.criteria_text.compare import Passage
from markpack.inputs.files.csv_tables import Cell, CellKind, Table
from markpack.inputs.files.excel_tables import Workbook
from markpack.inputs.files.safe_files import load
from markpack.inputs.files.zip_safety import LARGEST_FILE
from markpack.inputs.marks.forms.form import FilledField, ReturnedForm
from markpack.inputs.problems import Problems
from markpack.model.forms.identity import FileIdentity

_T = TypeVar("_T")

KEPT = (
    Workbook, Table, Cell, CellKind, ReturnedForm, FilledField, FileIdentity, Passage, Place, Problem, Severity,
)  # fmt: skip
"""What is kept is made of these alone; nothing else is ever made from it."""

_CHECKSUM = 32
_BY_NAME = {(kind.__module__, kind.__qualname__): kind for kind in KEPT}


class ParseCache(Protocol):
    """A place in which bytes are kept by names; it may forget them at any time."""

    def get(self, name: str) -> bytes | None:
        """Return what is kept under a name, if anything is."""
        ...

    def put(self, name: str, data: bytes) -> None:
        """Keep something under a name."""
        ...


def parse_cached(
    read: Callable[[Path, str, Problems], _T | None], path: Path, file: str, kept: ParseCache | None
) -> tuple[_T | None, tuple[Problem, ...]]:
    """Return what `read` makes of a file and the problems that it notes, from what is kept if it is there."""
    data = load(path, file, Problems(), limit=LARGEST_FILE) if kept is not None else None
    if kept is None or data is None:
        findings = Problems()
        return read(path, file, findings), findings.problems
    name = hashlib.sha256(f"{read.__name__}\0{file}\0".encode() + data).hexdigest()
    if (known := _unpacked(kept.get(name))) is not None:
        opened, problems = known
        return opened, problems
    findings = Problems()
    opened = read(path, file, findings)
    kept.put(name, _packed((opened, findings.problems)))
    return opened, findings.problems


def _packed(value: tuple[object, tuple[Problem, ...]]) -> bytes:
    body = pickle.dumps(value, protocol=5)
    return hashlib.sha256(body).digest() + body


def _unpacked(data: bytes | None) -> tuple[Any, tuple[Problem, ...]] | None:
    """Return what was packed; None where it is damaged."""
    if data is None or hashlib.sha256(data[_CHECKSUM:]).digest() != data[:_CHECKSUM]:
        return None
    try:
        opened, problems = _Unpickler(io.BytesIO(data[_CHECKSUM:])).load()
    except Exception:  # whatever is wrong with it, the file itself is there
        return None
    return opened, problems


class _Unpickler(pickle.Unpickler):
    """Makes the records of KEPT and nothing else, so that no file in the output can have a program run."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a class by its name; raise UnpicklingError for any that is not to be made."""
        if (module, name) not in _BY_NAME:
            raise pickle.UnpicklingError(f"{module}.{name} is not kept")
        return _BY_NAME[module, name]
