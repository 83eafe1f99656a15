"""“Số của xã tôi”: every figure of one unit, who uses it, what was asked twice, how much was not typed."""
