# METADATA
# title: Resources say whose they are and where they belong
# description: "Environment and Owner say where a resource belongs and whom to ask about it and its bill. Names of tags are compared without case, an empty value is none, and tags of the provider count."
# custom:
#   id: tags-required
#   severity: low
#   reason: "nothing is open, only nobody knows whom to ask"
#   category: general
#   resource_types:
#     - aws_s3_bucket
#     - aws_db_instance
#     - aws_lambda_function
#     - aws_kms_key
#     - aws_dynamodb_table
#     - aws_sqs_queue
#     - aws_sns_topic
#     - aws_instance
#     - aws_vpc
#     - aws_subnet
#     - aws_security_group
#     - aws_nat_gateway
#     - aws_eip
#     - aws_vpn_connection
#     - aws_lb
#     - aws_ebs_volume
#     - aws_launch_template
#     - aws_ecs_cluster
#     - aws_ecs_service
#     - aws_eks_cluster
#     - aws_eks_node_group
#     - aws_ecr_repository
#     - aws_batch_compute_environment
#     - aws_sfn_state_machine
#     - aws_api_gateway_rest_api
#     - aws_apigatewayv2_api
#     - aws_cloudfront_distribution
#     - aws_acm_certificate
#     - aws_wafv2_web_acl
#     - aws_route53_zone
#     - aws_rds_cluster
#     - aws_docdb_cluster
#     - aws_neptune_cluster
#     - aws_redshift_cluster
#     - aws_elasticache_cluster
#     - aws_elasticache_replication_group
#     - aws_memorydb_cluster
#     - aws_opensearch_domain
#     - aws_elasticsearch_domain
#     - aws_efs_file_system
#     - aws_fsx_lustre_file_system
#     - aws_backup_vault
#     - aws_dms_replication_instance
#     - aws_kinesis_stream
#     - aws_kinesis_firehose_delivery_stream
#     - aws_msk_cluster
#     - aws_mq_broker
#     - aws_glue_job
#     - aws_emr_cluster
#     - aws_sagemaker_notebook_instance
#     - aws_athena_workgroup
#     - aws_cloudwatch_log_group
#     - aws_cloudtrail
#     - aws_secretsmanager_secret
#     - aws_codebuild_project
#     - aws_codepipeline
#     - aws_transfer_server
#     - aws_cognito_user_pool
#   requires:
#     - tags_all
#   controls:
#     - "nist-800-53-r5:CM-8"
#   params:
#     tags: { type: array, items: { type: string, minLength: 1 }, minItems: 1, uniqueItems: true, default: [Environment, Owner], weaker: lower, description: "the names of the tags" }
#   message: "the tag {tag} is missing"
#   remediation: "add the tag, best through the provider's default_tags"
#   example: |
#     provider "aws" {
#       default_tags {
#         tags = {
#           Environment = "prod"
#           Owner       = "team-orders"
#         }
#       }
#     }
package driftgate.aws.tags.required

import rego.v1

present contains lower(name) if {
	some name, value in input.attributes.tags_all
	value != ""
}

deny contains {"path": ["tags_all", tag], "observed": null, "required": tag, "args": {"tag": tag}} if {
	some tag in input.params.tags
	not lower(tag) in present
}
