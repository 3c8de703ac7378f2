"""What a PDF shows in another way than it was typed is told, with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from markpack.errors import Severity
from tests.inputs.problems import inputs_of, only
from tests.workspaces import CONTEXT, MARKS, REGISTER, changed, write_workspace

IN_WORDS = "as words between brackets"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Well done 👍🏽", "PDFs print “👍🏽” as words between brackets."),
        ("From 🇬🇧 or 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "PDFs print “🇬🇧” and “🏴󠁧󠁢󠁥󠁮󠁧󠁿” as words between brackets."),
        ("Step 1️⃣", "PDFs print “1️⃣” as words between brackets."),
        ("Ring ☎", "PDFs print “☎” as words between brackets."),
        ("a\ue000b", "PDFs print “\ue000” as words between brackets."),
        ("e" + "\u0301" * 300, "The letter “e” has 300 marks, which PDFs print over each other."),
    ],
)
def test_a_comment_that_a_pdf_shows_otherwise_is_a_warning_at_its_cell(typed: str, told: str, tmp_path: Path) -> None:
    found = only(write_workspace(tmp_path, marks=changed(MARKS, ("Good factors.", typed))), Severity.WARNING)
    assert (found.message, found.place.line, found.reach.learners) == (told, 2, ("0012345",))


def test_a_name_and_a_text_of_the_employers_are_told_too(tmp_path: Path) -> None:
    register = changed(REGISTER, ("Rhys", "Rhys 🎉"))
    assert IN_WORDS in only(write_workspace(tmp_path / "names", register=register), Severity.WARNING).message
    context = changed(CONTEXT, ("guidance: Use what", "guidance: 🎉 Use what"))
    found = only(write_workspace(tmp_path / "texts", context=context), Severity.WARNING)
    assert found.place.file.endswith("context.yaml")
    assert found.place.line > 1
    assert IN_WORDS in found.message


@pytest.mark.parametrize("text", ["Zoë Ågren", "Nguyễn Thị", "مي‌خواهم שלום", "हिन्दी", "© ™ ✔ ♥ → ½ 50 €", "1 # *"])
def test_letters_of_every_script_and_signs_that_fonts_have_are_not(text: str, tmp_path: Path) -> None:
    inputs_of(write_workspace(tmp_path, marks=changed(MARKS, ("Good factors.", text))))
