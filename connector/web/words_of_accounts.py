"""Words for signing in, one's account and the users, in English and in French."""

ACCOUNTS: dict[str, tuple[str, str]] = {
    "sign_in": ("Sign in", "Se connecter"),
    "sign_out": ("Sign out", "Se déconnecter"),
    "sign_out_everywhere": ("Sign out everywhere", "Se déconnecter partout"),
    "email": ("Mail address", "Adresse e\N{NON-BREAKING HYPHEN}mail"),
    "email_hint": (
        "It is your name here; nothing is sent to it.",
        "C'est votre nom ici ; rien n'y est envoyé.",
    ),
    "password": ("Password", "Mot de passe"),
    "old_password": ("Your password now", "Votre mot de passe actuel"),
    "new_password": ("The new password", "Le nouveau mot de passe"),
    "again": ("The same once more", "Encore une fois"),
    "password_hint": (
        "At least 12 characters. A few words in a row do well; nothing else is asked of it.",
        "Au moins 12 caractères. Quelques mots à la suite font l'affaire. Aucune autre règle.",
    ),
    "change_password": ("Change the password", "Changer le mot de passe"),
    "forgotten": (
        "Forgotten it? Whoever runs Relance gives you another one:",
        "Oublié ? La personne qui gère Relance vous en donne un autre :",
    ),
    # the first user
    "first_user": ("The first user", "Le premier utilisateur"),
    "first_user_why": (
        "Nobody can sign in yet. The first user owns this installation: every organisation and all users.",
        "Personne ne peut encore se connecter. Le premier utilisateur est propriétaire de l'installation : "
        "toutes les entreprises et tous les utilisateurs.",
    ),
    "code": ("Set-up code", "Code d'installation"),
    "code_hint": (
        "«relance serve» has shown it when it started, so that nobody else comes first.",
        "« relance serve » l'a affiché à son démarrage, pour que personne d'autre ne passe avant vous.",
    ),
    "make_first": ("Make the first user", "Créer le premier utilisateur"),
    "first_by_command": ("Or on the command line:", "Ou en ligne de commande :"),
    # one's account
    "account": ("Your account", "Votre compte"),
    "language": ("Language", "Langue"),
    "roles": ("Roles", "Rôles"),
    "no_role": ("none", "aucun"),
    "no_role_yet": (
        "You have no role in any organisation yet: ask the owner for one.",
        "Vous n'avez encore de rôle dans aucune entreprise : demandez-en un au propriétaire.",
    ),
    "role.owner": ("Owner", "Propriétaire"),
    "role.bookkeeper": ("Bookkeeper", "Comptable"),
    "role.approver": ("Approver", "Valideur"),
    "role.viewer": ("Viewer", "Lecteur"),
    "sessions": ("Where you are signed in", "Où vous êtes connecté"),
    "browser": ("Browser", "Navigateur"),
    "address": ("From", "Adresse"),
    "since": ("Since", "Depuis le"),
    "last_seen": ("Last used", "Dernier usage"),
    "end": ("End it", "Y mettre fin"),
    "this_one": ("this browser", "ce navigateur"),
    "done.language": ("The language is changed.", "La langue est changée."),
    "done.password": (
        "The password is changed; every other browser is signed out.",
        "Le mot de passe est changé ; tous les autres navigateurs sont déconnectés.",
    ),
    "done.session": ("That browser is signed out.", "Ce navigateur est déconnecté."),
    # users
    "users": ("Users", "Utilisateurs"),
    "owner_of_all": ("Owner of the installation", "Propriétaire de l'installation"),
    "audit": ("What happened", "Ce qui s'est passé"),
    "audit_hint": (
        "The last hundred events. Refused sign-ins are kept for 90 days; guessing is slowed down by itself.",
        "Les cent derniers événements. Les refus sont gardés 90 jours ; les essais répétés sont ralentis.",
    ),
    "when": ("When", "Quand"),
    "who": ("Who", "Qui"),
    "details": ("Details", "Détails"),
    "somebody": ("somebody unknown", "quelqu'un d'inconnu"),
    "event.signed_in": ("signed in", "connexion"),
    "event.signed_out": ("signed out", "déconnexion"),
    "event.sign_in_refused": ("sign-in refused", "connexion refusée"),
    "event.session_ended": ("ended a session", "session terminée"),
    "event.sessions_ended": ("signed out everywhere", "déconnexion partout"),
    "event.user_added": ("user added", "utilisateur ajouté"),
    "event.user_removed": ("user removed", "utilisateur retiré"),
    "event.invited": ("invited", "invitation"),
    "event.invitation_taken_back": ("invitation taken back", "invitation annulée"),
    "event.invitation_accepted": ("invitation accepted", "invitation acceptée"),
    "event.role_given": ("role given", "rôle donné"),
    "event.role_taken": ("role taken away", "rôle retiré"),
    "event.password_set": ("password changed", "mot de passe changé"),
    # refused
    "refused.wrong": (
        "The address or the password is wrong.",
        "L'adresse ou le mot de passe est incorrect.",
    ),
    "refused.wrong_own": ("The password is wrong.", "Le mot de passe est incorrect."),
    "refused.wait": (
        "Too many attempts. Try again in {seconds} s; nothing is locked.",
        "Trop d'essais. Réessayez dans {seconds} s ; rien n'est bloqué.",
    ),
    "refused.wrong_code": (
        "This is not the code that «relance serve» has shown. Each start shows a new one.",
        "Ce n'est pas le code affiché par « relance serve ». Chaque démarrage en affiche un nouveau.",
    ),
    "refused.no_email": (
        "Write a mail address, such as anna@your-company.example.",
        "Écrivez une adresse e\N{NON-BREAKING HYPHEN}mail, comme anna@votre-societe.example.",
    ),
    "refused.too_short": (
        "The password needs at least 12 characters.",
        "Le mot de passe doit avoir au moins 12 caractères.",
    ),
    "refused.too_long": (
        "The password may have 1024 characters at most.",
        "Le mot de passe peut avoir 1024 caractères au plus.",
    ),
    "refused.not_the_same": (
        "The password was not typed the same way twice.",
        "Les deux mots de passe ne sont pas les mêmes.",
    ),
    "refused.not_first": (
        "There is a user already: sign in.",
        "Il y a déjà un utilisateur : connectez-vous.",
    ),
    "refused.last_owner": ("This is the last owner.", "C'est le dernier propriétaire."),
    "refused.is_owner": ("An owner may do everything already.", "Un propriétaire peut déjà tout faire."),
    "refused.no_organisation": (
        "This role belongs to an organisation.",
        "Ce rôle s'exerce dans une entreprise.",
    ),
    "refused.unknown_user": ("There is no such user.", "Cet utilisateur n'existe pas."),
    # faults
    "not_your_role": (
        "Your role here does not allow this. The owner can give you another one.",
        "Votre rôle ne le permet pas. Le propriétaire peut vous en donner un autre.",
    ),
    "form_too_old": (
        "This form was too old, and nothing was changed: open its page again.",
        "Ce formulaire était périmé, et rien n'a été changé : rouvrez sa page.",
    ),
}
