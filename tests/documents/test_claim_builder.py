"""What can be claimed: what is passed for good and nothing else; the rest says why not."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

import pytest

from markpack.documents.claim.builder import build_claim, claimed_people
from markpack.documents.claim.view import Claim, OpenUnit
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.pack_inputs import PackInputs
from markpack.model.hold import Hold, HoldReason
from markpack.model.learner import Learner
from markpack.model.marks import MarkedAttempt
from markpack.model.qualification import QualificationGrade
from markpack.model.register_status import RegisterStatus
from tests.assessment.test_schemes_at_random import SCHEMES, attempt_at, unit_under
from tests.samples import centre, cohort, learner, marked, setting, unit

MET = {"1.1": 20, "1.2": 20, "2.1": 20, "2.2": 20}
ON = datetime.date(2026, 10, 20)
ULN = "4120735183"


def claimed(*cohorts: PackInputs, left_out: Sequence[str] = (), is_whole: bool = True) -> Claim:
    closing = claimed_people(
        (cohort.settings[0].qualification.reference, learner) for cohort in cohorts for learner in cohort.learners
    )
    return build_claim(cohorts, centre(), left_out=left_out, is_whole=is_whole, closing=closing)


def of(place: AssignmentContext, *attempts: MarkedAttempt, who: Learner | None = None) -> Claim:
    return claimed(cohort(place, [who or learner()], attempts))


def why(found: Claim) -> OpenUnit:
    (entry,) = found.open_units
    assert found.units == ()
    return entry


def agreed(attempt: MarkedAttempt, decision: str = "Agreed") -> MarkedAttempt:
    return replace(attempt, iqa="Bea Quill", iqa_decision=decision, iqa_on=datetime.date(2026, 11, 9))


def test_a_claim_has_all_that_is_asked_for() -> None:
    with_uln = learner().model_copy(update={"uln": ULN})
    found = of(setting(), agreed(marked(MET, on=ON)), who=with_uln)
    (entry,) = found.units
    assert found.open_units == ()
    who = entry.learner
    assert (who.registration, who.first_name, who.last_name) == ("0012345", "Åsa", "Öberg")
    assert (entry.uln, entry.registered_on) == (ULN, datetime.date(2026, 3, 2))
    assert (who.qualification, entry.unit, entry.title, entry.credits) == ("9999", "9999-101", "Leading a watch", 2)
    assert (entry.assessed_on, entry.assessor) == (ON, "Ada Obi")
    assert (entry.iqa_on, entry.iqa) == (datetime.date(2026, 11, 9), "Bea Quill")
    assert (entry.achieved, entry.to_check) == (True, ())
    assert entry.grade == entry.grade_code == ""
    assert found.properties.date == datetime.date(2026, 11, 9)


@pytest.mark.parametrize(
    ("attempts", "standing", "reason"),
    [
        ([], "not_submitted", "Not marked yet"),
        ([marked({**MET, "1.1": None}, on=ON)], "incomplete", "Incomplete; AC 1.1 not marked"),
        ([agreed(marked({**MET, "1.1": 1}, on=ON))], "confirmed", "Referral; AC 1.1 not met"),
        (
            [marked(MET, on=ON)],
            "provisional",
            "Pass, provisional; internal quality assurance has not confirmed this outcome yet",
        ),
        (
            [agreed(marked(MET, on=ON), "Not agreed")],
            "held",
            "Held; the assessor decided “Pass”, the IQA “Not agreed”",
        ),
    ],
)  # fmt: skip
def test_what_is_not_confirmed_cannot_be_claimed(attempts: list[MarkedAttempt], standing: str, reason: str) -> None:
    entry = why(of(setting(feedback="after iqa"), *attempts))
    assert (entry.standing, entry.why) == (standing, reason)


def test_what_stands_in_the_way_is_said_before_when_the_work_came() -> None:
    entry = why(of(setting(feedback="after iqa"), replace(marked(MET, on=ON), received_on=ON)))
    assert entry.why.startswith("Pass, provisional; internal quality assurance has not confirmed this outcome yet; rec")


def test_marks_in_doubt_cannot_be_claimed_whatever_they_come_to() -> None:
    place = setting()
    group = cohort(place, [learner()], [marked(MET, on=ON)])
    hold = Hold("0012345", place.unit.reference, HoldReason.NOT_READ, ("marks/sheet.pdf",))
    entry = why(claimed(replace(group, holds=[hold])))
    assert entry.standing == "unreadable"
    assert entry.why == "Returned, not read; sheet.pdf"


def test_nothing_of_an_assignment_that_is_stopped_can_be_claimed() -> None:
    group = cohort(setting(), [learner()], [marked(MET, on=ON)])
    found = claimed(replace(group, stopped=["9999-102+9999-103"]))
    assert [entry.unit for entry in found.units] == ["9999-101"]
    assert [(entry.unit, entry.why) for entry in found.open_units] == [
        ("9999-102", "Not made because of problems"), ("9999-103", "Not made because of problems"),
    ]  # fmt: skip


def test_who_left_can_be_claimed_for_as_far_as_they_had_come() -> None:
    left = {"status": RegisterStatus.WITHDRAWN, "status_from": datetime.date(2026, 10, 25), "status_reason": "New job"}
    who = learner().model_copy(update=left)
    assert len(of(setting(), marked(MET, on=ON), who=who).units) == 1
    late = why(of(setting(), marked(MET, on=datetime.date(2026, 11, 9)), who=who))
    assert (late.standing, late.why) == ("withdrawn", "Withdrawn; withdrawn from 25 October 2026: New job")


def test_a_grade_is_claimed_once_nothing_may_raise_it() -> None:
    place = setting(unit_under(SCHEMES["btec-nationals"], [[("P", None), ("M", None)]]), feedback="after iqa")
    grade = QualificationGrade(points={"P": 1, "M": 2}, steps={"P": 1, "M": 2}, words={"M": "Merit overall"})
    place = replace(place, qualification=place.qualification.model_copy(update={"grade": grade, "credits": None}))
    low = agreed(attempt_at(place.unit, 1, {"1.1": "y", "1.2": "n"}))
    high = attempt_at(place.unit, 2, {"1.1": "y", "1.2": "y"})
    assert [entry.grade for entry in of(place, low).units] == ["Pass"]
    entry = why(of(place, low, high))
    assert entry.why == "Pass; attempt 2 may raise it: internal quality assurance has not confirmed this outcome yet"
    (raised,) = of(place, low, agreed(high)).units
    assert (raised.grade, raised.grade_code, raised.qualification_grade) == ("Merit", "M", "Merit overall")


def test_a_unit_outside_of_the_qualification_cannot_be_claimed_with_it() -> None:
    place, other = setting(), unit(reference="9999-102")
    groups = setting(other).qualification.groups
    elsewhere = replace(place, qualification=place.qualification.model_copy(update={"groups": groups}))
    assert why(of(elsewhere, marked(MET, on=ON))).why == "The unit does not count for the qualification 9999"


def test_what_an_awarding_organisation_asks_about_is_to_be_checked() -> None:
    people = [
        learner().model_copy(update={"uln": ULN}),
        learner("ABC123").model_copy(update={"registered_on": datetime.date(2023, 3, 2)}),
        learner("ABC124").model_copy(update={"registered_on": None}),
    ]
    marks = [marked(MET, on=ON, learner=who.registration) for who in people[:2]]
    found = claimed(cohort(setting(), people, [*marks, marked(MET, on=None, learner="ABC124")]))
    assert [entry.to_check for entry in found.units] == [
        (),
        ("no ULN", "assessed after the registration ended on 1 March 2026"),
        ("no ULN", "no date of registration", "no date of assessment"),
    ]


def test_a_person_at_two_employers_is_claimed_for_once() -> None:
    place = setting()
    second = replace(place, folder="second")
    groups = [cohort(entry, [learner()], [marked(MET, on=ON)]) for entry in (place, second)]
    found = claimed(*groups)
    assert [entry.learner.employer for entry in found.units] == [place.folder]
    assert [(entry.learner.employer, entry.why) for entry in found.open_units] == [
        ("second", "In this claim already, with Tideway Ferries")
    ]


CLAIMED_ON = datetime.date(2026, 10, 30)


@pytest.mark.parametrize(
    ("entered", "words"),
    [
        ({"claimed_on": CLAIMED_ON}, "claimed on 30 October 2026"),
        ({"certificate_no": "C-9"}, "certificate C-9"),
        ({"claimed_on": CLAIMED_ON, "certificate_no": "C-9"}, "claimed on 30 October 2026, certificate C-9"),
    ],
)
def test_a_date_or_a_certificate_in_the_register_closes_the_claim(entered: dict[str, object], words: str) -> None:
    found = of(setting(), marked(MET, on=ON), who=learner().model_copy(update=entered))
    (closed,) = found.closed_units
    assert (found.units, found.open_units, found.learners) == ((), (), 0)
    assert (closed.learner.registration, closed.unit, closed.how, closed.to_check) == ("0012345", "9999-101", words, ())


def test_what_was_decided_after_the_claim_is_to_be_checked() -> None:
    who = learner().model_copy(update={"claimed_on": CLAIMED_ON})
    for on, words in (
        (CLAIMED_ON, ()),
        (datetime.date(2026, 10, 31), ("assessed on 31 October 2026, after the claim",)),
    ):
        (closed,) = of(setting(), marked(MET, on=on), who=who).closed_units
        assert closed.to_check == words
    (closed,) = of(setting(), agreed(marked(MET, on=ON)), who=who).closed_units
    assert closed.to_check == ("checked by IQA on 9 November 2026, after the claim",)


def test_what_cannot_be_claimed_says_that_the_register_has_it_claimed() -> None:
    entry = why(of(setting(), who=learner().model_copy(update={"claimed_on": CLAIMED_ON})))
    assert entry.why == "Not marked yet; the register says: claimed on 30 October 2026"


def test_who_was_claimed_for_at_one_employer_is_not_claimed_for_at_another() -> None:
    place = setting()
    second, other = replace(place, folder="second"), learner("ABC123")
    done = learner().model_copy(update={"claimed_on": CLAIMED_ON})
    marks = [marked(MET, on=ON, learner=who) for who in ("0012345", "ABC123")]
    for people, later in (([done], [learner(), other]), ([learner()], [done, other])):
        found = claimed(cohort(place, people, marks[:1]), cohort(second, later, marks))
        assert [entry.learner.registration for entry in found.units] == ["ABC123"]
        assert [(entry.learner.employer, entry.claimed_on) for entry in found.closed_units] == [
            (place.folder, CLAIMED_ON), ("second", CLAIMED_ON),
        ]  # fmt: skip
    another = second.qualification.model_copy(update={"reference": "8888"})
    found = claimed(
        cohort(place, [done], marks[:1]), cohort(replace(second, qualification=another), [learner()], marks)
    )
    assert [entry.learner.qualification for entry in found.units] == ["8888"], "a certificate is of one qualification"


def test_a_claim_says_what_it_is_of_and_what_is_left_out() -> None:
    group = cohort(setting(), [learner()], [marked(MET, on=ON)])
    whole, part = claimed(group, left_out=["quay"]), claimed(group, is_whole=False)
    assert (whole.scope, part.scope) == ("Harbour Training", "Tideway Ferries")
    left_out = "Nothing of quay is in this claim: its files have problems, which markpack check quay lists."
    assert whole.notes[0] == left_out
    assert part.notes == (
        "The criteria of 9999-101 are paraphrased here. Claim it only if the work was judged by the wording of AWO.",
    )


def test_units_of_one_organisation_are_said_at_once_to_be_paraphrased() -> None:
    groups = [
        cohort(setting(of), [learner()], [marked(MET, on=ON, unit=of.reference)])
        for of in (unit(), unit(reference="9999-102"))
    ]
    assert claimed(*groups).notes == (
        "The criteria of 9999-101 and 9999-102 are paraphrased here. Claim them only if the work was judged by the "
        "wording of AWO.",
    )
