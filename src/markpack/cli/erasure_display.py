"""What is said of a person who is to be erased: what holds them, what goes, and what is left to people."""

from __future__ import annotations

import datetime
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from markpack.cli.console import echo
from markpack.cli.report_display import count

if TYPE_CHECKING:
    from markpack.app import ErasedPerson, ErasurePlan
    from markpack.app.erasure import Mention

MOST_PLACES = 5
"""Places of a file that are named one by one."""


def print_erasure_plan(planned: ErasurePlan, today: datetime.date) -> None:
    """Say what holds a person: what would be erased, and what is people's to change."""
    person, kept = planned.person, planned.kept
    others = f", formerly {', '.join(person.other_numbers)}" if person.other_numbers else ""
    echo(f"{'; '.join(person.names) or 'No name is known'} ({person.registration}{others})")
    if planned.erased:
        done = "was begun" if planned.is_begun else "was done"
        echo(f"An erasure {done} on {planned.erased.on}.")
    if not planned.is_known:
        echo("Nothing holds this person. Check the number.")
    _print_time(planned, today)
    _print_files("Their documents, to be erased", kept.documents)
    _print_files("Lists of many people, to be erased; the next build makes them again", kept.lists)
    _print_files("What builds keep for themselves, to be erased", kept.caches)
    _print_files("Earlier files in records/, to be erased", kept.earlier)
    noted = [f"{count(kept.lines, 'line')} of earlier.csv"] if kept.lines else []
    noted += [f"what their documents at {folder} said" for folder in kept.reported]
    if noted:
        echo(f"In records/, to be erased: {'; '.join(noted)}.")
    _print_mentions("Registers that have the person", planned.registers)
    _print_mentions("Other files that speak of the person, which are yours to change", planned.others)
    if planned.not_searched:
        echo("Not searched, so look yourself:")
        for path, why in planned.not_searched.items():
            echo(f"  {path}: {why}")
    for name in planned.backups:
        echo(f"{name} is a backup, and has the person if the workspace had.")
    if planned.is_known:
        echo("Backups elsewhere, and what was sent or printed, cannot be reached from here.")
    if planned.on_register:
        echo("First take the person out of the register, and delete or change the other files. Then run")
        echo(f"  {_command(planned)}")


def print_erased(planned: ErasurePlan, erased: ErasedPerson) -> None:
    """Say what was erased, and what is left to do."""
    echo(f"Erased {count(int(erased.files), 'file')}. records/erased.csv says when and why, and not who.")
    if planned.others:
        echo("The other files that are listed above still speak of the person.")
    echo("Next: markpack build, which makes the lists again without the person.")


def _print_time(planned: ErasurePlan, today: datetime.date) -> None:
    until = planned.until
    ask = "Check what your awarding organisation asks for"
    if planned.years is None:
        echo(f"contexts/centre.yaml does not say how long records are kept. {ask}.")
    elif until is None or until.ended_on is None:
        why = f" ({until.what})" if until else ""
        echo(f"It is not known until when the records are to be kept{why}. {ask}.")
    else:
        early = "They still have to be kept: " if planned.is_early(today) else "Their time is over: "
        echo(f"{early}{until.text}.")


def _print_files(heading: str, files: Sequence[str]) -> None:
    if files:
        echo(f"{heading}:")
    for file in files:
        echo(f"  {file}")


def _print_mentions(heading: str, mentions: Sequence[Mention]) -> None:
    """Print the places that speak of a person, file by file."""
    if mentions:
        echo(f"{heading}:")
    files: dict[str, list[Mention]] = {}
    for mention in mentions:
        files.setdefault(mention.place.file, []).append(mention)
    for found in files.values():
        for mention in found[:MOST_PLACES]:
            echo(f"  {mention.place}: {mention.what}")
        if len(found) > MOST_PLACES:
            echo(f"  {found[0].place.file}: {count(len(found) - MOST_PLACES, 'more place')}")


def _command(planned: ErasurePlan) -> str:
    """Return the command that erases the person once the register does not have them any more."""
    person = planned.person
    words = ["markpack", "forget", person.registration]
    for option, values in (
        ("--former", person.other_numbers), ("--name", person.names), ("--employer", planned.whom.employers),
    ):  # fmt: skip
        words += (word for value in values for word in (option, value))
    return f'{shlex.join(words)} --reason "…"'
