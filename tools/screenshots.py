"""Remakes the pictures of the README from a running demo: `python tools/screenshots.py http://localhost:8000`."""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
LOGIN, PASSWORD = "shen", "demo-2026-Governance"
SIZE = {"width": 1366, "height": 768}
PALETTES = (0, 256, 128)  # 0 = every colour, as on the screen
MOST_BYTES = 200_000


def main(base: str) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as player:
        browser = player.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_context(locale="zh-CN", viewport=SIZE).new_page()
        sign_in(page, base)
        page.goto(f"{base}/")
        keep(page, "home.png")
        open_issued_report(page, base)
        keep(page, "report.png")
        browser.close()


def sign_in(page: Page, base: str) -> None:
    page.goto(f"{base}/sign-in/")
    page.fill("[name=username]", LOGIN)
    page.fill("[name=password]", PASSWORD)
    page.click("main button.btn-primary")
    page.wait_for_load_state("networkidle")


def open_issued_report(page: Page, base: str) -> None:
    """The latest report that has a document, at its table of figures."""
    page.goto(f"{base}/reports/")
    address = page.locator("main a[href*='/pdf/']").first.get_attribute("href") or ""
    page.goto(base + address.partition("pdf/")[0])
    page.evaluate(
        "() => { const table = [...document.querySelectorAll('main h2')].find(head => head.nextElementSibling?.querySelector('svg'));"
        " scrollTo(0, (table ?? document.body).getBoundingClientRect().top + scrollY - 80); }"
    )


def keep(page: Page, name: str) -> None:
    """In all its colours where they fit the limit of the file, else in fewer."""
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for colours in PALETTES:
        file = io.BytesIO()
        reduced = (
            picture.quantize(colours, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
            if colours
            else picture
        )
        reduced.save(file, "PNG", optimize=True)
        if file.tell() <= MOST_BYTES:
            (IMAGES / name).write_bytes(file.getvalue())
            sys.stdout.write(f"{name}: {file.tell()} bytes\n")
            return
    raise SystemExit(f"{name} stays above {MOST_BYTES} bytes")


if __name__ == "__main__":
    main((sys.argv[1:] or ["http://localhost:8000"])[0].rstrip("/"))
