"""What an expression of Terraform is worth: values, operators and conversions, as its own evaluator has them."""
