"""Who may do what with feedback, reviews and their items (6.4.3; reliability §3.2, §3.3 no. 3)."""

from governance.models import Person
from governance.permissions import Permission, has_permission, roles_held
from governance.states import Role
from reviews.models import Feedback, Review, ReviewItem


def may_answer_feedback(person: Person, feedback: Feedback) -> bool:
    """The PMO answers any feedback, the head of a department what was given to that department (G24)."""
    if not has_permission(person, Permission.FEEDBACK_ANSWER):
        return False
    is_pmo = has_permission(person, Permission.REVIEW_RUN)
    is_head = (
        Role.DEPARTMENT_HEAD in roles_held(person)
        and feedback.department_id is not None
        and feedback.department_id == person.department_id
    )
    return is_pmo or is_head


def has_written(person: Person, review: Review) -> bool:
    """Who wrote any part of the report is an author."""
    return person.pk in review.authors


def chair_who_signs(review: Review) -> Person | None:
    """Whoever led the meeting signs its report, where they are a process manager and wrote no part of it."""
    chair = review.chaired_by
    if chair is None or not chair.is_active or has_written(chair, review):
        return None
    return chair if has_permission(chair, Permission.REVIEW_SIGN) else None


def may_sign_review(person: Person, review: Review) -> bool:
    """The chair signs; where the chair cannot, a process manager who wrote no part (§3.3 no. 3; the chain is G23)."""
    if not has_permission(person, Permission.REVIEW_SIGN) or has_written(person, review):
        return False
    return chair_who_signs(review) in {None, person}


def may_finish_item(person: Person, item: ReviewItem) -> bool:
    """The responsible person says that an item is done, or the PMO."""
    return has_permission(person, Permission.REVIEW_RUN) or person.pk == item.responsible_id
