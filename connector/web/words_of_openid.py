"""Words for signing in by an account at an identity provider (OpenID Connect), in English and in French."""

OPENID: dict[str, tuple[str, str]] = {
    "openid_with": ("Sign in with {name}", "Se connecter avec {name}"),
    "openid_or": ("or", "ou"),
    "openid_onward": ("On to {name}", "Vers {name}"),
    "openid_onward_hint": (
        "It opens by itself. You come back here once you are signed in there.",
        "La page s'ouvre d'elle-même. Vous reviendrez ici une fois connecté.",
    ),
    "openid_invited": (
        "With {name} you need no password here.",
        "Avec {name}, aucun mot de passe n'est nécessaire ici.",
    ),
    "openid_is_bound": (
        "Your account of {name} signs you in since {since}.",
        "Votre compte {name} vous connecte depuis le {since}.",
    ),
    "openid_account": ("It is {email}.", "C'est {email}."),
    "openid_is_not": (
        "Link your account of {name}, and sign in with it from now on. Your password stays good.",
        "Associez votre compte {name} pour vous connecter avec lui. Votre mot de passe reste valable.",
    ),
    "openid_stays": (
        "Your account of {name} still signs you in: unlink it below if it is not yours.",
        "Votre compte {name} vous connecte toujours : dissociez-le ci-dessous si ce n'est pas le vôtre.",
    ),
    "openid_bind": ("Link it", "L'associer"),
    "openid_unbind": ("Unlink it", "Le dissocier"),
    "openid_user": ("Signs in with {name}", "Connexion avec {name}"),
    "openid_user_bound": ("Linked since {since}.", "Associé depuis le {since}."),
    "openid_user_none": ("Not linked.", "Aucun compte associé."),
    "openid_unbind_means": (
        "For somebody who has another account there now. It is linked again at the next sign-in by a "
        "verified address, or on the page of the account; where there is no password, set one first.",
        "Pour une personne qui a désormais un autre compte. L'association se refait à la prochaine connexion "
        "par une adresse vérifiée, ou sur la page du compte ; sans mot de passe, définissez-en un d'abord.",
    ),
    "password_choose": ("Choose a password", "Choisir un mot de passe"),
    "password_none": ("You have none yet.", "Vous n'en avez pas encore."),
    "anew_first": (
        "First show who you are: sign in with {name} once more. Then you have ten minutes.",
        "Prouvez d'abord votre identité : connectez-vous une fois de plus avec {name}. Vous aurez ensuite "
        "dix minutes.",
    ),
    "anew_with": ("Sign in with {name} once more", "Se reconnecter avec {name}"),
    "anew_nowhere": (
        "Ask whoever runs Relance to set you a password.",
        "Demandez à la personne qui gère Relance de vous définir un mot de passe.",
    ),
    "done.openid": ("The account is linked.", "Le compte est associé."),
    "done.openid_off": ("The account is no longer linked.", "Le compte n'est plus associé."),
    "user_done.openid": ("The account is no longer linked.", "Le compte n'est plus associé."),
    "event.openid_bound": ("account linked", "compte associé"),
    "event.openid_unbound": ("account unlinked", "compte dissocié"),
    "event.openid_refused": ("sign-in elsewhere refused", "connexion externe refusée"),
    "refused.not_fresh": (
        "It was too long ago that you showed who you are: sign in once more first.",
        "Votre identité a été prouvée il y a trop longtemps : reconnectez-vous d'abord.",
    ),
    "refused.openid_over": (
        "This sign-in took too long, was used already, or was begun in another browser. Begin again.",
        "Cette connexion a pris trop de temps, a déjà servi ou vient d'un autre navigateur. Recommencez.",
    ),
    "refused.openid_denied": (
        "{name} did not let you in, or you refused there. Nothing was changed.",
        "{name} ne vous a pas laissé entrer, ou vous avez refusé. Rien n'a été changé.",
    ),
    "refused.openid_down": (
        "{name} cannot be reached at the moment. Try again later, or sign in with your password.",
        "{name} est injoignable pour le moment. Réessayez plus tard, ou utilisez votre mot de passe.",
    ),
    "refused.openid_wrong": (
        "What {name} answered cannot be used. Whoever runs Relance finds the reason in its log.",
        "La réponse de {name} est inutilisable. La personne qui gère Relance en trouvera la raison "
        "dans le journal.",
    ),
    "refused.openid_unknown": (
        "Nobody here has the address {email}. Ask the owner for an invitation.",
        "Personne ici n'a l'adresse {email}. Demandez une invitation au propriétaire.",
    ),
    "refused.openid_unverified": (
        "{name} does not say that your address is verified. Sign in with your password, and link {name} on "
        "the page of your account.",
        "{name} n'indique pas que votre adresse est vérifiée. Connectez-vous avec votre mot de passe, puis "
        "associez {name} sur la page de votre compte.",
    ),
    "refused.openid_unproven": (
        "Sign in with your password once, and link {name} on the page of your account.",
        "Connectez-vous une fois avec votre mot de passe, puis associez {name} sur la page de votre compte.",
    ),
    "refused.openid_domain": (
        "Only verified addresses of these domains come in this way: {domains}.",
        "Seules les adresses vérifiées de ces domaines sont admises : {domains}.",
    ),
    "refused.openid_other": (
        "Another account of {name} is linked already. Unlink that one first, or ask the owner to.",
        "Un autre compte {name} est déjà associé. Dissociez-le d'abord, ou demandez-le au propriétaire.",
    ),
    "refused.openid_taken": (
        "Somebody else signs in with this account of {name}.",
        "Quelqu'un d'autre se connecte avec ce compte {name}.",
    ),
    "refused.openid_needed": (
        "Choose a password first: without it, {name} alone lets you in.",
        "Choisissez d'abord un mot de passe : sans lui, seul {name} vous laisse entrer.",
    ),
    "refused.openid_stale": (
        "{name} does not say that you have just signed in there, which is asked of whoever has no password. "
        "Whoever runs Relance can set you one.",
        "{name} ne confirme pas que vous venez de vous y connecter, ce qui est exigé en l'absence de mot de "
        "passe. La personne qui gère Relance peut vous en définir un.",
    ),
    "refused.openid_address": (
        "Open Relance at {address} for this.",
        "Pour cela, ouvrez Relance à l'adresse {address}.",
    ),
}
