"""What learners can rely on, whatever they hand in: feedback, attempts, adjustments, appeals, and fairness."""

from __future__ import annotations

from collections.abc import Iterator

from markpack.documents.brief.view import Promise
from markpack.documents.shared.assignment_context import AssignmentContext
from markpack.documents.shared.attempt_texts import attempts_text
from markpack.documents.shared.document import Rich
from markpack.documents.shared.method_terms import TERMS
from markpack.documents.shared.prose import emphasised, rich
from markpack.documents.shared.spelling import day
from markpack.model.centre import FeedbackRelease


def promises(setting: AssignmentContext) -> Iterator[Promise]:
    """Yield what holds for every learner of an assignment; the centre's texts only as far as there are any.

    Raises PlaceholderError for an unknown placeholder.
    """
    texts, policies = setting.centre.briefs, setting.centre.policies
    if setting.feedback_by:
        yield Promise("Feedback", _feedback(setting))
    yield Promise("Attempts", _paragraph(attempts_text(setting.unit.scheme, policies, setting.assignment)))
    centres_own = (
        ("Adjustments", texts.adjustments),
        ("If you disagree", texts.appeals),
        ("Malpractice", texts.malpractice),
    )
    for label, text in centres_own:
        if text.strip():
            yield Promise(label, rich(text, setting.names))


def _feedback(setting: AssignmentContext) -> Rich:
    """Say by when feedback comes, and whether it is final then."""
    policies, event = setting.centre.policies, TERMS[setting.assignment.method].event
    allowed = policies.days_to_feedback
    if event:
        when = f"Within {allowed} of the {event}: by **{day(setting.feedback_by)}** if it is held on the last day."
    else:
        when = f"By **{day(setting.feedback_by)}**, if you hand in on time: {allowed} after the last day."
    waits = setting.unit.scheme.feedback_after_iqa
    if policies.feedback is FeedbackRelease.AFTER_IQA and not waits:
        when += " It is provisional until internal quality assurance has checked the result."
    return _paragraph(when, whole=day(setting.feedback_by))


def _paragraph(text: str, *, whole: str = "") -> Rich:
    """Return a text of the program's own as the centre's texts are: a block. No line ends within the words `whole`."""
    line = emphasised(text)
    html = line.html.replace(whole, whole.replace(" ", "\u00a0")) if whole else line.html
    return Rich(html=f"<p>{html}</p>", plain=line.plain)
