"""YAML as plain data with positions."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markpack.errors import Place, Severity
from markpack.inputs.files.yaml_text import LARGEST_FILE, LONGEST_TEXT, YamlDocument, parse_yaml, read_yaml
from markpack.inputs.problems import Problems

FILE = "unit.yaml"


def parse(text: str) -> YamlDocument:
    findings = Problems()
    document = parse_yaml(text, "unit.yaml", findings)
    assert findings.problems == ()
    assert document is not None
    return document


def problem(text: str) -> str:
    """The one problem of a text, as it is shown."""
    findings = Problems()
    parse_yaml(text, "unit.yaml", findings)
    (found,) = findings.problems
    return str(found)


def test_scalars_are_the_text_that_stands_in_the_file() -> None:
    document = parse("number: 0012345\nid: 1.10\nsurname: No\ndate: 2026-09-14\nnull: ~\nblank:\nempty: ''\nyes: y\n")
    assert document.data == {
        "number": "0012345",
        "id": "1.10",
        "surname": "No",
        "date": "2026-09-14",
        "null": "~",
        "blank": None,
        "empty": "",
        "yes": "y",
    }


def test_signs_that_nobody_sees_are_left_out_of_prose_with_a_warning() -> None:
    findings = Problems()
    text = "scenario: |\n  A home by the sea.\n  It has\u200b ten\u202e beds.\u2060\nadvice: می\u200cخواهم 👩\u200d🏫\n"
    document = parse_yaml(text, FILE, findings)
    assert document is not None
    assert document.data == {"scenario": "A home by the sea.\nIt has ten beds.\n", "advice": "می\u200cخواهم 👩\u200d🏫"}
    (found,) = findings.problems
    assert (found.place, found.severity) == (Place(FILE, 3, 9), Severity.WARNING)
    assert found.message == "This text holds invisible characters, the first one here. They are left out."


def test_long_lines_take_time_in_proportion_to_their_length() -> None:
    values = 15_000
    comment = "a: [" + ", ".join(["1"] * values) + "] #" + "x" * 1_500_000
    indented = " " * 1_500_000 + "a: [" + ", ".join(['"b"'] * values) + "]"
    codes = "a: [" + ", ".join(['"\\u200b' + "b" * 101 + '"'] * values) + "]"
    start = time.process_time()
    for text in (comment, indented, codes):
        assert parse_yaml(text, FILE, Problems())
    assert time.process_time() - start < 5, "each value looked through all of the line"


@pytest.mark.parametrize(
    ("written", "read"),
    [("Dana\u200b Whitfield", "Dana Whitfield"), ("Dana\xa0Whitfield", "Dana Whitfield"), ("SiÃ¢n", "Siân")],
)
def test_names_are_mended_with_a_warning(written: str, read: str) -> None:
    findings = Problems()
    document = parse_yaml(f"unit: 8604\nassessor: {written}\n", FILE, findings)
    assert document is not None
    assert document.data == {"unit": "8604", "assessor": read}
    (found,) = findings.problems
    assert (found.place, found.severity) == (Place(FILE, 2, 11), Severity.WARNING)


def test_names_whose_letters_cannot_be_told_are_refused() -> None:
    assert problem("assessor: SiÃ¢n Ωm").startswith("unit.yaml, line 1, column 11: “SiÃ¢n Ωm” has letters that were")


def test_prose_keeps_its_spaces() -> None:
    prose = "A no-break space stands in 40\xa0km; " + "more words follow. " * 6
    assert parse(f"text: {prose}\nmore: |\n  40\xa0km\n").data == {"text": prose.strip(), "more": "40\xa0km\n"}


def test_keys_and_values_have_their_line_and_column() -> None:
    document = parse("name: Acme\ntasks:\n  - id: one\n    criteria: [1.1, 1.10]\n")
    assert document.key_place(("tasks", 0, "id")) == Place("unit.yaml", 3, 5)
    assert document.place(("tasks", 0, "id")) == Place("unit.yaml", 3, 9)
    assert document.place(("tasks", 0, "criteria", 1)) == Place("unit.yaml", 4, 21)


def test_a_location_that_is_not_there_has_the_place_of_what_is_around_it() -> None:
    document = parse("name: Acme\nemployer:\n  sector: Rail\n")
    assert document.place(("employer", "name", 3)) == Place("unit.yaml", 3, 3)


@pytest.mark.parametrize("style", ["|", ">", "|-", ">+"])
def test_words_are_found_inside_a_block(style: str) -> None:
    document = parse(f"text: {style}\n\n  One {{{{ a.b }}}} and\n  two {{{{ c.d }}}}.\n  {{{{ a.b }}}}\nnext: {{}}\n")
    assert document.place_of(("text",), "{{ c.d }}") == Place("unit.yaml", 4, 7)
    assert document.place_of(("text",), "{{ a.b }}", occurrence=1) == Place("unit.yaml", 5, 3)


def test_words_that_are_broken_over_lines_have_the_place_of_their_value() -> None:
    document = parse('text: "One {{ a.b\n  }} and"\n')
    assert document.place_of(("text",), "{{ a.b }}") == Place("unit.yaml", 1, 7)


def test_a_key_that_stands_twice_names_both_lines() -> None:
    assert problem("a: 1\nb: 2\na: 3\n") == (
        "unit.yaml, line 3, column 1: “a” appears a second time; the first is in line 1. Keep one of the two."
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\n\tb: 2", "line 2, column 1: The line is indented with a tab"),
        ("a: b: c", "line 1, column 5: There is a second colon in the line"),
        ("a: {{ employer.name }} does", "line 1, column 4: A value that starts with a placeholder needs quotes"),
        ("a: {{ employer.name }}", "A value that starts with a placeholder needs quotes"),
        ("a: [1, 2\nb: 3", "A list or mapping in brackets is not closed"),
        ("a: 'x\nb: 2", "line 1, column 4: The quotation mark that opens here is not closed"),
        ("a: 1\n---\nb: 2", "line 2, column 1: A second document starts here"),
        ("a: 1\n b: 2", "line 2, column 3: There is a key where a value should go on"),
        ("- a\nb: 1", "line 2, column 1: The line is not indented like the ones"),
        ("a: @b", "line 1, column 4: A value cannot start with “@”"),
        ("a: *b", "line 1, column 4: “*b” refers to nothing above it"),
        ("a: 1\nb: \x07", "line 2, column 4: A character here cannot be shown as text"),
        ("é: ü…\nname: Åsa\nb: Öb\u2028erg", "line 3, column 6: A character here cannot be shown as text"),
        ("a: 1\r\nb: é\x85", "line 2, column 5: A character here cannot be shown as text"),
        ("a: 1\n\ufeffb: 2", "line 2, column 1: A character here cannot be shown as text"),
        ('a: 1\nb: "x\\x07"', "line 2, column 4: A character here cannot be shown as text"),
        ('a: "x\\Py"', "line 1, column 4: A character here cannot be shown as text"),
        ('a:\n  b: "c\n  d: "e"\n  f: g', "line 2, column 6: The quotation mark that opens here is not closed"),
        ("a:\n  b: 'c\n  d: O'Brien\n", "line 2, column 6: The quotation mark that opens here is not closed"),
        ('a:\n  b: "c\n  sector: d\n  colour: "#123456"\n', "line 2, column 6: The quotation mark that opens here is"),
        ("a:\n  - 'b\n  - c\n  - it's\n", "line 2, column 5: The quotation mark that opens here is not closed"),
        ("scenario: |\n  One.\nTwo.\nb: 1", "line 3, column 1: This line is not indented, and there is no colon in it. "
         "If it belongs to “scenario”, put two spaces before it. If it is a key, write a colon"),
        ("a:\n  b: >\n    One.\n  Two.\n  c: 1", "If it belongs to “b”, put two more spaces before it."),
        ("name: x\nsector Rail\nlogo: y", "line 2, column 1: This line is not indented, and there is no colon in it."),
        ("a:\n  b: x\n  c:y\n  d: z", "line 3, column 5: There is no ordinary space after this colon. Write one"),
        ("a:\n  b: x\n  c:\xa0y\n  d: z", "line 3, column 5: There is no ordinary space after this colon."),
        ("a:\n  b: 'Lee's'\n  c: z", "line 2, column 11: There is more text after the closing quotation mark. Delete"),
        ('a:\n  b: "Lee",\n  c: z', "line 2, column 11: There is more text after the closing quotation mark."),
        ("a: *b* c", "A value cannot start with * or &. Put the value in quotes."),
        ('a: "b \\Rail"', "A backslash between double quotation marks needs a second one."),
        ("```yaml\na: b\n```", "line 1, column 1: This line with ``` is left from a message that the text was copied"),
        ("a: b\n```\n", "line 2, column 1: This line with ``` is left from a message"),
        ("", "The file is empty"),
        ("# only a note\n", "The file is empty"),
        ("? [a]\n: b", "line 1, column 3: A key is expected here"),
    ],
)  # fmt: skip
def test_what_is_not_yaml_is_said_in_plain_words(text: str, words: str) -> None:
    assert words in problem(text)


def test_a_quotation_may_run_over_lines_that_are_indented_further() -> None:
    text = "a:\n  b: \"One\n    two: three\n    - four\"\n  c: 'It''s\n    so'\n"
    assert parse(text).data == {"a": {"b": "One two: three - four", "c": "It's so"}}


def test_an_alias_repeats_its_value() -> None:
    assert parse("a: &x [1, 2]\nb: *x\n").data == {"a": ["1", "2"], "b": ["1", "2"]}


def test_a_bomb_of_aliases_is_refused_before_it_unfolds() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert "more than 20000 values" in problem("\n".join(lines))


@pytest.mark.parametrize("opening", ["[", "- ", "{a: "])
def test_endless_nesting_is_refused(opening: str) -> None:
    assert "nested more than 40 deep" in problem(opening * 100_000)


def test_windows_1252_is_read_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "centre.yaml").write_bytes("name: Café – “Müller”\r\n".encode("cp1252"))
    findings = Problems()
    document = read_yaml(tmp_path / "centre.yaml", "centre.yaml", findings)
    assert document is not None
    assert document.data == {"name": "Café – “Müller”"}
    (warning,) = findings.problems
    assert warning.severity is Severity.WARNING
    assert "so it was read as Windows-1252; here that gives “Café – “Müller””." in warning.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_without_a_word(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.yaml").write_bytes("name: Åsa Öberg\n".encode(encoding))
    findings = Problems()
    document = read_yaml(tmp_path / "a.yaml", "a.yaml", findings)
    assert document is not None
    assert document.data == {"name": "Åsa Öberg"}
    assert document.place(("name",)) == Place("a.yaml", 1, 7)
    assert findings.problems == ()


def test_files_that_are_no_text_or_too_large_are_refused(tmp_path: Path) -> None:
    (tmp_path / "picture.yaml").write_bytes(b"\x89PNG\x00\x00\x81\x8d")
    (tmp_path / "large.yaml").write_bytes(b"a" * (LARGEST_FILE + 1))
    (tmp_path / "folder.yaml").mkdir()
    findings = Problems()
    for name in ("picture", "large", "folder", "absent"):
        assert read_yaml(tmp_path / f"{name}.yaml", f"{name}.yaml", findings) is None
    messages = {found.place.file: found.message for found in findings.problems}
    assert messages["picture.yaml"] == "The file does not hold text."
    assert "at most 2 MB are read" in messages["large.yaml"]
    assert messages["folder.yaml"] == "This is a folder; a file is expected."
    assert messages["absent.yaml"] == "The file does not exist."


@pytest.mark.slow
@given(st.text(max_size=60))
def test_any_text_gives_either_data_or_problems(text: str) -> None:
    findings = Problems()
    document = parse_yaml(text, "a.yaml", findings)
    assert document is not None or findings.problems


@pytest.mark.parametrize(
    ("text", "column", "comment", "value"),
    [
        ("name: Smith & Co # 3\n", 18, "“# 3”", "“Smith & Co”"),
        ("- C # programming\n", 5, "“# programming”", "“C”"),
        ("place: {room: Room #4}\n", 20, "“#4}”", "“Room”"),
        ("colour: #1f5c99\n", 9, "“#1f5c99”", "empty"),
        ("text: One\n  two # 3\n", 7, "“# 3”", "“One two”"),
    ],
)
def test_what_a_comment_swallows_of_a_value_is_named(text: str, column: int, comment: str, value: str) -> None:
    problems = Problems()
    parse_yaml(text, FILE, problems)
    found = [problem for problem in problems.problems if problem.severity is Severity.WARNING]
    assert [(entry.place.line, entry.place.column) for entry in found] == [(text.count("\n"), column)]
    assert found[0].message.startswith(f"{comment} is not read: ")
    assert found[0].message.endswith(f" the value is {value}.")


@pytest.mark.parametrize(
    "text",
    [
        "team: crew  # the people whom a learner leads\n",
        "team:  # to be filled in\nother: word\n",
        "due_on: 2026-10-14 # in half-term\n",
        "half_marks: yes # as agreed\n",
        "name: 'Smith & Co # 3' # their own spelling\n",
        "text: |\n  Room # 4\n",
        "title: “Autumn” and after\n",
        "title: ’Tis the season\n",
        'title: "“Autumn”"\n',
    ],
)
def test_comments_and_quotations_that_are_meant_are_no_problem(text: str) -> None:
    problems = Problems()
    assert parse_yaml(text, FILE, problems) is not None
    assert problems.problems == ()


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("title: “Autumn”\n", Severity.WARNING),
        ("title: “Autumn\n", Severity.WARNING),
        ("title: ‘Autumn’\n", Severity.WARNING),
        ("title: ”Autumn”\n", Severity.WARNING),
        ("title: “Autumn: leaves”\n", Severity.ERROR),
    ],
)
def test_curly_quotation_marks_around_a_value_are_named(text: str, severity: Severity) -> None:
    problems = Problems()
    parse_yaml(text, FILE, problems)
    (found,) = problems.problems
    assert (found.place, found.severity) == (Place(FILE, 1, 8), severity)
    assert found.message == "Curly quotation marks do not quote a value, they are a part of it."


def test_a_value_that_starts_with_a_torn_placeholder_is_named() -> None:
    problems = Problems()
    parse_yaml("title: { vocabulary.team }} here\n", FILE, problems)
    (found,) = problems.problems
    assert (found.place.column, found.message) == (8, "A value that starts with a placeholder needs quotes.")


def test_a_text_that_is_too_long_is_refused() -> None:
    assert parse(f"about: {'x' * LONGEST_TEXT}").data == {"about": "x" * LONGEST_TEXT}
    assert problem(f"a: b\nabout: {'x' * (LONGEST_TEXT + 1)}").startswith(
        f"{FILE}, line 2, column 8: The text that starts here has more than {LONGEST_TEXT} letters."
    )
