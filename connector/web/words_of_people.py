"""Words for what owners change about others: roles, invitations, removal, in English and in French."""

PEOPLE: dict[str, tuple[str, str]] = {
    "people": ("People", "Personnes"),
    "people_hint": (
        "Who may see this organisation, and what each may do in it.",
        "Qui peut voir cette entreprise, et ce que chacun peut y faire.",
    ),
    "role": ("Role", "Rôle"),
    "organisation": ("Organisation", "Entreprise"),
    "change": ("Change", "Changer"),
    "this_is_you": ("(this is you)", "(c'est vous)"),
    "give_role": ("Give a role", "Donner un rôle"),
    "give_ownership": ("Make owner of the installation", "Rendre propriétaire de l'installation"),
    "give_ownership_means": (
        "Every organisation, now and later, and all users.",
        "Toutes les entreprises, présentes et à venir, et tous les utilisateurs.",
    ),
    "take_ownership": (
        "Take the ownership of the installation away",
        "Retirer la propriété de l'installation",
    ),
    "owner_of_all_means": (
        "May do everything in every organisation.",
        "Peut tout faire dans chaque entreprise.",
    ),
    "no_role_anywhere": (
        "No role in any organisation: this user sees nothing.",
        "Aucun rôle dans aucune entreprise : cet utilisateur ne voit rien.",
    ),
    "user_is_you": ("This is you.", "C'est vous."),
    "user_sign_out": ("Sign this user out everywhere", "Déconnecter cet utilisateur partout"),
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
    "user_done.back": (
        "The invitation is taken back; its link opens nothing any more.",
        "L'invitation est annulée ; son lien n'ouvre plus rien.",
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
        "De plus : décider de l'entreprise, de son mode et de qui peut y faire quoi.",
    ),
    # invitations
    "invite": ("Invite somebody", "Inviter quelqu'un"),
    "invite_go": ("Make the invitation", "Créer l'invitation"),
    "invite_hint": (
        "The invitation is a link, good once and for 7 days. You see it once, to hand it over yourself; "
        "where a mail server is set, it is mailed too.",
        "L'invitation est un lien, valable une fois et pendant 7 jours. Vous le voyez une fois, pour le "
        "transmettre vous-même ; si un serveur de courrier est réglé, il part aussi par e‑mail.",
    ),
    "invite_owner_of_all": (
        "The whole installation (only as owner)",
        "Toute l'installation (comme propriétaire seulement)",
    ),
    "invitations": ("Invitations that wait", "Invitations en attente"),
    "invited_by": ("Invited by", "Invité par"),
    "invited_unproven": (
        "Invited by {by}; nothing proves that this address is this person's.",
        "Invitation de {by} ; rien ne prouve que cette adresse est bien la sienne.",
    ),
    "runs_out": ("Runs out", "Expire le"),
    "uninvite": ("Take back", "Annuler"),
    "invited_to": ("Invitation for {email}", "Invitation pour {email}"),
    "invited_link": ("The link", "Le lien"),
    "invited_link_hint": (
        "It is shown this once. Whoever opens it first is let in: hand it to this person alone.",
        "Il n'est affiché que cette fois. La première personne qui l'ouvre entre : ne le donnez qu'à elle.",
    ),
    "invited_back": ("Back to the list", "Retour à la liste"),
    "posted.sent": ("The invitation was mailed too.", "L'invitation est aussi partie par e‑mail."),
    "posted.not_set": (
        "No mail was sent, for no mail server or sender is set: hand the link over yourself.",
        "Aucun e‑mail n'est parti, faute de serveur ou d'expéditeur : transmettez le lien vous-même.",
    ),
    "posted.too_many": (
        "No mail was sent, for too many invitations were mailed within an hour: hand the link over yourself.",
        "Aucun e‑mail n'est parti : trop d'invitations en une heure. Transmettez le lien vous-même.",
    ),
    "posted.not_taken": (
        "The mail server did not take the mail: hand the link over yourself.",
        "Le serveur de courrier n'a pas accepté le message : transmettez le lien vous-même.",
    ),
    "invitation.subject": (
        "{by} invites you to {place} on Relance",
        "{by} vous invite à rejoindre {place} sur Relance",
    ),
    "invitation.text": (
        "{by} invites you to {place} on Relance. This link lets you in; it is good once and for 7 days:",
        "{by} vous invite à rejoindre {place} sur Relance. Ce lien vous ouvre la porte ; "
        "il est valable une fois et pendant 7 jours :",
    ),
    "invitation.whole": ("the whole installation", "toute l'installation"),
    "invitation": ("An invitation", "Une invitation"),
    "invitation_says": (
        "{by} invites {email} to {place}, as: {role}.",
        "{by} invite {email} à rejoindre {place}, avec le rôle : {role}.",
    ),
    "invitation_make": ("Choose a password and come in", "Choisissez un mot de passe et entrez"),
    "invitation_accept": ("Accept the invitation", "Accepter l'invitation"),
    "invitation_sign_in": (
        "This address has an account here already. Sign in first; the invitation waits for you.",
        "Cette adresse a déjà un compte ici. Connectez-vous d'abord ; l'invitation vous attend.",
    ),
    "invitation_other": (
        "You are signed in as {email}. This invitation is for another address: "
        "sign out, then open its link again.",
        "Vous êtes connecté comme {email}. Cette invitation est pour une autre adresse : "
        "déconnectez-vous, puis rouvrez le lien.",
    ),
    "refused.no_invitation": (
        "This invitation is not good, or not any more. Ask for another one.",
        "Cette invitation n'est pas valable, ou ne l'est plus. Demandez-en une autre.",
    ),
    "refused.has_account": (
        "This address has an account here already: sign in, and open the link again.",
        "Cette adresse a déjà un compte ici : connectez-vous, puis rouvrez le lien.",
    ),
    "refused.other_person": (
        "This invitation is for another address.",
        "Cette invitation est pour une autre adresse.",
    ),
    "refused.member_already": (
        "This address has a role here already: change it in the list.",
        "Cette adresse a déjà un rôle ici : changez-le dans la liste.",
    ),
    "refused.too_many": (
        "Too many invitations wait already: take some of them back first.",
        "Trop d'invitations attendent déjà : annulez-en d'abord.",
    ),
    "refused.yourself": (
        "Nobody changes his own role: ask another owner.",
        "Personne ne change son propre rôle : demandez à un autre propriétaire.",
    ),
    "refused.not_yours": ("Only an owner may do this.", "Seul un propriétaire peut le faire."),
}
