"""The home page, the signs of life, the gallery of components, communes."""

TABLE = """
#   ano | wor col man cle adm dpo | wor man cle adm dpo | wor man cle | wor man cle adm dpo | per adu els | sec oth mem fdr | idl

home GET on=- logs=none
own
    log | day day equ ten org off | day equ ten org off | day equ ten | day equ ten org off | per per per | cms cms rro iss | 200
home POST on=-
own
    405 | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 | 405

healthz GET on=- logs=none
own
    200 | 200 200 200 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 | 200
healthz POST on=-
own
    405 | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 | 405

readyz GET on=- logs=none
own
    200 | 200 200 200 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 | 200
readyz POST on=-
own
    405 | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 | 405

gallery GET on=- logs=none
own
    log | 200 200 200 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 200 | log log log | 200 200 200 200 | 200
gallery POST on=-
own
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 405

communes GET on=- logs=none cache=private, max-age=86400
own
    log | 200 200 200 200 200 200 | 200 200 200 200 200 | 200 200 200 | 200 200 200 200 200 | log log log | 200 200 200 200 | 200
communes POST on=-
own
    log | 405 405 405 405 405 405 | 405 405 405 405 405 | 405 405 405 | 405 405 405 405 405 | log log log | 405 405 405 405 | 405
"""
