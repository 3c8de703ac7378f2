"""How a command ends: its exit code, and what is said where it cannot do what it is asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from markpack.cli.console import echo_json, echo_lines
from markpack.cli.report_display import print_problems, tally

if TYPE_CHECKING:
    from markpack.app import Problem

PROBLEMS, SOME_FAILED, LACKING, SOME_HELD, STOPPED = 1, 3, 4, 5, 130
"""Exit codes beside 0 (done) and click's 2 (usage). 130 is what shells expect of a program that Ctrl-C stopped."""


@contextmanager
def messages(
    as_json: bool, *, held: int = PROBLEMS, outcome: str = "; nothing was made", then: str = "build again"
) -> Iterator[None]:
    """Turn what a user can put right into messages and an exit code; bugs keep their traceback.

    `held` is the code where problems would only hold documents of learners, `outcome` what is said after their number,
    `then` what to do once something is mended, or to do the rest of what was stopped.
    """
    from markpack.app import EnvironmentLacks, FileRefused, InputError
    from markpack.app.file_problems import file_problems
    from markpack.cli.json_output import lacking_data, problems_data, refusal_data
    from markpack.errors import split

    try:
        with file_problems(then):
            yield
    except FileRefused as error:
        if as_json:
            echo_json(refusal_data(error))
        _stop(str(error), PROBLEMS)
    except InputError as error:
        if as_json:
            echo_json(problems_data(error.problems))
        else:
            print_problems(error.problems)
        errors, _ = split(error.problems)
        code = held if errors and all(problem.scope.holds for problem in errors) else PROBLEMS
        _stop(f"{tally(error.problems)}{outcome}.", code)
    except EnvironmentLacks as error:
        if as_json:
            echo_json(lacking_data(str(error)))
        _stop(str(error), LACKING)
    except KeyboardInterrupt:
        _stop(f"Stopped. Every file that is there is whole; {then} to make the rest.", STOPPED)


def leave(problems: Sequence[Problem], *, failed: bool = False) -> None:
    """End with an exit code if something was not made: what is stopped comes before what failed, and what is held."""
    if any(not problem.scope.holds for problem in problems):
        sys.exit(PROBLEMS)
    if failed:
        sys.exit(SOME_FAILED)
    if problems:
        sys.exit(SOME_HELD)


def _stop(message: str, code: int) -> NoReturn:
    echo_lines(message, err=True)
    sys.exit(code)
