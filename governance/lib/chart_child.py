"""The child that draws: reads Vega-Lite specifications from stdin, writes SVG texts to stdout."""

import json
import sys

from governance.lib.child import complaining, confine


def main() -> None:
    confine()
    with complaining():
        import vl_convert

        order = json.loads(sys.stdin.buffer.read())
        for folder in order["fonts"]:
            vl_convert.register_font_directory(folder)
        drawn = [vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]) for spec in order["specs"]]
        sys.stdout.buffer.write(json.dumps(drawn).encode())
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
