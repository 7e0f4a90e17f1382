"""Words for connecting accounts, in English and in French."""

CONNECTIONS: dict[str, tuple[str, str]] = {
    "connections": ("Connections", "Connexions"),
    "account_there": ("Account", "Compte"),
    "read_at": ("Read", "Lu le"),
    "consent_until": ("Consent until", "Accord jusqu'au"),
    "what_to_do": ("To do", "À faire"),
    "waits_for_you": ("waits for you", "vous attend"),
    "waits_hint": (
        "Nothing is read and nothing leaves until it is connected again.",
        "Rien n'est lu et rien ne part tant que le compte n'est pas reconnecté.",
    ),
    "ends_soon": ("the consent ends soon: reconnect", "l'accord prend fin bientôt : reconnectez"),
    "has_troubles": ("look at this", "à regarder"),
    "not_read_yet": ("read within a minute", "lu d'ici une minute"),
    "is_read": ("in order", "en ordre"),
    "mails_itself": ("Can mail invoices itself", "Peut envoyer les factures lui-même"),
    "mails_hint": (
        "A step of a policy with «channel: provider» has {title} mail the invoice: one in each mail, "
        "in its words and from its sender, to whom it has for it. No text of yours goes with it and no "
        "day to pay by is named; answers go where {title} sends them, not to your mailbox. Where several "
        "invoices are due together, your own mailer writes.",
        "Une étape « channel: provider » fait envoyer la facture par {title} : une par message, avec "
        "ses mots et son expéditeur, à l'adresse qu'il connaît. Aucun texte de vous ne l'accompagne et "
        "aucun délai n'est annoncé ; les réponses vont là où {title} les envoie, pas dans votre boîte. "
        "Si plusieurs factures sont dues ensemble, c'est votre propre messagerie qui écrit.",
    ),
    "webhook": ("Webhook", "Webhook"),
    "webhook_hint": (
        "Changes are known within a minute if {title} tells of them here. Give it this address, and put the "
        "secret it shows into {prefix}_WEBHOOK_SECRET.",
        "Les changements sont connus dans la minute si {title} les annonce ici. Donnez-lui cette adresse et "
        "placez le secret qu'il affiche dans {prefix}_WEBHOOK_SECRET.",
    ),
    "reconnect": ("Reconnect", "Reconnecter"),
    "new_key": ("Give another key", "Donner une autre clé"),
    "disconnect": ("Disconnect", "Déconnecter"),
    "keep_connected": ("No, leave it connected", "Non, garder la connexion"),
    "nothing_connected": ("Nothing is connected yet.", "Rien n'est encore connecté."),
    "connect_one": ("Connect an account", "Connecter un compte"),
    "connect": ("Connect", "Connecter"),
    "connect_with_key": ("Connect with a key", "Connecter avec une clé"),
    "not_yet_a_click": ("Not with a click yet:", "Pas encore en un clic :"),
    "not_set_up": (
        "Not set up yet: register an app there (docs/connecting.md), then set {prefix}_CLIENT_ID and "
        "_CLIENT_SECRET.",
        "Pas encore configuré : enregistrez-y une application (docs/connecting.md), puis renseignez "
        "{prefix}_CLIENT_ID et _CLIENT_SECRET.",
    ),
    "file_hint": ("Or at the command line:", "Ou en ligne de commande :"),
    "who_connects": (
        "Owners and bookkeepers connect accounts.",
        "Propriétaires et comptables peuvent connecter des comptes.",
    ),
    # leaving for the provider
    "leave_hint": (
        "{title} asks whether Relance may read the invoices of {organisation}. Then it sends you back here.",
        "{title} demande si Relance peut lire les factures de {organisation}, puis vous renvoie ici.",
    ),
    "choose_the_same": ("Choose {name} there.", "Choisissez-y {name}."),
    "go_on_to": ("Go on to {title}", "Continuer vers {title}"),
    "leads_to": ("This link leads to", "Ce lien mène à"),
    "open_so_long": ("You have 15 minutes.", "Vous avez 15 minutes."),
    "or_use_again": ("Or without asking anew", "Ou sans nouvel accord"),
    "use_again_hint": (
        "A consent that you gave before may open other organisations at {title} too.",
        "Un accord déjà donné ouvre peut-être d'autres comptes chez {title}.",
    ),
    "use_the_one_of": (
        "See what it opens (last renewed {moment})",
        "Voir ce qu'il ouvre (renouvelé le {moment})",
    ),
    # choosing
    "choose_account": ("Which account?", "Quel compte ?"),
    "choose_hint": (
        "Your consent at {title} opens several accounts. Choose the one whose invoices are those of "
        "{organisation}.",
        "Votre accord chez {title} ouvre plusieurs comptes. Choisissez celui des factures de {organisation}.",
    ),
    "connected_already": ("connected already", "déjà connecté"),
    # a key
    "key": ("Key", "Clé"),
    "key_hint": (
        "It is tried at once, kept sealed, and never shown again.",
        "Elle est essayée aussitôt, gardée chiffrée, et n'est plus jamais affichée.",
    ),
    # disconnecting
    "disconnect_hint": (
        "Its invoices stay as they were last seen, with their history, but nothing more is read or sent "
        "about them in {organisation}. Consent or key are forgotten. Connected again, they go on.",
        "Ses factures restent telles qu'elles ont été lues, avec leur historique, mais plus rien n'est lu ni "
        "envoyé à leur sujet dans {organisation}. L'accord ou la clé est oublié. Reconnecté, tout reprend.",
    ),
    "reconnect_where": (
        "Choose the organisation whose account you want to reconnect.",
        "Choisissez l'entreprise dont le compte est à reconnecter.",
    ),
    # done
    "done.connected": ("The account is connected.", "Le compte est connecté."),
    "done.key_forgotten": (
        "It is disconnected and its key is forgotten here. Revoke the key there too.",
        "Le compte est déconnecté et sa clé oubliée ici. Révoquez-la aussi là-bas.",
    ),
    "done.revoked": (
        "It is disconnected; the consent is revoked there and forgotten here.",
        "Le compte est déconnecté ; l'accord est révoqué là-bas et oublié ici.",
    ),
    "done.still_used": (
        "It is disconnected. The consent stays, for other connections stand on it.",
        "Le compte est déconnecté. L'accord reste : d'autres connexions en dépendent.",
    ),
    "done.left_alone": (
        "It is disconnected, here and there. The consent was not revoked, for that would end other "
        "connections: they go on.",
        "Le compte est déconnecté, ici et là-bas. L'accord n'a pas été révoqué, ce qui couperait d'autres "
        "connexions : elles continuent.",
    ),
    "done.not_left": (
        "It is disconnected here. There it could not be ended, and the consent was not revoked, for that "
        "would end other connections: take this organisation from the app there yourself.",
        "Le compte est déconnecté ici. Là-bas, rien n'a pu être coupé, et l'accord n'a pas été révoqué, ce "
        "qui couperait d'autres connexions : retirez-y vous-même ce compte de l'application.",
    ),
    "done.out_of_reach": (
        "It is disconnected and its tokens are forgotten here, but nothing could be revoked there: remove "
        "the app there yourself.",
        "Le compte est déconnecté et ses jetons oubliés ici, mais rien n'a pu être révoqué là-bas : "
        "retirez-y l'application vous-même.",
    ),
    # refused
    "not_connected.not_open": (
        "This consent is not open: it was used, is older than 15 minutes, or was begun in another browser. "
        "Connect once more.",
        "Cet accord n'est plus ouvert : déjà utilisé, vieux de plus de 15 minutes, ou commencé dans un autre "
        "navigateur. Recommencez la connexion.",
    ),
    "not_connected.at_the_terminal": (
        "This was begun at the command line: paste the address of this page there.",
        "Cela a été commencé en ligne de commande : collez-y l'adresse de cette page.",
    ),
    "not_connected.denied": (
        "Access was not allowed at {name}: nothing is connected.",
        "L'accès n'a pas été autorisé chez {name} : rien n'est connecté.",
    ),
    "not_connected.answered_otherwise": (
        "{name} answered «{said}» instead of a consent: look at the app that you registered there, its "
        "redirect address and its scopes.",
        "{name} a répondu « {said} » au lieu d'un accord : voyez l'application que vous y avez enregistrée, "
        "son adresse de retour et ses droits.",
    ),
    "not_connected.opens_nothing": (
        "This consent opens no organisation at {name}: allow one when you connect.",
        "Cet accord n'ouvre aucun compte chez {name} : autorisez-en un en vous connectant.",
    ),
    "not_connected.another_account": (
        "The consent opens {opened}, not {name}. Reconnect once more and choose {name} there. Nothing was "
        "changed.",
        "L'accord ouvre {opened}, non {name}. Reconnectez encore une fois et choisissez-y {name}. Rien n'a "
        "été changé.",
    ),
    "not_connected.connected_here": (
        "{name} is connected already: reconnect it where it is listed.",
        "{name} est déjà connectée : reconnectez-la là où elle figure.",
    ),
    "not_connected.connected_elsewhere": (
        "This account is connected in another organisation of this installation: an invoice is chased from "
        "one place only. Disconnect it there first.",
        "Ce compte est connecté dans une autre entreprise de cette installation : une facture ne se "
        "relance que d'un seul endroit. Déconnectez-le d'abord là-bas.",
    ),
    "not_connected.not_there": (
        "This account is not connected any more.",
        "Ce compte n'est plus connecté.",
    ),
    "not_connected.other_address": (
        "Open Relance at {address} to connect: you are sent back there, and are known only there.",
        "Ouvrez Relance à l'adresse {address} pour connecter : c'est là que vous serez renvoyé et reconnu.",
    ),
}
