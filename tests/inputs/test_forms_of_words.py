"""Forms of an employer's words: given in the vocabulary, used by texts, and never guessed."""

from __future__ import annotations

from pathlib import Path

from markpack.errors import InputError, Problem
from markpack.inputs.workspace_inputs import read_inputs
from tests.workspaces import CONTEXT, CONTEXT_FILE, UNIT, UNIT_FILE, write_workspace

FORMS = "{word: crew, plural: crews, possessive: crew’s, at_start: Crew}"


def problems_of(root: Path) -> tuple[Problem, ...]:
    try:
        return read_inputs(root)[1]
    except InputError as error:
        return error.problems


def workspace(root: Path, text: str, word: str) -> Path:
    """Write a workspace whose unit has a text in its guidance, and whose employer has this entry for the team."""
    unit = UNIT.replace("Think of your {{ vocabulary.team }}.", text)
    return write_workspace(root, unit=unit, context=CONTEXT.replace("team: crew", f"team: {word}"))


def test_a_text_has_the_form_that_it_asks_for(tmp_path: Path) -> None:
    text = "{{ vocabulary.team.at_start }}: the {{ vocabulary.team.possessive }} day, of {{ vocabulary.team.plural }}."
    root = workspace(tmp_path, text, FORMS)
    inputs, problems = read_inputs(root)
    assert not problems
    assert inputs.employers[0].context.vocabulary["team"].forms == {
        "plural": "crews", "possessive": "crew’s", "at_start": "Crew",
    }  # fmt: skip


def test_a_form_that_is_not_given_is_named_with_what_to_add(tmp_path: Path) -> None:
    for word, hint in (
        ("crew", "Write “team: {word: crew, possessive: …}”"),
        ("{word: crew, plural: crews}", "Write “team: {word: crew, plural: crews, possessive: …}”"),
    ):
        (problem,) = problems_of(workspace(tmp_path, "The {{ vocabulary.team.possessive }} day.", word))
        line = UNIT[: UNIT.index("Think of your")].count("\n") + 1
        assert (problem.place.file, problem.place.line) == (UNIT_FILE, line)
        assert (
            problem.message == f"“vocabulary.team.possessive” is not given in {CONTEXT_FILE}, and no form is guessed."
        )
        assert problem.hint.startswith(hint)


def test_what_is_no_form_is_named_with_the_nearest(tmp_path: Path) -> None:
    (problem,) = problems_of(workspace(tmp_path, "The {{ vocabulary.team.posessive }} day.", FORMS))
    assert problem.message == "“posessive” is no form of a word."
    assert "possessive" in problem.hint


def test_a_placeholder_in_a_word_is_named_for_it_would_be_printed(tmp_path: Path) -> None:
    (problem,) = problems_of(workspace(tmp_path, "The {{ vocabulary.team }}.", '{word: crew, plural: "{{ x }}s"}'))
    assert (problem.place.file, problem.place.line) == (CONTEXT_FILE, 7)
    assert problem.message == "“{{ x }}” stands in a word, and words are printed as they are."


def test_a_form_alone_is_no_word(tmp_path: Path) -> None:
    found = problems_of(workspace(tmp_path, "The {{ vocabulary.team }}.", "{plural: crews}"))
    assert any(problem.place.file == CONTEXT_FILE and "word" in problem.message for problem in found)
