"""Words of the clients side by side, and of what is asked of each, in English and in French."""

PORTFOLIO: dict[str, tuple[str, str]] = {
    "portfolio": ("Clients", "Entreprises"),
    "portfolio.count": ("{count}", "{count}"),
    "portfolio.client": ("Client", "Entreprise"),
    "portfolio.needs": ("Needs you", "Vous attend"),
    "portfolio.approve": (
        "Read what waits for approval: {count}",
        "Lire ce qui attend votre accord : {count}",
    ),
    "portfolio.waiting": ("To approve: {count}", "À valider : {count}"),
    "portfolio.tasks": ("Tasks: {count}", "À faire : {count}"),
    "portfolio.stopped": ("Stopped", "Arrêté"),
    "portfolio.dso": ("DSO", "DSO"),
    "portfolio.dso.means": (
        "Days for which sales stand open before they are paid",
        "Nombre de jours de chiffre d'affaires non encore encaissés",
    ),
    "portfolio.posted": ("Posted to", "Saisi au"),
    "portfolio.sender": ("Sender", "Expéditeur"),
    "portfolio.run": ("Last run", "Dernier passage"),
    "portfolio.never_run": ("None yet", "Aucun encore"),
    "portfolio.read": ("In order", "En ordre"),
    "portfolio.in_order": ("In order", "En ordre"),
    "portfolio.reconnect": ("To be reconnected", "À reconnecter"),
    "portfolio.no_connection": ("None connected", "Aucune connexion"),
    "portfolio.too_old": ("Read too long ago", "Lecture trop ancienne"),
    "portfolio.no_sender": ("No sender: nothing leaves", "Sans expéditeur : rien ne part"),
    "portfolio.no_mandate": ("No mandate noted", "Mandat non noté"),
    "portfolio.mode.shadow": ("Shadow", "Observation"),
    "portfolio.mode.approve": ("Approval", "Validation"),
    "portfolio.mode.auto": ("Auto", "Auto"),
    "portfolio.switch": ("The same page of another client", "La même page d'une autre entreprise"),
    "everywhere.count": ("{count}, clients: {clients}", "{count}, entreprises concernées : {clients}"),
    "mandate": ("Mandate", "Mandat"),
    "mandate.hint": (
        "You write in the name of {name}. Note who agreed to that, and when; it stops nothing, and is kept "
        "with your name.",
        "Vous écrivez au nom de {name}. Notez qui l'a accepté, et quand ; cela ne bloque rien, et reste "
        "gardé avec votre nom.",
    ),
    "mandate.by": ("Given by", "Donné par"),
    "mandate.by.hint": ("The owner or manager who signed.", "Le dirigeant ou la dirigeante qui a signé."),
    "mandate.on": ("On", "Le"),
    "mandate.keep": ("Keep", "Enregistrer"),
    "mandate.kept": ("Kept.", "Enregistré."),
    "mandate.wrong": (
        "Name who gave it and a day that has come, or leave both empty.",
        "Indiquez qui l'a donné et une date déjà passée, ou laissez les deux vides.",
    ),
    "portfolio.report": ("Report", "Rapport"),
    "portfolio.open": ("open", "ouvrir"),
    "portfolio.hint": (
        "Posted to: the last day for which payments are known. Amounts and days are those of each client's "
        "last run, at most half an hour old.",
        "Saisi au : dernier jour dont les règlements sont connus. Montants et délais sont ceux du dernier "
        "passage de chaque entreprise, vieux d'une demi-heure au plus.",
    ),
}
