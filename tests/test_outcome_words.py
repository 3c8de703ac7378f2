"""The words for outcomes stand in one place, and another awarding organisation's go through every document."""

from __future__ import annotations

import ast
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from click.testing import CliRunner
from lxml import etree

import markpack
from markpack.app.full_build import build
from markpack.app.input_check import check
from markpack.app.workspace import Workspace
from markpack.cli.commands import main
from markpack.model.outcome import ILM_WORDS, Outcome, OutcomeWords
from markpack.model.scheme import GradeRule
from markpack.model.scheme_template import SchemeTemplate
from markpack.report import Options
from tests.inputs.problems import only
from tests.inputs.returned import FOLDER, REGISTER, Values, attempts, field, fill_cells, fill_pdf, fill_word
from tests.test_integrated import EVERY, LIST, make, text_of, workspace
from tests.workspaces import CONTEXT, MARKS_FILE, changed, write_workspace

PACKAGE = Path(markpack.__file__).parent
SAID = re.compile(r"\b(pass|passed|refer|referral|referred|incomplete|not met yet|not marked yet)\b", re.IGNORECASE)
"""The words for ILM's outcomes, as anything that people read may have them."""


# One place

PLACE = "model/outcome.py"
ELSEWHERE = {
    # Names of looks, which nobody reads as an outcome.
    "writers/docx/styles.py": (
        "Outcome Pass", "Outcome Referral", "Outcome Incomplete", "outcome-pass", "outcome-referral",
        "outcome-incomplete",
    ),
    "layouts/index_style.html.j2": (".word.pass", ".word.referral", ".word.incomplete"),
    "layouts/approval.html.j2": ('"pass" if', 'else "incomplete"'),
    # What people write in their own files: keys, values and headings.
    "model/unit.py": ("referral", "good_pass", "pass"),
    "model/scheme.py": ("ilm-pass-refer", "referral", "good_pass", "pass", "ILM: every criterion by"),
    "model/standing.py": ("incomplete",),
    "model/scheme_template.py": ("incomplete", "referred", "passed", "pass or refer"),
    "model/marking_mode.py": ("pass or refer",),
    "model/context.py": ("pass or refer",),
    "inputs/checks/assignment.py": ("pass or refer",),
    "inputs/checks/scheme.py": ("incomplete", "passed", "referred"),
    "inputs/marks/mark_list.py": ("Pass or referral", "Pass or refer"),
    # Not about outcomes.
    "model/forms/method_record.py": ("Evidence referred to",),
    "inputs/workspace_inputs.py": ("passed over",),
}  # fmt: skip
"""What has one of the words outside of their place, and why it may."""


def texts_of(path: Path) -> Iterator[str]:
    """What a module or layout can say: its texts but for docstrings, without names in braces."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".j2":
        yield source
        return
    tree = ast.parse(source)
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield re.sub(r"\{\w+\}", "", node.value)


def test_no_word_of_a_scheme_is_put_in_small_letters() -> None:
    lowered = re.compile(r"(words[\w.()]*|standing\([^()]*\)|\bstatus)(\.lower\(\)|\s*\|\s*lower\b)")
    sources = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.j2")]
    found = {path.name: match[0] for path in sources if (match := lowered.search(path.read_text(encoding="utf-8")))}
    assert found == {}
    assert lowered.search("scheme.words.grade(code).lower()")


def test_the_words_for_outcomes_stand_in_one_place() -> None:
    found = {}
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.j2")]):
        name = path.relative_to(PACKAGE).as_posix()
        text = "\n".join(texts_of(path))
        for phrase in ELSEWHERE.get(name, ()):
            assert phrase in text, f"{name} no longer has “{phrase}”"
            text = text.replace(phrase, "")
        if said := SAID.findall(text):
            found[name] = said
    assert set(found) == {PLACE}
    assert {word.lower() for word in found[PLACE]} >= {"pass", "referral", "incomplete", "not marked yet"}


# Other words

OTHERS = OutcomeWords(
    pass_="Competent", referral="Not yet competent", incomplete="Unfinished", not_marked="Still to be judged",
    met="Shown", not_met="Not shown yet", passed="achieved",
    referred="not yet competent", also_pass=("c",), also_referral=("nyc",),
    grades=(("referral", "Not yet competent"), ("pass", "Competent")), decisions=("Competent", "Not yet competent"),
    bands=(("referral", "Not yet competent"), ("pass", "Competent"), ("good_pass", "Highly competent")),
    in_sentences=tuple(
        (word, word.lower())
        for word in (
            "Competent", "Not yet competent", "Unfinished", "Still to be judged", "Shown", "Not shown yet",
            "Learning outcome",
        )
    ),
)  # fmt: skip
BY_WORD = changed(CONTEXT, ("    set_on:", "    marking: pass or refer\n    set_on:"))
MARKS = """\
learner,unit,attempt,criterion,mark,decision,comment,assessed on,iqa decision,iqa on
0012345,8604-308,1,1.1,18,Competent,Clear.,20/10/2026,Competent,21/10/2026
0012345,8604-308,1,1.2,9,C,,,,
0012345,8604-308,1,1.10,20,competent,,,,
0012346,8604-308,1,1.1,18,Competent,Clear.,20/10/2026,Not yet competent,21/10/2026
0012346,8604-308,1,1.2,9,Competent,,,,
0012346,8604-308,1,1.10,3,NYC,Say more.,,,
0012347,8604-308,1,1.1,18,Competent,Clear.,20/10/2026,,
"""
PACK_REGISTER = REGISTER + "0012347,Siobhán,O’Brien\n0012348,Ann,Lee\n"
FILL: dict[str, Callable[[bytes, Values], bytes]] = {"xlsx": fill_cells, "docx": fill_word, "pdf": fill_pdf}


@pytest.fixture
def others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every scheme without a ladder has other words in this process."""
    own = SchemeTemplate._words

    def words(template: SchemeTemplate) -> OutcomeWords:
        return own(template) if template.grade.rule is GradeRule.LADDER else OTHERS

    monkeypatch.setattr(SchemeTemplate, "_words", words)


def said_in(path: Path) -> str:
    """All that a document says, in whatever way: text, formulas, choices, and what is read out."""
    if path.suffix == ".html":
        page = path.read_text(encoding="utf-8")
        return re.sub(r'<style>.*?</style>|class="[^"]*"', " ", page, flags=re.DOTALL)
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            fields = [str(entry.get(key, "")) for entry in _fields(pdf) for key in ("/TU", "/V")]
            choices = [str(choice) for entry in _fields(pdf) for choice in entry.get("/Opt", ())]
            return "\n".join([text_of(path), str(pdf.docinfo), *fields, *choices])
    with zipfile.ZipFile(path) as package:
        parts = [etree.fromstring(package.read(name)) for name in package.namelist() if name.endswith(".xml")]
    read = ("displayText", "value", "descr", "title") if path.suffix == ".docx" else None
    found = []
    for element in (entry for part in parts for entry in part.iter(etree.Element)):
        found += [element.text or "", element.tail or ""]
        found += [str(value) for key, value in element.items() if read is None or etree.QName(key).localname in read]
    return "\n".join(found)


def _fields(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return list(pdf.Root.AcroForm.Fields) if "/AcroForm" in pdf.Root else []


@pytest.mark.slow
@pytest.mark.parametrize("context", [CONTEXT, BY_WORD], ids=["marks", "decisions"])
@pytest.mark.usefixtures("others")
def test_a_pack_has_the_words_of_its_qualification_and_no_others(context: str, tmp_path: Path) -> None:
    root = write_workspace(tmp_path, context=context, register=PACK_REGISTER, marks=MARKS)
    jobs = 2 if context == BY_WORD else 1  # other processes know of the words by the views alone
    assert build(Workspace(root), Options(jobs=jobs)).failed == ()
    documents = [path for path in (root / "output").rglob("*.*") if path.suffix in {".pdf", ".docx", ".xlsx", ".html"}]
    said = {path.relative_to(root / "output/acme").as_posix(): said_in(path) for path in documents}
    for name in (name for name in said if name.startswith("8604-308/verification/")):
        said[name] = said[name].replace("Pass or refer", "")  # the mode of marking, as context.yaml spells it
    assert {name: SAID.findall(text) for name, text in said.items() if SAID.search(text)} == {}

    def every(folder: str) -> dict[str, str]:
        """What the documents of a kind say for the first attempt, by registration and format."""
        first = (re.search(rf"/{folder}/.*-(00123..)-.*\(1\)[^.]*(\.\w+)$", name) for name in said)
        return {match[1] + match[2]: said[match.string] for match in first if match}

    for fmt in ("pdf", "docx", "xlsx"):
        sheets = every("completed")
        assert "Competent: every criterion is met." in sheets[f"0012345.{fmt}"]
        assert "Not yet competent: AC 1.10 not shown yet." in sheets[f"0012346.{fmt}"]
        assert "Unfinished: AC 1.2 and 1.10 still to be marked." in sheets[f"0012347.{fmt}"]
        blank = every("blank")[f"0012348.{fmt}"]
        assert all(word in blank for word in (*OTHERS.choices, dict(OTHERS.bands)["good_pass"]))
    for fmt in ("pdf", "docx"):
        reports = every("feedback")
        assert "You have achieved Understanding Leadership." in reports[f"0012345.{fmt}"]
        assert "is not a fail" not in reports[f"0012346.{fmt}"]
        assert "Not shown yet" in reports[f"0012346.{fmt}"]
    words = (*OTHERS.choices, OTHERS.incomplete, OTHERS.not_marked)
    assert all(word in said["results.xlsx"] for word in words)
    assert "1 achieved, 1 not yet competent, 1 unfinished, 1 still to be judged" in said["index.html"]
    assert all(f">{word}</span>" in said["index.html"] for word in words)
    status = CliRunner().invoke(main, ["status", "-C", str(root)]).output
    assert all(word in status for word in words)
    assert not SAID.search(status)


@pytest.mark.slow
@pytest.mark.usefixtures("others")
def test_sheets_and_reports_of_several_units_have_them_too(tmp_path: Path) -> None:
    decided = {("8604-309", "1.2"): "Not yet competent"}
    rows = (
        f"0012345,{name},1,{part},,{decided.get((name, part), 'Competent')},Said.,20/10/2026\n" for name, part in EVERY
    )
    made = make(workspace(tmp_path, "pass or refer", marks=LIST + "".join(rows)), "blank", "completed", "feedback")
    said = {path: said_in(path) for path in made.rglob("*.*") if path.is_file()}
    assert {path: SAID.findall(text) for path, text in said.items() if SAID.search(text)} == {}
    blank = {path: text for path, text in said.items() if path.parent.name == "blank" and "(2)" not in path.name}
    assert len(blank) >= 6  # the sheets of first attempts: those of later ones say what is open
    assert all("achieved when every unit is" in text for text in blank.values())
    for path, text in said.items():
        if path.parent.name == "completed":
            assert "Achieved: 8604-308 and 8604-501." in text
        if path.parent.name == "feedback" and path.suffix != ".xlsx":
            assert all(f"{word}." in text for word in OTHERS.choices)
            assert "AC 1.2 of this unit is not shown yet." in text
    assert len(said) > 8


@pytest.mark.slow
@pytest.mark.parametrize("fmt", list(FILL))
@pytest.mark.usefixtures("others")
def test_a_sheet_with_other_words_comes_back(fmt: str, tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {MARKS_FILE: None}, register=REGISTER, context=BY_WORD)
    build(Workspace(root), Options(kinds=("blank",), formats=(fmt,), learners=("0012345",), jobs=1))
    (path,) = (root / "output/acme/8604-308/blank").glob("*0012345*")
    values = {field("decision", part): "Competent" for part in ("1.1", "1.2")}
    values |= {field("decision", "1.10"): "Not yet competent", field("comment", "1.10"): "Show more."}
    (root / FOLDER).mkdir()

    def send_back(outcome: str) -> None:
        filled = {**values, field("outcome"): outcome, field("iqa_decision"): "Not yet competent"}
        (root / FOLDER / f"a.{fmt}").write_bytes(FILL[fmt](path.read_bytes(), filled))

    send_back("Not yet competent")
    assert check(Workspace(root)) == ()
    ((_, found),) = attempts(root).items()
    decisions = {part: recorded.decision for part, recorded in found.criteria.items()}
    assert decisions == {"1.1": Outcome.PASS, "1.2": Outcome.PASS, "1.10": Outcome.REFERRAL}
    send_back("Competent")
    assert only(root).message == (
        "The outcome is given as Competent, but AC 1.10 is not met, which makes it not yet competent."
    )


@pytest.mark.usefixtures("others")
def test_a_markbook_with_other_words_comes_back(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {MARKS_FILE: None}, register=REGISTER, context=BY_WORD)
    build(Workspace(root), Options(kinds=("markbook",), jobs=1))
    (path,) = (root / "output/acme/8604-308").glob("Markbook*")
    book = openpyxl.load_workbook(path)
    sheet = book["Marks"]
    columns = {cell.value: number for number, cell in enumerate(sheet[1], start=1)}
    row = next(number for number, cell in enumerate(sheet["A"], start=1) if cell.value == "0012345")
    sheet.cell(row, columns[field("comment", "1.10")]).value = "Show more."
    sheet.cell(row, columns[field("assessor")]).value = "Dana Whitfield"
    for part, word in (("1.1", "Competent"), ("1.2", "C"), ("1.10", "Not yet competent")):
        sheet.cell(row, columns[field("decision", part)]).value = word
    stream = io.BytesIO()
    book.save(stream)
    (root / FOLDER).mkdir()
    (root / FOLDER / "book.xlsx").write_bytes(stream.getvalue())
    ((_, found),) = attempts(root).items()
    assert [recorded.decision for recorded in found.criteria.values()] == [
        Outcome.PASS, Outcome.PASS, Outcome.REFERRAL,
    ]  # fmt: skip


@pytest.mark.usefixtures("others")
def test_words_of_another_awarding_organisation_are_not_read(tmp_path: Path) -> None:
    marks = "learner,unit,attempt,criterion,decision\n0012345,8604-308,1,1.1,Pass\n"
    found = only(write_workspace(tmp_path, context=BY_WORD, register=REGISTER, marks=marks))
    assert found.message == "“Pass” is not a decision."
    assert found.hint == "Write Competent or Not yet competent."


@pytest.mark.parametrize("words", [ILM_WORDS, OTHERS], ids=["ILM", "others"])
def test_each_word_is_read_as_what_it_is_printed_for(words: OutcomeWords) -> None:
    for decision in (Outcome.PASS, Outcome.REFERRAL):
        word = words.decisions[decision is Outcome.REFERRAL]
        assert words.decision(word) is decision
        assert words.decision(f" {word.upper()} ") is decision
        assert words.grade(words.grade_code(word)) == word
    assert len({words.word(outcome) for outcome in (*Outcome, None)}) == 4
    assert len({words.status(met) for met in (True, False, None)}) == 3
    with pytest.raises(ValueError, match="is not a decision"):
        words.decision(words.incomplete)
