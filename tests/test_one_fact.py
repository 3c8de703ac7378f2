"""Every fact in a document beside the same fact in every other format, list and record, over random cohorts.

`--thorough N` tries N times as many cohorts.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.report import Options
from tests.histories.published import IndexPage, Json, asked, record_of, tables
from tests.one_fact import criteria
from tests.one_fact.cohorts import random_cohort
from tests.one_fact.reading import Facts, dated, of_completed, of_feedback, text_of, unit_results

NAME = re.compile(r"-(?P<number>\d{7})-012345-(?P<unit>[\d+-]+)\((?P<attempt>\d)\)")
WITH_RESUBMISSIONS = 8
"""A cohort of which two learners were marked again."""
Key = tuple[str, str, int]
"""A learner's number, a sheet's unit or units, and an attempt."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        count = 2 * metafunc.config.getoption("thorough")
        metafunc.parametrize("seed", list(dict.fromkeys((0, WITH_RESUBMISSIONS, *range(count))))[:count])


@pytest.mark.slow
def test_a_fact_is_the_same_wherever_it_stands(seed: int, tmp_path: Path) -> None:
    told = random_cohort(tmp_path, seed)
    report = build(Workspace(tmp_path), Options(kinds=("completed", "feedback", "results"), jobs=1))
    assert (report.failed, report.problems) == ((), ()), told
    assert list(Comparison(tmp_path).differences()) == [], told


def test_a_fact_that_differs_anywhere_is_found(tmp_path: Path) -> None:
    random_cohort(tmp_path, 0)
    build(Workspace(tmp_path), Options(kinds=("completed", "feedback", "results"), jobs=1))
    output = tmp_path / "output/acme"
    word, other = sorted(output.glob("*/completed/*.docx"))[:2]
    sheet, plan = next(output.glob("*/completed/*.xlsx")), next(output.glob("*/feedback/*.xlsx"))
    pdf, other_pdf = sorted(output.glob("*/feedback/*.pdf"))[:2]
    told = next(output.glob("*/feedback/*.docx"))
    page, results = output / "index.html", output / "results.xlsx"
    assert list(Comparison(tmp_path).differences()) == []
    for path, wrong in (
        (word, other.read_bytes()),
        (word, with_other_words(word)),
        (told, with_other_words(told)),
        (pdf, other_pdf.read_bytes()),
        (page, re.sub(rb"(\d)/67\b", rb"\1/68", page.read_bytes())),
        *((path, with_other_numbers(path)) for path in (sheet, plan, results)),
    ):
        right = path.read_bytes()
        path.write_bytes(wrong)
        assert list(Comparison(tmp_path).differences()), path
        path.write_bytes(right)


def with_other_words(path: Path) -> bytes:
    """A Word file that says of each criterion that is met that it is not."""
    target = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b">Met<", b">Not met yet<"))
    return target.getvalue()


def with_other_numbers(path: Path) -> bytes:
    """A workbook with one more in each cell that holds a number, and another day in each text with a date."""
    book = openpyxl.load_workbook(path, data_only=True)
    for cell in (cell for page in book for row in page.iter_rows() for cell in row):
        if isinstance(cell.value, int):
            cell.value += 1
        elif isinstance(cell.value, str):
            cell.value = re.sub(r"\b\d+ (October|November) 2026", r"31 \1 2026", cell.value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


class Comparison:
    """What a build made of a cohort; words for codes are learnt from the first document that has them."""

    def __init__(self, root: Path) -> None:
        self.root, self.output = root, root / "output/acme"
        self.completed, self.feedback = self._files("completed"), self._files("feedback")
        self.records: dict[Key, Json] = {key: record_of(files["pdf"]) for key, files in self.completed.items()}
        self.words: dict[object, str] = {}
        self.resubmit_by: dict[tuple[str, str], str] = {}
        hour = re.search(r"hour: (.*)", (root / "contexts/acme/context.yaml").read_text(encoding="utf-8"))
        self.hour = hour[1] if hour else ""

    def _files(self, kind: str) -> dict[Key, dict[str, Path]]:
        found: dict[Key, dict[str, Path]] = defaultdict(dict)
        for path in sorted(self.output.glob(f"*/{kind}/*")):
            if match := NAME.search(path.name):
                found[match["number"], match["unit"], int(match["attempt"])][path.suffix[1:]] = path
        return found

    def differences(self) -> Iterator[str]:
        """Yield each fact that is not the same in two places."""
        if not self.completed or any(len(files) != 3 for files in (*self.completed.values(), *self.feedback.values())):
            yield f"there are {self.completed} and {self.feedback}"
        for key, files in self.completed.items():
            for path in (files["xlsx"], files["docx"], files["pdf"]):  # workbooks alone have a cell for each word
                yield from (f"{path.name}: {line}" for line in self._completed(key, path))
        for key, files in self.feedback.items():
            yield from self._feedback(key, files)
        yield from self._results()
        yield from self._status()

    def _word(self, what: object, word: str) -> Iterator[str]:
        """Learn the word for a code, or hold it against the one that another document has."""
        if self.words.setdefault(what, word) != word:
            yield f"{what} is {word!r}, elsewhere {self.words[what]!r}"

    def _completed(self, key: Key, path: Path) -> Iterator[str]:
        record, found = self.records[key], dict(of_completed(path))
        should = {
            "attempt": str(record["attempt"]),
            "assessor": record["assessor"]["name"] or "",
            "assessed_on": dated(record["assessor"]["date"]),
            "iqa": record["iqa"]["name"] or "",
            "iqa_on": dated(record["iqa"]["date"]),
            "iqa_decision": record["iqa"]["decision"] or "",
        }
        if record["total"] is not None:
            should |= {"total": record["total"], "percentage": percentage(record["total"], record["maximum"])}
            should["maximum"] = str(record["maximum"])
        entries = record["criteria"]
        shown = [entry for entry in entries if not entry["carried_from"]]  # what is kept stands in short
        if all(entry["minimum"] for entry in entries):
            should["marks"] = ", ".join(f"{entry['mark'] or ''} / {entry['maximum']}".strip() for entry in shown)
        for name, value in should.items():
            if name in found and found[name] != value:
                yield f"{name} is {found[name]!r}, in its marks.json {value!r}"
            elif name not in found and value and (name, path.suffix) not in LEFT_OUT:
                yield f"there is no {name}"
        yield from self._word(("grade", record["grade"]), found["outcome"])
        if path.suffix == ".xlsx":
            for entry in entries:
                status = entry["judged"], entry["met"], entry["not_attempted"]
                yield from self._word(("status", *status), found[f"standing {entry['id']}"])
                award, said = entry["mark"], found[f"award {entry['id']}"]
                if award is not None and said != award:
                    yield f"AC {entry['id']} has {said!r}, in its marks.json {award!r}"
                if award is None:
                    yield from self._word(("award", entry["decision"], entry["level"], entry["not_attempted"]), said)
        else:
            yield from self._judged(entries, found)
        yield from self._earlier(key, shown, found)
        units = unit_results(path)
        for entry in record["units"] if len(record["units"]) > 1 else ():
            total, word = units.get(entry["unit"], ("", ""))
            if total != (entry["total"] or ""):
                yield f"unit {entry['unit']} has {total!r}, in its marks.json {entry['total']!r}"
            yield from self._word(("grade", entry["grade"]), word)

    def _judged(self, entries: Sequence[Json], found: Facts) -> Iterator[str]:
        """A criterion stands in full, with its comment, mark and standing, or in the table of what is carried over."""
        full = {entry["id"]: entry for entry in entries if not entry["carried_from"]}
        carried = {entry["id"]: entry for entry in entries if entry["carried_from"]}
        for what, of in (("full", full), ("carried", carried)):
            if (ids := ids_of(what, found)) != set(of):
                yield f"in {what} stand {sorted(ids)}, not {sorted(of)}"
        for id_, entry in full.items():
            if not (should := criteria.judged(entry, self._known)).match(said := found.get(f"full {id_}", "")):
                yield f"AC {id_} has {said!r}, not {should.pattern!r}"
        for id_, entry in carried.items():
            if (said := found.get(f"carried {id_}", "")) != (short := criteria.carried(entry, self._known)):
                yield f"AC {id_} has {said!r}, not {short!r}"

    def _earlier(self, key: Key, shown: Sequence[Json], found: Facts) -> Iterator[str]:
        """Beside what is open stands the attempt before."""
        number, unit, attempt = key
        before = self.records[number, unit, attempt - 1]["criteria"] if attempt > 1 else ()
        earlier = {entry["id"]: entry for entry in before}
        should = {
            f"earlier {entry['id']}": criteria.earlier(earlier[entry["id"]], attempt - 1, self._known)
            for entry in (shown if before else ())
        }
        if (said := {name: text for name, text in found.items() if name.startswith("earlier ")}) != should:
            yield f"it has {said}, not {should}"

    def _known(self, what: object) -> str:
        return self.words.get(what, f"no word for {what}")

    def _feedback(self, key: Key, files: dict[str, Path]) -> Iterator[str]:
        """A report is on an assignment: it tells of its sheet, or of the first of several."""
        number, unit, _ = key
        record = self.records.get(key)
        read = {fmt: dict(of_feedback(path)) for fmt, path in files.items()}
        for fmt, found in read.items():
            of_both = [name for name in read["docx"] if name in found and name != "text"]
            others = {name: read["docx"][name] for name in of_both}
            mine = {name: found[name] for name in found if not name.startswith(("text", "standing"))}
            if others != mine and record:
                yield f"{files[fmt].name} and Word differ: {sorted(set(mine.items()) ^ set(others.items()))}"
            if fmt != "xlsx":
                yield from (f"{files[fmt].name}: {line}" for line in self._told(key, found))
            if found.get("resubmit_by") and found["hour"] != self.hour:
                yield f"{files[fmt].name}: the hour is {found['hour']!r}, not {self.hour!r}"
            if record is None:
                continue
            for entry in record["criteria"] if f"standing {record['criteria'][0]['id']}" in found else ():
                what = ("award", entry["decision"]) if entry["level"] else ("status", entry["judged"], entry["met"])
                of = (entry["level"], entry["not_attempted"]) if entry["level"] else (entry["not_attempted"],)
                lines = self._word((*what, *of), found[f"standing {entry['id']}"].removesuffix(PROVISIONAL))
                yield from (f"{files[fmt].name}, AC {entry['id']}: {line}" for line in lines)
            word = self.words[("grade", record["grade"])]
            if len(record["units"]) == 1 and word not in found["text"]:
                yield f"{files[fmt].name}: there is no {word!r}"
            should = {
                "total": record["total"],
                "maximum": str(record["maximum"]),
                "percentage": percentage(record["total"], record["maximum"]) if record["total"] is not None else "",
                "assessor": record["assessor"]["name"],
                "assessed_on": dated(record["assessor"]["date"]),
                "iqa": record["iqa"]["name"],
                "iqa_on": dated(record["iqa"]["date"]),
            }
            for name, value in should.items():
                if name in found and found[name] != value:
                    yield f"{files[fmt].name}: {name} is {found[name]!r}, in marks.json {value!r}"
        self.resubmit_by[number, unit] = read["docx"].get("resubmit_by", "")

    def _told(self, key: Key, found: Facts) -> Iterator[str]:
        """Each criterion stands in the table of its unit; of those told on page 1, comment and descriptor are there."""
        entries = dict(self._latest(key))
        if (ids := ids_of("told", found)) != set(entries):
            yield f"AC {sorted(ids)} are told, not {sorted(entries)}"
        for id_, (entry, carried_from, comment, sheet) in entries.items():
            above = found.get(f"above {id_}", NOTHING)  # also of what is asked for there in its own words alone
            should = criteria.told(entry, carried_from, self._known, comment=comment, above=above != NOTHING)
            said = found.get(f"told {id_}", "").replace(PROVISIONAL, "")
            if said != should:
                yield f"AC {id_} has {said!r}, not {should!r}"
            if above != NOTHING:
                there, _, shows = above.partition(" | ")
                if there != comment or shows not in sheet:
                    yield f"AC {id_} has {above!r} on page 1, not {comment!r} and what its mark sheet has"

    def _latest(self, key: Key) -> Iterator[tuple[str, tuple[Json, int | None, str, str]]]:
        """Yield each criterion of a report by its label: its entry, since when it is met, the comment, its sheet."""
        number, unit, attempt = key
        sheets = [unit] if (number, unit, 1) in self.records else unit.split("+")
        for sheet in sheets:
            last = max(
                count for learner, of, count in self.records if (learner, of) == (number, sheet) if count <= attempt
            )
            text = text_of(self.completed[number, sheet, 1]["docx"])
            for entry in self.records[number, sheet, last]["criteria"]:
                since = entry["carried_from"] or (last if last < attempt else None)
                said = self.records[number, sheet, since or last]["criteria"]
                (comment,) = (other["comment"] for other in said if other["id"] == entry["id"])
                label = entry["id"] if sheet == unit else f"{sheet.rpartition('-')[2]}/{entry['id']}"
                yield label, (entry, since, comment, text)

    def _results(self) -> Iterator[str]:
        page, book = IndexPage(self.output / "index.html"), tables(self.output / "results.xlsx")
        position: dict[str, int] = defaultdict(int)
        credits: dict[str, int] = defaultdict(int)
        for row in book["Detail"]:
            credits[str(row["Learner registration no"])] += int(str(row["Credits"]))
        for row in book["Results"]:
            number, said = str(row["Learner registration no"]), f"{credits[str(row['Learner registration no'])]} of "
            if said not in page.cells(number)[-1] and "Achieved" not in page.cells(number)[-1]:
                yield f"{number}: the index page has {page.cells(number)[-1]!r}, results {said!r}"
            if [value for name, value in row.items() if name.startswith("Credits\nof")] != [credits[number]]:
                yield f"{number}: the sheets of the results have other credits: {row}, {credits[number]}"
        for row in book["Detail"]:
            number, unit = str(row["Learner registration no"]), str(row["Unit"])
            at = position[number]
            position[number] += 1
            said, shown = str(row["Outcome"]), page.words(number)[at]
            if said != shown:
                yield f"{number} {unit}: results have {said!r}, the index page {shown!r}"
            record = self._record(number, unit, row["Attempt"])
            if record is None:
                yield f"{number} {unit}: there is no sheet of attempt {row['Attempt']}"
                continue
            own = next((entry for entry in record["units"] if entry["unit"] == unit), record)
            if own["total"] is not None:
                marks = str(row["Total"]), str(row["Out of"])
                if marks != (own["total"], str(own["maximum"])):
                    yield f"{number} {unit}: results have {marks}, marks.json {own['total']} of {own['maximum']}"
                marked, cells = f"{own['total']}/{own['maximum']}", " ".join(page.cells(number))
                if marked not in cells:
                    yield f"{number} {unit}: the index page has {cells!r}, not {marked}"
            should = {
                "Assessor’s name": record["assessor"]["name"],
                "Assessed on": dated(record["assessor"]["date"]),
                "IQA’s name": record["iqa"]["name"] or "",
                "IQA’s decision": record["iqa"]["decision"] or "",
                "Date of check": dated(record["iqa"]["date"]),
            }
            for name, value in should.items():
                if dated(row[name]) != (value or ""):
                    yield f"{number} {unit}: results have {name} {row[name]!r}, marks.json {value!r}"
            if own["grade"] and not said.startswith(self.words.get(("grade", own["grade"]), said)):
                yield f"{number} {unit}: results have {said!r}, the sheet {self.words[('grade', own['grade'])]!r}"

    def _record(self, number: str, unit: str, attempt: object) -> Json | None:
        """What the sheet of an attempt at a unit says, be it the unit's own or one of several."""
        return next(
            (
                record
                for (learner, sheet, count), record in self.records.items()
                if (learner, count) == (number, attempt) and unit in sheet.split("+")
            ),
            None,
        )

    def _status(self) -> Iterator[str]:
        (employer,) = asked(self.root, "status")["employers"]
        for assignment in employer["assignments"]:
            for entry in assignment["learners"]:
                key = entry["registration"], assignment["unit"], entry["attempt"]
                known = self.resubmit_by.get(key[:2])
                if known is not None and known != dated(entry["resubmit_by"]) and key in self.feedback:
                    yield f"{key}: to resubmit by {entry['resubmit_by']} in the status, {known!r} in the feedback"
                if record := self.records.get(key):
                    for name in ("grade", "total", "maximum"):
                        if (entry[name] or "") != str(record[name] or ""):
                            yield f"{key}: {name} is {entry[name]!r} in the status, {record[name]!r} in marks.json"
                    word = self.words[("grade", record["grade"])]
                    if not entry["outcome"].startswith(word):
                        yield f"{key}: {entry['outcome']!r} in the status, {word!r} on the sheet"


PROVISIONAL, NOTHING = ", provisional", " | "
LEFT_OUT = {("maximum", ".xlsx"), ("marks", ".xlsx"), ("percentage", ".pdf"), ("percentage", ".docx")}
"""What a format shows in another way: the highest marks in a number's format or a column."""


def ids_of(what: str, found: Facts) -> set[str]:
    """The criteria of which something is found."""
    return {name.split()[1] for name in found if name.startswith(f"{what} ")}


def percentage(total: str, maximum: int) -> str:
    return str(int(Fraction(total) * 100 / maximum + Fraction(1, 2)))
