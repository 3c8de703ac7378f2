"""Cohorts whose documents are there and whose folder is not: what their learners did in them is not known any more."""

from __future__ import annotations

from collections.abc import Iterable

from markpack.app.workspace import Workspace
from markpack.errors import Place, Problem, Severity
from markpack.model.pack_folders import ALL, OUTPUT, employer_of, inputs_folder, pack_name, reach_of
from markpack.publish.manifest import NAME


def cohorts_gone(workspace: Workspace, packs: Iterable[str]) -> list[Problem]:
    """Return a warning of each cohort of the packs' employers that was built, and whose folder is gone."""
    found = []
    for employer in sorted(set(map(employer_of, packs))):
        for path in sorted((workspace.output / employer).glob(f"*/{NAME}")):
            pack = pack_name(employer, path.parent.name)
            folder = inputs_folder(pack)
            if path.parent.name != ALL and not (workspace.root / folder).exists():
                message = f"There is no {folder} any more, so what its learners did there counts nowhere."
                hint = (
                    "Put the folder back under its name, which is in files that were sent out. If nothing in it is "
                    f"to count, move {OUTPUT}/{pack} away."
                )
                found.append(Problem(Place(f"{OUTPUT}/{pack}"), message, hint, Severity.WARNING, reach_of(employer)))
    return found
