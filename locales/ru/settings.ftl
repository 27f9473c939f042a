### /настройки: страницы, формы и отказы в них.

settings-name = настройки
settings-description = Сколько можно потратить на этом сервере и у кого больше ходов в очереди

button-money = Деньги
button-roles = Роли и ходы
button-budget = Изменить
button-lift = Убрать из списка
button-zone = Изменить пояс
settings-add-channel = Добавить канал
settings-add-role = Добавить роль

settings-money-title = Деньги
settings-money-about = Сколько могут стоить картинки здесь, по оценке, в долларах США. Задавать ничего не обязательно. Предел, который поставил владелец бота, важнее всего этого.
settings-server = Все каналы вместе
settings-spent = Потрачено в этом месяце: { USD($used) }, без ограничения
settings-spent-of = Потрачено в этом месяце: { USD($used) } из { USD($limit) }
settings-nothing-may-be-spent = { USD($limit) }: картинки делать нельзя
settings-month-anew = Следующий месяц начнётся { $at } ({ $rest }).
settings-zone = Часовой пояс
settings-zone-is = { $zone }. Дни и месяцы сменяются в его полночь, по нему идут темы и конкурсы.
settings-channels = **Каналы с собственным бюджетом**
settings-channels-none = **Каналы с собственным бюджетом**: таких нет
settings-leaf = Страница { $number } из { $count }
settings-gone = { $subject ->
    [channel] Удалённый канал
   *[role] Удалённая роль
}

settings-roles-title = Роли и ходы
settings-roles-about = Сколько человек может потратить за день и сколько у него ходов в очереди, когда у других один. У кого несколько этих ролей, для того считается наибольшее из них. День кончается в полночь ({ $zone }).
settings-everybody = Все
settings-day = { USD($limit) } в день на человека
settings-day-none = без бюджета на день
settings-day-nothing = { USD($limit) } в день: без картинок
settings-turns = { $turns ->
    [25] четверть хода
    [50] полхода
    [100] один ход
    [200] два хода
    [300] три хода
   *[400] четыре хода
}

settings-changed-meanwhile = Кто-то другой одновременно изменил это. Вы ничего не изменили. Ниже — как сейчас; можно изменить ещё раз.
settings-nothing-given = Вы не указали, что задать. Ничего не изменено.
settings-there-already = Это уже есть в списке. Ничего не изменено. Нажмите рядом «Изменить».

form-budget-title = { $subject ->
    [server] Бюджет этого сервера
    [channel] { $name ->
        [none] Бюджет канала
       *[other] Бюджет: { $name }
    }
   *[role] { $name ->
        [none] Что даёт роль
       *[other] Что даёт роль: { $name }
    }
}
form-budget-which = { $subject ->
    [channel] Канал
   *[role] Роль
}
form-budget-amount = { $subject ->
    [role] Долларов США в день на человека
   *[other] Долларов США в месяц
}
form-budget-amount-description = { $subject ->
    [role] Например, 0,50. Пусто: роль не задаёт бюджет. 0: с ней одной картинок делать нельзя.
   *[other] Например, 20 или 12,50. Пусто: без ограничения. 0: картинки делать нельзя.
}
form-budget-turns = Ходы в очереди
form-budget-turns-description = Как часто их запросы идут первыми, когда у всех остальных один ход
form-zone-title = Часовой пояс этого сервера
form-zone-name = Часовой пояс
form-zone-description = Название, например Europe/Berlin, или город латиницей, например Berlin

refusal-server-not-yours = Это могут только те, у кого есть право «Управлять сервером». Ничего не изменено. Попросите кого-нибудь из них.
refusal-setting-changed = Кто-то другой одновременно изменил это. Вы ничего не изменили. Откройте /настройки, посмотрите, как сейчас, и попробуйте ещё раз.
refusal-not-an-amount = Это не сумма в долларах США. Ничего не изменено. Напишите, например, 12 или 12,50, не отделяя тысячи; пусто — без бюджета.
refusal-amount-too-high = Бюджет может быть не больше { USD($limit) }. Ничего не изменено. Напишите меньше или оставьте пустым, чтобы не было бюджета.
refusal-zone-not-found = { $count ->
    [0] Часового пояса с таким названием нет. Ничего не изменено. Напишите его, как в мировых списках, например Europe/Moscow или Asia/Yekaterinburg.
   *[other] Непонятно, какой это часовой пояс. Ничего не изменено. Напишите одно название, может быть, одно из этих: { $names }.
}
refusal-role-of-app = Эта роль принадлежит приложению, у людей её нет. Ничего не изменено. Выберите другую.
