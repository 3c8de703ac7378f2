"""What several kinds of document say alike: titles, notices, and what a file is."""

from __future__ import annotations

import datetime
import hashlib
import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from operator import attrgetter

from markpack.assessment.combination import GroupCredits, QualificationResult
from markpack.assessment.outcome import AttemptResult
from markpack.assessment.weighting import shares_digest
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.document import Properties
from markpack.documents.shared.spelling import day, number, percentage, plural, series
from markpack.model.forms.identity import FileIdentity
from markpack.model.joint import CriterionKey
from markpack.model.joint_unit import TOGETHER, JointUnit, labels
from markpack.model.learner import Learner
from markpack.model.qualification import Qualification
from markpack.model.scheme import GradeRule, Scheme
from markpack.model.unit import Criterion, Unit, Wording, level_order
from markpack.model.unit_versions import version_text


def qualification_title(qualification: Qualification) -> str:
    """Return the awarding organisation and the title: ILM Level 4 Award in Leadership (8604)."""
    return f"{qualification.awarding_organisation} {qualification.title} ({qualification.reference})"


def wording_notice(unit: Unit, qualification: Qualification) -> str:
    """Return the notice that a document from paraphrased criteria has to show; nothing if the wording is official."""
    if unit.wording is Wording.OFFICIAL:
        return ""
    paraphrased = series(member.reference for member in unit.members if member.wording is Wording.PARAPHRASE)
    descriptors = " and descriptors" if any(criterion.descriptors for criterion in unit.criteria) else ""
    return (
        f"The assessment criteria{descriptors} of {paraphrased} are paraphrased here; this is not the wording of "
        f"{qualification.awarding_organisation}. Before using this document for assessment, the centre replaces them "
        f"with the official text of the {'units' if unit.is_joint else 'unit'}."
    )


def confirmation(unit: Unit) -> str:
    """Return who has confirmed that the wording is official, when and from where; nothing where nobody has."""
    members = unit.members
    if not all(member.is_confirmed for member in members):
        return ""
    said = dict.fromkeys((member.confirmed_by, day(member.confirmed_on), member.source) for member in members)
    return " ".join(f"Official wording, confirmed by {by} on {on}, source: {source}." for by, on, source in said)


def template_digest(units: Sequence[Unit]) -> str:
    """Return the sha256 of whole unit templates, which says from which version of them a file was made."""
    digests = [unit.template_digest for unit in units]
    return digests[0] if len(digests) == 1 else hashlib.sha256("\x1f".join(digests).encode()).hexdigest()


def identity(
    kind: Kind, setting: AssignmentContext, learner: Learner | None = None, attempt: int | None = None
) -> FileIdentity:
    """Return what a file is, to travel inside it."""
    return FileIdentity(
        kind=kind.folder,
        employer=setting.employer_folder,
        cohort=setting.cohort_folder,
        unit=setting.unit.reference,
        learner=learner.registration if learner else "",
        attempt=str(attempt) if attempt else "",
        criteria=setting.unit.criteria_digest,
        template=template_digest(setting.units),
        unit_version=version_text(setting.unit.members),
        scheme=setting.unit.scheme.named,
        rules=setting.unit.scheme.rules,
        weighting=shares_digest(setting.unit) if setting.assignment.is_weighted else "",
    )


def properties(
    setting: AssignmentContext,
    kind: Kind,
    title: str,
    *,
    learner: Learner | None = None,
    attempt: int | None = None,
    date: datetime.date | None = None,
) -> Properties:
    """Return a file's properties: its title from what it is and whose; without a date, the assignment's set date."""
    unit = setting.unit
    suffix = f" – {learner.name}" if learner else ""
    about = f"{qualification_title(setting.qualification)}, {setting.branding.employer}"
    return Properties(
        title=f"{title}: {full_name(unit)}{suffix}",
        subject=". ".join(filter(None, (about, confirmation(unit)))),
        author=setting.branding.centre,
        date=date or setting.assignment.set_on,
        identity=identity(kind, setting, learner, attempt),
        draft=setting.approval.objection if setting.approval.is_draft else "",
    )


def what_is_missing(progress: QualificationResult, name: Callable[[Unit], str] = attrgetter("reference")) -> str:
    """Return what a learner still needs, and where it can come from; the qualification is not achieved.

    `name` says what a unit is called.
    """
    parts = [
        _missing_units(group, name)
        if group.asks_for_units
        else f"{plural(group.missing, 'credit')}{_from_units(group, name)}"
        for group in progress.groups
        if not group.is_complete
    ]
    rest = progress.missing - sum(group.missing for group in progress.groups)
    if rest:
        parts.append(f"{plural(rest, 'credit')} from any unit of the qualification")
    rules = progress.qualification.grade
    if not parts and rules:
        lowest = min(rules.steps, key=rules.steps.__getitem__)
        parts.append(f"{rules.steps[lowest]} points for {rules.word(lowest)}, of which there are {progress.points}")
    return series(parts)


def _missing_units(group: GroupCredits, name: Callable[[Unit], str]) -> str:
    names = [name(unit) for unit in group.open_units] or list(group.group.units)
    return f"{'unit' if len(names) == 1 else 'units'} {series(names)}"


def when_confirmed(progress: QualificationResult) -> str:
    """Return what counts once it is confirmed: 2 more when confirmed; nothing where nothing is provisional."""
    if not progress.provisional:
        return ""
    if progress.more_when_confirmed:
        return f"{progress.more_when_confirmed} more when confirmed"
    return f"{series(unit.reference for unit in progress.provisional)} when confirmed"


def progress_text(progress: QualificationResult) -> str:
    """Tell a learner where they are in the qualification; what is not confirmed is said beside it."""
    needed = progress.qualification.credits
    if progress.achieved:
        earned = f"earned all the credits that the qualification needs ({needed})"
        units = "achieved all the units that the qualification needs"
        grade = f" Its grade is {progress.grade_word}, with {progress.points} points." if progress.grade else ""
        return f"You have {earned if needed else units}.{grade}"
    if needed is None:
        more = f" {when_confirmed(progress)} counts." if progress.provisional else ""
        return f"The qualification is not complete yet.{more}"
    beside = f", {when_confirmed(progress)}" if progress.provisional else ""
    return f"You now have {progress.earned} of the {needed} credits that it needs{beside}."


def still_missing(progress: QualificationResult) -> str:
    """Say what a learner still needs once all is confirmed, units with their titles; nothing where that is all."""
    later = progress.when_confirmed or progress
    if later.achieved:
        return ""
    return f"Still missing: {what_is_missing(later, lambda unit: f'{unit.reference} {unit.title}')}."


def _from_units(group: GroupCredits, name: Callable[[Unit], str]) -> str:
    """Say from which units of a group its missing credits can come: all of them, where nothing less is enough."""
    open_units = [name(unit) for unit in group.open_units]
    available = sum(unit.credits or 0 for unit in group.open_units)
    every = all(available - (unit.credits or 0) < group.missing for unit in group.open_units)
    return f" from {series(open_units, 'and' if every else 'or')}"


def share_text(result: AttemptResult) -> str:
    """Return the total as a whole percentage, halves upwards; where grades begin at percentages, with a tenth.

    The tenth is rounded down, so that nothing looks as if it had reached a grade. Empty without marks.
    """
    if result.percentage is not None and result.scheme.rule is GradeRule.BOUNDARIES:
        return number(Fraction(math.floor(result.percentage * 10), 10))
    return percentage(result.percentage)


def criterion_label(unit: Unit, key: CriterionKey) -> str:
    """Return what a criterion is called in the documents of a unit, or of several together: 1.1, 308/1.1."""
    return unit.label(key) if isinstance(unit, JointUnit) else key.id


def full_name(unit: Unit) -> str:
    """Return a unit's whole reference and title; of several together, those of each."""
    return TOGETHER.join(f"{member.reference} {member.title}" for member in unit.members)


def sizes(unit: Unit) -> str:
    """Return level and credits in words, of several units each: 308: Level 3, 2 credits · 401: Level 4, 4 credits."""
    own = [", ".join(filter(None, (levels(member), _credits(member)))) for member in unit.members]
    if not unit.is_joint:
        return own[0]
    names = labels([member.reference for member in unit.members])
    return " · ".join(f"{name}: {size}" for name, size in zip(names, own, strict=True))


def _credits(unit: Unit) -> str:
    return plural(unit.credits, "credit") if unit.credits else ""


def levels(unit: Unit) -> str:
    """Return the level or levels in words: Level 3, Levels 3 and 4."""
    found = sorted({member.level for member in unit.members}, key=level_order)
    names = [str(level) for level in found if isinstance(level, str)]
    numbers = [str(level) for level in found if isinstance(level, int)]
    word = "Level" if len(numbers) == 1 else "Levels"
    return series([*names, *([f"{word} {series(numbers)}"] if numbers else [])])


def tier_word(scheme: Scheme, criterion: Criterion) -> str:
    """Return the word for the grade that a criterion counts for; nothing where the scheme has no ladder of criteria."""
    if scheme.rule is not GradeRule.LADDER or criterion.tier not in scheme.tiers:
        return ""
    return scheme.words.grade(scheme.codes[scheme.tiers.index(criterion.tier)])
