"""The child that prints: reads HTML, style and pictures from stdin, fetches nothing, writes a PDF to stdout."""

import base64
import json
import sys
from typing import Any

from governance.lib.confined import answering, confine


def _fetcher(assets: dict[str, str]) -> Any:
    from weasyprint.urls import (
        URLFetcher,
        URLFetcherResponse,
    )

    class DenyAll(URLFetcher):
        """Pictures handed over by name; every address in the world is refused."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in assets:
                raise ValueError(f"refused: {url[:80]}")
            content, kind = _picture(assets[url])
            return URLFetcherResponse(url, content, {"Content-Type": kind})

    return DenyAll(allowed_protocols=())


def _picture(asset: str) -> tuple[bytes, str]:
    """A drawing is its own SVG; a photograph comes as `data:image/png;base64,…`."""
    if not asset.startswith("data:"):
        return asset.encode(), "image/svg+xml"
    head, _comma, data = asset.partition(",")
    return base64.b64decode(data), head.removeprefix("data:").removesuffix(";base64")


def laid_out(html: str, css: str, assets: dict[str, str]) -> Any:
    """HTML in pages under one style sheet; nothing is fetched."""
    from weasyprint import CSS, HTML

    fetch = _fetcher(assets)
    return HTML(string=html, url_fetcher=fetch, base_url="asset:").render(
        stylesheets=[CSS(string=css, url_fetcher=fetch, base_url="asset:")],
        pdf_variant="pdf/ua-1",
        pdf_tags=True,
    )


def print_order(order: dict[str, Any]) -> bytes:
    """Tagged PDF/UA out of HTML and one style sheet; the same order gives the same bytes."""
    document = laid_out(order["html"], order["css"], order["assets"])
    content: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return json.dumps({"pages": len(document.pages)}).encode() + b"\n" + content


def main() -> None:
    confine()
    with answering():
        order = json.loads(sys.stdin.buffer.read())
        answer = print_order(order)
        sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
