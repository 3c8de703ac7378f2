"""How the findings of `markpack doctor` look; it loads no library that a machine may lack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import click

from markpack.app.machine.finding import Finding, State
from markpack.cli.console import echo

_STYLES = {State.FINE: "green", State.LOOK: "yellow", State.MEND: "red"}
_ACTS = {State.MEND: "mend", State.LOOK: "look at"}


def print_findings(findings: Sequence[Finding]) -> None:
    """Print a line for each thing that was looked at, with what mends it below, and how many are not fine."""
    for finding in findings:
        state = click.style(f"{finding.state.value:<5}", fg=_STYLES[finding.state])
        echo(f"{state} {finding.name}: {finding.message}")
        for line in finding.remedy.splitlines():
            echo(f"      {line}")
    counts = Counter(finding.state for finding in findings)
    parts = [f"{counts[state]} to {act}" for state, act in _ACTS.items() if counts[state]]
    echo(f"{' and '.join(parts)}." if parts else "Everything is fine.")
