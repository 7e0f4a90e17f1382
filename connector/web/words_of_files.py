"""Words for a ledger file that is handed in on a page, in English and in French."""

FILES: dict[str, tuple[str, str]] = {
    "import_again": ("Import a newer file", "Importer un fichier plus récent"),
    "file": ("The file", "Le fichier"),
    "file_why": (
        "Export your open invoices as a table and choose the file here. It is shown first; nothing counts "
        "until you confirm.",
        "Exportez vos factures ouvertes sous forme de tableau et choisissez le fichier ici. Il est d'abord "
        "montré ; rien ne compte avant votre confirmation.",
    ),
    "file_kinds": (
        "CSV, Excel or OpenDocument, at most {megabytes} MB.",
        "CSV, Excel ou OpenDocument, {megabytes} Mo au plus.",
    ),
    "file_look": ("Look at it", "Voir l'aperçu"),
    "file_columns": ("Which columns are needed?", "Quelles colonnes faut-il ?"),
    "file_columns_hint": (
        "Number, customer, total, and the due date or the date of issue. Headers of many systems are "
        "recognised in English, French, German and Spanish; others can be mapped on the next page.",
        "Numéro, client, total, et l'échéance ou la date d'émission. Les en-têtes de nombreux logiciels sont "
        "reconnus en français, anglais, allemand et espagnol ; les autres se désignent à la page suivante.",
    ),
    "file_too_large": (
        "This file is larger than {megabytes} MB: nothing of it was read. Export fewer columns, or import it "
        "on the command line.",
        "Ce fichier dépasse {megabytes} Mo : rien n'en a été lu. Exportez moins de colonnes, ou importez-le "
        "en ligne de commande.",
    ),
    "file_missing": (
        "No file was chosen, or it is empty.",
        "Aucun fichier choisi, ou il est vide.",
    ),
    "file_gone": (
        "The file is not kept any more: it waits for an hour. Choose it once more.",
        "Le fichier n'est plus gardé : il attend une heure. Choisissez-le de nouveau.",
    ),
    "file_read_meanwhile": (
        "Nothing was imported: another file came first. See below what this one would change now.",
        "Rien n'a été importé : un autre fichier l'a été entre-temps. "
        "Voyez ci-dessous ce que celui-ci changerait maintenant.",
    ),
    "file_taken_in": (
        "Imported: {new}, {changed}, {closed}.",
        "Importé : {new}, {changed}, {closed}.",
    ),
    "file_taken_in.new": ("{count} new", "{count} nouvelles"),
    "file_taken_in.new.one": ("1 new", "1 nouvelle"),
    "file_taken_in.changed": ("{count} changed", "{count} modifiées"),
    "file_taken_in.changed.one": ("1 changed", "1 modifiée"),
    "file_taken_in.closed": ("{count} closed", "{count} closes"),
    "file_taken_in.closed.one": ("1 closed", "1 close"),
    "setup_next": ("Go on", "Continuer"),
    "file_preview": ("Before it counts", "Avant de confirmer"),
    "file_other": ("Choose another file", "Choisir un autre fichier"),
    "file_not_yet": (
        "This is what was understood. Nothing is imported yet.",
        "Voici ce qui a été compris. Rien n'est encore importé.",
    ),
    "file_refused": (
        "The file cannot be imported yet; nothing was changed. To put right: {count}.",
        "Le fichier ne peut pas encore être importé ; rien n'a été changé. À corriger : {count}.",
    ),
    "file_line": ("Line", "Ligne"),
    "file_column": ("Column", "Colonne"),
    "file_rows": ("Rows", "Lignes"),
    "file_customers": ("Customers", "Clients"),
    "file_credits": ("{count} credit notes or overpayments", "{count} avoirs ou trop-perçus"),
    "file_credits.one": ("1 credit note or overpayment", "1 avoir ou trop-perçu"),
    "file_credits_held": (
        "Held against the open invoices of their customers.",
        "À valoir sur les factures ouvertes de leurs clients.",
    ),
    "file_credits_held.one": (
        "Held against the open invoices of the customer.",
        "À valoir sur les factures ouvertes du client.",
    ),
    "file_changes": ("What it changes", "Ce qui change"),
    "file_new": ("New", "Nouvelles"),
    "file_changed": ("Changed", "Modifiées"),
    "file_unchanged": ("As before", "Inchangées"),
    "file_closed": ("Closed", "Closes"),
    "file_reopened": ("Open again", "De nouveau ouvertes"),
    "file_closes": (
        "These are open here and are not in the file any more, or are paid in it: they are closed, and "
        "nothing more is said about them. If that is not so, the file is not the whole ledger: do not "
        "confirm.",
        "Celles-ci sont ouvertes ici et ne sont plus dans le fichier, ou y sont payées : elles sont closes "
        "et on n'en parle plus. Sinon, le fichier n'est pas complet : ne confirmez pas.",
    ),
    "file_counted_twice": (
        "{count} of the changed ones are closed too: they stand in the file and are no longer open in it.",
        "{count} des modifiées sont aussi closes : elles sont dans le fichier, et n'y sont plus ouvertes.",
    ),
    "file_counted_twice.one": (
        "One of the changed ones is closed too: it stands in the file and is no longer open in it.",
        "L'une des modifiées est aussi close : elle est dans le fichier, et n'y est plus ouverte.",
    ),
    "file_confirm": ("Confirm: import these {count} rows", "Confirmer : importer ces {count} lignes"),
    "file_whole": (
        "All of it is imported, or nothing. The file is always the whole ledger.",
        "Tout est importé, ou rien. Le fichier est toujours la liste complète.",
    ),
    "file_remarks": ("How it was read", "Comment il a été lu"),
    "file_recognised": ("Columns", "Colonnes"),
    "file_map_hint": (
        "What a column is, and the order of day and month, can be said below, without touching the file. "
        "What is wrong in a line is put right in the file itself; then choose it again.",
        "Le sens d'une colonne, et l'ordre du jour et du mois, se disent ci-dessous, sans toucher au "
        "fichier. Ce qui est faux sur une ligne se corrige dans le fichier ; "
        "choisissez-le ensuite de nouveau.",
    ),
    "file_values": ("First values", "Premières valeurs"),
    "file_unnamed": ("Column {number}, without a name", "Colonne {number}, sans nom"),
    "file_shared": ("{header} (column {number})", "{header} (colonne {number})"),
    "file_no_value": ("empty", "vide"),
    "file_meaning": ("Read as", "Lue comme"),
    "file_probably": ("Probably: {field}. Say so below.", "Sans doute : {field}. Dites-le ci-dessous."),
    "file_first": ("The first invoices, as they were read", "Les premières factures, telles que lues"),
    "file_as_last_time": (
        "Read as you confirmed it last time: the header is the same.",
        "Lu comme vous l'avez confirmé la dernière fois : l'en-tête est le même.",
    ),
    "file_reread": (
        "What is owed, or when, is read from other columns than in the last file, or its dates in another "
        "order. So a smaller amount is no payment that came in now, and an invoice that turns out to be "
        "late is first written about in neutral words.",
        "Ce qui est dû, ou pour quand, est lu dans d'autres colonnes que dans le dernier fichier, ou ses "
        "dates dans un autre ordre. Un montant plus petit n'est donc pas un paiement reçu maintenant, et une "
        "facture qui s'avère en retard fait d'abord l'objet d'un message neutre.",
    ),
    "file_anew": ("Read it anew", "Tout relire"),
    "file_guessed": (
        "What some columns probably are is chosen already; it counts once you press the button. Check it.",
        "Pour certaines colonnes, un sens probable est déjà choisi ; il ne compte qu'une fois le bouton "
        "pressé. Vérifiez-le.",
    ),
    "file_a_guess": ("a guess, check it", "supposition, à vérifier"),
    "file_all_open": (
        "Where the column or the value that would say what is still open is missing: nothing is paid, not "
        "even in part.",
        "Là où manque la colonne ou la valeur qui dirait ce qui reste dû : rien n'est payé, même en partie.",
    ),
    "looks.amounts": ("(amounts)", "(montants)"),
    "looks.dates": ("(dates)", "(dates)"),
    "looks.marks": ("(marks or statuses)", "(coches ou statuts)"),
    "looks.text": ("(text)", "(texte)"),
    "looks.nothing": ("(empty)", "(vide)"),
    "file_as_it_stands": (
        "Numbers and customers count as they stand: what is not found again under them is new, and is "
        "reminded of from the beginning.",
        "Numéros et clients comptent tels quels : ce qui ne s'y retrouve pas est nouveau, et relancé depuis "
        "le début.",
    ),
    "file_renumbered": ("Known under another number", "Connues sous un autre numéro"),
    "file_renamed": (
        "Customers known under another name or number",
        "Clients connus sous un autre nom ou code",
    ),
    "file_how_read": ("Say what the columns are", "Dire ce que sont les colonnes"),
    "file_read_again": ("Read it again like this", "Relire ainsi"),
    "field_unread": ("– not read –", "– non lue –"),
    "date_order": ("Dates such as 03/04/2026", "Dates comme 03/04/2026"),
    "date_order.proved": ("as the column itself proves", "selon ce que la colonne prouve"),
    "date_order.dmy": ("day first: 3 April", "jour d'abord : 3 avril"),
    "date_order.mdy": ("month first: 4 March", "mois d'abord : 4 mars"),
    "field.number": ("Invoice number", "Numéro de facture"),
    "field.customer": ("Customer", "Client"),
    "field.email": ("Customer's e\N{NON-BREAKING HYPHEN}mail", "E\N{NON-BREAKING HYPHEN}mail du client"),
    "field.issued_on": ("Date of issue", "Date d'émission"),
    "field.due_on": ("Due date", "Échéance"),
    "field.currency": ("Currency", "Devise"),
    "field.total": ("Total", "Total"),
    "field.open": ("Still open", "Reste dû"),
    "field.paid": ("Already paid", "Déjà réglé"),
    "field.status": ("Status", "Statut"),
    "field.paid_on": ("Paid on", "Payée le"),
    "field.phone": ("Telephone", "Téléphone"),
    "field.language": ("Language", "Langue"),
    "field.country": ("Country", "Pays"),
    "field.customer_type": ("Kind of customer", "Type de client"),
    "field.terms": ("Days to pay", "Délai de paiement"),
    "field.region": ("Region", "Région"),
    "field.timezone": ("Time zone", "Fuseau horaire"),
    "field.customer_id": ("Customer's number", "Numéro de client"),
    "field.tax_number": ("Tax number", "Numéro de TVA"),
    "field.ignore": ("Not to be read", "À ne pas lire"),
}
