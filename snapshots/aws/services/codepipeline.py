"""CodePipeline: pipelines with their stages."""

from __future__ import annotations

from typing import Any

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.expressions import UNTOLD, Item
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

# AWS never tells it, and a state has what it was hashed to.
_HIDDEN = frozenset({"OAuthToken"})


def _action(told: Item) -> Any:
    kind = told.get("actionTypeId") or {}
    return {
        "name": told.get("name"),
        "category": kind.get("category"),
        "owner": kind.get("owner"),
        "provider": kind.get("provider"),
        "version": kind.get("version"),
        "run_order": told.get("runOrder", 0),
        "configuration": told.get("configuration") or {},
        "input_artifacts": [one["name"] for one in told.get("inputArtifacts") or ()],
        "output_artifacts": [one["name"] for one in told.get("outputArtifacts") or ()],
        "namespace": told.get("namespace") or "",
        "region": told.get("region") or "",
        "role_arn": told.get("roleArn") or "",
        "timeout_in_minutes": told.get("timeoutInMinutes", 0),
    }


def _stages(pipeline: Item) -> Any:
    """Return what is done; unread where a token or a condition is in it, of which a state has another form."""
    stages = pipeline.get("stages") or ()
    actions = [action for stage in stages for action in stage.get("actions") or ()]
    if any(_HIDDEN & (action.get("configuration") or {}).keys() for action in actions):
        return UNTOLD
    if any(stage.get(name) for stage in stages for name in ("onFailure", "onSuccess", "beforeEntry")):
        return UNTOLD
    return [
        {"name": stage.get("name"), "action": [_action(action) for action in stage.get("actions") or ()]}
        for stage in stages
    ]


_KEY = "[encryptionKey][*].{id: id, type: type}"
_PIPELINE = ResourceType(
    name="aws_codepipeline",
    listing=Call(
        operation="ListPipelines",
        items="pipelines",
        describe=Call(
            operation="GetPipeline",
            items="merge(pipeline, {pipelineArn: metadata.pipelineArn})",
            parameters={"name": "name"},
            absent=("PipelineNotFoundException",),
        ),
    ),
    id="name",
    attributes={
        "arn": "pipelineArn",
        "name": "name",
        "execution_mode": "executionMode",
        "pipeline_type": "pipelineType",
        "role_arn": "roleArn",
        "artifact_store": f"[artifactStore][*].{{location: location, type: type, region: '', encryption_key: {_KEY}}}",
        "stage": _stages,
        "variable": "variables[].{name: name, default_value: defaultValue || '', description: description || ''}",
    },
    reads=(
        Read(
            operation="ListTagsForResource",
            parameters={"resourceArn": "pipelineArn"},
            attributes={"tags": "tags(tags)"},
        ),
    ),
    facts=TypeFacts(
        defaults={"execution_mode": "SUPERSEDED", "pipeline_type": "V1"},
        nothing_to_judge="it says what is done one after the other; what that may do is judged with roles",
    ),
)
SERVICES = (Service(name="codepipeline", types=(_PIPELINE,)),)
