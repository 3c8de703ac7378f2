"""What is found before a brief goes out: dates, scenario, lengths, words that do not belong, hard texts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from markpack.errors import Severity
from markpack.inputs.checks.readability import reading_age
from markpack.inputs.workspace_inputs import read_inputs
from tests.inputs.problems import inputs_of, lines_of, only, problems_of
from tests.workspaces import CENTRE, CONTEXT, QUALIFICATION, UNIT, changed, write_workspace

ROOT = Path(__file__).parents[2]
WORKING_DAYS = CENTRE + "policies:\n  working_days: yes\n"
SIMPLE = "You lead a crew. They work hard. Tell us what you do, and why you do it. "
HARD = (
    "Notwithstanding organisational considerations, participants contemplating multidimensional leadership "
    "methodologies should systematically investigate interdependencies characterising contemporary managerial "
    "responsibilities. "
)


def set_between(set_on: str, due_on: str, resubmit_by: str = "") -> str:
    later = f"due_on: {due_on}\n    resubmit_by: {resubmit_by}" if resubmit_by else f"due_on: {due_on}"
    return changed(CONTEXT, ("set_on: 2026-09-14", f"set_on: {set_on}"), ("due_on: 2026-10-14", later))


def guided(text: str) -> str:
    """The context with this guidance for its unit."""
    return changed(CONTEXT, ("guidance: Use what you know of {{ employer.short_name }}.", f"guidance: {text}"))


def warning_of(root: Path) -> tuple[int, str]:
    """The line and words of the only warning, which is in the context."""
    found = only(root, Severity.WARNING)
    assert found.place.file == "contexts/acme/context.yaml"
    return found.place.line, found.message


def test_the_example_employers_are_ready_to_go_out() -> None:
    assert [str(warning) for warning in read_inputs(ROOT)[1]] == []


# Dates


@pytest.mark.parametrize(
    ("context", "message"),
    [
        (
            set_between("2026-09-12", "2026-10-14"),
            "The unit 8604-308 is set on 12 September 2026, which is a Saturday.",
        ),
        (set_between("2026-09-14", "2026-10-18"), "The unit 8604-308 is due on 18 October 2026, which is a Sunday."),
        (
            set_between("2026-07-01", "2026-08-31"),
            "The unit 8604-308 is due on 31 August 2026, which is a bank holiday (Late Summer Bank Holiday).",
        ),
        (
            set_between("2026-09-14", "2026-10-14", "2026-12-28"),
            "The unit 8604-308 is to be resubmitted by 28 December 2026, which is a bank holiday (Boxing Day, "
            "substitute day).",
        ),
    ],
)
def test_a_date_on_which_nobody_works(tmp_path: Path, context: str, message: str) -> None:
    assert warning_of(write_workspace(tmp_path, context=context, centre=WORKING_DAYS))[1] == message


def test_a_date_is_shown_where_it_stands(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, context=set_between("2026-09-14", "2026-12-25"), centre=WORKING_DAYS)
    line = only(root, Severity.WARNING).place.line
    assert (root / "contexts/acme/context.yaml").read_text().splitlines()[line - 1] == "    due_on: 2026-12-25"


def test_working_days_are_england_s(tmp_path: Path) -> None:
    scottish = set_between("2026-11-30", "2027-01-04")  # St Andrew's Day; 2 January is a holiday in Scotland
    inputs_of(write_workspace(tmp_path, context=scottish, centre=WORKING_DAYS))


def test_any_day_will_do_where_the_centre_does_not_ask(tmp_path: Path) -> None:
    inputs_of(write_workspace(tmp_path, context=set_between("2026-09-13", "2026-12-25")))


@pytest.mark.parametrize(("due_on", "warned"), [("2026-09-14", True), ("2026-09-15", False)])
def test_twelve_hours_of_work_do_not_fit_into_a_day(tmp_path: Path, due_on: str, warned: bool) -> None:
    found = problems_of(write_workspace(tmp_path, context=set_between("2026-09-14", due_on)))
    assert [problem.message for problem in found] == (
        ["The unit 8604-308 takes about 12 hours, and from 14 September 2026 to 14 September 2026 there is 1 day."]
        if warned
        else []
    )


# Scenario and lengths


@pytest.mark.parametrize(("words", "warned"), [(39, True), (40, False)])
def test_a_scenario_needs_forty_words(tmp_path: Path, words: int, warned: bool) -> None:
    head, rest = CONTEXT.split("scenario: |\n")
    tail = rest[rest.index("units:") :]
    text = " ".join(["{{ employer.short_name }}", *["word"] * (words - 1)])
    root = write_workspace(tmp_path, context=f"{head}scenario: |\n  {text}\n{tail}")
    if warned:
        assert warning_of(root) == (9, "The scenario has 39 words, too few to set an assignment in.")
    else:
        inputs_of(root)


def with_words(first: int | None, second: int | None) -> str:
    unit = UNIT
    for key, words in (("styles", first), ("own-style", second)):
        if words:
            unit = changed(unit, (f"- id: {key}\n", f"- id: {key}\n      words: {words}\n"))
    return unit


@pytest.mark.parametrize(
    ("first", "second", "total"), [(300, 400, 700), (1000, 600, 1600), (1600, None, 1600), (799, None, None)]
)
def test_words_of_tasks_that_the_unit_does_not_accept(
    tmp_path: Path, first: int | None, second: int | None, total: int | None
) -> None:
    root = write_workspace(tmp_path, unit=with_words(first, second))
    if total is None:  # the task without words may be long enough
        inputs_of(root)
        return
    found = only(root, Severity.WARNING)
    assert found.message == f"The tasks’ words add up to {total:,}, but 800 to 1,500 are accepted."
    assert found.place.file == "templates/units/8604-308.yaml"


@pytest.mark.parametrize("words", [(400, 400), (1000, 500), (600, 600)])
def test_words_of_tasks_within_the_range(tmp_path: Path, words: tuple[int, int]) -> None:
    inputs_of(write_workspace(tmp_path, unit=with_words(*words)))


# Vocabulary


@pytest.mark.parametrize(
    ("text", "found", "theirs"),
    [
        ("Ask your team.", "team", "crew"),
        ("Teams differ.", "Teams", "crew"),
        ("Ask {{ vocabulary.team }} first, then the team.", "team", "crew"),
        ("Ask your line manager.", "line manager", "duty manager"),
        ("Line managers know.", "Line managers", "duty manager"),
        ("It is good. Team spirit counts.", "Team", "crew"),
    ],
)
def test_our_word_in_place_of_the_employer_s(tmp_path: Path, text: str, found: str, theirs: str) -> None:
    root = write_workspace(tmp_path, context=guided(f"|\n      Look around you.\n      {text}"))
    line, message = warning_of(root)
    assert message == f"The guidance for unit 8604-308 says “{found}”, where this employer’s word is “{theirs}”."
    shown = only(root, Severity.WARNING).place
    written = (root / "contexts/acme/context.yaml").read_text().splitlines()[line - 1]
    assert written.strip() == text
    assert written[shown.column - 1 :].startswith(found.split()[0])


def test_each_text_of_a_context_is_looked_at(tmp_path: Path) -> None:
    context = changed(
        CONTEXT,
        ("scenario: |\n", "scenario: |\n  Every team counts.\n"),
        ("          - A late train.\n", "          - A late team.\n        evidence:\n          - Notes on teams.\n"),
    )
    _, warnings = read_inputs(write_workspace(tmp_path, context=context))
    assert [warning.message.split(" says")[0] for warning in warnings] == [
        "The scenario",
        "An example for task styles of unit 8604-308",
        "The evidence for task styles of unit 8604-308",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Ask {{ vocabulary.team }} and {{vocabulary.line_manager}}.",
        "Steamed teamwork.",
        "Ask the Red Team about it.",
        "See www.acme.example/team or team@acme.example.",
        "Your team-mates.",
        "Take part in teamwork.",
    ],
)
def test_what_only_looks_like_our_word(tmp_path: Path, text: str) -> None:
    inputs_of(write_workspace(tmp_path, context=guided(f"'{text}'")))


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("team: care team", "Ask your team."),
        ("team: Teams", "Ask your team."),
        ("team: crew\n  foreman: team leader", "Ask your team leader."),
        ("team: crew\n  customers: passengers", "Mind customer service."),
        ("team: crew\n  activity: moving a whole depot to another town", "Choose an activity."),
    ],
)
def test_employers_whose_word_lets_ours_stand(tmp_path: Path, word: str, text: str) -> None:
    inputs_of(write_workspace(tmp_path, context=changed(guided(text), ("team: crew", word))))


# What was forgotten


@pytest.mark.parametrize(
    "left",
    ["TODO", "TBC", "tbc", "XXX", "[name]", "[Insert example here]", "[...]", "Lorem ipsum", "???", "[your depot]"],
)
def test_what_was_left_to_fill_in(tmp_path: Path, left: str) -> None:
    line, message = warning_of(
        write_workspace(tmp_path, context=guided(f"|\n      Look around you.\n      Then {left} and write."))
    )
    assert message == f"“{left}” looks as if something were still to be filled in."
    assert line == CONTEXT.splitlines().index("    guidance: Use what you know of {{ employer.short_name }}.") + 3


@pytest.mark.parametrize(
    "text",
    ["See [your handbook](https://acme.example).", "It was late [sic].", "A to-do list.", "XX and Xxl.", "Why??"],
)
def test_what_only_looks_forgotten(tmp_path: Path, text: str) -> None:
    inputs_of(write_workspace(tmp_path, context=guided(f"'{text}'")))


def test_templates_are_looked_at_too(tmp_path: Path) -> None:
    unit = changed(UNIT, ("Use an organisation that you know.", "TBC"))
    qualification = changed(QUALIFICATION, ("For people who lead.", "For [name]."))
    _, warnings = read_inputs(write_workspace(tmp_path, unit=unit, qualification=qualification))
    assert [(warning.place.file, warning.message.split()[0]) for warning in warnings] == [
        ("templates/qualifications/8604.yaml", "“[name]”"),
        ("templates/units/8604-308.yaml", "“TBC”"),
    ]


# Reading level


def test_hard_words_in_long_sentences_need_older_readers() -> None:
    simple, hard = reading_age(SIMPLE * 5), reading_age(HARD * 5)
    assert simple is not None
    assert hard is not None
    assert simple < 10
    assert hard > 20


def test_entries_of_a_list_are_sentences_and_mark_up_is_not_read() -> None:
    entries = "\n".join(["- **Say** what you *did* at work"] * 10)
    age = reading_age(entries)
    assert age == reading_age("Say what you did at work. " * 10)
    assert age is not None
    assert age < 9


def test_too_short_a_text_has_no_reading_age() -> None:
    assert reading_age(HARD) is None


def test_the_hardest_text_is_named_with_the_others_above_the_limit(tmp_path: Path) -> None:
    unit = changed(UNIT, ("purpose: Look", f"purpose: {HARD * 5}Look"))
    context = guided(f"'{(HARD + 'You lead at {{ employer.name }}. ') * 5}'")
    root = write_workspace(tmp_path, unit=unit, context=context, centre=CENTRE + "policies:\n  reading_age: 15\n")
    found = only(root, Severity.WARNING)
    assert found.place.file == "templates/units/8604-308.yaml"
    assert found.place.line == 41
    assert found.message.startswith("The hardest text in the brief for unit 8604-308 is the purpose: it suits readers")
    assert "and the centre’s limit is 15. Above it, too: Acme’s guidance (" in found.message


def test_nothing_is_measured_unless_the_centre_asks(tmp_path: Path) -> None:
    warnings = lines_of(write_workspace(tmp_path, context=guided(f"'{HARD * 5}'")))
    assert [line for line in warnings if "readers" in line] == []


@pytest.mark.slow
def test_libraries_are_loaded_only_where_the_centre_asks(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    code = (
        "import sys, pathlib; from markpack.inputs.workspace_inputs import read_inputs; "
        f"read_inputs(pathlib.Path({str(root)!r})); print({{'holidays', 'readability'}} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
