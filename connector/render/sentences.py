"""What is said of a template that makes no sense, in English and in French."""

from typing import Final

from connector.core.told import Sentences

say: Final = Sentences(
    {
        # while it is written
        "no_name": (
            "«{name}» is no language and template, such as fr/firm.",
            "« {name} » n'est pas une langue et un modèle, par exemple fr/firm.",
        ),
        "long": (
            "more than {count} letters: shorten it.",
            "plus de {count} caractères : raccourcissez.",
        ),
        "no_subject": (
            "the subject is empty: write what the message is about.",
            "l'objet est vide : écrivez de quoi parle le message.",
        ),
        "no_iban": (
            "the IBAN is gone: keep the block «payment», or print {{{{ iban }}}}.",
            "l'IBAN a disparu : gardez le bloc « payment », ou écrivez {{{{ iban }}}}.",
        ),
        "no_page": (
            "the customer's page is gone: keep the block «answers», or {{{{ page_link }}}}.",
            "la page du client a disparu : gardez le bloc « answers », ou {{{{ page_link }}}}.",
        ),
        "no_answer": (
            "the way to answer is gone: keep the block «answers», or {{{{ answer_to }}}}.",
            "le moyen de répondre a disparu : gardez le bloc « answers », ou {{{{ answer_to }}}}.",
        ),
        "no_warning": (
            "the sentence is gone that card numbers are never asked for: keep the frame around the message.",
            "la phrase qui dit qu'aucun numéro de carte n'est demandé a disparu : gardez le cadre du "
            "message.",
        ),
        # what it says
        "unknown": (
            "nothing is called «{name}»; docs/templates.md lists what a template may use.",
            "rien ne s'appelle « {name} » ; docs/templates.md liste ce qu'un modèle peut employer.",
        ),
        "fault": (
            "{fault}; docs/templates.md lists what a template may use.",
            "{fault} ; docs/templates.md liste ce qu'un modèle peut employer.",
        ),
        "undefined": ("nothing here is called «{name}»", "rien ici ne s'appelle « {name} »"),
        "unread": ("this cannot be read", "ceci est illisible"),
        "html": (
            "here Jinja stands where HTML cannot carry it; put it between tags or inside a quoted attribute, "
            "and close each tag where it was opened.",
            "ici, du Jinja se trouve là où le HTML ne peut pas le porter ; mettez-le entre des balises ou "
            "dans un attribut entre guillemets, et fermez chaque balise là où elle a été ouverte.",
        ),
        # what it may cost
        "loops": (
            "this does more than a message needs: shorten its loops",
            "ceci fait plus qu'un message n'en demande : raccourcissez ses boucles",
        ),
        "printed": (
            "this cannot be printed: name one of its values",
            "ceci ne peut pas être écrit : nommez l'une de ses valeurs",
        ),
        "longest": (
            "this becomes longer than {count} letters: shorten it",
            "ceci dépasse {count} caractères : raccourcissez",
        ),
        "too_long": (
            "this becomes too long: shorten it",
            "ceci devient trop long : raccourcissez",
        ),
        "wide": (
            "this writes too wide: at most 999 places",
            "ceci écrit trop large : 999 caractères au plus",
        ),
        "format": (
            "«format» cannot be used here: put the words together with ~",
            "« format » ne peut pas servir ici : assemblez les mots avec ~",
        ),
        "number": ("this number becomes too large", "ce nombre devient trop grand"),
        "argument": (
            "{count} is the most here: take a smaller number",
            "{count} est le maximum ici : prenez un nombre plus petit",
        ),
        # files
        "place": ("{file}, line {line}: {said}", "{file}, ligne {line} : {said}"),
        "of_file": ("{file}: {said}", "{file} : {said}"),
        "deep": (
            "{file}: this is too deep to be read; write it simpler.",
            "{file} : c'est trop imbriqué pour être lu ; écrivez plus simplement.",
        ),
        "no_file": (
            "the template file {name} is missing; make it, or take its name out.",
            "le fichier de modèle {name} manque ; créez-le, ou enlevez son nom.",
        ),
        "odd_name": (
            "«{name}» is not a template's name: small letters, digits, - and _ only.",
            "« {name} » n'est pas un nom de modèle : minuscules, chiffres, - et _ seulement.",
        ),
        "no_template": (
            "There is no template «{name}»: write it, or name another in the policy.",
            "Il n'y a pas de modèle « {name} » : écrivez-le, ou nommez-en un autre dans le scénario.",
        ),
        "not_utf8": (
            "{file}, line {line}: not UTF-8; save the file as UTF-8.",
            "{file}, ligne {line} : ce n'est pas de l'UTF-8 ; enregistrez le fichier en UTF-8.",
        ),
        "no_permission": (
            "{file} cannot be read ({why}); make it readable.",
            "{file} ne peut pas être lu ({why}) ; donnez-en le droit.",
        ),
        # which policy, and why
        "chosen.own": (
            "Policy «{policy}»: what failed charges and cards that end follow.",
            "Scénario « {policy} » : celui des prélèvements échoués et des cartes qui expirent.",
        ),
        "chosen.invoice": (
            "Policy «{policy}»: chosen for this invoice.",
            "Scénario « {policy} » : choisi pour cette facture.",
        ),
        "chosen.customer": (
            "Policy «{policy}»: chosen for this customer.",
            "Scénario « {policy} » : choisi pour ce client.",
        ),
        "chosen.segment": (
            "Policy «{policy}»: by segment «{segment}».",
            "Scénario « {policy} » : par le segment « {segment} ».",
        ),
        "chosen.conditions": (
            "Policy «{policy}»: by its own conditions.",
            "Scénario « {policy} » : par ses propres conditions.",
        ),
        "chosen.terms": (
            "Policy «{policy}»: for the days to pay of the invoice.",
            "Scénario « {policy} » : pour le délai de paiement de la facture.",
        ),
        "chosen.organisation": (
            "Policy «{policy}»: what everybody else follows.",
            "Scénario « {policy} » : celui de tous les autres.",
        ),
        "chosen.signed": (
            "{said} Signed by {name} (segment «{segment}»).",
            "{said} Signé par {name} (segment « {segment} »).",
        ),
    }
)
