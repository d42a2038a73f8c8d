"""What only an approval may bring into force is reached from no mouth (reliability §3.3 no. 8)."""

import ast

from tests.shape.tree import APPS, python_of, tree_of

# The act itself, and the layers from which people and machines would call it.
DECIDED_ONLY = {"set_target", "revise_definition", "issue_targets", "end_target"}
MOUTHS = {"views", "api", "forms", "management", "templatetags"}


def test_no_mouth_sets_a_target_or_a_formula_past_its_approval():
    found = [
        f"{path}: {alias.name}"
        for path in python_of(*APPS)
        if MOUTHS & set(path.parts)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in DECIDED_ONLY
    ]

    assert found == []
