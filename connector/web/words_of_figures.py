"""Words of the figures, in English and in French."""

FIGURES: dict[str, tuple[str, str]] = {
    "figures": ("Figures", "Chiffres"),
    "figures.known": (
        "On {day}. Payments are known until {known}.",
        "Au {day}. Les paiements sont connus jusqu'au {known}.",
    ),
    "figures.none_known": (
        "On {day}. No payment has been seen yet.",
        "Au {day}. Aucun paiement n'a encore été vu.",
    ),
    "figures.intro": (
        "Sums of your ledger as it is known now, tax included. Nothing is estimated, and currencies are "
        "never added together.",
        "Des sommes de vos comptes tels qu'ils sont connus à présent, taxes comprises. Rien n'est estimé, "
        "et les devises ne sont jamais additionnées.",
    ),
    "figures.as_csv": ("As a file (CSV)", "Fichier CSV"),
    "figures.nothing": (
        "There is nothing to draw yet. Once an account or a ledger file is read, you see here what is late "
        "and by how much, when money is due, and how long it takes to be paid.",
        "Il n'y a encore rien à dessiner. Dès qu'un compte ou un fichier sera lu, vous verrez ici ce qui "
        "est en retard et de combien, quand l'argent est attendu, et en combien de jours vous êtes payé.",
    ),
    "figures.nothing_open": (
        "Nothing is open: every invoice that is known is settled.",
        "Rien n'est ouvert : toutes les factures connues sont soldées.",
    ),
    "figures.ageing": ("How late it is", "Ancienneté des créances"),
    "figures.ageing_lead": (
        "{late} of {open} are late ({share}).",
        "{late} sur {open} sont en retard ({share}).",
    ),
    "figures.ageing_calm": ("Nothing of {open} is late.", "Rien n'est en retard sur {open}."),
    "figures.ageing_how": (
        "By due date: the invoice's own, else its date plus its terms. What is due today is not late. What "
        "has neither stands apart.",
        "D'après l'échéance de la facture, sinon sa date plus le délai convenu. Ce qui échoit aujourd'hui "
        "n'est pas en retard. Ce qui n'a ni l'une ni l'autre est à part.",
    ),
    "age.not_due": ("Not due", "Non échu"),
    "age.to_30": ("1–30 days", "1–30\N{NO-BREAK SPACE}jours"),
    "age.to_60": ("31–60 days", "31–60\N{NO-BREAK SPACE}jours"),
    "age.to_90": ("61–90 days", "61–90\N{NO-BREAK SPACE}jours"),
    "age.over_90": ("Over 90", "Plus de 90"),
    "age.undated": ("No due date", "Sans échéance"),
    "age_short.not_due": ("Not due", "Non échu"),
    "age_short.to_30": ("1–30", "1–30"),
    "age_short.to_60": ("31–60", "31–60"),
    "age_short.to_90": ("61–90", "61–90"),
    "age_short.over_90": ("90+", "90+"),
    "age_short.undated": ("No date", "Sans date"),
    "figures.age": ("Late for", "Retard"),
    "figures.open": ("Open", "Ouvert"),
    "figures.share": ("Share", "Part"),
    "figures.all": ("In all", "Total"),
    "figures.dso": ("Days of sales outstanding (DSO)", "Délai moyen de paiement (DSO)"),
    "figures.dso_lead": (
        "On {day}, {owed} were owed: the sales of {days}.",
        "Au {day}, {owed} étaient dus, soit {days} de ventes.",
    ),
    "figures.dso_how": (
        "Counted back: going back from the day, each day's sales are taken off what is owed until nothing "
        "is left. Known for days after {since}, when everything was first read.",
        "Par épuisement : en remontant depuis le jour, les ventes de chaque jour sont déduites de ce qui "
        "est dû, jusqu'à épuisement. Connu pour les jours après le {since}, date de la première lecture "
        "complète.",
    ),
    "figures.dso_soon": (
        "DSO says how many days of your sales are still unpaid. It counts back through sales, and those "
        "before {since}, when everything was first read, are not all known: what was paid by then is "
        "missing. The first figure stands here as soon as what is owed comes to less than the sales since "
        "that day.",
        "Le DSO dit combien de jours de vos ventes ne sont pas encore payés. Il remonte dans les ventes, "
        "et celles d'avant le {since}, date de la première lecture complète, ne sont pas toutes connues : "
        "ce qui était déjà payé manque. Le premier chiffre paraîtra dès que le montant dû sera inférieur "
        "aux ventes faites depuis ce jour.",
    ),
    "figures.no_dso": ("not known yet", "pas encore connu"),
    "figures.on": ("On", "Au"),
    "figures.owed": ("Owed", "Dû"),
    "figures.dso_days": ("DSO", "DSO"),
    "figures.days_unit": ("days", "jours"),
    "figures.days.one": ("{count} day", "{count}\N{NO-BREAK SPACE}jour"),
    "figures.days": ("{count} days", "{count}\N{NO-BREAK SPACE}jours"),
    "figures.cash": ("Cash due by week", "Encaissements attendus par semaine"),
    "figures.cash_lead": (
        "{sum} within twelve weeks, of which {promised} were announced.",
        "{sum} sous douze semaines, dont {promised} annoncés.",
    ),
    "figures.cash_plain": ("{sum} within twelve weeks.", "{sum} sous douze semaines."),
    "figures.cash_how": (
        "By due date; what was promised or agreed in instalments, by its day. What is late and announced for "
        "no day to come has a column of its own. Apart is what is disputed, said to be paid, or in the hands "
        "of a court or of others. Weeks begin on Monday.",
        "D'après l'échéance ; ce qui est promis ou échelonné, d'après la date annoncée. Ce qui est en "
        "retard sans date annoncée a sa propre colonne. À part : les litiges, ce que le client dit avoir "
        "payé, et ce qui est confié à un tribunal ou à un tiers. Les semaines commencent le lundi.",
    ),
    "figures.overdue_short": ("Late", "Retard"),
    "figures.overdue_silent": ("Late, no day announced", "En retard, sans date annoncée"),
    "figures.late": ("Late, no day announced", "En retard, sans date annoncée"),
    "figures.later_short": ("Later", "Après"),
    "figures.later": ("Later than these weeks", "Au-delà de ces semaines"),
    "figures.undated": ("No due date", "Sans échéance"),
    "figures.apart": ("Disputed or otherwise apart", "En litige ou à part"),
    "figures.week": ("Week from", "Semaine du"),
    "figures.week_from": ("Week from {day}", "Semaine du {day}"),
    "figures.due": ("Due", "À l'échéance"),
    "figures.promised": ("Announced", "Annoncé"),
    "figures.sum": ("Sum", "Total"),
    "figures.charges": ("Failed and recovered charges", "Prélèvements échoués et récupérés"),
    "figures.charges_lead": (
        "Charges that failed within twelve months: {failed}; paid since: {recovered} ({share}).",
        "En douze mois, prélèvements échoués : {failed} ; payés depuis : {recovered} ({share}).",
    ),
    "figures.charges_how": (
        "Each charge stands in the month in which it first failed, as far as Relance has seen it. Lost is "
        "what was closed without having been paid.",
        "Chaque prélèvement figure au mois de son premier échec, s'il a été vu par Relance. Est perdu ce "
        "qui a été clos sans être payé.",
    ),
    "figures.no_charges": (
        "No charge has failed within twelve months.",
        "Aucun prélèvement n'a échoué en douze mois.",
    ),
    "fate.recovered": ("Recovered", "Récupérés"),
    "fate.open": ("Still open", "En cours"),
    "fate.lost": ("Lost", "Perdus"),
    "figures.month": ("Month", "Mois"),
    "figures.failed": ("Failed", "Échoués"),
    "figures.within": ("within {days} d", "dont sous {days}\N{NO-BREAK SPACE}j"),
}
