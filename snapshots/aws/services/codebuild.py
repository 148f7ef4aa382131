"""CodeBuild: projects, with what they build from, in and into."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.service import Call, ResourceType, Service, block

_ARTIFACTS = block(
    type="type",
    artifact_identifier="artifactIdentifier",
    bucket_owner_access="bucketOwnerAccess",
    encryption_disabled="encryptionDisabled || `false`",
    location="location",
    name="name",
    namespace_type="namespaceType",
    override_artifact_name="overrideArtifactName || `false`",
    packaging="packaging",
    path="path",
)
_SOURCE = {
    "type": "type",
    "location": "location",
    "buildspec": "buildspec",
    "git_clone_depth": "gitCloneDepth || `0`",
    "git_submodules_config": "one(gitSubmodulesConfig.{fetch_submodules: fetchSubmodules})",
    "insecure_ssl": "insecureSsl || `false`",
    "report_build_status": "reportBuildStatus || `false`",
    "auth": "one(auth.{type: type, resource: resource})",
    "build_status_config": "one(buildStatusConfig.{context: context, target_url: targetUrl})",
}
_ENVIRONMENT = block(
    type="type",
    image="image",
    compute_type="computeType",
    certificate="certificate",
    privileged_mode="privilegedMode || `false`",
    image_pull_credentials_type="imagePullCredentialsType",
    environment_variable="environmentVariables[].{name: name, value: value, type: type || 'PLAINTEXT'}",
    fleet="one({fleet_arn: fleet.fleetArn})",
    registry_credential=("one(registryCredential.{credential: credential, credential_provider: credentialProvider})"),
)
_LOGS = block(
    cloudwatch_logs="one(cloudWatchLogs.{status: status, group_name: groupName, stream_name: streamName})",
    s3_logs=(
        "one(s3Logs.{status: status, location: location, bucket_owner_access: bucketOwnerAccess,"
        " encryption_disabled: encryptionDisabled || `false`})"
    ),
)
_BATCH = block(
    service_role="serviceRole",
    combine_artifacts="combineArtifacts || `false`",
    timeout_in_mins="timeoutInMins",
    restrictions=(
        "one(restrictions.{compute_types_allowed: computeTypesAllowed, maximum_builds_allowed: maximumBuildsAllowed})"
    ),
)
_PROJECT = ResourceType(
    name="aws_codebuild_project",
    listing=Call(
        operation="ListProjects",
        items="projects",
        describe=Call(operation="BatchGetProjects", items="projects[0]", parameters={"names": "[_value]"}),
    ),
    id="arn",
    attributes={
        "arn": "arn",
        "name": "name",
        "description": "description",
        "service_role": "serviceRole",
        "resource_access_role": "resourceAccessRole",
        "badge_enabled": "badge.badgeEnabled || `false`",
        "build_timeout": "timeoutInMinutes",
        "queued_timeout": "queuedTimeoutInMinutes",
        "concurrent_build_limit": "concurrentBuildLimit || `0`",
        "encryption_key": "encryptionKey",
        "project_visibility": "projectVisibility",
        "source_version": "sourceVersion",
        "artifacts": f"one(artifacts.{_ARTIFACTS})",
        "build_batch_config": f"one(buildBatchConfig.{_BATCH})",
        "cache": "one(cache.{type: type, location: location, modes: modes})",
        "environment": f"one(environment.{_ENVIRONMENT})",
        "file_system_locations": (
            "fileSystemLocations[].{type: type, location: location, identifier: identifier,"
            " mount_point: mountPoint, mount_options: mountOptions}"
        ),
        "logs_config": f"one(logsConfig.{_LOGS})",
        "secondary_artifacts": f"secondaryArtifacts[].{_ARTIFACTS}",
        "secondary_source_version": (
            "secondarySourceVersions[].{source_identifier: sourceIdentifier, source_version: sourceVersion}"
        ),
        "secondary_sources": f"secondarySources[].{block(**_SOURCE, source_identifier='sourceIdentifier')}",
        "source": f"one(source.{block(**_SOURCE)})",
        "vpc_config": (
            "one(vpcConfig.{vpc_id: vpcId, subnets: ordered(subnets), security_group_ids: ordered(securityGroupIds)})"
        ),
    },
    tags="tags(tags)",
    facts=TypeFacts(
        called=("name",),
        # What AWS sets where nobody says it (https://docs.aws.amazon.com/codebuild/latest/APIReference).
        defaults={
            "cache.type": "NO_CACHE",
            "concurrent_build_limit": 0,
            "project_visibility": "PRIVATE",
        },
        decides=Meaning.IDENTITY,
        meanings={"environment": Meaning.BEHAVIOUR, "project_visibility": Meaning.EXPOSURE},
        protections={"project_visibility": "PRIVATE"},
    ),
)
SERVICES = (Service(name="codebuild", types=(_PROJECT,)),)
