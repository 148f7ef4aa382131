"""Where states are kept: files and folders, S3, HTTP, and HCP Terraform."""
