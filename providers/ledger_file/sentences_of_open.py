"""What is said of columns that were not read, and of what is still open, in English and in French."""

from typing import Final

from connector.core.told import Sentences

say: Final = Sentences(
    {
        "tells_paid": (
            "No column says what is still open, and this one is not read. It holds {looks} ({samples}): if "
            "it says what is open or paid, paid invoices would be reminded. Say what it is: "
            '--map "{name}={guess}", or leave it out: --map "{name}=ignore".',
            "Aucune colonne ne dit ce qui reste dû, et celle-ci n'est pas lue. Elle contient {looks} "
            "({samples}) : si elle dit ce qui est dû ou payé, des factures payées seraient relancées. Dites "
            'ce qu\'elle est : --map "{name}={guess}", ou laissez-la de côté : --map "{name}=ignore".',
        ),
        "tells_paid.page": (
            "No column says what is still open, and this one is not read. It holds {looks} ({samples}): if "
            "it says what is open or paid, paid invoices would be reminded. Say below what it is, or that it "
            "is not to be read.",
            "Aucune colonne ne dit ce qui reste dû, et celle-ci n'est pas lue. Elle contient {looks} "
            "({samples}) : si elle dit ce qui est dû ou payé, des factures payées seraient relancées. Dites "
            "ci-dessous ce qu'elle est, ou qu'elle n'est pas à lire.",
        ),
        "all_open": (
            "No column says what is still open. If nothing on this file is paid, not even in part, say so: "
            "--all-open. Otherwise export it with the open amounts, or map their column: "
            '--map "its name=open".',
            "Aucune colonne ne dit ce qui reste dû. Si rien dans ce fichier n'est payé, même en partie, "
            "dites-le : --all-open. Sinon, exportez-le avec les montants restants, ou désignez leur "
            'colonne : --map "son nom=open".',
        ),
        "all_open.page": (
            "No column says what is still open: is everything on this file unpaid in full? If so, tick it "
            "below. Otherwise say below which column is the open amount, or export it with one.",
            "Aucune colonne ne dit ce qui reste dû : tout, dans ce fichier, est-il entièrement impayé ? Si "
            "oui, cochez-le ci-dessous. Sinon, dites ci-dessous quelle colonne est le reste dû, ou "
            "exportez le fichier avec cette colonne.",
        ),
        "looks.amounts": ("amounts", "des montants"),
        "looks.dates": ("dates", "des dates"),
        "looks.marks": ("marks or statuses", "des coches ou des statuts"),
        "looks.text": ("text", "du texte"),
        "looks.nothing": ("nothing", "rien"),
        "unread": ("Not read: {columns}.", "Colonnes non lues : {columns}."),
        "unread.one": ("«{name}» ({looks})", "« {name} » ({looks})"),
        "unread.guessed": (
            '«{name}» ({looks}; probably --map "{name}={guess}")',
            '« {name} » ({looks} ; sans doute --map "{name}={guess}")',
        ),
    }
)
