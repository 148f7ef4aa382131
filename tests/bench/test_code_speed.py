"""Code of 1,000 files read anew, and again when nothing has changed.

The limits are those of the product: 3 s, and 0.3 s when each file is as before. A figure is how long it took, or how
long the processors worked where that is less: the machines on which this runs have others on them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from snapshots.redaction.redact import Redactor
from snapshots.store.binding import Binding
from snapshots.store.cache import Cache
from snapshots.terraform.code.collector import CodeCollector
from snapshots.terraform.code.files import CodeReader
from snapshots.terraform.code.kept import KeptCode
from tests.bench.figures import Figure, alone
from tests.builders import PROVIDER

pytestmark = pytest.mark.bench
FILES = 1_000
JOBS = 2
_FILE = """
resource "aws_security_group" "group_%(n)d" {
  name        = "group-%(n)d"
  description = "of service ${var.name} %(n)d"
  vpc_id      = aws_vpc.main.id
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.%(octet)d.0.0/24", "192.168.0.0/16"]
  }
  tags = { Name = "group-%(n)d", Owner = "platform" }
}

resource "aws_iam_role" "role_%(n)d" {
  name               = "role-%(n)d"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
  tags = local.tags
}

resource "aws_instance" "item_%(n)d" {
  ami                    = "ami-12c6146b"
  instance_type          = var.size
  vpc_security_group_ids = [aws_security_group.group_%(n)d.id]
  iam_instance_profile   = aws_iam_role.role_%(n)d.name
  root_block_device {
    volume_size = 100
    encrypted   = true
  }
  tags = merge(local.tags, { Name = "item-%(n)d" })
}
"""
_COMMON = """
variable "name" { default = "shop" }
variable "size" { default = "m6i.large" }
locals { tags = { Environment = "prod" } }
resource "aws_vpc" "main" { cidr_block = "10.0.0.0/8" }
"""


def write(folder: Path, count: int) -> str:
    (folder / "infra").mkdir()
    (folder / "infra" / "common.tf").write_text(_COMMON)
    for number in range(count - 1):
        (folder / "infra" / f"file_{number:04}.tf").write_text(_FILE % {"n": number, "octet": number % 250})
    return ""


def read(folder: Path, _: int) -> str:
    redactor = Redactor(b"k" * 32, "bench")
    cache = Cache(folder / "kept", Binding(folder / "keys"))
    reader = CodeReader(redactor=redactor, schema=PROVIDER, cache=cache, jobs=JOBS)
    collector = CodeCollector(location="infra", path=folder / "infra", redactor=redactor, reader=reader)
    kept = Cache(folder / "code", Binding(folder / "keys"))
    basis = ("bench", PROVIDER.version)
    found = KeptCode(collector=collector, folder=folder / "infra", cache=kept, basis=basis).collect()
    assert found.gaps == ()
    return str(len(found.resources))


def test_a_thousand_files(tmp_path: Path) -> None:
    alone(write, tmp_path, FILES)
    cold = alone(read, tmp_path)
    warm = min((alone(read, tmp_path) for _ in range(3)), key=lambda figure: figure.processor)
    print(f"\n{FILES} files: {_said(cold, 3)}\nas before: {_said(warm, 0.3)}")  # noqa: T201 - the figures are the result
    assert cold.result == warm.result == str(3 * (FILES - 1) + 1)
    assert _least(cold) <= 3
    assert _least(warm) <= 0.3


def _least(figure: Figure) -> float:
    return min(figure.seconds, figure.processor)


def _said(figure: Figure, limit: float) -> str:
    return f"{figure.seconds:.2f} s, {figure.processor:.2f} s of processors (limit {limit}), {figure.memory:.0f} MB"
