"""Declarations of attempts that somebody has to authorise: whether they come back authorised."""

from __future__ import annotations

from pathlib import Path

import pytest

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.inputs.workspace_inputs import read_inputs
from markpack.report import Options
from tests.inputs.problems import problems_of
from tests.inputs.returned import Values, fill_word
from tests.inputs.schemes import files_of
from tests.workspaces import MARKS_FILE, REGISTER_FILE, changed, write_workspace

SCHEME_FILE = "templates/schemes/ladder.yaml"
MARKS = """\
learner,unit,attempt,criterion,decision,comment,assessor
0012345,8604-308,1,1.1,Not yet achieved,Say more.,Dana Whitfield
0012345,8604-308,1,1.2,Achieved,,
0012345,8604-308,1,1.10,Achieved,,
"""
DECLARED: Values = {
    "u8604_308__declared__own": True, "u8604_308__declared__once": True, "u8604_308__declared__no_ai": True,
    "u8604_308__declared__learner_on": "16 October 2026",
}  # fmt: skip
ALLOWED: Values = {"u8604_308__declared__authoriser_on": "17 October 2026"}
TRUE: Values = {f"u8604_308__declared__condition_{number}": True for number in (1, 2)}


@pytest.mark.parametrize(
    ("kind", "decided"), [("resubmission", ["20/10/2026"]), ("retake", ["20/10/2026", "27/10/2026"])]
)
def test_work_that_came_late_by_its_declaration_is_warned_of(kind: str, decided: list[str], tmp_path: Path) -> None:
    files = dict(files_of("ladder"))
    files[SCHEME_FILE] = changed(str(files[SCHEME_FILE]), ("kind: retake,", "kind: retake, within: {days: 14},"))
    marks = "learner,unit,attempt,criterion,decision,assessed on,assessor\n"
    for number, day in enumerate(decided, start=1):
        marks += f"0012345,8604-308,{number},1.1,Not attempted,{day},Dana Whitfield\n"
        marks += "".join(f"0012345,8604-308,{number},{part},Not attempted,,\n" for part in ("1.2", "1.10"))
    root = write_workspace(tmp_path, {**files, MARKS_FILE: marks})
    assert build(Workspace(root), Options(kinds=("declaration",), formats=("docx",), jobs=1)).failed == ()
    number = len(decided) + 1
    blank = next((root / "output/acme/8604-308/declaration").glob(f"*-0012345-*({number}) *.docx")).read_bytes()
    marks += f"0012345,8604-308,{number},1.1,Achieved,07/12/2026,Dana Whitfield\n"
    (root / MARKS_FILE).write_text(marks, encoding="utf-8")
    late = (
        f"Attempt {number} (learner 0012345, unit 8604-308) was handed in on 11 November 2026 by its declaration. This "
        f"{kind} was due by 10 November 2026."
    )
    for day, said in (
        ("10/11/2026", []),
        ("11/11/2026", [late]),
        ("on Monday", ["The day on which the work was handed in: “on Monday” is not a date."]),
    ):
        values = {**DECLARED, **ALLOWED, "u8604_308__declared__handed_in": day}
        (root / "contexts/acme/marks/declaration.docx").write_bytes(fill_word(blank, values))
        found = [problem.message for problem in problems_of(root)]
        assert [message for message in found if "handed in" in message] == said, found


def test_a_declaration_says_whether_the_attempt_is_allowed(tmp_path: Path) -> None:
    files = dict(files_of("ladder"))
    old = next(line for line in str(files[SCHEME_FILE]).splitlines() if "kind: resubmission" in line)
    new = "  - {kind: resubmission, authorised_by: the lead verifier, if: [handed in on time, the learner’s own work]}"
    files[SCHEME_FILE] = changed(str(files[SCHEME_FILE]), (old, new))
    register = "Registration,First name,Last name\n0012345,Rhys,Jones\n"
    root = write_workspace(tmp_path, {**files, MARKS_FILE: MARKS, REGISTER_FILE: register})
    assert build(Workspace(root), Options(kinds=("declaration",), formats=("docx",), jobs=1)).failed == ()
    blank = next((root / "output/acme/8604-308/declaration").glob("*(2) *.docx")).read_bytes()

    def concerns(values: Values) -> tuple[str, ...]:
        (root / "contexts/acme/marks/declaration.docx").write_bytes(fill_word(blank, values))
        inputs, problems = read_inputs(root)
        (found,) = inputs.employers[0].declarations
        assert {problem.hint for problem in problems if problem.place.file.endswith("declaration.docx")} <= {
            "Settle it with whoever has to authorise the attempt before the marks are relied on."
        }
        assert found.attempt == 2
        return found.concerns

    assert concerns(DECLARED) == ("nobody has signed that this attempt is allowed",)
    assert concerns({**DECLARED, **ALLOWED}) == (
        "the attempt is allowed without stating all that has to be true for it",
    )
    assert concerns({**DECLARED, **ALLOWED, **TRUE}) == ()
