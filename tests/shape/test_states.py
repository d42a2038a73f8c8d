"""State charts are whole: what can be named can be reached, what can be done has a word for it."""

import ast
import importlib

import pytest
from django.db import models

from governance.lib.workflow import Step
from governance.permissions import Permission
from tests.shape.tree import APPS, ROOT, python_of, tree_of

# The first value of an enum is where a row begins; these have more than one beginning.
OTHER_BEGINNINGS: dict[str, set[str]] = {}
# Who may write `.state =`, with the reason.
WRITERS = {
    "governance/lib/workflow.py": "the compare-and-set itself",
    "governance/services/transition.py": "the one transition service",
}


def modules():
    return [
        importlib.import_module(f"{app}.states")
        for app in APPS
        if (ROOT / app / "states.py").exists() or (ROOT / app / "states").is_dir()
    ]


def tables():
    for module in modules():
        for name, value in vars(module).items():
            if name.endswith("_STEPS") and isinstance(value, tuple):
                yield pytest.param(module, name, value, id=f"{module.__name__}.{name}")


def enum_of(module, steps):
    """The enum a table moves in: the smallest that holds every state the table names."""
    named = {state for step in steps for state in (*step.sources, step.target)}
    enums = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, models.TextChoices) and value.choices
        if named <= set(value.values)
    ]
    return min(enums, key=lambda enum: len(enum.values), default=None)


@pytest.mark.parametrize(("module", "name", "steps"), list(tables()))
def test_a_table_of_steps_moves_within_one_enum(module, name, steps):
    assert all(isinstance(step, Step) for step in steps)
    assert enum_of(module, steps) is not None


@pytest.mark.parametrize(("module", "name", "steps"), list(tables()))
def test_every_state_is_reachable(module, name, steps):
    enum = enum_of(module, steps)
    reached = {enum.values[0]} | OTHER_BEGINNINGS.get(f"{module.__name__}.{name}", set())
    while True:
        further = {step.target for step in steps if set(step.sources) & reached} - reached
        if not further:
            break
        reached |= further
    assert set(enum.values) - reached == set()


@pytest.mark.parametrize(("module", "name", "steps"), list(tables()))
def test_every_step_is_named_once_labelled_and_permitted(module, name, steps):
    names = [step.name for step in steps]
    assert len(names) == len(set(names))
    assert [step.name for step in steps if not str(step.label).strip()] == []
    assert {step.tone for step in steps} <= {"primary", "secondary", "danger"}
    known = {str(permission.value) for permission in Permission}
    # A step only the system takes asks nobody's permission; every other one names an existing one.
    unknown = [
        step.name for step in steps if not step.by_system and str(step.permission) not in known
    ]
    assert unknown == []


def test_only_the_transition_service_assigns_a_state():
    found = [
        f"{path}:{node.lineno}"
        for path in python_of(*APPS)
        if str(path) not in WRITERS
        for node in ast.walk(tree_of(path))
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and target.attr == "state"
    ]
    assert found == []


def literal_states():
    """Values of enums that are states: the ones some table moves in."""
    enums = {enum_of(*parameters.values[::2]) for parameters in tables()} - {None}
    return {value for enum in enums for value in enum.values}


def test_no_state_is_written_as_a_literal():
    """`state="draft"` hides a use of the state from whoever searches for it; the enum does not."""
    states = literal_states()
    found = [
        f"{path}:{node.value.lineno}"
        for path in python_of(*APPS)
        if "states" not in {path.stem, path.parent.name}
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.keyword) and node.arg in {"state", "state__in", "target"}
        if isinstance(node.value, ast.Constant) and node.value.value in states
    ]
    assert found == []
