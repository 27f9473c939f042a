### What people have and choose of what is theirs.

privacy-data = Your data: this bot keeps what you asked it for, so that cards, lists and contests work. You can have all of it, or have it deleted.
privacy-download = This is all that this bot keeps of you, in a file that you and programs can read. Only you see it.
privacy-download-part = This is part { $part } of { $parts } of all that this bot keeps of you: it is too much for one file. Only you see it.
privacy-going = Your data are being deleted. That takes up to a minute, longer only while the image service is still at work on a picture of yours, or many copies of your cards are in showcases. Until then you cannot ask for new ones.
privacy-gone = Your data are deleted. From now on this bot starts afresh with you.

privacy-erase-title = **Delete all your data, on every server?**
privacy-erase-goes =
    This goes:
    - all you asked this bot for: prompts, options, small copies of the pictures; what waits or runs is cancelled
    - the copies of your cards in showcases
    - your entries and votes in contests, also in those that are under way; the themes you suggested that have not come out yet
    - your places on leaderboards, your streaks, your extra budgets, and what you have chosen on this page
privacy-erase-stays =
    This stays:
    - your cards and pictures in Discord. What you do not want there, delete there; of their buttons only Delete still works, and only for you and moderators
    - what your pictures cost, as figures without your name
    - what others made from your pictures, without telling that these were yours; themes of yours that have come out, without your name
    - that there was a strike, and what stands in the moderators' log, without your name; what was posted of it in Discord
privacy-erase-how = It takes up to a minute, cannot be undone, and costs nothing. This question counts for 15 minutes.

button-download = Download my data
button-erase = Delete my data
button-confirm = Delete all of it
button-keep = Keep it

lineage-somebody = somebody
details-version-faded = - { $has_link ->
    [yes] [version { $version }]({ $link })
   *[no] version { $version }
} by { $artist }

refusal-being-forgotten = Your data are being deleted, and what you ask for now would go with them. Nothing was sent or charged. Try again in a minute.
refusal-faded = On this server the bot forgets after a while what pictures were asked for with, and of this one it has. Nothing was sent or charged. The picture is still here: you can edit it, or start a new one with /imagine.
refusal-stale-ask = That question is too old to count, or was not put to you. Nothing was deleted. Open /privacy anew.
refusal-retention = Prompts can be remembered for { $least } to { $most } days, or for ever. Nothing was changed. Give a number between them, or leave it empty.
