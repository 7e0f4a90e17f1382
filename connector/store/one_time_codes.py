"""The OneTimeCodes port over pyotp: six digits, 30 seconds, SHA-1, as every app reads them."""

import hmac
from datetime import datetime, timedelta

ISSUER = "Relance"
STEP = timedelta(seconds=30)


class TimedCodes:
    """pyotp is imported with the first code: few commands need one."""

    def new_secret(self) -> str:
        import pyotp

        return pyotp.random_base32()  # 160 bits, as RFC 4226 recommends

    def step_of(self, secret: str, code: str, now: datetime) -> int | None:
        import pyotp

        totp = pyotp.TOTP(secret)
        steps = [totp.timecode(now + n * STEP) for n in (-1, 0, 1)]
        fitting = [step for step in steps if hmac.compare_digest(totp.generate_otp(step), code)]
        return max(fitting, default=None)

    def address_of(self, secret: str, account: str) -> str:
        import pyotp

        return pyotp.TOTP(secret, name=account, issuer=ISSUER).provisioning_uri()
