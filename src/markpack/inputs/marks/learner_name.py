"""The name beside marks, held against that of the learner whose number they bear."""

from __future__ import annotations

from markpack.errors import Place
from markpack.inputs.problems import Problems, quote
from markpack.inputs.records.register import Register
from markpack.model.names import name_words


def is_name_of(name: str, registration: str, register: Register, place: Place, problems: Problems) -> bool:
    """Say whether a name may be that of the learner with a number, and note where it is not, or may not be.

    Initials, names left out or added, and names that they had before are the learner's. Where some words are others, as
    after a marriage, it is a warning, unless somebody else is called so.
    """
    learner = register.learner(register.registration_of(registration))
    words = name_words(name)
    if learner is None or not words:
        return True
    own = [name_words(one) for one in learner.names]
    namesakes = register.called(name)
    if words in own or (not namesakes and any(_is_short_for(words, one) for one in own)):
        return True
    message = f"The learner’s name is {quote(name)}, but {learner.registration} is the number of {learner.name}"
    if not namesakes and any(words & one for one in own):
        problems.warn(
            place,
            f"{message}.",
            "Check whose marks these are. If only the name has changed, write the earlier one into Former names.",
        )
        return True
    problems.error(
        place,
        f"{message}, so it cannot be told who is meant.",
        "Put number and name right, or enter the marks where the right ones stand. If part of a markbook was sorted, "
        "start from the file before that.",
        learners=(learner.registration, *namesakes),
    )
    return False


def _is_short_for(words: set[str], own: set[str]) -> bool:
    """Say whether one name is the other with initials, or with words left out."""
    whole = {word for word in words if len(word) > 1}
    initials = {word[0] for word in own}
    return bool(whole & own) and (whole <= own or own <= words) and (own <= words or words - whole <= initials)
