"""Launch templates: what their newest version says."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, Read, ResourceType, Service, block
from snapshots.aws.services.instance_requirements import REQUIREMENTS
from snapshots.aws.services.vpc import arn

_DATA = "LaunchTemplateVersions[0].LaunchTemplateData"
_EBS = block(
    delete_on_termination="DeleteOnTermination",
    encrypted="Encrypted",
    iops="Iops || `0`",
    kms_key_id="KmsKeyId",
    snapshot_id="SnapshotId",
    throughput="Throughput || `0`",
    volume_initialization_rate="VolumeInitializationRate || `0`",
    volume_size="VolumeSize || `0`",
    volume_type="VolumeType",
)
_TARGET = block(
    capacity_reservation_id="CapacityReservationId",
    capacity_reservation_resource_group_arn="CapacityReservationResourceGroupArn",
)
_RESERVATION = block(
    capacity_reservation_preference="CapacityReservationPreference",
    capacity_reservation_target=f"one(CapacityReservationTarget.{_TARGET})",
)
_SPOT = block(
    block_duration_minutes="BlockDurationMinutes || `0`",
    instance_interruption_behavior="InstanceInterruptionBehavior",
    max_price="MaxPrice",
    spot_instance_type="SpotInstanceType",
    valid_until="ValidUntil",
)
_METADATA = block(
    http_endpoint="HttpEndpoint",
    http_protocol_ipv6="HttpProtocolIpv6",
    http_put_response_hop_limit="HttpPutResponseHopLimit || `0`",
    http_tokens="HttpTokens",
    instance_metadata_tags="InstanceMetadataTags",
)
_TRACKING = block(
    tcp_established_timeout="TcpEstablishedTimeout || `0`",
    udp_stream_timeout="UdpStreamTimeout || `0`",
    udp_timeout="UdpTimeout || `0`",
)
_SRD = block(
    ena_srd_enabled="EnaSrdEnabled || `false`",
    ena_srd_udp_specification=("one(EnaSrdUdpSpecification.{ena_srd_udp_enabled: EnaSrdUdpEnabled || `false`})"),
)
_INTERFACE = block(
    associate_carrier_ip_address="AssociateCarrierIpAddress",
    associate_public_ip_address="AssociatePublicIpAddress",
    connection_tracking_specification=f"one(ConnectionTrackingSpecification.{_TRACKING})",
    delete_on_termination="DeleteOnTermination",
    description="Description",
    device_index="DeviceIndex || `0`",
    ena_srd_specification=f"one(EnaSrdSpecification.{_SRD})",
    interface_type="InterfaceType",
    ipv4_address_count="SecondaryPrivateIpAddressCount || `0`",
    ipv4_addresses="ordered(PrivateIpAddresses[].PrivateIpAddress)",
    ipv4_prefix_count="Ipv4PrefixCount || `0`",
    ipv4_prefixes="ordered(Ipv4Prefixes[].Ipv4Prefix)",
    ipv6_address_count="Ipv6AddressCount || `0`",
    ipv6_addresses="ordered(Ipv6Addresses[].Ipv6Address)",
    ipv6_prefix_count="Ipv6PrefixCount || `0`",
    ipv6_prefixes="ordered(Ipv6Prefixes[].Ipv6Prefix)",
    network_card_index="NetworkCardIndex || `0`",
    network_interface_id="NetworkInterfaceId",
    primary_ipv6="PrimaryIpv6",
    private_ip_address="PrivateIpAddress",
    security_groups="ordered(Groups)",
    subnet_id="SubnetId",
)
_PLACEMENT = block(
    affinity="Affinity",
    availability_zone="AvailabilityZone",
    group_name="GroupName",
    host_id="HostId",
    host_resource_group_arn="HostResourceGroupArn",
    partition_number="PartitionNumber || `0`",
    spread_domain="SpreadDomain",
    tenancy="Tenancy",
)
_NAMES = block(
    enable_resource_name_dns_a_record="EnableResourceNameDnsARecord || `false`",
    enable_resource_name_dns_aaaa_record="EnableResourceNameDnsAAAARecord || `false`",
    hostname_type="HostnameType",
)
# Over the data of a version.
_ATTRIBUTES = {
    "block_device_mappings": (
        "BlockDeviceMappings[].{device_name: DeviceName, no_device: NoDevice, virtual_name: VirtualName,"
        f" ebs: one(Ebs.{_EBS})}}"
    ),
    "capacity_reservation_specification": f"one(CapacityReservationSpecification.{_RESERVATION})",
    "cpu_options": (
        "one(CpuOptions.{amd_sev_snp: AmdSevSnp, core_count: CoreCount || `0`,"
        " threads_per_core: ThreadsPerCore || `0`})"
    ),
    "credit_specification": "one(CreditSpecification.{cpu_credits: CpuCredits})",
    "disable_api_stop": "DisableApiStop || `false`",
    "disable_api_termination": "DisableApiTermination || `false`",
    "ebs_optimized": "EbsOptimized",
    "elastic_gpu_specifications": "ElasticGpuSpecifications[].{type: Type}",
    "elastic_inference_accelerator": "ElasticInferenceAccelerators[].{type: Type}",
    "enclave_options": "one(EnclaveOptions.{enabled: Enabled || `false`})",
    "hibernation_options": "one(HibernationOptions.{configured: Configured || `false`})",
    "iam_instance_profile": "one(IamInstanceProfile.{arn: Arn, name: Name})",
    "image_id": "ImageId",
    "instance_initiated_shutdown_behavior": "InstanceInitiatedShutdownBehavior",
    "instance_market_options": (
        f"one(InstanceMarketOptions.{{market_type: MarketType, spot_options: one(SpotOptions.{_SPOT})}})"
    ),
    "instance_requirements": REQUIREMENTS,
    "instance_type": "InstanceType",
    "kernel_id": "KernelId",
    "key_name": "KeyName",
    "license_specification": "LicenseSpecifications[].{license_configuration_arn: LicenseConfigurationArn}",
    "maintenance_options": "one(MaintenanceOptions.{auto_recovery: AutoRecovery})",
    "metadata_options": f"one(MetadataOptions.{_METADATA})",
    "monitoring": "one(Monitoring.{enabled: Enabled || `false`})",
    "network_interfaces": f"NetworkInterfaces[].{_INTERFACE}",
    "placement": f"one(Placement.{_PLACEMENT})",
    "private_dns_name_options": f"one(PrivateDnsNameOptions.{_NAMES})",
    "ram_disk_id": "RamDiskId",
    "security_group_names": "ordered(SecurityGroups)",
    "tag_specifications": "TagSpecifications[].{resource_type: ResourceType, tags: set_tags(Tags)}",
    "user_data": "UserData",
    "vpc_security_group_ids": "ordered(SecurityGroupIds)",
}
TEMPLATE = ResourceType(
    name="aws_launch_template",
    listing=Call(operation="DescribeLaunchTemplates", items="LaunchTemplates"),
    id="LaunchTemplateId",
    attributes={
        "arn": arn("launch-template", "LaunchTemplateId"),
        "name": "LaunchTemplateName",
        "default_version": "DefaultVersionNumber",
    },
    reads=(
        Read(
            operation="DescribeLaunchTemplateVersions",
            parameters={"LaunchTemplateId": "LaunchTemplateId", "Versions": "['$Latest']"},
            attributes={
                "description": "LaunchTemplateVersions[0].VersionDescription",
                **{name: f"{_DATA} | {expression}" for name, expression in _ATTRIBUTES.items()},
            },
        ),
    ),
    tags="tags(Tags)",
    owned="Operator.Managed || contains(CreatedBy || '', '/AWSServiceRole')",
    facts=TypeFacts(terraform_only=frozenset({"update_default_version"})),
)
SERVICES = (Service(name="ec2", types=(TEMPLATE,)),)
