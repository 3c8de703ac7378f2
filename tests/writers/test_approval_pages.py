"""Pages of a request for approval: where its signatures stand."""

from __future__ import annotations

from markpack.app.pack_plan import collect_pack_inputs
from markpack.documents.approval.builder import build_approval_request
from markpack.documents.brief.builder import build_brief
from markpack.documents.catalogue.kinds import Format
from markpack.inputs.starter import starter
from markpack.writers.formats import write
from tests.inputs.problems import inputs_of
from tests.writers.test_pdf import LAYOUTS, pages_of


def test_signatures_on_a_request_for_approval_stand_below_its_staff() -> None:
    inputs = inputs_of(starter())
    harbour = next(employer for employer in inputs.employers if employer.folder == "harbour-care")
    (setting,) = collect_pack_inputs(inputs, harbour).settings
    pages = pages_of(write(build_approval_request(setting, build_brief(setting), []), Format.PDF, LAYOUTS))
    (signing,) = (page for page in pages if "Date of the decision" in page)
    assert signing.index("Competence on record") < signing.index("Signatures")
