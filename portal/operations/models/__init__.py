from .acts import REVIEWED_WITHIN, OperatorAct
from .pulses import KEPT, Pulse

__all__ = ["KEPT", "REVIEWED_WITHIN", "OperatorAct", "Pulse"]
