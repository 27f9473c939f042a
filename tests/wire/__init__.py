"""The wire: a Discord of our own on loopback sockets, and the bot held against it.

``tests.wire.discord`` is the stand-in: gateway, REST and CDN in one process, in memory, with Discord's limits and
error codes; what a bot may not read without the message-content intent is empty wherever it asks. It knows what a
picture bot needs and no more; a route that it does not serve is a fault that names itself (add it to ``routes``,
to a ``handlers()``, and a test). A test is a story::

    async def test_a_lighthouse(wire: Wire) -> None:          # the fixtures are in conftest.py
        gallery = wire.server("Gallery", community=True, locale="ru")
        art = gallery.channel("art")
        ann = gallery.member("ann", locale="en-US")
        async with the_bot(wire.api_url, wire.gateway_url, wire.token):     # a process, or discord.py redirected
            await wire.ready(shards=1)
            cat = wire.upload("cat.png", body)
            shown = await ann.slash(art, "imagine", prompt="a lighthouse", input_image=cat)
            card = await shown.message(lambda message: "Again" in message.labels)
            assert card.pictures[0].description == "a lighthouse"
            private = await (await ann.press(card, "Details")).message()
            form = (await ann.press(card, "Remix")).form
            await ann.submit(form, {"Prompt": "a storm"})     # by label or custom id; the rest stays as prefilled
        assert not wire.journal.refused

People (``server.member``, ``server.add(person)`` for a second server, ``wire.person`` for nobody's member):
``slash(channel, "channel setup", theme=...)``, ``complete(channel, command, option, typed=...)``,
``menu(message, "Edit picture")``, ``press(message, label)``, ``choose(message, custom_id, value)``,
``submit(form, {"Which picture": ["1", "3"]})``, ``say(channel, text, files=[...], reply_to=..., pings=False)``,
``forward(message, to=channel)``, ``react``, ``unreact``, ``clear``, ``delete``, ``sees(message)``;
``person.direct`` is the channel of their direct messages, ``person.mention`` (and ``wire.bot.mention``) what names
them in a text. What Discord's client would not let them do is ``CannotDo``; a bot that does not answer in time is
``NotAnswered``. The interactions return at the first answer (or form, or choices); ``await shown.message(fact)``
waits until the answer is no longer "thinking" and ``fact`` holds. Messages are live: ``card.text``,
``card.labels``, ``card.buttons``, ``card.pictures``, ``card.mentions``, ``card.edits``, ``card.is_deleted``,
``card.is_ephemeral``. ``asyncio.gather`` is how many people act at once.

Places and pictures: ``server.channel("dark", nsfw=True)``, ``server.restrict_age(channel)``,
``server.hide(channel, ann)`` (from everybody but Ann and the bot),
``server.thread(channel, "sketches")`` (with the permissions and the age restriction of its channel). Other bots
(``server.bot("midway")``) and webhooks (``wire.webhook("news")``) say what people cannot, with ``discord.parts``::

    midway.say(art, files=[cat], embeds=[embed(image="attachment://cat.png")])
    midway.say(art, files=[cat], components=[gallery("attachment://cat.png", far)])

where ``far = wire.elsewhere("https://example.com/cat.png", body)`` is a picture at somebody else's address: it is
shown by way of a proxy of this Discord (``proxy_url``, at ``wire.media_host`` as its files are), and becomes an
embed where a person links to it.

What happens to a bot in production:

==============================================  ===============================================================
``wire.drop_gateway()``                         the line breaks; what happens meanwhile is replayed on resume
``async with wire.gateway_held():``             the same, and nobody is greeted before the end
``wire.invalidate_sessions()``                  INVALID_SESSION
``wire.storm(Route.EDIT_ANSWER, seconds=2)``    429 with ``retry_after``; scopes ``user``, ``shared``, ``global``
``wire.limit(route, requests=5, per_s=5)``      a bucket for each channel or token; generous where nothing is set
``async with wire.held(route):``                requests wait at the door; ``wire.waiting(route)`` counts them
``wire.held(route, where=..., acted=True)``     some of them wait, and with their answers, after all was done
``wire.refuse(route, Refusal(400, ...))``       the next request (``where`` it holds) is refused
``wire.refuse_download(500)``                     the next download from the CDN is answered so
``wire.lose_answer(route)``                     it is done, but the bot is never told
``wire.expire_links()``                         addresses of files are too old; a message read anew has fresh ones
``wire.expire_tokens()``, ``shown.expire()``    the 15 minutes are over (or ``Wire(token_life_s=...)``)
``wire.forget(message)``, ``server.close(c)``   a message or a channel is gone
``wire.purge(message)``                         a message is gone and so are its files, as happens later
``server.deny(channel, "send_messages")``       permissions, the bot's or a ``person``'s; ``allow`` gives them back
``server(installed=False)``                     a server with only the person's own install
``person(takes_direct_messages=False)``         closed direct messages
==============================================  ===============================================================

``wire.to(Route.EDIT_MESSAGE)`` returns the exchanges of a route, ``wire.requests`` all of them,
``wire.journal.refused`` those that the rules refused, and ``wire.downloads`` the paths of files that somebody
fetched. ``wire.faults`` are things that must never be: a body
against Discord's OpenAPI document (checked where the document is there), a request into a bucket that its sender
knew to be exhausted, a route not served. ``async with Wire()`` fails at its end if there were any; a test that
provokes one clears it.

The first two servers of a wire are on shards 0 and 1 of two. discord.py waits up to two seconds for servers before
it is ready: ``guild_ready_timeout`` shortens that; interactions do not wait for it.
"""
