from .acts import StaffAct
from .calls import Call
from .factors import Authenticator, RecoveryCode, RecoveryCodes
from .people import Consent, Identifier, Person, PhoneChange
from .push import PushSubscription
from .records import AccessForgetting, AccessRecord
from .reviews import AccessDay, AccessReview, AccessRule
from .sessions import StaffSession
from .staff import FactorReset, Invitation, StaffMember
from .verification import CertificateLogin, PhoneCode, Provider, Verification

__all__ = [
    "AccessDay",
    "AccessForgetting",
    "AccessRecord",
    "AccessReview",
    "AccessRule",
    "Authenticator",
    "Call",
    "CertificateLogin",
    "Consent",
    "FactorReset",
    "Identifier",
    "Invitation",
    "Person",
    "PhoneChange",
    "PhoneCode",
    "Provider",
    "PushSubscription",
    "RecoveryCode",
    "RecoveryCodes",
    "StaffAct",
    "StaffMember",
    "StaffSession",
    "Verification",
]
