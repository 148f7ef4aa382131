"""Changes to HTTP and WebSocket APIs."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_apigatewayv2_api.one",
        path="cors_configuration",
        service="apigatewayv2",
        call="delete_cors_configuration",
        parameters={"ApiId": "{id}"},
    ),
    Change(
        address="aws_apigatewayv2_route.one",
        path="authorization_type",
        service="apigatewayv2",
        call="update_route",
        parameters={"ApiId": "{api_id}", "RouteId": "{id}", "AuthorizationType": "NONE"},
    ),
    Change(
        address="aws_apigatewayv2_stage.socket",
        path="",
        service="apigatewayv2",
        call="delete_stage",
        parameters={"ApiId": "{api_id}", "StageName": "{name}"},
    ),
)
