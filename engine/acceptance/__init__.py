"""What is accepted as it is: waivers and the baseline. It serves every gate."""
