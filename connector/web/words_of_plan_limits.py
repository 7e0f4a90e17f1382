"""Words of the limits of plans of payment, in English and in French."""

PLAN_LIMITS: dict[str, tuple[str, str]] = {
    "plan_limits": ("Payment in instalments", "Paiement en plusieurs fois"),
    "plan_limits.go": ("Payment in instalments: set the limits", "Paiement en plusieurs fois : les limites"),
    "plan_limits.why": (
        "On his own page a customer can ask to pay an invoice in monthly parts. He is offered what is within "
        "these limits, and nothing else.",
        "Sur sa page, un client peut demander à régler une facture en versements mensuels. "
        "Seul ce qui respecte ces limites lui est proposé.",
    ),
    "plan_limits.who": ("The owner sets them.", "Le propriétaire les fixe."),
    "plan_limits.kept": ("Kept.", "C'est enregistré."),
    "plan_limits.keep": ("Keep it", "Enregistrer"),
    "plan_limits.most_parts": ("How many parts at most", "Nombre de versements au plus"),
    "plan_limits.none": ("None: he cannot ask for it", "Aucun : ce n'est pas proposé"),
    "plan_limits.days": ("Days until the last part", "Jours jusqu'au dernier versement"),
    "plan_limits.days.hint": (
        "Counted from the day he asks. 90 days are enough for three monthly parts.",
        "À compter du jour de la demande. 90 jours suffisent pour trois versements mensuels.",
    ),
    "plan_limits.days.wrong": ("Write a number from 7 to 731.", "Écrivez un nombre de 7 à 731."),
    "plan_limits.first_percent": (
        "First part, at least (per cent)",
        "Premier versement, au moins (pour cent)",
    ),
    "plan_limits.first_percent.hint": (
        "Of what is open. 0: all parts are alike.",
        "Du reste dû. 0 : tous les versements sont égaux.",
    ),
    "plan_limits.first_percent.wrong": ("Write a number from 0 to 90.", "Écrivez un nombre de 0 à 90."),
    "plan_limits.least_open": ("From which amount on", "À partir de quel montant"),
    "plan_limits.least_open.hint": (
        "What is open of the invoice, in whole units of its currency. 0: any.",
        "Reste dû de la facture, en unités entières de sa devise. 0 : tous.",
    ),
    "plan_limits.least_open.wrong": (
        "Write a whole number without a currency, such as 200.",
        "Écrivez un nombre entier sans devise, par exemple 200.",
    ),
    "plan_limits.is_at_once": ("Who answers", "Qui répond"),
    "plan_limits.is_at_once.hint": (
        "Agreed at once, the plan is followed without you: one plan for each invoice, the next one is yours.",
        "Accepté aussitôt, l'échéancier est suivi sans vous : un seul par facture, le suivant vous revient.",
    ),
    "plan_limits.by_person": ("a person, each time", "une personne, à chaque fois"),
    "plan_limits.at_once": ("nobody: it is agreed at once", "personne : accepté aussitôt"),
}
