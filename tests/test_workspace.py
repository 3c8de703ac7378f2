"""Laying out a workspace, finding it, and adding an employer to it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest
import yaml
from pydantic import ValidationError

from markpack.app.input_check import check
from markpack.app.workspace import (
    EXAMPLE_EMPLOYER,
    Workspace,
    find_workspace,
    init,
    new_employer,
    schema_texts,
    slug,
    write_schemas,
)
from markpack.errors import InputError, Severity
from markpack.inputs.starter import starter
from markpack.inputs.workspace_inputs import read_inputs
from markpack.model.context import Assignment, Context, Employer, UnitContext
from markpack.model.forms.register_columns import COLUMNS, SHEET


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A fresh workspace, laid out by `init`."""
    init(tmp_path / "centre")
    return Workspace(tmp_path / "centre")


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# Finding


def test_a_workspace_is_found_from_any_folder_in_it(workspace: Workspace) -> None:
    deep = workspace.contexts / EXAMPLE_EMPLOYER / "marks"
    for start in (workspace.root, workspace.contexts, deep):
        assert find_workspace(start) == workspace


def test_without_a_workspace_the_remedy_is_named(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    with pytest.raises(InputError) as caught:
        find_workspace(tmp_path)
    (problem,) = caught.value.problems
    assert problem.place.file == str(tmp_path)
    assert "markpack init" in problem.hint


# Laying out


def test_init_lays_out_templates_schemas_a_centre_an_example_and_an_output_folder(tmp_path: Path) -> None:
    target = tmp_path / "new" / "centre"
    written = init(target)
    names = {path.relative_to(target).as_posix() for path in written}
    assert names == {name.replace("\\", "/") for name in files_below(target)}
    assert {
        "templates/qualifications/8604.yaml",
        "templates/units/8604-308.yaml",
        "templates/units/8604-401.yaml",
        "templates/schemas/qualification.schema.json",
        "templates/schemas/unit.schema.json",
        "templates/schemas/centre.schema.json",
        "templates/schemas/context.schema.json",
        "contexts/centre.yaml",
        f"contexts/{EXAMPLE_EMPLOYER}/context.yaml",
        "output/README.md",
    } <= names
    assert any(re.fullmatch(rf"contexts/{EXAMPLE_EMPLOYER}/learners\.(csv|xlsx)", name) for name in names)
    assert any(name.startswith(f"contexts/{EXAMPLE_EMPLOYER}/marks/") for name in names)
    assert {name.split("/")[1] for name in names if name.startswith("contexts/")} == {
        "centre.yaml",
        "logo.svg",
        EXAMPLE_EMPLOYER,
    }


def test_what_init_lays_out_is_the_starter_unchanged(workspace: Workspace) -> None:
    for name, content in files_below(workspace.root).items():
        assert (starter() / name).read_bytes() == content


@pytest.mark.parametrize("present", ["templates", "contexts"])
def test_init_overwrites_nothing(tmp_path: Path, present: str) -> None:
    (tmp_path / present).mkdir()
    (tmp_path / present / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="nothing in it is overwritten"):
        init(tmp_path)
    assert files_below(tmp_path) == {str(Path(present) / "mine.txt"): b"mine"}


def test_init_leaves_a_note_in_the_output_folder_alone(tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "README.md").write_text("mine", encoding="utf-8")
    init(tmp_path)
    assert (tmp_path / "output" / "README.md").read_text(encoding="utf-8") == "mine"


def test_init_refuses_a_file(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="This is a file"):
        init(tmp_path / "notes.txt")


# A new employer


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("Northline Rail", "northline-rail"),
        ("O'Brien & Sons (Leeds) Ltd.", "obrien-sons-leeds-ltd"),
        ("Café Łódź", "cafe-lodz"),
        ("Øresund Straße", "oresund-strasse"),
        ("../../etc/passwd", "etc-passwd"),
        ("a" * 200, "a" * 60),
    ],
)
def test_a_folder_is_named_after_the_employer(name: str, folder: str) -> None:
    assert slug(name) == folder


@pytest.mark.parametrize("name", ["", "   ", "…", "東京", "CON", "lpt1"])
def test_a_name_that_makes_no_folder_is_a_problem(name: str) -> None:
    with pytest.raises(InputError, match="cannot be made into a folder name"):
        slug(name)


def test_a_new_employer_gets_a_context_a_register_and_a_folder_for_marks(workspace: Workspace) -> None:
    written = new_employer(workspace, "Fenwick Hotels")
    folder = workspace.contexts / "fenwick-hotels"
    assert set(written) == {folder / "context.yaml", folder / "learners.xlsx", folder / "marks" / ".gitkeep"}
    assert set(files_below(folder)) == {str(path.relative_to(folder)) for path in written}


def test_an_employer_who_is_there_already_is_left_alone(workspace: Workspace) -> None:
    before = files_below(workspace.root)
    with pytest.raises(InputError, match="has this folder already"):
        new_employer(workspace, "Northline RAIL")
    assert files_below(workspace.root) == before


def blanks(text: str) -> list[str]:
    """Return the keys after which nothing stands, in the line or further indented below it."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    found = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        match = re.fullmatch(r"((?: |- )*)([a-z_]+):(?: \|)?", line)
        if match and not re.match(rf" {{{len(match[1])}}}( |- )", following):
            found.append(match[2])
    return found


@pytest.mark.parametrize("name", ["Acme \udcff Rail", "Acme\x07Rail", "Acme\0"])
def test_a_name_that_is_no_text_is_a_problem(workspace: Workspace, name: str) -> None:
    before = files_below(workspace.root)
    with pytest.raises(InputError, match="The name holds characters that cannot be shown as text"):
        new_employer(workspace, name)
    assert files_below(workspace.root) == before


def test_a_unit_in_another_encoding_or_behind_a_broken_link_is_no_hindrance(workspace: Workspace) -> None:
    units = workspace.templates / "units"
    (units / "8604-900.yaml").write_bytes("about: Café {{ vocabulary.depot }}\n".encode("cp1252"))
    (units / "8604-901.yaml").symlink_to(units / "nowhere.yaml")
    context, *_ = new_employer(workspace, "Acme Rail")
    assert "vocabulary.depot" in context.read_text(encoding="utf-8")


def test_nothing_is_left_behind_where_a_new_employer_cannot_be_made(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("markpack.app.workspace.COLUMNS", None)
    with pytest.raises(AttributeError):
        new_employer(workspace, "Acme Rail")
    assert not (workspace.contexts / "acme-rail").exists()


def test_the_blanks_of_a_new_context_are_evident(workspace: Workspace) -> None:
    context, *_ = new_employer(workspace, "Fenwick Hotels")
    dates_and_people = ["set_on", "due_on", "assessor", "iqa"]
    assert blanks(context.read_text(encoding="utf-8")) == ["sector", "activity", "scenario", *dates_and_people * 2]


def test_every_key_of_a_new_context_is_explained(workspace: Workspace) -> None:
    context, *_ = new_employer(workspace, "Fenwick Hotels")
    lines = context.read_text(encoding="utf-8").splitlines()
    explained_in_a_list = {"unit", "marking", "set_on", "due_on", "resubmit_by", "tutor", "assessor", "iqa"}
    for number, line in enumerate(lines):
        match = re.match(r"\s*(?:- )?([a-z_]+):", line)
        if match and match[1] not in explained_in_a_list:
            assert lines[number - 1].lstrip().startswith("# "), f"line {number + 1}, {match[1]}"
    text = "\n".join(lines)
    for key in explained_in_a_list:
        assert re.search(rf"^#   {key}  ", text, re.MULTILINE), key


def test_a_new_context_sets_the_units_of_the_only_qualification(workspace: Workspace) -> None:
    """Whatever they are called; a scheme without marks leaves no choice of marking."""
    templates = workspace.templates
    for name in ("8604-308", "8604-401"):
        (templates / "units" / f"{name}.yaml").unlink()
    shipped = starter() / "templates"
    unit = (shipped / "units/9100-12.yaml").read_text(encoding="utf-8").replace("9100-12", "CMI/7")
    (templates / "units/seven.yaml").write_text(unit, encoding="utf-8")
    qualification = (templates / "qualifications/8604.yaml").read_text(encoding="utf-8")
    (templates / "qualifications/8604.yaml").unlink()
    qualification = qualification[: qualification.index("groups:")].replace('"8604"', "C-5")
    qualification += "groups: [{name: All, units: [CMI/7]}]\n"
    (templates / "qualifications/ours.yaml").write_text(qualification, encoding="utf-8")
    context, *_ = new_employer(workspace, "Fenwick Hotels")
    text = context.read_text(encoding="utf-8")
    assert 'qualification: "C-5"\n' in text
    assert re.findall(r"^  - unit:.*\n.*\n.*", text, re.MULTILINE) == ["  - unit: CMI/7\n    # version:\n    set_on:"]


def test_a_new_context_knows_every_key_there_is(workspace: Workspace) -> None:
    context, *_ = new_employer(workspace, "Fenwick Hotels")
    text = context.read_text(encoding="utf-8")
    for record in (Context, Employer, Assignment, UnitContext):
        for key in record.model_fields:
            assert re.search(rf"^[ #-]*{key}:", text, re.MULTILINE), f"{record.__name__}.{key}"


FILLED = {
    "  sector:": "  sector: hotels",
    "  activity:": "  activity: a wedding of 200 guests",
    "scenario: |": (
        "scenario: |\n  {{ employer.name }} opens a second house, by the sea. In spring the first guests come, and a "
        "third of the people who look after them will be new. The new house has a kitchen of its own, a hall for "
        "weddings and a garden.\n\n  You lead a {{ vocabulary.team }}."
    ),
    "    set_on:": "    set_on: 07/09/2026",
    "    due_on:": "    due_on: 16 October 2026",
    "    assessor:": "    assessor: Gareth Pugh",
    "    iqa:": "    iqa: Helen Marsh",
}


def fill_in(context: Path) -> str:
    """Write something into every blank, as a person would, and return the text."""
    lines = context.read_text(encoding="utf-8").splitlines()
    context.write_text("\n".join(FILLED.get(line, line) for line in lines) + "\n", encoding="utf-8")
    return context.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["Fenwick Hotels", 'The "No" {{ 7*7 }}: #1 \\ $name', "Åsa’s Bageri\n: x"])
def test_a_context_with_its_blanks_filled_in_is_a_context(workspace: Workspace, name: str) -> None:
    context, *_ = new_employer(workspace, name)
    with pytest.raises(ValidationError):
        Context.model_validate(yaml.load(context.read_text(encoding="utf-8"), yaml.BaseLoader))
    read = Context.model_validate(yaml.load(fill_in(context), yaml.BaseLoader))
    assert read.employer.name == " ".join(name.split())
    assert read.qualification == "8604"
    assert [assignment.unit for assignment in read.assignments] == ["8604-308", "8604-401"]
    assert read.scenario.endswith("You lead a {{ vocabulary.team }}.")


@pytest.mark.slow
def test_check_names_each_blank_by_its_line_and_passes_once_they_are_filled_in(workspace: Workspace) -> None:
    context, *_ = new_employer(workspace, "Fenwick Hotels")
    lines = context.read_text(encoding="utf-8").splitlines()
    blank = [number for number, line in enumerate(lines, start=1) if line in FILLED]
    with pytest.raises(InputError) as caught:
        check(workspace, ["fenwick-hotels"])
    errors = [problem.place for problem in caught.value.problems if problem.severity is Severity.ERROR]
    assert [(place.file, place.line) for place in errors] == [
        ("contexts/fenwick-hotels/context.yaml", line) for line in blank
    ]
    fill_in(context)
    (warning,) = check(workspace, ["fenwick-hotels"])
    assert warning.place.file == "contexts/fenwick-hotels/learners.xlsx"
    assert "no learners" in warning.message


@pytest.mark.slow
def test_a_learner_typed_into_the_new_register_is_read(workspace: Workspace) -> None:
    context, register, _ = new_employer(workspace, "Fenwick Hotels")
    fill_in(context)
    book = openpyxl.load_workbook(register)
    book["Learners"].append(["0012345", "Åsa", "O'Brien", "", "", "", "", "07/09/2026", "no"])
    book.save(register)
    assert check(workspace, ["fenwick-hotels"]) == ()
    inputs, _ = read_inputs(workspace.root, ["fenwick-hotels"])
    (learner,) = inputs.employers[0].learners
    assert (learner.registration, learner.name, learner.in_work) == ("0012345", "Åsa O'Brien", False)


def test_the_starter_has_no_problems(workspace: Workspace) -> None:
    assert check(workspace, strict=True) == ()


def test_a_new_vocabulary_has_every_word_of_the_templates(workspace: Workspace) -> None:
    unit = workspace.templates / "units" / "8604-308.yaml"
    unit.write_text(unit.read_text(encoding="utf-8") + "\n# {{ vocabulary.night_shift }}\n", encoding="utf-8")
    context, *_ = new_employer(workspace, "Fenwick Hotels")
    vocabulary = yaml.load(context.read_text(encoding="utf-8"), yaml.BaseLoader)["vocabulary"]
    used: set[str] = set()
    for path in (workspace.templates / "units").glob("*.yaml"):
        used.update(re.findall(r"vocabulary\.(\w+)", path.read_text(encoding="utf-8")))
    assert {"team", "night_shift"} <= used <= set(vocabulary)
    assert vocabulary["night_shift"] == ""


def test_among_several_qualifications_the_choice_is_left_open(workspace: Workspace) -> None:
    (workspace.templates / "qualifications" / "8600.yaml").write_text("reference: 8600\n", encoding="utf-8")
    context, *_ = new_employer(workspace, "Fenwick Hotels")
    text = context.read_text(encoding="utf-8")
    assert "qualification" in blanks(text)
    assert "take: one of 8600, 8604." in text
    assert "unit" in blanks(text)
    assert "the reference of the unit: one of 8604-308, 8604-401" in text


def test_a_new_register_has_headings_and_text_cells_only(workspace: Workspace) -> None:
    _, register, _ = new_employer(workspace, "Fenwick Hotels")
    book = openpyxl.load_workbook(register)
    sheet = book.worksheets[0]
    headings = [column.headings[0] for column in COLUMNS.values()]
    assert [cell.value for cell in sheet[1]] == headings
    assert sheet.max_row == 1
    text_columns: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.number_format == "@" and dimension.min and dimension.max:
            text_columns.update(range(dimension.min, dimension.max + 1))
    assert text_columns == set(range(1, len(headings) + 1))
    assert book.sheetnames == [SHEET, "Notes"]
    assert {row[0].value for row in book["Notes"].iter_rows()} >= set(headings)


# Schemas


def test_the_schemas_of_the_templates_are_up_to_date(tmp_path: Path) -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in write_schemas(tmp_path / "schemas")}
    assert set(written) == {
        f"{kind}.schema.json" for kind in ("qualification", "unit", "scheme", "centre", "context", "cohort")
    }
    folder = starter() / "templates" / "schemas"
    standing = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*")}
    assert standing == written, "the schemas in templates/schemas are out of date: run `markpack schema --write`"


def test_the_schemas_know_the_keys_of_the_files() -> None:
    texts = schema_texts()
    assert set(json.loads(texts["context"])["properties"]) == set(Context.model_fields)
    for text in texts.values():
        assert json.loads(text)["additionalProperties"] is False


def starter_files() -> list[Path]:
    root = starter()
    return sorted([*root.glob("templates/*/*.yaml"), *root.glob("contexts/*.yaml"), *root.glob("contexts/*/*.yaml")])


def test_every_starter_file_names_its_schema_for_editors() -> None:
    kinds = {"qualifications": "qualification", "units": "unit", "schemes": "scheme"}
    files = starter_files()
    assert len(files) >= 6
    for path in files:
        kind = path.stem if path.stem in {"centre", "context"} else kinds[path.parent.name]
        first = path.read_text(encoding="utf-8").splitlines()[0]
        match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert match, path
        schema = (path.parent / match[1]).resolve()
        assert schema == (starter() / "templates" / "schemas" / f"{kind}.schema.json").resolve()
        assert schema.is_file()
