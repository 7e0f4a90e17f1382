"""Words of the customer's own page, in English and in French."""

OWN_PAGE: dict[str, tuple[str, str]] = {
    "who.customer": ("the customer, on his page", "le client, sur sa page"),
    "own_title": ("Your open invoices", "Vos factures ouvertes"),
    "own_tongue.en": ("English", "English"),
    "own_tongue.fr": ("Français", "Français"),
    "own_written": ("We write to you in {what}.", "Nous vous écrivons en {what}."),
    "own_back": ("Your page", "Votre page"),
    "own_reply": (
        "You may also simply reply to our message.",
        "Vous pouvez aussi simplement répondre à notre message.",
    ),
    "own_private": (
        "Whoever has the link to this page sees it: pass it on only to whoever pays for you. "
        "We never ask for card numbers here.",
        "Qui possède le lien vers cette page la voit : ne le donnez qu'à la personne qui paie pour vous. "
        "Nous ne demandons jamais de numéro de carte ici.",
    ),
    "own_nothing": ("Nothing is open. Thank you.", "Plus rien n'est ouvert. Merci."),
    "own_not_open": (
        "That invoice is no longer open here. If you have paid it: thank you, nothing is left to do for it.",
        "Cette facture n'est plus ouverte ici. Si vous l'avez réglée : merci, vous n'avez plus rien à faire.",
    ),
    "own_open": ("{left} to go to reach zero.", "Il reste {left} à régler."),
    "own_coming": ("{coming} of it is not due yet.", "Dont {coming} pas encore à échéance."),
    "own_progress": (
        "{paid} already paid, thank you: {left} to go to reach zero.",
        "{paid} déjà réglés, merci : il reste {left} à régler.",
    ),
    "own_progress_label": ("Paid so far", "Déjà réglé"),
    "own_issued": ("of {day}", "du {day}"),
    "own_of_total": ("out of {total}", "sur {total}"),
    "own_no_day": ("open", "ouverte"),
    "own_failed": ("the payment did not go through on {day}", "le paiement n'a pas abouti le {day}"),
    "own_in_days": ("due on {day}, in {count} days", "à régler le {day}, dans {count} jours"),
    "own_tomorrow": ("due tomorrow", "à régler demain"),
    "own_due_today": ("due today", "à régler aujourd'hui"),
    "own_since_yesterday": ("was due yesterday", "était à régler hier"),
    "own_days_ago": ("was due on {day}, {count} days ago", "était à régler le {day}, il y a {count} jours"),
    "own_pay": ("Pay online", "Payer en ligne"),
    "own_pdf": ("See the PDF", "Voir le PDF"),
    "own_no_pdf": (
        "The PDF cannot be had just now: try again later, or reply to our message.",
        "Le PDF n'est pas disponible pour l'instant : réessayez plus tard ou répondez à notre message.",
    ),
    "own_transfer": ("By bank transfer to {name}", "Par virement à {name}"),
    "own_reference_of": ("Reference", "Référence"),
    "own_acts": ("Answer about this invoice", "Répondre au sujet de cette facture"),
    "own_its_number": ("the number of the invoice that you pay", "le numéro de la facture que vous réglez"),
    "own_act.paid": ("I have already paid", "C'est déjà réglé"),
    "own_act.promise": ("I will pay on a date", "Je propose une date"),
    "own_act.instalments": ("I would like to pay in instalments", "Je souhaite payer en plusieurs fois"),
    "own_act.dispute": ("Something is wrong", "J'ai un désaccord"),
    "own_act.contact": ("Send our invoices to somebody else", "Envoyer nos factures à une autre personne"),
    # what was said
    "own_said.said_paid": (
        "You told us on {day} that it is paid. Thank you: we are looking for it.",
        "Vous nous avez dit le {day} que c'est réglé. Merci : nous vérifions.",
    ),
    "own_said.promise": (
        "You will pay by {day}. Thank you: we stay quiet until then.",
        "Vous réglerez au plus tard le {day}. Merci : nous n'écrirons pas avant.",
    ),
    "own_said.pause": (
        "You asked for instalments on {day}: somebody will answer you.",
        "Vous avez demandé plusieurs versements le {day} : quelqu'un vous répondra.",
    ),
    "own_said.dispute": (
        "You told us on {day} that something is wrong: somebody is looking into it.",
        "Vous nous avez signalé un désaccord le {day} : quelqu'un l'examine.",
    ),
    "own_done.paid": (
        "Thank you. We are looking for your payment and send nothing about this invoice meanwhile.",
        "Merci. Nous recherchons votre règlement et n'écrivons pas d'ici là au sujet de cette facture.",
    ),
    "own_done.promise": (
        "Thank you. Your date is noted; we send nothing about this invoice until then.",
        "Merci. Votre date est notée ; nous n'écrivons pas d'ici là au sujet de cette facture.",
    ),
    "own_done.instalments": (
        "Thank you. Somebody will answer you; we send nothing about this invoice until then.",
        "Merci. Quelqu'un vous répondra ; nous n'écrivons pas d'ici là au sujet de cette facture.",
    ),
    "own_done.dispute": (
        "Thank you for telling us. Somebody is looking into it and will answer you.",
        "Merci de nous l'avoir signalé. Quelqu'un l'examine et vous répondra.",
    ),
    "own_done.contact": (
        "Thank you. Somebody will check the address before anything is sent there.",
        "Merci. Quelqu'un vérifiera l'adresse avant tout envoi.",
    ),
    "own_done.to_a_person": (
        "Thank you. You had told us such a thing before, so a person will look at it and answer you.",
        "Merci. Vous nous l'aviez déjà signalé : une personne va s'en occuper et vous répondre.",
    ),
    # the forms
    "own_choose": ("Choose", "Choisir"),
    "own_send": ("Send", "Envoyer"),
    "own_paid_on": ("The day you paid", "Date de votre règlement"),
    "own_paid_on_hint": ("Today at the latest.", "Aujourd'hui au plus tard."),
    "own_reference": ("Reference (if you have one)", "Référence (si vous en avez une)"),
    "own_reference_hint": (
        "What stands on the transfer or the cheque.",
        "Ce qui figure sur le virement ou le chèque.",
    ),
    "own_promise_on": ("The day you will pay", "Date de votre règlement à venir"),
    "own_promise_on_hint": (
        "Until {day}. A weekend or a holiday counts as the next working day.",
        "Jusqu'au {day}. Un week-end ou un jour férié compte comme le jour ouvré suivant.",
    ),
    "own_parts": ("In how many monthly payments", "En combien de versements mensuels"),
    "own_parts_of": ("{count} payments", "{count} versements"),
    "own_plans": ("From {day} on", "À partir du {day}"),
    "own_no_plan": (
        "Instalments cannot be asked for here for this invoice: reply to our message to agree on something.",
        "Cette facture ne peut pas être échelonnée ici : répondez à notre message pour en convenir.",
    ),
    "own_wrong.look_again": (
        "These are the dates for the day and the invoice you chose: choose one of them.",
        "Voici les échéances pour le jour et la facture choisis : choisissez-en une.",
    ),
    "own_wrong.too_little": (
        "Instalments cannot be asked for here for this invoice: reply to our message to agree on something.",
        "Cette facture ne peut pas être échelonnée ici : répondez à notre message pour en convenir.",
    ),
    "own_does.plan_at_once": (
        "It is agreed at once. We remind you two days before each payment, and of nothing else meanwhile.",
        "C'est accepté aussitôt. Un rappel part deux jours avant chaque versement, et rien d'autre d'ici là.",
    ),
    "own_done.agreed": (
        "Thank you, it is agreed. We remind you two days before each payment.",
        "Merci, c'est accepté. Un rappel vous parviendra deux jours avant chaque versement.",
    ),
    "own_said.plan": (
        "It is agreed that you pay in instalments, the last of them on {day}.",
        "Il est convenu que vous réglez en plusieurs versements, le dernier le {day}.",
    ),
    "own_first_on": ("The day of the first one", "Date du premier"),
    "own_first_on_hint": ("The last one falls on {day} at the latest.", "Le dernier au plus tard le {day}."),
    "own_about": ("What is it about?", "De quoi s'agit-il ?"),
    "own_about.amount": ("The price or the quantity", "Le prix ou la quantité"),
    "own_about.goods": ("The goods or the work", "La marchandise ou la prestation"),
    "own_about.delivery": ("The delivery", "La livraison"),
    "own_about.order": ("We did not order it", "Nous ne l'avons pas commandé"),
    "own_about.other": ("Something else", "Autre chose"),
    "own_amount": ("The disputed amount (if it is a part)", "Montant contesté (si c'est une partie)"),
    "own_amount_hint": (
        "Left empty, it is the whole invoice.",
        "Laissé vide, il s'agit de toute la facture.",
    ),
    "own_words": ("What is wrong", "Ce qui ne va pas"),
    "own_words_hint": ("Up to 2,000 characters.", "2\N{NO-BREAK SPACE}000 caractères au plus."),
    "own_file": ("A file that shows it (if you have one)", "Un fichier qui le montre (si vous en avez un)"),
    "own_file_hint": (
        "One PDF, PNG or JPEG, {megabytes} MB at most. Only the business reads it.",
        "Un PDF, PNG ou JPEG, {megabytes} Mo au plus. Seule l'entreprise le lit.",
    ),
    "own_wrong.file_kind": (
        "Choose a PDF, a PNG or a JPEG: this file is none of them, whatever its name says.",
        "Choisissez un PDF, un PNG ou un JPEG : ce fichier n'en est pas un, quel que soit son nom.",
    ),
    "own_wrong.file_size": (
        "This file is too large: choose one of 5 MB at most, and fill in the form again.",
        "Ce fichier est trop lourd : choisissez-en un de 5 Mo au plus, et remplissez à nouveau.",
    ),
    "own_wrong.file_too_many": (
        "You have sent us enough files: reply to our message if you have another one.",
        "Vous nous avez envoyé assez de fichiers : répondez à notre message si vous en avez un autre.",
    ),
    "files_of_his": ("Files that the customer added", "Fichiers joints par le client"),
    "file_of": ("File of {day} ({kind}, {size} KB)", "Fichier du {day} ({kind}, {size} Ko)"),
    "files_hint": (
        "Sent by whoever held the link, and checked by nobody: open them as you would a mail's attachment.",
        "Envoyés par qui avait le lien, sans vérification : ouvrez-les comme une pièce jointe d'e-mail.",
    ),
    "own_email": ("Mail address", "Adresse e-mail"),
    "own_email_hint": ("Of whoever gets the bills.", "De la personne qui reçoit les factures."),
    "own_does.paid": (
        "We look for your payment, and send no reminder of this invoice for five working days.",
        "Nous recherchons votre règlement, sans relance de cette facture pendant cinq jours ouvrés.",
    ),
    "own_does.promise": (
        "We send no reminder of this invoice until that day. You can name one date here.",
        "Aucune relance de cette facture jusqu'à cette date. Une seule date peut être indiquée ici.",
    ),
    "own_does.instalments": (
        "It is a proposal: somebody answers you, and no reminder of this invoice is sent until then.",
        "C'est une proposition : quelqu'un vous répond, sans relance de cette facture d'ici là.",
    ),
    "own_does.dispute": (
        "Somebody looks into it and answers you. What you dispute is not asked for meanwhile.",
        "Quelqu'un l'examine et vous répond. Ce que vous contestez n'est pas demandé d'ici là.",
    ),
    "own_does.contact": (
        "Nothing is sent there until somebody has checked it with you.",
        "Rien n'y est envoyé avant vérification auprès de vous.",
    ),
    # what is wrong with what was typed
    "own_not_taken": (
        "This could not be taken yet: look at the marked place.",
        "Ce n'est pas encore enregistré : voyez l'endroit signalé.",
    ),
    "own_wrong.invoice": (
        "Choose one of your open invoices.",
        "Choisissez une de vos factures ouvertes.",
    ),
    "own_wrong.no_day": ("Write a day, such as 2026-12-31.", "Écrivez une date, par exemple 2026-12-31."),
    "own_wrong.to_come": (
        "This day has not come yet: if you are going to pay, name a date on your page.",
        "Cette date n'est pas encore passée : si vous allez payer, proposez une date sur votre page.",
    ),
    "own_wrong.too_long_ago": (
        "This is more than a year ago: look at the year.",
        "C'était il y a plus d'un an : vérifiez l'année.",
    ),
    "own_wrong.past": (
        "This day is past: choose one until {day}.",
        "Cette date est passée : choisissez d'ici le {day}.",
    ),
    "own_wrong.too_far": (
        "This is too far away: choose a day until {day}, or reply to our message.",
        "C'est trop loin : choisissez d'ici le {day}, ou répondez à notre message.",
    ),
    "own_wrong.no_amount": ("Write an amount, such as 1234.50.", "Écrivez un montant, par exemple 1234,50."),
    "own_wrong.not_open": (
        "More than nothing, and no more than is open.",
        "Plus que zéro, et au plus ce qui reste ouvert.",
    ),
    "own_wrong.no_parts": ("Choose how many.", "Choisissez un nombre."),
    "own_wrong.no_choice": ("Choose one of them.", "Choisissez dans la liste."),
    "own_wrong.no_words": ("Say in a few words what is wrong.", "Dites en quelques mots ce qui ne va pas."),
    "own_wrong.too_long": ("This is too long: shorten it.", "C'est trop long : raccourcissez."),
    "own_wrong.no_address": (
        "This is no mail address: write it like anna@your-company.example.",
        "Ce n'est pas une adresse : écrivez par exemple anna@votre-societe.example.",
    ),
}
