"""The index page in a real browser: read by role and name, as a screen reader would, and used by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Page, sync_playwright

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
def page(output: Path) -> Iterator[Page]:
    flags = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=flags)
        opened = browser.new_page()
        complaints: list[str] = []
        opened.on("console", lambda message: complaints.append(message.text))
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on("request", lambda request: complaints.append(request.url) if "file:" not in request.url else None)
        opened.goto((output / "index.html").as_uri())
        yield opened
        assert complaints == []
        browser.close()


def test_who_stands_where_can_be_read(page: Page) -> None:
    table = page.get_by_role("table", name="Each learner’s latest outcome in each unit, and their files.")
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
    names = [link.get_attribute("aria-label") or link.inner_text() for link in page.locator("main a").all()]
    assert len(set(names)) == len(names)
    assert "Mark sheet, attempt 1, 8604-308, Rhys Jones, XLSX" in names


def test_finding_by_keyboard(page: Page) -> None:
    page.get_by_label("Find a name or number").focus()
    page.keyboard.type("nguyen")
    assert page.get_by_role("status").inner_text() == "1 of 3 learners shown"
    shown = page.get_by_role("table").get_by_role("rowheader").all()
    assert ["Nguyễn Thị, Minh" in row.inner_text() for row in shown] == [True]
    for _ in "nguyen":
        page.keyboard.press("Backspace")
    page.keyboard.press("Tab")
    page.keyboard.type("Incomplete")
    assert page.get_by_role("status").inner_text() == "1 of 3 learners shown"
    page.keyboard.press("Home")
    assert page.get_by_role("status").inner_text() == "3 of 3 learners shown"


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
    page.set_viewport_size({"width": 420, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 420
