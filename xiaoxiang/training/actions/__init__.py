"""Everything that can happen in training: offered, announced, asked, answered, held, followed up; and one's calendar."""

from xiaoxiang.training.actions.calendars import end_feed, open_feed
from xiaoxiang.training.actions.courses import close_course, open_course
from xiaoxiang.training.actions.holding import follow_up, hold
from xiaoxiang.training.actions.inviting import accept, decline, invite
from xiaoxiang.training.actions.sessions import announce, cancel, move

__all__ = [
    "accept",
    "announce",
    "cancel",
    "close_course",
    "decline",
    "end_feed",
    "follow_up",
    "hold",
    "invite",
    "move",
    "open_course",
    "open_feed",
]
