"""EFS file systems, their mount targets, access points and policies."""

from __future__ import annotations

from engine.provider.facts import Component, TypeFacts
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_GONE = ("FileSystemNotFound",)
_FILE_SYSTEMS = Call(operation="DescribeFileSystems", items="FileSystems")
_FILE_SYSTEM = ResourceType(
    name="aws_efs_file_system",
    listing=_FILE_SYSTEMS,
    id="FileSystemId",
    attributes={
        "arn": "FileSystemArn",
        "availability_zone_name": "AvailabilityZoneName",
        "creation_token": "CreationToken",
        "encrypted": "Encrypted || `false`",
        "kms_key_id": "KmsKeyId",
        "name": "Name",
        "owner_id": "OwnerId",
        "performance_mode": "PerformanceMode",
        "protection": "one({replication_overwrite: FileSystemProtection.ReplicationOverwriteProtection})",
        "provisioned_throughput_in_mibps": "ProvisionedThroughputInMibps || `0`",
        "throughput_mode": "ThroughputMode",
    },
    tags="tags(Tags)",
    reads=(
        Read(
            operation="DescribeLifecycleConfiguration",
            parameters={"FileSystemId": "FileSystemId"},
            attributes={
                "lifecycle_policy": (
                    "LifecyclePolicies[].{transition_to_archive: TransitionToArchive, transition_to_ia: TransitionToIA,"
                    " transition_to_primary_storage_class: TransitionToPrimaryStorageClass}"
                )
            },
        ),
    ),
    facts=TypeFacts(unordered=frozenset({"lifecycle_policy"})),
)
_MOUNT_TARGET = ResourceType(
    name="aws_efs_mount_target",
    listing=Call(
        operation="DescribeMountTargets",
        items="MountTargets",
        parameters={"FileSystemId": "FileSystemId"},
        of=_FILE_SYSTEMS,
        absent=_GONE,
    ),
    id="MountTargetId",
    attributes={
        "availability_zone_name": "AvailabilityZoneName",
        "file_system_arn": "_parent.FileSystemArn",
        "file_system_id": "FileSystemId",
        "ip_address": "IpAddress",
        "network_interface_id": "NetworkInterfaceId",
        "owner_id": "OwnerId",
        "subnet_id": "SubnetId",
    },
    reads=(
        Read(
            operation="DescribeMountTargetSecurityGroups",
            parameters={"MountTargetId": "MountTargetId"},
            attributes={"security_groups": "ordered(SecurityGroups)"},
        ),
    ),
    facts=TypeFacts(
        components=(Component(child="aws_network_interface", link="network_interface_id"),),
        nothing_to_judge="a door in a subnet; who reaches it is judged with security groups, public addresses with it",
    ),
)
_ACCESS_POINT = ResourceType(
    name="aws_efs_access_point",
    listing=Call(operation="DescribeAccessPoints", items="AccessPoints"),
    id="AccessPointId",
    attributes={
        "arn": "AccessPointArn",
        "file_system_id": "FileSystemId",
        "owner_id": "OwnerId",
        "posix_user": (
            "one({gid: PosixUser.Gid, uid: PosixUser.Uid, secondary_gids: ordered(PosixUser.SecondaryGids)})"
        ),
        "root_directory": (
            "one({path: RootDirectory.Path, creation_info: one({owner_gid: RootDirectory.CreationInfo.OwnerGid,"
            " owner_uid: RootDirectory.CreationInfo.OwnerUid,"
            " permissions: RootDirectory.CreationInfo.Permissions})})"
        ),
    },
    tags="tags(Tags)",
)
_POLICY = ResourceType(
    name="aws_efs_file_system_policy",
    listing=Call(
        operation="DescribeFileSystemPolicy",
        items="@",
        parameters={"FileSystemId": "FileSystemId"},
        of=_FILE_SYSTEMS,
        absent=(*_GONE, "PolicyNotFound"),
        where="Policy",
    ),
    id="_parent.FileSystemId",
    attributes={"file_system_id": "_parent.FileSystemId", "policy": "document(Policy)"},
    facts=TypeFacts(terraform_only=frozenset({"bypass_policy_lockout_safety_check"})),
)
_BACKUP_POLICY = ResourceType(
    name="aws_efs_backup_policy",
    listing=Call(
        operation="DescribeBackupPolicy",
        items="BackupPolicy",
        parameters={"FileSystemId": "FileSystemId"},
        of=_FILE_SYSTEMS,
        absent=(*_GONE, "PolicyNotFound"),
    ),
    id="_parent.FileSystemId",
    attributes={"file_system_id": "_parent.FileSystemId", "backup_policy": "one({status: Status})"},
    facts=TypeFacts(implied={"backup_policy": [{"status": "DISABLED"}]}),
)
SERVICES = (
    Service(
        name="efs",
        types=(_FILE_SYSTEM, _MOUNT_TARGET, _ACCESS_POINT, _POLICY, _BACKUP_POLICY),
        events="elasticfilesystem",
    ),
)
