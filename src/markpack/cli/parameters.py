"""What commands are given: words, addresses, and the day of the run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import datetime


class CommaSeparated(click.ParamType[tuple[str, ...]]):
    """Several of some words, separated by commas."""

    name = "list"

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 - click's signature
        """Show the words to choose from."""
        return ",".join(self.words)

    def convert(
        self, value: str | tuple[str, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the words given; fail with the list of words for any other."""
        if isinstance(value, tuple):
            return value
        words = tuple(word.strip().lower() for word in value.split(",") if word.strip())
        if unknown := [word for word in words if word not in self.words]:
            self.fail(f"“{unknown[0]}” is not one of {', '.join(self.words)}.", param, ctx)
        return words


def joined(_context: click.Context, _option: click.Parameter, lists: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """Return the words of an option that is given several times as one list."""
    return tuple(dict.fromkeys(word for words in lists for word in words))


class ClusterAddress(click.ParamType[str]):
    """Where a cluster takes in work: dask://HOST:PORT."""

    name = "dask://HOST:PORT"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 - click's signature
        """Show what an address looks like."""
        return self.name

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the address given; fail for anything else."""
        import re

        if value and not re.fullmatch(r"dask://[^\s/]+:\d+", value):
            self.fail(f"“{value}” is not an address such as dask://scheduler.example:8786.", param, ctx)
        return value


workspace_option = click.option(
    "-C",
    "--workspace",
    "start",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The workspace's folder, or one inside it. Default: the current folder.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print what happened as JSON.")
as_of_option = click.option(
    "--as-of",
    callback=lambda _context, _option, value: value and value.date(),
    type=click.DateTime(("%Y-%m-%d",)),
    help="The day to go by, as 2026-11-30. Default: today.",
)
strict_option = click.option("--strict", is_flag=True, help="Treat warnings as problems.")


def source_date() -> datetime.date | None:
    """Return the day of SOURCE_DATE_EPOCH, which stands for every file's own date where it is set."""
    import datetime
    import os

    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date() if epoch.isdecimal() else None
    except (ValueError, OverflowError, OSError) as error:
        raise click.UsageError(f"SOURCE_DATE_EPOCH is not a date: {epoch}. Set it to seconds since 1970.") from error


def today() -> datetime.date:
    """Return the day of the run, by SOURCE_DATE_EPOCH where it is set."""
    import datetime

    return source_date() or datetime.datetime.now().astimezone().date()


def titles(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Return cohorts' titles by the employers that they are given for."""
    titles: dict[str, str] = {}
    for value in values:
        employer, sign, title = value.partition("=")
        if not (employer.strip() and sign and title.strip()):
            raise click.BadParameter(f'“{value}” is not an employer\'s folder, = and a name: acme="Autumn 2026"')
        if employer.strip() in titles:
            raise click.BadParameter(f"“{employer.strip()}” is named twice")
        titles[employer.strip()] = title.strip()
    return titles
