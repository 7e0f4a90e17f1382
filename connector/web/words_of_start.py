"""Words for the sender, the choice of a policy, what was before, and the start, in English and in French."""

START: dict[str, tuple[str, str]] = {
    # who writes
    "sender_keep": ("Keep it", "Enregistrer"),
    "sender_kept": ("Kept.", "Enregistré."),
    "sender.sender": ("Sender", "Expéditeur"),
    "sender.sender.hint": (
        "The address messages leave from: anna@your-company.example, or Anna Martin "
        "<anna@your-company.example>. Your mail server must accept it.",
        "L'adresse d'où partent les messages : anna@votre-societe.example, ou Anna Martin "
        "<anna@votre-societe.example>. Votre serveur d'envoi doit l'accepter.",
    ),
    "sender.sender.installation": (
        "Leave it empty for {address}, which this installation is set to. Or another one, such as Anna "
        "Martin <anna@your-company.example>.",
        "Laissez vide pour {address}, réglée pour cette installation. Ou une autre, comme Anna Martin "
        "<anna@votre-societe.example>.",
    ),
    "sender.sender.wrong": (
        "This is no address. Write it like anna@your-company.example.",
        "Ce n'est pas une adresse. Écrivez-la comme anna@votre-societe.example.",
    ),
    "sender.contact": ("Who signs", "Qui signe"),
    "sender.contact.hint": (
        "A person: messages signed by somebody are answered more.",
        "Une personne : on répond davantage à quelqu'un.",
    ),
    "sender.contact.wrong": ("This name is too long.", "Ce nom est trop long."),
    "sender.reply_to": ("Where answers go", "Où vont les réponses"),
    "sender.reply_to.hint": (
        "Leave it empty if answers go to the sender.",
        "Laissez vide si les réponses vont à l'expéditeur.",
    ),
    "sender.reply_to.wrong": (
        "This is no address. Write it without a name.",
        "Ce n'est pas une adresse. Écrivez-la sans nom.",
    ),
    "sender.iban": ("IBAN", "IBAN"),
    "sender.iban.hint": (
        "Shown in messages as the way to pay.",
        "Indiqué dans les messages pour le règlement.",
    ),
    "sender.iban.wrong": (
        "This is no IBAN: a digit is wrong or missing.",
        "Ce n'est pas un IBAN : un chiffre est faux ou manque.",
    ),
    "sender.owner_email": ("Who gets the daily mail", "Qui reçoit le bilan du jour"),
    "sender.owner_email.hint": (
        "At the end of each day: sent, came back, held, waiting. Leave it empty for none.",
        "En fin de journée : parti, revenu, suspendu, en attente. Laissez vide pour n'en recevoir aucun.",
    ),
    "sender.owner_email.wrong": (
        "This is no address. Write it without a name.",
        "Ce n'est pas une adresse. Écrivez-la sans nom.",
    ),
    "trial": ("Try it", "L'essayer"),
    "trial.hint": (
        "A test message goes to {to}, on the same way as the reminders.",
        "Un message d'essai part à {to}, par le même chemin que les relances.",
    ),
    "trial.send": ("Send a test message to myself", "M'envoyer un message d'essai"),
    "trial.not_yet": (
        "This needs a sender and a mail server.",
        "Il faut un expéditeur et un serveur d'envoi.",
    ),
    "trial.sent": (
        "The mail server has taken it for {to}. Look whether it arrives, and not among the unwanted ones.",
        "Le serveur d'envoi l'a accepté pour {to}. Vérifiez qu'il arrive, et pas dans les indésirables.",
    ),
    "trial.not_sent": (
        "The mail server did not take it for {to}.",
        "Le serveur d'envoi ne l'a pas accepté pour {to}.",
    ),
    "trial.answer": ("It answered:", "Sa réponse :"),
    "trial.subject": ("Test message of {name}", "Message d'essai de {name}"),
    "trial.text": (
        "This is how messages of {name} leave. If you read this, they arrive.",
        "Voici comment partent les messages de {name}. Si vous lisez ceci, ils arrivent.",
    ),
}
