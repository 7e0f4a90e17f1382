"""Words of what a business is asked to release itself, in English and in French."""

BATCHES: dict[str, tuple[str, str]] = {
    "who.client": ("the business itself, by its link", "l'entreprise elle-même, par son lien"),
    "batches": ("Ask the client", "Demander à l'entreprise"),
    "batches.hint": (
        "Makes a link by which the client reads what waits now, without signing in, and releases all or "
        "some of it, or says what must not go. It is good for seven days, and you can take it back.",
        "Crée un lien par lequel l'entreprise lit, sans compte, ce qui attend en ce moment, en valide tout "
        "ou partie, ou dit ce qui ne doit pas partir. Valable sept jours ; vous pouvez le retirer.",
    ),
    "batches.ask": ("Ask for what waits now", "Demander pour ce qui attend"),
    "batches.mailed": ("The link is mailed to {to} too.", "Le lien est aussi envoyé à {to}."),
    "batches.not_mailed": (
        "No address of the owner is set, or no mail server: pass the link on yourself.",
        "Aucune adresse du dirigeant, ou aucun serveur d'envoi : transmettez le lien vous-même.",
    ),
    "batches.asked_by": ("Asked by", "Demandé par"),
    "batches.answers": ("Answers", "Réponses"),
    "batches.answered": (
        "Released: {released}, refused: {refused}, of {count}",
        "Validés : {released}, refusés : {refused}, sur {count}",
    ),
    "batches.link": ("Link to copy", "Lien à copier"),
    "batches.undo": ("Take the link back", "Retirer le lien"),
    "batches.undone": ("Taken back by {who}", "Retiré par {who}"),
    "batches.over": ("It has run out", "Expiré"),
    "batch.title": ("Reminders to release", "Relances à valider"),
    "batch.hint": (
        "{who} has prepared these reminders in your name. Nothing leaves without your word, or theirs. This "
        "page is open until {until}.",
        "{who} a préparé ces relances en votre nom. Rien ne part sans votre accord, ou le sien. Cette page "
        "reste ouverte jusqu'au {until}.",
    ),
    "batch.release_all": ("Release all {count}", "Tout valider ({count})"),
    "batch.release": ("Release", "Valider"),
    "batch.read": ("Read it, or say that it must not go", "La lire, ou dire qu'elle ne doit pas partir"),
    "batch.back": ("All of them", "Toutes les relances"),
    "batch.refuse": ("This must not go", "Elle ne doit pas partir"),
    "batch.refuse_it": ("Do not send it", "Ne pas l'envoyer"),
    "batch.why": ("Why not?", "Pourquoi ?"),
    "batch.why.does": (
        "Nothing more is sent about its invoices until your bookkeeper has settled it with you.",
        "Plus rien n'est envoyé à propos de ses factures tant que votre comptable n'a pas vu cela avec vous.",
    ),
    "batch.why.wrong": (
        "Say why, in at most {count} signs.",
        "Dites pourquoi, en {count} caractères au plus.",
    ),
    "batch.done": ("Released: {count}. Thank you.", "Validées : {count}. Merci."),
    "batch.refused_now": (
        "Noted: it does not go, and your bookkeeper is told why.",
        "C'est noté : elle ne part pas, et votre comptable en connaît la raison.",
    ),
    "batch.changed_now": (
        "Something changed meanwhile, or was answered before: see below.",
        "Quelque chose a changé entre-temps, ou avait déjà sa réponse : voir ci-dessous.",
    ),
    "batch.is.changed": (
        "It was changed since you were asked, and is not released from here: your bookkeeper looks at it "
        "again.",
        "Modifiée depuis la demande, elle ne se valide plus ici : votre comptable la reverra.",
    ),
    "batch.is.for_two": (
        "It asks for so much that two people of your bookkeeper's house release it. You can say that it must "
        "not go.",
        "Elle demande tant que deux personnes du cabinet la valident. Vous pouvez dire qu'elle ne doit pas "
        "partir.",
    ),
    "batch.is.released": ("You have released it.", "Vous l'avez validée."),
    "batch.is.refused": ("You said that it must not go:", "Vous avez dit qu'elle ne doit pas partir :"),
    "batch.is.gone": (
        "It does not wait any more: it was released, or nothing is to be asked now.",
        "Elle n'attend plus : déjà validée, ou plus rien à demander.",
    ),
    "batch.gone": (
        "Ask your bookkeeper for a new one.",
        "Demandez-en un nouveau à votre comptable.",
    ),
    "batch.private": (
        "Whoever has the link to this page can answer in your name: pass it on to nobody.",
        "Qui possède le lien vers cette page peut répondre en votre nom : ne le transmettez à personne.",
    ),
    "batch.mail.subject": (
        "{name}: reminders to release ({count})",
        "{name} : relances à valider ({count})",
    ),
    "batch.mail.text": (
        "Reminders in the name of {name} wait for you: {count}. Read them, release them, or say what must "
        "not go:\n\n{address}\n\nThe link is good for seven days; whoever has it can answer in your name.",
        "Des relances au nom de {name} vous attendent : {count}. Lisez-les, validez-les, ou dites ce qui ne "
        "doit pas partir :\n\n{address}\n\nLe lien est valable sept jours ; qui le possède peut répondre en "
        "votre nom.",
    ),
}
