from pathlib import Path

import orjson
import pytest

from harness.lambdas.event_config import EventConfigs
from harness.lambdas.protocol.delivery import Patience
from harness.model.function import Function

SECOND = 1_000_000_000
BOTH = b'{"MaximumRetryAttempts": 1, "MaximumEventAgeInSeconds": 60}'


def test_without_one_it_is_awss_default_with_the_delay_of_the_settings() -> None:
    configs = EventConfigs([], 7)
    assert configs.patience("ola") == Patience(7, 2, 6 * 3600 * SECOND)
    assert configs.described("ola", "arn:ola").status == 404
    assert configs.delete("ola", "arn:ola").status == 404


def test_what_is_put_holds_until_it_is_deleted() -> None:
    configs = EventConfigs([], 7)
    described = orjson.loads(configs.put("ola", "arn:ola", BOTH, keep=False).body)
    assert described["MaximumRetryAttempts"] == 1
    assert described["MaximumEventAgeInSeconds"] == 60
    assert described["FunctionArn"] == "arn:ola"
    assert configs.patience("ola") == Patience(7, 1, 60 * SECOND)
    assert configs.patience("other") == Patience(7)
    assert configs.delete("ola", "arn:ola").status == 204
    assert configs.patience("ola") == Patience(7)


def test_an_update_keeps_what_it_leaves_out_and_a_put_does_not() -> None:
    configs = EventConfigs([], 7)
    configs.put("ola", "arn:ola", BOTH, keep=False)
    configs.put("ola", "arn:ola", b'{"MaximumRetryAttempts": 0}', keep=True)
    assert configs.patience("ola") == Patience(7, 0, 60 * SECOND)
    configs.put("ola", "arn:ola", b'{"MaximumRetryAttempts": 0}', keep=False)
    assert configs.patience("ola") == Patience(7, 0)


def test_the_template_s_holds_from_the_start() -> None:
    function = Function(
        "ola", "Ola", "app.handler", Path("/code"), "python3.11", event_retries_max=0
    )
    configs = EventConfigs([function], 7)
    assert configs.patience("ola") == Patience(7, 0)
    assert configs.described("ola", "arn:ola").status == 200


@pytest.mark.parametrize(
    "body",
    [b"x", b"[]", b'{"MaximumRetryAttempts": 3}', b'{"MaximumEventAgeInSeconds": 59}'],
)
def test_what_is_out_of_bounds_changes_nothing(body: bytes) -> None:
    configs = EventConfigs([], 7)
    assert configs.put("ola", "arn:ola", body, keep=False).status == 400
    assert configs.patience("ola") == Patience(7)
