"""Words about invoices that are paid late, in English and in French."""

LATE_PAYMENT: dict[str, tuple[str, str]] = {
    "late": ("Late payment", "Retard de paiement"),
    "late.go": ("Late payment: what your terms say", "Retard de paiement : ce que disent vos conditions"),
    "late.why": (
        "Where a business or a public body pays late, the law or your terms give you interest, and in "
        "Europe a fixed sum for each invoice. Once you confirm that your terms and invoices say so, your "
        "firm reminders and formal notices name what it comes to.",
        "Quand une entreprise ou un organisme public paie en retard, la loi ou vos conditions vous "
        "donnent droit à des intérêts et, en Europe, à une somme fixe par facture. Une fois que vous "
        "confirmez que vos conditions et vos factures le disent, les relances fermes et les mises en "
        "demeure en indiquent le montant.",
    ),
    "late.never": (
        "It is said as a fact and never added to what is asked, nor booked. Public bodies are told what "
        "the law says of them, where it is known. Consumers, and customers whose type is not known, are "
        "never told.",
        "C'est indiqué pour information, jamais ajouté à la somme demandée ni comptabilisé. Les organismes "
        "publics voient ce que la loi prévoit pour eux, là où c'est connu. Les particuliers, et les "
        "clients dont le type n'est pas connu, n'en voient rien.",
    ),
    "late.kept": (
        "Kept: from the next firm reminder on it is said.",
        "C'est enregistré : la prochaine relance ferme l'indiquera.",
    ),
    "late.withdrawn": (
        "Nothing is confirmed: no message speaks of late payment.",
        "Rien n'est confirmé : aucun message ne parle du retard de paiement.",
    ),
    "late.confirmed": ("What is confirmed", "Ce qui est confirmé"),
    "late.confirm": ("Confirm your terms", "Confirmer vos conditions"),
    "late.again": ("Confirm otherwise", "Confirmer autrement"),
    "late.keep": ("I confirm: our terms say so", "Je confirme : nos conditions le disent"),
    "late.withdraw": ("Take it back", "Retirer la confirmation"),
    "late.by": ("Confirmed", "Confirmé"),
    "late.law": ("Which law", "Quelle règle"),
    "late.law.hint": (
        "That of the country whose law your invoices are under; most often your own.",
        "Celle du pays dont le droit s'applique à vos factures ; le plus souvent le vôtre.",
    ),
    "late.law.FR": ("France", "France"),
    "late.law.EU": ("European Union, its minimum", "Union européenne, le minimum"),
    "late.law.GB": ("United Kingdom", "Royaume-Uni"),
    "late.law.contract": ("What was agreed, and nothing else", "Ce qui a été convenu, et rien d'autre"),
    "late.rate": ("Yearly rate in per cent", "Taux annuel en pour cent"),
    "late.rate.hint": (
        "Only if your terms name one of their own. Empty: the law's rate.",
        "Seulement si vos conditions en fixent un. Vide : le taux de la loi.",
    ),
    "late.rate.wrong": (
        "Write a yearly per cent such as 12.5.",
        "Écrivez un pourcentage annuel, par exemple 12,5.",
    ),
    "late.rate.own": ("{rate} %, by your terms", "{rate} %, selon vos conditions"),
    "late.now": ("{rate} % this half-year, by law", "{rate} % ce semestre, selon la loi"),
    "late.no_rate": (
        "by law; the rate of {semester} is not known yet, so nothing is said",
        "selon la loi ; le taux du semestre {semester} n'est pas encore connu, rien n'est donc indiqué",
    ),
    "late.mode": ("Which rate a day of delay takes", "Quel taux pour un jour de retard"),
    "late.mode.hint": (
        "It matters only where the delay goes beyond a half-year. If in doubt leave the law's own.",
        "Cela ne compte que si le retard dépasse un semestre. Dans le doute, laissez celui de la loi.",
    ),
    "late.mode.law": ("As the law has it", "Comme le veut la règle choisie"),
    "late.mode.segmented": ("That of its own half-year", "Celui de son semestre"),
    "late.mode.at_default": ("That of the first day of delay", "Celui du premier jour de retard"),
    "late.mode.at_payment": ("That of the day of payment", "Celui du jour du paiement"),
    "late.indemnity": ("The fixed sum for each invoice", "La somme fixe par facture"),
    "late.indemnity.yes": ("Say it, where the law has one", "L'indiquer, là où la loi en prévoit une"),
    "late.indemnity.no": ("Leave it out", "Ne pas l'indiquer"),
    "late.law_gone": (
        "The file of rates no longer has the law «{law}» that was confirmed: nothing is said of late "
        "payment. Put it back into the file, or confirm again below.",
        "Le fichier des taux ne contient plus la règle « {law} » qui avait été confirmée : rien n'est "
        "indiqué. Remettez-la dans le fichier, ou confirmez de nouveau ci-dessous.",
    ),
    "late.moved": (
        "This was confirmed when your business was in another country ({country}): nothing is said of late "
        "payment until you confirm again below.",
        "Cela a été confirmé quand votre entreprise était dans un autre pays ({country}) : rien n'est "
        "indiqué tant que vous ne confirmez pas de nouveau ci-dessous.",
    ),
    "late.so_far": ("Late payment so far", "Retard de paiement à ce jour"),
    "late.so_far_hint": (
        "Interest and fixed sums by invoice, in the customer's language: for information, never booked.",
        "Intérêts et indemnités par facture, dans la langue du client : pour information, jamais "
        "comptabilisés.",
    ),
    "late.low": (
        "The rate is under what the law lets a contract name: a court may set it aside.",
        "Ce taux est inférieur au minimum que la loi permet à un contrat : un juge peut l'écarter.",
    ),
    "late.verified": (
        "The rates were compared with what was published on {day}.",
        "Les taux ont été comparés aux publications le {day}.",
    ),
}
