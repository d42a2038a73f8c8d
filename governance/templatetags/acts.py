"""The acts of the trail in words: what was done, told as past; an unlisted step speaks through its table."""

from functools import cache
from importlib import import_module

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.lib.workflow import Step

register = template.Library()

# A step without a line here is told by the word on its button.
ACTS: dict[str, str | Promise] = {
    "create_person": _("opened the account"),
    "disable_person": _("disabled the account"),
    "grant_role": _("granted a role"),
    "withdraw_role": _("withdrew a role"),
    "change_password": _("changed the password"),
    "choose_language": _("chose a language"),
    "sign_in": _("signed in"),
    "sign_out": _("signed out"),
    "refuse_sign_in": _("sign-in refused"),
    "lock_sign_in": _("sign-in locked after too many tries"),
    "refuse_token": _("access token refused"),
    "issue_token": _("issued an access token"),
    "revoke_token": _("revoked an access token"),
    "decide_setting": _("decided a setting"),
    "decide_day": _("decided a day of the work calendar"),
    "load_calendar": _("loaded the work calendar"),
    "import_policy": _("imported the policy"),
    "load_catalogue": _("loaded the shipped catalogue"),
    "open_obligations": _("opened what is owed"),
    "fulfil_obligation": _("fulfilled what was owed"),
    "fulfil_late_obligation": _("fulfilled late what was owed"),
    "mark_missing_obligation": _("marked what was owed as missing"),
    "reopen_obligation": _("opened again what is owed"),
    "waive_obligation": _("waived what was owed"),
    "open_case": _("submitted for approval"),
    "renew_case": _("changed the text that is being decided; answers became void"),
    "resubmit_case_approval": _("submitted again for approval"),
    "withdraw_case_approval": _("withdrew from approval"),
    "pass_case_approval": _("approved in the last step"),
    "fail_case_approval": _("rejected"),
    "return_case_approval": _("returned for correction"),
    "cast_vote": _("answered an approval"),
    "close_vote": _("closed a vote of the committee"),
    "pass_on_task": _("passed a decision on"),
    "add_approver": _("added an approver"),
    "remove_approver": _("took an approver off"),
    "urge_case": _("urged whoever is asked"),
    "copy_case": _("told others of an approval"),
    "decide_route": _("decided a route of approval"),
    "record_rule": _("recorded the rule of the committee"),
    "seat_member": _("seated a member of the committee"),
    "end_term": _("ended a term in the committee"),
    "record_exception": _("recorded an exception from the separation of duties"),
    "make_delegation": _("named a deputy"),
    "end_delegation": _("ended a delegation"),
    "begin_approvalstep": _("began a step of approval"),
    "agree_approvalstep": _("agreed in a step of approval"),
    "refuse_approvalstep": _("refused in a step of approval"),
    "give_back_approvalstep": _("gave back in a step of approval"),
    "drop_approvalstep": _("dropped a step of approval"),
    "rewind_approvalstep": _("opened a step of approval again"),
    "ask_approvaltask": _("asked for a decision"),
    "hold_approvaltask": _("let a decision wait for another"),
    "answer_approvaltask": _("answered where asked"),
    "fall_away_approvaltask": _("let a decision fall away"),
    "take_off_approvaltask": _("took off a decision"),
    "bar_approvaltask": _("recused somebody by rule"),
    "ask_again_approvaltask": _("asked for a decision again"),
    "reset_second_factor": _("lifted the second factor"),
    "declare_webhook": _("declared a webhook"),
    "stop_webhook": _("stopped a webhook"),
    "try_webhook": _("sent a trial message"),
    "resend_delivery": _("sent a message again"),
    "export_trail": _("exported the audit trail"),
    "save_view": _("kept a view"),
    "rename_view": _("renamed a view"),
    "share_view": _("shared a view, or no longer"),
    "delete_view": _("deleted a view"),
    "export_list": _("exported a list"),
    "verify_trail": _("verified the audit trail"),
    "raise_improvement": _("opened the improvement"),
    "write_plan": _("wrote goal and due date"),
    "grade_improvement": _("decided whether it is major"),
    "note_progress": _("noted progress"),
    "add_cause": _("added a cause"),
    "change_cause": _("changed a cause"),
    "judge_cause": _("judged a cause"),
    "move_cause": _("moved a cause"),
    "remove_cause": _("took off a cause"),
    "add_cause_kind": _("added a kind of cause"),
    "retire_cause_kind": _("retired a kind of cause"),
    "add_action_measure": _("planned a measure"),
    "change_action_measure": _("changed a measure"),
    "remove_action_measure": _("took a measure off the plan"),
    "finish_action_measure": _("carried out a measure"),
    "drop_action_measure": _("dropped a measure"),
    "reopen_action_measure": _("opened a measure again"),
    "plan_verification": _("settled how the effect is compared"),
    "verify_improvement": _("verified the effect"),
    "watch_improvement": _("looked again after 90 days"),
    "cite_norm": _("cited a version of the norm"),
    "declare_no_norm": _("declared that no norm changes"),
    "plan_improvement": _("went on to the plan"),
    "start_improvement": _("let it start"),
    "finish_improvement": _("reported it as implemented"),
    "pass_improvement": _("passed the verification"),
    "fail_improvement": _("sent it back to the causes after the verification"),
    "close_improvement": _("closed the improvement"),
    "rework_improvement": _("sent it back to the causes"),
    "void_improvement": _("voided the improvement"),
    "edit_process": _("edited the process"),
    "assign_process": _("assigned a process"),
    "end_assignment": _("ended an assignment"),
    "add_measure": _("added a measure"),
    "revise_definition": _("revised the definition"),
    "set_target": _("set a target"),
    "add_qualitative_indicator": _("wrote a qualitative indicator into the library"),
    "declare_count_owner": _("declared the owner of the count"),
    "end_count_owner": _("ended the owner of the count"),
    "require_project": _("decided whether it is counted per project"),
    "add_project": _("added a project"),
    "rename_project": _("renamed the project"),
    "retire_project": _("ended the project"),
    "announce_end": _("announced its last day"),
    "define_indicator": _("defined the indicator"),
    "adopt_indicator": _("adopted the indicator"),
    "approve_proposal": _("approved the proposal"),
    "propose_change": _("proposed a change"),
    "approve_change": _("approved the change"),
    "decline_change": _("declined the change"),
    "withdraw_change": _("withdrew the change"),
    "declare_exemption": _("declared a dimension not applicable"),
    "lift_exemption": _("lifted a “not applicable”"),
    "open_submission": _("opened the week for entry"),
    "hand_in_values": _("handed in values"),
    "submit_submission": _("submitted the week"),
    "accept_submission": _("accepted the week"),
    "discard_submission": _("discarded the draft"),
    "supersede_submission": _("put the corrected week in the place of the earlier one"),
    "stage_weeks": _("laid out the weeks of the file"),
    "confirm_weekupload": _("handed in the whole file"),
    "read_weekupload": _("read the file"),
    "reject_weekupload": _("refused the file"),
    "store_weekupload": _("stored the weeks of the file"),
    "open_correction": _("opened a correction"),
    "restate_figures": _("restated issued figures"),
    "take_over_draft": _("took over a draft"),
    "hand_over": _("handed over the assignment"),
    "hand_on_obligation": _("handed on what is owed"),
    "keep_file": _("added a file"),
    "remove_file": _("took a file off"),
    "miss_file": _("lost the bytes of a file"),
    "return_submission": _("returned the week"),
    "remind_late": _("reminded those who are late"),
    "declare_source": _("declared a data source"),
    "receive_export": _("received an export"),
    "import_tickets": _("imported tickets"),
    "compile_report": _("compiled the report"),
    "lay_out_report": _("laid out the report"),
    "write_section": _("wrote a section"),
    "write_finding": _("wrote a finding"),
    "submit_report": _("submitted the report"),
    "issue_report": _("approved and issued the report"),
    "freeze_report": _("froze the figures"),
    "render_report": _("made the document"),
    "decide_template": _("decided the template of the report"),
    "open_deviation": _("a rule gave a signal"),
    "ask_analysis": _("asked for an analysis"),
    "analyse_deviation": _("analysed the deviation"),
    "decide_deviation": _("decided on the deviation"),
    "end_watch": _("watched to the end; the signal is gone"),
}


@cache
def _steps_of(app: str) -> tuple[Step, ...]:
    try:
        # By name at run time, because the trail tells of apps that stand above this one.
        found = vars(import_module(f"{app}.states")).values()
    except ImportError:
        return ()
    tables = [value for value in found if isinstance(value, tuple)]
    steps = [step for table in tables for step in table if isinstance(step, Step)]
    return tuple(sorted(steps, key=lambda step: -len(step.name)))


@register.filter
def act(name: str) -> str:
    """An act is named in the reader's words; one that nobody has worded shows its code, readably."""
    app, _dot, rest = name.partition(".")
    if rest in ACTS:
        return str(ACTS[rest])
    for step in _steps_of(app):
        if rest.startswith(f"{step.name}_"):
            return str(step.label)
    return (rest or app).replace("_", " ")
