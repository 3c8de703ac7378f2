"""`markpack check` names the PDFs that `build` cannot make because no font has a letter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from markpack.app.full_build import build
from markpack.app.input_check import check
from markpack.app.workspace import Workspace
from markpack.errors import InputError, Place, Severity
from markpack.inputs.starter import starter
from markpack.report import Options
from tests.workspaces import MARKS_FILE, changed, write_workspace

RARE, OTHER = "\U00016a40", "\U00016a41"
"""Letters of the Mro script, which no usual font has."""
REGISTER = f"Registration,First name,Last name\n0012345,Rhys {RARE}{OTHER},Jones\n0012346,Siân,Lê\n"
MARKS = f"learner,unit,attempt,criterion,mark,comment,assessor\n0012346,8604-308,1,1.1,18,{RARE}.,Dana Whitfield\n"


def test_letters_that_no_font_has_are_told_before_anything_is_made(tmp_path: Path) -> None:
    workspace = Workspace(write_workspace(tmp_path, register=REGISTER, marks=MARKS))
    found = check(workspace)
    assert [(problem.severity, problem.reach.learners) for problem in found] == [
        (Severity.WARNING, ("0012345",)),
        (Severity.WARNING, ("0012346",)),
    ]
    blank = "acme/8604-308/blank/R Jones-0012345-012345-8604-308(1) Mark sheet.pdf"
    assert found[0].place == Place(blank)
    assert found[0].message == (
        f"No font on this machine has the letters “{RARE}” (U+16A40), “{OTHER}” (U+16A41), so this PDF (and 1 more) "
        "cannot be made."
    )
    assert found[0].hint.startswith("Install fonts for the script")
    with pytest.raises(InputError):
        check(workspace, strict=True)


def test_letters_of_a_scheme_s_words_are_told_too(tmp_path: Path) -> None:
    scheme = changed((starter() / "templates/schemes/ilm-marks.yaml").read_text(), ("pass: Pass", f"pass: Pass {RARE}"))
    workspace = Workspace(write_workspace(tmp_path, {"templates/schemes/ilm-marks.yaml": scheme, MARKS_FILE: None}))
    assert any(f"has the letter “{RARE}” (U+16A40)" in problem.message for problem in check(workspace))


@pytest.mark.slow
def test_a_build_fails_for_the_documents_that_check_counts(tmp_path: Path) -> None:
    workspace = Workspace(write_workspace(tmp_path, register=REGISTER, marks=MARKS))
    report = build(workspace, Options(formats=("pdf",), jobs=1))
    assert sorted(failed.path.split("/")[2] for failed in report.failed) == [
        "blank", "completed", "declaration", "feedback",
    ]  # fmt: skip
    told = {failed.failure.message.partition(";")[0].partition(" has ")[2] for failed in report.failed}
    assert {problem.message.partition(", so ")[0].partition(" has ")[2] for problem in check(workspace)} == told


def test_letters_of_the_packaged_font_need_no_layout(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    code = (
        "import sys; from pathlib import Path; from markpack.app.input_check import check; "
        "from markpack.app.workspace import Workspace; "
        "print(check(Workspace(Path(sys.argv[1]))), 'weasyprint' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(root)], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "() False"
