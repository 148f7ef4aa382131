"""Where results come from: what a recorded run says of them, and what git and the CI system say of the release."""
