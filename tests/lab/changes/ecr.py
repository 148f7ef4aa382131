"""Changes to image repositories."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_ecr_repository.one",
        path="image_tag_mutability",
        service="ecr",
        call="put_image_tag_mutability",
        parameters={"repositoryName": "{name}", "imageTagMutability": "MUTABLE"},
    ),
    Change(
        address="aws_ecr_repository_policy.one",
        path="policy",
        service="ecr",
        call="set_repository_policy",
        parameters={
            "repositoryName": "{repository}",
            "policyText": (
                '{"Version":"2012-10-17","Statement":[{"Sid":"Pull","Effect":"Allow","Principal":"*",'
                '"Action":["ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"]}]}'
            ),
        },
    ),
    Change(
        address="aws_ecr_lifecycle_policy.one",
        path="",
        service="ecr",
        call="delete_lifecycle_policy",
        parameters={"repositoryName": "{repository}"},
    ),
    Change(
        address="aws_ecr_registry_scanning_configuration.one",
        path="rule",
        service="ecr",
        call="put_registry_scanning_configuration",
        parameters={
            "scanType": "ENHANCED",
            "rules": [
                {"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}]}
            ],
        },
    ),
)
