"""Bilans and meetings of a household: its page, what is prepared, completed, planned, noted and printed."""

TABLE = """\
reviews GET on=case logs=case
own granted expired withdrawn flag
    log | 200 200 200 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

reviews POST on=case
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404

bilan_prepare GET on=case
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404

bilan_prepare POST on=case never=tests/cases/test_reviews.py
403: Seule l’équipe qui suit ce ménage écrit ce document.
40b: Un brouillon existe déjà. Reprenez-le, ou abandonnez-le.
own granted expired withdrawn flag
    log | 40b 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

bilan_edit GET on=case logs=case
403: Seule l’équipe qui suit ce ménage écrit ce document.
own granted expired withdrawn flag
    log | 200 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

bilan_edit POST on=case
403: Seule l’équipe qui suit ce ménage écrit ce document.
own granted expired withdrawn flag
    log | prt 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

meeting_plan GET on=case logs=case
403: Seule l’équipe qui suit ce ménage écrit ce document.
own granted expired withdrawn flag
    log | 200 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

meeting_plan POST on=case
403: Seule l’équipe qui suit ce ménage écrit ce document.
own granted expired withdrawn flag
    log | rev 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

meeting_minutes GET on=case logs=case
403: Seule l’équipe qui suit ce ménage écrit ce document.
own granted expired withdrawn flag
    log | 200 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

meeting_minutes POST on=case
403: Seule l’équipe qui suit ce ménage écrit ce document.
own granted expired withdrawn flag
    log | prt 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

meeting_invitation GET on=case
own
    log | 405 405 405 404 404 404 | 405 405 404 404 404 | 405 405 404 | 405 405 404 404 404 | log log log | 404 404 404 404 | 404

meeting_invitation POST on=case
403: Seule l’équipe qui suit ce ménage écrit ce document.
own granted expired withdrawn flag
    log | doc 403 403 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404
"""
