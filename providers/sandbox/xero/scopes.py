"""Which scopes open what: the narrow ones, and the broad ones that old apps still have."""

INVOICES_WRITE = "accounting.invoices accounting.transactions"
INVOICES_READ = f"{INVOICES_WRITE} accounting.invoices.read accounting.transactions.read"
PAYMENTS_READ = (
    "accounting.payments accounting.payments.read accounting.transactions accounting.transactions.read"
)
CONTACTS_READ = "accounting.contacts accounting.contacts.read"
SETTINGS_READ = "accounting.settings accounting.settings.read"
