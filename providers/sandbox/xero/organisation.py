"""`/Organisation` and `/InvoiceReminders/Settings`."""

import msgspec

from ..exchange import Answer
from .call import Call, Routes
from .dates import header_ms
from .lists import envelope
from .scopes import SETTINGS_READ

ROUTES = Routes()
_VERSIONS = {"AU": "AU", "NZ": "NZ", "GB": "UK", "US": "US"}


@ROUTES.add("GET", "/Organisation", SETTINGS_READ)
def shown(call: Call) -> Answer:
    kept = call.book.organisation
    row = {
        "OrganisationID": kept.id,
        "Name": kept.name,
        "LegalName": kept.name,
        "PaysTax": True,
        "Version": _VERSIONS.get(kept.country, "GLOBAL"),
        "OrganisationType": "COMPANY",
        "OrganisationEntityType": "COMPANY",
        "BaseCurrency": kept.currency,
        "CountryCode": kept.country,
        "IsDemoCompany": False,
        "OrganisationStatus": "ACTIVE",
        "FinancialYearEndDay": 31,
        "FinancialYearEndMonth": 12,
        "CreatedDateUTC": header_ms(call.book.now()),
        "Timezone": kept.timezone,
        "ShortCode": kept.short_code,
        "Edition": "BUSINESS",
        "Class": "PREMIUM",
        "Addresses": [],
        "Phones": [],
        "ExternalLinks": [],
        "PaymentTerms": {},
    }
    return envelope(call.book, "Organisations", [msgspec.json.encode(row)])


@ROUTES.add("GET", "/InvoiceReminders/Settings", SETTINGS_READ)
def reminders(call: Call) -> Answer:
    """Whether Xero itself writes to customers who are late."""
    row = {"Enabled": call.book.has_reminders}
    return envelope(call.book, "InvoiceReminders", [msgspec.json.encode(row)])
