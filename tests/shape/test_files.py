"""Files stay readable, reasons stand beside exceptions, and nobody goes round the doors."""

import ast
import re
import tomllib

from tests.shape.tree import APPS, ROOT, files, lines_of, python_of, text_of, tree_of

MOST_LINES = 400
# Longer than that, with the reason.
LONG = {
    "tests/journeys/browser/test_plan_to_year.py": "one story from October to January, told in one piece",
    "tests/kpi/api/test_submission.py": "the table of bad inputs of one door, line by line",
    "tests/kpi/services/test_rollup.py": "the pitfalls of adding up, each with its numbers",
}
# Package files with contents, with the reason; models/ always, because Django needs the list.
FULL_PACKAGES = {
    "governance/states/__init__.py": "callers import governance.states, whichever file the table is in",
    "kpi/states/__init__.py": "callers import kpi.states, whichever file the table is in",
    "kpi/formulas/__init__.py": "callers import kpi.formulas, whichever file the sum is in",
}
NOQA = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma:\s*no cover|djlint:off)\b(?P<rest>[^\n]*)")
OWN = [path for path in files(".py") if "migrations" not in path.parts]
# Mouths that ask before there is anybody to be visible to, with the reason.
DOORLESS = {"governance/views/backend.py": "loads the person a session belongs to"}
LAYERS = {"views", "api", "forms", "templatetags"}
JUNK = {"utils", "helpers", "common", "core", "misc", "util", "helper"}
CLOCKS = {"timezone.now", "datetime.now", "date.today", "datetime.today", "time.time"}
CLOCK_LAYERS = {"views", "api", "tasks.py", "management"}


def test_files_are_short():
    assert [
        str(path) for path in OWN if len(lines_of(path)) > MOST_LINES and str(path) not in LONG
    ] == []


def test_every_module_says_what_it_is_for():
    silent = [
        str(path)
        for path in OWN
        if path.name != "__init__.py"
        and path.parts[0] != "tests"
        and not ast.get_docstring(tree_of(path))
    ]
    assert silent == []


def test_exceptions_to_a_rule_carry_their_reason():
    bare = [
        f"{path}:{number}"
        for path in OWN
        if path.parts[:2] != ("tests", "shape")
        for number, line in lines_of(path)
        for match in NOQA.finditer(line)
        if not re.search(r"--\s*\S.{4,}", match["rest"])
    ]
    assert bare == []


def test_there_is_no_junk_drawer():
    assert [
        str(path) for path in OWN if JUNK & {part.removesuffix(".py") for part in path.parts}
    ] == []


def test_package_files_are_empty():
    full = [
        str(path)
        for path in OWN
        if path.name == "__init__.py" and path.parent.name != "models" and text_of(path).strip()
    ]
    assert sorted(set(full) - set(FULL_PACKAGES)) == []


def test_mouths_ask_through_the_visibility_door():
    """`.objects` is followed by `.visible_to(…)`; whatever else is asked, a selector asks."""
    bare = [
        f"{path}:{node.lineno}"
        for path in python_of(*APPS, "config")
        if LAYERS & set(path.parts) and str(path) not in DOORLESS
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute)
        if node.value.attr in {"objects", "_default_manager"}
        and node.attr not in {"visible_to", "none"}
    ]
    assert bare == []


def test_the_clock_is_asked_at_the_mouth():
    asked = [
        f"{path}:{node.lineno}"
        for path in python_of(*APPS)
        if not CLOCK_LAYERS & set(path.parts)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in CLOCKS
    ]
    assert asked == []


def test_a_todo_cites_an_issue():
    loose = [
        f"{path}:{number}"
        for path in OWN
        if path.parts[:2] != ("tests", "shape")
        for number, line in lines_of(path)
        if re.search(r"#.*\b(TODO|FIXME|XXX)\b(?!.*#\d+)", line)
    ]
    assert loose == []


def register():
    """The numbers of the policy issue register."""
    found = sorted((ROOT / "governance" / "data").glob("*issue*.toml"))
    assert found, "the policy issue register is missing from governance/data"
    return set(
        re.findall(r"\bG\d{1,2}\b", "\n".join(path.read_text(encoding="utf-8") for path in found))
    )


def test_every_policy_issue_cited_is_in_the_register():
    known = register()
    cited = {
        (str(path), number)
        for path in files(".py", ".html", ".toml")
        if path.parts[0] in {*APPS, "templates", "config"}
        for number in re.findall(r"(?<![\w/])G\d{1,2}(?!\w)", text_of(path))
    }
    assert {pair for pair in cited if pair[1] not in known} == set()


def test_every_dependency_has_its_reason():
    """In pyproject.toml a comment stands above each dependency of the system."""
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    start = lines.index("dependencies = [")
    end = lines.index("]", start)
    pairs = list(zip(lines[start:end], lines[start + 1 : end], strict=False))
    bare = [
        line
        for before, line in pairs
        if line.strip().startswith('"') and not before.strip().startswith(("#", '"'))
    ]
    assert bare == []
    assert tomllib.loads("\n".join(lines))["project"]["requires-python"] == ">=3.11"
