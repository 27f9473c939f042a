### What was used of the money: /usage, a server's month, its chart.

usage-name = usage
usage-description = See what you have used and what is left; managers of the server also see all of it

button-usage = Usage of this server

usage-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }

usage-money = { USD($micro_usd) }
usage-amount = { $what }: { USD($micro_usd) } · { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
}
usage-held = Of it, { USD($micro_usd) } is only held for what is still being made: where nothing comes of that, it comes back.

usage-own = **What you have used**
usage-today = Today
usage-left-none = **What is left**
    There is no limit for you here.
usage-left = **What is left**
    You can still use **{ USD($micro_usd) }** here.
usage-room = { $scope ->
    [person] Your budget for the day
    [channel] This channel’s budget for the month
    [server] This server’s budget for the month
   *[operator] The bot’s budget for the month, for everybody
}: { USD($left) } left of { USD($limit) }, begins anew { $opens_at }
usage-room-binds = { $room } ← decides
usage-room-extra = { $room }; beyond it { USD($extra) } of extra budget, which stays until you have used it
usage-note = Amounts are estimates. Days and months are those of { $zone }.

usage-of-server = **Usage of this server · { $month }**
usage-total = **{ USD($micro_usd) }** for { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
} by { $people ->
    [one] { $people } person
   *[other] { $people } people
}.
usage-nothing = Nothing was made in this month.
usage-budget = That is { $percent } % of the month’s budget of { USD($micro_usd) }.
usage-budget-none = No budget is set for the month.
usage-forecast = If it goes on as in the last 7 days, the month comes to about **{ USD($micro_usd) }**{ $is_over ->
    [yes] { " " }and the budget does not last
   *[no] { "" }
}.
usage-by-person = **By person**
usage-nobody = people whose data are deleted
usage-by-model = **By model**
usage-by-channel = **By channel**
usage-more = …and { $count } more: { USD($micro_usd) }
usage-of-server-note = Amounts are estimates and include private pictures. Days are those of { $zone }. The file has every day by person, channel and model.

usage-chart-subtitle = { USD($micro_usd) } by estimate · { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
}
usage-chart-in-all = In all
usage-chart-by-day = By day
usage-chart-budget = Budget
usage-chart-forecast = Forecast
usage-chart-others = others
usage-chart-alt = Chart of { $month }: { USD($micro_usd) } in all, most on day { $day }: { USD($most) }.

refusal-not-a-server-manager = Only people who may manage this server see what all of it has used. Your own usage is in /usage.
