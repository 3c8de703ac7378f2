"""The labels beside a mark sheet's fields. A page whose fields are gone is read by them."""

from __future__ import annotations

LABELS = {
    "registration": "Learner registration no", "learner_name": "Learner name", "employer": "Employer",
    "attempt": "Attempt",
    "section_comment": "Section comments (optional)", "verification": "Verification comments (optional)",
    "overall_comment": "Overall feedback", "outcome": "Outcome", "iqa_decision": "Outcome",
    "assessor": "Assessor’s name", "iqa": "IQA’s name", "assessed_on": "Date", "iqa_on": "Date of check",
    "iqa_comment": "Quality assurance comments", "signature": "Signature",
    "revision": "Revision", "revised_on": "Revised on", "revision_reason": "Reason for the revision",
    "received_on": "Received on",
    "earlier": "Earlier attempt",
}  # fmt: skip
"""The labels in the cells before the fields, by field; each criterion's own fields have others."""
FEEDBACK_LABELS = ("Assessor feedback", "Decision: reason and feedback")
"""The words for where feedback belongs; the first one also heads a column of feedback."""
ON_CRITERION = "%s on AC %s"
"""The label of a criterion's feedback: the words, and the criterion."""
CRITERION_HEADINGS = ("AC", "Assessment criterion")
"""The headings of the columns with the id and the text of criteria."""
RESULT_HEADINGS = {"out_of": "Out of", "minimum": "Minimum", "standing": "Standing"}
"""The headings of the columns of a workbook that say how a criterion is marked and how it stands."""
CARRIED_OVER = "Carried over from earlier attempts"
"""The heading of what a later attempt leaves as it was."""
MET_IN_ATTEMPT = "Met in attempt "
"""What stands beside a criterion that was met before; the attempt follows."""
NOT_OPEN = "Not open in this attempt: as in attempt "
"""What stands beside a criterion that the attempt does not cover; the attempt follows."""
LEAST_MARK = "(min. of %s)"
"""The note below a mark: the least that meets the criterion."""
DESCRIPTORS_HEADING = "Sufficiency descriptors"
"""The heading above the descriptors of all grades."""
TOTAL_SHOWS = "The total shows how the work did as a whole. It does not decide the outcome: "
"""What begins the note below a total that decides nothing; what each criterion needs follows."""
TOTAL_NOTE = f"{TOTAL_SHOWS}every AC needs at least half of its own marks."
EARLIER_TOTAL_NOTES = (
    "The total does not decide the outcome: every AC needs at least half of its marks.",
    "The total decides nothing: every AC needs at least half of its marks.",
)
"""The note below the total, and those of earlier releases."""
STANDARDISATION = (
    "By handing in this work the learner confirms that it is their own. To standardise assessment, ",
    " may use it with the learner’s name taken out, unless the learner refuses by ticking the box.",
)
STANDARDISATION_OF_EVENT = (
    "By taking part the learner confirms that what they show is their own. To standardise assessment, ",
    " may use the record with the learner’s name taken out, unless the learner refuses by ticking the box.",
)
"""What learners confirm by handing in or taking part, before and after who uses their work."""
EARLIER_STANDARDISATION = (
    "By handing in this work the learner confirms that it is their own. Anonymised, it may be used to standardise "
    "assessment, unless the learner refuses by ticking the box.",
    "By taking part the learner confirms that what they show is their own. Anonymised, the record may be used to "
    "standardise assessment, unless the learner refuses by ticking the box.",
)
"""What the forms of earlier releases say there."""
REFUSAL = "I refuse use of my work for standardisation"
"""The label of the box with which learners refuse."""
