"""Words for policies and templates that are written on the pages, in English and in French."""

TEXTS: dict[str, tuple[str, str]] = {
    "texts.policies": ("Policies", "Scénarios de relance"),
    "texts.policies_why": (
        "A policy says who hears what, and when. Change one here: what it would change in the next 30 days "
        "is shown before you save, and every version can be had back.",
        "Un scénario dit qui reçoit quoi, et quand. Modifiez-le ici : ce qui changerait dans les 30 "
        "prochains jours est montré avant d'enregistrer, et chaque version peut être rétablie.",
    ),
    "policy.failed-charge": ("Failed charges", "Prélèvements échoués"),
    "policy.expiring-card": ("Cards that expire", "Cartes qui expirent"),
    "texts.edit_policies": (
        "Change the steps, or write a policy",
        "Modifier les étapes ou écrire un scénario",
    ),
    "texts.new_policy": ("A policy of your own", "Un scénario à vous"),
    "texts.new_name": ("Its name", "Son nom"),
    "texts.new_name_hint": (
        "Lower-case letters, digits and hyphens, such as builders.",
        "Lettres minuscules, chiffres et traits d'union, comme artisans.",
    ),
    "texts.new_from": ("Begin with", "Partir de"),
    "texts.new_go": ("Write it", "L'écrire"),
    "texts.origin.own": ("yours", "le vôtre"),
    "texts.origin.shared": ("shared by the installation", "commun à l'installation"),
    "texts.origin.file": ("as delivered", "tel que livré"),
    "texts.followed": ("followed", "en vigueur"),
    "texts.steps_count": ("steps: {count}", "étapes : {count}"),
    "texts.change": ("Change", "Modifier"),
    "texts.for_one": ("For {name} alone", "Pour {name} seulement"),
    "texts.for_all": ("For all organisations", "Pour toutes les entreprises"),
    "texts.for_all_why": (
        "What is saved here counts for every organisation of this installation that has nothing of its own.",
        "Ce qui est enregistré ici vaut pour chaque entreprise de cette installation qui n'a rien à elle.",
    ),
    "texts.owner_saves": (
        "Try your words here. Only the owner of this organisation saves them.",
        "Essayez vos mots ici. Seul le propriétaire de cette entreprise les enregistre.",
    ),
    # the form
    "texts.timeline": ("The ladder, in days from the due date", "Les étapes, en jours depuis l'échéance"),
    "texts.due_day": ("due", "échéance"),
    "texts.steps": ("The steps", "Les étapes"),
    "texts.step_n": ("Step {n}", "Étape {n}"),
    "texts.id": ("Name of the step", "Nom de l'étape"),
    "texts.id_hint": (
        "Leave it once the policy is in use: under another name it is a new step.",
        "N'y touchez plus une fois le scénario en vigueur : sous un autre nom, c'est une nouvelle étape.",
    ),
    "texts.offset": ("Days from the due date", "Jours depuis l'échéance"),
    "texts.offset_hint": (
        "−5 is five days before, 15 fifteen after.",
        "−5 : cinq jours avant ; 15 : quinze après.",
    ),
    "texts.severity": ("Tone", "Ton"),
    "texts.severity.notice": ("Notice", "Rappel avant échéance"),
    "texts.severity.friendly": ("Friendly", "Amical"),
    "texts.severity.firm": ("Firm", "Ferme"),
    "texts.severity.call": ("Call", "Appel"),
    "texts.severity.formal": ("Formal notice", "Mise en demeure"),
    "texts.template": ("Template", "Modèle"),
    "texts.template_of_tone": ("that of the tone", "celui du ton"),
    "texts.deadline_days": ("Days to pay that it names", "Délai de paiement annoncé, en jours"),
    "texts.more": (
        "To whom, by what else, and only if",
        "À qui, par quel autre moyen, et à quelle condition",
    ),
    "texts.roles": ("Written to", "Destinataires"),
    "texts.roles_hint": (
        "billing, copy, escalation, legal; with commas. Empty: billing.",
        "billing, copy, escalation, legal, séparés par des virgules. Vide : billing.",
    ),
    "texts.fallbacks": ("If that cannot be, by", "À défaut, par"),
    "texts.fallbacks_hint": ("email, letter; with commas.", "email, letter, séparés par des virgules."),
    "texts.conditions": ("Only if", "Seulement si"),
    "texts.conditions_hint": (
        "Such as min_open: {EUR: 1000.00}, tags: [builder]. docs/policies.md lists them.",
        "Par exemple min_open: {EUR: 1000.00}, tags: [artisan]. docs/policies.md les énumère.",
    ),
    "texts.policy_conditions": (
        "This policy takes invoices by itself, if",
        "Ce scénario prend de lui-même les factures, si",
    ),
    "texts.in_use": ("In use", "En service"),
    "texts.off": ("not in use", "hors service"),
    "texts.remove": ("Take this step out", "Retirer cette étape"),
    "texts.add": ("Add a step", "Ajouter une étape"),
    "texts.check": ("Check", "Vérifier"),
    "texts.would": ("What would change?", "Que changerait-il ?"),
    "texts.save": ("Save", "Enregistrer"),
    "texts.note": ("What you changed, for later", "Ce que vous avez changé, pour mémoire"),
    "texts.as_text": ("The text itself", "Le texte lui-même"),
    "texts.as_text_why": (
        "The form above writes this text. What the form does not show is changed here.",
        "Le formulaire ci-dessus écrit ce texte. Ce que le formulaire ne montre pas se modifie ici.",
    ),
    "texts.no_form": (
        "This text cannot be shown as a form: change it below.",
        "Ce texte ne peut pas être montré sous forme de formulaire : modifiez-le ci-dessous.",
    ),
    "texts.yaml": ("Policy, as YAML", "Scénario, en YAML"),
    "texts.sound": ("Nothing is wrong.", "Aucune erreur."),
    "texts.wrong": ("To be put right before it can be saved", "À corriger avant d'enregistrer"),
    "texts.at": ("line {line}, column {column}", "ligne {line}, colonne {column}"),
    "texts.at_line": ("line {line}", "ligne {line}"),
    # how it reads
    "texts.reads": ("How it reads", "Ce que lira le client"),
    "texts.reads_go": ("Show", "Montrer"),
    "texts.whom": ("About", "À propos de"),
    "texts.who_owes_most": ("whoever owes most", "celui qui doit le plus"),
    "texts.language": ("Language", "Langue"),
    "texts.look": ("As", "Comme"),
    "texts.look.light": ("Mail", "Message"),
    "texts.look.dark": ("Mail in dark mode", "Message en mode sombre"),
    "texts.look.phone": ("On a phone", "Sur un téléphone"),
    # what would change
    "texts.would_title": (
        "What would change in the next 30 days",
        "Ce qui changerait dans les 30 prochains jours",
    ),
    "texts.would_none": (
        "Nothing would change for the {customers} customers who follow this policy.",
        "Rien ne changerait pour les {customers} clients qui suivent ce scénario.",
    ),
    "texts.would_count": (
        "{added} added, {gone} gone, {moved} on another day, {other} by another way. {before} messages and "
        "tasks today, {after} then, for {customers} customers.",
        "{added} en plus, {gone} en moins, {moved} un autre jour, {other} par un autre moyen. {before} "
        "messages et tâches aujourd'hui, {after} ensuite, pour {customers} clients.",
    ),
    "texts.would_part": (
        "More customers follow this policy than were looked at: these are of the first {customers}.",
        "Davantage de clients suivent ce scénario : seuls les {customers} premiers ont été examinés ici.",
    ),
    "texts.would_rows": (
        "The first {count} lines are shown.",
        "Seules les {count} premières lignes sont montrées.",
    ),
    "texts.would_how": (
        "As if nothing were paid meanwhile. Nothing was saved.",
        "Comme si rien n'était payé d'ici là. Rien n'a été enregistré.",
    ),
    "texts.what.added": ("added", "en plus"),
    "texts.what.gone": ("gone", "en moins"),
    "texts.what.moved": ("another day", "autre jour"),
    "texts.what.other": ("another way", "autre moyen"),
    "texts.was": ("Now", "Aujourd'hui"),
    "texts.will": ("Then", "Ensuite"),
    # versions
    "texts.versions": ("Versions", "Versions"),
    "texts.no_versions": (
        "Nothing was changed here yet: what is delivered counts.",
        "Rien n'a encore été modifié ici : ce qui est livré vaut.",
    ),
    "texts.version": ("Version {number}", "Version {number}"),
    "texts.by": ("by {who}", "par {who}"),
    "texts.counts": ("counts now", "en vigueur"),
    "texts.compare": ("Compare with the one before", "Comparer à la précédente"),
    "texts.restore": ("Have it back", "Rétablir"),
    "texts.restored": ("as version {number}", "comme la version {number}"),
    "texts.follows": ("follows what lies below", "suit ce qui est en dessous"),
    "texts.follow_shared": ("Follow the shared one again", "Suivre de nouveau le commun"),
    "texts.follow_file": ("Follow the delivered one again", "Suivre de nouveau celui qui est livré"),
    "texts.remove_own": ("Remove it", "Le supprimer"),
    "texts.compared": (
        "From version {before} to version {after}",
        "De la version {before} à la version {after}",
    ),
    "texts.compared_below": (
        "From what lies below to version {after}",
        "De ce qui est en dessous à la version {after}",
    ),
    "texts.compared_nothing": ("Nothing differs.", "Aucune différence."),
    "texts.saved": (
        "Saved as version {number}. What is planned from now on follows it; what left stays as it is.",
        "Enregistré : version {number}. Ce qui se prépare dès maintenant en tient compte ; ce qui est parti "
        "reste tel quel.",
    ),
    "texts.undo": ("Undo", "Annuler"),
    "texts.meanwhile": (
        "Somebody saved another version meanwhile. Compare it below, then save again.",
        "Une autre version a été enregistrée entre-temps. Comparez-la ci-dessous, puis réessayez.",
    ),
    "texts.policy_in_use": (
        "An organisation follows this policy: choose another one for it first.",
        "Une entreprise suit ce scénario : choisissez-en d'abord un autre pour elle.",
    ),
    "texts.template_in_use": (
        "A step of a policy speaks by this template: choose another one for it first.",
        "Une étape d'un scénario utilise ce modèle : choisissez-en d'abord un autre pour elle.",
    ),
    # templates
    "texts.templates": ("Templates", "Modèles de message"),
    "texts.templates_why": (
        "What your customers read. Change the words here; each version is kept and can be had back.",
        "Ce que lisent vos clients. Changez les mots ici ; chaque version est gardée et peut être rétablie.",
    ),
    "texts.part.subject": ("Subject", "Objet"),
    "texts.part.body": ("Plain text", "Texte simple"),
    "texts.part.html": ("Page (HTML)", "Page (HTML)"),
    "texts.part.letter": ("Letter (HTML)", "Courrier (HTML)"),
    "texts.new_template": ("A template of your own", "Un modèle à vous"),
    "texts.language_hint": (
        "Two letters, such as en; de-at for a variant.",
        "Deux lettres, comme fr ; fr-ca pour une variante.",
    ),
    "texts.look_again": ("Show again: {look}", "Revoir : {look}"),
    "texts.the_words": ("The words", "Le texte"),
    "texts.names": ("The names you may use", "Les noms utilisables"),
    "texts.names_why": (
        "Write {{ customer }} and the name is printed. These alone; docs/templates.md explains them.",
        "Écrivez {{ customer }} et le nom s'imprime. Ceux-ci seulement ; docs/templates.md les explique.",
    ),
    "texts.names_of_lines": ("Of each invoice in lines", "De chaque facture dans lines"),
    "texts.now_reads": ("As it would arrive", "Tel qu'il arriverait"),
}
