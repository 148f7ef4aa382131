"""CodeCommit: repositories."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_REPOSITORY = ResourceType(
    name="aws_codecommit_repository",
    listing=Call(
        operation="ListRepositories",
        items="repositories",
        describe=Call(
            operation="GetRepository",
            items="repositoryMetadata",
            parameters={"repositoryName": "repositoryName"},
            absent=("RepositoryDoesNotExistException",),
        ),
    ),
    id="repositoryName",
    attributes={
        "arn": "Arn",
        "repository_id": "repositoryId",
        "repository_name": "repositoryName",
        "description": "repositoryDescription",
        # A state has it only where the code names it.
        "default_branch": "told(defaultBranch)",
        "kms_key_id": "kmsKeyId",
        "clone_url_http": "cloneUrlHttp",
        "clone_url_ssh": "cloneUrlSsh",
    },
    reads=(
        Read(operation="ListTagsForResource", parameters={"resourceArn": "Arn"}, attributes={"tags": "tags(tags)"}),
    ),
    facts=TypeFacts(nothing_to_judge="it is encrypted always; who reads it is judged with roles"),
)
SERVICES = (Service(name="codecommit", types=(_REPOSITORY,)),)
