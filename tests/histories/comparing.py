"""Hold what a build made, and what commands say, against what is reckoned; each difference is a line of text."""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Iterator
from pathlib import Path

from tests.histories.published import (
    IndexPage,
    Json,
    asked,
    digest,
    kept,
    record_of,
    results_on_file,
    tables,
    text_of,
)
from tests.histories.reckoning import (
    FLOORS,
    GRADES,
    InUnit,
    Reckoned,
    Stand,
    due,
    due_on,
    is_met,
    may_follow,
    reckon,
    resubmit_by,
    shown,
    was_active_on,
)
from tests.histories.story import LADDER, NEEDED, OWN, PAPERS, SPRING, Person, Story, output_of

NAME = re.compile(r"-(?P<number>\d{7})-012345-(?P<unit>[\d-]+)\((?P<attempt>\d)\)(?: [^.()]+)?\.(?P<format>\w+)$")
UNTRUE = re.compile(
    r"\b(you have (now )?(passed|achieved|earned)|has (passed|achieved|earned)|certificate)", re.IGNORECASE
)
"""What nothing says of an outcome that is not confirmed."""


CREDITS = f"Credits\nof {NEEDED}"
OF_COHORT = ("due", "days_overdue", "days_late", "resubmit_by", "status")
"""What depends on the dates of a cohort, of somebody who is in two."""
NUMBER = "Learner registration no"
COUNTED = {"Submitted, not marked yet": "submitted", "Submitted, not assessed yet": "submitted"}


def column(reference: str, what: str) -> str:
    return f"{reference}\n{what}"


Key = tuple[str, str, str, int]
"""Whose document of which kind, for which unit and attempt."""


def _key(match: re.Match[str], kind: str) -> Key:
    return match["number"], kind, match["unit"], int(match["attempt"])


def _cohort_of(path: str) -> str:
    return SPRING if path.startswith(f"{SPRING}/") else OWN


class Checker:
    """What was ever published of a history, and the comparison after each step."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.ever: dict[str, str] = {}
        self.before: dict[str, str] = {}

    def differences(self, written: set[str]) -> list[str]:
        """Compare everything; `written` are the paths that the last build wrote."""
        found = results_on_file(self.story.root)
        now = {path: digest(file) for path, file in found.items()}
        for path in self.story.edited:
            self.ever.pop(self.before.get(path, ""), None)
        reckoned = [reckon(self.story, person) for person in self.story.people]
        lines = [
            *self._lost(now),
            *self._files(reckoned, now),
            *(
                f"{cohort}: {line}"
                for cohort in self.story.due
                for line in self._lists(cohort, [entry for entry in reckoned if cohort in entry.person.cohorts])
            ),
            *self._status(reckoned),
            *self._claim(reckoned),
            *self._documents(reckoned, found, written),
        ]
        if self.story.told and self.story.told[-1].endswith("the output is deleted") and now != self.before:
            lines.append(f"after the output was deleted, others are made: {sorted(now.items() ^ self.before.items())}")
        self.before = now
        return lines

    def all_documents(self) -> list[str]:
        """Read all documents that are as they should be now, not only those of the last build."""
        reckoned = [reckon(self.story, person) for person in self.story.people]
        doubted = self.story.disputed[0] if self.story.disputed else ""
        left_alone = [entry.person.number for entry in reckoned if entry.person.status] + [doubted]
        found = results_on_file(self.story.root)
        read = {
            path
            for path in set(found) - set(self.story.edited)
            if not any(number and f"-{number}-" in path for number in left_alone)
        }
        return list(self._documents(reckoned, found, read))

    def _lost(self, now: dict[str, str]) -> Iterator[str]:
        """Every file that was ever published is in the output or in the record, and the record's list has it."""
        for path, sha in now.items():
            self.ever.setdefault(sha, path)
        there = set(now.values())
        records = kept(self.story.root)
        for sha, path in self.ever.items():
            if sha not in there and sha not in records:
                yield f"{path} ({sha[:8]}) is neither in the output nor in the record"
        for path, sha in self.story.edited.items():
            if now.get(path) != sha:
                yield f"{path}, which somebody edited, is {'another' if path in now else 'gone'}"
        list_ = self.story.root / "records/earlier.csv"
        if list_.exists():
            with list_.open(encoding="utf-8-sig", newline="") as stream:
                rows = list(csv.DictReader(stream))
            if {row["sha256"] for row in rows} != records:
                yield "the list of the record and its files differ"
            for row in rows:
                if digest(self.story.root / "records" / row["kept as"].removeprefix("records/")) != row["sha256"]:
                    yield f"{row['kept as']} is not what the list says"

    def _files(self, reckoned: list[Reckoned], now: dict[str, str]) -> Iterator[str]:
        """Whose documents there are, and that those of others stay."""
        there: dict[Key, set[str]] = {}
        edited: dict[Key, set[str]] = {}
        for path in now:
            kind = path.split("/")[-2]
            match = NAME.search(path)
            if match and kind != "certificate":
                group = edited if path in self.story.edited else there
                group.setdefault(_key(match, kind), set()).add(match["format"])
        certificates = {path for path in set(now) - set(self.story.edited) if path.split("/")[-2] == "certificate"}
        wanted: dict[Key, bool] = {}
        for entry in reckoned:
            person = entry.person
            in_doubt = self.story.disputed and self.story.disputed[0] == person.number
            for reference, unit in entry.units.items():
                for stand in unit.stands:
                    is_made = stand.decision is not None and (
                        not person.status or was_active_on(person, stand.assessed_on)
                    )
                    is_sure = not in_doubt and (not person.status or bool(stand.grade and is_made))
                    for kind in ("completed", "feedback"):
                        key = (person.number, kind, reference, stand.attempt)
                        if kind == "feedback" and stand.quality == "disagreed" and not in_doubt:
                            wanted[key] = False
                        elif is_sure:
                            wanted[key] = is_made
                        elif key in there:
                            wanted[key] = True
            if not in_doubt:
                own = any(person.number in path for path in certificates)
                kept = any(person.number in path for path in self.story.edited)
                if own != self._has_certificate(entry) and not kept:
                    yield f"certificate of {person.number}: {own}"
        for key, is_wanted in wanted.items():
            formats, found = {"pdf", "docx", "xlsx"} if is_wanted else set(), there.get(key, set())
            if not found <= formats <= found | edited.get(key, set()):
                yield f"{key}: there is {sorted(there.get(key, set()))}, not {sorted(formats)}"
        yield from self._forms(reckoned)
        marked_in = {
            (entry.person.number, reference, number): attempt.cohort
            for entry in reckoned
            for reference, attempts in entry.person.attempts.items()
            for number, attempt in enumerate(attempts, start=1)
        }
        for path in set(now) - set(self.story.edited):
            match = NAME.search(path)
            if match and path.split("/")[-2] != "certificate":
                marked = marked_in.get((match["number"], match["unit"], int(match["attempt"])), _cohort_of(path))
                if marked != _cohort_of(path):
                    yield f"{path} is of an attempt that was marked elsewhere"
        for key in there:
            if key not in wanted and not any(
                entry.person.number == key[0] and entry.person.status for entry in reckoned
            ):
                yield f"{key} is there"

    def _forms(self, reckoned: list[Reckoned]) -> Iterator[str]:
        """For whom there is a sheet to fill in: for the attempt that may follow, and for none that the IQA holds."""
        for entry in reckoned:
            for reference, unit in entry.units.items():
                if entry.person.status or self.story.disputed == (entry.person.number, reference):
                    continue
                folder = self.story.root / output_of(entry.person.home) / reference / "blank"
                names = [NAME.search(path.name) for path in folder.glob(f"*-{entry.person.number}-*.pdf")]
                there = {int(match["attempt"]) for match in names if match}
                following = may_follow(unit)
                is_held = bool(unit.stands) and unit.stands[-1].quality == "disagreed"
                if (following in there) != (following > 0 and not is_held):
                    yield f"{entry.person.number} {reference}: sheets for {there}, and {following} may follow"

    def _has_certificate(self, entry: Reckoned) -> bool:
        """Who has all credits, unless a grade may still be raised by one that is provisional."""
        waits = any(unit.earned is not unit.expected for unit in entry.units.values())
        return entry.achieved and not waits

    def _lists(self, cohort: str, reckoned: list[Reckoned]) -> Iterator[str]:
        """The results and the index page of a cohort: whoever is in two stands the same in both."""
        output = self.story.root / output_of(cohort)
        book, page = tables(output / "results.xlsx"), IndexPage(output / "index.html")
        if broken := page.broken_links():
            yield f"links that lead nowhere: {broken}"
        begin = f"{cohort}/" if cohort else ""
        own = {path for path in results_on_file(self.story.root) if _cohort_of(path) == cohort}
        not_linked = {path.removeprefix(begin) for path in own - set(self.story.edited)} - page.linked()
        if not_linked:
            yield f"not linked: {sorted(not_linked)}"
        results = {str(row[NUMBER]): row for row in book["Results"]}
        detail = {(str(row[NUMBER]), str(row["Unit"])): row for row in book["Detail"]}
        away = {(str(row[NUMBER]), str(row["Unit"])): row for row in book.get("Not active", [])}
        active = {entry.person.number for entry in reckoned if not entry.person.status}
        if set(results) != active or set(page.active) != active:
            yield f"results have {set(results)}, the index page {set(page.active)}, not {active}"
        gone = {entry.person.number for entry in reckoned} - active
        if {number for number, _ in away} != gone or set(page.rows) != active | gone:
            yield f"not active are {set(away)} in the results, {set(page.rows) - active} on the index page, not {gone}"
        for entry in reckoned:
            person, number = entry.person, entry.person.number
            if page.name(number) != f"{person.last}, {person.first}":
                yield f"{number} is called {page.name(number)} on the index page"
            if not entry.achieved and f"{entry.credits} of {NEEDED} credits" not in page.cells(number)[-1]:
                yield f"{number}: the index page has {page.cells(number)[-1]!r}, not {entry.credits} credits"
            rows = [results[number]] if number in active else [away[number, reference] for reference in entry.units]
            for row in rows:
                if (row["First name"], row["Last name"]) != (person.first, person.last):
                    yield f"{number} is called {row['First name']} {row['Last name']} in the results"
                said = str(row["Qualification"])
                if (said == "Achieved") != entry.achieved or ("Achieved" in page.cells(number)[-1]) != entry.achieved:
                    yield f"{number}: {said!r}, {page.cells(number)[-1]!r} at {entry.credits} credits"
                in_doubt = self.story.disputed and self.story.disputed[0] == number
                if entry.later and f"{entry.later} " not in said and not entry.achieved and not in_doubt:
                    yield f"{number}: the qualification is {said!r}; {entry.later} credits are to be confirmed"
            if number in active and results[number][CREDITS] != entry.credits:
                yield f"{number} has {results[number][CREDITS]} credits in the results, not {entry.credits}"
            for at, (reference, unit) in enumerate(entry.units.items()):
                row = detail[number, reference] if number in active else away[number, reference]
                yield from (f"{number} {reference}: {line}" for line in self._row(entry, unit, row))
                if number in active:
                    short = {
                        what: results[number][column(reference, what)]
                        for what in ("Attempt", "Outcome", "Credits", "Total")
                    }
                    if short != {what: row[what] for what in short}:
                        yield f"{number} {reference}: Results have {short}, Detail has {row}"
                if page.words(number)[at] != row["Outcome"]:
                    yield f"{number} {reference}: {page.words(number)[at]!r} on the index page, not {row['Outcome']!r}"
        yield from self._glance(reckoned, page)

    def _row(self, entry: Reckoned, unit: InUnit, row: dict[str, object]) -> Iterator[str]:
        """A learner's row for a unit, where it stands in detail."""
        counts, in_doubt = unit.counts, self.story.disputed == (entry.person.number, unit.paper.reference)
        known = counts if counts and not in_doubt else None
        should = {
            "Outcome": shown(self.story, entry.person, unit, counts),
            "Credits": unit.paper.credits if unit.earned else 0,
            "Attempt": known.attempt if known and (known.decision or known.received_on) else None,
        }
        if known and known.decision and known.standing != "withdrawn":
            should["Assessed on"] = known.assessed_on
            if "Total" in row:
                should["Total"] = _total(unit, known)
        for what, value in should.items():
            said = row[what]
            if (said.date() if isinstance(said, datetime.datetime) else said) != value:
                yield f"{what} is {said!r}, not {value!r}"

    def _glance(self, reckoned: list[Reckoned], page: IndexPage) -> Iterator[str]:
        """How many there are of whom."""
        said = page.glance()
        achieved = [entry.person for entry in reckoned if entry.achieved]
        gone = re.search(r"(\d+) achieved", said.get("Not active", ""))
        told = int(said["Qualification achieved"]), int(gone[1]) if gone else 0
        if told != (sum(not person.status for person in achieved), sum(bool(person.status) for person in achieved)):
            yield f"the index page has {told} achieved, active and not, not {[person.number for person in achieved]}"
        for paper in PAPERS:
            facts = next(text for name, text in said.items() if name.startswith(paper.reference))
            numbers = {word: int(number) for number, word in re.findall(r"(\d+) ([^,]+)", facts)}
            should: dict[str, int] = {}
            for entry in reckoned:
                if not entry.person.status:
                    unit = entry.units[paper.reference]
                    word = shown(self.story, entry.person, unit, unit.counts)
                    word = COUNTED.get(word, word if word in GRADES.values() else word[0].lower() + word[1:])
                    word = word.rpartition(", ")[2] if word.endswith(("provisional", "missing")) else word
                    word = {"Pass": "passed", "Referral": "referred"}.get(word, word) if paper.is_marked else word
                    should[word] = should.get(word, 0) + 1
            if numbers != should:
                yield f"{paper.reference}: at a glance {facts!r}, not {should}"

    def _status(self, reckoned: list[Reckoned]) -> Iterator[str]:
        data = asked(self.story.root, "status", "--as-of", self.story.day.isoformat())
        for employer in data["employers"]:
            cohort = employer["folder"].removeprefix("acme").strip("/")
            mine = [entry for entry in reckoned if cohort in entry.person.cohorts]
            yield from (f"{cohort}: {line}" for line in self._status_of(mine, employer))
        if len(data["employers"]) != len(self.story.due):
            yield f"status has {[employer['folder'] for employer in data['employers']]}"

    def _status_of(self, reckoned: list[Reckoned], employer: Json) -> Iterator[str]:
        if employer["documents"]["to be built"] or any(
            part["documents"]["to be built"] for part in employer["assignments"]
        ):
            yield "documents are to be built straight after a build"
        by_key = {
            (learner["registration"], assignment["unit"]): learner
            for assignment in employer["assignments"]
            for learner in assignment["learners"]
        }
        for entry in reckoned:
            person = entry.person
            for reference, unit in entry.units.items():
                said = by_key[person.number, reference]
                for key, is_, should in self._facts(person, unit, said):
                    if is_ != should and not (len(person.cohorts) > 1 and key in OF_COHORT):
                        yield f"{person.number} {reference}: status has {key} {is_!r}, not {should!r}"
        yield from self._dues(reckoned, employer)

    def _facts(self, person: Person, unit: InUnit, said: Json) -> Iterator[tuple[str, object, object]]:
        """What status says of a learner in a unit, and what it should: by the latest attempt."""
        in_doubt = self.story.disputed == (person.number, unit.paper.reference)
        last = unit.stands[-1] if unit.stands else None
        yield "name", (said["first_name"], said["last_name"]), (person.first, person.last)
        yield "status", (said["status"], said["status_from"]), (
            person.status or "active", person.status_from.isoformat() if person.status_from else None,
        )  # fmt: skip
        if in_doubt:
            yield "standing", (said["outcome"], said["standing"], said["marking"]), (
                "Marks in doubt", "unreadable", "unreadable",
            )  # fmt: skip
            yield "grade", said["grade"], ""
            return
        yield "outcome", said["outcome"], shown(self.story, person, unit, last)
        if last is None:
            yield (
                "standing",
                said["standing"],
                "withdrawn" if shown(self.story, person, unit, None) == "Withdrawn" else "not_submitted",
            )
            yield "grade", said["grade"], ""
            yield "marking", said["marking"], "none"
        else:
            yield "standing", said["standing"], last.standing
            yield "quality", said["quality"], last.quality
            if last.decision or last.standing != "withdrawn":
                yield "attempt", said["attempt"], last.attempt
            yield "submission", said["submission"], "received"
            marking = "complete" if last.grade else "incomplete" if last.decision else "none"
            yield "marking", said["marking"], marking
            yield "grade", said["grade"], last.grade
            yield "revision", said["revision"], last.revision
            received = last.received_on.isoformat() if last.received_on else None
            yield "received_on", said["received_on"], received
            if last.received_on and (day := due_on(self.story, person, unit, last.attempt)):
                yield "days_late", said["days_late"], max(0, (last.received_on - day).days)
            if last.decision:
                yield "marked", said["marked"], len(last.judgements)
            if last.grade and last.quality != "disagreed" and not person.status:
                date = resubmit_by(self.story, person, unit)
                yield "resubmit_by", said["resubmit_by"], date.isoformat() if date else None
        what, on = due(self.story, person, unit)
        yield "due", (said["due"], said["due_on"]), (what, on.isoformat() if on else None)
        late = (self.story.day - on).days if on else 0
        yield "days_overdue", said["days_overdue"], max(0, late)

    def _dues(self, reckoned: list[Reckoned], employer: Json) -> Iterator[str]:
        twice = {entry.person.number for entry in reckoned if len(entry.person.cohorts) > 1}
        said = {
            (entry["what"], entry["unit"], entry["on"], number)
            for entry in employer["due"]
            for number in entry["learners"]
            if entry["what"] in ("submission", "resubmission", "feedback") and number not in twice
        }
        should = set()
        for entry in (entry for entry in reckoned if entry.person.number not in twice):
            for reference, unit in entry.units.items():
                what, on = due(self.story, entry.person, unit)
                if what:
                    should.add((what, reference, on.isoformat() if on else None, entry.person.number))
        if said != should:
            yield f"due: {sorted(map(str, said - should))} too many, {sorted(map(str, should - said))} missing"
        registered = {n for entry in employer["due"] if entry["what"] == "registration" for n in entry["learners"]}
        open_ = {entry.person.number for entry in reckoned if not entry.achieved and not entry.person.status}
        if registered != open_:
            yield f"registrations that end: {registered}, not {open_}"

    def _claim(self, reckoned: list[Reckoned]) -> Iterator[str]:
        data = asked(self.story.root, "claim")
        can, closed = set[tuple[str, str]](), set[tuple[str, str]]()
        cannot = {(row["registration"], row["unit"]): row for row in data["cannot_be_claimed"]}
        for entry in reckoned:
            for reference, unit in entry.units.items():
                raised = unit.expected is not unit.earned
                key = (entry.person.number, reference)
                if unit.earned and not raised:
                    (closed if entry.person.claimed_on else can).add(key)
                elif key not in cannot:
                    yield f"{key} is not among what cannot be claimed"
                elif self.story.disputed != key:
                    if unit.earned:
                        continue
                    standing = unit.counts.standing if unit.counts else None
                    if standing is None:
                        standing = (
                            "withdrawn"
                            if shown(self.story, entry.person, unit, None) == "Withdrawn"
                            else "not_submitted"
                        )
                    if cannot[key]["standing"] != standing:
                        yield f"{key}: cannot be claimed as {cannot[key]['standing']}, not {standing}"
        said = {(row["registration"], row["unit"]) for row in data["units"]}
        for name in ("units", "claimed_already", "cannot_be_claimed"):
            keys = [(row["registration"], row["unit"]) for row in data[name]]
            if len(keys) != len(set(keys)):
                yield f"claim: {name} has somebody twice: {keys}"
        if said != can:
            yield f"claim: {said - can} too many, {can - said} missing"
        said = {(row["registration"], row["unit"]) for row in data["claimed_already"]}
        if said != closed:
            yield f"claimed already: {said - closed} too many, {closed - said} missing"
        by_number = {entry.person.number: entry for entry in reckoned}
        for row in data["units"]:
            entry = by_number[row["registration"]]
            earned = entry.units[row["unit"]].earned
            if earned is None:
                continue
            date = earned.assessed_on.isoformat() if earned.assessed_on else None
            grade = earned.grade if entry.units[row["unit"]].paper is LADDER else None
            if (row["assessed_on"], row["grade"], row["whole_qualification"]) != (date, grade, entry.achieved):
                yield f"claim: {row}, not {date}, {grade}, {entry.achieved}"

    def _documents(self, reckoned: list[Reckoned], found: dict[str, Path], written: set[str]) -> Iterator[str]:
        """What documents say that the last build wrote."""
        people = {entry.person.number: entry for entry in reckoned}
        for path in sorted(written & set(found)):
            text = text_of(found[path])
            match = NAME.search(path)
            number = match["number"] if match else next((n for n in people if n in path), "")
            entry = people.get(number)
            if path in self.story.edited:
                yield f"{path} was edited, and written"
            if entry is None:
                yield f"{path}: nobody's"
                continue
            if entry.person.name not in text or number not in text:
                yield f"{path} has no {entry.person.name} or {number}"
            if others := [other for other in people if other != number and other in text]:
                yield f"{path} names {others}"
            if match is None or path.split("/")[-2] == "certificate":
                continue
            unit = entry.units[match["unit"]]
            stand = unit.stands[int(match["attempt"]) - 1]
            if path.split("/")[-2] == "completed":
                yield from (f"{path}: {line}" for line in self._completed(entry, unit, stand, found[path], text))
            else:
                yield from (f"{path}: {line}" for line in self._feedback(entry, unit, stand, text))

    def _completed(self, entry: Reckoned, unit: InUnit, stand: Stand, path: Path, text: str) -> Iterator[str]:
        decision = stand.decision
        assert decision
        if stand.revision > 1 and f"Revision {stand.revision}" not in text:
            yield f"no word of revision {stand.revision}"
        if ("Not final: " in text) != (stand.alone in ("provisional", "authenticity_missing")):
            yield f"Not final: {'Not final: ' in text}, but it is {stand.alone}"
        if path.suffix != ".pdf":
            return
        record = record_of(path)
        facts = {
            "learner": {"registration": entry.person.number, "name": entry.person.name},
            "attempt": stand.attempt,
            "grade": stand.grade or None,
            "capped_from": stand.capped_from or None,
            "outcome": "incomplete" if not stand.grade else "referral" if stand.grade in FLOORS else "pass",
            "total": None if unit.paper is LADDER else str(_total(unit, stand)),
            "assessor": {
                "name": "Dana Whitfield",
                "date": stand.assessed_on.isoformat() if stand.assessed_on else None,
            },
        }
        for key, should in facts.items():
            if record[key] != should:
                yield f"marks.json has {key} {record[key]!r}, not {should!r}"
        if record["iqa"]["decision"] != decision.iqa_decision:
            yield f"marks.json has the IQA's {record['iqa']['decision']!r}, not {decision.iqa_decision!r}"
        if self.story.waits or stand.alone not in ("confirmed", "incomplete"):
            known = record.get("standing"), record.get("quality")
            if known != (stand.alone, stand.quality):
                yield f"marks.json has {known}, not {stand.alone}, {stand.quality}"
        elif record.get("standing", stand.alone) != stand.alone:
            yield f"marks.json has the standing {record['standing']}, not {stand.alone}"
        if stand.revision > 1 and record["revision"] != stand.revision:
            yield f"marks.json has revision {record['revision']}, not {stand.revision}"
        received = record.get("received")
        if (received["on"] if received else None) != (stand.received_on.isoformat() if stand.received_on else None):
            yield f"marks.json has {received} as received, not {stand.received_on}"
        for row in record["criteria"]:
            judged = stand.judgements.get(row["id"])
            met = None if judged is None else is_met(unit.paper, row["id"], judged)
            kept_from = stand.kept_from.get(row["id"])
            said = (row["judged"], row["met"], row["carried_from"], row["not_attempted"])
            if said != (judged is not None, met, kept_from, judged == "x"):
                yield f"marks.json has {said} of {row['id']}, not {judged!r} from {kept_from}"
            if unit.paper.is_marked and row["mark"] != (None if judged is None else str(judged)):
                yield f"marks.json has the mark {row['mark']!r} of {row['id']}, not {judged!r}"

    def _feedback(self, entry: Reckoned, unit: InUnit, stand: Stand, text: str) -> Iterator[str]:
        is_final = stand.alone == "confirmed"
        if (untrue := UNTRUE.search(text)) and not (is_final and stand.passed):
            others = [other for other in entry.units.values() if other is not unit and other.earned]
            if not others or stand.passed or "passed" in untrue[0]:
                yield f"says {untrue[0]!r} ({text[max(0, untrue.start() - 80) : untrue.end() + 80]!r})"
        if not stand.grade:
            if "Incomplete" not in text:
                yield "does not say that it is incomplete"
            return
        word = GRADES[stand.grade]
        is_provisional = stand.alone in ("provisional", "authenticity_missing")
        if unit.paper.is_marked and ("You have passed Understanding Leadership" in text) != (is_final and stand.passed):
            yield f"says that the unit is passed: {not (is_final and stand.passed)}"
        if ("Provisional: " in text) != is_provisional:
            yield f"the notice that it is provisional: {not is_provisional}"
        if word not in text:
            yield f"does not say {word}"
        if stand.passed and self.story.disputed is None:
            then = reckon(self.story, entry.person, stand.assessed_on)
            later = f", {then.later} more when confirmed" if then.later else ""
            said = re.search(r"You now have (\d+) of the 6 credits that it needs(, \d+ more when confirmed)?", text)
            if said and (int(said[1]), said[2] or "") != (then.credits, later):
                yield f"says {said[0]!r}, not {then.credits}{later}"
        number = may_follow(unit)
        if stand is unit.stands[-1] and number and not entry.person.status and len(entry.person.cohorts) == 1:
            date = resubmit_by(self.story, entry.person, unit)
            if date and f"{date.day} {date:%B %Y}" not in text:
                yield f"no date {date} to resubmit by"
        if stand.revision > 1 and f"Revision {stand.revision}" not in text:
            yield f"no word of revision {stand.revision}"


def _total(unit: InUnit, stand: Stand) -> int | None:
    if not unit.paper.is_marked:
        return None
    return sum(judged for judged in stand.judgements.values() if isinstance(judged, int))
