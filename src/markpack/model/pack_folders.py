"""What packs are called: by an employer's folder, or by employer and cohort with a slash, as in output/."""

from __future__ import annotations

from pathlib import PurePath

from markpack.errors import Reach, Scope

CONTEXTS = "contexts"
"""The folder of a workspace with the centre's own file and a folder for each employer."""
OUTPUT = "output"
"""The folder of a workspace in which documents are published."""
COHORTS = "cohorts"
"""The folder of an employer with a folder for each cohort."""
ALL = "all"
"""The folder in an employer's output that tells of all cohorts together; no cohort's may be called so."""
OF_WINDOWS = frozenset(
    {"con", "prn", "aux", "nul", *(f"{name}{digit}" for name in ("com", "lpt") for digit in range(1, 10))}
)
"""The names, in small letters, that no file or folder may have on Windows, whatever follows a full stop."""
COHORT_PATTERN = "[a-z0-9][a-z0-9-]{0,31}"
"""What a cohort's folder may be called."""


def pack_name(employer: str, cohort: str = "") -> str:
    """Return what the pack of an employer, or of a cohort there, is called: `acme`, `acme/autumn-2026`."""
    return f"{employer}/{cohort}" if cohort else employer


def employer_of(pack: str) -> str:
    """Return the employer's folder name in a pack's name."""
    return pack.partition("/")[0]


def cohort_of(pack: str) -> str:
    """Return the cohort's folder name in a pack's name; empty where it is an employer's own."""
    return pack.partition("/")[2]


def inputs_folder(pack: str) -> str:
    """Return the folder in a workspace that has a pack's register and marks: `contexts/acme/cohorts/autumn-2026`."""
    employer, cohort = employer_of(pack), cohort_of(pack)
    return f"{CONTEXTS}/{employer}/{COHORTS}/{cohort}" if cohort else f"{CONTEXTS}/{employer}"


def pack_in(folder: PurePath) -> str:
    """Return the name of the pack that is published in a folder: `acme/autumn-2026` of `output/acme/autumn-2026`."""
    is_cohorts = folder.parent.parent.name == OUTPUT
    return pack_name(folder.parent.name, folder.name) if is_cohorts else folder.name


def reach_of(pack: str) -> Reach:
    """Return how far a problem of a whole pack reaches."""
    return Reach(Scope.COHORT if cohort_of(pack) else Scope.EMPLOYER, pack)
