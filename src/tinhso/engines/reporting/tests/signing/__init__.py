"""A leader's passkey signs what they approve."""
