### Расходы: команда /расходы, месяц сервера, диаграмма.

usage-name = расходы
usage-description = Посмотреть, сколько вы потратили и сколько осталось; управляющие сервером видят и весь сервер

button-usage = Расходы этого сервера

usage-month = { $month ->
    [1] Январь
    [2] Февраль
    [3] Март
    [4] Апрель
    [5] Май
    [6] Июнь
    [7] Июль
    [8] Август
    [9] Сентябрь
    [10] Октябрь
    [11] Ноябрь
   *[12] Декабрь
} { $year }

usage-money = { USD($micro_usd, $digits) }
usage-amount = { $what }: { USD($micro_usd) } · { $count ->
    [one] { $count } картинка
    [few] { $count } картинки
   *[other] { $count } картинок
}
usage-held = Из них { USD($micro_usd) } пока только отложены на то, что делается: если ничего не выйдет, они вернутся.

usage-own = **Ваши расходы**
usage-today = Сегодня
usage-left-none = **Сколько осталось**
    Здесь для вас нет ограничений.
usage-left = **Сколько осталось**
    Здесь можно потратить ещё **{ USD($micro_usd) }**.
usage-left-operator = **Сколько осталось**
    { $is_left ->
        [no] Пока ничего сделать нельзя: бюджет бота на месяц, общий для всех, потрачен. Заново он начнётся { $opens_at }.
       *[yes] { $others ->
            [0] Здесь для вас ограничений не задано. Бюджет бота на месяц, общий для всех, ещё не потрачен; заново он начнётся { $opens_at }.
           *[other] Решает бюджет бота на месяц, общий для всех: в нём осталось меньше, чем указано ниже. Заново он начнётся { $opens_at }.
        }
    }
usage-room = { $scope ->
    [person] Ваш бюджет на день
    [channel] Бюджет этого канала на месяц
   *[server] Бюджет этого сервера на месяц
}: осталось { USD($left) } из { USD($limit) }, заново начнётся { $opens_at }
usage-room-binds = { $room } ← решает
usage-room-extra = { $room }; сверх него { USD($extra) } дополнительного бюджета, он остаётся, пока вы его не потратите
usage-extra = Дополнительный бюджет: { USD($extra) }. Он нужен в дни, когда бюджет на день потрачен, и остаётся, пока вы его не потратите.
usage-note = Все суммы — оценки. Дни и месяцы считаются по часовому поясу { $zone }.

usage-of-server = **Расходы этого сервера · { $month }**
usage-total = **{ USD($micro_usd) }** за { $count ->
    [one] { $count } картинку
    [few] { $count } картинки
   *[other] { $count } картинок
}, { $people ->
    [one] { $people } человек
    [few] { $people } человека
   *[other] { $people } человек
}.
usage-nothing = В этом месяце ничего не сделано.
usage-budget = Это { $percent } % бюджета на месяц: { USD($micro_usd) }.
usage-budget-nothing = Бюджет на месяц — { USD($micro_usd) }: картинки делать нельзя.
usage-budget-none = Бюджет на месяц не задан.
usage-forecast = Если и дальше будет как { $days ->
    [1] сегодня
    [few] в последние { $days } дня
   *[other] в последние { $days } дней
}, за месяц выйдет около **{ USD($micro_usd) }**{ $is_over ->
    [yes] , и бюджета не хватит
   *[no] { "" }
}.
usage-by-person = **По людям**
usage-nobody = люди, чьи данные удалены
usage-by-model = **По моделям**
usage-by-channel = **По каналам**
usage-more = …и ещё { $count }: { USD($micro_usd) }
usage-of-server-note = Все суммы — оценки, личные картинки учтены. Дни считаются по часовому поясу { $zone }. В файле — каждый день по людям, каналам и моделям.

usage-chart-subtitle = { USD($micro_usd) } по оценке · { $count ->
    [one] { $count } картинка
    [few] { $count } картинки
   *[other] { $count } картинок
}
usage-chart-in-all = Всего
usage-chart-by-day = По дням
usage-chart-budget = Бюджет
usage-chart-forecast = Прогноз
usage-chart-others = другие
usage-chart-alt = { $month }, диаграмма: всего { USD($micro_usd) }, больше всего { $day }-го числа: { USD($most) }.
