"""EC2: instances and volumes. Networks are in `vpc`, security groups in `security_groups`."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from engine.provider.facts import Component, Condition, ConditionKind, Split, TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.expressions import UNTOLD, Item
from snapshots.aws.reading.service import Call, Read, ResourceType, Service
from snapshots.aws.services.vpc import NETWORKS, arn, in_default_network

INSTANCES = Call(
    operation="DescribeInstances",
    items="Reservations[].Instances[?State.Name != 'terminated' && State.Name != 'shutting-down'][]",
)


_VOLUMES = Call(operation="DescribeVolumes", items="Volumes")
_PRIMARY = "NetworkInterfaces[?Attachment.DeviceIndex == `0`] | [0]"
_BURSTABLE = ("t2.", "t3.", "t3a.", "t4g.")
# Tags that AWS alone can write: the instance belongs to a group or a fleet.
_MAKERS = "['aws:autoscaling:groupName', 'aws:ec2:fleet-id', 'aws:ec2spot:fleet-request-id']"


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


def _device(instance: Item, device: Item, volumes: dict[str, Item]) -> dict[str, Any]:
    volume = volumes.get(device["Ebs"]["VolumeId"], {})
    return {
        "device_name": device["DeviceName"],
        "delete_on_termination": device["Ebs"].get("DeleteOnTermination", False),
        "volume_id": device["Ebs"]["VolumeId"],
        "volume_size": volume.get("Size"),
        "volume_type": volume.get("VolumeType"),
        "encrypted": volume.get("Encrypted"),
        "kms_key_id": volume.get("KmsKeyId"),
        "iops": volume.get("Iops", 0),
        "throughput": volume.get("Throughput", 0),
    } | ({} if _is_root(instance, device) else {"snapshot_id": volume.get("SnapshotId")})


def _is_root(instance: Item, device: Item) -> bool:
    return bool(device["DeviceName"] == instance.get("RootDeviceName"))


def _devices(instance: Item, *, root: bool) -> list[dict[str, Any]]:
    """Return the volumes of an instance as Terraform's blocks: the root one, or the others."""
    volumes = {volume["VolumeId"]: volume for volume in instance["_items"](_VOLUMES)}
    return [
        _device(instance, device, volumes)
        for device in instance.get("BlockDeviceMappings", ())
        if "Ebs" in device and _is_root(instance, device) is root
    ]


def _public_address(instance: Item) -> Any:
    """Tell whether AWS gave the instance a public address; unread where it is an elastic one, given later or not."""
    interfaces: list[Item] = instance.get("NetworkInterfaces", [])
    primary = [item for item in interfaces if not item["Attachment"]["DeviceIndex"]]
    association = primary[0].get("Association") if primary else None
    if association is None:
        return False
    return True if association.get("IpOwnerId", "amazon") == "amazon" else UNTOLD


def _group_names(instance: Item) -> list[str]:
    # The provider has names beside ids only in a default network.
    groups = instance.get("SecurityGroups", ()) if in_default_network(instance) else ()
    return sorted(group["GroupName"] for group in groups)


def belongs_to_instance(volume: Item) -> bool:
    """Tell whether a volume goes with an instance: to Terraform it is a block of that, not a resource."""
    return any(
        device.get("Ebs", {}).get("DeleteOnTermination") and device["Ebs"].get("VolumeId") == volume["VolumeId"]
        for instance in volume["_items"](INSTANCES)
        for device in instance.get("BlockDeviceMappings", ())
    )


INSTANCE = ResourceType(
    name="aws_instance",
    listing=INSTANCES,
    uses=(_VOLUMES, NETWORKS),
    id="InstanceId",
    attributes={
        "arn": arn("instance", "InstanceId"),
        "ami": "ImageId",
        "instance_state": "State.Name",
        "instance_type": "InstanceType",
        "availability_zone": "Placement.AvailabilityZone",
        "tenancy": "Placement.Tenancy",
        "host_id": "Placement.HostId",
        "host_resource_group_arn": "Placement.HostResourceGroupArn",
        "placement_group": "Placement.GroupName",
        "placement_partition_number": "Placement.PartitionNumber || `0`",
        "key_name": "KeyName",
        "subnet_id": "SubnetId",
        "vpc_security_group_ids": f"ordered((SecurityGroups || ({_PRIMARY}).Groups)[].GroupId)",
        "security_groups": _group_names,
        "associate_public_ip_address": _public_address,
        "iam_instance_profile": "after('/', IamInstanceProfile.Arn)",
        "ebs_optimized": "EbsOptimized",
        "monitoring": 'contains(`["enabled", "pending"]`, Monitoring.State)',
        "private_ip": "PrivateIpAddress",
        "primary_network_interface_id": f"({_PRIMARY}).NetworkInterfaceId",
        "secondary_private_ips": f"ordered(({_PRIMARY}).PrivateIpAddresses[?!Primary].PrivateIpAddress)",
        "source_dest_check": "told(SourceDestCheck)",
        "ipv6_addresses": f"({_PRIMARY}).Ipv6Addresses[].Ipv6Address",
        "ipv6_address_count": f"length(({_PRIMARY}).Ipv6Addresses || `[]`)",
        "enable_primary_ipv6": f"contains(({_PRIMARY}).Ipv6Addresses[].IsPrimaryIpv6 || `[]`, `true`)",
        "hibernation": "HibernationOptions.Configured || `false`",
        "instance_lifecycle": "InstanceLifecycle",
        "cpu_core_count": "told(CpuOptions.CoreCount)",
        "cpu_threads_per_core": "told(CpuOptions.ThreadsPerCore)",
        "cpu_options": (
            "told(CpuOptions && [{core_count: CpuOptions.CoreCount, threads_per_core: CpuOptions.ThreadsPerCore,"
            " amd_sev_snp: CpuOptions.AmdSevSnp}])"
        ),
        "capacity_reservation_specification": (
            "one(CapacityReservationSpecification.{capacity_reservation_preference: CapacityReservationPreference,"
            " capacity_reservation_target: one(CapacityReservationTarget.{capacity_reservation_id:"
            " CapacityReservationId, capacity_reservation_resource_group_arn: CapacityReservationResourceGroupArn})})"
        ),
        "launch_template": "one({id: Tags[?Key == 'aws:ec2launchtemplate:id'].Value | [0]})",
        "private_dns_name_options": (
            "one(PrivateDnsNameOptions.{hostname_type: HostnameType,"
            " enable_resource_name_dns_a_record: EnableResourceNameDnsARecord,"
            " enable_resource_name_dns_aaaa_record: EnableResourceNameDnsAAAARecord})"
        ),
        "root_block_device": lambda instance: _devices(instance, root=True),
        "ebs_block_device": lambda instance: _devices(instance, root=False),
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
            needs=("UserData",),
        ),
        _attribute("disable_api_termination", "disableApiTermination", "DisableApiTermination.Value"),
        _attribute("disable_api_stop", "disableApiStop", "told(DisableApiStop.Value)"),
        _attribute(
            "instance_initiated_shutdown_behavior",
            "instanceInitiatedShutdownBehavior",
            "InstanceInitiatedShutdownBehavior.Value",
        ),
        Read(
            operation="DescribeInstanceCreditSpecifications",
            parameters={"InstanceIds": "[InstanceId]"},
            attributes={"credit_specification": "InstanceCreditSpecifications[].{cpu_credits: CpuCredits}"},
            where=" || ".join(f"starts_with(InstanceType, '{family}')" for family in _BURSTABLE),
            absent=("UnsupportedOperation",),
        ),
    ),
    owned=f"length(Tags[?contains({_MAKERS}, Key)] || `[]`) > `0`",
    facts=TypeFacts(
        volatile=frozenset(
            {
                "ebs_block_device.tags",
                "ebs_block_device.tags_all",
                "launch_template.name",
                "launch_template.version",
                "password_data",
                "private_dns",
                "public_dns",
                "public_ip",
                "root_block_device.tags",
                "root_block_device.tags_all",
            }
        ),
        terraform_only=frozenset(
            {
                "ephemeral_block_device",
                "get_password_data",
                "instance_market_options",
                "network_interface",  # only those that the configuration writes; aws_network_interface tells them all
                "user_data_base64",
                "user_data_replace_on_change",
            }
        ),
        conditions={
            "instance_state": Condition(
                kind=ConditionKind.RUN_STATE, passing={"pending": "running", "stopping": "stopped"}
            )
        },
        defaults={"enable_primary_ipv6": False},
        instead={"user_data": ("user_data_base64",)},
        hinged={"credit_specification": ("instance_type", _BURSTABLE)},
        digested=frozenset({"user_data"}),  # until version 5 of the provider
        splits=(
            Split(
                child="aws_volume_attachment",
                link="instance_id",
                attributes=("ebs_block_device",),
                by=("device_name", "volume_id"),
            ),
        ),
        components=(
            Component(child="aws_ebs_volume", link="ebs_block_device.volume_id"),
            Component(child="aws_volume_attachment", link="ebs_block_device.volume_id", attribute="volume_id"),
            Component(child="aws_ebs_volume", link="root_block_device.volume_id"),
            Component(child="aws_volume_attachment", link="root_block_device.volume_id", attribute="volume_id"),
            Component(child="aws_network_interface", link="primary_network_interface_id"),
        ),
        meanings={"associate_public_ip_address": Meaning.BEHAVIOUR, "source_dest_check": Meaning.EXPOSURE},
    ),
)
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
        "iops": "Iops || `0`",
        "throughput": "Throughput || `0`",
    },
    tags="tags(Tags)",
    owned=belongs_to_instance,
    uses=(INSTANCES,),
    facts=TypeFacts(terraform_only=frozenset({"final_snapshot"})),
)
# One tag of anything that EC2 has. Of most things the tags are their own: nobody has to manage one by itself.
_TAG = ResourceType(
    name="aws_ec2_tag",
    listing=Call(operation="DescribeTags", items="Tags"),
    id="fill('{},{}', [ResourceId, Key])",
    attributes={"resource_id": "ResourceId", "key": "Key", "value": "Value"},
    owned="`true`",
    facts=TypeFacts(
        called=("resource_id", "key"), decides=Meaning.METADATA, nothing_to_judge="a tag of something else"
    ),
)
SERVICES = (Service(name="ec2", types=(INSTANCE, VOLUME, _TAG)),)
