"""What instances are made from: images, keys, and volumes that are attached."""

from __future__ import annotations

from engine.provider.facts import Component, TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.service import Call, KnownType, ResourceType, Service, block
from snapshots.aws.services.ec2 import INSTANCES, belongs_to_instance
from snapshots.aws.services.vpc import arn

_IMAGES = Call(operation="DescribeImages", items="Images", parameters={"Owners": "['self']"})
_EBS = block(
    device_name="DeviceName",
    delete_on_termination="Ebs.DeleteOnTermination || `false`",
    encrypted="Ebs.Encrypted || `false`",
    iops="Ebs.Iops || `0`",
    outpost_arn="Ebs.OutpostArn",
    snapshot_id="Ebs.SnapshotId",
    throughput="Ebs.Throughput || `0`",
    volume_size="Ebs.VolumeSize",
    volume_type="Ebs.VolumeType",
)
IMAGE = ResourceType(
    name="aws_ami",
    listing=_IMAGES,
    id="ImageId",
    attributes={
        "arn": "fill('arn:{}:ec2:{}::image/{}', [_partition, _region, ImageId])",
        "owner_id": "OwnerId",
        "name": "Name",
        "description": "Description",
        "architecture": "Architecture",
        "boot_mode": "BootMode",
        "deprecation_time": "DeprecationTime",
        "ena_support": "EnaSupport || `false`",
        "image_location": "ImageLocation",
        "imds_support": "ImdsSupport",
        "kernel_id": "KernelId",
        "public": "Public",
        "ramdisk_id": "RamdiskId",
        "root_device_name": "RootDeviceName",
        "sriov_net_support": "SriovNetSupport",
        "tpm_support": "TpmSupport",
        "virtualization_type": "VirtualizationType",
        "ebs_block_device": f"BlockDeviceMappings[?Ebs].{_EBS}",
        "ephemeral_block_device": (
            "BlockDeviceMappings[?VirtualName].{device_name: DeviceName, virtual_name: VirtualName}"
        ),
    },
    tags="tags(Tags)",
    facts=TypeFacts(terraform_only=frozenset({"manage_ebs_snapshots", "uefi_data"})),
)
LAUNCH_PERMISSION = ResourceType(
    name="aws_ami_launch_permission",
    listing=Call(
        operation="DescribeImageAttribute",
        items="LaunchPermissions",
        parameters={"ImageId": "ImageId", "Attribute": "'launchPermission'"},
        of=_IMAGES,
    ),
    id="fill('{}-{}', [_parent.ImageId, UserId || Group || OrganizationArn || OrganizationalUnitArn])",
    attributes={
        "image_id": "_parent.ImageId",
        "account_id": "UserId",
        "group": "Group",
        "organization_arn": "OrganizationArn",
        "organizational_unit_arn": "OrganizationalUnitArn",
    },
    facts=TypeFacts(decides=Meaning.EXPOSURE),
)
KEY_PAIR = ResourceType(
    name="aws_key_pair",
    listing=Call(operation="DescribeKeyPairs", items="KeyPairs"),
    id="KeyName",
    attributes={
        "arn": arn("key-pair", "KeyName"),
        "fingerprint": "KeyFingerprint",
        "key_name": "KeyName",
        "key_pair_id": "KeyPairId",
        "key_type": "KeyType",
    },
    tags="tags(Tags)",
    facts=TypeFacts(
        terraform_only=frozenset(
            {
                "key_name_prefix",
                "public_key",  # the fingerprint tells which key it is
            }
        ),
        nothing_to_judge="the public half of a key; who reaches a machine is judged with the rules that open ports",
    ),
)
VOLUME_ATTACHMENT = ResourceType(
    name="aws_volume_attachment",
    listing=Call(operation="DescribeVolumes", items="Volumes | inner(@, 'Attachments')"),
    where="InstanceId && contains(['attached', 'attaching', 'busy'], State)",
    id="fill('vai-{}', [crc(fill('{}-{}-{}-', [Device, InstanceId, VolumeId]))])",
    attributes={"device_name": "Device", "instance_id": "InstanceId", "volume_id": "VolumeId"},
    owned=belongs_to_instance,
    uses=(INSTANCES,),
    facts=TypeFacts(
        nothing_to_judge="it joins an instance and a volume, which are judged themselves",
        terraform_only=frozenset({"force_detach", "stop_instance_before_detaching"}),
        key=("instance_id", "volume_id"),
    ),
)
ENCRYPTION_BY_DEFAULT = ResourceType(
    name="aws_ebs_encryption_by_default",
    listing=Call(operation="GetEbsEncryptionByDefault", items="{Enabled: EbsEncryptionByDefault}"),
    id="'aws_ebs_encryption_by_default'",
    attributes={"enabled": "Enabled"},
    owned="!Enabled",
    facts=TypeFacts(key=(), meanings={"enabled": Meaning.ENCRYPTION}, protections={"enabled": True}),
)
_COMPONENT = TypeFacts(components=(Component(child="aws_ami", link="id"),))
SERVICES = (
    Service(
        name="ec2",
        types=(IMAGE, LAUNCH_PERMISSION, KEY_PAIR, VOLUME_ATTACHMENT, ENCRYPTION_BY_DEFAULT),
        known=tuple(KnownType(name=name, facts=_COMPONENT) for name in ("aws_ami_copy", "aws_ami_from_instance")),
    ),
)
