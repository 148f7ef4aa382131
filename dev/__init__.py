"""What only developing needs: generated pages, the Rego pack, distributions. Never in the wheel."""
