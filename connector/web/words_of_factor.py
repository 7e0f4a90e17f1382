"""Words for the second factor, in English and in French."""

FACTOR: dict[str, tuple[str, str]] = {
    "factor": ("Second factor", "Second facteur"),
    "factor_means": (
        "Besides your password, signing in then asks for a code that an app on your telephone shows "
        "(Aegis, 2FAS, Google Authenticator, 1Password and others). Who learns your password cannot come in.",
        "En plus du mot de passe, la connexion demande alors un code affiché par une application de votre "
        "téléphone (Aegis, 2FAS, Google Authenticator, 1Password et d'autres). "
        "Connaître votre mot de passe ne suffit plus pour entrer.",
    ),
    "factor_owed": (
        "This installation asks you for a second factor. Set it up; then everything else opens.",
        "Cette installation vous demande un second facteur. Configurez-le ; ensuite, tout le reste s'ouvre.",
    ),
    "factor_begin": ("Set it up", "Le configurer"),
    "factor_scan": (
        "Scan this picture with your app, then write the code that the app shows.",
        "Scannez cette image avec votre application, puis écrivez le code qu'elle affiche.",
    ),
    "factor_picture": ("QR code for your app", "Code QR pour votre application"),
    "factor_secret": ("Or type this into the app:", "Ou saisissez ceci dans l'application :"),
    "factor_code": ("Code", "Code"),
    "factor_code_hint": ("The six digits that the app shows now.", "Les six chiffres affichés en ce moment."),
    "factor_turn_on": ("Turn it on", "L'activer"),
    "factor_on": ("It is on since {since}.", "Il est actif depuis le {since}."),
    "factor_left": (
        "Recovery codes left: {count}.",
        "Codes de secours restants : {count}.",
    ),
    "factor_is_off": ("Off", "Inactif"),
    "factor_manage": ("Change it", "Le modifier"),
    "factor_renew": ("Make new recovery codes", "Créer de nouveaux codes de secours"),
    "factor_renew_hint": ("The old ones are good no more.", "Les anciens ne valent plus rien."),
    "factor_off": ("Turn it off", "Le désactiver"),
    "factor_done.on": (
        "The second factor is on. Wherever else you were signed in, you are signed out.",
        "Le second facteur est actif. Partout ailleurs, vous êtes déconnecté.",
    ),
    "factor_done.off": ("The second factor is off.", "Le second facteur est inactif."),
    "recovery": ("Recovery codes", "Codes de secours"),
    "recovery_hint": (
        "If you lose the telephone, each of these lets you in once in the place of a code. "
        "They are shown this once: print them, or keep them where you keep your passwords.",
        "Si vous perdez le téléphone, chacun vous fait entrer une fois à la place d'un code. "
        "Ils ne sont affichés que cette fois : imprimez-les, ou gardez-les avec vos mots de passe.",
    ),
    "recovery_kept": ("I have kept them", "Je les ai gardés"),
    "second_step": ("Your code", "Votre code"),
    "second_step_hint": (
        "The six digits that your app shows now, or one of your recovery codes.",
        "Les six chiffres affichés par votre application, ou un de vos codes de secours.",
    ),
    "factor_lost": (
        "Telephone and recovery codes lost? "
        "The owner of the installation can turn the second factor off for you.",
        "Téléphone et codes de secours perdus ? "
        "Le propriétaire de l'installation peut désactiver votre second facteur.",
    ),
    "factor_somebody_else": ("Sign in as somebody else", "Se connecter sous une autre adresse"),
    "factor_reset": ("Turn the second factor off", "Désactiver le second facteur"),
    "factor_reset_means": (
        "For somebody who lost telephone and recovery codes: after it the password alone lets him in.",
        "Pour qui a perdu téléphone et codes de secours : ensuite, le mot de passe seul suffit.",
    ),
    "user_done.factor": ("The second factor is off.", "Le second facteur est inactif."),
    "event.factor_on": ("second factor turned on", "second facteur activé"),
    "event.factor_off": ("second factor turned off", "second facteur désactivé"),
    "event.factor_reset": (
        "second factor turned off for somebody",
        "second facteur désactivé pour quelqu'un",
    ),
    "event.code_refused": ("code refused", "code refusé"),
    "event.recovery_used": ("recovery code used, left", "code de secours utilisé, restants"),
    "event.recovery_made": ("new recovery codes", "nouveaux codes de secours"),
    "refused.wrong_factor": (
        "This code is wrong, or was used already: wait for the next one.",
        "Ce code est faux ou a déjà servi : attendez le suivant.",
    ),
    "refused.half_over": ("That took too long: sign in once more.", "C'était trop long : reconnectez-vous."),
    "refused.factor_is_on": ("The second factor is on already.", "Le second facteur est déjà actif."),
    "refused.factor_is_off": (
        "That was too long ago: begin again.",
        "C'était il y a trop longtemps : recommencez.",
    ),
    "refused.factor_needed": (
        "This installation asks for a second factor; it cannot be turned off.",
        "Cette installation demande un second facteur ; il ne peut pas être désactivé.",
    ),
}
