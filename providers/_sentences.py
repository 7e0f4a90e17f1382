"""What is said of a system that does not do what was asked, whichever it is, in English and in French."""

from typing import Final

from connector.core.told import Sentences, Told

say: Final = Sentences(
    {
        # parts
        "its": ("{name}'s", "{name}"),
        "its.s": ("{name}'", "{name}"),
        "their_words": (": {said}", " : {said}"),
        "nth": ("number {place} of its page", "numéro {place} de sa page"),
        "late": ("no answer in time", "pas de réponse à temps"),
        "untrusted": ("its certificate is not trusted", "son certificat n'est pas reconnu"),
        "broke_off": ("the answer broke off", "la réponse s'est interrompue"),
        "no_connection": ("no connection", "pas de connexion"),
        "status": ("status {status}", "statut {status}"),
        # calls
        "may_be_done": ("{error} It may have been done.", "{error} C'est peut-être fait."),
        "no_answer": (
            "{name} gave no answer ({why}): it may have been done.",
            "{name} n'a pas répondu ({why}) : c'est peut-être fait.",
        ),
        "unsafe": (
            "The address of {name} is «{url}»: write https://…, or http:// for 127.0.0.1 only.",
            "L'adresse de {name} est « {url} » : écrivez https://…, ou http:// pour 127.0.0.1 seulement.",
        ),
        "expired": (
            "{name} no longer accepts our key or token{words}. Connect {name} again.",
            "{name} n'accepte plus notre clé ou notre jeton{words}. Reconnectez {name}.",
        ),
        "pause": (
            "{name} asks for a pause until {moment} UTC.",
            "{name} demande une pause jusqu'au {moment} UTC.",
        ),
        "trouble": (
            "{name} is in trouble (status {status}){words}.",
            "{name} est en difficulté (statut {status}){words}.",
        ),
        "redirect": (
            "{name} answered with a redirect (status {status}): check its address.",
            "{name} a répondu par une redirection (statut {status}) : vérifiez son adresse.",
        ),
        "unsaid": (
            "{name} refused (status {status}) without saying why.",
            "{name} a refusé (statut {status}) sans dire pourquoi.",
        ),
        "refused": ("{name} refused (status {status}){words}.", "{name} a refusé (statut {status}){words}."),
        "unreachable": ("{name} cannot be reached ({why}).", "{name} est injoignable ({why})."),
        "busy": ("As many calls as allowed are under way.", "Autant d'appels que permis sont en cours."),
        # consents
        "no_app": (
            "{name} knows no app of yours: register one there (docs/providers.md) and set {prefix}_ID and "
            "_CLIENT_SECRET.",
            "{name} ne connaît aucune application de vous : enregistrez-en une chez eux (docs/providers.md), "
            "puis réglez {prefix}_ID et _CLIENT_SECRET.",
        ),
        "unknown_consent": (
            "{name} no longer knows this consent: connect once more.{hint}",
            "{name} ne connaît plus cet accord : connectez de nouveau.{hint}",
        ),
        "not_renewed": (
            "The consent at {name} cannot be renewed: connect it again.",
            "L'accord donné chez {name} ne peut pas être renouvelé : reconnectez le compte.",
        ),
        "no_tokens": ("{name} answered no tokens: {why}.", "{name} n'a pas donné de jetons : {why}."),
        "poor_tokens": (
            "{name} gave tokens that lack what they must have.",
            "{name} a donné des jetons incomplets.",
        ),
        "consent_over": (
            "{name} no longer honours the consent: connect {name} again.",
            "{name} n'honore plus l'accord : reconnectez {name}.",
        ),
        "unknown_app": (
            "{name} does not know our app ({why}): check {prefix}_ID and {prefix}_SECRET.",
            "{name} ne connaît pas notre application ({why}) : vérifiez {prefix}_ID et {prefix}_SECRET.",
        ),
        "renewed_elsewhere": (
            "Another process has been renewing the consent for too long: tried again later.",
            "Un autre processus renouvelle l'accord depuis trop longtemps : nouvel essai plus tard.",
        ),
        "renewed_late": (
            "Renewing the consent took longer than it may: tried again later.",
            "Le renouvellement de l'accord a pris trop de temps : nouvel essai plus tard.",
        ),
        # answers
        "unread": ("{its} {what} cannot be read ({why}).", "On ne peut pas lire {what} de {its} ({why})."),
        "unread_alone": (
            "{its} {what} cannot be read: {why}",
            "On ne peut pas lire {what} de {its} : {why}",
        ),
        "unread_row": (
            "{its} {what} cannot be read ({why}); it was left out.",
            "On a laissé de côté {what} de {its}, illisible ({why}).",
        ),
        "left_out": ("{its} {what} was left out: {why}", "On a laissé de côté {what} de {its} : {why}"),
        "none_read": (
            "None of the {count} {rows} on a page can be read: {alarm}",
            "Rien n'est lisible des {count} {rows} d'une page : {alarm}",
        ),
        "other_given": (
            "Asked for invoice {sought}, {name} gave another.",
            "{name} a donné une autre facture que celle qui était demandée, {sought}.",
        ),
        "no_end": (
            "{its} list{of} promises more and does not go on.",
            "La liste{of} de {its} promet une suite et n'avance pas.",
        ),
        "of": (" of {what}", " {what}"),
        "no_pdf": (
            "What {name} gave as the PDF of invoice {number} is not a PDF.",
            "Ce que {name} a donné comme PDF de la facture {number} n'est pas un PDF.",
        ),
        "not_mailed": (
            "{name} did not say that it has mailed invoice {sought}: it may have.",
            "{name} n'a pas dit avoir envoyé la facture {sought} : c'est peut-être fait.",
        ),
        # why a row makes no sense
        "row.currency": ("«{code}» is not a currency.", "« {code} » n'est pas une devise."),
        "row.status": ("its status «{status}» is unknown.", "son statut « {status} » est inconnu."),
        "row.type": ("its type «{type}» is unknown.", "son type « {type} » est inconnu."),
        "row.day": ("its {name} «{text}» is not a day.", "son champ {name} « {text} » n'est pas un jour."),
        "row.amount": (
            "{name}«{text}» is no amount of {currency}.",
            "{name}« {text} » n'est pas un montant en {currency}.",
        ),
        # what there is, by its name where it has one
        "the.invoice": ("invoice{name}", "la facture{name}"),
        "the.customer": ("customer{name}", "le client{name}"),
        "the.contact": ("contact{name}", "le contact{name}"),
        "the.payment": ("payment{name}", "le paiement{name}"),
        "the.credit memo": ("credit memo{name}", "l'avoir{name}"),
        "the.credit note": ("credit note{name}", "l'avoir{name}"),
        "the.overpayment": ("overpayment{name}", "le trop-perçu{name}"),
        "the.prepayment": ("prepayment{name}", "l'acompte{name}"),
        "the.event": ("event{name}", "l'événement{name}"),
        "the.subscription": ("subscription{name}", "l'abonnement{name}"),
        "the.payments": ("payments of invoice{name}", "les paiements de la facture{name}"),
        "the.list": ("list of {name}", "la liste {name}"),
        "the.list of changes": ("list of changes{name}", "la liste des changements{name}"),
        "the.count": ("count{name}", "le décompte{name}"),
        "the.company": ("company{name}", "la société{name}"),
        "the.preferences": ("preferences{name}", "les préférences{name}"),
        "the.answer": ("answer to a query{name}", "la réponse à une requête{name}"),
        "the.portal session": ("portal session{name}", "la session du portail{name}"),
        "the.account": ("account{name}", "le compte{name}"),
        "the.reminders": ("reminders{name}", "les relances{name}"),
        "the.link of an invoice": ("link of an invoice{name}", "le lien d'une facture{name}"),
        "the.connections": ("connections{name}", "les connexions{name}"),
        "named": (" {name}", " {name}"),
    }
)


def its(name: str) -> Told:
    """What belongs to a system."""
    return say("its.s" if name.endswith("s") else "its", name=name)


def the(what: str, name: object = "") -> Told:
    """One thing of a system's, such as `invoice`, by its name."""
    return say(f"the.{what}", name=say("named", name=name) if name else "")


def the_list(name: object) -> Told:
    """A list, as the system calls it."""
    return say("the.list", name=name)
