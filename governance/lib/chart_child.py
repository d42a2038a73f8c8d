"""The child that draws: Vega-Lite specifications become SVG texts, SVG texts become PNG pictures."""

import base64
import json
import sys
from typing import Any

from governance.lib.confined import answering, confine

# A chart is 1/96 inch per unit on paper; this gives 300 dots per inch.
_SCALE = 300 / 96


def drawn(order: dict[str, Any]) -> list[bytes]:
    """Every specification or every SVG of the order as bytes, in order."""
    import vl_convert

    for folder in order["fonts"]:
        vl_convert.register_font_directory(folder)
    if "svgs" in order:
        return [vl_convert.svg_to_png(svg, scale=_SCALE) for svg in order["svgs"]]
    return [
        vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]).encode() for spec in order["specs"]
    ]


def main() -> None:
    confine()
    with answering():
        answer = drawn(json.loads(sys.stdin.buffer.read()))
        sys.stdout.buffer.write(
            json.dumps([base64.b64encode(data).decode() for data in answer]).encode()
        )


if __name__ == "__main__":
    main()
