"""Bank accounts as they are written in messages."""

from connector.core.errors import Refused


def iban_of(text: str) -> str:
    """An IBAN whose check digits are right (ISO 13616), without spaces. Raises Refused."""
    iban = "".join(text.split()).upper()
    is_plain = iban.isalnum() and iban.isascii()
    digits = "".join(str(int(x, 36)) for x in iban[4:] + iban[:4]) if is_plain else ""
    if not 15 <= len(iban) <= 34 or not iban[:2].isalpha() or int(digits or 0) % 97 != 1:
        raise Refused(f"«{text}» is not an IBAN: a digit is wrong or missing.")
    return iban
