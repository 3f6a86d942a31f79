"""Pages of the refrigerator: what is there and needed, what came, went and was thrown away."""
