"""Words for webhooks: what is told to addresses of the owner, in English and in French."""

HOOKS: dict[str, tuple[str, str]] = {
    "hooks": ("Webhooks", "Webhooks"),
    "hooks_go": (
        "Webhooks: tell your own systems what happens",
        "Webhooks : prévenir vos propres systèmes de ce qui se passe",
    ),
    "hooks_hint": (
        "Each time something becomes true here, Relance tells the addresses below, in a signed request: a "
        "reminder left, an invoice was paid, a promise was broken.",
        "À chaque événement, Relance prévient les adresses ci-dessous par une requête signée : une relance "
        "est partie, une facture est payée, une promesse n'est pas tenue.",
    ),
    "hooks_none": ("No address is told anything yet.", "Aucune adresse n'est prévenue pour l'instant."),
    "hook.address": ("Address", "Adresse"),
    "hook.address.hint": (
        "Where your system listens, such as https://hooks.your-company.example/relance",
        "Là où votre système écoute, par exemple https://hooks.votre-societe.example/relance",
    ),
    "hook.events": ("Is told", "Est prévenue de"),
    "hook.all": ("Everything", "Tout"),
    "hook.all.hint": (
        "What later versions can tell too. Or choose:",
        "Y compris ce que diront les prochaines versions. Ou choisissez :",
    ),
    "hook.some.one": ("one kind of event", "une sorte d'événements"),
    "hook.some": ("{count} kinds of events", "{count} sortes d'événements"),
    "hook.add": ("Add an address", "Ajouter une adresse"),
    "hook.add.go": ("Add it and show its secret", "Ajouter et montrer son secret"),
    "hook.on": ("on", "active"),
    "hook.off": ("off", "désactivée"),
    "hook.off.by_hand": ("since {moment}", "depuis le {moment}"),
    "hook.off.failing": (
        "It took nothing for five days, and was switched off on {moment}.",
        "Elle n'a rien accepté pendant cinq jours ; désactivée le {moment}.",
    ),
    "hook.off.gone": (
        "It answered that it is gone for good (410), and was switched off on {moment}.",
        "Elle a répondu qu'elle n'existe plus (410) ; désactivée le {moment}.",
    ),
    "hook.failing": ("in trouble", "en difficulté"),
    "hook.failing.since": (
        "It has taken nothing since {moment}.",
        "Elle n'a rien accepté depuis le {moment}.",
    ),
    "hook.secret": ("Its secret", "Son secret"),
    "hook.secret.once": (
        "Copy it now into your system: it is shown this once. With it your system knows that a request is "
        "from here.",
        "Copiez-le maintenant dans votre système : il n'est montré qu'une fois. Il prouve à votre système "
        "qu'une requête vient d'ici.",
    ),
    "hook.both_sign": (
        "The secret before signs too until {moment}.",
        "L'ancien secret signe aussi jusqu'au {moment}.",
    ),
    "hook.test": ("Send a test", "Envoyer un essai"),
    "hook.switch_on": ("Switch it on", "Activer"),
    "hook.switch_off": ("Switch it off", "Désactiver"),
    "hook.rotate": ("Change the secret", "Changer le secret"),
    "hook.change": ("What it is told", "Ce dont elle est prévenue"),
    "hook.change.go": ("Keep this choice", "Garder ce choix"),
    "hook.remove": ("Remove the address", "Retirer l'adresse"),
    "hook.remove.hint": (
        "With its secret and its log. What it has not been told yet is not told any more.",
        "Avec son secret et son journal. Ce qui ne lui a pas encore été dit ne le sera plus.",
    ),
    "hook.remove.go": ("Remove it", "Retirer"),
    "hook.log": ("What it was told", "Ce qui lui a été dit"),
    "hook.nothing": ("Nothing yet.", "Rien pour l'instant."),
    "hook.happened": ("When", "Quand"),
    "hook.event": ("Event", "Événement"),
    "hook.answer": ("Answer", "Réponse"),
    "hook.words": ("in its words", "dans ses termes"),
    "hook.next": ("Tried next", "Prochain essai"),
    "hook.again": ("Send again", "Renvoyer"),
    "hook.attempts": ("tries: {count}", "essais : {count}"),
    "hook.latest": ("Latest", "Plus récents"),
    "hook.older": ("Older", "Plus anciens"),
    "hook.kept": ("Kept for 30 days.", "Gardé pendant 30 jours."),
    "hook.state.waiting": ("waits", "en attente"),
    "hook.state.delivered": ("taken", "reçu"),
    "hook.state.dead": ("given up", "abandonné"),
    "hook.said.taken": ("Taken", "Reçu"),
    "hook.said.answered": ("Not taken", "Refusé"),
    "hook.said.redirected": (
        "It answered with another address, which is not followed",
        "Elle renvoie à une autre adresse, qui n'est pas suivie",
    ),
    "hook.said.no_answer": ("No answer", "Pas de réponse"),
    "hook.said.too_slow": ("No answer within 10 seconds", "Pas de réponse en 10 secondes"),
    "hook.said.unsafe": (
        "It leads to an address inside, where nothing is sent",
        "Elle mène à une adresse interne, où rien n'est envoyé",
    ),
    "hook.done.tried": (
        "A test was sent: the answer stands first in the log.",
        "Un essai est envoyé : la réponse est en tête du journal.",
    ),
    "hook.done.changed": ("The choice is kept.", "Le choix est gardé."),
    "hook.done.on": ("It is on: what waited is told now.", "Elle est active : ce qui attendait va partir."),
    "hook.done.off": (
        "It is off: it is told nothing more.",
        "Elle est désactivée : plus rien ne lui est dit.",
    ),
    "hook.done.removed": ("The address is removed.", "L'adresse est retirée."),
    "hook.done.again": (
        "It was sent again: the answer stands in the log.",
        "C'est renvoyé : la réponse est dans le journal.",
    ),
    "hook.refused.address": (
        "Nothing can be told there: write an address that begins with https://, outside your network.",
        "Impossible d'y écrire : donnez une adresse qui commence par https://, hors de votre réseau.",
    ),
    "hook.refused.there": (
        "This address is in the list already: change what it is told there.",
        "Cette adresse est déjà dans la liste : changez-y ce dont elle est prévenue.",
    ),
    "hook.refused.kinds": ("Choose one event at least.", "Choisissez au moins un événement."),
    "hook.refused.most": (
        "There are {count} addresses already: remove one first.",
        "Il y a déjà {count} adresses : retirez-en une d'abord.",
    ),
    "hook.refused.newer": (
        "It was changed meanwhile, and the newest stays. Change it again if you have not seen it.",
        "Il a changé entre-temps, et le plus récent reste. Changez-le encore si vous ne l'avez pas vu.",
    ),
    "hook.kind.reminder.sent": ("A reminder left, or was done", "Une relance est partie, ou faite"),
    "hook.kind.reminder.failed": ("A reminder was refused", "Une relance est refusée"),
    "hook.kind.reminder.unknown": (
        "Nobody knows whether a reminder left",
        "Nul ne sait si une relance est partie",
    ),
    "hook.kind.invoice.paid": ("An invoice was paid", "Une facture est payée"),
    "hook.kind.invoice.part_paid": ("A part of an invoice was paid", "Une facture est payée en partie"),
    "hook.kind.invoice.credited": ("An invoice was credited", "Une facture est soldée par un avoir"),
    "hook.kind.invoice.closed": ("An invoice was closed otherwise", "Une facture est close autrement"),
    "hook.kind.invoice.reopened": ("An invoice is open again", "Une facture est de nouveau ouverte"),
    "hook.kind.charge.failed": ("A charge failed", "Un prélèvement a échoué"),
    "hook.kind.charge.recovered": ("A failed charge was paid", "Un prélèvement échoué est payé"),
    "hook.kind.promise.kept": ("A promise was kept", "Une promesse est tenue"),
    "hook.kind.promise.broken": ("A promise was broken", "Une promesse n'est pas tenue"),
    "hook.kind.hold.made": (
        "A hold begins: a dispute, a promise, a pause…",
        "Une suspension commence : contestation, promesse, pause…",
    ),
    "hook.kind.hold.ended": ("A person ended a hold", "Une suspension est levée"),
    "hook.kind.address.suppressed": (
        "An address is not written to any more",
        "Une adresse ne recevra plus rien",
    ),
    "hook.kind.task.opened": ("A task is asked of a person", "Une tâche attend une personne"),
    "hook.kind.task.closed": ("A task is done", "Une tâche est close"),
    "hook.kind.connection.stopped": (
        "A connection waits for its owner",
        "Une connexion attend son propriétaire",
    ),
    "hook.kind.mode.changed": ("The mode was changed", "Le mode a changé"),
    "hook.kind.test": ("A test", "Un essai"),
    "needs_hook_off": (
        "The webhook {name} was switched off, for it took nothing.",
        "Le webhook {name} est désactivé : il n'acceptait plus rien.",
    ),
    "needs_hook_dead": (
        "The webhook {name} did not take events, and {count} were given up since yesterday.",
        "Le webhook {name} n'a pas accepté des événements : {count} abandonnés depuis hier.",
    ),
}
