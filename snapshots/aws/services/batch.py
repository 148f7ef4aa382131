"""Batch: what jobs run, where they wait, and what runs them."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, ResourceType, Service, block

_DEFINITION = ResourceType(
    name="aws_batch_job_definition",
    listing=Call(operation="DescribeJobDefinitions", items="jobDefinitions", parameters={"status": "'ACTIVE'"}),
    id="jobDefinitionArn",
    attributes={
        "arn": "jobDefinitionArn",
        "name": "jobDefinitionName",
        "revision": "revision",
        "type": "type",
        "container_properties": "document(containerProperties)",
        "ecs_properties": "document(ecsProperties)",
        "node_properties": "document(nodeProperties)",
        "parameters": "parameters",
        "platform_capabilities": "ordered(platformCapabilities)",
        "propagate_tags": "propagateTags || `false`",
        "scheduling_priority": "schedulingPriority || `0`",
        "retry_strategy": (
            "[retryStrategy][*].{attempts: attempts || `0`, evaluate_on_exit: evaluateOnExit[].{action: action,"
            " on_exit_code: onExitCode || '', on_reason: onReason || '', on_status_reason: onStatusReason || ''}}"
        ),
        "timeout": "[timeout][*].{attempt_duration_seconds: attemptDurationSeconds}",
    },
    tags="tags(tags)",
    # Each change makes a revision; those before stay until somebody retires them.
    owned="`true`",
    facts=TypeFacts(
        terraform_only=frozenset({"deregister_on_new_revision"}),
        documents=frozenset({"container_properties", "ecs_properties", "node_properties"}),
        nothing_to_judge="it says what a job runs; what that may do is judged with its role",
    ),
)
_QUEUE = ResourceType(
    name="aws_batch_job_queue",
    listing=Call(operation="DescribeJobQueues", items="jobQueues"),
    where="status != 'DELETED' && status != 'DELETING'",
    id="jobQueueArn",
    attributes={
        "arn": "jobQueueArn",
        "name": "jobQueueName",
        "priority": "priority",
        "state": "state",
        "scheduling_policy_arn": "schedulingPolicyArn",
        "compute_environment_order": (
            "computeEnvironmentOrder[].{compute_environment: computeEnvironment, order: order}"
        ),
        "job_state_time_limit_action": (
            "jobStateTimeLimitActions[].{action: action, max_time_seconds: maxTimeSeconds, reason: reason,"
            " state: state}"
        ),
    },
    tags="tags(tags)",
    facts=TypeFacts(
        # Two ways to say which environments, of which a state has the one that its code has.
        terraform_only=frozenset({"compute_environments"}),
        nothing_to_judge="it says where jobs wait",
    ),
)
_LAUNCH = (
    "[launchTemplate][*].{launch_template_id: launchTemplateId || '', launch_template_name: launchTemplateName || '',"
    " version: version || ''}"
)
_COMPUTE = block(
    type="type",
    allocation_strategy="allocationStrategy || ''",
    bid_percentage="bidPercentage || `0`",
    ec2_configuration=(
        "ec2Configuration[].{image_id_override: imageIdOverride || '',"
        " image_kubernetes_version: imageKubernetesVersion || '', image_type: imageType}"
    ),
    ec2_key_pair="ec2KeyPair || ''",
    image_id="imageId || ''",
    instance_role="instanceRole || ''",
    instance_type="ordered(instanceTypes)",
    launch_template=_LAUNCH,
    max_vcpus="maxvCpus || `0`",
    min_vcpus="minvCpus || `0`",
    placement_group="placementGroup || ''",
    security_group_ids="ordered(securityGroupIds)",
    spot_iam_fleet_role="spotIamFleetRole || ''",
    subnets="ordered(subnets)",
    tags="tags",
)
_ENVIRONMENT = ResourceType(
    name="aws_batch_compute_environment",
    listing=Call(operation="DescribeComputeEnvironments", items="computeEnvironments"),
    where="status != 'DELETED' && status != 'DELETING'",
    id="computeEnvironmentName",
    attributes={
        "arn": "computeEnvironmentArn",
        "compute_environment_name": "computeEnvironmentName",
        "ecs_cluster_arn": "ecsClusterArn",
        "service_role": "serviceRole",
        "state": "state",
        "type": "type",
        "compute_resources": f"[computeResources][*].{_COMPUTE}",
        "eks_configuration": (
            "[eksConfiguration][*].{eks_cluster_arn: eksClusterArn, kubernetes_namespace: kubernetesNamespace}"
        ),
        "update_policy": (
            "[updatePolicy][*].{job_execution_timeout_minutes: jobExecutionTimeoutMinutes || `0`,"
            " terminate_jobs_on_update: terminateJobsOnUpdate || `false`}"
        ),
    },
    tags="tags(tags)",
    facts=TypeFacts(
        terraform_only=frozenset({"compute_environment_name_prefix"}),
        volatile=frozenset({"compute_resources.desired_vcpus", "status", "status_reason"}),
        nothing_to_judge="AWS makes its machines and groups, which are judged themselves",
    ),
)
SERVICES = (Service(name="batch", types=(_DEFINITION, _QUEUE, _ENVIRONMENT)),)
