"""A small workspace under each kind of outcome scheme: the same three criteria, judged by other rules."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.workspaces import UNIT, UNIT_FILE, changed

LADDER = """\
scheme: ladder
title: Ladder Awards
judgement: {kind: met}
not_attempted: yes
grade:
  rule: ladder
  tiers: [P, M, D]
  codes: {P: P, M: M, D: D, floor: U}
words: {P: Pass, M: Merit, D: Distinction, U: Unclassified, met: Achieved, not_met: Not yet achieved,
        section: Learning aim}
attempts:
  - {kind: first}
  - {kind: resubmission, authorised_by: the lead internal verifier, within: {days: 15, of: working}, scope: all}
  - {kind: retake, new_task: yes, scope: [P], cap: P}
feedback: {improvement_advice: not on final}
"""
HIGHERS = changed(
    LADDER,
    ("scheme: ladder", "scheme: highers"),
    ("title: Ladder", "title: Higher"),
    (LADDER[LADDER.index("  - {kind: resubmission") : LADDER.index("feedback:")],
     "  - {kind: resubmission, scope: open, cap: P}\n"),
)  # fmt: skip
REFER = """\
scheme: refer
title: Refer Awards
judgement: {kind: met}
grade:
  rule: all_met
  codes: {met: pass, floor: refer}
words: {pass: Pass, refer: Refer, met_decision: Pass, not_met_decision: Refer}
"""
LEVELS = """\
scheme: levels
title: Level Awards
judgement: {kind: levels, order: [N, P, M, D]}
not_attempted: yes
grade:
  rule: ladder
  tiers: [P, M, D]
  codes: {P: P, M: M, D: D, floor: N}
words: {P: Pass, M: Merit, D: Distinction, N: Not yet}
"""
BOUNDARIES = """\
scheme: steps
title: Step Awards
judgement: {kind: marks}
not_attempted: yes
grade:
  rule: boundaries
  boundaries: {of: total, steps: {P: 50, M: 65, D: 80}, minimum_each: {section: 40}}
  codes: {P: P, M: M, D: D, floor: U}
words: {P: Pass, M: Merit, D: Distinction, U: Unsuccessful}
"""
SCHEMES = {"ladder": LADDER, "highers": HIGHERS, "refer": REFER, "levels": LEVELS, "steps": BOUNDARIES}
_TIERS = {"1.1": "P", "1.2": "M", "1.10": "D"}


def files_of(scheme: str) -> Mapping[str, str]:
    """The files of a workspace whose unit 8604-308 is judged by one of SCHEMES."""
    return {f"templates/schemes/{scheme}.yaml": SCHEMES[scheme], UNIT_FILE: unit_under(scheme)}


def unit_under(scheme: str, unit: str = UNIT) -> str:
    """A unit's template with what a scheme needs: marks only with boundaries, tiers only with a ladder."""
    text = changed(unit, ("wording:", f"scheme: {scheme}\nwording:"))
    if scheme != "steps":
        text = re.sub(r" +marks: .*\n", "", text)
    text = re.sub(r" +descriptors:\n(?: {10}.*\n)+", "", text)
    if scheme in ("ladder", "highers"):
        for criterion, tier in _TIERS.items():
            text = changed(text, (f"      - id: {criterion}\n", f"      - id: {criterion}\n        tier: {tier}\n"))
    return text
