"""Tongues: in which language a customer is written to."""

from collections.abc import Sequence

from connector.core.invoice import Customer, Organisation

#: Those that customers are written to in; an owner's own templates may add to them.
LANGUAGES = ("de", "en", "es", "fr", "it", "nl")
#: Those of the pages, and so of what only the owner and his people read: the daily mail, the words of a call.
OF_STAFF = ("en", "fr")


def language_of(customer: Customer, organisation: Organisation, spoken: Sequence[str]) -> str:
    """His own, else his country's, else the organisation's.

    `spoken` are the languages of his country, none where it is not known. Of several the organisation's is
    his if it is among them, else the first: nobody guesses more.
    """
    if customer.language:
        return customer.language
    return organisation.language if not spoken or organisation.language[:2] in spoken else spoken[0]
