"""An account in moto with at least one resource of every type that is read."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from fixtures.estate.lab import aws_server

REGION = "eu-west-1"
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
        ],
    }
)
POLICY = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
)
CANARY = "DGCANARYaccount7secret"


class Account:
    """A moto server and clients for it."""

    def __init__(self, url: str) -> None:
        self.url = url

    def client(self, service: str) -> Any:
        """Return a boto3 client."""
        make: Any = boto3.client
        return make(
            service,
            region_name=REGION,
            endpoint_url=self.url,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )


@pytest.fixture(scope="session")
def account() -> Iterator[Account]:
    with aws_server("123456789012") as url:
        made = Account(url)
        _storage(made)
        role = _identity(made)
        _network(made)
        _compute(made, role)
        yield made


def _storage(account: Account) -> None:
    s3 = account.client("s3")
    for name in ("one", "two"):
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_public_access_block(
            Bucket=name,
            PublicAccessBlockConfiguration={
                "BlockPublicAcls": True,
                "BlockPublicPolicy": False,
                "IgnorePublicAcls": True,
                "RestrictPublicBuckets": True,
            },
        )
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        s3.put_bucket_tagging(
            Bucket=name, Tagging={"TagSet": [{"Key": "url", "Value": f"https://u:{CANARY}@x.example"}]}
        )
        s3.put_bucket_policy(Bucket=name, Policy=POLICY)
        s3.put_bucket_ownership_controls(
            Bucket=name, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
        )
        s3.put_bucket_lifecycle_configuration(
            Bucket=name,
            LifecycleConfiguration={
                "Rules": [{"ID": "e", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 3}}]
            },
        )
    table = account.client("dynamodb")
    for name in ("flags", "sessions"):
        table.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
        )
    account.client("kms").create_alias(
        AliasName="alias/data", TargetKeyId=account.client("kms").create_key()["KeyMetadata"]["KeyId"]
    )


def _identity(account: Account) -> str:
    iam = account.client("iam")
    arn = str(iam.create_role(RoleName="worker", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"])
    iam.put_role_policy(RoleName="worker", PolicyName="inline", PolicyDocument=POLICY)
    managed = iam.create_policy(PolicyName="managed", PolicyDocument=POLICY)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="worker", PolicyArn=managed)
    iam.create_instance_profile(InstanceProfileName="worker")
    iam.add_role_to_instance_profile(InstanceProfileName="worker", RoleName="worker")
    return arn


def _network(account: Account) -> None:
    sqs, sns = account.client("sqs"), account.client("sns")
    queue = sqs.create_queue(QueueName="orders", Attributes={"Policy": POLICY})["QueueUrl"]
    sqs.tag_queue(QueueUrl=queue, Tags={"a": "b"})
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint="arn:aws:sqs:eu-west-1:123456789012:orders")
    account.client("logs").create_log_group(logGroupName="/app")


def _compute(account: Account, role: str) -> None:
    ec2 = account.client("ec2")
    network = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    ours = ec2.create_subnet(VpcId=network, CidrBlock="10.9.1.0/24")["Subnet"]["SubnetId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=network)
    table = ec2.create_route_table(VpcId=network)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=ours)
    group = ec2.create_security_group(GroupName="app", Description="app", VpcId=network)["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}],
    )
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]]
    ec2.run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1, UserData=f"export TOKEN={CANARY}")
    ec2.create_volume(AvailabilityZone="eu-west-1a", Size=8)
    rds = account.client("rds")
    rds.create_db_subnet_group(DBSubnetGroupName="db", DBSubnetGroupDescription="d", SubnetIds=subnets[:2])
    rds.create_db_instance(
        DBInstanceIdentifier="db",
        DBInstanceClass="db.t4g.micro",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="root",
        MasterUserPassword=CANARY,
    )
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("f.py", "def h(e, c): ...")
    functions = account.client("lambda")
    functions.create_function(
        FunctionName="orders",
        Runtime="python3.12",
        Role=role,
        Handler="f.h",
        Code={"ZipFile": body.getvalue()},
        Environment={"Variables": {"API": CANARY}},
    )
    functions.add_permission(
        FunctionName="orders", StatementId="sid", Action="lambda:InvokeFunction", Principal="sns.amazonaws.com"
    )
