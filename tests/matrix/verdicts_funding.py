"""Money: lines, the books, plans, who pays for a household. A manager's own, and nobody else's."""

TABLE = """\
funding GET on=- logs=none
403: Les financements sont réservés à la responsable d’équipe.
own
    log | 403 403 200 404 404 404 | 403 200 404 404 404 | 403 200 404 | 403 200 404 404 404 | log log log | 404 404 404 404 | 404

funding POST on=-
403: Les financements sont réservés à la responsable d’équipe.
own
    log | 403 403 405 404 404 404 | 403 405 404 404 404 | 403 405 404 | 403 405 404 404 404 | log log log | 404 404 404 404 | 404

funding_line GET on=line logs=none
403: Les financements sont réservés à la responsable d’équipe.
own
    log | 403 403 200 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 403 403 404 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404

funding_line POST on=line
403: Les financements sont réservés à la responsable d’équipe.
own
    log | 403 403 405 404 404 404 | 403 405 404 404 404 | 403 405 404 | 403 405 404 404 404 | log log log | 404 404 404 404 | 404

funding_plan GET on=plan logs=none
403: Les financements sont réservés à la responsable d’équipe.
own
    log | 403 403 200 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 403 403 404 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404

funding_plan POST on=plan
403: Les financements sont réservés à la responsable d’équipe.
own
    log | 403 403 405 404 404 404 | 403 405 404 404 404 | 403 405 404 | 403 405 404 404 404 | log log log | 404 404 404 404 | 404

funding_line_open GET on=- logs=none
403: Les financements sont réservés à la responsable d’équipe.
own
    log | 403 403 200 404 404 404 | 403 200 404 404 404 | 403 200 404 | 403 200 404 404 404 | log log log | 404 404 404 404 | 404

funding_line_open POST on=-
403: Les financements sont réservés à la responsable d’équipe.
own
    log | 403 403 lin 404 404 404 | 403 lin 404 404 404 | 403 lin 404 | 403 lin 404 404 404 | log log log | 404 404 404 404 | 404

funding_line_amend GET on=line logs=none
403: Les financements sont réservés à la responsable d’équipe.
own
    log | 403 403 200 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 403 403 404 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404

funding_line_amend POST on=line
403: Les financements sont réservés à la responsable d’équipe.
own
    log | 403 403 lin 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 403 403 404 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404

funding_plan_new GET on=- logs=none
403: Les financements sont réservés à la responsable d’équipe.
own
    log | 403 403 200 404 404 404 | 403 200 404 404 404 | 403 200 404 | 403 200 404 404 404 | log log log | 404 404 404 404 | 404

funding_plan_new POST on=-
403: Les financements sont réservés à la responsable d’équipe.
own
    log | 403 403 ple 404 404 404 | 403 ple 404 404 404 | 403 ple 404 | 403 ple 404 404 404 | log log log | 404 404 404 404 | 404

funding_plan_edit GET on=plan logs=none
403: Les financements sont réservés à la responsable d’équipe.
own
    log | 403 403 200 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 403 403 404 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404

funding_plan_edit POST on=plan
403: Les financements sont réservés à la responsable d’équipe.
own
    log | 403 403 plf 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 403 403 404 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404

line_statement GET on=statement logs=none
403: Les financements sont réservés à la responsable d’équipe.
own
    log | 403 403 200 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 403 403 404 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404

line_statement POST on=statement
403: Les financements sont réservés à la responsable d’équipe.
own
    log | 403 403 405 404 404 404 | 403 405 404 404 404 | 403 405 404 | 403 405 404 404 404 | log log log | 404 404 404 404 | 404

close_month GET on=month logs=none
403: Les financements sont réservés à la responsable d’équipe.
own
    log | 403 403 200 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 403 403 404 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404

close_month POST on=month
403: Les financements sont réservés à la responsable d’équipe.
own
    log | 403 403 fun 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 403 403 404 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404

case_funding GET on=case logs=case
403: Les financements sont réservés à la responsable d’équipe.
own granted expired withdrawn flag
    log | 403 403 200 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 403 403 404 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404

case_funding POST on=case
403: Les financements sont réservés à la responsable d’équipe.
own granted expired withdrawn flag
    log | 403 403 qui 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 403 403 404 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404

share_end GET on=share
403: Les financements sont réservés à la responsable d’équipe.
own
    log | 403 403 405 404 404 404 | 403 405 404 404 404 | 403 405 404 | 403 405 404 404 404 | log log log | 404 404 404 404 | 404

share_end POST on=share
403: Les financements sont réservés à la responsable d’équipe.
own
    log | 403 403 qui 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 403 403 404 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404

"""
