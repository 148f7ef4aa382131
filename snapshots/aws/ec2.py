"""EC2: instances and volumes. Networks are in `vpc`, security groups in `security_groups`."""

from __future__ import annotations

import base64
import hashlib

from snapshots.aws.expressions import Item
from snapshots.aws.service import Call, Read, ResourceType
from snapshots.aws.vpc import arn

_INSTANCES = Call(
    operation="DescribeInstances",
    items="Reservations[].Instances[?State.Name != 'terminated' && State.Name != 'shutting-down'][]",
)


def _user_data(answer: Item) -> str:
    # The provider keeps the SHA-1 of user data in the state, not the data (`userDataHashSum` of its source).
    encoded = (answer.get("UserData") or {}).get("Value") or ""
    return hashlib.sha1(base64.b64decode(encoded), usedforsecurity=False).hexdigest() if encoded else ""


def _attribute(ours: str, name: str, expression: str) -> Read:
    return Read(
        operation="DescribeInstanceAttribute",
        parameters={"InstanceId": "InstanceId", "Attribute": f"'{name}'"},
        attributes={ours: expression},
    )


def _belongs_to_instance(volume: Item) -> bool:
    """Tell whether a volume goes with an instance: to Terraform it is a block of that, not a resource."""
    return any(
        device.get("Ebs", {}).get("DeleteOnTermination") and device["Ebs"].get("VolumeId") == volume["VolumeId"]
        for instance in volume["_items"](_INSTANCES)
        for device in instance.get("BlockDeviceMappings", ())
    )


INSTANCE = ResourceType(
    name="aws_instance",
    listing=_INSTANCES,
    id="InstanceId",
    attributes={
        "arn": arn("instance", "InstanceId"),
        "ami": "ImageId",
        "instance_type": "InstanceType",
        "availability_zone": "Placement.AvailabilityZone",
        "tenancy": "Placement.Tenancy",
        "host_id": "Placement.HostId",
        "host_resource_group_arn": "Placement.HostResourceGroupArn",
        "placement_group": "Placement.GroupName",
        "placement_partition_number": "Placement.PartitionNumber || `0`",
        "key_name": "KeyName",
        "subnet_id": "SubnetId",
        "vpc_security_group_ids": "ordered(SecurityGroups[].GroupId)",
        "iam_instance_profile": "after('/', IamInstanceProfile.Arn)",
        "ebs_optimized": "EbsOptimized",
        "monitoring": 'contains(`["enabled", "pending"]`, Monitoring.State)',
        "private_ip": "PrivateIpAddress",
        "primary_network_interface_id": "NetworkInterfaces[?Attachment.DeviceIndex == `0`].NetworkInterfaceId | [0]",
        "source_dest_check": "told(SourceDestCheck)",
        "ipv6_addresses": "NetworkInterfaces[].Ipv6Addresses[].Ipv6Address",
        "hibernation": "HibernationOptions.Configured || `false`",
        "instance_lifecycle": "InstanceLifecycle",
        "cpu_core_count": "told(CpuOptions.CoreCount)",
        "cpu_threads_per_core": "told(CpuOptions.ThreadsPerCore)",
        "enclave_options": "told(EnclaveOptions && [{enabled: EnclaveOptions.Enabled}])",
        "maintenance_options": "told(MaintenanceOptions && [{auto_recovery: MaintenanceOptions.AutoRecovery}])",
        "metadata_options": (
            "told(MetadataOptions && [{http_endpoint: MetadataOptions.HttpEndpoint,"
            " http_tokens: MetadataOptions.HttpTokens,"
            " http_put_response_hop_limit: MetadataOptions.HttpPutResponseHopLimit,"
            " http_protocol_ipv6: MetadataOptions.HttpProtocolIpv6 || 'disabled',"
            " instance_metadata_tags: MetadataOptions.InstanceMetadataTags || 'disabled'}])"
        ),
    },
    tags="tags(Tags)",
    reads=(
        Read(
            operation="DescribeInstanceAttribute",
            parameters={"InstanceId": "InstanceId", "Attribute": "'userData'"},
            attributes={"user_data": _user_data},
        ),
        _attribute("disable_api_termination", "disableApiTermination", "DisableApiTermination.Value"),
        _attribute("disable_api_stop", "disableApiStop", "told(DisableApiStop.Value)"),
        _attribute(
            "instance_initiated_shutdown_behavior",
            "instanceInitiatedShutdownBehavior",
            "InstanceInitiatedShutdownBehavior.Value",
        ),
    ),
)
_VOLUMES = Call(operation="DescribeVolumes", items="Volumes")
VOLUME = ResourceType(
    name="aws_ebs_volume",
    listing=_VOLUMES,
    id="VolumeId",
    attributes={
        "arn": arn("volume", "VolumeId"),
        "availability_zone": "AvailabilityZone",
        "size": "Size",
        "type": "VolumeType",
        "encrypted": "Encrypted",
        "kms_key_id": "KmsKeyId",
        "snapshot_id": "SnapshotId",
        "multi_attach_enabled": "MultiAttachEnabled || `false`",
        "outpost_arn": "OutpostArn",
        "iops": "told(Iops)",
        "throughput": "told(Throughput)",
    },
    tags="tags(Tags)",
    owned=_belongs_to_instance,
    uses=(_INSTANCES,),
)
TYPES = (INSTANCE, VOLUME)
