"""Several units on one sheet, as one unit: their outcomes and criteria one after another, told apart by label."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import product

from markpack.model.forms.field_names import SEPARATOR
from markpack.model.forms.identity import MadeWith
from markpack.model.joint import CriterionKey
from markpack.model.unit import LearningOutcome, Unit, Wording, level_order

TOGETHER = " + "
"""Stands between units that are assessed on one sheet, in their names."""


class JointUnit(Unit):
    """Units that are assessed on one sheet. Criteria and outcomes have labels for ids: 308/1.1, 401/1.1.

    Its own assignment is that of its first member and means nothing. Make it with `joint_unit`.
    """

    parts: tuple[Unit, ...]

    @property
    def members(self) -> tuple[Unit, ...]:
        """The units that it stands for, in order."""
        return self.parts

    @property
    def is_joint(self) -> bool:
        """Whether it stands for several units."""
        return True

    @cached_property
    def criteria_digest(self) -> str:
        """The sha256 of its members' digests, in order."""
        return digest_of(self.members)

    @cached_property
    def _members_by_label(self) -> Mapping[str, Unit]:
        return dict(zip(labels([member.reference for member in self.members]), self.members, strict=True))

    def member_of(self, label: str) -> tuple[Unit, str]:
        """Return the unit, and its own id of a criterion or outcome, that a label stands for; else raise KeyError."""
        unit, _, id_ = label.rpartition("/")
        return self._members_by_label[unit], id_

    def label(self, key: CriterionKey) -> str:
        """Return the label of a member's criterion or outcome."""
        for name, member in self._members_by_label.items():
            if member.reference == key.unit:
                return f"{name}/{key.id}"
        raise KeyError(str(key))

    def key(self, label: str) -> CriterionKey:
        """Return the unit and the id that a label stands for."""
        unit, id_ = self.member_of(label)
        return CriterionKey(unit.reference, id_)

    def field_name(self, field: str, part: str = "") -> str:
        """Return the name of a field: a criterion's or outcome's is its unit's own, others are the first unit's."""
        if not part:
            return self.members[0].field_name(field)
        unit, id_ = self.member_of(part)
        return unit.field_name(field, id_)


def labels(references: Sequence[str]) -> tuple[str, ...]:
    """Return what tells units apart in short: what follows the last hyphen of each reference, where that differs."""
    short = [reference.rpartition("-")[2] for reference in references]
    return tuple(short) if len({name.casefold() for name in short}) == len(short) and all(short) else tuple(references)


def digest_of(units: Iterable[Unit]) -> str:
    """Return one digest for the criteria of several units; of a single one its own."""
    digests = [unit.criteria_digest for unit in units]
    return digests[0] if len(digests) == 1 else hashlib.sha256("\x1f".join(digests).encode()).hexdigest()


def made_with(units: Sequence[Unit]) -> MadeWith:
    """Return what a form for units is made with; several have one scheme."""
    return MadeWith.of(digest_of(units), units[0].scheme.rules)


def with_digest(choices: Iterable[Iterable[Unit]], digest: str) -> tuple[Unit, ...]:
    """Return one unit of each choice, so that together they have a digest of criteria; nothing where none have."""
    return next((units for units in product(*choices) if digest_of(units) == digest), ())


def spell_list(names: Iterable[str]) -> str:
    """Return names as a sentence lists them: A, B and C."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def joint_unit(units: Sequence[Unit]) -> Unit:
    """Return one unit that stands for several, in their order; a single one is returned as it is."""
    if len(units) == 1:
        return units[0]
    outcomes: list[LearningOutcome] = []
    for label, unit in zip(labels([unit.reference for unit in units]), units, strict=True):
        for outcome in unit.outcomes:
            criteria = tuple(
                criterion.model_copy(update={"id": f"{label}/{criterion.id}"}) for criterion in outcome.criteria
            )
            outcomes.append(outcome.model_copy(update={"id": f"{label}/{outcome.id}", "criteria": criteria}))
    paraphrased = any(unit.wording is Wording.PARAPHRASE for unit in units)
    joint = JointUnit.model_construct(
        reference=SEPARATOR.join(unit.reference for unit in units),
        title=TOGETHER.join(
            f"{label} {unit.title}" for label, unit in zip(labels([one.reference for one in units]), units, strict=True)
        ),
        level=max((unit.level for unit in units), key=level_order),
        credits=sum(unit.credits or 0 for unit in units) or None,
        guided_learning_hours=sum(unit.guided_learning_hours or 0 for unit in units) or None,
        scheme_id=units[0].scheme_id,
        wording=Wording.PARAPHRASE if paraphrased else Wording.OFFICIAL,
        about="\n\n".join(unit.about for unit in units),
        outcomes=tuple(outcomes),
        assignment=units[0].assignment,
        methods={},
        parts=tuple(units),
    )
    return joint.under(units[0].scheme)
