"""Figures: Lambda quotas (2026-11); members: LocalStack's snapshots (TestLambdaAccountSettings)."""


def test_limits_and_what_of_them_is_used(api) -> None:
    settings = api.get_account_settings()
    assert settings["AccountLimit"] == {
        "TotalCodeSize": 80_530_636_800,
        "CodeSizeUnzipped": 262_144_000,
        "CodeSizeZipped": 52_428_800,
        "ConcurrentExecutions": 1000,
        "UnreservedConcurrentExecutions": 995,
    }
    assert settings["AccountUsage"]["FunctionCount"] == 2


def test_a_function_s_code_and_concurrency_count(api, create) -> None:
    before = api.get_account_settings()["AccountUsage"]
    size = create(Publish=True)["CodeSize"]
    api.put_provisioned_concurrency_config(
        FunctionName="made", Qualifier="1", ProvisionedConcurrentExecutions=10
    )
    after = api.get_account_settings()
    assert after["AccountUsage"]["FunctionCount"] == before["FunctionCount"] + 1
    assert after["AccountUsage"]["TotalCodeSize"] == before["TotalCodeSize"] + 2 * size
    assert after["AccountLimit"]["UnreservedConcurrentExecutions"] == 985
