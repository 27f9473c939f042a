"""All that is a server's besides its jobs, forgotten at once, as an act on a connection.

What people have chosen for themselves is theirs, and what was spent stays in the accounts.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from studio.budgets import Scope
from studio.community.occasions import OccasionKind
from studio.store import agenda, reviews
from studio.store.moderation import SETTING_NAMES
from studio.store.tables import (
    accounts,
    audit,
    budgets,
    channels,
    contests,
    extras,
    grants,
    jobs,
    moderation,
    nameless_usage,
    occasions,
    person_turns,
    posts,
    presences,
    reports,
    retentions,
    reviewed,
    rulebooks,
    server_turns,
    servers,
    strikes,
    terms,
    theme_parts,
    theme_runs,
    themes,
    word_rules,
)

_SERVER: sa.BindParameter[int] = sa.bindparam("server", type_=sa.BigInteger)
_ANY_JOB = sa.select(jobs.c.seq).where(jobs.c.server_id == _SERVER).limit(1)
_CHANNELS = sa.union(
    *(
        sa.select(table.c.channel_id).where(table.c.server_id == _SERVER)
        for table in (theme_runs, contests, occasions)
    ),
    sa.select(channels.c.id).where(channels.c.server_id == _SERVER),
    # Those that moderators have now, or had: each that was ever named stands in the log.
    *(
        sa.select(column).where(moderation.c.server_id == _SERVER)
        for column in (moderation.c.audit_channel_id, moderation.c.moderators_channel_id)
    ),
    sa.select(audit.c.channel_id).where(audit.c.server_id == _SERVER, audit.c.detail.in_(SETTING_NAMES.values())),
)
# Those that stand in person; the id of a channel of direct messages stands for whose these are.
_KEYS = sa.union(
    sa.select(sa.literal("strike-").concat(strikes.c.id)).where(strikes.c.server_id == _SERVER),
    sa.select(sa.literal("contest-").concat(contests.c.id).concat("-no-reward")).where(
        contests.c.server_id == _SERVER
    ),
)
_OF_SERVER: Sequence[sa.Delete] = (
    posts.delete().where(posts.c.channel_id.in_(_CHANNELS) | posts.c.key.in_(_KEYS)),
    # What moderators were still shown of jobs; nobody can take it away any more.
    posts.delete().where(
        sa.exists().where(
            occasions.c.server_id == _SERVER,
            occasions.c.kind == OccasionKind.REVIEW.value,
            reviews.is_post_of(occasions.c.subject),
        )
    ),
    themes.delete().where(themes.c.channel_id.in_(_CHANNELS)),
    theme_parts.delete().where(theme_parts.c.channel_id.in_(_CHANNELS)),
    theme_runs.delete().where(theme_runs.c.server_id == _SERVER),
    # Their entries and votes go with them.
    contests.delete().where(contests.c.server_id == _SERVER),
    occasions.delete().where(occasions.c.server_id == _SERVER),
    channels.delete().where(channels.c.server_id == _SERVER),
    budgets.delete().where(budgets.c.server_id == _SERVER),
    extras.delete().where(extras.c.server_id == _SERVER),
    grants.delete().where(grants.c.server_id == _SERVER),
    nameless_usage.delete().where(nameless_usage.c.server_id == _SERVER),
    person_turns.delete().where(person_turns.c.line_id == _SERVER),
    server_turns.delete().where(server_turns.c.line_id == _SERVER),
    accounts.delete().where(accounts.c.line_id == _SERVER, accounts.c.scope == Scope.PERSON.value),
    *(
        table.delete().where(table.c.server_id == _SERVER)
        for table in (
            *(retentions, rulebooks, terms, word_rules),
            *(audit, strikes, reports, reviewed, moderation, presences),
        )
    ),
    servers.delete().where(servers.c.id == _SERVER),
)


def forget(connection: Connection, server_id: int) -> bool:
    """Forget all the rest of a server; ``False``, and nothing is, while it has jobs, or where the bot is back."""
    which = {"server": server_id}
    if not agenda.is_planned(connection, OccasionKind.FORGET_SERVER, str(server_id)):
        return False
    if connection.scalar(_ANY_JOB, which) is not None:
        return False
    for statement in _OF_SERVER:
        connection.execute(statement, which)
    return True
