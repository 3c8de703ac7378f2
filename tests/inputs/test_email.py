"""E-mail addresses of the centre, its staff and learners."""

from __future__ import annotations

from pathlib import Path

import pytest

from markpack.errors import Place, Severity
from markpack.inputs.problems import Problems
from markpack.inputs.records.email import note_email
from tests.inputs.problems import problems_of
from tests.workspaces import CENTRE, CENTRE_FILE, MARKS_FILE, REGISTER_FILE, changed, write_workspace


@pytest.mark.parametrize(
    "address", ["dana.whitfield", "dana@riverside", "Dana <d@riverside.example>", "d@a.uk; e@a.uk"]
)
def test_an_address_that_is_none_is_named(address: str, tmp_path: Path) -> None:
    centre = changed(
        CENTRE,
        ("name: Riverside Training\n", f"name: Riverside Training\nemail: {address}\n"),
        ("    role: Assessor\n", f"    role: Assessor\n    email: {address}\n"),
    )
    register = f"Registration,First name,Last name,Email\n0012345,Rhys,Jones,{address}\n"
    found = problems_of(write_workspace(tmp_path, {MARKS_FILE: None}, centre=centre, register=register))
    assert [(entry.place.file, entry.place.line, entry.severity) for entry in found] == [
        (REGISTER_FILE, 2, Severity.WARNING), (CENTRE_FILE, 3, Severity.WARNING), (CENTRE_FILE, 7, Severity.WARNING),
    ]  # fmt: skip
    assert {entry.message for entry in found} == {f"“{address}” is not an e-mail address."}


@pytest.mark.parametrize(
    "address", ["d.o'neill+x@sub.riverside-college.ac.uk", "åsa@bücher.example", "a@xn--p1ai.xn--p1ai"]
)
def test_addresses_of_every_form_are_fine(address: str) -> None:
    problems = Problems()
    note_email(address, Place(REGISTER_FILE), problems)
    assert problems.problems == ()
