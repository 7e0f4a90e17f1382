"""Words for the tokens of machines, in English and in French."""

TOKENS: dict[str, tuple[str, str]] = {
    "tokens": ("Access for programs", "Accès des programmes"),
    "tokens_link": ("Access for programs (API tokens)", "Accès des programmes (jetons d'API)"),
    "tokens_what": (
        "A program of yours may ask Relance with a token, over its API. Each is of this organisation alone.",
        "Un programme à vous peut interroger Relance par son API, avec un jeton. Chaque jeton ne vaut que "
        "pour cette entreprise.",
    ),
    "tokens_ended": ("Ended", "Terminés"),
    "no_tokens": ("No program may ask anything yet.", "Aucun programme n'a encore d'accès."),
    "token_new": ("Let a program in", "Donner accès à un programme"),
    "token_name": ("Program", "Programme"),
    "token_name_hint": (
        "What you will know it by, also in the timeline of a customer.",
        "Le nom auquel vous le reconnaîtrez, y compris dans l'historique d'un client.",
    ),
    "token_name_missing": (
        "Name the program, in 60 letters at most.",
        "Nommez le programme, en 60 caractères au plus.",
    ),
    "token_hint": ("Begins with", "Commence par"),
    "token_may": ("It may", "Il peut"),
    "token_may_missing": (
        "Choose at least one thing that it may do.",
        "Choisissez au moins une chose qu'il peut faire.",
    ),
    "token_made_by": ("Let in by", "Accès donné par"),
    "token_ends": ("Ends", "Fin"),
    "token_days.one": ("after 1 day", "après 1 jour"),
    "token_days": ("after {days} days", "après {days} jours"),
    "token_no_end": ("when revoked", "à la révocation"),
    "token_never_used": ("never", "jamais"),
    "token_make": ("Make the token", "Créer le jeton"),
    "token_made": ("The token", "Le jeton"),
    "token_once": (
        "Copy it now: it is shown this once. Keep it like a password.",
        "Copiez-le maintenant : il n'est affiché qu'une fois. Gardez-le comme un mot de passe.",
    ),
    "token_use": ("The program sends it with each request:", "Le programme l'envoie à chaque requête :"),
    "token_made_before": (
        "This form was sent twice: the token was made the first time, and cannot be shown again. If you have "
        "not kept it, revoke it and make another one.",
        "Ce formulaire a été envoyé deux fois : le jeton a été créé la première fois et ne peut plus être "
        "affiché. Si vous ne l'avez pas gardé, révoquez-le et créez-en un autre.",
    ),
    "token_revoke": ("Revoke", "Révoquer"),
    "token_revoked": (
        "Revoked: it opens nothing any more.",
        "Révoqué : il ne donne plus accès à rien.",
    ),
    "token_never": (
        "None of them sends by itself, connects or disconnects accounts, ends subscriptions, or changes how "
        "the organisation works: that stays with people.",
        "Aucun n'envoie de lui-même, ne connecte ni ne déconnecte de compte, n'arrête d'abonnement ni ne "
        "change le fonctionnement de l'entreprise : cela reste aux personnes.",
    ),
    "permit.read": ("read", "lire"),
    "permit.read.means": (
        "All that a viewer sees, customers and messages included.",
        "Tout ce que voit un lecteur, clients et messages compris.",
    ),
    "permit.decide": ("decide", "décider"),
    "permit.decide.means": (
        "Holds, promises, notes, customers, tasks; stop everything.",
        "Suspensions, promesses, notes, clients, tâches ; tout arrêter.",
    ),
    "permit.import": ("import", "importer"),
    "permit.import.means": (
        "Hand in ledger files. Each one is the whole ledger: what is missing in it is closed.",
        "Déposer des fichiers de factures. Chacun vaut pour tout : ce qui n'y figure pas est clos.",
    ),
    "permit.webhooks": ("webhooks", "webhooks"),
    "permit.webhooks.means": (
        "The addresses that are told what happens: add, change and remove them. The program can have all of "
        "it told to an address of its choice.",
        "Les adresses informées de ce qui se passe : en ajouter, en modifier, en retirer. Le programme "
        "peut tout faire envoyer à une adresse de son choix.",
    ),
    "permit.approve": ("approve", "valider"),
    "permit.approve.means": (
        "Release messages that wait, as they were shown, and start again after a stop.",
        "Valider des messages en attente, tels qu'ils ont été montrés, et reprendre après un arrêt.",
    ),
}
