"""The child that draws the pages of a PDF: it reads stdin, opens nothing else, and no picture is larger than a screen needs."""

import base64
import io
import json
import sys
from typing import Any

import pypdfium2

from governance.lib.confined import answering, confine

# 360 CSS pixels at three device pixels each; a page twice as tall as wide is drawn narrower.
WIDEST, TALLEST = 1080, 2160
QUALITY = 80
_WHITE = (255, 255, 255, 255)
_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD


def drawn_pages(content: bytes, start: int, most: int) -> dict[str, Any]:
    """How many pages there are, and the pages from `start` on, drawn; a page that cannot be read is left out."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as problem:
        is_locked = getattr(problem, "err_code", None) == _PASSWORD_ERROR
        return {"fault": "password" if is_locked else "broken", "pages": 0, "drawn": []}
    if document.get_formtype():
        document.init_forms()  # what was filled in is part of what is decided; scripts are not built in
    count = len(document)
    drawn = []
    for number in range(start, min(start + most, count + 1)):
        try:
            drawn.append([number, *_picture(document[number - 1])])
        except pypdfium2.PdfiumError:
            continue
    return {"fault": "" if count else "broken", "pages": count, "drawn": drawn}


def _picture(page: Any) -> tuple[int, int, str]:
    width, height = page.get_size()
    scale = min(WIDEST / max(width, 1), TALLEST / max(height, 1))
    picture = page.render(scale=scale, fill_color=_WHITE).to_pil().convert("RGB")
    picture = picture.crop((0, 0, min(picture.width, WIDEST), min(picture.height, TALLEST)))
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=QUALITY, optimize=True)
    page.close()
    return picture.width, picture.height, base64.b64encode(made.getvalue()).decode()


def main() -> None:
    confine()
    with answering():
        order = json.loads(sys.stdin.buffer.read())
        content = base64.b64decode(order["content"])
        told = drawn_pages(content, order["start"], order["most"])
        sys.stdout.buffer.write(json.dumps(told).encode())


if __name__ == "__main__":
    main()
