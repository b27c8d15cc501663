import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from samtranslator.model.sam_resources import SamFunction, SamLayerVersion, SamSimpleTable

from harness.template.effects import EFFECTS, IN_FORCE, Harmless, Listed, listed_properties

SAM = {kind.resource_type: kind for kind in (SamFunction, SamLayerVersion, SamSimpleTable)}


def known(kind: str) -> set[str]:
    """What a template may set: of SAM's types by its translator, of others by their schema."""
    if kind in SAM:
        return set(SAM[kind].property_types)
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema
    read_only = {path.rsplit("/", 1)[-1] for path in schema.get("readOnlyProperties", ())}
    return set(schema["properties"]) - read_only


@pytest.mark.parametrize("kind", EFFECTS)
def test_every_property_of_a_served_type_is_in_force_harmless_or_listed(kind: str) -> None:
    assert {name for name in EFFECTS[kind] if "." not in name} == known(kind)


@pytest.mark.parametrize("kind", EFFECTS)
def test_what_is_harmless_or_listed_says_why(kind: str) -> None:
    for effect in EFFECTS[kind].values():
        assert effect == IN_FORCE or isinstance(effect, Harmless | Listed)
        if isinstance(effect, Harmless):
            assert effect.why
        if isinstance(effect, Listed):
            assert effect.means


def test_what_is_listed_is_found_by_type() -> None:
    assert "SnapStart" in listed_properties("AWS::Lambda::Function")
    assert listed_properties("AWS::SQS::Queue") == {}
