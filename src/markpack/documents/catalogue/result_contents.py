"""The contents of documents of results, which say what earlier ones they replace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from markpack.documents.catalogue.entries import Content, ContentFactory
from markpack.documents.catalogue.kinds import Kind
from markpack.documents.catalogue.replaces_text import replaces_text
from markpack.documents.catalogue.result_facts import REVISION, ResultView, facts_of
from markpack.documents.shared.spelling import day
from markpack.model.editions import Editions, Subject
from markpack.model.marks import MarkedAttempt


class ResultContents:
    """Makes them, knowing what earlier documents said."""

    def __init__(self, contents: ContentFactory, editions: Editions) -> None:
        self._contents, self._editions = contents, editions

    def content_of(
        self,
        kind: Kind,
        unit: str,
        learner: str,
        attempt: int,
        make: Callable[[], ResultView],
        marked: MarkedAttempt | None = None,
    ) -> tuple[Content, ResultView]:
        """Return the content of what `make` makes about a learner (by registration), and its view-model.

        `marked` is the attempt that it is about; a revised decision bears the date of the revision.
        """
        view = make()
        facts = facts_of(view)
        if marked and marked.revision > 1:
            values = {**facts.values, REVISION: str(marked.revision)}
            facts = replace(facts, values=values, dated=day(marked.revised_on))
        replaced = self._editions.replaced_by(Subject(kind.folder, unit, learner, attempt), facts)
        text = replaces_text(kind, facts, replaced)
        view = replace(view, replaces=text)
        return self._contents.content_of(partial(_replacing, make, text), view, facts), view


def _replacing(make: Callable[[], ResultView], text: str) -> ResultView:
    return replace(make(), replaces=text)
