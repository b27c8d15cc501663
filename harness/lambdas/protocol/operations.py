"""The operations that are served: method and path of each.

Source: botocore's service model 2015-03-31 (1.44, 2026-11), from which the tests read them too.
"""

OPERATIONS = {
    "Invoke": ("POST", "/2015-03-31/functions/{FunctionName}/invocations"),
    "InvokeWithResponseStream": (
        "POST",
        "/2021-11-15/functions/{FunctionName}/response-streaming-invocations",
    ),
    "CreateFunction": ("POST", "/2015-03-31/functions"),
    "ListFunctions": ("GET", "/2015-03-31/functions"),
    "GetFunction": ("GET", "/2015-03-31/functions/{FunctionName}"),
    "GetFunctionConfiguration": ("GET", "/2015-03-31/functions/{FunctionName}/configuration"),
    "UpdateFunctionCode": ("PUT", "/2015-03-31/functions/{FunctionName}/code"),
    "UpdateFunctionConfiguration": ("PUT", "/2015-03-31/functions/{FunctionName}/configuration"),
    "DeleteFunction": ("DELETE", "/2015-03-31/functions/{FunctionName}"),
    "PublishVersion": ("POST", "/2015-03-31/functions/{FunctionName}/versions"),
    "ListVersionsByFunction": ("GET", "/2015-03-31/functions/{FunctionName}/versions"),
    "CreateAlias": ("POST", "/2015-03-31/functions/{FunctionName}/aliases"),
    "GetAlias": ("GET", "/2015-03-31/functions/{FunctionName}/aliases/{Name}"),
    "ListAliases": ("GET", "/2015-03-31/functions/{FunctionName}/aliases"),
    "UpdateAlias": ("PUT", "/2015-03-31/functions/{FunctionName}/aliases/{Name}"),
    "DeleteAlias": ("DELETE", "/2015-03-31/functions/{FunctionName}/aliases/{Name}"),
    "AddPermission": ("POST", "/2015-03-31/functions/{FunctionName}/policy"),
    "GetPolicy": ("GET", "/2015-03-31/functions/{FunctionName}/policy"),
    "RemovePermission": ("DELETE", "/2015-03-31/functions/{FunctionName}/policy/{StatementId}"),
    "ListTags": ("GET", "/2017-03-31/tags/{Resource}"),
    "TagResource": ("POST", "/2017-03-31/tags/{Resource}"),
    "UntagResource": ("DELETE", "/2017-03-31/tags/{Resource}"),
    "GetFunctionConcurrency": ("GET", "/2019-09-30/functions/{FunctionName}/concurrency"),
    "PutFunctionConcurrency": ("PUT", "/2017-10-31/functions/{FunctionName}/concurrency"),
    "DeleteFunctionConcurrency": ("DELETE", "/2017-10-31/functions/{FunctionName}/concurrency"),
    "GetProvisionedConcurrencyConfig": (
        "GET",
        "/2019-09-30/functions/{FunctionName}/provisioned-concurrency",
    ),
    "PutProvisionedConcurrencyConfig": (
        "PUT",
        "/2019-09-30/functions/{FunctionName}/provisioned-concurrency",
    ),
    "DeleteProvisionedConcurrencyConfig": (
        "DELETE",
        "/2019-09-30/functions/{FunctionName}/provisioned-concurrency",
    ),
    "ListProvisionedConcurrencyConfigs": (
        "GET",
        "/2019-09-30/functions/{FunctionName}/provisioned-concurrency?List=ALL",
    ),
    "GetFunctionEventInvokeConfig": (
        "GET",
        "/2019-09-25/functions/{FunctionName}/event-invoke-config",
    ),
    "PutFunctionEventInvokeConfig": (
        "PUT",
        "/2019-09-25/functions/{FunctionName}/event-invoke-config",
    ),
    "UpdateFunctionEventInvokeConfig": (
        "POST",
        "/2019-09-25/functions/{FunctionName}/event-invoke-config",
    ),
    "DeleteFunctionEventInvokeConfig": (
        "DELETE",
        "/2019-09-25/functions/{FunctionName}/event-invoke-config",
    ),
    "ListFunctionEventInvokeConfigs": (
        "GET",
        "/2019-09-25/functions/{FunctionName}/event-invoke-config/list",
    ),
    "CreateFunctionUrlConfig": ("POST", "/2021-10-31/functions/{FunctionName}/url"),
    "GetFunctionUrlConfig": ("GET", "/2021-10-31/functions/{FunctionName}/url"),
    "UpdateFunctionUrlConfig": ("PUT", "/2021-10-31/functions/{FunctionName}/url"),
    "DeleteFunctionUrlConfig": ("DELETE", "/2021-10-31/functions/{FunctionName}/url"),
    "ListFunctionUrlConfigs": ("GET", "/2021-10-31/functions/{FunctionName}/urls"),
    "GetFunctionRecursionConfig": ("GET", "/2024-08-31/functions/{FunctionName}/recursion-config"),
    "PutFunctionRecursionConfig": ("PUT", "/2024-08-31/functions/{FunctionName}/recursion-config"),
    "GetRuntimeManagementConfig": (
        "GET",
        "/2021-07-20/functions/{FunctionName}/runtime-management-config",
    ),
    "PutRuntimeManagementConfig": (
        "PUT",
        "/2021-07-20/functions/{FunctionName}/runtime-management-config",
    ),
    "GetFunctionCodeSigningConfig": (
        "GET",
        "/2020-06-30/functions/{FunctionName}/code-signing-config",
    ),
    "PutFunctionCodeSigningConfig": (
        "PUT",
        "/2020-06-30/functions/{FunctionName}/code-signing-config",
    ),
    "DeleteFunctionCodeSigningConfig": (
        "DELETE",
        "/2020-06-30/functions/{FunctionName}/code-signing-config",
    ),
    "GetCodeSigningConfig": ("GET", "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}"),
    "ListCodeSigningConfigs": ("GET", "/2020-04-22/code-signing-configs"),
    "ListLayers": ("GET", "/2018-10-31/layers"),
    "ListLayerVersions": ("GET", "/2018-10-31/layers/{LayerName}/versions"),
    "GetLayerVersion": ("GET", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}"),
    "GetLayerVersionByArn": ("GET", "/2018-10-31/layers?find=LayerVersion"),
    "ListEventSourceMappings": ("GET", "/2015-03-31/event-source-mappings"),
    "GetEventSourceMapping": ("GET", "/2015-03-31/event-source-mappings/{UUID}"),
    "UpdateEventSourceMapping": ("PUT", "/2015-03-31/event-source-mappings/{UUID}"),
    "DeleteEventSourceMapping": ("DELETE", "/2015-03-31/event-source-mappings/{UUID}"),
    "GetAccountSettings": ("GET", "/2016-08-19/account-settings"),
}

# Those whose FunctionName may be as long as an ARN with a version of a namespace: the model's
# NamespacedFunctionName. All others take its FunctionName.
NAMESPACED = frozenset(
    {
        "Invoke",
        "InvokeWithResponseStream",
        "GetFunction",
        "GetFunctionConfiguration",
        "DeleteFunction",
        "ListVersionsByFunction",
        "AddPermission",
        "GetPolicy",
        "RemovePermission",
        "GetFunctionEventInvokeConfig",
        "PutFunctionEventInvokeConfig",
        "UpdateFunctionEventInvokeConfig",
        "DeleteFunctionEventInvokeConfig",
        "ListFunctionEventInvokeConfigs",
        "GetRuntimeManagementConfig",
        "PutRuntimeManagementConfig",
        "GetFunctionCodeSigningConfig",
        "PutFunctionCodeSigningConfig",
        "DeleteFunctionCodeSigningConfig",
    }
)
