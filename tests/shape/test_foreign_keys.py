"""A row points downwards or sideways, as a later clause cites an earlier one."""

from django.apps import apps

from tests.shape.tree import APPS


def floor(model):
    label = model._meta.app_label
    return APPS.index(label) if label in APPS else -1


def test_foreign_keys_point_downwards():
    upwards = [
        f"{model.__name__}.{field.name} → {field.related_model.__name__}"
        for model in apps.get_models()
        if floor(model) >= 0
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        if floor(field.related_model) > floor(model)
    ]
    assert upwards == []


def test_every_model_has_the_visibility_door():
    open_to_all = [
        model.__name__
        for model in apps.get_models()
        if floor(model) >= 0
        and not model.__name__.startswith("Historical")
        and not hasattr(model._default_manager.all(), "visible_to")
    ]
    assert open_to_all == []


def test_every_model_has_the_door():
    """Whoever asks for rows says for whom: `Model.objects.visible_to(person)` (threat T1)."""
    doorless = [
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in APPS
        and not model.__name__.startswith("Historical")
        and not model._meta.auto_created
        and not hasattr(model._default_manager.all(), "visible_to")
    ]
    assert doorless == []
