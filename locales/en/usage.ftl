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

usage-money = { USD($micro_usd, $digits) }
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
usage-left-operator = **What is left**
    { $is_left ->
        [no] Nothing can be made for now: the bot’s budget for the month, for everybody, is used up. It begins anew { $opens_at }.
       *[yes] { $others ->
            [0] No limit is set for you here. The bot’s budget for the month, for everybody, is not used up; it begins anew { $opens_at }.
           *[other] The bot’s budget for the month, for everybody, decides: less is left of it than below. It begins anew { $opens_at }.
        }
    }
usage-room = { $scope ->
    [person] Your budget for the day
    [channel] This channel’s budget for the month
   *[server] This server’s budget for the month
}: { USD($left) } left of { USD($limit) }, begins anew { $opens_at }
usage-room-binds = { $room } ← decides
usage-room-extra = { $room }; beyond it { USD($extra) } of extra budget, which stays until you have used it
usage-extra = Extra budget: { USD($extra) }. It is for days whose budget is used up, and stays until you have used it.
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
usage-budget-nothing = The budget for the month is { USD($micro_usd) }: no pictures can be made.
usage-budget-none = No budget is set for the month.
usage-forecast = If it goes on as { $days ->
    [one] today
   *[other] in the last { $days } days
}, the month comes to about **{ USD($micro_usd) }**{ $is_over ->
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
