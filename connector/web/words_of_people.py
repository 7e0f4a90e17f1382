"""Words for what owners change about others: roles, invitations, removal, in English and in French."""

PEOPLE: dict[str, tuple[str, str]] = {
    "people": ("People", "Personnes"),
    "people_hint": (
        "Who may see this organisation, and what each may do in it.",
        "Qui peut voir cette organisation, et ce que chacun peut y faire.",
    ),
    "role": ("Role", "Rôle"),
    "organisation": ("Organisation", "Organisation"),
    "change": ("Change", "Changer"),
    "this_is_you": ("(this is you)", "(c'est vous)"),
    "all_users": ("All users", "Tous les utilisateurs"),
    "give_role": ("Give a role", "Donner un rôle"),
    "give_ownership": ("Make owner of the installation", "Rendre propriétaire de l'installation"),
    "give_ownership_means": (
        "Every organisation, now and later, and all users.",
        "Toutes les organisations, présentes et à venir, et tous les utilisateurs.",
    ),
    "take_ownership": (
        "Take the ownership of the installation away",
        "Retirer la propriété de l'installation",
    ),
    "owner_of_all_means": (
        "May do everything in every organisation.",
        "Peut tout faire dans chaque organisation.",
    ),
    "no_role_anywhere": (
        "No role in any organisation: this user sees nothing.",
        "Aucun rôle dans aucune organisation : cet utilisateur ne voit rien.",
    ),
    "user_is_you": ("This is you.", "C'est vous."),
    "user_sessions": ("Where this user is signed in", "Où cet utilisateur est connecté"),
    "no_sessions": ("Nowhere.", "Nulle part."),
    "user_remove": ("Remove the user", "Retirer l'utilisateur"),
    "user_remove_go": ("Remove this user…", "Retirer cet utilisateur…"),
    "user_remove_means": (
        "The user is signed out at once and has no role any more. "
        "What was done under this address stays in the history.",
        "L'utilisateur est déconnecté aussitôt et n'a plus aucun rôle. "
        "Ce qui a été fait sous cette adresse reste dans l'historique.",
    ),
    "user_keep": ("No, keep the user", "Non, garder l'utilisateur"),
    "user_done.role": ("The role is changed.", "Le rôle est changé."),
    "user_done.out": (
        "The user is signed out everywhere.",
        "L'utilisateur est déconnecté partout.",
    ),
    "user_done.removed": ("The user is removed.", "L'utilisateur est retiré."),
    "what_roles_may": ("What each role may do", "Ce que permet chaque rôle"),
    "role_may.viewer": ("See everything.", "Tout voir."),
    "role_may.approver": (
        "That, and release what waits for approval, or stop everything.",
        "De plus : valider ce qui attend, ou tout arrêter.",
    ),
    "role_may.bookkeeper": (
        "That, and the daily work: ledger files, connections, holds, tasks, customers.",
        "De plus : le travail quotidien (fichiers, connexions, pauses, tâches, clients).",
    ),
    "role_may.owner": (
        "That, and decide about the organisation: its mode, and who may do what.",
        "De plus : décider de l'organisation, de son mode et de qui peut y faire quoi.",
    ),
    "refused.yourself": (
        "Nobody changes his own role: ask another owner.",
        "Personne ne change son propre rôle : demandez à un autre propriétaire.",
    ),
    "refused.not_yours": ("Only an owner may do this.", "Seul un propriétaire peut le faire."),
}
