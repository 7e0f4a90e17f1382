"""Words for customers who may be one, in English and in French."""

LINKS: dict[str, tuple[str, str]] = {
    "links": ("One customer in two connections", "Un client dans deux connexions"),
    "links_hint.one": (
        "Two who are one customer have one gap of 1 day between messages, whatever their addresses; "
        "only the first notice of a failed charge leaves at once. Excluded or paused in one connection, he "
        "is silent in both. Nothing is linked by itself, and all of it can be taken back.",
        "Deux fiches d'un même client ont un seul délai d'un jour entre messages, quelles que soient "
        "leurs adresses ; seul le premier avis d'un prélèvement échoué part aussitôt. Exclu ou en pause dans "
        "une connexion, il l'est dans les deux. Rien n'est lié tout seul, et tout peut être annulé.",
    ),
    "links_hint": (
        "Two who are one customer have one gap of {days} days between messages, whatever their addresses; "
        "only the first notice of a failed charge leaves at once. Excluded or paused in one connection, he "
        "is silent in both. Nothing is linked by itself, and all of it can be taken back.",
        "Deux fiches d'un même client ont un seul délai de {days} jours entre messages, quelles que soient "
        "leurs adresses ; seul le premier avis d'un prélèvement échoué part aussitôt. Exclu ou en pause dans "
        "une connexion, il l'est dans les deux. Rien n'est lié tout seul, et tout peut être annulé.",
    ),
    "links_asked": ("Are they one?", "Est-ce le même client ?"),
    "links_said": ("Answered", "Déjà répondu"),
    "link_said": ("Answer", "Réponse"),
    "links_count": (
        "Perhaps the same customer in two connections: {count} to answer.",
        "Peut-être un même client dans deux connexions : {count} à trancher.",
    ),
    "alike.tax_number": ("The same tax number", "Le même numéro fiscal"),
    "alike.email": ("The same billing address", "La même adresse de facturation"),
    "connection_of": ("Connection", "Connexion"),
    "tax_number": ("Tax number", "Numéro fiscal"),
    "owes_nothing": ("nothing", "rien"),
    "not_connected_now": ("not connected any more", "plus connecté"),
    "are_one": ("The same customer", "Le même client"),
    "are_two": ("Two customers", "Deux clients"),
    "said_one": ("one customer", "un seul client"),
    "said_two": ("two customers", "deux clients"),
    "take_back": ("Take it back", "Annuler"),
    "nobody_asked": (
        "Nobody who owes something in two connections looks alike and was not spoken of.",
        "Aucune ressemblance à trancher entre clients qui doivent quelque chose dans deux connexions.",
    ),
    "who_links": (
        "Owners and bookkeepers say who is one.",
        "Propriétaires et comptables disent qui ne fait qu'un.",
    ),
    "link_meanwhile": (
        "That was said or taken back meanwhile, or one of them owes nothing any more. Here is how it stands.",
        "C'est déjà dit ou annulé entre-temps, ou l'un des deux ne doit plus rien. Voici la situation.",
    ),
    "link_done.one": ("They are one customer from now on.", "Ils ne font plus qu'un client."),
    "link_done.two": (
        "They stay two, and are not proposed again.",
        "Ils restent deux et ne seront plus proposés.",
    ),
    "link_done.undone": ("It is taken back.", "C'est annulé."),
}
