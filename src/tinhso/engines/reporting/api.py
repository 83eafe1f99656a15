"""The public verbs of reporting. Every verb takes the `rights` of whoever acts (orgs.api.rights_of for today).

Verbs that change something run in one transaction: they refuse what the table of `logic/life.py` does not allow, and
write one event, its figures and its news together. Reads ask a constant number of questions, whatever the number of
units.
"""

from __future__ import annotations

from datetime import date

from tinhso.engines.orgs import api as orgs
from tinhso.engines.reporting.contracts import FormDefinition, RegimeDefinition
from tinhso.engines.reporting.contracts.errors import UnknownForm
from tinhso.engines.reporting.logic.approvals import waiting_ids, waiting_reports
from tinhso.engines.reporting.logic.approving import approve, approve_sheets
from tinhso.engines.reporting.logic.assigning.ad_hoc import create_ad_hoc, preview_ad_hoc
from tinhso.engines.reporting.logic.assigning.contacts import contacts, remove_contact, save_contact
from tinhso.engines.reporting.logic.assigning.extending import (
    answer_extension,
    ask_extension,
    extension_asks,
    grant_extension,
    open_ask,
)
from tinhso.engines.reporting.logic.assigning.following import (
    follow_units,
    reports_of_ending_units,
    requests_due_on,
    units_to_follow,
)
from tinhso.engines.reporting.logic.assigning.groups import group_named, group_names, groups, save_group
from tinhso.engines.reporting.logic.assigning.mailing import mails
from tinhso.engines.reporting.logic.assigning.notices import notices, see_notices
from tinhso.engines.reporting.logic.assigning.reading import read_figures, reading_table
from tinhso.engines.reporting.logic.assigning.reminder_letter import reminder_letter
from tinhso.engines.reporting.logic.assigning.reminding import CALL_RESULTS, calls, log_call, remind
from tinhso.engines.reporting.logic.assigning.request_changes import cancel_request, change_request, replace_request
from tinhso.engines.reporting.logic.assigning.requesting import (
    create_request,
    last_respondents,
    preview_plan,
    preview_request,
)
from tinhso.engines.reporting.logic.assigning.requests import request, request_lists, requests, requests_by_id
from tinhso.engines.reporting.logic.cell_notes import answer_about_cell, ask_about_cell, cell_threads, settle_cell
from tinhso.engines.reporting.logic.claims import accept_claim, revoke_claim, time_claims
from tinhso.engines.reporting.logic.consolidation.adjusting import add_adjustment, withdraw_adjustment
from tinhso.engines.reporting.logic.consolidation.consolidating import (
    accept_consolidation,
    return_consolidation,
    send_upward,
)
from tinhso.engines.reporting.logic.consolidation.consolidation_table import consolidation_of, consolidation_view
from tinhso.engines.reporting.logic.consolidation.finding_page import findings_view
from tinhso.engines.reporting.logic.consolidation.lines_copying import copy_lines
from tinhso.engines.reporting.logic.consolidation.lines_keeping import (
    keep_lines,
    line_id_of,
    lines_to_fill,
    lines_workbook,
    preview_lines,
)
from tinhso.engines.reporting.logic.consolidation.receiving import accept, return_submission, return_submissions
from tinhso.engines.reporting.logic.consolidation.reconsolidating import (
    compare_versions,
    consolidation_task,
    recomputation,
    reconsolidate,
    version_file,
    version_page,
    versions,
)
from tinhso.engines.reporting.logic.consolidation.returning_findings import return_findings
from tinhso.engines.reporting.logic.consolidation.using import register_uses, uses_of_figures
from tinhso.engines.reporting.logic.drafting import (
    open_task,
    send_back_to_drafter,
    send_for_approval,
    send_sheets_for_approval,
)
from tinhso.engines.reporting.logic.evidence.evidence import MOST_BYTES as MOST_EVIDENCE_BYTES
from tinhso.engines.reporting.logic.evidence.evidence import (
    attach_evidence,
    cite_letter,
    drop_evidence,
    evidence_file,
    evidence_of,
)
from tinhso.engines.reporting.logic.excel.loop import form_workbook, keep_workbook_changes, preview_workbook
from tinhso.engines.reporting.logic.exchange.page import exchange_page
from tinhso.engines.reporting.logic.exchange.sending_on import (
    cells_of_file,
    exchange_file,
    exchange_schema,
    read_exchange_file,
    request_id_of,
)
from tinhso.engines.reporting.logic.filling import fill_form, save_form
from tinhso.engines.reporting.logic.following import (
    choose_followed,
    followed_units,
    following,
    hand_over_units,
    reminder_lists,
)
from tinhso.engines.reporting.logic.form_opening import open_form
from tinhso.engines.reporting.logic.forms.dimensions import (
    create_dimension,
    dimension_page,
    dimension_pages,
    end_item,
    export_dimension,
    extend_dimension,
    proposed_codes,
    split_indicator,
)
from tinhso.engines.reporting.logic.forms.exporting import export_consolidation
from tinhso.engines.reporting.logic.forms.form_drafts import (
    begin_from_annex,
    create_draft,
    discard_draft,
    draft,
    drafts,
    drawing_units,
    may_revise_form,
    publish,
    revise,
    save_draft,
    usual_first_day,
)
from tinhso.engines.reporting.logic.forms.form_editor import edit_draft
from tinhso.engines.reporting.logic.forms.form_export import export_forms
from tinhso.engines.reporting.logic.forms.form_indicators import answer_rows, matches_of, search_indicators
from tinhso.engines.reporting.logic.forms.form_trial import Trial, form_of_draft, trial_units, try_form
from tinhso.engines.reporting.logic.forms.form_versions import compare_form_versions, forms, versions_of
from tinhso.engines.reporting.logic.forms.indicator_matching import is_sure
from tinhso.engines.reporting.logic.forms.list_editing import figures_of_list
from tinhso.engines.reporting.logic.forms.loading import load_regimes
from tinhso.engines.reporting.logic.forms.package_upload import keep_package, preview_package
from tinhso.engines.reporting.logic.grid import request_grid, sheets_grid
from tinhso.engines.reporting.logic.history.history_loading import load_history
from tinhso.engines.reporting.logic.lists.list_files import (
    keep_list_file,
    list_file,
    own_list_headings,
    take_list_file,
)
from tinhso.engines.reporting.logic.lists.list_workbook import list_paper, read_list_file
from tinhso.engines.reporting.logic.lists.report_list import (
    Lines,
    lists_of,
    report_list,
    save_list,
    save_lists,
    units_lists,
)
from tinhso.engines.reporting.logic.lists.request_lists import listed_lines, listed_paper
from tinhso.engines.reporting.logic.locking import lock_request, start_correction, unlock_request
from tinhso.engines.reporting.logic.machine_pages import assignment_page, request_page
from tinhso.engines.reporting.logic.mapping.importing import (
    import_mapped,
    keep_workbook,
    kept_workbook,
    mappings,
    preview_mapping,
    save_mapping,
    sheet_corner,
)
from tinhso.engines.reporting.logic.papers.blank_form import blank_form_paper
from tinhso.engines.reporting.logic.papers.document_numbers import (
    GivenNumber,
    give_number,
    given_number,
    may_number_report,
)
from tinhso.engines.reporting.logic.papers.outline import merged_outline, outline, save_outline
from tinhso.engines.reporting.logic.papers.paper_consolidation import consolidation_paper
from tinhso.engines.reporting.logic.papers.paper_heads import letterhead_of
from tinhso.engines.reporting.logic.papers.printing import receipt_paper, report_paper
from tinhso.engines.reporting.logic.papers.signed_papers import keep_signed_paper, signed_paper_file, signed_papers
from tinhso.engines.reporting.logic.progress import awaited_units, completeness, late_units
from tinhso.engines.reporting.logic.punctuality import punctuality, timeliness
from tinhso.engines.reporting.logic.receipts import receipts
from tinhso.engines.reporting.logic.regimes.regime_publishing import (
    all_regimes,
    may_revise,
    preview_regime,
    publish_regime,
    regime_calendar,
)
from tinhso.engines.reporting.logic.regimes.regime_writing import export_regimes, regime_changes, versions_of_regime
from tinhso.engines.reporting.logic.rules.rule_packet import task_and_rules
from tinhso.engines.reporting.logic.rules.rule_survey import check_period, findings_of_request
from tinhso.engines.reporting.logic.saving import preview_cells, save_cells, save_sheets
from tinhso.engines.reporting.logic.sending import withdraw
from tinhso.engines.reporting.logic.sharing import share_rows, sharing_of
from tinhso.engines.reporting.logic.signing.asking import (
    passkey_request,
    passkey_request_together,
    passkey_request_upward,
)
from tinhso.engines.reporting.logic.task_cards import tasks_of
from tinhso.engines.reporting.logic.task_form import (
    cell_history,
    known_cells,
    require_unit_report,
    task,
)
from tinhso.engines.reporting.logic.unit_record import unit_record
from tinhso.engines.reporting.logic.village_parts import village_parts
from tinhso.engines.reporting.logic.villages import save_villages, village_sheet
from tinhso.engines.reporting.logic.what_was_read import table_read
from tinhso.engines.reporting.queries.definitions import form_on, regimes_on
from tinhso.engines.reporting.queries.origins import (
    adjustment_titles,
    events_of_units,
    report_names,
    request_names,
    requests_using,
    signatures,
    signed_steps,
)
from tinhso.engines.reporting.queries.request_counts import counts_of_requests
from tinhso.engines.reporting.queries.standing import standings

__all__ = [
    "CALL_RESULTS",
    "MOST_EVIDENCE_BYTES",
    "GivenNumber",
    "Lines",
    "Trial",
    "accept",
    "accept_claim",
    "accept_consolidation",
    "add_adjustment",
    "adjustment_titles",
    "all_regimes",
    "answer_about_cell",
    "answer_extension",
    "answer_rows",
    "approve",
    "approve_sheets",
    "ask_about_cell",
    "ask_extension",
    "assignment_page",
    "attach_evidence",
    "awaited_units",
    "begin_from_annex",
    "blank_form_paper",
    "calls",
    "cancel_request",
    "cell_history",
    "cell_threads",
    "cells_of_file",
    "change_request",
    "check_period",
    "choose_followed",
    "cite_letter",
    "compare_form_versions",
    "compare_versions",
    "completeness",
    "consolidation_of",
    "consolidation_paper",
    "consolidation_task",
    "consolidation_view",
    "contacts",
    "copy_lines",
    "counts_of_requests",
    "create_ad_hoc",
    "create_dimension",
    "create_draft",
    "create_request",
    "dimension_page",
    "dimension_pages",
    "discard_draft",
    "draft",
    "drafts",
    "drawing_units",
    "drop_evidence",
    "edit_draft",
    "end_item",
    "events_of_units",
    "evidence_file",
    "evidence_of",
    "exchange_file",
    "exchange_page",
    "exchange_schema",
    "export_consolidation",
    "export_dimension",
    "export_forms",
    "export_regimes",
    "extend_dimension",
    "extension_asks",
    "figures_of_list",
    "fill_form",
    "findings_of_request",
    "findings_view",
    "follow_units",
    "followed_units",
    "following",
    "form",
    "form_of_draft",
    "form_workbook",
    "forms",
    "give_number",
    "given_number",
    "grant_extension",
    "group_named",
    "group_names",
    "groups",
    "hand_over_units",
    "import_mapped",
    "is_sure",
    "keep_lines",
    "keep_list_file",
    "keep_package",
    "keep_signed_paper",
    "keep_workbook",
    "keep_workbook_changes",
    "kept_workbook",
    "known_cells",
    "last_respondents",
    "late_units",
    "letterhead_of",
    "line_id_of",
    "lines_to_fill",
    "lines_workbook",
    "list_file",
    "list_paper",
    "listed_lines",
    "listed_paper",
    "lists_of",
    "load_history",
    "load_regimes",
    "lock_request",
    "log_call",
    "mails",
    "mappings",
    "matches_of",
    "may_number_report",
    "may_revise",
    "may_revise_form",
    "merged_outline",
    "notices",
    "open_ask",
    "open_form",
    "open_task",
    "outline",
    "own_list_headings",
    "passkey_request",
    "passkey_request_together",
    "passkey_request_upward",
    "preview_ad_hoc",
    "preview_cells",
    "preview_lines",
    "preview_mapping",
    "preview_package",
    "preview_plan",
    "preview_regime",
    "preview_request",
    "preview_workbook",
    "proposed_codes",
    "publish",
    "publish_regime",
    "punctuality",
    "read_exchange_file",
    "read_figures",
    "read_list_file",
    "reading_table",
    "receipt_paper",
    "receipts",
    "recomputation",
    "reconsolidate",
    "regime_calendar",
    "regime_changes",
    "regimes",
    "register_uses",
    "remind",
    "reminder_letter",
    "reminder_lists",
    "remove_contact",
    "replace_request",
    "report_list",
    "report_names",
    "report_paper",
    "reports_of_ending_units",
    "request",
    "request_grid",
    "request_id_of",
    "request_lists",
    "request_names",
    "request_page",
    "requests",
    "requests_by_id",
    "requests_due_on",
    "requests_using",
    "require_unit_report",
    "return_consolidation",
    "return_findings",
    "return_submission",
    "return_submissions",
    "revise",
    "revoke_claim",
    "save_cells",
    "save_contact",
    "save_draft",
    "save_form",
    "save_group",
    "save_list",
    "save_lists",
    "save_mapping",
    "save_outline",
    "save_sheets",
    "save_villages",
    "search_indicators",
    "see_notices",
    "send_back_to_drafter",
    "send_for_approval",
    "send_sheets_for_approval",
    "send_upward",
    "settle_cell",
    "share_rows",
    "sharing_of",
    "sheet_corner",
    "sheets_grid",
    "signatures",
    "signed_paper_file",
    "signed_papers",
    "signed_steps",
    "split_indicator",
    "standings",
    "start_correction",
    "table_read",
    "take_list_file",
    "task",
    "task_and_rules",
    "tasks_of",
    "time_claims",
    "timeliness",
    "trial_units",
    "try_form",
    "unit_record",
    "units_lists",
    "units_to_follow",
    "unlock_request",
    "uses_of_figures",
    "usual_first_day",
    "version_file",
    "version_page",
    "versions",
    "versions_of",
    "versions_of_regime",
    "village_parts",
    "village_sheet",
    "waiting_ids",
    "waiting_reports",
    "withdraw",
    "withdraw_adjustment",
]


def regimes(on: date | None = None) -> tuple[RegimeDefinition, ...]:
    """Return the version of every regime in force on a day (default: today), by code."""
    return tuple(regimes_on(on or orgs.today()))


def form(code: str, on: date | None = None) -> FormDefinition:
    """Return the version of a form in force on a day (default: today).

    Raises:
        UnknownForm (REP-004)
    """
    day = on or orgs.today()
    found = form_on(code, day)
    if found is None:
        raise UnknownForm(form=code, on=day.isoformat())
    return found
