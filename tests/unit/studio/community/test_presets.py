"""Presets: whatever is asked for in a channel, what reaches the service obeys what the channel says."""

from collections.abc import Mapping
from dataclasses import replace
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from flux.catalogue import MAX_OUTPUTS, Catalogue
from flux.errors import EmptyPrompt, InputFault, UnknownModel
from flux.inputs import Options, Plan, plan
from flux.models import CATALOGUE, DEFAULT_EDIT_MODEL, DEFAULT_MODEL
from studio.community.presets import NO_PRESETS, House, Presets, allowed, offered, settled
from studio.community.purposes import Channel, ContestSettings, Settings, StudioSettings
from studio.errors import ModelNotAllowed, NoPicturesHere, TooManyHere, UserError
from studio.jobs import Place, Request, Source
from studio.remix import shape_of
from studio.rulebook import NO_RULES, Asker, Rulebook, Terms
from studio.rulebook_errors import ChannelShut, ModelNotYours, NoModelForYou
from studio.store import StoreUnavailable
from tests.house import HOUSE

HERE = Place(7, 9)
NAMES = tuple(model.name for model in CATALOGUE)
RATIOS = tuple(dict.fromkeys(r for m in CATALOGUE for r in m.fields["aspect_ratio"].choices if r != "custom"))

styles = st.builds(lambda a, b: f"{a}{{prompt}}{b}", st.text(max_size=20), st.text(max_size=20))


@st.composite
def presets(draw: st.DrawFn) -> StudioSettings:
    models = tuple(draw(st.lists(st.sampled_from(NAMES), unique=True)))
    return StudioSettings(
        models=models,
        model=draw(st.none() | st.sampled_from(models or NAMES)),
        aspect_ratio=draw(st.none() | st.sampled_from(RATIOS)),
        style=draw(st.none() | styles),
        style_hidden=draw(st.booleans()),
        max_pictures=draw(st.none() | st.integers(1, MAX_OUTPUTS)),
        threads=draw(st.booleans()),
    )


@st.composite
def requests(draw: st.DrawFn) -> Request:
    has_picture = draw(st.booleans())
    edits = has_picture and draw(st.booleans())
    return Request(
        artist_id=1,
        place=HERE,
        model=draw(st.none() | st.sampled_from([m.name for m in CATALOGUE.editors] if edits else NAMES)),
        options=Options(
            prompt=draw(st.text(max_size=30) | st.just("a {prompt} of a heron")),
            aspect_ratio=draw(st.none() | st.sampled_from(RATIOS)),
            num_outputs=draw(st.none() | st.integers(1, MAX_OUTPUTS)),
            seed=5,
        ),
        locale="en",
        private=draw(st.booleans()),
        sources=(Source(1, HERE),) if has_picture else (),
        edits=edits,
    )


def sent(request: Request) -> Plan:
    assert request.model is not None
    return plan(
        CATALOGUE[request.model],
        request.sent_options,
        has_picture=request.has_picture,
        catalogue=CATALOGUE,
        random=Random(1),
    )


@given(presets(), requests())
def test_what_reaches_the_service_obeys_the_channel(settings: StudioSettings, asked: Request) -> None:
    try:
        request = settled(asked, settings, HOUSE)
        planned = sent(request)
    except (UserError, InputFault):
        assume(False)
    model = planned.model
    assert not settings.models or model.name in settings.models
    assert asked.model in (None, model.name)
    assert planned.pictures <= (settings.max_pictures or MAX_OUTPUTS)
    for field in planned.inputs:
        prompt = " ".join(map(str.strip, str(request.sent_options.prompt).replace("\0", "").strip().splitlines()))
        assert str(field["prompt"]) in (prompt, request.sent_options.prompt.replace("\0", "").strip())
        if settings.style is not None:
            before, after = settings.style.split("{prompt}")[:1][0], settings.style.split("{prompt}")[-1]
            assert request.sent_options.prompt.startswith(before)
            assert request.sent_options.prompt.endswith(after)
            assert asked.options.prompt.strip() in request.sent_options.prompt
        if shape_of(asked.options) is not None:
            assert field["aspect_ratio"] == asked.options.aspect_ratio
        elif settings.aspect_ratio in model.fields["aspect_ratio"].choices and (
            settings.aspect_ratio != "match_input_image" or asked.has_picture
        ):
            assert field["aspect_ratio"] == settings.aspect_ratio


@given(presets(), requests())
def test_a_persons_words_stay_theirs(settings: StudioSettings, asked: Request) -> None:
    try:
        request = settled(asked, settings, HOUSE)
    except (UserError, InputFault):
        assume(False)
    assert replace(request.options, aspect_ratio=None) == replace(asked.options, aspect_ratio=None)
    assert request.threaded == (settings.threads and not asked.private)
    assert (request.sources, request.artist_id, request.place) == (asked.sources, 1, HERE)


@given(presets(), requests())
def test_to_settle_twice_changes_nothing(settings: StudioSettings, asked: Request) -> None:
    try:
        once = settled(asked, settings, HOUSE)
    except (UserError, InputFault):
        assume(False)
    assert settled(once, settings, HOUSE) == once


@given(presets(), st.booleans(), st.booleans())
def test_what_is_offered_is_taken_and_nothing_else(
    settings: StudioSettings, has_picture: bool, edits: bool
) -> None:
    edits = edits and has_picture
    offer = offered(settings, HOUSE, has_picture=has_picture, edits=edits)
    assert (offer.usual is None) == (not offer.models)
    assert offer.usual is None or offer.usual in offer.models
    asked = Request(
        1, HERE, None, Options("a heron"), "en", sources=(Source(1, HERE),) if has_picture else (), edits=edits
    )
    for model in CATALOGUE.editors if edits else CATALOGUE:
        try:
            request = settled(replace(asked, model=model.name), settings, HOUSE)
            sent(request)
        except (UserError, InputFault):
            assert model not in offer.models
        else:
            assert model in offer.models
            shape = offer.shape(model, has_picture=has_picture)
            assert request.options.aspect_ratio == shape
    if offer.usual is None:
        with pytest.raises(NoPicturesHere):
            settled(asked, settings, HOUSE)
    else:
        assert settled(asked, settings, HOUSE).model == offer.usual.name


def words(**options: object) -> Request:
    return Request(1, HERE, None, Options("a heron", **options), "en")  # type: ignore[arg-type]  # names of Options


def with_picture(*, edits: bool = False) -> Request:
    return replace(words(), sources=(Source(1, HERE),), edits=edits)


@pytest.mark.parametrize(
    ("settings", "request_", "model"),
    [
        ({}, words(), "flux-schnell"),
        ({}, with_picture(), "flux-kontext-pro"),
        ({}, with_picture(edits=True), "flux-kontext-pro"),
        ({"model": "flux-dev"}, words(), "flux-dev"),
        ({"model": "flux-dev"}, with_picture(), "flux-dev"),
        ({"model": "flux-dev"}, with_picture(edits=True), "flux-kontext-pro"),
        ({"model": "flux-kontext-max"}, with_picture(edits=True), "flux-kontext-max"),
        ({"models": ("flux-pro", "flux-dev")}, words(), "flux-pro"),
        ({"models": ("flux-pro", "flux-schnell")}, words(), "flux-schnell"),
        ({"models": ("flux-pro", "flux-kontext-max")}, with_picture(), "flux-kontext-max"),
        ({"models": ("flux-schnell", "flux-pro")}, with_picture(), "flux-pro"),
        ({"models": ("flux-kontext-max",)}, words(), "flux-kontext-max"),
    ],
)
def test_where_nobody_chooses_a_model_the_channel_does(
    settings: Mapping[str, object], request_: Request, model: str
) -> None:
    assert settled(request_, StudioSettings(**settings), HOUSE).model == model  # type: ignore[arg-type]  # its fields


def test_a_model_that_the_channel_does_without_is_refused_with_those_that_it_has() -> None:
    settings = StudioSettings(models=("flux-schnell", "flux-dev"))
    with pytest.raises(ModelNotAllowed) as refused:
        settled(replace(words(), model="flux-pro"), settings, HOUSE)
    assert refused.value.models == ("flux-schnell", "flux-dev")
    with pytest.raises(ModelNotAllowed) as refused:
        settled(replace(with_picture(), model="flux-pro"), settings, HOUSE)
    assert refused.value.models == ("flux-dev",), "only what takes the picture is of use"


def test_a_model_that_does_not_exist_is_told_from_one_that_is_not_allowed() -> None:
    with pytest.raises(UnknownModel) as refused:
        settled(replace(words(), model="flux-9"), StudioSettings(models=("flux-dev",)), HOUSE)
    assert refused.value.models == ("flux-dev",)


@pytest.mark.parametrize("edits", [False, True])
def test_where_no_model_takes_a_picture_there_are_no_edits(edits: bool) -> None:
    settings = StudioSettings(models=("flux-schnell",))
    with pytest.raises(NoPicturesHere) as refused:
        settled(with_picture(edits=edits), settings, HOUSE)
    assert (refused.value.models, refused.value.edits) == (("flux-schnell",), edits)
    assert settled(words(), settings, HOUSE).model == "flux-schnell"


def test_a_model_that_only_starts_from_a_picture_does_not_edit_it() -> None:
    settings = StudioSettings(models=("flux-dev",))
    assert settled(with_picture(), settings, HOUSE).model == "flux-dev"
    with pytest.raises(NoPicturesHere):
        settled(with_picture(edits=True), settings, HOUSE)


@pytest.mark.parametrize(("limit", "count"), [(1, 2), (2, 3), (3, 4)])
def test_more_pictures_than_allowed_are_refused_with_the_limit(limit: int, count: int) -> None:
    settings = StudioSettings(max_pictures=limit)
    assert settled(words(num_outputs=limit), settings, HOUSE).options.num_outputs == limit
    with pytest.raises(TooManyHere) as refused:
        settled(words(num_outputs=count), settings, HOUSE)
    assert (refused.value.given, refused.value.limit) == (count, limit)


@pytest.mark.parametrize("prompt", ["", "  \n", "\0 \0"])
def test_a_style_around_nothing_is_nothing_to_draw(prompt: str) -> None:
    asked = replace(words(), options=Options(prompt))
    with pytest.raises(EmptyPrompt):
        settled(asked, StudioSettings(style="an oil painting of {prompt}"), HOUSE)


def test_a_slot_in_somebodys_words_stays_as_it_is() -> None:
    asked = replace(words(), options=Options("the word {prompt}"))
    request = settled(asked, StudioSettings(style="{prompt}, oil; again: {prompt}"), HOUSE)
    assert request.sent_options.prompt == "the word {prompt}, oil; again: the word {prompt}"
    assert request.options.prompt == "the word {prompt}"


def test_a_size_of_ones_own_is_a_shape_that_was_chosen() -> None:
    asked = replace(words(width=512, height=768), model="flux-pro")
    assert settled(asked, StudioSettings(aspect_ratio="16:9"), HOUSE).options.aspect_ratio is None


def test_a_channel_without_presets_offers_everything() -> None:
    offer = offered(NO_PRESETS, HOUSE)
    assert offer.models == tuple(CATALOGUE)
    assert (offer.usual, offer.aspect_ratio, offer.max_pictures) == (DEFAULT_MODEL, None, MAX_OUTPUTS)
    assert not offer.is_special


def test_a_model_that_is_gone_is_not_offered_any_more() -> None:
    house = House(Catalogue(m for m in CATALOGUE if m.name != "flux-pro"), DEFAULT_MODEL, DEFAULT_EDIT_MODEL)
    settings = StudioSettings(models=("flux-pro", "flux-dev"), model="flux-pro")
    assert [model.name for model in allowed(settings, house)] == ["flux-dev"]
    assert settled(words(), settings, house).model == "flux-dev"


ANYBODY = Asker((9,))


class Said:
    """The rules of every server."""

    def __init__(self, book: Rulebook = NO_RULES) -> None:
        self._book = book

    async def rulebook(self, server_id: int | None) -> Rulebook:
        return NO_RULES if server_id is None else self._book


class Asked:
    """Channels by id; ``None`` is a store that does not serve."""

    def __init__(self, channels: Mapping[int, Settings] | None) -> None:
        self.channels = channels

    async def channel(self, channel_id: int) -> Channel | None:
        if self.channels is None:
            raise StoreUnavailable("away")
        settings = self.channels.get(channel_id)
        return None if settings is None else Channel(channel_id, 9, settings)


ONE = StudioSettings(models=("flux-dev",))


@pytest.mark.parametrize(
    ("place", "models"),
    [
        (Place(7, 9), ["flux-dev"]),
        (Place(70, 9, parent_id=7), ["flux-dev"]),
        (Place(8, 9), list(NAMES)),
        (Place(70, 9, parent_id=8), list(NAMES)),
        (Place(6, 9), list(NAMES)),
        (Place(7), list(NAMES)),
    ],
    ids=["there", "thread there", "elsewhere", "thread elsewhere", "other purpose", "in person"],
)
async def test_the_channel_counts_and_that_of_a_thread(place: Place, models: list[str]) -> None:
    asked = Presets(Asked({7: ONE, 6: ContestSettings()}), Said(), HOUSE)
    assert [model.name for model in (await asked.offered(place, ANYBODY)).models] == models
    request, catalogue = await asked.settled(replace(words(), place=place))
    assert [model.name for model in catalogue] == models
    assert request.model in models


async def test_a_form_without_a_model_is_refused_before_it_opens() -> None:
    asked = Presets(Asked({7: StudioSettings(models=("flux-dev",))}), Said(), HOUSE)
    assert (await asked.choosable(HERE, ANYBODY, has_picture=True)).models
    with pytest.raises(NoPicturesHere) as refused:
        await asked.choosable(HERE, ANYBODY, has_picture=True, edits=True)
    assert refused.value.models == ("flux-dev",)


async def test_while_the_store_is_away_everything_is_offered_and_nothing_taken() -> None:
    asked = Presets(Asked(None), Said(), HOUSE)
    assert (await asked.offered(HERE, ANYBODY)).models == tuple(CATALOGUE)
    with pytest.raises(StoreUnavailable):
        await asked.settled(words())


@given(presets(), requests(), st.none() | st.frozensets(st.sampled_from(NAMES), min_size=1))
def test_exactly_what_is_offered_to_somebody_is_taken_from_them(
    settings: StudioSettings, asked: Request, given_models: frozenset[str] | None
) -> None:
    offer = offered(settings, HOUSE, has_picture=asked.has_picture, edits=asked.edits, given=given_models)
    asked = replace(asked, options=replace(asked.options, prompt="a heron", num_outputs=None))
    for name in NAMES:
        try:
            taken = settled(replace(asked, model=name), settings, HOUSE, given_models)
        except (ModelNotAllowed, ModelNotYours, NoPicturesHere, NoModelForYou):
            assert name not in {model.name for model in offer.models}
        else:
            assert taken.model == name
            fits = not asked.edits or CATALOGUE[name].edits
            assert name in {model.name for model in offer.models} or not fits or asked.has_picture
            assert given_models is None or name in given_models


@pytest.mark.parametrize(
    ("channel", "here", "roles", "model", "refusal"),
    [
        ((), (), (), "flux-pro", None),
        ((), (), ("flux-dev",), "flux-pro", ModelNotYours),
        ((), (), ("flux-dev",), "flux-dev", None),
        ((), ("flux-dev",), (), "flux-pro", ModelNotAllowed),
        (("flux-pro", "flux-dev"), ("flux-dev",), (), "flux-pro", ModelNotAllowed),
        (("flux-pro",), ("flux-dev",), (), "flux-dev", None),
        (("flux-pro",), (), ("flux-dev",), "flux-pro", NoModelForYou),
        (("flux-pro",), (), ("flux-dev",), None, NoModelForYou),
        (("flux-pro", "flux-dev"), (), ("flux-dev",), None, None),
    ],
)
async def test_models_are_those_of_the_channel_the_server_and_the_person(
    channel: tuple[str, ...],
    here: tuple[str, ...],
    roles: tuple[str, ...],
    model: str | None,
    refusal: type[UserError] | None,
) -> None:
    book = Rulebook(channels={7: Terms(models=here)}, roles={5: Terms(models=roles)})
    asked = Presets(Asked({7: StudioSettings(models=channel)}), Said(book), HOUSE)
    request = replace(words(), model=model, role_ids=(9, 5))
    if refusal is None:
        settled_request, catalogue = await asked.settled(request)
        names = {each.name for each in catalogue}
        assert settled_request.model in names
        assert names == {each.name for each in (await asked.offered(HERE, Asker((9, 5)))).models}
        return
    with pytest.raises(refusal):
        await asked.settled(request)


async def test_a_form_does_not_open_for_whom_the_server_makes_no_pictures() -> None:
    shut = Presets(Asked({}), Said(Rulebook(channels={7: Terms(admits=False)})), HOUSE)
    with pytest.raises(ChannelShut):
        await shut.choosable(HERE, ANYBODY, has_picture=False)
    assert (await shut.choosable(HERE, Asker((9,), manages_server=True), has_picture=False)).models
    none = Presets(Asked({7: ONE}), Said(Rulebook(roles={9: Terms(models=("flux-pro",))})), HOUSE)
    with pytest.raises(NoModelForYou):
        await none.choosable(HERE, ANYBODY, has_picture=False)
