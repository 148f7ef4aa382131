"""ECR repositories, their policies, and how the registry scans images."""

from __future__ import annotations

from engine.model.outcome import Severity
from engine.provider.facts import TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_REPOSITORIES = Call(operation="DescribeRepositories", items="repositories")
_REPOSITORY = ResourceType(
    name="aws_ecr_repository",
    listing=_REPOSITORIES,
    id="repositoryName",
    attributes={
        "arn": "repositoryArn",
        "name": "repositoryName",
        "registry_id": "registryId",
        "repository_url": "repositoryUri",
        "image_tag_mutability": "imageTagMutability",
        "image_scanning_configuration": "one({scan_on_push: imageScanningConfiguration.scanOnPush})",
        "encryption_configuration": (
            "one({encryption_type: encryptionConfiguration.encryptionType, kms_key: encryptionConfiguration.kmsKey})"
        ),
    },
    reads=(
        Read(
            operation="ListTagsForResource",
            parameters={"resourceArn": "repositoryArn"},
            attributes={"tags": "tags(tags)"},
        ),
    ),
    facts=TypeFacts(
        terraform_only=frozenset({"force_delete"}),
        meanings={"image_tag_mutability": Meaning.DURABILITY},
        grades={"image_tag_mutability": Severity.MEDIUM},
    ),
)
_LIFECYCLE = ResourceType(
    name="aws_ecr_lifecycle_policy",
    listing=Call(
        operation="GetLifecyclePolicy",
        items="@",
        parameters={"repositoryName": "repositoryName"},
        of=_REPOSITORIES,
        absent=("LifecyclePolicyNotFoundException", "RepositoryNotFoundException"),
    ),
    id="repositoryName",
    attributes={"repository": "repositoryName", "registry_id": "registryId", "policy": "lifecyclePolicyText"},
)
_POLICY = ResourceType(
    name="aws_ecr_repository_policy",
    listing=Call(
        operation="GetRepositoryPolicy",
        items="@",
        parameters={"repositoryName": "repositoryName"},
        of=_REPOSITORIES,
        absent=("RepositoryPolicyNotFoundException", "RepositoryNotFoundException"),
    ),
    id="repositoryName",
    attributes={"repository": "repositoryName", "registry_id": "registryId", "policy": "policyText"},
)
_SCANNING = ResourceType(
    name="aws_ecr_registry_scanning_configuration",
    listing=Call(operation="GetRegistryScanningConfiguration", items="@"),
    # Every registry begins like this.
    owned="scanningConfiguration.scanType == 'BASIC' && length(scanningConfiguration.rules || `[]`) == `0`",
    id="registryId",
    attributes={
        "registry_id": "registryId",
        "scan_type": "scanningConfiguration.scanType",
        "rule": (
            "scanningConfiguration.rules[].{scan_frequency: scanFrequency,"
            " repository_filter: repositoryFilters[].{filter: filter, filter_type: filterType}}"
        ),
    },
    facts=TypeFacts(implied={"scan_type": "BASIC"}),
)
SERVICES = (Service(name="ecr", types=(_REPOSITORY, _LIFECYCLE, _POLICY, _SCANNING)),)
