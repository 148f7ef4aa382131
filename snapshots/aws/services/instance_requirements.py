"""What a template or a group asks of its instances instead of naming a type; the same form in both."""

from __future__ import annotations

from snapshots.aws.reading.service import block


def _range(member: str) -> str:
    return f"one({member}.{{min: Min || `0`, max: Max || `0`}})"


_BLOCK = block(
    accelerator_count=_range("AcceleratorCount"),
    accelerator_manufacturers="ordered(AcceleratorManufacturers)",
    accelerator_names="ordered(AcceleratorNames)",
    accelerator_total_memory_mib=_range("AcceleratorTotalMemoryMiB"),
    accelerator_types="ordered(AcceleratorTypes)",
    allowed_instance_types="ordered(AllowedInstanceTypes)",
    bare_metal="BareMetal",
    baseline_ebs_bandwidth_mbps=_range("BaselineEbsBandwidthMbps"),
    burstable_performance="BurstablePerformance",
    cpu_manufacturers="ordered(CpuManufacturers)",
    excluded_instance_types="ordered(ExcludedInstanceTypes)",
    instance_generations="ordered(InstanceGenerations)",
    local_storage="LocalStorage",
    local_storage_types="ordered(LocalStorageTypes)",
    max_spot_price_as_percentage_of_optimal_on_demand_price=("MaxSpotPriceAsPercentageOfOptimalOnDemandPrice || `0`"),
    memory_gib_per_vcpu=_range("MemoryGiBPerVCpu"),
    memory_mib=_range("MemoryMiB"),
    network_bandwidth_gbps=_range("NetworkBandwidthGbps"),
    network_interface_count=_range("NetworkInterfaceCount"),
    on_demand_max_price_percentage_over_lowest_price="OnDemandMaxPricePercentageOverLowestPrice || `0`",
    require_hibernate_support="RequireHibernateSupport || `false`",
    spot_max_price_percentage_over_lowest_price="SpotMaxPricePercentageOverLowestPrice || `0`",
    total_local_storage_gb=_range("TotalLocalStorageGB"),
    vcpu_count=_range("VCpuCount"),
)
REQUIREMENTS = f"one(InstanceRequirements.{_BLOCK})"
