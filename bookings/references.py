import secrets

#: Without the characters that are mistaken for one another on paper or by telephone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference():
    """Twelve characters that nobody guesses: 58 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))
