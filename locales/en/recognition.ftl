# Leaderboards and what is told of artists.

leaderboard-name = leaderboard
leaderboard-description = See whose pictures stand out on this server
leaderboard-option-what = what
leaderboard-option-what-description = What is counted; creations if you say nothing
leaderboard-option-span = span
leaderboard-option-span-description = The time that counts; this month if you say nothing

choice-what-made = Creations
choice-what-showcased = Pictures in the showcase
choice-what-won = Contests won
choice-what-streak = Themes in a row
choice-span-week = This week
choice-span-month = This month
choice-span-all = All time

leaderboard-title = **{ $what ->
    [made] Creations
    [showcased] Pictures in the showcase
    [won] Contests won
   *[streak] Themes in a row
}** · { $span ->
    [week] this week
    [month] this month
   *[all] all time
}
leaderboard-place = **{ $place }.** { $artists } · { $score }
leaderboard-more = { $artists } and { $count ->
    [one] { $count } more
   *[other] { $count } more
}
leaderboard-empty = Nobody has a place here yet.
leaderboard-how = The day begins by the server's clock ({ $zone }). With /privacy you can stay off these lists.

artist-name = artist
artist-description = See what somebody has made on this server
artist-option-person = person
artist-option-person-description = Whose work; your own if you say nobody

artist-made = Creations: **{ $count }**
artist-showcased = In the showcase: **{ $count }**
artist-won = Contests won: **{ $count }**
artist-streak = Themes in a row: **{ $count }**, at best **{ $best }**
artist-model = Favourite model: { $model }
artist-since = Active since { $moment }
artist-nothing = Nothing made on this server yet.
artist-best = [Best picture]({ $link }), { $count ->
    [one] { $count } reaction
   *[other] { $count } reactions
}
artist-best-entry = [Best picture]({ $link }), place { $place } in a contest
artist-best-alt = The best picture
artist-unlisted = Only you see this: you have chosen not to be listed.

refusal-unlisted = That person has chosen not to be shown to others. Nothing was changed.

privacy-lists-listed = You are in this bot's leaderboards, and others may look at what you have made with /artist.
privacy-lists-unlisted = You are in none of this bot's leaderboards, and only you can look at your /artist.
privacy-lists-hide = Keep me off the lists
privacy-lists-show = Put me on the lists
