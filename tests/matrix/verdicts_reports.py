"""Reports to funders: a manager's own, and a funder's, who reads what was issued to it and nothing else."""

TABLE = """\
#   ano | wor col man cle adm dpo | wor man cle adm dpo | wor man cle | wor man cle adm dpo | per adu els | sec oth mem fdr | idl

reports GET on=- logs=none
403: Les rapports aux financeurs sont réservés à la responsable d’équipe.
own
    log | 403 403 200 404 404 404 | 403 200 404 404 404 | 403 200 404 | 403 200 404 404 404 | log log log | 404 404 404 404 | 404

reports POST on=-
403: Les rapports aux financeurs sont réservés à la responsable d’équipe.
own
    log | 403 403 405 404 404 404 | 403 405 404 404 404 | 403 405 404 | 403 405 404 404 404 | log log log | 404 404 404 404 | 404

report_new GET on=- logs=none
403: Les rapports aux financeurs sont réservés à la responsable d’équipe.
own
    log | 403 403 200 404 404 404 | 403 200 404 404 404 | 403 200 404 | 403 200 404 404 404 | log log log | 404 404 404 404 | 404

report_new POST on=-
403: Les rapports aux financeurs sont réservés à la responsable d’équipe.
own
    log | 403 403 rpt 404 404 404 | 403 err 404 404 404 | 403 rpt 404 | 403 err 404 404 404 | log log log | 404 404 404 404 | 404

report GET on=report logs=none
403: Les rapports aux financeurs sont réservés à la responsable d’équipe.
own made checked signed issued
    log | 403 403 200 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 403 403 404 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404

report POST on=report
403: Les rapports aux financeurs sont réservés à la responsable d’équipe.
40b: Ce rapport est relu : rouvrez-le pour le changer.
40c: Ce rapport est remis : il ne change plus. Préparez-en une version corrigée.
own made
    log | 403 403 rpt 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
checked signed
    log | 403 403 40b 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
issued
    log | 403 403 40c 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 403 403 404 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404

report_progress GET on=report logs=none
403: Les rapports aux financeurs sont réservés à la responsable d’équipe.
own made checked signed issued
    log | 403 403 200 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 403 403 404 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404

report_progress POST on=report
403: Les rapports aux financeurs sont réservés à la responsable d’équipe.
own
    log | 403 403 405 404 404 404 | 403 405 404 404 404 | 403 405 404 | 403 405 404 404 404 | log log log | 404 404 404 404 | 404

report_recipients GET on=report
403: Les rapports aux financeurs sont réservés à la responsable d’équipe.
own
    log | 403 403 405 404 404 404 | 403 405 404 404 404 | 403 405 404 | 403 405 404 404 404 | log log log | 404 404 404 404 | 404

report_recipients POST on=report
403: Les rapports aux financeurs sont réservés à la responsable d’équipe.
40b: Ce rapport est relu : rouvrez-le pour le changer.
40c: Ce rapport est remis : il ne change plus. Préparez-en une version corrigée.
own made
    log | 403 403 rpt 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
checked signed
    log | 403 403 40b 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
issued
    log | 403 403 40c 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 403 403 404 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404

report_count GET on=report
403: Les rapports aux financeurs sont réservés à la responsable d’équipe.
own
    log | 403 403 405 404 404 404 | 403 405 404 404 404 | 403 405 404 | 403 405 404 404 404 | log log log | 404 404 404 404 | 404

report_count POST on=report
403: Les rapports aux financeurs sont réservés à la responsable d’équipe.
40b: Le rapport se prépare encore : attendez la fin, ou arrêtez-le.
40c: Ce rapport est remis : il ne change plus. Préparez-en une version corrigée.
own checked signed
    log | 403 403 rpt 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
made
    log | 403 403 40b 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
issued
    log | 403 403 40c 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 403 403 404 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404

report_issue GET on=report
403: Les rapports aux financeurs sont réservés à la responsable d’équipe.
own
    log | 403 403 405 404 404 404 | 403 405 404 404 404 | 403 405 404 | 403 405 404 404 404 | log log log | 404 404 404 404 | 404

report_issue POST on=report
403: Les rapports aux financeurs sont réservés à la responsable d’équipe.
40b: Le rapport se prépare encore : attendez la fin, ou arrêtez-le.
40c: Ce rapport est remis : il ne change plus. Préparez-en une version corrigée.
40d: Le rapport n’a pas encore été relu : relisez-le d’abord.
40e: Le rapport est relu : rouvrez-le pour le changer, ou signez-le.
signed
    log | 403 403 rpt 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
made
    log | 403 403 40b 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
issued
    log | 403 403 40c 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
own
    log | 403 403 40d 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
checked
    log | 403 403 40e 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 403 403 404 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404

report_correct GET on=report
403: Les rapports aux financeurs sont réservés à la responsable d’équipe.
own
    log | 403 403 405 404 404 404 | 403 405 404 404 404 | 403 405 404 | 403 405 404 404 404 | log log log | 404 404 404 404 | 404

report_correct POST on=report
403: Les rapports aux financeurs sont réservés à la responsable d’équipe.
40b: Ce rapport n’est pas remis : rouvrez-le pour le changer.
issued
    log | 403 403 rpt 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
own made checked signed
    log | 403 403 40b 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
unknown
    log | 403 403 404 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404

report_act GET on=report_step
403: Les rapports aux financeurs sont réservés à la responsable d’équipe.
own
    log | 403 403 405 404 404 404 | 403 405 404 404 404 | 403 405 404 | 403 405 404 404 404 | log log log | 404 404 404 404 | 404

report_act POST on=report_step
403: Les rapports aux financeurs sont réservés à la responsable d’équipe.
40b: Ce rapport est remis : il ne change plus.
own
    log | 403 403 rps 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
made checked signed
    log | 403 403 rpt 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
issued
    log | 403 403 40b 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
other unknown
    log | 403 403 404 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404

report_file GET on=report_file logs=none
403: Les rapports aux financeurs sont réservés à la responsable d’équipe.
own issued
    log | 403 403 200 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404
draft unknown
    log | 403 403 404 404 404 404 | 403 404 404 404 404 | 403 404 404 | 403 404 404 404 404 | log log log | 404 404 404 404 | 404

report_file POST on=report_file
403: Les rapports aux financeurs sont réservés à la responsable d’équipe.
own
    log | 403 403 405 404 404 404 | 403 405 404 404 404 | 403 405 404 | 403 405 404 404 404 | log log log | 404 404 404 404 | 404

issued_reports GET on=- logs=none
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 200 | 404

issued_reports POST on=-
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 405 | 404

issued_report_file GET on=report_file logs=none
issued
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 200 | 404
own draft unknown
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 404 | 404

issued_report_file POST on=report_file
own
    log | 404 404 404 404 404 404 | 404 404 404 404 404 | 404 404 404 | 404 404 404 404 404 | log log log | 404 404 404 405 | 404

"""
