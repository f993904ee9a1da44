"""Priorities records: one concept a file."""

from priorities.models.approaches import Approach
from priorities.models.areas import Area, AreaDefinition
from priorities.models.assessments import Assessment, AssessmentIssue, AssessmentTheme, IssueAnswer
from priorities.models.frameworks import PerformanceFramework, ReportingPeriod
from priorities.models.handovers import Handover
from priorities.models.indicators import Accountability, Baseline, Indicator, Value
from priorities.models.plan_contents import Milestone, PlanAction, PlanApproach, PlanSection
from priorities.models.plans import DeliveryPlan, PlanResponsibility, PlanVersion
from priorities.models.priorities import (
    Priority,
    PriorityArea,
    PriorityIssue,
    PriorityLead,
    PriorityName,
    PriorityOfficer,
    PriorityPartner,
)
from priorities.models.report_cards import CardPartner, CardStep, ReportCard
from priorities.models.reports import PerformanceReport
from priorities.models.risks import Mitigation, Risk, RiskScore
from priorities.models.strategies import Strategy, StrategyChapter
from priorities.models.updates import MilestoneReached, Status, Update, UpdateReminder

__all__ = [
    "Accountability",
    "Approach",
    "Area",
    "AreaDefinition",
    "Assessment",
    "AssessmentIssue",
    "AssessmentTheme",
    "Baseline",
    "CardPartner",
    "CardStep",
    "DeliveryPlan",
    "Handover",
    "Indicator",
    "IssueAnswer",
    "Milestone",
    "MilestoneReached",
    "Mitigation",
    "PerformanceFramework",
    "PerformanceReport",
    "PlanAction",
    "PlanApproach",
    "PlanResponsibility",
    "PlanSection",
    "PlanVersion",
    "Priority",
    "PriorityArea",
    "PriorityIssue",
    "PriorityLead",
    "PriorityName",
    "PriorityOfficer",
    "PriorityPartner",
    "ReportCard",
    "ReportingPeriod",
    "Risk",
    "RiskScore",
    "Status",
    "Strategy",
    "StrategyChapter",
    "Update",
    "UpdateReminder",
    "Value",
]
