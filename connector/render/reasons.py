"""What each reason code means, in the reader's language: screen, command line and mail share it."""

from collections.abc import Mapping

from connector.core.typography import french

SENTENCES: Mapping[str, tuple[str, str]] = {
    # stop
    "paid": ("It is paid.", "Elle est payée."),
    "credited": ("It was credited.", "Elle a fait l'objet d'un avoir."),
    "void": ("It was voided at its source.", "Elle a été annulée à la source."),
    "deleted": ("It was deleted at its source.", "Elle a été supprimée à la source."),
    "card_gone": (
        "It was renewed or replaced, has ended, or nothing is charged to it any more.",
        "Elle a été renouvelée ou remplacée, a expiré, ou rien n'y est plus prélevé.",
    ),
    "written_off": ("It was written off.", "Elle a été passée en perte."),
    "no_longer_in_ledger": (
        "The last ledger no longer holds it.",
        "Elle ne figure plus dans le dernier fichier.",
    ),
    "handed_over": ("It was handed over to somebody else.", "Elle a été confiée à un tiers."),
    "factored": ("It was sold to a factor.", "Elle a été cédée à un factor."),
    "excluded": ("The customer is excluded.", "Le client est exclu des relances."),
    "currency_excluded": ("Its currency is excluded.", "Sa devise est exclue des relances."),
    "ladder_finished": ("Every step was taken: the ladder is finished.", "Toutes les étapes sont passées."),
    "below_minimum": (
        "What the customer owes is below the minimum.",
        "Le montant dû est inférieur au minimum.",
    ),
    # hold
    "insolvency": ("The customer is insolvent.", "Le client est en procédure collective."),
    "dispute": ("It is disputed.", "Elle est contestée."),
    "pause": ("It is paused.", "La relance est en pause."),
    "reply": ("The customer has answered: a person reads it first.", "Le client a répondu : à lire d'abord."),
    "said_paid": ("The customer says that it is paid.", "Le client dit avoir payé."),
    "promise": ("The customer has promised to pay.", "Le client a promis de payer."),
    "plan": ("A payment plan is running.", "Un échéancier est en cours."),
    "money_seen": (
        "Money has come in that is probably meant for it.",
        "Un règlement non affecté la couvre sans doute.",
    ),
    "autopay": ("It will be charged automatically.", "Elle sera prélevée automatiquement."),
    "duplicate_source": (
        "The same debt stands in another connection: it is chased there, or was closed there.",
        "La même créance figure dans une autre connexion : elle y est relancée, ou y a été close.",
    ),
    "no_due_date": ("It has no usable due date.", "Elle n'a pas d'échéance exploitable."),
    "old_first_contact": (
        "It was very late when first seen: a person releases it.",
        "Très en retard à la première lecture : à autoriser à la main.",
    ),
    "delivery_failed": (
        "The last message was refused: see why, and mend it (the address, the sender, the account).",
        "Le dernier message a été refusé : voyez pourquoi et corrigez (adresse, expéditeur ou compte).",
    ),
    # wait
    "ledger_too_old": (
        "A step is due, but the ledger is too old to trust: import or sync it.",
        "Une étape est due, mais les données sont trop anciennes : réimportez.",
    ),
    "not_due": ("The day of its next step has not come.", "Le jour de la prochaine étape n'est pas venu."),
    "spacing": ("The last step is too recent.", "La dernière étape est trop récente."),
    "deadline_running": ("A deadline that we named still runs.", "Le délai annoncé court encore."),
    "gap": ("The customer heard from us too recently.", "Le dernier contact est trop récent."),
    "cap": ("It waits for its turn: the day's number is reached.", "Elle attend son tour : plafond du jour."),
    # task
    "call_due": ("A call is due.", "Un appel est à passer."),
    "letter_due": ("A letter is due, to be posted by a person.", "Un courrier est à poster."),
    "no_address": ("There is no address to write to.", "Il manque une adresse."),
    "opted_out": ("The customer does not want this channel.", "Le client refuse ce canal."),
    "needs_person": ("A person has to decide how to go on.", "Une personne doit décider de la suite."),
    # send
    "step_due": ("A reminder is due.", "Une relance est due."),
    "first_contact": ("A first reminder is due, in neutral words.", "Une première relance est due."),
    "charge_failed": ("A charge has failed.", "Un prélèvement a échoué."),
    "coming_due": ("A notice before the due date is due.", "Un rappel avant échéance est dû."),
    # at sending
    "window": ("Outside the customer's hours.", "Hors des heures du client."),
    "outside_trust": ("The balance could not be read again.", "Le solde n'a pas pu être relu."),
    "changed": ("Something changed: it is planned again.", "Les faits ont changé : nouveau plan."),
    "two_needed": (
        "It asks for so much that two people must release it.",
        "Elle demande un montant que deux personnes doivent valider.",
    ),
    "taken_back": (
        "It was released and taken back: it waits for you.",
        "Validé puis retiré : il attend votre accord.",
    ),
    "stopped": ("Everything is stopped.", "Tout est arrêté."),
    "not_decided": (
        "A fault kept it from being decided: the log says which.",
        "Une erreur a empêché de décider : voir le journal.",
    ),
    # what became of a hand-over
    "sent": ("The mail server took it.", "Le serveur l'a accepté."),
    "bad_address": ("The address does not exist.", "L'adresse n'existe pas."),
    "refused": ("The mail server refused it for good.", "Le serveur l'a refusé définitivement."),
    "sender_refused": (
        "The mail server does not let this sender write.",
        "Le serveur refuse cet expéditeur.",
    ),
    "no_recipient": ("There is no billing address.", "Il manque une adresse de facturation."),
    "too_large": (
        "It was too large; without the PDF it is tried once more.",
        "Trop lourd : nouvel essai sans PDF.",
    ),
    "greylisted": ("The mail server asks to come back later.", "Le serveur demande de revenir plus tard."),
    "mailbox_full": ("The mailbox is full for now.", "La boîte du destinataire est pleine."),
    "try_later": ("The mail server refused it for now.", "Le serveur l'a refusé pour l'instant."),
    "busy": ("The mail server is busy.", "Le serveur est occupé."),
    "connection": ("The mail server could not be reached.", "Le serveur d'envoi est injoignable."),
    "timeout": ("The mail server did not answer in time.", "Le serveur n'a pas répondu à temps."),
    "tls": ("No safe connection to the mail server.", "Pas de connexion sûre au serveur d'envoi."),
    "smtp_auth": (
        "The mail server wants another user name or password.",
        "Le serveur refuse l'identifiant ou le mot de passe.",
    ),
    "protocol": ("The mail server's answer makes no sense.", "La réponse du serveur est incompréhensible."),
    "broken_after_data": (
        "The connection broke while it was handed over.",
        "La connexion s'est rompue pendant l'envoi.",
    ),
    "timeout_after_data": (
        "The mail server did not say in time whether it took it.",
        "Le serveur n'a pas confirmé l'envoi à temps.",
    ),
    "unclear_after_data": (
        "The mail server's last answer makes no sense.",
        "La dernière réponse du serveur est incompréhensible.",
    ),
    "provider_sent": ("The account has mailed the invoice.", "Le compte a envoyé la facture."),
    "provider_refused": (
        "The account refused to mail the invoice.",
        "Le compte a refusé d'envoyer la facture.",
    ),
    "provider_later": (
        "The account could not mail the invoice now: it is tried again.",
        "Le compte n'a pas pu envoyer la facture : nouvel essai prévu.",
    ),
    "provider_shut": (
        "The account no longer lets Relance in: connect it again.",
        "Le compte refuse l'accès : reconnectez-le.",
    ),
    "provider_unclear": (
        "The account did not say whether it mailed the invoice.",
        "Le compte n'a pas dit s'il a envoyé la facture.",
    ),
    "heard_beside": (
        "Another customer at the same address heard from us too recently.",
        "Un autre client à la même adresse a eu un message trop récent.",
    ),
    "heard_linked": (
        "Another record of the same customer comes first, or heard from us too recently.",
        "Une autre fiche du même client passe d'abord, ou a eu un message trop récent.",
    ),
    "excluded_linked": (
        "Another record of the same customer is excluded.",
        "Une autre fiche du même client est exclue.",
    ),
    # reasons of a reminder that are not the core's
    "superseded": ("A later step took its place.", "Une étape suivante l'a remplacée."),
    "left_shadow": ("It was planned in shadow mode.", "Elle était prévue en mode observation."),
    "in_shadow": ("The organisation went into shadow mode.", "L'entreprise est en mode observation."),
    "no_channel": ("No mail server is set.", "Aucun serveur de messagerie n'est configuré."),
    "no_sender": (
        "This business has no sender of its own, and no other one writes in its name.",
        "Cette entreprise n'a pas d'expéditeur à elle, et aucun autre n'écrit en son nom.",
    ),
    "late": ("It was released, and did not leave in time.", "Validée, elle n'est pas partie à temps."),
    # what is proposed for a subscription that stays unpaid
    "final_leave": ("Proposed: leave it as it is.", "Proposition : le laisser tel quel."),
    "final_pause": ("Proposed: pause it.", "Proposition : le suspendre."),
    "final_cancel": ("Proposed: cancel it.", "Proposition : le résilier."),
    # what a customer says on his page
    "about_amount": ("About the price or the quantity.", "Prix ou quantité."),
    "about_goods": ("About the goods or the work.", "Marchandise ou prestation."),
    "about_delivery": ("About the delivery.", "Livraison."),
    "about_order": ("About the order: it does not know of one.", "Commande inconnue du client."),
    "about_other": ("About something else.", "Autre motif."),
    "says_paid": ("The customer says that it is paid.", "Le client dit avoir payé."),
    "says_promise": ("The customer names a day of payment.", "Le client annonce une date de paiement."),
    "says_dispute": ("The customer disputes it.", "Le client la conteste."),
    "says_instalments": ("The customer asks for instalments.", "Le client demande un échéancier."),
    "told_names_contact": (
        "The customer names another billing contact.",
        "Le client indique un autre contact de facturation.",
    ),
    "client_says": ("In his words:", "Ses mots :"),
    "told_wrote_again": ("The customer wrote again: answer him.", "Le client a réécrit : lui répondre."),
    "by_hand": ("It was sent by hand.", "Envoyée à la main."),
}


def sentence(reason: str, language: str) -> str:
    """The sentence for a reason code; a code that is not in the list stands for itself."""
    if reason not in SENTENCES:
        return reason
    english, text = SENTENCES[reason]
    return french(text) if language.startswith("fr") else english
