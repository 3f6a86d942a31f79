"""The verbs of the booking desk against a small model of them, by thousands of random steps."""
