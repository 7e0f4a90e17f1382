"""What is said of a policy that makes no sense, in English and in French."""

from typing import Final

from connector.core.told import Sentences

say: Final = Sentences(
    {
        "place": (
            "{file}, line {line}, column {column}: {said}",
            "{file}, ligne {line}, colonne {column} : {said}",
        ),
        "lines": ("{left}\n{right}", "{left}\n{right}"),
        # the text
        "no_file": ("no file is here: look at the name.", "il n'y a pas de fichier ici : vérifiez le nom."),
        "no_permission": (
            "the file cannot be read ({why}): look at its permissions.",
            "le fichier ne peut pas être lu ({why}) : vérifiez ses droits d'accès.",
        ),
        "too_large": (
            "the file is larger than {count} bytes: split it or shorten it.",
            "le fichier dépasse {count} octets : divisez-le ou raccourcissez-le.",
        ),
        "not_utf8": (
            "the byte 0x{byte} is not UTF-8: save the file again with the encoding UTF-8.",
            "l'octet 0x{byte} n'est pas de l'UTF-8 : enregistrez de nouveau le fichier en UTF-8.",
        ),
        "control": (
            "a control character stands here: delete it and write the line again.",
            "il y a ici un caractère de contrôle : effacez-le et réécrivez la ligne.",
        ),
        "empty": ("the file is empty: write what belongs in it.", "le texte est vide : écrivez-le."),
        "tab": (
            "a tab stands here: indent with spaces.",
            "il y a ici une tabulation : décalez avec des espaces.",
        ),
        "second": (
            "a second document begins here: take the line of three hyphens out, or make two files.",
            "un second document commence ici : enlevez la ligne de trois tirets, ou faites deux fichiers.",
        ),
        "not_yaml": (
            "this is not YAML ({why}): look at the indentation, the colons and the quotes here and above.",
            "ce n'est pas du YAML ({why}) : vérifiez les décalages, les deux-points et les guillemets, ici "
            "et au-dessus.",
        ),
        "alias": (
            "& and * are not read here: write the text out, or put it in quotes.",
            "& et * ne sont pas lus ici : écrivez le texte en entier, ou mettez-le entre guillemets.",
        ),
        "tag": (
            "a tag (!) is not read here: take it out, or put the text in quotes.",
            "une étiquette (!) n'est pas lue ici : enlevez-la, ou mettez le texte entre guillemets.",
        ),
        "deep": (
            "lists and mappings are nested too deeply here: write it flatter.",
            "les listes et les blocs sont trop imbriqués ici : simplifiez.",
        ),
        "key": (
            "a key is one word: take the brackets out.",
            "une clé est un seul mot : enlevez les crochets.",
        ),
        "key_twice": (
            "«{key}» stands on line {line} already: keep one of the two.",
            "« {key} » figure déjà à la ligne {line} : gardez l'un des deux.",
        ),
        # its shape
        "missing": (
            "«{name}» is missing: write {wanted}.",
            "il manque « {name} » : écrivez {wanted}.",
        ),
        "missing.many": ("{names} are missing: write {wanted}.", "il manque {names} : écrivez {wanted}."),
        "comma": ("{left}, {right}", "{left}, {right}"),
        "named": ("«{name}»", "« {name} »"),
        "unfit": (
            "{of}{shown} cannot stand here: write {wanted}.",
            "{of}{shown} ne peut pas se trouver ici : écrivez {wanted}.",
        ),
        "of": ("{name}: ", "{name} : "),
        "unknown": (
            "«{name}» is not known here; {nearest} {known}.",
            "« {name} » n'est pas connu ici ; {nearest} {known}.",
        ),
        "nearest": ("did you mean «{name}»? Known are", "vouliez-vous dire « {name} » ? Sont connus"),
        "known": ("known are", "sont connus"),
        "nothing": ("nothing", "rien"),
        "mapping": ("a mapping", "un bloc"),
        "mapping.empty": ("an empty mapping", "un bloc vide"),
        "list": ("this list", "cette liste"),
        "list.empty": ("an empty list", "une liste vide"),
        # its sense
        "not_in_use": (
            "none of the steps is in use: take in_use: no from one of them.",
            "aucune étape n'est en service : enlevez in_use: no de l'une d'elles.",
        ),
        "id_twice": (
            "the id «{id}» is used by a step above: give each step an id of its own.",
            "l'identifiant « {id} » sert déjà à une étape au-dessus : donnez à chaque étape le sien.",
        ),
        "out_of_order": (
            "offset {offset} does not come after the {before} of the step above: put the steps in the order "
            "of their days, each on a day of its own.",
            "le jour {offset} ne vient pas après le jour {before} de l'étape au-dessus : mettez les étapes "
            "dans l'ordre de leurs jours, chacune à son propre jour.",
        ),
        "formal_too_soon": (
            "a formal notice needs a reminder before it: add a firm or friendly step above.",
            "une mise en demeure demande une relance avant elle : ajoutez au-dessus une étape amicale "
            "(friendly) ou ferme (firm).",
        ),
        "formal_after_provider": (
            "a formal notice needs a reminder in your own words before it: a provider's is none.",
            "une mise en demeure demande avant elle une relance rédigée par vous : l'envoi d'un prestataire "
            "n'en est pas une.",
        ),
        "call": (
            "severity call and channel call go together: change one of the two.",
            "la sévérité call et le canal call vont ensemble : changez l'un des deux.",
        ),
        "not_late": (
            "nothing is late before the due date: write severity notice, or a later offset.",
            "rien n'est en retard avant l'échéance : écrivez la sévérité notice, ou un jour plus tardif.",
        ),
        "to_come": (
            "a notice speaks of what is still to come: write severity friendly.",
            "un rappel avant échéance parle de ce qui vient : écrivez la sévérité friendly.",
        ),
        "call_fallbacks": (
            "nothing takes the place of a call: take the fallbacks out.",
            "rien ne remplace un appel : enlevez les canaux de repli.",
        ),
        "own_fallback": (
            "«{channel}» is the channel of the step itself: take it out of the fallbacks.",
            "« {channel} » est déjà le canal de l'étape : enlevez-le des canaux de repli.",
        ),
        "formal_by_provider": (
            "a provider sends the invoice in its own words, which notify of nothing: write channel email.",
            "un prestataire envoie la facture avec ses propres mots, qui ne mettent pas en demeure : écrivez "
            "le canal email.",
        ),
        "provider_roles": (
            "a provider chooses whom it writes to: take the roles out, or write channel email.",
            "un prestataire choisit à qui il écrit : enlevez les rôles, ou écrivez le canal email.",
        ),
        "decimals": (
            "«{text}» has more decimals than {currency} knows ({digits}).",
            "« {text} » a plus de décimales que n'en connaît {currency} ({digits}).",
        ),
        "never_met": (
            "{least} is above {most}, so it never holds: exchange the two.",
            "{least} dépasse {most}, ce n'est donc jamais vrai : échangez les deux.",
        ),
        # charges and cards
        "every_charge": (
            "every failed charge follows this policy: take the conditions out, or put them on its steps.",
            "tout prélèvement échoué suit ce scénario : enlevez les conditions, ou mettez-les sur ses "
            "étapes.",
        ),
        "every_card": (
            "every card that ends follows this policy: take the conditions out, or put them on its steps.",
            "toute carte qui expire suit ce scénario : enlevez les conditions, ou mettez-les sur ses étapes.",
        ),
        "card_ended": (
            "a card that has ended is spoken of when a charge fails: write -1 or less.",
            "on parle d'une carte expirée quand un prélèvement échoue : écrivez -1 ou moins.",
        ),
        "card_provider": (
            "a provider sends invoices, and this is none: write channel email.",
            "un prestataire envoie des factures, et ce n'en est pas une : écrivez le canal email.",
        ),
        "before_charge": (
            "nothing comes before a charge has failed: write 0 or more.",
            "rien ne précède l'échec d'un prélèvement : écrivez 0 ou plus.",
        ),
        "formal_charge": (
            "a failed charge has no formal notice: write severity firm.",
            "un prélèvement échoué n'a pas de mise en demeure : écrivez la sévérité firm.",
        ),
        "provider_charge": (
            "a provider's own message tells of an invoice, not of a card: write channel email.",
            "le message d'un prestataire parle d'une facture, pas d'une carte : écrivez le canal email.",
        ),
        # segments
        "segment_twice": (
            "«{name}» is already the name of a segment above: give each its own.",
            "« {name} » est déjà le nom d'un segment plus haut : donnez à chacun le sien.",
        ),
        "segment_idle": (
            "it says neither a policy nor who signs: write policy or signed_by.",
            "il ne dit ni scénario ni signataire : écrivez policy ou signed_by.",
        ),
        "segment_reply": (
            "answers go to a person who signs: write signed_by as well.",
            "les réponses vont à la personne qui signe : écrivez aussi signed_by.",
        ),
        "segment_policy": (
            "there is no policy «{name}» for invoices; {nearest} {known}.",
            "il n'y a pas de scénario « {name} » pour les factures ; {nearest} {known}.",
        ),
        # files
        "twins": (
            "«{name}» is already a policy in {file}: keep one of the two.",
            "« {name} » est déjà un scénario dans {file} : gardez l'un des deux.",
        ),
        "file_name": (
            "«{name}» cannot be a policy's name: name the file with {wanted}.",
            "« {name} » ne peut pas être le nom d'un scénario : nommez le fichier avec {wanted}.",
        ),
        "no_policy": (
            "There is no policy «{name}»; {nearest} {known}.",
            "Il n'y a pas de scénario « {name} » ; {nearest} {known}.",
        ),
        "folder": (
            "The folder of policies {folder} cannot be read: {why}.",
            "Le dossier des scénarios {folder} ne peut pas être lu : {why}.",
        ),
    }
)
