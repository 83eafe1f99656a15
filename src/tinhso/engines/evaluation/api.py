"""The public verbs of evaluation: plans and targets, judged; opinions beside the figures; instructions followed."""

from tinhso.engines.evaluation.logic.instructions.following import follow_instruction, list_instructions
from tinhso.engines.evaluation.logic.instructions.from_gap import gap_as_instruction
from tinhso.engines.evaluation.logic.instructions.giving import (
    NewInstruction,
    agencies_of,
    give_instruction,
    report_progress,
)
from tinhso.engines.evaluation.logic.instructions.letter import instruction_letter
from tinhso.engines.evaluation.logic.methods.pages import MethodsPage, audit_round, audit_scorecard
from tinhso.engines.evaluation.logic.packages.key_page import scorecard_keys_page, target_keys_page
from tinhso.engines.evaluation.logic.packages.scorecard_files import COLUMNS as CARD_COLUMNS
from tinhso.engines.evaluation.logic.packages.scorecard_files import sort_key as code_order
from tinhso.engines.evaluation.logic.papers.plans import plan_paper, target_paper
from tinhso.engines.evaluation.logic.papers.rankings import (
    ranking_paper,
    result_paper,
    unit_ranking_csv,
    unit_ranking_paper,
)
from tinhso.engines.evaluation.logic.papers.scoring import queue_csv, scoring_csv, scoring_paper
from tinhso.engines.evaluation.logic.plans.background import (
    cancel_forecasts,
    forecast_and_judge,
    forecast_progress,
    judge_when_due,
    resume_forecasts,
)
from tinhso.engines.evaluation.logic.plans.chronicle import KeptJudgement, Told, chronicle_csv
from tinhso.engines.evaluation.logic.plans.gap import GapUnit
from tinhso.engines.evaluation.logic.plans.keeping import keep_judgements
from tinhso.engines.evaluation.logic.plans.loading import load_plans
from tinhso.engines.evaluation.logic.plans.moments import Moment, read_moment
from tinhso.engines.evaluation.logic.plans.opinions import give_opinion, states_offered, withdraw_opinion
from tinhso.engines.evaluation.logic.plans.pages import (
    PathRow,
    PlanPage,
    StateChange,
    TargetPage,
    compute_plan,
    compute_target,
    list_plans,
    plan_csv,
    target_csv,
    target_gap_csv,
)
from tinhso.engines.evaluation.logic.plans.sdg_pages import open_sdg_csv, progress_of
from tinhso.engines.evaluation.logic.plans.shared_gap import GapPart, HeldAgainst, SharedGap
from tinhso.engines.evaluation.logic.plans.standing import TargetStanding
from tinhso.engines.evaluation.logic.rounds.answering import (
    drop_evidence,
    evidence_file,
    keep_evidence,
    require_scoring,
    save_answers,
    typed_answer,
)
from tinhso.engines.evaluation.logic.rounds.appraising import appraise, remark, return_unit
from tinhso.engines.evaluation.logic.rounds.bridge import BridgeLine, BridgePage, compute_bridge
from tinhso.engines.evaluation.logic.rounds.closing import change_round
from tinhso.engines.evaluation.logic.rounds.commendation import commendation_letter, rule_words
from tinhso.engines.evaluation.logic.rounds.history import load_round_history
from tinhso.engines.evaluation.logic.rounds.opening import appraising_agencies, open_round
from tinhso.engines.evaluation.logic.rounds.pages import (
    appraisal_queue,
    cards_to_open,
    list_rounds,
    own_units,
    page_to_appraise,
    plain_points,
    read_round,
    read_unit,
)
from tinhso.engines.evaluation.logic.rounds.profile import pillar_profiles, profile_csv, thirds
from tinhso.engines.evaluation.logic.rounds.results import ResultLine, ResultPage, compute_result, result_bundle
from tinhso.engines.evaluation.logic.rounds.sending import give_back, send, submit
from tinhso.engines.evaluation.logic.rounds.sheet import result_sentence, result_sheet
from tinhso.engines.evaluation.logic.rounds.workbook import scoring_workbook
from tinhso.engines.evaluation.logic.rounds.workbook_reading import keep_scoring, preview_scoring
from tinhso.engines.evaluation.logic.scorecards.building import (
    CardDraft,
    draft_of,
    may_build,
    publish_version,
    scorecard_package,
)
from tinhso.engines.evaluation.logic.scorecards.bundle import shown_score
from tinhso.engines.evaluation.logic.scorecards.drafting import (
    check_stored,
    discard_draft,
    fill_draft,
    new_row_ids,
    publish_draft,
    read_draft,
    save_head,
    save_rows,
)
from tinhso.engines.evaluation.logic.scorecards.loading import find_scorecard, list_scorecards, load_scorecards
from tinhso.engines.evaluation.logic.scorecards.pages import (
    RankPage,
    answers_itself,
    compute_ranking,
    ranking_bundle,
    ranking_csv,
    unit_steps,
)
from tinhso.engines.evaluation.logic.scorecards.scoring import steps_up
from tinhso.engines.evaluation.round_queries import scored_units

__all__ = [
    "CARD_COLUMNS",
    "BridgeLine",
    "BridgePage",
    "CardDraft",
    "GapPart",
    "GapUnit",
    "HeldAgainst",
    "KeptJudgement",
    "MethodsPage",
    "Moment",
    "NewInstruction",
    "PathRow",
    "PlanPage",
    "RankPage",
    "ResultLine",
    "ResultPage",
    "SharedGap",
    "StateChange",
    "TargetPage",
    "TargetStanding",
    "Told",
    "agencies_of",
    "answers_itself",
    "appraisal_queue",
    "appraise",
    "appraising_agencies",
    "audit_round",
    "audit_scorecard",
    "cancel_forecasts",
    "cards_to_open",
    "change_round",
    "check_stored",
    "chronicle_csv",
    "code_order",
    "commendation_letter",
    "compute_bridge",
    "compute_plan",
    "compute_ranking",
    "compute_result",
    "compute_target",
    "discard_draft",
    "draft_of",
    "drop_evidence",
    "evidence_file",
    "fill_draft",
    "find_scorecard",
    "follow_instruction",
    "forecast_and_judge",
    "forecast_progress",
    "gap_as_instruction",
    "give_back",
    "give_instruction",
    "give_opinion",
    "instruction_letter",
    "judge_when_due",
    "keep_evidence",
    "keep_judgements",
    "keep_scoring",
    "list_instructions",
    "list_plans",
    "list_rounds",
    "list_scorecards",
    "load_plans",
    "load_round_history",
    "load_scorecards",
    "may_build",
    "new_row_ids",
    "open_round",
    "open_sdg_csv",
    "own_units",
    "page_to_appraise",
    "pillar_profiles",
    "plain_points",
    "plan_csv",
    "plan_paper",
    "preview_scoring",
    "profile_csv",
    "progress_of",
    "publish_draft",
    "publish_version",
    "queue_csv",
    "ranking_bundle",
    "ranking_csv",
    "ranking_paper",
    "read_draft",
    "read_moment",
    "read_round",
    "read_unit",
    "remark",
    "report_progress",
    "require_scoring",
    "result_bundle",
    "result_paper",
    "result_sentence",
    "result_sheet",
    "resume_forecasts",
    "return_unit",
    "rule_words",
    "save_answers",
    "save_head",
    "save_rows",
    "scorecard_keys_page",
    "scorecard_package",
    "scored_units",
    "scoring_csv",
    "scoring_paper",
    "scoring_workbook",
    "send",
    "shown_score",
    "states_offered",
    "steps_up",
    "submit",
    "target_csv",
    "target_gap_csv",
    "target_keys_page",
    "target_paper",
    "thirds",
    "typed_answer",
    "unit_ranking_csv",
    "unit_ranking_paper",
    "unit_steps",
    "withdraw_opinion",
]
