"""The functions of Terraform that depend on nothing but their arguments, by family, and the table of them."""
