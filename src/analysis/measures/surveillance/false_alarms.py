"""How often the methods of the chapters call what is nothing: as simulated and stored, in words."""

IN_WORDS = {
    "alert, one series": "One series: the latest quarter called unusual",
    "alert, any of a family": "Many series together: any of them called unusual",
    "step, one series": "One series: its level said to have changed",
}


def calls_by_mistake(table):
    """Return the rows of a table of false alarms that are of the methods the chapters use, in words.

    >>> import pandas as pd
    >>> calls_by_mistake(pd.DataFrame({"method_judged": ["step, one series", "C1"]}))
                                    method_judged
    0  One series: its level said to have changed
    """
    kept = table[table["method_judged"].isin(list(IN_WORDS))].reset_index(drop=True)
    return kept.assign(method_judged=kept["method_judged"].map(IN_WORDS))
