"""Words of the views of a list, in English and in French."""

VIEWS: dict[str, tuple[str, str]] = {
    "views": ("Views", "Vues"),
    "views_keep": ("Keep this view…", "Garder cette vue…"),
    "views_keep_hint": (
        "The search, the filters and the order of the list as you left it, under a name.",
        "La recherche, les filtres et le tri de la liste telle que vous l'avez laissée, sous un nom.",
    ),
    "views_name": ("Name", "Nom"),
    "views_whose": ("For whom", "Pour qui"),
    "views_mine": ("for me", "pour moi"),
    "views_everybodys": ("for everybody of the organisation", "pour toute l'entreprise"),
    "views_keep_it": ("Keep it", "Garder"),
    "views_kept": ("Views that are kept", "Vues gardées"),
    "views_none": (
        "None yet. Filter and sort the list as you often need it, then keep it here under a name.",
        "Aucune pour l'instant. Filtrez et triez la liste comme il vous la faut souvent, puis gardez-la ici.",
    ),
    "views_shipped": ("Views that come with Relance", "Vues fournies avec Relance"),
    "views_is_default": ("the list opens with it", "la liste s'ouvre avec elle"),
    "views_default": ("Open the list with it", "Ouvrir la liste avec elle"),
    "views_no_default": ("Open the list without it", "Ouvrir la liste sans elle"),
    "views_rename": ("Rename", "Renommer"),
    "views_remove": ("Remove", "Supprimer"),
    "only.long_late": ("Late over 30 days", "Plus de 30 jours de retard"),
    "only.broken": ("Promises broken", "Promesses non tenues"),
    "only.approval": ("Waiting for approval", "En attente de validation"),
    "only.no_address": ("Without address", "Sans adresse"),
    "only_is.long_late": (
        "Due more than 30 days ago: a call often helps more than one more message.",
        "Échues depuis plus de 30 jours : un appel aide souvent plus qu'un message de plus.",
    ),
    "only_is.broken": (
        "A promised day has passed, with two business days of grace, and it is still open.",
        "Le jour promis est passé, avec deux jours ouvrés de grâce, et la facture est toujours ouverte.",
    ),
    "only_is.approval": (
        "A message about it is ready and waits until somebody releases it.",
        "Un message est prêt et attend que quelqu'un le valide.",
    ),
    "only_is.no_address": (
        "Nothing can be written to them: add a billing address on their page.",
        "Aucun message ne peut leur être envoyé : ajoutez une adresse sur leur page.",
    ),
    "unfit.no_name": ("Write a name, of 60 signs at most.", "Écrivez un nom, 60 caractères au plus."),
    "unfit.name_taken": (
        "Another view is called so: choose another name.",
        "Une autre vue porte ce nom : choisissez-en un autre.",
    ),
    "unfit.too_many": (
        "There are 30 views already: remove one first.",
        "Il y a déjà 30 vues : supprimez-en une d'abord.",
    ),
}
