"""What holds for every picture that is made in a channel: which models, which shape, how many, in which style.

The rules are pure; ``Presets`` asks them with the settings of the channel. That nothing gets round them is
``studio.studio``'s care, which asks them for every request. Threads are as the channel that they belong to.
"""

from collections.abc import Awaitable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from flux.catalogue import MAX_OUTPUTS, Catalogue, Model
from flux.errors import EmptyPrompt, UnknownModel
from studio.community.purposes import Channel, StudioSettings
from studio.errors import ModelNotAllowed, NoPicturesHere, TooManyHere
from studio.jobs import Place, Request, Style
from studio.remix import OF_THE_PICTURE, shape_of
from studio.rulebook import NO_RULES, Asker, Rulebook
from studio.rulebook_errors import ModelNotYours, NoModelForYou
from studio.store import StoreUnavailable

NO_PRESETS = StudioSettings()
"""What holds where a channel says nothing."""


@dataclass(frozen=True, slots=True)
class House:
    """What the bot has, and what it takes where neither a person nor a channel says otherwise.

    ``editor`` is for requests with a picture, ``model`` for those without.
    """

    catalogue: Catalogue
    model: Model
    editor: Model


@dataclass(frozen=True, slots=True)
class Offer:
    """What a person may choose for one kind of request in a channel.

    ``usual`` is the model that is taken where they choose none, ``None`` where there is none for it at all.
    ``aspect_ratio`` is the channel's usual shape, for the models that have it. ``is_special`` says that there are
    presets.
    """

    models: tuple[Model, ...]
    usual: Model | None
    aspect_ratio: str | None
    max_pictures: int
    is_special: bool

    def shape(self, model: Model, *, has_picture: bool) -> str | None:
        """Return the shape that is taken where a person gives none; ``None`` leaves it to the model."""
        if self.aspect_ratio not in model.fields["aspect_ratio"].choices:
            return None
        return None if self.aspect_ratio == OF_THE_PICTURE and not has_picture else self.aspect_ratio


def offered(
    settings: StudioSettings,
    house: House,
    *,
    has_picture: bool = False,
    edits: bool = False,
    given: frozenset[str] | None = None,
) -> Offer:
    """Return what may be chosen in a channel.

    ``edits`` asks for models that change a picture as the prompt says; ``has_picture`` alone for all that start
    from one. ``given`` are the models that the person's roles give, ``None`` for all there are.
    """
    every = _given(allowed(settings, house), given)
    models = tuple(model for model in every if _fits(model, has_picture=has_picture, edits=edits))
    wishes = _wishes(settings, house, models, has_picture=has_picture or edits)
    return Offer(
        models=models,
        usual=next((model for model in wishes if model in models), None),
        aspect_ratio=settings.aspect_ratio,
        max_pictures=settings.max_pictures or MAX_OUTPUTS,
        is_special=settings != NO_PRESETS,
    )


def settled(
    request: Request, settings: StudioSettings, house: House, given: frozenset[str] | None = None
) -> Request:
    """Return a request as it is carried out in a channel.

    What the person left open is filled in, what they chose is held against what the channel allows. Their words
    stay as they are; ``Request.sent_options`` has the style around them.

    Raises:
        UnknownModel: there is no such model.
        ModelNotAllowed: the channel does without it.
        ModelNotYours: the person's roles do not give it.
        NoModelForYou: they give none of the channel's.
        NoPicturesHere: none of the channel's models can do it.
        TooManyHere: more pictures are asked for than the channel allows.
        EmptyPrompt: there is nothing for the style to stand around.
    """
    offer = offered(settings, house, has_picture=request.has_picture, edits=request.edits, given=given)
    model = _model(request, settings, house, offer, given)
    options = request.options
    count = options.num_outputs or 1
    if settings.max_pictures is not None and count > settings.max_pictures:
        raise TooManyHere(count, settings.max_pictures)
    if shape_of(options) is None:
        options = replace(options, aspect_ratio=offer.shape(model, has_picture=request.has_picture))
    style = None if settings.style is None else Style(settings.style, is_hidden=settings.style_hidden)
    if style is not None and not options.prompt.replace("\0", "").strip():
        raise EmptyPrompt
    return replace(
        request,
        model=model.name,
        options=options,
        style=style,
        threaded=settings.threads and not request.private,
    )


def allowed(settings: StudioSettings, house: House) -> tuple[Model, ...]:
    """Return the models that may be used in a channel, in its order."""
    if not settings.models:
        return tuple(house.catalogue)
    # One that is no longer in the catalogue is of no use to anybody.
    return tuple(model for name in settings.models if (model := house.catalogue.get(name)) is not None)


def narrowed(settings: StudioSettings, models: tuple[str, ...]) -> StudioSettings:
    """Return a channel's presets with no models but these, where there are any.

    What those say who manage the server stands above what a channel says itself.
    """
    if not models:
        return settings
    both = tuple(name for name in settings.models if name in models)
    return replace(settings, models=both or models)


def _given(models: tuple[Model, ...], given: frozenset[str] | None) -> tuple[Model, ...]:
    return tuple(model for model in models if given is None or model.name in given)


def _model(
    request: Request, settings: StudioSettings, house: House, offer: Offer, given: frozenset[str] | None
) -> Model:
    """Return the model that a request runs on."""
    here = allowed(settings, house)
    names = tuple(model.name for model in _given(here, given))
    if not names:
        raise NoModelForYou
    model = offer.usual if request.model is None else house.catalogue.get(request.model)
    if model is None and request.model is not None:
        raise UnknownModel(request.model, names)
    if model is None or not offer.models:
        raise NoPicturesHere(names, edits=request.edits)
    if model not in here:
        raise ModelNotAllowed(model.name, tuple(each.name for each in offer.models))
    if model.name not in names:
        raise ModelNotYours(model.name, tuple(each.name for each in offer.models))
    return model


def _fits(model: Model, *, has_picture: bool, edits: bool) -> bool:
    if edits:
        return model.edits
    return model.picture_field is not None or not has_picture


def _wishes(
    settings: StudioSettings, house: House, models: tuple[Model, ...], *, has_picture: bool
) -> Iterator[Model]:
    """Yield models in the order in which they would be taken for a request that names none."""
    own = None if settings.model is None else house.catalogue.get(settings.model)
    if own is not None:
        yield own
    yield house.editor if has_picture else house.model
    if has_picture:
        yield from (model for model in models if model.edits)
    yield from models


class ChannelsAsked(Protocol):
    """What is asked of the channels with a purpose."""

    def channel(self, channel_id: int) -> Awaitable[Channel | None]:
        """Return a channel with a purpose, ``None`` where it has none."""
        ...


class RulesAsked(Protocol):
    """What is asked of the rules of servers."""

    def rulebook(self, server_id: int | None) -> Awaitable[Rulebook]:
        """Return the rules of a server."""
        ...


class Presets:
    """Asks the rules with the settings of the channel where something is asked for."""

    def __init__(self, channels: ChannelsAsked, rules: RulesAsked, house: House) -> None:
        self._channels = channels
        self._rules = rules
        self._house = house

    async def offered(
        self, place: Place, asker: Asker, *, has_picture: bool = False, edits: bool = False
    ) -> Offer:
        """Return what somebody may choose in a place; all while the store does not serve, which refuses later."""
        try:
            settings, book = await self._said(place)
        except StoreUnavailable:
            settings, book = NO_PRESETS, NO_RULES
        given = book.models_for(asker)
        return offered(settings, self._house, has_picture=has_picture, edits=edits, given=given)

    async def choosable(self, place: Place, asker: Asker, *, has_picture: bool, edits: bool = False) -> Offer:
        """Return what somebody may choose in a place, for a form that would be of no use without a model.

        Raises:
            NoPicturesHere: none of the models that they may use can do it.
            UserError: they may make no pictures there.
        """
        settings, book = await self._said(place)
        book.admit(place, asker)
        given = book.models_for(asker)
        offer = offered(settings, self._house, has_picture=has_picture, edits=edits, given=given)
        if not offer.models:
            names = tuple(model.name for model in offered(settings, self._house, given=given).models)
            raise NoPicturesHere(names, edits=edits) if names else NoModelForYou
        return offer

    async def settled(self, request: Request) -> tuple[Request, Catalogue]:
        """Return a request as it is carried out where it was made, and what else could be used there.

        Raises:
            InputFault: there is no such model, or nothing to draw.
            UserError: the channel does not allow it.
        """
        settings, book = await self._said(request.place)
        given = book.models_for(Asker(request.role_ids, request.manages_server))
        models = _given(allowed(settings, self._house), given)
        return settled(request, settings, self._house, given), Catalogue(models)

    async def _said(self, place: Place) -> tuple[StudioSettings, Rulebook]:
        """Return what a channel and its server say."""
        book = await self._rules.rulebook(place.server_id)
        return narrowed(await self._settings(place), book.models_here(place)), book

    async def _settings(self, place: Place) -> StudioSettings:
        if place.server_id is None:
            return NO_PRESETS
        channel = await self._channels.channel(place.home_id)
        if channel is None or not isinstance(channel.settings, StudioSettings):
            return NO_PRESETS
        return channel.settings
