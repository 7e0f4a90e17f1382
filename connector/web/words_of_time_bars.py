"""Words about the day from which a claim may be out of time, in English and in French."""

TIME_BARS: dict[str, tuple[str, str]] = {
    "time_bar": ("Out of time", "Prescription"),
    "time_bar.told": (
        "As a rule on {day}: {years} years from {since} ({articles}). Sooner in some trades (telephone and "
        "internet: one year), later where the debt was acknowledged or a court or bailiff was seized "
        "since. A formal notice does not interrupt it. No legal advice.",
        "En principe le {day} : {years} ans à compter du {since} ({articles}). Plus tôt dans certains "
        "métiers (téléphone et internet : un an), plus tard si la dette a été reconnue, ou un juge ou "
        "un commissaire de justice saisi depuis. Une mise en demeure ne l'interrompt pas. Ceci n'est "
        "pas un conseil juridique.",
    ),
}
