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
            "({samples}) : si elle dit ce qui est dû ou payé, des factures payées seraient relancées. "
            'Dites ce qu\'elle est : --map "{name}={guess}", ou laissez-la de côté : --map '
            '"{name}=ignore".',
        ),
        "tells_paid.page": (
            "No column says what is still open, and this one is not read. It holds {looks}: if it says "
            "what is open or paid, paid invoices would be reminded. Say below what it is, or that it is "
            "not to be read.",
            "Aucune colonne ne dit ce qui reste dû, et celle-ci n'est pas lue. Elle contient {looks} : si "
            "elle dit ce qui est dû ou payé, des factures payées seraient relancées. Dites ci-dessous ce "
            "qu'elle est, ou qu'elle n'est pas à lire.",
        ),
        "tells_amounts": (
            "No column says what is still open, and this one is not read. It holds amounts ({samples}): if "
            "they say what is open or paid, paid invoices would be reminded. Say what they are: what is "
            'still open (--map "{name}=open"), what was paid (--map "{name}=paid"), or neither (--map '
            '"{name}=ignore").',
            "Aucune colonne ne dit ce qui reste dû, et celle-ci n'est pas lue. Elle contient des montants "
            "({samples}) : s'ils disent ce qui est dû ou payé, des factures payées seraient relancées. "
            'Dites ce qu\'ils sont : ce qui reste dû (--map "{name}=open"), ce qui est payé (--map '
            '"{name}=paid"), ou ni l\'un ni l\'autre (--map "{name}=ignore").',
        ),
        "tells_amounts.page": (
            "No column says what is still open, and this one is not read. It holds amounts: if they say "
            "what is open or paid, paid invoices would be reminded. Say below whether they are what is "
            "still open, what was paid, or not to be read.",
            "Aucune colonne ne dit ce qui reste dû, et celle-ci n'est pas lue. Elle contient des "
            "montants : s'ils disent ce qui est dû ou payé, des factures payées seraient relancées. "
            "Dites ci-dessous s'ils sont ce qui reste dû, ce qui est payé, ou s'ils ne sont pas à lire.",
        ),
        "tells_gaps": (
            "Some open amounts are empty, and this column is not read. It holds {looks} ({samples}): if it "
            "says what was paid, paid invoices would be reminded. Say what it is: "
            '--map "{name}={guess}", or leave it out: --map "{name}=ignore".',
            "Des montants restants sont vides, et cette colonne n'est pas lue. Elle contient {looks} "
            "({samples}) : si elle dit ce qui est payé, des factures payées seraient relancées. Dites "
            'ce qu\'elle est : --map "{name}={guess}", ou laissez-la de côté : --map "{name}=ignore".',
        ),
        "tells_gaps.page": (
            "Some open amounts are empty, and this column is not read. It holds {looks}: if it says what "
            "was paid, paid invoices would be reminded. Say below what it is, or that it is not to be "
            "read.",
            "Des montants restants sont vides, et cette colonne n'est pas lue. Elle contient {looks} : si "
            "elle dit ce qui est payé, des factures payées seraient relancées. Dites ci-dessous ce qu'elle "
            "est, ou qu'elle n'est pas à lire.",
        ),
        "tells_more": (
            "What was paid is read from another column, and this one is not read. It holds {looks} "
            "({samples}): if it says what was paid too, paid invoices would be reminded. Say what it is: "
            '--map "{name}={guess}" (what was paid may stand in several columns, which are added up), or '
            'leave it out: --map "{name}=ignore".',
            "Ce qui est payé est lu dans une autre colonne, et celle-ci n'est pas lue. Elle contient "
            "{looks} ({samples}) : si elle dit aussi ce qui est payé, des factures payées seraient "
            'relancées. Dites ce qu\'elle est : --map "{name}={guess}" (ce qui est payé peut être réparti '
            "sur plusieurs colonnes, qui sont additionnées), ou laissez-la de côté : --map "
            '"{name}=ignore".',
        ),
        "tells_more.page": (
            "What was paid is read from another column, and this one is not read: if it says what was paid "
            "too, paid invoices would be reminded. Say below what it is (several columns of what was paid "
            "are added up), or that it is not to be read.",
            "Ce qui est payé est lu dans une autre colonne ; si celle-ci le dit aussi, des factures payées "
            "seraient relancées. Dites ci-dessous ce qu'elle est (plusieurs colonnes de montants payés "
            "sont additionnées), ou qu'elle n'est pas à lire.",
        ),
        "speaks": (
            "«{text}» in this column speaks of a payment, and no column of open amounts is read: what is "
            "paid would be reminded. Export the file with the open amounts. If no remark here says of an "
            'invoice on the file that it is paid, leave the column out: --map "{name}=ignore".',
            "« {text} », dans cette colonne, parle d'un paiement, et aucune colonne de montants restants "
            "n'est lue : ce qui est payé serait relancé. Exportez le fichier avec les montants "
            "restants. Si aucune remarque ne dit d'une facture du fichier qu'elle est payée, laissez la "
            'colonne de côté : --map "{name}=ignore".',
        ),
        "speaks.page": (
            "«{text}» speaks of a payment, and no column of open amounts is read: what is paid would be "
            "reminded. Export the file with the open amounts. If no remark says that an invoice here is "
            "paid, say below that the column is not to be read.",
            "« {text} » parle d'un paiement, et aucun montant restant n'est lu : ce qui est payé serait "
            "relancé. Exportez le fichier avec les montants restants. Si aucune remarque ne dit qu'une "
            "facture est payée, dites ci-dessous que la colonne n'est pas à lire.",
        ),
        "against": (
            "This column is not read, and says «{text}» of an invoice of which another one says that "
            "something is still open: a paid invoice would be reminded. Say what it is: --map "
            '"{name}=status", or leave it out: --map "{name}=ignore".',
            "Cette colonne n'est pas lue, et dit « {text} » d'une facture dont une autre dit qu'il reste "
            "quelque chose à payer : une facture payée serait relancée. Dites ce qu'elle est : "
            '--map "{name}=status", ou laissez-la de côté : --map "{name}=ignore".',
        ),
        "against.page": (
            "This column is not read, and says «{text}» of an invoice of which another one says that "
            "something is still open: a paid invoice would be reminded. Choose «Status» for it below, "
            "or that it is not to be read.",
            "Cette colonne n'est pas lue, et dit « {text} » d'une facture dont une autre dit qu'il reste "
            "quelque chose à payer : une facture payée serait relancée. Choisissez « Statut » "
            "ci-dessous, ou qu'elle n'est pas à lire.",
        ),
        "ticked": (
            "It holds ticks, or naughts and ones ({samples}), and no amounts. If it says whether each "
            'invoice is paid: --map "{name}=status". Otherwise leave it out: --map "{name}=ignore". If '
            "they are amounts all the same, write them with their decimals (1.00).",
            "Elle contient des coches, ou des 0 et des 1 ({samples}), pas des montants. Si elle dit de "
            'chaque facture si elle est payée : --map "{name}=status". Sinon, laissez-la de côté : --map '
            '"{name}=ignore". Si ce sont tout de même des montants, écrivez-les avec leurs décimales '
            "(1,00).",
        ),
        "ticked.page": (
            "It holds ticks, or naughts and ones, and no amounts. If it says whether each invoice is paid, "
            "choose «Status» for it below; otherwise that it is not to be read. Amounts are to be written "
            "with their decimals (1.00).",
            "Elle contient des coches, ou des 0 et des 1, pas des montants. Si elle dit de chaque facture "
            "si elle est payée, choisissez « Statut » ci-dessous ; sinon, qu'elle n'est pas à lire. Des "
            "montants s'écrivent avec leurs décimales (1,00).",
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
