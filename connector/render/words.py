"""Words for steps, tasks and alarms in the reader's language, for pages, screen and daily mail alike."""

from collections.abc import Mapping

from connector.core import told
from connector.core.daily import Alarm, AlarmKind
from connector.core.typography import french
from connector.render.clean import harmless
from connector.render.formats import GLUE, day_text
from connector.render.reasons import sentence

#: code: (English, French).
Words = Mapping[str, tuple[str, str]]

STEPS: Words = {
    "notice": ("Notice before the due date", "Rappel avant échéance"),
    "due": ("Due today", "Échéance du jour"),
    "friendly": ("Friendly reminder", "Rappel amical"),
    "firm": ("Firm reminder", "Relance ferme"),
    "call": ("Call", "Appel"),
    "formal": ("Formal notice", "Mise en demeure"),
    "failed": ("Failed charge: first notice", "Prélèvement échoué : premier avis"),
    "again": ("Failed charge: second notice", "Prélèvement échoué : deuxième avis"),
    "last": ("Last reminder", "Dernière relance"),
    "card-ends": ("Card that expires: notice", "Carte qui expire : avis"),
    "plan_notice": ("Instalment {n}: notice", "Versement {n} : rappel"),
    "plan_missed": ("Instalment {n}: missed", "Versement {n} : manqué"),
}
#: By `TaskKind`, and by channel for what a person carries out.
TASKS: Words = {
    "call": ("Call the customer", "Appeler le client"),
    "letter": ("Post the letter", "Poster le courrier"),
    "task": ("Find another way to reach the customer", "Joindre le client autrement"),
    "unknown": (
        "Nobody knows whether the message left: look at the mail server",
        "On ignore si le message est parti : voyez le serveur d'envoi",
    ),
    "unknown_recipient": (
        "Nobody knows whether it reached this recipient, and it is not sent again: ask there",
        "On ignore si ce destinataire l'a reçu, et rien n'est renvoyé : demandez-lui",
    ),
    "find_contact": ("Find an address that works", "Trouver une adresse valable"),
    "delivery_failed": (
        "The message was refused: see why, and mend it (the address, the sender, the account)",
        "Message refusé : voyez pourquoi et corrigez (adresse, expéditeur ou compte)",
    ),
    "no_due_date": ("Correct the due date at its source", "Corriger l'échéance à la source"),
    "insolvency": (
        "Insolvent: declare the claim in time (France: two months)",
        "Procédure collective : déclarer la créance à temps (deux mois)",
    ),
    "sort_reply": (
        "Read the answer, decide, then release",
        "Lire la réponse, décider, puis lever la suspension",
    ),
    "ladder_finished": (
        "Still open after the last step: hand it over, write it off, or leave it",
        "Encore ouverte après la dernière étape : confier, passer en perte ou laisser",
    ),
    "needs_person": ("Decide how to go on", "Décider de la suite"),
    "release": (
        "Very late when first seen: release it or leave it",
        "Très en retard à la première lecture : autoriser la relance ou laisser",
    ),
    "final_action": (
        "Still unpaid after the last step: decide what becomes of the subscription",
        "Toujours impayé après la dernière étape : décider de la suite de l'abonnement",
    ),
    "disputed": (
        "The customer disputes it: look into it, answer, then release",
        "Le client la conteste : vérifier, répondre, puis lever la suspension",
    ),
    "asks_plan": (
        "The customer asks for instalments: note a plan on the invoice's page, or decline and end the pause",
        "Le client demande un échéancier : le noter sur la page de la facture, ou refuser et mettre fin à "
        "la pause",
    ),
    "names_contact": (
        "The customer names another billing contact: check with him, then add it",
        "Le client indique un autre contact de facturation : vérifier auprès de lui, puis l'ajouter",
    ),
    "wrote_again": (
        "The customer has used up what the page does by itself: answer him",
        "Le client a épuisé ce que la page fait seule : lui répondre",
    ),
    "client_refuses": (
        "The client refuses this message, and its invoices are paused: settle it with him, then release",
        "L'entreprise refuse ce message, ses factures sont en pause : voir avec elle, puis lever la pause",
    ),
    "chargeback": ("A payment was taken back: answer it", "Paiement contesté par la banque : répondre"),
}
ALARMS: Words = {
    AlarmKind.NOT_DECIDED: (
        "A fault kept {count} from being decided, and nothing is sent about them: the log says which.",
        "Une erreur a empêché de décider pour {count} : rien n'est envoyé à leur sujet, voir le journal.",
    ),
    AlarmKind.LEDGER_TOO_OLD: (
        "The ledger is too old to trust: {count} due wait until it is imported or synced again.",
        "Données trop anciennes : {count} à relancer attendent un nouvel import ou une synchronisation.",
    ),
    AlarmKind.CONNECTION: ("{name}: {words}", "{name} : {words}"),
    AlarmKind.CONSENT_ENDS: (
        "{name}: your consent ends on {on}. Reconnect the account before, on the page Connections.",
        "{name} : votre accord prend fin le {on}. Reconnectez le compte d'ici là, à la page Connexions.",
    ),
    AlarmKind.NOT_POSTED: (
        "The last payment was posted on {on}: post what came in since.",
        "Le dernier règlement saisi date du {on} : saisissez ce qui est arrivé depuis.",
    ),
    AlarmKind.WEBHOOK_OFF: (
        "The webhook {name} was switched off, for it took nothing: look at the page Webhooks.",
        "Le webhook {name} est désactivé, il n'acceptait plus rien : voyez la page Webhooks.",
    ),
    AlarmKind.WEBHOOK_DEAD: (
        "The webhook {name} did not take everything; given up since yesterday: {count}. See Webhooks.",
        "Le webhook {name} n'a pas tout accepté ; abandonnés depuis hier : {count}. Voyez la page Webhooks.",
    ),
}


def in_language(pair: tuple[str, str], language: str) -> str:
    """French for those who read it, with its own spaces, else English."""
    return french(pair[1]) if language.startswith("fr") else pair[0]


def step_words(step_id: str, language: str) -> str:
    """The word for a step; `plan:2:notice` speaks of the second instalment, one of the owner's for itself."""
    plan, _, rest = step_id.partition(":")
    number, _, what = rest.partition(":")
    if plan == "plan" and f"plan_{what}" in STEPS:
        return in_language(STEPS[f"plan_{what}"], language).format(n=number)
    return in_language(STEPS.get(step_id, (step_id, step_id)), language)


def task_words(kind: str, step_id: str, detail: str, language: str) -> str:
    """What is to be done; `step_id` is the step it is about, `detail` what the other side said, or empty.

    See `said_words`.
    """
    words = in_language(TASKS[kind], language)
    if step_id and step_id != kind:
        words += f" ({step_words(step_id, language)})"
    return f"{words}. {said_words(detail, language)}" if detail else words


def said_words(detail: str, language: str) -> str:
    """The first line may be a code of ours; what follows are words of theirs, quoted, whatever they are."""
    first, *theirs = str(told.in_language(detail, language)).split("\n")
    left, right = in_language(("«|»", "«\N{NO-BREAK SPACE}|\N{NO-BREAK SPACE}»"), language).split("|")
    return " ".join((sentence(first, language), *(f"{left}{x}{right}" for x in theirs if x)))


def alarm_words(alarm: Alarm, language: str, tag: str) -> str:
    """What needs the owner, in one sentence; days are written in the manner of the locale `tag`."""
    on = day_text(alarm.on, tag).replace(GLUE, " ") if alarm.on else ""
    words = in_language(ALARMS[alarm.kind], language)
    name, said = harmless(alarm.name), harmless(str(told.in_language(alarm.words, language)))
    return words.format(count=alarm.count, name=name, on=on, words=said)
