"""Files of an earlier format say from then on by which rule their assignments share out marks, so that they keep it."""

from __future__ import annotations

import codecs
import copy
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from markpack.app.migration_steps import FileChange
from markpack.app.yaml_edit import plain_data
from markpack.documents.shared.spelling import series
from markpack.errors import InputError, Problem
from markpack.inputs.cohort_files import COHORT_FILE
from markpack.inputs.employer_inputs import CONTEXT_FILE
from markpack.inputs.files.yaml_text import YamlDocument, read_yaml
from markpack.inputs.problems import Problems
from markpack.inputs.records.noted_versions import read_noted_versions
from markpack.inputs.records.record_reader import read_record
from markpack.inputs.weighting_rules import KEY, noted_rule, usual_rule
from markpack.model.context import Cohort, Context
from markpack.model.pack_folders import COHORTS, CONTEXTS, pack_name

ASSIGNMENTS = "assignments"
MARKING = "marking"
_WEIGHTED = re.compile(r"""(["']?)credit weighted\1""")


def keep_weighting(root: Path, workspace_format: int, leave_out: Collection[str] = ()) -> Iterator[FileChange]:
    """Yield the files whose assignments are to say by which rule they share out marks, but those to leave out.

    Raises InputError where a file is laid out so that this cannot be written into it.
    """
    files = [*root.glob(f"{CONTEXTS}/*/{CONTEXT_FILE}"), *root.glob(f"{CONTEXTS}/*/{COHORTS}/*/{COHORT_FILE}")]
    for file in sorted(path.relative_to(root).as_posix() for path in files):
        if file not in leave_out:
            data, names = with_kept_weighting(root, file, workspace_format)
            if names:
                get = "gets" if len(names) == 1 else "get"
                what = (
                    f"in “{ASSIGNMENTS}”, {series(names)} {get} the key “{KEY}”, so that all marks stay out of as many"
                )
                yield FileChange(file, f"{what}; nothing else in it changes", data)


def with_kept_weighting(root: Path, file: str, workspace_format: int) -> tuple[bytes, tuple[str, ...]]:
    """Return a context's or cohort's bytes with the rule in each weighted assignment that names none, and their names.

    Raises InputError where the file is laid out so that this cannot be written into it.
    """
    data = (root / file).read_bytes()
    is_cohorts = file.endswith(f"/{COHORT_FILE}")
    document = read_yaml(root / file, file, Problems())
    model: type[Cohort | Context] = Cohort if is_cohorts else Context
    reading = read_record(document, model, Problems()) if document else None
    if document is None or reading is None:
        return data, ()
    noted, folders = read_noted_versions(root, Problems()), file.split("/")
    pack = pack_name(folders[1], folders[3] if is_cohorts else "")
    rules, names = {}, []
    for position, assignment in enumerate(reading.record.assignments):
        if assignment.is_weighted and not reading.has_key(ASSIGNMENTS, position, KEY):
            rules[position] = noted_rule(pack, assignment, noted) or usual_rule(workspace_format)
            names.append(assignment.name)
    return _with_rules(data, document, rules) if rules else data, tuple(names)


def _with_rules(data: bytes, document: YamlDocument, rules: Mapping[int, int]) -> bytes:
    """Return a file's bytes with rules in the assignments at these positions, each behind how they are marked."""
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    lines = data[len(mark) :].decode(errors="replace").splitlines(keepends=True)
    for position, rule in sorted(rules.items(), reverse=True):
        key, value = (spans.get((ASSIGNMENTS, position, MARKING)) for spans in (document.keys, document.values))
        if key and value:
            number, entry = value.line - 1, f"{KEY}: {rule}"
            line = lines[number]
            if lines[key.line - 1][: key.column - 1].strip(" -") == "":
                end = line[len(line.rstrip("\r\n")) :] or "\n"
                lines[number] = f"{line.rstrip()}{end}{' ' * (key.column - 1)}{entry}{end}"
            elif written := _WEIGHTED.match(line, value.column - 1):
                lines[number] = f"{line[: written.end()]}, {entry}{line[written.end() :]}"
    changed = mark + "".join(lines).encode()
    says: Any = copy.deepcopy(plain_data(data, document.file))
    for position, rule in rules.items():
        says[ASSIGNMENTS][position][KEY] = str(rule)
    if plain_data(changed, document.file) != says:
        raise InputError([_refusal(document, position, rule) for position, rule in rules.items()])
    return changed


def _refusal(document: YamlDocument, position: int, rule: int) -> Problem:
    return Problem(
        document.place((ASSIGNMENTS, position, MARKING)),
        f"“{KEY}” cannot be written into this assignment, because of how the file is laid out.",
        f"Save it as UTF-8. Write “{KEY}: {rule}” below “{MARKING}”, so that marks stay out of as many as they are. "
        "Then migrate again.",
    )
