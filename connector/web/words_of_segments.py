"""Words for segments: who follows which policy, and who signs, in English and in French."""

SEGMENTS: dict[str, tuple[str, str]] = {
    "segments.title": ("Segments", "Segments"),
    "segments.why": (
        "Rules say which policy a customer follows and who signs his messages. They are tried from the top: "
        "the first that fits wins. What you chose for a customer or an invoice by hand comes before them.",
        "Des règles disent quel scénario un client suit et qui signe ses messages. Elles sont lues de haut "
        "en bas : la première qui convient l'emporte. Ce que vous avez choisi à la main pour un client ou "
        "une facture passe avant elles.",
    ),
    "segments.link": ("Segments: who follows which policy", "Segments : qui suit quel scénario"),
    "segments.rules": ("The rules, in order", "Les règles, dans l'ordre"),
    "segments.none": (
        "There is no rule yet: everybody follows what he would without one.",
        "Aucune règle pour l'instant : chacun suit ce qu'il suivrait sans elles.",
    ),
    "segments.name": ("Name of the segment", "Nom du segment"),
    "segments.no_policy": ("as without this segment", "comme sans ce segment"),
    "segments.conditions": ("Who is in it, if", "En fait partie, si"),
    "segments.conditions_hint": (
        "Such as min_year_late: 3, or tags: [strategic], min_owed: {EUR: 5000.00}. Empty: everybody. "
        "docs/policies.md lists them.",
        "Par exemple min_year_late: 3, ou tags: [stratégique], min_owed: {EUR: 5000.00}. Vide : tout le "
        "monde. docs/policies.md les énumère.",
    ),
    "segments.signed_by": ("Who signs", "Qui signe"),
    "segments.signed_by_hint": (
        "A person's name. Empty: the contact of your business.",
        "Le nom d'une personne. Vide : le contact de votre entreprise.",
    ),
    "segments.reply_to": ("Answers go to", "Les réponses vont à"),
    "segments.up": ("Move up", "Monter"),
    "segments.down": ("Move down", "Descendre"),
    "segments.remove": ("Take it out", "Retirer"),
    "segments.add": ("Add a segment", "Ajouter un segment"),
    "segments.would": ("Who is in each, and who would move?", "Qui est dans chacun, et qui changerait ?"),
    "segments.caught": ("Who is in each today", "Qui est dans chacun aujourd'hui"),
    "segments.customers": ("customers: {count}", "clients : {count}"),
    "segments.rest": ("In none of them", "Dans aucun"),
    "segments.part": (
        "More customers owe something than were looked at: these are the first {customers}.",
        "Davantage de clients doivent quelque chose : seuls les {customers} premiers ont été examinés.",
    ),
    "segments.moves": (
        "Invoices that would follow another policy, or be signed by somebody else: {count}.",
        "Factures qui suivraient un autre scénario, ou seraient signées par quelqu'un d'autre : {count}.",
    ),
    "segments.none_move": ("Nobody would move.", "Personne ne changerait."),
    "segments.nothing_saved": (
        "Counted over the customers who owe something now. Nothing was saved.",
        "Compté sur les clients qui doivent quelque chose à ce jour. Rien n'a été enregistré.",
    ),
    "segments.yaml": ("Segments, as YAML", "Segments, en YAML"),
    "segments.tags": ("Tags", "Étiquettes"),
    "segments.tags_hint": (
        "Words of yours for segments, with commas.",
        "Vos propres mots pour les segments, séparés par des virgules.",
    ),
    "segments.sector": ("Sector", "Secteur"),
    "segments.marks": ("Tags and sector", "Étiquettes et secteur"),
    "segments.marks_save": ("Save", "Enregistrer"),
    "unfit.long_mark": (
        "A tag or a sector has at most 50 signs: shorten it.",
        "Une étiquette ou un secteur compte au plus 50 signes : raccourcissez.",
    ),
    "field.tags": ("Tags", "Étiquettes"),
    "field.sector": ("Sector", "Secteur"),
    "text_kind.segments": ("segments", "segments"),
    "policy.by-hand": ("By hand", "À la main"),
}
