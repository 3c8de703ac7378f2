"""The page and workbook of all of an employer's cohorts, published beside the cohorts' own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from markpack.app.file_problems import file_problems
from markpack.app.pack_plan import Pack, key_of, not_stored
from markpack.app.workspace import Workspace
from markpack.documents.all_cohorts.builder import build_all_cohorts
from markpack.documents.all_cohorts.view import AllCohorts
from markpack.documents.catalogue.entries import CatalogueEntry, ContentFactory
from markpack.documents.catalogue.kinds import Format, Kind
from markpack.errors import InputError
from markpack.model.pack_folders import ALL, cohort_of, employer_of, pack_name
from markpack.publish.manifest import Entry
from markpack.publish.publication import Publication
from markpack.report import EmployerReport, Failed, Options
from markpack.writers.formats import write_index
from markpack.writers.html_layouts import Layouts
from markpack.writers.result import RenderFailure, failure
from markpack.writers.version_fingerprint import fingerprint
from markpack.writers.xlsx.all_cohorts import write_all_cohorts

INDEX, RESULTS = "index.html", "results.xlsx"


@dataclass(frozen=True)
class WholeEmployer:
    """An employer with cohorts of which all packs are made: `packs`, and the names of those that are stopped."""

    folder: str
    packs: tuple[Pack, ...]
    stopped: tuple[str, ...]


def whole_employers(packs: Sequence[Pack], stopped: Sequence[str], partial: Collection[str]) -> Iterator[WholeEmployer]:
    """Yield the employers that have cohorts; `partial` are those of whom not all packs are asked for."""
    by_employer: dict[str, list[Pack]] = {}
    for pack in packs:
        by_employer.setdefault(employer_of(pack.employer.folder), []).append(pack)
    for employer, made in by_employer.items():
        left_out = tuple(name for name in stopped if employer_of(name) == employer)
        names = (*(pack.employer.folder for pack in made), *left_out)
        if employer not in partial and any(map(cohort_of, names)):
            yield WholeEmployer(employer, tuple(made), left_out)


def page_of_all(workspace: Workspace, pack: str, whole: Mapping[str, WholeEmployer]) -> str:
    """Return the address of the page of all cohorts, relative to a pack's index page; empty where there is none."""
    employer = employer_of(pack)
    if cohort_of(pack):
        is_there = employer in whole or (workspace.output / employer / ALL / INDEX).is_file()
        return f"../{ALL}/{INDEX}" if is_there else ""
    return f"{ALL}/{INDEX}" if employer in whole else ""


def publish_all_cohorts(
    workspace: Workspace, employer: WholeEmployer, layouts: Layouts, options: Options
) -> EmployerReport:
    """Make the page and the workbook of an employer's cohorts, and put them in place."""
    folder = pack_name(employer.folder, ALL)
    failed: list[Failed] = []
    with ExitStack() as stack:
        try:
            with file_problems():
                publication = Publication(workspace.output / folder, force=options.force)
                stack.enter_context(publication)
        except InputError as error:
            reason = RenderFailure(" ".join(f"{problem.message} {problem.hint}" for problem in error.problems), "")
            return EmployerReport(folder, (RESULTS,), failed=(Failed(folder, reason),))
        content = ContentFactory(options.dated).content_of(
            lambda: build_all_cohorts([pack.cohort for pack in employer.packs], employer.stopped)
        )
        workbook = CatalogueEntry(RESULTS, Kind.RESULTS, Format.XLSX, content)
        key = key_of(workbook, fingerprint(layouts))
        view = content.make()
        if not isinstance(view, AllCohorts):
            raise TypeError("a view of another document")
        if options.force or not publication.is_current(RESULTS, key):
            entry = Entry("", key, Kind.RESULTS.folder, Format.XLSX.value)
            _stage(publication, RESULTS, lambda: write_all_cohorts(view), entry, failed, folder)
        page = Entry("", "", "index", "html")
        _stage(publication, INDEX, lambda: write_index(view, layouts), page, failed, folder)
        published = publication.commit()
    failed += (
        Failed(f"{folder}/{path}", RenderFailure(f"It could not be put in place. {reason}", ""))
        for path, reason in published.blocked.items()
    )
    return EmployerReport(folder, (RESULTS,), published, failed=tuple(failed))


def _stage(
    publication: Publication, path: str, write: Callable[[], bytes], entry: Entry, failed: list[Failed], folder: str
) -> None:
    """Put a document aside for publication, or note that it failed."""
    try:
        publication.stage(path, write(), entry)
    except OSError as error:
        failed.append(Failed(f"{folder}/{path}", not_stored(error)))
    except Exception as error:  # a centre's own layout may be broken; the other document is made all the same
        failed.append(Failed(f"{folder}/{path}", failure(error)))
