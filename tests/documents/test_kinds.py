"""What the registry of kinds says is true of the code, the layouts and the README."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path

import pytest

from markpack.documents.catalogue.kinds import Format, Kind, Per
from markpack.documents.shared.document import View
from markpack.model.adjustments import Adjustments
from markpack.writers.formats import write
from markpack.writers.html_layouts import Layouts
from tests.samples import cohort, learner, marked, plan_documents, setting
from tests.writers.pdf_structure import faults
from tests.writers.test_formats_agree import words, words_of_docx, words_of_pdf

MET = {"1.1": 20, "1.2": 20, "2.1": 20, "2.2": 20}
EACH_LEARNERS = [kind for kind in Kind if kind.value.per is Per.LEARNER]


@cache
def view_of(kind: Kind, *, large_print: bool = False) -> View:
    """The document of somebody who has achieved the qualification."""
    person = learner().model_copy(update={"adjustments": Adjustments(large_print=large_print)})
    planned = plan_documents(cohort(setting(), [person], [marked(MET)]))
    return next(entry.view for entry in planned if entry.kind is kind)


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_has_the_package_layout_and_workbook_that_it_names(kind: Kind) -> None:
    package = f"markpack.documents.{kind.value.package}"
    assert import_module(package).__doc__
    if kind.value.per is Per.LEARNER:
        assert callable(import_module(f"{package}.builder").build)
    if kind.value.layout:
        assert (files("markpack") / "layouts" / f"{kind.value.layout}.html.j2").is_file()
    if kind.value.workbook:
        module, function = kind.value.workbook.rsplit(".", 1)
        assert callable(getattr(import_module(f"markpack.writers.xlsx.{module}"), function))
    assert kind.value.formats, "a kind that is written in no format is none"


def test_the_readme_names_every_kind_that_can_be_chosen() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert f"`--only {','.join(kind.folder for kind in Kind if kind.value.is_chosen)}`" in readme


@pytest.mark.slow
@pytest.mark.parametrize("large_print", [False, True])
@pytest.mark.parametrize("kind", EACH_LEARNERS)
def test_a_document_of_each_learner_is_for_everybody_and_the_same_in_word(kind: Kind, large_print: bool) -> None:
    view = view_of(kind, large_print=large_print)
    data = write(view, Format.PDF, Layouts())
    assert faults(data) == []
    in_pdf, in_word = words_of_pdf(data), words_of_docx(write(view, Format.DOCX, Layouts()))
    assert set(words("Åsa Öberg")) <= set(in_word)
    for word in in_word:
        assert word in in_pdf
