"""Changes to launch templates, images, keys and attached volumes."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_ami_launch_permission.one",
        path="",
        service="ec2",
        call="modify_image_attribute",
        parameters={"ImageId": "{image_id}", "LaunchPermission": {"Remove": [{"UserId": "{account_id}"}]}},
    ),
    Change(
        address="aws_volume_attachment.one",
        path="",
        service="ec2",
        call="detach_volume",
        parameters={"VolumeId": "{volume_id}", "InstanceId": "{instance_id}", "Device": "{device_name}"},
    ),
    Change(
        address="aws_ebs_encryption_by_default.one",
        path="enabled",
        service="ec2",
        call="disable_ebs_encryption_by_default",
    ),
    Change(
        address="aws_launch_template.requirements",
        path="",
        service="ec2",
        call="delete_launch_template",
        parameters={"LaunchTemplateId": "{id}"},
    ),
    Change(
        address="aws_key_pair.one",
        path="",
        service="ec2",
        call="delete_key_pair",
        parameters={"KeyName": "{key_name}"},
    ),
)
