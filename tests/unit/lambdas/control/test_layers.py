import pytest

LAYER = "arn:aws:lambda:us-east-1:123456789012:layer:Common"


def test_the_layers_of_the_template_are_listed(api) -> None:
    (layer,) = api.list_layers()["Layers"]
    assert (layer["LayerName"], layer["LayerArn"]) == ("Common", LAYER)
    assert layer["LatestMatchingVersion"]["LayerVersionArn"] == f"{LAYER}:1"
    assert api.list_layers(CompatibleRuntime="python3.13")["Layers"]
    assert not api.list_layers(CompatibleRuntime="nodejs22.x")["Layers"]


def test_a_layer_s_one_version_is_listed(api) -> None:
    for name in ("Common", LAYER):
        (version,) = api.list_layer_versions(LayerName=name)["LayerVersions"]
        assert (version["Version"], version["CompatibleRuntimes"]) == (1, ["python3.13"])
    assert api.list_layer_versions(LayerName="none")["LayerVersions"] == []


def test_a_version_of_a_layer_is_described(api) -> None:
    by_name = api.get_layer_version(LayerName="Common", VersionNumber=1)
    by_arn = api.get_layer_version_by_arn(Arn=f"{LAYER}:1")
    assert by_name["LayerVersionArn"] == by_arn["LayerVersionArn"] == f"{LAYER}:1"
    assert by_name["Content"]["CodeSize"] > 0


@pytest.mark.parametrize(
    ("name", "number", "refused"),
    [
        (
            "Common",
            2,
            ("ResourceNotFoundException", "The resource you requested does not exist."),
        ),
        ("none", 1, ("ResourceNotFoundException", "The resource you requested does not exist.")),
        (
            "Common",
            0,
            ("InvalidParameterValueException", "Layer Version Cannot be less than 1"),
        ),
        ("Common", "x", ("SerializationException", "x can not be converted to a Long")),
    ],
)
def test_a_version_that_is_none(refusal, name, number, refused) -> None:
    """Words: LocalStack's snapshots of AWS (TestLambdaLayer, 2024-04)."""
    assert refusal("get_layer_version", LayerName=name, VersionNumber=number) == refused
