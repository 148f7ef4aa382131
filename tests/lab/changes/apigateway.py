"""Changes to REST APIs."""

from __future__ import annotations

from fixtures.estate.changes import Change

# AWS gives a policy back with its quotes escaped; moto gives back what it got. Doubled braces stand for single ones.
_OPEN = '{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke"}}]}}'
CHANGES = (
    Change(
        address="aws_api_gateway_rest_api.one",
        path="policy",
        service="apigateway",
        call="update_rest_api",
        parameters={
            "restApiId": "{id}",
            "patchOperations": [{"op": "replace", "path": "/policy", "value": _OPEN.replace('"', '\\"')}],
        },
    ),
    Change(
        address="aws_api_gateway_stage.live",
        path="access_log_settings",
        service="apigateway",
        call="update_stage",
        parameters={
            "restApiId": "{rest_api_id}",
            "stageName": "{stage_name}",
            "patchOperations": [{"op": "remove", "path": "/accessLogSettings"}],
        },
    ),
    Change(
        address="aws_api_gateway_authorizer.one",
        path="authorizer_uri",
        service="apigateway",
        call="update_authorizer",
        parameters={
            "restApiId": "{rest_api_id}",
            "authorizerId": "{id}",
            "patchOperations": [
                {
                    "op": "replace",
                    "path": "/authorizerUri",
                    "value": "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/elsewhere/invocations",
                }
            ],
        },
    ),
    Change(
        address="aws_api_gateway_api_key.one",
        path="enabled",
        service="apigateway",
        call="update_api_key",
        parameters={
            "apiKey": "{id}",
            "patchOperations": [{"op": "replace", "path": "/enabled", "value": "true"}],
        },
    ),
    Change(
        address="aws_api_gateway_integration.any",
        path="",
        service="apigateway",
        call="delete_integration",
        parameters={"restApiId": "{rest_api_id}", "resourceId": "{resource_id}", "httpMethod": "{http_method}"},
    ),
    Change(
        address="aws_api_gateway_request_validator.one",
        path="validate_request_body",
        service="apigateway",
        call="update_request_validator",
        parameters={
            "restApiId": "{rest_api_id}",
            "requestValidatorId": "{id}",
            "patchOperations": [{"op": "replace", "path": "/validateRequestBody", "value": "false"}],
        },
    ),
    Change(
        address="aws_api_gateway_usage_plan_key.one",
        path="",
        service="apigateway",
        call="delete_usage_plan_key",
        parameters={"usagePlanId": "{usage_plan_id}", "keyId": "{key_id}"},
    ),
)
