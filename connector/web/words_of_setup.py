"""Words for the first run, from the organisation to the start, in English and in French."""

SETUP: dict[str, tuple[str, str]] = {
    # a new organisation
    "new_organisation": ("Your business", "Votre entreprise"),
    "another_organisation": ("Add an organisation", "Ajouter une entreprise"),
    "new_organisation_why": (
        "An organisation is one business whose invoices are collected. Time zone, language and currency "
        "follow from the country; you may say others.",
        "C'est l'entreprise dont on relance les factures. Le fuseau horaire, la langue et "
        "la devise découlent du pays ; vous pouvez en choisir d'autres.",
    ),
    "organisation_name": ("Name of the business", "Nom de l'entreprise"),
    "organisation_name_hint": ("As your customers know it.", "Tel que vos clients le connaissent."),
    "country_choose": ("Choose…", "Choisissez…"),
    "country_hint": ("Its public holidays are kept free.", "Ses jours fériés sont respectés."),
    "timezone": ("Time zone", "Fuseau horaire"),
    "which_zone": (
        "This country has several time zones: choose yours.",
        "Ce pays a plusieurs fuseaux horaires : choisissez le vôtre.",
    ),
    "written_language": ("Language of the messages", "Langue des messages"),
    "language.fr": ("French", "Français"),
    "language.en": ("English", "Anglais"),
    "as_the_country": ("the country's", "celle du pays"),
    "currency": ("Currency", "Devise"),
    "currency_hint": (
        "Three letters, such as EUR; leave it empty for the country's.",
        "Trois lettres, comme EUR ; vide pour celle du pays.",
    ),
    "make_organisation": ("Add it, and go on", "Créer et continuer"),
    "begins_in_shadow": (
        "It begins in shadow mode: Relance decides and shows, and sends nothing.",
        "Elle commence en mode observation : Relance décide et montre, et n'envoie rien.",
    ),
    "name_needed": (
        "Give the business a name, of at most 200 letters.",
        "Donnez un nom à l'entreprise, de 200 caractères au plus.",
    ),
    "name_taken": (
        "There is an organisation of this name already.",
        "Une entreprise porte déjà ce nom.",
    ),
    "currency_wrong": (
        "This is no currency: write three letters, such as EUR.",
        "Ce n'est pas une devise : écrivez trois lettres, comme EUR.",
    ),
    "country_needed": ("Choose a country from the list.", "Choisissez un pays dans la liste."),
    # the steps
    "setup": ("Getting started", "Mise en route"),
    "setup_goes_on": (
        "Getting started: see what is done and what is left.",
        "Mise en route : voir ce qui est fait et ce qui reste à faire.",
    ),
    "setup_hint": (
        "Nothing is sent until the last step. Stop whenever you like: this page will show where you are.",
        "Rien n'est envoyé avant la dernière étape. Arrêtez quand vous voulez : cette page dira où vous en "
        "êtes.",
    ),
    "setup_over": (
        "All is set up. Each step can be looked at and changed again.",
        "Tout est en place. Chaque étape peut être revue et changée.",
    ),
    "who_sets_up": (
        "Setting up is done by somebody with the role bookkeeper or owner.",
        "La mise en route revient à une personne ayant le rôle comptable ou propriétaire.",
    ),
    "step_done": ("done", "fait"),
    "step_left": ("to do", "à faire"),
    "step_optional": ("if you like", "si vous voulez"),
    "setup.organisation": ("The business", "L'entreprise"),
    "setup.source": ("Your invoices", "Vos factures"),
    "setup.source.hint": (
        "A ledger file from any accounting system, or an account of your accounting or billing service.",
        "Un fichier de n'importe quel logiciel de comptabilité, ou un compte de votre service de "
        "facturation.",
    ),
    "setup.source.done": ("Open invoices: {count}", "Factures ouvertes : {count}"),
    "setup.source.go": ("Import a ledger file", "Importer un fichier"),
    "setup.source.account": ("connect an account", "connecter un compte"),
    "setup.sender": ("Who writes", "Qui écrit"),
    "setup.sender.hint": (
        "The address messages leave from, who signs, how to pay; with a test message to yourself.",
        "L'adresse d'envoi, qui signe, comment payer ; avec un message d'essai à vous-même.",
    ),
    "setup.sender.go": ("Set the sender", "Régler l'expéditeur"),
    "setup.policy": ("What is said, and when", "Ce qui est dit, et quand"),
    "setup.policy.now": (
        "Now «{policy}». Read its messages in order, about one of your own invoices.",
        "Actuellement « {policy} ». Lisez ses messages dans l'ordre, sur l'une de vos factures.",
    ),
    "setup.policy.go": ("Look at the messages", "Voir les messages"),
    "setup.before": ("Who is left out, what was said before", "Qui est exclu, ce qui a déjà été dit"),
    "setup.before.hint": (
        "Customers who must never be written to, and reminders that you have sent yourself.",
        "Les clients à ne jamais relancer, et les relances que vous avez déjà envoyées.",
    ),
    "setup.before.done": (
        "Never written to: {excluded}. Reminders noted: {recorded}.",
        "Jamais relancés : {excluded}. Relances notées : {recorded}.",
    ),
    "setup.before.go": ("Go through the late ones", "Parcourir les retards"),
    "setup.start": ("See the first messages, then start", "Voir les premiers messages, puis démarrer"),
    "setup.start.hint": (
        "How many messages would leave on which day, for how much, and what looks odd.",
        "Combien de messages partiraient quel jour, pour quel montant, et ce qui paraît étrange.",
    ),
    "setup.start.go": ("Preview and choose the mode", "Aperçu et choix du mode"),
}
