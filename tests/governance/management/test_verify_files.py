from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from tests.processes.conftest import draft, english, place, process, store  # noqa: F401 -- fixtures
from tests.processes.library import with_file

pytestmark = pytest.mark.usefixtures("english", "store")


def test_d23_the_first_rotten_file_is_named_with_exit_1(draft, specialist, capsys):  # noqa: F811 -- the fixture above
    whole, rotten = with_file(draft, specialist), with_file(draft, specialist, "b.txt")
    call_command("verify_files")
    Path(default_storage.path(rotten.key)).write_bytes(b"seem")

    with pytest.raises(SystemExit) as ended:
        call_command("verify_files")

    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert f"file {rotten.pk}:" in said
    assert f"file {whole.pk}:" not in said
