class Trouble(Exception):
    """Why something cannot run here, in one line for whoever started it."""
