"""Draws README's pictures again: pages of a running demo in a browser, and a trace as the terminal shows it.

    make run                                   # in another terminal, until the demo season is loaded
    make pictures                              # PORT and SUYUAN_DATA as for `make run`

Chinese is set in the font of the labels, so that every machine draws the same, with or without fonts of its own.
"""

import os
import re
import subprocess
import sys
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from tools import chromium

ROOT: Final = Path(__file__).parent.parent
PICTURES: Final = ROOT / "docs" / "pictures"
COLUMNS: Final = 125
LABEL: Final = re.compile(r'href="/(01/\d{14}/10/[^"?#]+)"')
INK: Final = [(32, 38, 31), (163, 35, 31), (35, 87, 60), (138, 90, 11), (35, 85, 124), (122, 70, 124), (20, 104, 108)]
SOFT: Final = (86, 94, 82)
THEME: Final = TerminalTheme((255, 253, 248), (32, 38, 31), [*INK, SOFT], [SOFT, *INK[1:], SOFT])
"""The paper and inks of the pages."""
FONTS: Final = f"""<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{ROOT / "scanner_app" / "fonts"}</dir>
</fontconfig>"""
TERMINAL: Final = """<meta charset="utf-8"><style>
body{margin:0;display:inline-block;background:#fffdf8;padding:18px 22px}
pre{margin:0;font:13px/21px "DejaVu Sans Mono","Suyuan Sans",monospace;white-space:pre}</style><pre>"""


def main() -> None:
    """Draw all of them."""
    base = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        config = Path(folder) / "fonts.conf"
        config.write_text(FONTS)
        options = chromium.launch_options()
        environment: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": str(config), "LANGUAGE": "zh_CN"}
        browser = playwright.chromium.launch(
            executable_path=options["executable_path"], args=[*options["args"], "--lang=zh-CN"], env=environment
        )
        lot = _draw_page(browser, "home", base, (1080, 815))
        _draw_page(browser, "scan", f"{base}/{lot}", (390, 1400))
        _draw_page(browser, "views", f"{base}/views", (1180, 1700))
        _draw_trace(browser, lot)
        browser.close()


def _draw_page(browser: Browser, name: str, address: str, size: tuple[int, int]) -> str:
    """The top of a page, in Chinese; returns the first lot that it names."""
    page = browser.new_page(locale="zh-CN", viewport={"width": size[0], "height": size[1]})
    page.goto(address, wait_until="networkidle")
    html = page.content()
    _keep(name, page.screenshot())
    page.close()
    found = LABEL.search(html)
    return unescape(found[1]) if found else ""


def _draw_trace(browser: Browser, lot: str) -> None:
    command = [str(ROOT / ".venv" / "bin" / "suyuan"), "trace", lot, "--lang", "zh-CN"]
    environment = {**os.environ, "COLUMNS": str(COLUMNS), "FORCE_COLOR": "1"}
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True)
    console.print(Text(f"$ suyuan trace {lot}\n", style="green"), soft_wrap=True)
    console.print(_legible(Text.from_ansi(told)), soft_wrap=True)
    html = console.export_html(theme=THEME, inline_styles=True, code_format="{code}")
    page = browser.new_page(viewport={"width": 1200, "height": 600})
    page.set_content(TERMINAL + html)
    _keep("trace", page.locator("body").screenshot())
    page.close()


def _legible(text: Text) -> Text:
    """What a terminal dims is drawn in the pages' soft ink."""
    bright, soft = Style(dim=False), Style(color="bright_black", dim=False)
    for number, span in enumerate(text.spans):
        if isinstance(span.style, Style) and span.style.dim:
            text.spans[number] = span._replace(style=span.style + (bright if span.style.color else soft))
    return text


def _keep(name: str, png: bytes) -> None:
    """With a palette: a third of the size, and nobody sees the difference."""
    path = PICTURES / f"{name}.png"
    drawn = Image.open(BytesIO(png)).convert("RGB")
    drawn.quantize(256, kmeans=2, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
