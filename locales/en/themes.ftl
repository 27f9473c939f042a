# Themes: a theme a day or a week from a pool.

theme-name = theme
theme-description = Themes of this channel: what is on, suggestions, and the pool
theme-show-name = show
theme-show-description = What is on, when the next theme comes, and your streak
theme-suggest-name = suggest
theme-suggest-description = Suggest a theme; moderators look at it first
theme-suggest-option-theme = theme
theme-suggest-option-theme-description = A few words that others could make a picture of
theme-add-name = add
theme-add-description = Moderators: put a theme into the pool, or several through a form
theme-add-option-theme = theme
theme-add-option-theme-description = One theme; leave it out to write several in a form
theme-import-name = import
theme-import-description = Moderators: put the themes of a text file into the pool
theme-import-option-file = file
theme-import-option-file-description = A text file in UTF-8 with one theme a line
theme-pool-name = pool
theme-pool-description = Moderators: see the pool and what was suggested, and decide about it
theme-now-name = now
theme-now-description = Moderators: let the next theme come at once
theme-skip-name = skip
theme-skip-description = Moderators: put another theme in place of the one that is on

theme-post-title = { $every ->
    [day] Theme of the day
   *[week] Theme of the week
}
theme-post-how = Make something for it in this channel, with /imagine or by editing a picture. It lasts until { $ends_at }.
theme-post-by = Suggested by { $artist }
theme-post-skipped = This theme was skipped. Another one has taken its place.
theme-reminder = { $theme } goes on until { $ends_at }.
theme-reminder-none = Nothing has been made for it yet. Be the first, with /imagine.
theme-reminder-made = So far: { $made }.

theme-pictures = { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
}
theme-artists = { $count ->
    [one] { $count } artist
   *[other] { $count } artists
}
theme-recap-title = What was made
theme-recap-part = The sheet shows { $shown } of them, everybody's first ones before all others.
theme-recap-streaks = In a row
theme-recap-streak = { $artist }: { $current ->
    [one] { $current } theme
   *[other] { $current } themes
}
theme-recap-alt = Contact sheet: { $theme }
theme-somebody = somebody

theme-show-title = Themes in { $channel }
theme-show-on = On now: { $theme }
theme-show-next = The next theme comes { $at } ({ $in }).
theme-show-empty = The pool is empty, so nothing will come then. Members can fill it with /theme suggest, moderators with /theme add or /theme import.
theme-show-left = { $left ->
    [one] { $left } theme is still to come
   *[other] { $left } themes are still to come
} before any comes again.
theme-show-streak = Your streak: { $current ->
    [one] { $current } theme in a row
   *[other] { $current } themes in a row
}, { $best } at best.
theme-show-no-streak = You have no streak yet: make something for a theme in its channel.
theme-show-waiting = { $count ->
    [one] { $count } suggestion waits
   *[other] { $count } suggestions wait
} for you in /theme pool.

theme-suggested = Thank you. Moderators look at { $theme } now; if they take it, it comes out with your name.
theme-added = { $count ->
    [0] Nothing new was added.
    [one] { $count } theme was added.
   *[other] { $count } themes were added.
}
theme-added-known = { $count ->
    [one] { $count } was in the pool already.
   *[other] { $count } were in the pool already.
}
theme-added-repeated = { $count ->
    [one] { $count } line stood there twice.
   *[other] { $count } lines stood there twice.
}
theme-added-empty = { $count ->
    [one] { $count } line was empty.
   *[other] { $count } lines were empty.
}
theme-added-too-long = { $count ->
    [one] { $count } line was left out, since it is longer than { $limit } characters.
   *[other] { $count } lines were left out, since they are longer than { $limit } characters.
}
theme-added-refused = { $count ->
    [one] { $count } theme was left out: this server does not allow some of its words.
   *[other] { $count } themes were left out: this server does not allow some of their words.
}
theme-added-over = { $count ->
    [one] { $count } did not fit: a pool holds up to { $limit }.
   *[other] { $count } did not fit: a pool holds up to { $limit }.
}
theme-now-done = The next theme comes in a moment.
theme-now-ends = { $theme } ends with that; its recap follows in a few minutes.
theme-skip-done = { $theme } is skipped, and counts for nobody's streak. Another theme comes in a moment.

theme-pool-title = Pool of { $channel }
theme-pool-count = { $total ->
    [one] { $total } theme
   *[other] { $total } themes
}, page { $page } of { $pages }
theme-pool-empty = There is nothing in the pool. Add themes with the button below, one by one with /theme add, or from a file with /theme import.
theme-pool-by = suggested by { $artist }
theme-pool-refused = does not come: this server does not allow some of its words
theme-waiting-title = Suggestions for { $channel }
theme-waiting-count = { $total ->
    [one] { $total } suggestion
   *[other] { $total } suggestions
}, page { $page } of { $pages }
theme-waiting-empty = No suggestion waits. Members make them with /theme suggest.

theme-tell-on = You have { $role } now and will be told of every new theme. Press the button once more to end it.
theme-tell-off = You will not be told of new themes any more: { $role } is taken from you.

button-tell = Tell me
button-pool = Pool
button-suggested = Suggestions
button-earlier = Back
button-later = Next
button-discard = Remove
button-approve = Approve
button-reject = Reject
button-themes = Add themes

form-themes-title = Add themes
form-themes-lines = Themes, one a line
form-themes-lines-description = Each up to { $limit } characters; what is in the pool already is left out

refusal-no-theme-channel = There is no theme channel here, or several. Nothing was changed. Use the command in the theme channel; moderators set one up with /channel setup.
refusal-themes-not-yours = Only people who may manage channels can do this. Nothing was changed. You can suggest a theme with /theme suggest.
refusal-no-theme = There is no theme in that. Nothing was changed. Write a few words that others could make a picture of.
refusal-theme-too-long = That is longer than a theme may be: up to { $limit } characters. Nothing was changed. Make it shorter.
refusal-theme-known = Somebody has had that idea already. Nothing was changed. Suggest another one.
refusal-theme-gone = Somebody has decided about that theme already. Nothing was changed. Open the list anew with /theme pool.
refusal-suggestion-words = This server does not allow some of the words of this suggestion any more. Nothing was changed. Reject it, or ask those who manage the server.
refusal-too-many-suggestions = { $whose ->
    [one] { $limit } suggestions of yours wait for approval, and more may not.
   *[all] { $limit } suggestions wait for approval, and more may not.
} Nothing was changed. Try again when moderators have looked at them.
refusal-pool-full = The pool holds { $limit } themes, and takes no more. Nothing was changed. Remove some in /theme pool.
refusal-theme-file-too-large = The file is too large: up to { $limit } kB. Nothing was changed. Cut it into several.
refusal-theme-file-not-text = The file is not a text in UTF-8. Nothing was changed. Save it as plain text in UTF-8, one theme a line.
refusal-theme-file-not-read = Discord did not hand out the file. Nothing was changed. Try again; if it happens again, attach it anew.
refusal-nothing-on = No theme is on that could be skipped. Nothing was changed. Let one come with /theme now.
refusal-pool-empty = There is no theme in the pool that could come. Nothing was changed. Add some with /theme add.
refusal-no-theme-role = There is no role here (any more) that is told of themes. Nothing was changed. Moderators set one with /channel change.
refusal-role-out-of-reach = The bot may not give that role. Nothing was changed. Moderators can let it: it needs the permission to manage roles, and a role of its own above that one.
