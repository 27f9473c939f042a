"""Interactions: their first answer, and everything that their token then serves for."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.wire.discord import form_rules, messages, rules
from tests.wire.discord.door import Call, Handler, Reply
from tests.wire.discord.routes import Route
from tests.wire.discord.world import Answer, Flag, Interaction, Message, Payload, Permission, World
from tests.wire.discord.writing import ANSWERABLE, Body, Writer

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
SAY, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
ANSWERS_TO = {
    COMMAND: (SAY, DEFER, MODAL),
    COMPONENT: (SAY, DEFER, DEFER_UPDATE, UPDATE, MODAL),
    AUTOCOMPLETE: (CHOICES,),
    MODAL_SUBMIT: (SAY, DEFER, DEFER_UPDATE, UPDATE),
}
"""A form cannot answer a form, and only a component or its form can change the message that they are in."""
RESOURCES = {SAY: SAY, DEFER: SAY, DEFER_UPDATE: UPDATE, UPDATE: UPDATE}
"""The kind of resource that an answer's answer names; the document knows only these two."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a test may set about this Discord; lives and times in seconds, sizes in bytes."""

    token: str
    token_life_s: float
    answer_within_s: float
    file_limit: int
    shards: int


class Answers:
    """The routes of interactions; ``monotonic_s`` decides what is too late."""

    def __init__(self, world: World, writer: Writer, *, terms: Terms, monotonic_s: Callable[[], float]) -> None:
        self._world = world
        self._writer = writer
        self._terms = terms
        self._monotonic_s = monotonic_s

    def handlers(self) -> dict[Route, Handler]:
        """Return what serves each route."""
        return {
            Route.ANSWER: self._answer,
            Route.FOLLOW_UP: self._follow_up,
            Route.GET_ANSWER: self._get_answer,
            Route.EDIT_ANSWER: self._edit_answer,
            Route.DELETE_ANSWER: self._delete_answer,
        }

    def _answer(self, call: Call) -> Reply:
        interaction = rules.check_first_answer(
            self._world.interactions.get(call.ids["interaction_token"]),
            now_s=self._monotonic_s(),
            answer_within_s=self._terms.answer_within_s,
        )
        kind, details = call.body.payload["type"], call.body.payload.get("data") or {}
        if kind not in ANSWERS_TO[interaction.kind]:
            raise rules.invalid_body("type", "INTERACTION_APPLICATION_COMMAND_INVALID_TYPE", f"Not here: {kind}")
        shown = self._first_answer(interaction, kind, Body(details, call.body.files, call.body.size))
        after_s = self._monotonic_s() - interaction.created_s
        interaction.answer, interaction.message = Answer(kind, details, after_s), shown
        return self._answered(interaction, kind, shown) if "with_response" in call.query else Reply(status=204)

    def _first_answer(self, interaction: Interaction, kind: int, body: Body) -> Message | None:
        match kind:
            case 4:
                draft = self._new_answer(interaction, body)
                return self._writer.post(draft, body, file_limit=interaction.attachment_limit, settable=ANSWERABLE)
            case 5:
                return self._deferred(interaction, body)
            case 6:
                return interaction.source
            case 7:
                return self._update_source(interaction, body)
            case 9:
                form_rules.check_form(body.payload)
            case _:
                if len(body.payload.get("choices") or ()) > 25:
                    raise rules.invalid_body("data.choices", "BASE_TYPE_BAD_LENGTH", "Must be 25 or fewer.")
        return None

    def _answered(self, interaction: Interaction, kind: int, shown: Message | None) -> Reply:
        about = {"id": str(interaction.id), "type": interaction.kind, **messages.answered(shown)}
        answered: Payload = {"interaction": about}
        if shown is not None:
            answered["resource"] = {"type": RESOURCES[kind], "message": messages.message(shown, world=self._world)}
        return Reply(answered)

    def _new_answer(self, interaction: Interaction, body: Body) -> Message:
        """Start a message of the bot; only the person sees it where it asks for that or has to be so."""
        is_forced = (
            interaction.is_user_install
            and interaction.channel.server is not None
            and Permission.USE_EXTERNAL_APPS not in interaction.channel.permissions(interaction.person)
        )
        asked = Flag(body.payload.get("flags") or 0) & Flag.EPHEMERAL
        flags = Flag.EPHEMERAL if is_forced else asked
        return Message(
            id=self._world.new_id(),
            channel=interaction.channel,
            author=self._world.bot,
            created_at=self._world.clock.now(),
            flags=flags,
            born_of=interaction,
            visible_to=interaction.person if flags else None,
        )

    def _deferred(self, interaction: Interaction, body: Body) -> Message:
        rules.check_flags(Flag(body.payload.get("flags") or 0), before=Flag(0), settable=Flag.EPHEMERAL)
        shown = self._new_answer(interaction, body)
        shown.flags |= Flag.LOADING
        self._writer.put(shown)
        return shown

    def _update_source(self, interaction: Interaction, body: Body) -> Message:
        source = interaction.source
        if source is None or source.is_deleted:
            raise rules.unknown_message()
        return self._writer.edit(source, body, file_limit=interaction.attachment_limit)

    def _by_token(self, call: Call) -> Interaction:
        if call.id("webhook_id") != self._world.application_id:
            raise rules.unknown_webhook()
        return rules.check_token(
            self._world.interactions.get(call.ids["webhook_token"]),
            now_s=self._monotonic_s(),
            token_life_s=self._terms.token_life_s,
        )

    def _answer_of(self, call: Call) -> tuple[Interaction, Message]:
        interaction = self._by_token(call)
        wanted = call.ids["message_id"]
        mine = [interaction.message, *interaction.followups]
        found = mine[0] if wanted == "@original" else next((m for m in mine if m and str(m.id) == wanted), None)
        if found is None or found.is_deleted:
            raise rules.unknown_message()
        return interaction, found

    def _follow_up(self, call: Call) -> Reply:
        interaction = self._by_token(call)
        first = interaction.message
        if first is not None and first.is_loading and not first.is_deleted:
            return self._shown(self._fill(interaction, first, call.body))
        rules.check_followups(interaction)
        draft = self._new_answer(interaction, call.body)
        sent = self._writer.post(draft, call.body, file_limit=interaction.attachment_limit, settable=ANSWERABLE)
        interaction.followups.append(sent)
        return self._shown(sent)

    def _fill(self, interaction: Interaction, placeholder: Message, body: Body) -> Message:
        """Let the first follow-up after a deferral become the deferred message, as Discord (still) does."""
        flags = Flag(body.payload.get("flags") or 0) & ~Flag.EPHEMERAL
        filled = Body({**body.payload, "flags": int(flags)}, body.files, body.size)
        return self._writer.edit(placeholder, filled, file_limit=interaction.attachment_limit)

    def _get_answer(self, call: Call) -> Reply:
        return self._shown(self._answer_of(call)[1])

    def _edit_answer(self, call: Call) -> Reply:
        interaction, message = self._answer_of(call)
        return self._shown(self._writer.edit(message, call.body, file_limit=interaction.attachment_limit))

    def _delete_answer(self, call: Call) -> Reply:
        self._writer.delete(self._answer_of(call)[1])
        return Reply(status=204)

    def _shown(self, message: Message) -> Reply:
        return Reply(messages.message(message, world=self._world))
