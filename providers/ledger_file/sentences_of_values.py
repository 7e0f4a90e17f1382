"""What amounts and days say that cannot be read, in English and in French."""

from collections.abc import Mapping
from typing import Final

OF_VALUES: Final[Mapping[str, tuple[str, str]]] = {
    # amounts
    "no_amount": (
        "«{text}» is not an amount: write digits, such as 1234.50.",
        "« {text} » n'est pas un montant : écrivez des chiffres, par exemple 1234,50.",
    ),
    "two_marks": (
        "«{point}» on line {point_line} has a decimal point, «{comma}» on line {comma_line} a decimal "
        "comma. Give the whole column one writing, such as 1234.50.",
        "« {point} », à la ligne {point_line}, a un point décimal ; « {comma} », à la ligne "
        "{comma_line}, une virgule. Écrivez toute la colonne de la même façon, par exemple 1234,50.",
    ),
    "open_mark": (
        "«{text}» can be read as {thousands} or with three decimals, and no other value of this column "
        "proves which. Write the amounts with their decimals (1234.50), or without a thousands "
        "separator.",
        "« {text} » peut se lire {thousands} ou avec trois décimales, et aucune autre valeur de la "
        "colonne ne tranche. Écrivez les montants avec leurs décimales (1234,50), ou sans séparateur de "
        "milliers.",
    ),
    "which_currency": (
        "«{sign}» does not say which currency it is, and it is not {default}: add a column «currency».",
        "« {sign} » ne dit pas de quelle devise il s'agit, et ce n'est pas {default} : ajoutez une "
        "colonne « devise ».",
    ),
    "other_currency": (
        "The amount is in «{sign}», but this line is in {given}: correct one of them.",
        "Le montant est en « {sign} », mais la ligne est en {given} : corrigez l'un des deux.",
    ),
    "too_large": (
        "«{text}» is too large to be an amount.",
        "« {text} » est trop grand pour être un montant.",
    ),
    "decimals": (
        "«{text}» has more decimals than {currency} knows ({digits}): round it in the ledger.",
        "« {text} » a plus de décimales que n'en connaît {currency} ({digits}) : arrondissez à la source.",
    ),
    "more_open": (
        "More is open than the total. If interest or fees were added, add them to the total too.",
        "Le reste dû dépasse le total. Si des intérêts ou des frais ont été ajoutés, ajoutez-les aussi "
        "au total.",
    ),
    "paid_yet_open": (
        "The status says paid, yet an amount is open: correct one of them.",
        "Le statut dit payée, mais il reste un montant dû : corrigez l'un des deux.",
    ),
    "open_yet_paid_on": (
        "The status says open, yet there is a day of payment: write in a column «open» how much is still "
        "open.",
        "Le statut dit ouverte, mais il y a un jour de paiement : écrivez dans une colonne « reste à payer » "
        "ce qui reste dû.",
    ),
    "partly": (
        "The status says partially paid: write in a column «open» how much is still open.",
        "Le statut dit partiellement payée : écrivez dans une colonne « reste à payer » ce qui reste dû.",
    ),
    "paid_twice": (
        "Together these columns say that more was paid than the total: one of them may hold what stands in "
        'another already. If so, leave one out with --map "its name=ignore"; otherwise correct this '
        "line.",
        "Ensemble, ces colonnes disent qu'il a été payé plus que le total : l'une contient peut-être déjà "
        'une autre. Si oui, laissez-en une de côté avec --map "son nom=ignore" ; sinon, corrigez cette '
        "ligne.",
    ),
    "paid_twice.page": (
        "Together these columns say that more was paid than the total: one of them may hold what stands in "
        "another already. If so, say below that one of them is not to be read; otherwise correct this "
        "line.",
        "Ensemble, ces colonnes disent qu'il a été payé plus que le total : l'une contient peut-être déjà "
        "une autre. Si oui, dites ci-dessous que l'une n'est pas à lire ; sinon, corrigez cette ligne.",
    ),
    "tick": (
        "«{text}» under «{name}» does not say whether the invoice is paid. If it does in your system, call "
        'the column «Paid» in the file; otherwise leave it out: --map "{name}=ignore".',
        "« {text} » sous « {name} » ne dit pas si la facture est payée. Si c'est ce que cela veut dire, "
        'nommez la colonne « Payée » dans le fichier ; sinon, laissez-la de côté : --map "{name}=ignore".',
    ),
    "tick.page": (
        "«{text}» under «{name}» does not say whether the invoice is paid. If it does in your system, call "
        "the column «Paid» in the file; otherwise say below that it is not to be read.",
        "« {text} » sous « {name} » ne dit pas si la facture est payée. Si c'est ce que cela veut dire, "
        "nommez la colonne « Payée » dans le fichier ; sinon, dites ci-dessous qu'elle n'est pas à lire.",
    ),
    "open_empty": (
        "What is still open is said on other lines and left out here: write 0 if it is paid. If an empty "
        "cell means that nothing was paid, say so: --all-open.",
        "Le reste dû est dit sur d'autres lignes et manque ici : écrivez 0 si elle est payée. Si une case "
        "vide veut dire que rien n'est payé, dites-le : --all-open.",
    ),
    "open_empty.page": (
        "What is still open is said on other lines and left out here: write 0 if it is paid. If an empty "
        "cell means that nothing was paid, tick it below.",
        "Le reste dû est dit sur d'autres lignes et manque ici : écrivez 0 si elle est payée. Si une case "
        "vide veut dire que rien n'est payé, cochez-le ci-dessous.",
    ),
    "credit_sign": (
        "The total is negative (a credit note), the open amount is not: correct one of them.",
        "Le total est négatif (un avoir), le reste dû ne l'est pas : corrigez l'un des deux.",
    ),
    "more_credit": (
        "More is open than the total of this credit note: correct one of them.",
        "Le reste à imputer dépasse le total de cet avoir : corrigez l'un des deux.",
    ),
    # days
    "other_order": (
        "«{text}» cannot be read as {order}: use --dates {other}.",
        "« {text} » ne peut pas se lire {order} : changez ci-dessous l'ordre des dates (en ligne de "
        "commande : --dates {other}).",
    ),
    "open_order": (
        "«{text}» can be read day first or month first, and no other value of this column proves which. "
        "Say so with --dates dmy or --dates mdy (probably --dates {suggested}).",
        "« {text} » peut se lire jour ou mois en premier, et aucune autre valeur de la colonne ne "
        "tranche. Dites-le ci-dessous (en ligne de commande : --dates dmy ou --dates mdy, sans doute "
        "--dates {suggested}).",
    ),
    "other_order.page": (
        "«{text}» cannot be read {order}: choose the other order below.",
        "« {text} » ne peut pas se lire {order} : choisissez l'autre ordre ci-dessous.",
    ),
    "open_order.page": (
        "«{text}» can be read day first or month first, and no other value of this column proves which. "
        "Choose the order below (probably {likely}).",
        "« {text} » peut se lire jour ou mois en premier, et aucune autre valeur de la colonne ne "
        "tranche. Choisissez l'ordre ci-dessous (sans doute {likely}).",
    ),
    "two_orders": (
        "«{day}» on line {day_line} has the day first, «{month}» on line {month_line} the month. Give "
        "the whole column one writing, such as 2026-03-31.",
        "« {day} », à la ligne {day_line}, commence par le jour ; « {month} », à la ligne {month_line}, "
        "par le mois. Écrivez toute la colonne de la même façon, par exemple 2026-03-31.",
    ),
    "day_count": (
        "«{text}» is a spreadsheet's count of days, not a date: format the column as a date and export "
        "it again.",
        "« {text} » est un décompte de jours de tableur, pas une date : mettez la colonne au format date "
        "et exportez de nouveau.",
    ),
    "no_date": (
        "«{text}» is not a date. Write it as year-month-day, such as 2026-03-31.",
        "« {text} » n'est pas une date. Écrivez année-mois-jour, par exemple 2026-03-31.",
    ),
    "no_year": (
        "«{text}» does not say which part is the year. Write it as year-month-day, such as 2026-03-31.",
        "« {text} » ne dit pas où est l'année. Écrivez année-mois-jour, par exemple 2026-03-31.",
    ),
    "no_such_day": (
        "There is no such day as «{text}». Write it as year-month-day, such as 2026-03-31.",
        "Le jour « {text} » n'existe pas. Écrivez année-mois-jour, par exemple 2026-03-31.",
    ),
    "unlikely": (
        "«{text}» is not a likely date: the year {year} is not between 1980 and 2100.",
        "« {text} » n'est pas une date plausible : l'année {year} n'est pas entre 1980 et 2100.",
    ),
}
