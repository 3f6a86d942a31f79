from .draws import Draw, DrawnOrder
from .gates import Gate
from .lines import EARLY_CLOSES, Line
from .passes import Pass
from .places import CALL_LASTS, Place

__all__ = ["CALL_LASTS", "EARLY_CLOSES", "Draw", "DrawnOrder", "Gate", "Line", "Pass", "Place"]
