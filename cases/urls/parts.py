"""Routes of what is signed in two parts."""

from django.urls import path, register_converter

from cases.documents.parts import BOTH, COMMON, PLAIN
from cases.views import assessments, certificates, contracts, parts, reviews


class Copy:
    """Which copy of a part is printed."""

    regex = "|".join((BOTH, COMMON, PLAIN))

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Copy, "copy")

urlpatterns = [
    path("dossier/<uuid:public_id>/diagnostic/", assessments.assessment, name="assessment"),
    path("dossier/<uuid:public_id>/diagnostic/ecrire/", assessments.assessment_edit, name="assessment_edit"),
    path("dossier/<uuid:public_id>/diagnostic/budget/", assessments.assessment_budget, name="assessment_budget"),
    path("dossier/<uuid:public_id>/contrat/", contracts.contract, name="contract"),
    path("dossier/<uuid:public_id>/contrat/ecrire/", contracts.contract_edit, name="contract_edit"),
    path("dossier/<uuid:public_id>/bilans-et-rencontres/", reviews.reviews, name="reviews"),
    path("dossier/<uuid:public_id>/bilan/preparer/", reviews.bilan_prepare, name="bilan_prepare"),
    path("dossier/<uuid:public_id>/bilan/ecrire/", reviews.bilan_edit, name="bilan_edit"),
    path("dossier/<uuid:public_id>/rencontre/prevoir/", reviews.meeting_plan, name="meeting_plan"),
    path("dossier/<uuid:public_id>/rencontre/noter/", reviews.meeting_minutes, name="meeting_minutes"),
    path("dossier/<uuid:public_id>/rencontre/invitation/", reviews.meeting_invitation, name="meeting_invitation"),
    path("piece/<uuid:part_id>/", parts.part, name="part"),
    path("piece/<uuid:part_id>/signer/<slug:who>/", parts.part_sign, name="part_sign"),
    path("piece/<uuid:part_id>/rendre-definitif/", parts.part_issue, name="part_issue"),
    path("piece/<uuid:part_id>/abandonner/", parts.part_abandon, name="part_abandon"),
    path("piece/<uuid:part_id>/imprimer/<copy:copy>/", parts.part_pdf, name="part_pdf"),
    path("dossier/<uuid:public_id>/attestation/", certificates.certificate, name="certificate"),
    path("recues/", certificates.received_documents, name="received_documents"),
    path("partie-commune/<uuid:part_id>/", parts.shared_part, name="shared_part"),
    path("partie-commune/<uuid:part_id>/imprimer/", parts.shared_part_pdf, name="shared_part_pdf"),
]
