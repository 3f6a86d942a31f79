from .citizens import Citizens
from .clinic import ClinicDesk
from .line import Line


class Machine(Citizens, ClinicDesk, Line):
    """Somebody does something, again and again; the portal must answer as the model does."""
