"""Words of the first page, in English and in French."""

TODAY: dict[str, tuple[str, str]] = {
    "needs_you": ("Needs you", "Ce qui vous attend"),
    "nothing_needs_you": ("Nothing needs you.", "Rien ne vous attend."),
    "needs_reconnect": (
        "{name} has to be connected again: it is not read until then.",
        "{name} doit être reconnecté : rien n'y est lu d'ici là.",
    ),
    "needs_reading": (
        "{name} was last read {moment}: too long ago to write to anybody about it.",
        "{name} : dernière lecture {moment}, trop ancienne pour relancer qui que ce soit.",
    ),
    "needs_posting": (
        "Payments are posted until {day} alone: post what came in since, so that nobody who paid is asked.",
        "Les paiements ne sont saisis que jusqu'au {day} : saisissez les suivants, pour ne relancer "
        "personne qui a payé.",
    ),
    "needs_mail": (
        "{count} messages wait since {since}; the next try is on {at}.",
        "{count} messages attendent depuis le {since} ; prochain essai le {at}.",
    ),
    "needs_mail.one": (
        "One message waits since {since}; the next try is on {at}.",
        "Un message attend depuis le {since} ; prochain essai le {at}.",
    ),
    "mail_help.smtp_auth": (
        "Stop Relance, correct user name and password in RELANCE_SMTP_URL, start it again.",
        "Arrêtez Relance, corrigez identifiant et mot de passe dans RELANCE_SMTP_URL, puis redémarrez-le.",
    ),
    "mail_help.tls": (
        "Its certificate was refused, or it offers no encryption. Stop Relance, write the name its "
        "certificate is made for and the right port into RELANCE_SMTP_URL, start it again.",
        "Son certificat a été refusé, ou il ne propose pas de chiffrement. Arrêtez Relance, écrivez dans "
        "RELANCE_SMTP_URL le nom pour lequel son certificat est établi et le bon port, puis redémarrez-le.",
    ),
    "mail_help.connection": (
        "If it lasts: stop Relance, correct name and port in RELANCE_SMTP_URL, start it again.",
        "Si cela dure : arrêtez Relance, corrigez nom et port dans RELANCE_SMTP_URL, puis redémarrez-le.",
    ),
    "mail_help.timeout": (
        "If it lasts: stop Relance, correct name and port in RELANCE_SMTP_URL, start it again.",
        "Si cela dure : arrêtez Relance, corrigez nom et port dans RELANCE_SMTP_URL, puis redémarrez-le.",
    ),
    "mail_help.protocol": (
        "Look whether RELANCE_SMTP_URL names a mail server and its port; «relance doctor» tries it.",
        "Voyez si RELANCE_SMTP_URL nomme un serveur d'envoi et son port ; « relance doctor » l'essaie.",
    ),
    "tried_again_at": ("next try: {at}", "prochain essai : {at}"),
    "leaves_today": ("Goes out today", "Part aujourd'hui"),
    "leaves_nothing": ("Nothing goes out today.", "Rien ne part aujourd'hui."),
    "leaves_nothing_stopped": (
        "Everything is stopped: what stands here waits.",
        "Tout est arrêté : ce qui figure ici attend.",
    ),
    "leaves_nothing_shadow": (
        "In the mode shadow nothing leaves: this is what would.",
        "En mode observation, rien ne part : voici ce qui partirait.",
    ),
    "at_hour": ("At", "Heure"),
    "hours_now": ("now, until {until}", "maintenant, jusqu'à {until}"),
    "hours_from": ("{since} to {until}", "de {since} à {until}"),
    "leaves_nothing_more": (
        "Nothing goes out today any more: the hours are over.",
        "Plus rien ne part aujourd'hui : l'heure est passée.",
    ),
    "leaves_next_opening": ("Goes out when the hours begin again", "Part à la reprise des heures d'envoi"),
    "soon.today": ("today at {hour}", "aujourd'hui à {hour}"),
    "soon.tomorrow": ("tomorrow at {hour}", "demain à {hour}"),
    "soon.day": ("{day} at {hour}", "{day} à {hour}"),
    "opens_next": (
        "Outside the hours of sending: the first ones leave {at} at the earliest.",
        "Hors des heures d'envoi : les premiers partent au plus tôt {at}.",
    ),
    "silent_for_promise": (
        "Promised for {promised}, then {grace} business days of grace: nothing is said before {day}",
        "Promesse pour le {promised}, puis {grace} jours ouvrés de grâce : rien n'est dit avant le {day}",
    ),
    "promises": ("Promises", "Promesses de paiement"),
    "promised_day": ("Promised for", "Promis pour le"),
    "promised_since": ("Told", "Annoncé"),
    "came_in": ("Came in since yesterday", "Rentré depuis hier"),
    "came_in_nothing": ("Nothing has come in since yesterday.", "Rien n'est rentré depuis hier."),
    "is_settled": ("settled", "soldée"),
    "is_part": ("in part", "en partie"),
    "and_more": ("and {count} more", "et {count} de plus"),
    "how_it_stands": ("How it stands", "La situation"),
}
