"""A unit goes from YAML to a workbook and back without loss, and nothing is overwritten."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings

from markpack.app import InputError, Workspace, export_unit
from markpack.app.unit_yaml import unit_yaml
from markpack.cli.commands import main
from markpack.inputs.files.yaml_text import parse_yaml
from markpack.inputs.problems import Problems
from markpack.inputs.records.record_reader import read_record
from markpack.inputs.template_folders import read_unit
from markpack.model.unit import Unit
from tests.inputs.unit_strategies import units
from tests.workspaces import UNIT, changed, write_workspace

DAY = datetime.date(2026, 9, 1)
ROOT = Path(__file__).parents[1]


def exported(root: Path, ending: str) -> Path:
    """The workspace's unit in another format, in place of the one that was there."""
    folder = root / "templates" / "units"
    path = export_unit(Workspace(root), "8604-308", ending, root, DAY)
    for old in folder.iterdir():
        old.unlink()
    return path.rename(folder / path.name)


def test_a_unit_goes_to_a_workbook_and_back_without_loss(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    unit = read_unit(root, "8604-308")
    for ending in ("xlsx", "yaml"):
        assert exported(root, ending).name == f"8604-308.{ending}"
        assert read_unit(root, "8604-308") == unit
        assert read_unit(root, "8604-308").template_digest == unit.template_digest


def test_a_large_unit_is_written_as_yaml_that_other_readers_take_alike(tmp_path: Path) -> None:
    path = export_unit(Workspace(ROOT), "8604-401", "yaml", tmp_path, DAY)
    shipped = ROOT / "templates" / "units" / "8604-401.yaml"
    again, before = (yaml.safe_load(file.read_text(encoding="utf-8")) for file in (path, shipped))
    assert again["outcomes"][0]["criteria"][1]["id"] == "1.2"
    assert Unit.model_validate(again) == Unit.model_validate(before)
    assert max(map(len, path.read_text(encoding="utf-8").splitlines())) < 140


@pytest.mark.slow
@given(units())
@settings(max_examples=30, deadline=None, suppress_health_check=[*HealthCheck], phases=[Phase.explicit, Phase.generate])
def test_any_unit_is_the_same_as_yaml(unit: Unit) -> None:
    text = unit_yaml(unit.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    problems = Problems()
    document = parse_yaml(text, "unit.yaml", problems)
    reading = read_record(document, Unit, problems) if document else None
    assert problems.problems == ()
    assert reading is not None
    assert reading.record == unit


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    (root / "8604-308.xlsx").write_bytes(b"somebody's work")
    with pytest.raises(InputError, match="is there already"):
        export_unit(Workspace(root), "8604-308", "xlsx", root, DAY)
    assert (root / "8604-308.xlsx").read_bytes() == b"somebody's work"


def test_a_name_that_ends_otherwise_is_not_written(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    with pytest.raises(InputError, match=r"a \.xlsx file, and this name ends otherwise"):
        export_unit(Workspace(root), "8604-308", "xlsx", root / "unit.ods", DAY)
    assert not (root / "unit.ods").exists()


def test_a_unit_that_is_not_there_or_wrong_is_named_and_another_one_costs_nothing(tmp_path: Path) -> None:
    other = changed(UNIT, ("8604-308", "8604-309"), ("credits: 2", "credits: two"))
    root = write_workspace(tmp_path, {"templates/units/8604-309.yaml": other})
    assert export_unit(Workspace(root), "8604-308", "xlsx", root, DAY).is_file()
    with pytest.raises(InputError, match="“credits” is “two”"):
        export_unit(Workspace(root), "8604-309", "xlsx", root, DAY)
    with pytest.raises(InputError, match="has no unit “8604-310”"):
        export_unit(Workspace(root), "8604-310", "xlsx", root, DAY)


def test_what_a_workbook_cannot_hold_is_refused_and_not_cut_off(tmp_path: Path) -> None:
    for number, text in enumerate(("words " * 6000, '"#N/A"')):
        root = write_workspace(tmp_path / str(number), unit=changed(UNIT, ("Agree the task", f"{text} Agree the task")))
        if number:
            root = write_workspace(tmp_path / "1", unit=changed(UNIT, ("title: Styles", f"title: {text}")))
        with pytest.raises(InputError, match="cannot be"):
            export_unit(Workspace(root), "8604-308", "xlsx", root, DAY)
        assert not (root / "8604-308.xlsx").exists()


def test_the_command_says_what_to_do_next(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    words = ["export", "unit", "8604-308", "--as", "xlsx", "--to", str(root), "-C", str(root)]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    assert "8604-308.xlsx" in result.output
    assert "in place of" in result.output
    assert CliRunner().invoke(main, words).exit_code == 1
