"""The index page in a real browser: read by role and name, as a screen reader would, and used by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.report import Options
from tests.programs import chromium
from tests.workspaces import write_workspace

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("centre")
    build(Workspace(write_workspace(root)), Options(formats=("xlsx",)))
    return root / "output/acme"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    flags = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=flags)
        yield browser
        browser.close()


def listen(opened: Page) -> list[str]:
    """What the page complains of from now on, or asks the network for."""
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: complaints.append(request.url) if "file:" not in request.url else None)
    return complaints


@pytest.fixture(scope="module")
def page(browser: Browser, output: Path) -> Iterator[Page]:
    opened = browser.new_page()
    complaints = listen(opened)
    opened.goto((output / "index.html").as_uri())
    yield opened
    assert complaints == []


@pytest.fixture
def abroad(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of another language, in Britain's time."""
    context = browser.new_context(timezone_id="Europe/London", locale="de-DE")
    yield context
    context.close()


def test_who_stands_where_can_be_read(page: Page) -> None:
    table = page.get_by_role(
        "table", name="Each learner’s latest outcome in each unit, what comes next, and their files."
    )
    assert [heading.inner_text() for heading in table.get_by_role("columnheader").all()] == [
        "Learner", "8604-308 Understanding Leadership", "Qualification",
    ]  # fmt: skip
    row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Jones, Rhys"))
    assert "Pass" in row.inner_text()
    assert "47/67" in row.inner_text()
    assert "Achieved" in row.inner_text()
    other = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="O'Brien"))
    assert "Not marked yet" in other.inner_text()


def test_every_file_is_one_click_away_and_there(page: Page, output: Path) -> None:
    addresses = [link.get_attribute("href") or "" for link in page.locator("main a").all()]
    linked = {unquote(address) for address in addresses if not address.startswith("#")}
    assert all(urlsplit(address).scheme == "" for address in addresses)
    there = {path.relative_to(output).as_posix() for path in output.rglob("*.xlsx")}
    assert linked == there


def test_links_say_what_they_are_by_themselves(page: Page) -> None:
    named: dict[str, set[str]] = {}
    for link in page.locator("#table a, .everybody a").all():
        named.setdefault(link.get_attribute("aria-label") or link.inner_text(), set()).add(
            str(link.get_attribute("href"))
        )
    assert [name for name, addresses in named.items() if len(addresses) > 1] == []
    assert "Mark sheet, attempt 1, 8604-308, Rhys Jones, XLSX" in named


def test_files_are_folded_away_and_say_whose_they_are(page: Page) -> None:
    assert page.locator("#table a").first.is_visible() is False
    summary = page.locator("#table details summary").first
    assert summary.inner_text().replace("\n", "") == "Files: Jones, Rhys, 8604-308"
    summary.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("link", name="Mark sheet, attempt 1, 8604-308, Rhys Jones, XLSX").last.is_visible()
    page.keyboard.press("Enter")


def test_finding_by_keyboard(page: Page) -> None:
    page.get_by_label("Find a name or number").focus()
    page.keyboard.type("nguyen")
    assert page.locator("#count").inner_text() == "1 of 3 learners shown"
    shown = page.locator("#table").get_by_role("rowheader").all()
    assert ["Nguyễn Thị, Minh" in row.inner_text() for row in shown] == [True]
    for _ in "nguyen":
        page.keyboard.press("Backspace")
    page.keyboard.press("Tab")
    page.keyboard.type("Incomplete")
    assert page.locator("#count").inner_text() == "1 of 3 learners shown"
    page.keyboard.press("Home")
    assert page.locator("#count").inner_text() == "3 of 3 learners shown"


def shown_learners(page: Page) -> list[str]:
    return [row.locator("th bdi").inner_text() for row in page.locator("#table tbody tr").all() if row.is_visible()]


def test_learners_are_filtered_by_what_comes_next_and_sorted(abroad: BrowserContext, output: Path) -> None:
    page = opened_on(abroad, output, "2026-10-20T10:00:00Z")
    shown = {}
    for choice in ("next: to mark", "next: to check", "next: to submit", "who is overdue", "everybody"):
        page.get_by_label("Show", exact=True).select_option(label=choice)
        shown[choice] = shown_learners(page)
    everybody = ["Jones, Rhys", "Nguyễn Thị, Minh", "O'Brien, Siobhán"]
    assert shown == {
        "next: to mark": everybody[1:2],
        "next: to check": everybody[:1],
        "next: to submit": everybody[2:],
        "who is overdue": everybody[2:],
        "everybody": everybody,
    }
    page.get_by_label("Sort").select_option(label="by what is due first")
    assert shown_learners(page) == [everybody[2], everybody[1], everybody[0]]
    page.get_by_label("Sort").select_option(label="by credits, fewest first")
    assert shown_learners(page) == [everybody[1], everybody[2], everybody[0]]
    for choice in ("by name", "as in the register"):
        page.get_by_label("Sort").select_option(label=choice)
        assert shown_learners(page) == everybody


def test_the_first_tab_stop_skips_to_the_learners(page: Page) -> None:
    page.reload()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the learners"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "learners"


def test_structure_for_people_who_listen(page: Page) -> None:
    assert page.evaluate("document.documentElement.lang") == "en-GB"
    assert [heading.inner_text() for heading in page.get_by_role("heading", level=1).all()] == [
        "Acme Rail Limited: who stands where"
    ]
    assert page.get_by_role("main").count() == 1
    levels = page.eval_on_selector_all("h1,h2,h3", "all => all.map(h => Number(h.tagName[1]))")
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_it_fits_a_narrow_screen(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("[...document.querySelectorAll('.scroll')].every(it => it.scrollWidth <= it.clientWidth)")
    table = page.get_by_role("table").first
    assert len(table.get_by_role("row").filter(has=page.get_by_role("rowheader")).all()) == 3
    page.set_viewport_size({"width": 1280, "height": 800})


def test_what_is_to_do_is_seen_first(abroad: BrowserContext, output: Path) -> None:
    page = opened_on(abroad, output, "2026-10-20T10:00:00Z")
    page.set_viewport_size({"width": 1280, "height": 800})
    steps = page.locator(".step").all()
    seen = [step.locator("h3").inner_text().split("\n") for step in steps if step.is_visible()]
    assert [" ".join(" ".join(texts).split()) for texts in seen] == [
        "To mark 1 Assessor", "To check 1 IQA", "To submit 1 Learner",
    ]  # fmt: skip
    boxes = [step.bounding_box() for step in steps if step.is_visible()]
    assert all(box is not None and box["y"] + box["height"] < 800 for box in boxes)
    learners = page.get_by_role("heading", name="Learners").bounding_box()
    assert learners is not None
    assert learners["y"] < 800
    link = page.locator(".step").filter(has_text="To check").get_by_role("link")
    assert (link.inner_text(), link.get_attribute("aria-label")) == (
        "Mark sheet", "Mark sheet, 8604-308, Rhys Jones, XLSX",
    )  # fmt: skip


# What is due


def test_on_paper_no_column_is_cut_off_and_links_are_left_out(page: Page) -> None:
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1030, "height": 700})  # the width of A4 on its side within the margins
    tables = "[...document.querySelectorAll('.scroll')]"
    assert page.evaluate(f"{tables}.map(it => getComputedStyle(it).overflowX)") == ["visible"]
    assert page.evaluate(f"{tables}.every(it => it.scrollWidth <= it.clientWidth)")
    assert page.get_by_role("columnheader", name="Qualification").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.entries')).maxHeight") == "none"
    assert page.evaluate("getComputedStyle(document.querySelector('.steps')).columnCount") == "auto", "no box is split"
    assert page.locator("#table").get_by_role("link", name="PDF").count() == 0


def opened_on(context: BrowserContext, output: Path, moment: str) -> Page:
    page = context.new_page()
    page.clock.set_fixed_time(moment)
    page.goto((output / "index.html").as_uri())
    return page


def due(page: Page) -> list[list[str]]:
    """What is shown of what is to do: the step, the unit, the day, the learners and how it stands on that day."""
    found = []
    for step in page.locator(".step").all():
        label = step.locator("h3").inner_text().split("\n")[0].split(" ")[:2]
        for entry in step.locator(".entry").all():
            if entry.is_visible():
                parts = ("strong", "time", ".people", ".state")
                texts = [" ".join(" ".join(entry.locator(part).all_inner_texts()).split()) for part in parts]
                found.append([" ".join(label), *texts])
    return found


@pytest.mark.parametrize(
    ("moment", "state", "told"),
    [
        (
            "2026-10-06T10:00:00Z",
            "Due in 8 days",
            "On 6 October 2026: 0 overdue, 0 due soon, 3 due later, 2 without a date.",
        ),
        (
            "2026-10-07T10:00:00Z",
            "Due in 7 days",
            "On 7 October 2026: 0 overdue, 1 due soon, 2 due later, 2 without a date.",
        ),
        (
            "2026-10-13T22:59:00Z",
            "Due in 1 day",
            "On 13 October 2026: 0 overdue, 1 due soon, 2 due later, 2 without a date.",
        ),
        (
            "2026-10-13T23:01:00Z",
            "Due today",
            "On 14 October 2026: 0 overdue, 1 due soon, 2 due later, 2 without a date.",
        ),
        (
            "2026-11-10T10:00:00Z",
            "Overdue by 27 days",
            "On 10 November 2026: 1 overdue, 0 due soon, 2 due later, 2 without a date.",
        ),
    ],
)
def test_what_is_overdue_is_told_on_the_day(
    abroad: BrowserContext, output: Path, moment: str, state: str, told: str
) -> None:
    page = opened_on(abroad, output, moment)
    page.get_by_label("Show what is due").select_option(label="at any time")
    assert due(page) == [
        ["To mark", "8604-308", "", "Nguyễn Thị, Minh 0012346 Mark sheet", ""],
        ["To check", "8604-308", "", "Jones, Rhys 0012345 Mark sheet", ""],
        ["To submit", "8604-308", "14 October 2026", "O'Brien, Siobhán 0012347", state],
        ["To complete", "Whole qualification", "31 August 2029", due(page)[3][3], due(page)[3][4]],
    ]
    assert due(page)[3][3].startswith("Nguyễn Thị, Minh 0012346 O'Brien")
    assert page.get_by_text("without a date").inner_text() == told


def test_a_page_that_stays_open_or_is_printed_later_states_that_day(abroad: BrowserContext, output: Path) -> None:
    page = opened_on(abroad, output, "2026-10-14T10:00:00Z")
    page.clock.set_fixed_time("2026-10-15T10:00:00Z")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.get_by_text("On 15 October 2026: 1 overdue").is_visible()
    assert due(page)[2][4] == "Overdue by 1 day"
    assert not page.get_by_label("Show what is due").is_visible()


def test_what_is_not_due_yet_can_be_left_out(abroad: BrowserContext, output: Path) -> None:
    page = opened_on(abroad, output, "2026-10-10T10:00:00Z")
    complaints = listen(page)
    undated = ["To mark", "To check"]
    assert [row[0] for row in due(page)] == [*undated, "To submit"], "at first, what is not far off"
    shown = {}
    for word in ("already or soon", "already", "at any time"):
        page.get_by_label("Show what is due").select_option(label=word)
        shown[word] = [row[0] for row in due(page)]
    assert shown == {
        "already or soon": [*undated, "To submit"],
        "already": undated,
        "at any time": [*undated, "To submit", "To complete"],
    }
    assert complaints == []


def test_without_scripts_the_dates_are_there(browser: Browser, output: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((output / "index.html").as_uri())
    assert [row[:3] for row in due(page)] == [
        ["To mark", "8604-308", ""],
        ["To check", "8604-308", ""],
        ["To submit", "8604-308", "14 October 2026"],
        ["To complete", "Whole qualification", "31 August 2029"],
    ]
    for of_scripts in page.locator("form, .state, #nothing").all():
        assert not of_scripts.is_visible()
    context.close()
