"""What is said of a ledger file, in English and in French; codes are called by what is wrong."""

from collections.abc import Sequence
from typing import Final

from connector.core.told import Sentences, Told
from providers.ledger_file.sentences_of_values import OF_VALUES

say: Final = Sentences(
    {
        # places and parts
        "column": ("column {number} «{name}»", "colonne {number} « {name} »"),
        "column.unnamed": ("column {number}, which has no name", "colonne {number}, sans nom"),
        "or": ("{left} or {right}", "{left} ou {right}"),
        "and": ("{left} and {right}", "{left} et {right}"),
        "none": ("(none)", "(aucune)"),
        "name.number": ("number", "numéro"),
        "name.customer": ("customer", "client"),
        "name.total": ("total", "total"),
        "name.day": ("due date or date of issue", "échéance ou date d'émission"),
        "order.dmy": ("day first (dmy)", "jour en premier (dmy)"),
        "order.mdy": ("month first (mdy)", "mois en premier (mdy)"),
        "day.dmy": ("day first", "jour en premier"),
        "day.mdy": ("month first", "mois en premier"),
        "comma": ("{left}, {right}", "{left}, {right}"),
        "nearest": ("Did you mean {names}?", "Vouliez-vous dire {names} ?"),
        "nearest.after": (" Did you mean {names}?", " Vouliez-vous dire {names} ?"),
        # the file
        "no_invoice": (
            "There is no invoice in this file. It was not imported, for a ledger without a line would close "
            "every invoice: export it again.",
            "Ce fichier ne contient aucune facture. Il n'a pas été importé, car une liste vide fermerait "
            "toutes les factures : exportez-le de nouveau.",
        ),
        "empty": ("The file is empty. {no_invoice}", "Le fichier est vide. {no_invoice}"),
        "not_opened": (
            "The file cannot be opened: {why}.",
            "Le fichier ne peut pas être ouvert : {why}.",
        ),
        "pdf": (
            "This is a PDF, whatever its name. Export the ledger as CSV or XLSX.",
            "C'est un PDF, quel que soit son nom. Exportez la liste en CSV ou en XLSX.",
        ),
        "markup": (
            "This is a web page or XML or JSON, not a table. Export the ledger as CSV or XLSX.",
            "C'est une page web, du XML ou du JSON, pas un tableau. Exportez la liste en CSV ou en XLSX.",
        ),
        "not_text": (
            "This is not a text file. Export the ledger as CSV or XLSX.",
            "Ce n'est pas un fichier texte. Exportez la liste en CSV ou en XLSX.",
        ),
        "cut_off": (
            "The file is cut off or damaged. Save it again as «CSV UTF-8».",
            "Le fichier est tronqué ou endommagé. Enregistrez-le de nouveau au format « CSV UTF-8 ».",
        ),
        "two_encodings": (
            "The file is UTF-8 up to this line, and something else here. Save it again as «CSV UTF-8».",
            "Le fichier est en UTF-8 jusqu'à cette ligne, et autrement ici. Enregistrez-le de nouveau au "
            "format « CSV UTF-8 ».",
        ),
        "letters": (
            "The letters of this file cannot be read. Save it again as «CSV UTF-8».",
            "Les caractères de ce fichier sont illisibles. Enregistrez-le de nouveau au format « CSV UTF-8 "
            "».",
        ),
        "quote.long": (
            "The cell that begins here is far too long: a quotation mark was probably opened and never "
            "closed. Close it, or export the file again.",
            "La cellule qui commence ici est beaucoup trop longue : un guillemet a sans doute été ouvert et "
            "jamais fermé. Fermez-le, ou exportez de nouveau le fichier.",
        ),
        "quote.open": (
            "A quotation mark opened here is never closed. Close it, or export the file again.",
            "Un guillemet ouvert ici n'est jamais fermé. Fermez-le, ou exportez de nouveau le fichier.",
        ),
        "quote.inside": (
            "A quotation mark stands inside a quoted cell (after a closing one only {delimiter} may follow). "
            'Write it twice ("") or export the file again.',
            "Un guillemet se trouve dans une cellule entre guillemets (après le guillemet fermant, seul "
            '{delimiter} peut suivre). Doublez-le ("") ou exportez de nouveau le fichier.',
        ),
        "delimiter": ("«{sign}»", "« {sign} »"),
        "tab": ("tab", "une tabulation"),
        "damaged": (
            "This workbook cannot be opened: it is damaged. Save it again as XLSX or CSV.",
            "Ce classeur ne peut pas être ouvert : il est endommagé. Enregistrez-le de nouveau en XLSX ou en "
            "CSV.",
        ),
        "password": (
            "This workbook is protected by a password: save it without one.",
            "Ce classeur est protégé par un mot de passe : enregistrez-le sans.",
        ),
        "no_sheet": (
            "This workbook has no visible sheet with anything in it.",
            "Ce classeur n'a aucune feuille visible qui ne soit vide.",
        ),
        "unpacked": (
            "This workbook is too large to unpack: export it as CSV.",
            "Ce classeur est trop volumineux pour être décompressé : exportez-le en CSV.",
        ),
        # the header
        "no_header": (
            "No header was recognised in the first lines. The first line must name the columns, such as "
            'number, customer, total, due_on; columns of other names are mapped: --map "their name=field".',
            "Aucun en-tête n'a été reconnu dans les premières lignes. La première ligne doit nommer les "
            "colonnes, par exemple number, customer, total, due_on ; les colonnes d'un autre nom "
            'se désignent ci-dessous (en ligne de commande : --map "leur nom=champ").',
        ),
        "no_header.page": (
            "No header was recognised in the first lines. Say below what the columns are, or write their "
            "names in the first line of the file and choose it again.",
            "Aucun en-tête n'a été reconnu dans les premières lignes. Dites ci-dessous ce que sont les "
            "colonnes, ou écrivez leurs noms dans la première ligne du fichier et choisissez-le de nouveau.",
        ),
        "no_field": (
            "«{name}» is mapped to «{ours}», which is not a field. {nearest} The fields are {fields}; or "
            "«{ignore}».",
            "« {name} » est associée à « {ours} », qui n'est pas un champ. {nearest} Les champs sont "
            "{fields} ; ou « {ignore} ».",
        ),
        "mapped_twice": (
            "{both} are both mapped to «{ours}»: map one of them.",
            "{both} sont toutes deux associées à « {ours} » : n'en associez qu'une.",
        ),
        "named": ("«{name}»", "« {name} »"),
        "clash": (
            '{both} both mean «{ours}». Say which one counts: --map "{first}={ours}" '
            '(or --map "{last}={ignore}").',
            "{both} veulent toutes deux dire « {ours} ». Dites ci-dessous laquelle compte (en ligne de "
            "commande : "
            '--map "{first}={ours}", ou --map "{last}={ignore}").',
        ),
        "clash.page": (
            "{both} mean the same: say below which one counts, and that the other is not to be read.",
            "{both} veulent dire la même chose : dites ci-dessous laquelle compte, et que l'autre n'est "
            "pas à lire.",
        ),
        "no_column": (
            "There is no column «{name}» to map. {nearest} The columns are {columns}.",
            "Il n'y a pas de colonne « {name} » à associer. {nearest} Les colonnes sont {columns}.",
        ),
        "same_name": (
            '{count} columns are named «{name}»: say which by its number, as in --map "{first}={ours}".',
            "{count} colonnes s'appellent « {name} » : dites laquelle par son numéro, comme dans "
            '--map "{first}={ours}".',
        ),
        "missing": (
            "No column for {missing} was recognised in this header. If one of the columns {unread} is meant, "
            'map it: --map "its name={example}". The fields are {fields}.',
            "Aucune colonne n'a été reconnue dans cet en-tête pour {missing}. Si c'est l'une des colonnes "
            '{unread}, associez-la : --map "son nom={example}". Les champs sont {fields}.',
        ),
        "missing.guessed": (
            "No column for {missing} was recognised in this header. Probably: {options}. The fields are "
            "{fields}.",
            "Aucune colonne n'a été reconnue dans cet en-tête pour {missing}. Sans doute : {options}. Les "
            "champs sont {fields}.",
        ),
        "missing.page": (
            "No column was recognised for: {missing}. Say below which one it is.",
            "Aucune colonne n'a été reconnue pour : {missing}. Dites ci-dessous laquelle c'est.",
        ),
        "due_or_issued": ("«due_on or issued_on»", "« due_on ou issued_on »"),
        # a line
        "cells": (
            "This line has {count} cells, the header {width}: a cell probably holds the delimiter. Put that "
            "cell in quotation marks, or export the file again.",
            "Cette ligne a {count} cellules, l'en-tête {width} : une cellule contient sans doute le "
            "séparateur. Mettez-la entre guillemets, ou exportez de nouveau le fichier.",
        ),
        "lacking": (
            "There is no {name} on this line: write it, or take the line out.",
            "Il manque le {name} à cette ligne : complétez-la, ou supprimez-la.",
        ),
        "long": (
            "This {name} is {count} characters long: the columns may be shifted.",
            "Ce {name} compte {count} caractères : les colonnes sont peut-être décalées.",
        ),
        "dated": (
            "The spreadsheet has turned this {name} into a date: make the cell text.",
            "Le tableur a changé ce {name} en date : mettez la cellule au format texte.",
        ),
        "twice": (
            "Number «{number}» stands on line {first} and on line {line}. Keep one line for each invoice "
            "(export invoices, not their items), then import again.",
            "Le numéro « {number} » figure à la ligne {first} et à la ligne {line}. Gardez une seule ligne "
            "par facture (exportez les factures, pas leurs articles), puis importez de nouveau.",
        ),
        "no_id": (
            'No id here: fill it in, or do without: --map "{column}=ignore".',
            "Pas d'identifiant ici : complétez-le, ou dites ci-dessous que la colonne est à ne pas lire (en "
            "ligne "
            'de commande : --map "{column}=ignore").',
        ),
        "no_id.page": (
            "No id here: fill it in, or say below that this column is not to be read.",
            "Pas d'identifiant ici : complétez-le, ou dites ci-dessous que cette colonne n'est pas à lire.",
        ),
        "terms": (
            "«{text}» is not a number of days: write the due date instead.",
            "« {text} » n'est pas un nombre de jours : écrivez plutôt l'échéance.",
        ),
        **OF_VALUES,
        # words
        "status": (
            "«{text}» is not a known status.{nearest} Write open, partially paid, paid, void, credited, "
            'written off or draft; or leave the column out: --map "its name=ignore".',
            "« {text} » n'est pas un statut connu.{nearest} Écrivez ouverte, partiellement payée, payée, "
            "annulée, créditée, irrécouvrable ou brouillon ; ou dites ci-dessous que la colonne est à ne pas "
            "lire "
            '(en ligne de commande : --map "son nom=ignore").',
        ),
        "status.page": (
            "«{text}» is not a known status.{nearest} Write open, partially paid, paid, void, credited, "
            "written off or draft; or say below that this column is not to be read.",
            "« {text} » n'est pas un statut connu.{nearest} Écrivez ouverte, partiellement payée, payée, "
            "annulée, créditée, irrécouvrable ou brouillon ; ou dites ci-dessous que cette colonne n'est pas "
            "à lire.",
        ),
        "customer_type": (
            "«{text}» is not a type of customer.{nearest} Write business, consumer, public_body or unknown.",
            "« {text} » n'est pas un type de client.{nearest} Écrivez entreprise, particulier, organisme "
            "public ou inconnu.",
        ),
        "language": (
            "«{text}» is not a language.{nearest} Write its code, such as fr or en.",
            "« {text} » n'est pas une langue.{nearest} Écrivez son code, par exemple fr ou en.",
        ),
        "country": (
            "«{text}» is not a country.{nearest} Write its two letters, such as FR.",
            "« {text} » n'est pas un pays.{nearest} Écrivez ses deux lettres, par exemple FR.",
        ),
        "timezone": (
            "«{text}» is not a time zone.{nearest} Write its name, such as Europe/Paris.",
            "« {text} » n'est pas un fuseau horaire.{nearest} Écrivez son nom, par exemple Europe/Paris.",
        ),
        "currency": (
            "«{text}» is not one currency: write its three letters, such as EUR.",
            "« {text} » n'est pas une devise précise : écrivez ses trois lettres, par exemple EUR.",
        ),
        "email": (
            "«{text}» is not an e-mail address: {why} Correct it or leave it empty.",
            "« {text} » n'est pas une adresse e‑mail : {why} Corrigez-la ou laissez la case vide.",
        ),
        "email.form": ("{said}", "sa forme n'est pas valable ({said})."),
        "email.no_dot": ("There is no dot after the @.", "il n'y a pas de point après le @."),
        "email.no_at": (
            "An email address must have an @-sign.",
            "il y manque le signe @.",
        ),
        "email.no_name": (
            "There must be something before the @-sign.",
            "il faut quelque chose avant le signe @.",
        ),
        "email.no_host": (
            "There must be something after the @-sign.",
            "il faut quelque chose après le signe @.",
        ),
        # how it was read
        "one_sheet": (
            "Only the sheet «{sheet}» was read, the sheet «{other}» was not.",
            "Seule la feuille « {sheet} » a été lue, la feuille « {other} » ne l'a pas été.",
        ),
        "guessed": (
            "The letters were read as {encoding}, which is a guess: look at the customers' names.",
            "Les caractères ont été lus comme {encoding}, ce qui est une supposition : vérifiez les noms des "
            "clients.",
        ),
        "left_out.sums": (
            "Left out: {count} lines of sums.",
            "Laissé de côté : {count} lignes de total.",
        ),
        "left_out.sums.one": ("Left out: 1 line of sums.", "Laissé de côté : 1 ligne de total."),
        "left_out.drafts": ("Left out: {count} drafts.", "Laissé de côté : {count} brouillons."),
        "left_out.drafts.one": ("Left out: 1 draft.", "Laissé de côté : 1 brouillon."),
        "left_out.credits": (
            "Left out: {count} credit notes of which nothing is left.",
            "Laissé de côté : {count} avoirs dont il ne reste rien.",
        ),
        "left_out.credits.one": (
            "Left out: 1 credit note of which nothing is left.",
            "Laissé de côté : 1 avoir dont il ne reste rien.",
        ),
    }
)

#: What the checker of addresses says most, and how it is said here.
_OF_ADDRESSES: Final = {
    say.table[code][0]: code for code in ("email.no_at", "email.no_name", "email.no_host")
}


def one_of(names: Sequence[object], join: str = "or") -> object:
    """`A or B or C`."""
    left, *rest = names
    for name in rest:
        left = say(join, left=left, right=name)
    return left


def of_address(said: str) -> Told:
    """Why an address is none, in the words of its checker."""
    return say(_OF_ADDRESSES[said]) if said in _OF_ADDRESSES else say("email.form", said=said)
