"""What files are called: a learner's after the pattern that the centre has set, everything else after what it is."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pathvalidate import sanitize_filename

from markpack.documents.catalogue.kinds import Format, Kind, Per
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.model.learner import Learner

LONGEST_STEM = 115
"""The most characters of a learner's file name without its ending, so that paths stay within what Windows takes."""
MOST_BYTES = 200
"""The most bytes of it, well within what every file system allows."""
DOCUMENT = "{document}"
"""What a pattern says which document it is by."""


_SAFE = re.compile(r"\w[\w ()-]{0,50}[ (-][\w ()-]{0,50}[\w)]")
"""A name that is safe as it is: none of its words stands for a device, as CON and COM1 do on Windows.

Why: names are asked for by the ten thousand, and to have each of them looked at by rule takes seconds.
"""


@lru_cache(maxsize=64)  # a document has the same name in each format, and often in each kind
def safe(name: str) -> str:
    """Return a name that every system allows for a file, in composed Unicode.

    Signs that cannot be seen are left out: some turn around what follows, so that a name seems to end in another way.
    """
    visible = name if name.isprintable() else "".join(sign for sign in name if unicodedata.category(sign) != "Cf")
    composed = unicodedata.normalize("NFC", visible)
    if _SAFE.fullmatch(composed):
        return composed
    return str(sanitize_filename(composed, replacement_text="_", platform="universal", max_len=255)).strip()


def general_name(setting: AssignmentContext, kind: Kind, fmt: Format, *, version: str = "") -> str:
    """Return the file name of a document that is nobody's in particular: Mark sheet-8604-308.pdf.

    One that is for another version of the unit than everybody's says which.
    """
    suffix = f"-version {version}" if version else ""
    return f"{safe(f'{kind.name_in(fmt, kind.value.file_title)}-{setting.unit.reference}{suffix}')}.{fmt.value}"


def employer_name(setting: AssignmentContext, kind: Kind, fmt: Format) -> str:
    """Return the file name of a document for the employer: Summary for Northline-8604.pdf, with a cohort if it has one.

    A long name of an employer is cut.
    """
    name = " ".join((kind.value.file_title, setting.context.employer.short_name[:60].strip()))
    return f"{safe('-'.join(filter(None, (name, setting.qualification.reference, setting.cohort_folder))))}.{fmt.value}"


def combined_name(setting: AssignmentContext, kind: Kind) -> str:
    """Return the file name of all learners' documents of a kind: Completed mark sheets-8604-308.pdf."""
    return f"{safe(f'{kind.value.combined_title}-{setting.unit.reference}')}.{Format.PDF.value}"


def learner_name(
    setting: AssignmentContext, learner: Learner, attempt: int, kind: Kind, fmt: Format, reference: str = ""
) -> str:
    """Return a learner's file name after the centre's pattern: R Jones-ABC123-012345-8604-308(1) Feedback.pdf.

    It ends in what the document is called where the pattern does not say it elsewhere. What is not of the assignment's
    unit has its own reference, such as the qualification's, and what is of a whole qualification has no attempt.
    """
    pattern, names = _pattern_for(learner, setting.centre.policies.file_name)
    if kind.value.per is Per.LEARNER:
        before, _, after = pattern.partition("{attempt}")
        pattern = f"{before.rstrip(' ,._-([')}{after.lstrip(')]')}"
    if DOCUMENT not in pattern:
        pattern = f"{pattern} {DOCUMENT}"
    # Long names are cut, never the number, the attempt and the document that tell files apart.
    for letters in (60, 30, 15, 5):
        stem = safe(
            pattern.format(
                initials=learner.initials,
                first_name=names[0][:letters].strip(),
                last_name=names[1][:letters].strip(),
                registration=learner.registration,
                centre=setting.centre.number,
                unit=reference or setting.unit.reference,
                attempt=attempt,
                document=kind.name_in(fmt, kind.value.own_file_title),
                employer=setting.context.employer.short_name[:letters].strip(),
            )
        )
        if len(stem) <= LONGEST_STEM and len(stem.encode()) <= MOST_BYTES:
            break
    return f"{stem}.{fmt.value}"


def _pattern_for(learner: Learner, pattern: str) -> tuple[str, tuple[str, str]]:
    """Return the centre's pattern for a learner, and the first and last name to fill in.

    For a learner with one name, that name is the last one, and what the pattern has for a first name is left out;
    a pattern without the last name has it as the first.
    """
    if not learner.has_one_name:
        return pattern, (learner.first_name, learner.last_name)
    if "{last_name}" not in pattern:
        return pattern, (learner.name, "")
    return re.sub(r"\{(?:initials|first_name)\}[\s,._-]*", "", pattern).rstrip(" ,._-"), ("", learner.name)
