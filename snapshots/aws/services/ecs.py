"""ECS clusters with their capacity providers, services, and the newest revision of each task definition."""

from __future__ import annotations

import json
from typing import Any

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.expressions import Item
from snapshots.aws.reading.service import Call, ResourceType, Service

_GONE = ("ClusterNotFoundException",)
_CLUSTERS = Call(
    operation="ListClusters",
    items="clusterArns",
    describe=Call(
        operation="DescribeClusters",
        items="clusters[0]",
        parameters={"clusters": "[_value]", "include": ["CONFIGURATIONS", "SETTINGS", "TAGS"]},
    ),
)
_LOG_CONFIGURATION = (
    "one(logConfiguration.{cloud_watch_encryption_enabled: cloudWatchEncryptionEnabled || `false`,"
    " cloud_watch_log_group_name: cloudWatchLogGroupName, s3_bucket_name: s3BucketName,"
    " s3_bucket_encryption_enabled: s3EncryptionEnabled || `false`, s3_key_prefix: s3KeyPrefix})"
)
_CLUSTER = ResourceType(
    name="aws_ecs_cluster",
    listing=_CLUSTERS,
    where="status != 'INACTIVE'",
    id="clusterArn",
    attributes={
        "arn": "clusterArn",
        "name": "clusterName",
        "setting": "settings[].{name: name, value: value}",
        "configuration": (
            "one(configuration.{execute_command_configuration: one(executeCommandConfiguration"
            f".{{kms_key_id: kmsKeyId, logging: logging, log_configuration: {_LOG_CONFIGURATION}}}),"
            " managed_storage_configuration: one(managedStorageConfiguration"
            ".{fargate_ephemeral_storage_kms_key_id: fargateEphemeralStorageKmsKeyId, kms_key_id: kmsKeyId})})"
        ),
        "service_connect_defaults": "one({namespace: serviceConnectDefaults.namespace})",
    },
    tags="tags(tags)",
)
_STRATEGY = "[].{base: base || `0`, capacity_provider: capacityProvider, weight: weight || `0`}"
_PROVIDERS = ResourceType(
    name="aws_ecs_cluster_capacity_providers",
    listing=_CLUSTERS,
    where="status != 'INACTIVE' && (capacityProviders || defaultCapacityProviderStrategy)",
    id="clusterName",
    attributes={
        "cluster_name": "clusterName",
        "capacity_providers": "ordered(capacityProviders)",
        "default_capacity_provider_strategy": f"defaultCapacityProviderStrategy{_STRATEGY}",
    },
    facts=TypeFacts(nothing_to_judge="it says on what a cluster runs"),
)
_SERVICES = Call(
    operation="ListServices",
    items="serviceArns",
    parameters={"cluster": "clusterArn"},
    of=_CLUSTERS,
    absent=_GONE,
    describe=Call(
        operation="DescribeServices",
        items="services[0]",
        parameters={"cluster": "_parent.clusterArn", "services": "[_value]", "include": ["TAGS"]},
        absent=_GONE,
    ),
)
_PRIMARY = "deployments[?status == 'PRIMARY'] | [0]"
_CONNECT = (
    f"{_PRIMARY}.serviceConnectConfiguration.{{enabled: enabled || `false`, namespace: namespace,"
    " log_configuration: one(logConfiguration.{log_driver: logDriver, options: options,"
    " secret_option: secretOptions[].{name: name, value_from: valueFrom}}),"
    " service: services[].{port_name: portName, discovery_name: discoveryName,"
    " ingress_port_override: ingressPortOverride || `0`,"
    " client_alias: clientAliases[].{dns_name: dnsName, port: port},"
    " timeout: one(timeout.{idle_timeout_seconds: idleTimeoutSeconds || `0`,"
    " per_request_timeout_seconds: perRequestTimeoutSeconds || `0`}),"
    " tls: one(tls.{issuer_cert_authority: one(issuerCertificateAuthority"
    ".{aws_pca_authority_arn: awsPcaAuthorityArn}), kms_key: kmsKey, role_arn: roleArn})}} | one(@)"
)
_VOLUME = (
    "{encrypted: encrypted, file_system_type: filesystemType, iops: iops || `0`, kms_key_id: kmsKeyId,"
    " role_arn: roleArn, size_in_gb: sizeInGiB || `0`, snapshot_id: snapshotId, throughput: throughput || `0`,"
    " volume_initialization_rate: volumeInitializationRate || `0`, volume_type: volumeType,"
    " tag_specifications: tagSpecifications[]"
    ".{resource_type: resourceType, propagate_tags: propagateTags, tags: set_tags(tags)}}"
)


def _role(service: Item) -> str | None:
    """Return AWS's own role in the form that the provider writes, another one as its ARN."""
    arn: str | None = service.get("roleArn")
    path = (arn or "").partition(":role")[2]
    return path if path.startswith("/aws-service-role/") else arn


_SERVICE = ResourceType(
    name="aws_ecs_service",
    listing=_SERVICES,
    where="status != 'INACTIVE'",
    id="serviceArn",
    attributes={
        "name": "serviceName",
        "cluster": "clusterArn",
        "task_definition": "taskDefinition",
        "desired_count": "desiredCount",
        "launch_type": "launchType",
        "platform_version": "platformVersion",
        "scheduling_strategy": "schedulingStrategy",
        "propagate_tags": "propagateTags",
        "iam_role": _role,
        "availability_zone_rebalancing": "availabilityZoneRebalancing",
        "enable_ecs_managed_tags": "enableECSManagedTags || `false`",
        "enable_execute_command": "enableExecuteCommand || `false`",
        "health_check_grace_period_seconds": "healthCheckGracePeriodSeconds || `0`",
        "deployment_controller": "one({type: deploymentController.type})",
        "deployment_maximum_percent": "told(deploymentConfiguration.maximumPercent)",
        "deployment_minimum_healthy_percent": "told(deploymentConfiguration.minimumHealthyPercent)",
        "deployment_circuit_breaker": (
            "told(deploymentConfiguration && one(deploymentConfiguration.deploymentCircuitBreaker"
            ".{enable: enable || `false`, rollback: rollback || `false`}))"
        ),
        "alarms": (
            "told(deploymentConfiguration && one(deploymentConfiguration.alarms"
            ".{alarm_names: ordered(alarmNames), enable: enable || `false`, rollback: rollback || `false`}))"
        ),
        "capacity_provider_strategy": f"capacityProviderStrategy{_STRATEGY}",
        "load_balancer": (
            "loadBalancers[].{target_group_arn: targetGroupArn, elb_name: loadBalancerName,"
            " container_name: containerName, container_port: containerPort || `0`}"
        ),
        "network_configuration": (
            "networkConfiguration.awsvpcConfiguration.{assign_public_ip: assignPublicIp == 'ENABLED',"
            " security_groups: ordered(securityGroups), subnets: ordered(subnets)} | one(@)"
        ),
        "ordered_placement_strategy": "placementStrategy[].{type: type, field: field}",
        "placement_constraints": "placementConstraints[].{type: type, expression: expression}",
        "service_registries": (
            "serviceRegistries[].{registry_arn: registryArn, container_name: containerName,"
            " container_port: containerPort || `0`, port: port || `0`}"
        ),
        "service_connect_configuration": _CONNECT,
        "volume_configuration": (
            f"{_PRIMARY}.volumeConfigurations[].{{name: name, managed_ebs_volume: one(managedEBSVolume.{_VOLUME})}}"
        ),
        "vpc_lattice_configurations": (
            f"{_PRIMARY}.vpcLatticeConfigurations"
            "[].{port_name: portName, role_arn: roleArn, target_group_arn: targetGroupArn}"
        ),
    },
    tags="tags(tags)",
    facts=TypeFacts(
        terraform_only=frozenset({"force_delete", "force_new_deployment", "wait_for_steady_state"}),
        defaults={"deployment_controller": [{"type": "ECS"}], "scheduling_strategy": "REPLICA"},
        nameless=True,
    ),
)


def _containers(definition: Item) -> str:
    """Return the container definitions as the provider writes them: sorted, and without a `cpu` of 0."""
    containers: list[dict[str, Any]] = [
        {name: value for name, value in container.items() if (name, value) != ("cpu", 0)}
        for container in definition.get("containerDefinitions") or ()
    ]
    for container in containers:
        for name in {"environment", "secrets"} & container.keys():
            container[name] = sorted(container[name], key=lambda entry: str(entry.get("name")))
    return json.dumps(sorted(containers, key=lambda container: str(container.get("name"))))


_TASK = ResourceType(
    name="aws_ecs_task_definition",
    listing=Call(
        operation="ListTaskDefinitionFamilies",
        items="families",
        parameters={"status": "'ACTIVE'"},
        describe=Call(
            operation="DescribeTaskDefinition",
            items="taskDefinition && merge(taskDefinition, {tags: tags})",
            parameters={"taskDefinition": "_value", "include": ["TAGS"]},
        ),
    ),
    where="status != 'INACTIVE'",
    id="family",
    attributes={
        "arn": "taskDefinitionArn",
        "arn_without_revision": (
            "fill('arn:{}:ecs:{}:{}:task-definition/{}', [_partition, _region, _account, family])"
        ),
        "family": "family",
        "revision": "revision",
        "container_definitions": _containers,
        "cpu": "cpu",
        "memory": "memory",
        "network_mode": "networkMode",
        "ipc_mode": "ipcMode",
        "pid_mode": "pidMode",
        "execution_role_arn": "executionRoleArn",
        "task_role_arn": "taskRoleArn",
        "requires_compatibilities": "ordered(requiresCompatibilities)",
        "enable_fault_injection": "enableFaultInjection || `false`",
        "ephemeral_storage": "one({size_in_gib: ephemeralStorage.sizeInGiB})",
        "inference_accelerator": "inferenceAccelerators[].{device_name: deviceName, device_type: deviceType}",
        "placement_constraints": "placementConstraints[].{type: type, expression: expression}",
        "proxy_configuration": (
            "one(proxyConfiguration.{container_name: containerName, type: type,"
            " properties: pairs(properties, 'name', 'value')})"
        ),
        "runtime_platform": (
            "one({cpu_architecture: runtimePlatform.cpuArchitecture,"
            " operating_system_family: runtimePlatform.operatingSystemFamily})"
        ),
        "volume": (
            "volumes[].{name: name, host_path: host.sourcePath, configure_at_launch: configuredAtLaunch || `false`,"
            " docker_volume_configuration: one(dockerVolumeConfiguration.{autoprovision: autoprovision || `false`,"
            " driver: driver, driver_opts: driverOpts, labels: labels, scope: scope}),"
            " efs_volume_configuration: one(efsVolumeConfiguration.{file_system_id: fileSystemId,"
            " root_directory: rootDirectory, transit_encryption: transitEncryption,"
            " transit_encryption_port: transitEncryptionPort || `0`,"
            " authorization_config: one(authorizationConfig.{access_point_id: accessPointId, iam: iam})}),"
            " fsx_windows_file_server_volume_configuration: one(fsxWindowsFileServerVolumeConfiguration"
            ".{file_system_id: fileSystemId, root_directory: rootDirectory, authorization_config:"
            " one(authorizationConfig.{credentials_parameter: credentialsParameter, domain: domain})})}"
        ),
    },
    tags="tags(tags)",
    facts=TypeFacts(
        terraform_only=frozenset({"track_latest"}),
        # What the provider compares container definitions without:
        # https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/task_definition_equivalency.go
        sets=frozenset({"environment", "secrets"}),
        filled={
            "container_definitions": {
                "cpu": 0,
                "essential": True,
                "healthCheck.interval": 30,
                "healthCheck.retries": 3,
                "healthCheck.timeout": 5,
                "mountPoints.readOnly": False,
                "portMappings.hostPort": 0,
                "portMappings.protocol": "tcp",
                "volumesFrom.readOnly": False,
            }
        },
    ),
)
SERVICES = (Service(name="ecs", types=(_CLUSTER, _PROVIDERS, _SERVICE, _TASK)),)
