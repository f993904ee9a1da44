"""The addresses of priorities, plans and performance."""

from django.urls import path

from priorities.views import (
    approaches,
    areas,
    assessments,
    handovers,
    indicators,
    plans,
    priorities,
    report_cards,
    reports,
    risks,
    strategies,
    updates,
)

app_name = "priorities"

PLAN = "plans/<slug:slug>"
REPORT = f"{PLAN}/<slug:period>/exceptions"
OF_BODY = "bodies/<slug:slug>/performance/<slug:period>"
CARD = "report-cards/<slug:slug>/<slug:period>"

urlpatterns = [
    path("priorities/", priorities.PrioritiesPage.as_view(), name="list"),
    path("priorities/<slug:slug>/", priorities.PriorityPage.as_view(), name="priority"),
    path("strategies/<slug:slug>/", strategies.StrategyPage.as_view(), name="strategy"),
    path("areas/", areas.AreasPage.as_view(), name="areas"),
    path("areas/<slug:slug>/", areas.AreaPage.as_view(), name="area"),
    path("approaches/", approaches.ApproachesPage.as_view(), name="approaches"),
    path("approaches/<slug:slug>/", approaches.ApproachPage.as_view(), name="approach"),
    path("plans/", plans.PlansPage.as_view(), name="plans"),
    path(f"{PLAN}/", plans.PlanPage.as_view(), name="plan"),
    path(f"{PLAN}.pdf", plans.PlanPage.as_view(printed=True), name="plan-pdf"),
    path(f"{PLAN}.xlsx", plans.PlanFile.as_view(), name="plan-xlsx"),
    path(f"{PLAN}/versions/<int:number>/", plans.PlanVersionPage.as_view(), name="plan-version"),
    path(f"{PLAN}/handover/", handovers.HandoverPage.as_view(), name="handover"),
    path(f"{REPORT}/", reports.PlanReportPage.as_view(), name="exceptions"),
    path(f"{REPORT}.pdf", reports.PlanReportPage.as_view(printed=True), name="exceptions-pdf"),
    path(f"{REPORT}.csv", reports.PlanReportFile.as_view(), name="exceptions-csv"),
    path(f"{OF_BODY}/", reports.BodyReportPage.as_view(), name="body-report"),
    path(f"{OF_BODY}.pdf", reports.BodyReportPage.as_view(printed=True), name="body-report-pdf"),
    path(f"{OF_BODY}.csv", reports.BodyReportFile.as_view(), name="body-report-csv"),
    path("updates/", updates.MyUpdatesPage.as_view(), name="my-updates"),
    path("updates/<str:token>/", updates.LinkUpdatesPage.as_view(), name="link-updates"),
    path("indicators/", indicators.IndicatorsPage.as_view(), name="indicators"),
    path("indicators/<slug:slug>/", indicators.IndicatorPage.as_view(), name="indicator"),
    path("indicators/<slug:slug>.csv", indicators.IndicatorFile.as_view(), name="indicator-csv"),
    path("report-cards/", report_cards.ReportCardsPage.as_view(), name="report-cards"),
    path(f"{CARD}/", report_cards.ReportCardPage.as_view(), name="report-card"),
    path(f"{CARD}.pdf", report_cards.ReportCardPage.as_view(printed=True), name="report-card-pdf"),
    path("risks/", risks.RisksPage.as_view(), name="risks"),
    path("risks/<slug:slug>/<int:number>/", risks.RiskPage.as_view(), name="risk"),
    path("assessments/", assessments.AssessmentsPage.as_view(), name="assessments"),
    path("assessments/<slug:slug>/", assessments.AssessmentPage.as_view(), name="assessment"),
]
