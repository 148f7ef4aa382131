"""What tags say of who made a resource: those that only AWS can write confirm it, all others only claim it.

The prefix `aws:` of keys is reserved: nobody but AWS can write, change or remove such a tag.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.model.identity import Maker

RESERVED = "aws:"
STACK_NAME, STACK_ID = "aws:cloudformation:stack-name", "aws:cloudformation:stack-id"
# Tags of AWS's own, the nearest maker first: an instance of a group of a stack was made by the group.
_CONFIRMING: Mapping[str, str] = {
    "aws:autoscaling:groupName": "autoscaling",
    "aws:eks:cluster-name": "eks",
    "aws:ec2:fleet-id": "ec2-fleet",
    "aws:ec2spot:fleet-request-id": "ec2-fleet",
    "aws:ecs:serviceName": "ecs",
    "aws:ecs:clusterName": "ecs",
    "aws:elasticmapreduce:job-flow-id": "emr",
    STACK_NAME: "cloudformation",
}
# Tags of people's tools, the nearest maker first; anybody who may write tags can write these.
_CLAIMING: Mapping[str, str] = {
    "karpenter.sh/nodepool": "karpenter",
    "karpenter.sh/provisioner-name": "karpenter",
    "elbv2.k8s.aws/cluster": "eks-controller",
    "cluster.k8s.amazonaws.com/name": "eks-controller",
    "ebs.csi.aws.com/cluster-name": "eks-controller",
    "eks:cluster-name": "eks",
    "alpha.eksctl.io/cluster-name": "eks",
    "elasticbeanstalk:environment-name": "elasticbeanstalk",
    "serverless": "serverless",
}
_OWNED_BY_CLUSTER = "kubernetes.io/cluster/"
# A stack that a stack set made is called after the set: StackSet-NAME-UUID.
_STACK_SET = re.compile(r"StackSet-(?P<name>.+)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CONTROL_TOWER = "AWSControlTower"


def find_maker(tags: Mapping[str, str]) -> Maker | None:
    """Return who made a resource with these tags, those of AWS's own among them; none where no tag says it."""
    for key, tool in _CONFIRMING.items():
        if tags.get(key):
            if key == STACK_NAME:
                return maker_of_stack(tags[key], f"tag {key}", tool="sam" if _is_sam(tags) else "cloudformation")
            return Maker(tool=tool, name=tags[key], confirmed_by=f"tag {key}")
    for key, tool in _CLAIMING.items():
        if tags.get(key):
            return Maker(tool=tool, name=tags[key], claimed_by=f"tag {key}")
    for key in sorted(tags):
        if key.startswith(_OWNED_BY_CLUSTER) and tags[key] == "owned":
            return Maker(tool="eks", name=key.removeprefix(_OWNED_BY_CLUSTER), claimed_by=f"tag {key}")
    return None


def maker_of_stack(stack: str, confirmed_by: str, *, tool: str = "cloudformation") -> Maker:
    """Return the maker that a stack is; one of a stack set of Control Tower is Control Tower."""
    of_set = _STACK_SET.fullmatch(stack)
    if of_set is not None and of_set["name"].startswith(_CONTROL_TOWER):
        return Maker(tool="control-tower", name=of_set["name"], confirmed_by=confirmed_by)
    return Maker(tool=tool, name=stack, confirmed_by=confirmed_by)


def _is_sam(tags: Mapping[str, str]) -> bool:
    # The transform of SAM writes it on functions; it only says which tool made the template of a confirmed stack.
    return tags.get("lambda:createdBy") == "SAM"
