"""How a brief is told in plain language: texts that the tutor supplies take the place of everybody's.

Criteria, marks, words and dates are not among these texts, so that nobody's assessment can become another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from markpack.documents.brief.for_units import for_units
from markpack.documents.brief.view import Brief, BriefTask
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.document import Rich
from markpack.documents.shared.prose import rich, rich_line, rich_merged
from markpack.model.context import PlainLanguage, UnitContext
from markpack.model.joint import JointTask, JointText


def in_plain_language(plan: Brief, setting: AssignmentContext) -> Brief:
    """Return a brief with the texts in plain language that its units have for its method; itself without any.

    Raises PlaceholderError for an unknown placeholder.
    """
    additions = {name: setting.context.units.get(name, UnitContext()) for name in setting.references}
    method = setting.assignment.method
    by_unit = {
        name: plain
        for name, addition in additions.items()
        if (plain := addition.plain_language) and plain.is_for(method)
    }
    if not by_unit:
        return plan
    texts, instrument = _Texts(setting, by_unit), setting.instrument
    scenarios = _scenarios(setting, by_unit)
    return replace(
        plan,
        purpose=texts.instead(lambda plain: plain.purpose, instrument.purpose) or plan.purpose,
        scenario=texts.instead(lambda plain: plain.scenario if setting.in_work else plain.not_in_work, scenarios)
        or plan.scenario,
        for_units=tuple(for_units(setting, {name: plain.guidance for name, plain in by_unit.items()}))
        if setting.in_work
        else plan.for_units,
        employer_note=texts.instead(lambda plain: plain.employer_note, instrument.employer_note) or plan.employer_note,
        not_in_work=plan.not_in_work
        and (texts.instead(lambda plain: plain.not_in_work, instrument.not_in_work) or plan.not_in_work),
        submission=texts.instead(lambda plain: plain.submission, instrument.submission) or plan.submission,
        bring=texts.lines(lambda plain: plain.bring, instrument.bring) or plan.bring,
        preparation=texts.lines(lambda plain: plain.preparation, instrument.preparation) or plan.preparation,
        recording=texts.instead(lambda plain: plain.recording, instrument.recording) or plan.recording,
        tasks=tuple(texts.task(*pair) for pair in zip(plan.tasks, instrument.tasks, strict=True)),
    )


def _scenarios(setting: AssignmentContext, by_unit: Mapping[str, PlainLanguage]) -> list[JointText]:
    """Return the text in whose place a scenario in plain language stands, with the unit that has one; or nothing.

    For a learner who is not in work, that is what a unit says of learners like them.
    """
    if setting.in_work:
        return [JointText(setting.context.scenario, name) for name, plain in by_unit.items() if plain.scenario][:1]
    return [JointText(plain.not_in_work, name) for name, plain in by_unit.items() if plain.not_in_work]


@dataclass(frozen=True)
class _Texts:
    """The texts in plain language of an assignment's units, of which at least one has some."""

    setting: AssignmentContext
    by_unit: Mapping[str, PlainLanguage]

    def instead(self, text_of: Callable[[PlainLanguage], str], usual: Iterable[JointText]) -> Rich | None:
        """Return a part of the brief, each unit's in plain language where it has it; None if none has."""
        first = next(iter(self.by_unit))
        parts = []
        for text in usual:
            unit = text.unit or first
            plain = text_of(self.by_unit[unit]) if unit in self.by_unit else ""
            parts.append((unit, text.text, plain))
        if not any(plain for _, _, plain in parts):
            return None
        return rich_merged((plain or text, self.setting.names_for(unit)) for unit, text, plain in parts)

    def lines(self, lines_of: Callable[[PlainLanguage], Sequence[str]], usual: Sequence[JointText]) -> tuple[Rich, ...]:
        """Return a list of the brief, each unit's in plain language where it has it; empty if none has."""
        first = next(iter(self.by_unit))
        units = list(dict.fromkeys(text.unit or first for text in usual))
        plain = {unit: lines_of(self.by_unit[unit]) for unit in units if unit in self.by_unit}
        if not any(plain.values()):
            return ()
        return tuple(
            rich_line(line, self.setting.names_for(unit))
            for unit in units
            for line in plain.get(unit) or [text.text for text in usual if (text.unit or first) == unit]
        )

    def task(self, task: BriefTask, source: JointTask) -> BriefTask:
        """Return a task with what to do in plain language, if its unit has it."""
        units = [source.unit] if source.unit else self.by_unit
        guidance = [
            plain.tasks[source.id] for unit in units if (plain := self.by_unit.get(unit)) and source.id in plain.tasks
        ]
        if not guidance:
            return task
        return replace(task, guidance=rich(guidance[0], self.setting.names_for(source.unit)), employer_guidance=None)
