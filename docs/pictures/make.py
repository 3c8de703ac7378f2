"""Render the README's pictures afresh from the example employers: `make pictures`."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps
from playwright.sync_api import sync_playwright

from markpack.app.full_build import build
from markpack.app.workspace import Workspace
from markpack.report import Options

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
EMPLOYER = "harbour-care"
ASSIGNMENT = "8604-308+8604-401"
LEARNER = f"G Mensah-0023418-012345-{ASSIGNMENT}(1)"
"""An automatic referral in spite of a high total."""


def page(pdf: Path, number: int, width: int = 760) -> Image.Image:
    """Return a page of a PDF, from 0, as a picture with a thin edge."""
    sheet = pypdfium2.PdfDocument(pdf)[number]
    picture = sheet.render(scale=2 * width / sheet.get_width()).to_pil().convert("RGB")
    picture = picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
    return ImageOps.expand(picture, border=1, fill="#9a9a9a")


def beside(*pictures: Image.Image, gap: int = 18) -> Image.Image:
    """Return pictures side by side on white."""
    width = sum(picture.width for picture in pictures) + gap * (len(pictures) - 1)
    whole = Image.new("RGB", (width, max(picture.height for picture in pictures)), "white")
    left = 0
    for picture in pictures:
        whole.paste(picture, (left, 0))
        left += picture.width + gap
    return whole


def save(picture: Image.Image, name: str) -> None:
    """Save a picture with few colours, which is small."""
    picture.quantize(255, Image.Quantize.MAXCOVERAGE).save(HERE / name, optimize=True)
    print(f"wrote docs/pictures/{name}")


def workbook(file: Path, folder: Path) -> Path:
    """Return a workbook as LibreOffice prints it."""
    command = shutil.which("soffice") or "libreoffice"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run([command, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, file], check=True)
    return folder / f"{file.stem}.pdf"


def screenshot(file: Path, target: Path) -> Image.Image:
    """Return the upper part of a page as a browser shows it."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or "google-chrome"
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        view = opened.new_page(viewport={"width": 1280, "height": 860})
        view.clock.set_fixed_time("2026-11-30T12:00:00Z")  # the page tells what is overdue on the day
        view.goto(file.as_uri())
        view.screenshot(path=target)
        opened.close()
    return ImageOps.expand(Image.open(target).convert("RGB"), border=1, fill="#9a9a9a")


def main() -> None:
    """Build the example employer in a folder of its own and take its pictures."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        for folder in ("templates", "contexts"):
            shutil.copytree(ROOT / folder, work / folder)
        build(Workspace(work), Options(employers=(EMPLOYER,)))
        output = work / "output" / EMPLOYER
        unit = output / ASSIGNMENT
        brief = page(unit / "brief" / f"Assignment brief-{ASSIGNMENT}.pdf", 0)
        sheet = page(unit / "completed" / f"{LEARNER} Mark sheet completed.pdf", 0)
        report = page(unit / "feedback" / f"{LEARNER} Feedback.pdf", 0)
        save(beside(brief, sheet, report), "brief-mark-sheet-feedback.png")
        book = workbook(unit / "blank" / f"{LEARNER} Mark sheet.xlsx", work)
        save(page(book, 0, 1280), "mark-sheet-in-excel.png")
        save(screenshot(output / "index.html", work / "index.png"), "index-page.png")


if __name__ == "__main__":
    main()
