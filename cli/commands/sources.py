"""The sources that entries of the configuration name."""

from __future__ import annotations

from engine.errors import ConfigError
from engine.model.snapshot import SourceKind, SourceRef

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cli.config.model import AwsSource, Source


def source_of(source: Source) -> SourceRef:
    """Return the source that an entry of the configuration names."""
    if source.tfstate is not None:
        location = source.tfstate if isinstance(source.tfstate, str) else source.tfstate.location
        return SourceRef(kind=SourceKind.TFSTATE, location=location)
    if source.tfplan is not None:
        return SourceRef(kind=SourceKind.TFPLAN, location=source.tfplan)
    if source.hcl is not None:
        files = f"@{','.join(source.var_files)}" if source.var_files else ""
        return SourceRef(kind=SourceKind.HCL, location=source.hcl + files)
    if source.doc is not None:
        return SourceRef(kind=SourceKind.DOC, location=source.doc)
    return account_of(source.aws)


def account_of(aws: AwsSource | None) -> SourceRef:
    """Return the source that an account of the configuration is."""
    if aws is None:
        raise ConfigError("a source has no kind", hint="write tfstate, tfplan, hcl, aws or doc")
    account = f"{aws.account}/" if aws.account else ""
    options = [f"role={aws.role}"] * bool(aws.role) + ["cloud-control=on"] * (aws.cloud_control == "on")
    query = f"?{'&'.join(options)}" if options else ""
    return SourceRef(kind=SourceKind.AWS, location=f"{account}{aws.profile}@{','.join(aws.regions)}{query}")
