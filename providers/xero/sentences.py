"""What is said of Xero alone, in English and in French."""

from typing import Final

from connector.core.told import Sentences

say: Final = Sentences(
    {
        "twice": (
            "Xero's own invoice reminders are on: your customers would hear twice. Switch them off at Xero, "
            "in the settings of invoices.",
            "Les relances de Xero sont activées : vos clients seraient relancés deux fois. Désactivez-les "
            "chez Xero, dans les paramètres des factures.",
        ),
        "which_organisation": (
            "It is not known which organisation at Xero is meant: connect Xero again.",
            "On ne sait pas de quelle organisation Xero il s'agit : reconnectez Xero.",
        ),
        "no_sense": (
            "None of the rows on a page of Xero's {list} makes sense. {why}",
            "Rien n'a de sens dans une page de la liste {list} de Xero. {why}",
        ),
        "since": (
            "It is not known since when Xero is to be asked.",
            "On ne sait pas depuis quand interroger Xero.",
        ),
        "reading_alone": (
            "The consent given at Xero covers reading alone: add accounting.invoices to RELANCE_XERO_SCOPES "
            "and connect Xero again.",
            "L'accord donné chez Xero ne couvre que la lecture : ajoutez accounting.invoices à "
            "RELANCE_XERO_SCOPES et reconnectez Xero.",
        ),
        "shut_out": (
            "This organisation is no longer connected to Relance at Xero: connect Xero again, and choose "
            "this organisation there.",
            "Cette organisation n'est plus reliée à Relance chez Xero : reconnectez Xero et choisissez-y "
            "cette organisation.",
        ),
        "uncovered": (
            "The consent given at Xero does not cover all that Relance reads: connect Xero again. If you "
            "have set RELANCE_XERO_SCOPES, look whether it lacks one.",
            "L'accord donné chez Xero ne couvre pas tout ce que lit Relance : reconnectez Xero. Si vous avez "
            "réglé RELANCE_XERO_SCOPES, voyez s'il en manque un.",
        ),
        "holds_none": (
            "Xero's {what} cannot be read: it holds no {name}.",
            "On ne peut pas lire {what} de Xero : il n'y a pas de {name}.",
        ),
        "none_read": (
            "None of the {count} rows on a page can be read: {alarm}",
            "Aucune des {count} lignes d'une page n'est lisible : {alarm}",
        ),
        "no_sale": ("its type «{type}» is not a sale.", "son type « {type} » n'est pas une vente."),
        "paid_yet_open": (
            "it is called paid, and {amount} is open.",
            "elle est dite payée, et il reste {amount} à payer.",
        ),
        "no_id": ("it has no id.", "il manque son identifiant."),
        "no_contact": ("it names no contact.", "il manque son contact."),
        "lacks": ("it has no {name}.", "il manque {name}."),
        "odd_amount": ("{name} is «{amount}».", "{name} vaut « {amount} »."),
        "of_field": ("{name}: ", "{name} : "),
        "odd_day": ("{why}.", "{why}."),
        "no_instant": (
            "«{text}» is not one of Xero's instants",
            "« {text} » n'est pas un instant de Xero",
        ),
        "outside": ("«{text}» lies outside the calendar", "« {text} » est hors du calendrier"),
    }
)
