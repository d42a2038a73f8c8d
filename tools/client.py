"""A typed Python client made from our own OpenAPI document: python tools/client.py [folder] (default var/client).

Needs the development dependencies; the client itself needs httpx and attrs only.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "governance_client"
CONFIG = {
    "project_name_override": "governance-client",
    "package_name_override": NAME,
    # The generated code is formatted and imported as it is; nothing of it is committed.
    "post_hooks": [],
    # A document is bytes, whatever it is called.
    "content_type_overrides": {"application/pdf": "application/octet-stream"},
}


def document() -> dict[str, object]:
    """The document as the running system serves it, made without one running."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django  # noqa: PLC0415 -- the settings must be named first

    django.setup()
    from drf_spectacular.generators import SchemaGenerator  # noqa: PLC0415 -- after the set-up

    found: dict[str, object] = SchemaGenerator().get_schema(request=None, public=True)
    return found


def make_client(folder: Path, described: dict[str, object]) -> Path:
    """The package of the client inside the folder, made anew; what stood there before is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        source, config = Path(scratch) / "openapi.json", Path(scratch) / "config.json"
        source.write_text(json.dumps(described, default=str), encoding="utf-8")
        config.write_text(json.dumps(CONFIG), encoding="utf-8")
        subprocess.run(
            [
                str(Path(sys.executable).parent / "openapi-python-client"),
                *("generate", "--path", str(source), "--config", str(config)),
                *("--meta", "none", "--overwrite", "--fail-on-warning"),
                *("--output-path", str(folder / NAME)),
            ],
            check=True,
            cwd=scratch,
        )
    return folder / NAME


if __name__ == "__main__":
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "var" / "client"
    print(make_client(place, document()))
