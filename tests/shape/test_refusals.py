"""What a page refuses to somebody, the trail knows: the sentence goes through the guard (reliability §6.6)."""

import ast

from tests.shape.tree import APPS, python_of, tree_of

# The page keeps a draft by itself while somebody types: nobody acted.
KEEPS_BY_ITSELF = ["kpi/views/weekly.py: kept_draft"]


def worded_past_the_guard(path):
    """The functions that turn a caught refusal into its sentence without the guard."""
    for function in ast.walk(tree_of(path)):
        if not isinstance(function, ast.FunctionDef):
            continue
        for handler in ast.walk(function):
            if isinstance(handler, ast.ExceptHandler) and handler.name == "refusal":
                words = {
                    call.args[0].id
                    for call in ast.walk(handler)
                    if isinstance(call, ast.Call)
                    and isinstance(call.func, ast.Name)
                    and call.func.id == "str"
                    and isinstance(call.args[0], ast.Name)
                }
                if "refusal" in words:
                    yield f"{path}: {function.name}"


def test_no_page_words_a_refusal_without_telling_the_trail():
    found = [
        place
        for path in python_of(*APPS)
        if "views" in path.parts
        for place in worded_past_the_guard(path)
    ]

    assert found == KEEPS_BY_ITSELF
