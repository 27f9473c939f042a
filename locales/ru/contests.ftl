### Конкурсы: что стоит в их канале, в галерее работ, на кнопках и в командах.

contest-title = **Конкурс: { $theme }**
contest-open = Работы принимаются до { $until } ({ $in_time }). Сделайте картинку командой /нарисовать и нажмите «На конкурс» на её карточке, или используйте /конкурс подать.
contest-rules = У каждого до { $entries ->
    [one] { $entries } работы
    [few] { $entries } работ
    [many] { $entries } работ
   *[other] { $entries } работы
} и до { $votes ->
    [one] { $votes } голоса
    [few] { $votes } голосов
    [many] { $votes } голосов
   *[other] { $votes } голоса
}, за себя голосовать нельзя. { $is_blind ->
    [yes] Чья работа и сколько у неё голосов, станет известно в конце.
   *[no] Всем видно, чья работа и сколько у неё голосов.
} { $quorum ->
    [1] Победитель будет, если проголосует хоть кто-нибудь.
    [one] Победитель будет, если проголосует не меньше { $quorum } человека.
    [few] Победитель будет, если проголосуют не меньше { $quorum } человек.
    [many] Победитель будет, если проголосуют не меньше { $quorum } человек.
   *[other] Победитель будет, если проголосует не меньше { $quorum } человека.
}
contest-reward = За первое место — { $role }.
contest-reward-extra = За первое место — ещё { USD($micro_usd) } на картинки здесь, сверх бюджета на день.
contest-voting = { $entries ->
    [one] На конкурсе { $entries } работа.
    [few] На конкурсе { $entries } работы.
    [many] На конкурсе { $entries } работ.
   *[other] На конкурсе { $entries } работы.
} Посмотрите и голосуйте до { $until } ({ $in_time }).
contest-outage = { $phase ->
    [entries] Бота какое-то время не было, и работы никто не мог подать. Это время добавлено: приём работ до { $voting_at }, голосование закончится { $ends_at }.
   *[voting] Бота какое-то время не было, и голосовать никто не мог. Это время добавлено: голосование идёт до { $ends_at }.
}
contest-canceled = Этот конкурс отменён. Победителей нет, а работы остались картинками на своих карточках.

contest-over = **Конкурс «{ $theme }» завершён**
contest-nobody-entered = Ни одной работы никто не подал.
contest-no-quorum = { $voters ->
    [0] Никто не проголосовал
    [one] Проголосовал { $voters } человек
    [few] Проголосовали { $voters } человека
    [many] Проголосовали { $voters } человек
   *[other] Проголосовало { $voters } человека
}; { $quorum ->
    [one] для победы нужен { $quorum }
    [few] для победы нужны { $quorum }
    [many] для победы нужно { $quorum }
   *[other] для победы нужно { $quorum }
}. Победителя нет.
contest-place = **{ $rank }.** { $artist } · { $votes ->
    [one] { $votes } голос
    [few] { $votes } голоса
    [many] { $votes } голосов
   *[other] { $votes } голоса
} · [картинка]({ $link }){ $has_left ->
    [yes] {" "}(больше не на сервере)
   *[no] {""}
}
contest-more-winners = и ещё { $count }
contest-turnout = { $entries ->
    [one] { $entries } работа
    [few] { $entries } работы
    [many] { $entries } работ
   *[other] { $entries } работы
}, { $votes ->
    [one] { $votes } голос
    [few] { $votes } голоса
    [many] { $votes } голосов
   *[other] { $votes } голоса
} от { $voters ->
    [one] { $voters } человека
    [few] { $voters } человек
    [many] { $voters } человек
   *[other] { $voters } человека
}
contest-rewarded = { $role } — всем, кто занял первое место.
contest-rewarded-extra = У всех, кто занял первое место, теперь есть { USD($micro_usd) } сверх бюджета на день.
contest-no-reward = Конкурс «{ $theme }» завершён, но роль { $role } бот выдать не может. Ему нужны право «Управлять ролями» и своя роль выше этой. Выдайте её, пожалуйста, сами тем, кто занял первое место: { $link }
contest-sheet-votes = { $votes ->
    [one] { $votes } голос
    [few] { $votes } голоса
    [many] { $votes } голосов
   *[other] { $votes } голоса
}
contest-sheet-alt = Победители конкурса: { $theme }

contest-created = { $is_planned ->
    [yes] Конкурс назначен. Приём работ с { $opens_at } до { $voting_at }, голосование закончится { $ends_at }.
   *[no] Конкурс начинается. Приём работ до { $voting_at }, голосование закончится { $ends_at }.
}
contest-extra-is-idle = Сейчас здесь ни у кого нет бюджета на день, поэтому деньги сверх него ничего не дают. Такие бюджеты задаются в /настройки.
contest-role-out-of-reach = Роль { $role } бот сейчас выдать не может: ему нужны право «Управлять ролями» и своя роль выше этой.
contest-planned = Приём работ с { $opens_at } до { $voting_at }, голосование закончится { $ends_at }.
contest-confirm-cancel = Отменить конкурс «{ $theme }»? Голоса пропадут, победителей не будет. Картинки останутся на своих карточках.
contest-cancel-done = Конкурс отменён, в канале об этом сказано.
contest-past = **Прошлые конкурсы этого канала**
contest-past-line = - { $ended } «{ $theme }»: { $artists }
contest-past-nobody = победителя нет
contest-no-past = В этом канале конкурсов ещё не было. Устройте первый командой /конкурс создать.

contest-entry = **{ $theme }** · { $place } из { $of }
contest-entry-credit = Автор: { $artist } · { $votes ->
    [one] { $votes } голос
    [few] { $votes } голоса
    [many] { $votes } голосов
   *[other] { $votes } голоса
}
contest-entry-rank = Место: { $rank }
contest-entered = Работа принята. До конца голосования её можно снять здесь.
contest-own = Это ваша работа.
contest-has-vote = Вы за неё проголосовали.
contest-votes-left = { $left ->
    [0] Все голоса отданы. Заберите один, чтобы отдать его другой работе.
    [one] У вас остался { $left } голос.
    [few] У вас осталось { $left } голоса.
    [many] У вас осталось { $left } голосов.
   *[other] У вас осталось { $left } голоса.
}
contest-none-of-yours = Ваших работ в этом конкурсе нет. Чужие станут видны, когда откроется голосование, { $voting_at }.
contest-no-entries = В этом конкурсе работ нет.

button-submit = На конкурс
button-entries = Посмотреть работы
button-backward = Предыдущая
button-forward = Следующая
button-vote = Голосовать
button-unvote = Забрать голос
button-withdraw = Снять мою работу
button-abandon = Отменить конкурс

form-enter-title = На конкурс
form-enter-contest = На какой конкурс
form-enter-picture = Какую картинку
form-enter-number = Картинка { $number }

contest-name = конкурс
contest-description = Конкурсы картинок: устроить, подать работу, посмотреть
contest-create-name = создать
contest-create-description = Устроить конкурс в этом канале
contest-create-option-theme = тема
contest-create-option-theme-description = Что должно быть на картинках
contest-create-option-entries = приём
contest-create-option-entries-description = Сколько времени или до какого: 3д, 12ч, 2026-12-01 18:00; без ответа 3 дня
contest-create-option-voting = голосование
contest-create-option-voting-description = Сколько после этого голосуют или до какого времени; без ответа 2 дня
contest-create-option-opens = начало
contest-create-option-opens-description = Когда начнётся приём: 2ч, 18:00, 2026-12-01 18:00; без ответа сейчас
contest-create-option-entries_each = работ_у_каждого
contest-create-option-entries_each-description = Сколько работ может подать один человек; без ответа 1
contest-create-option-votes_each = голосов_у_каждого
contest-create-option-votes_each-description = Сколько голосов у одного человека; без ответа 3
contest-create-option-blind = вслепую
contest-create-option-blind-description = Авторы и голоса станут известны только в конце; без ответа да
contest-create-option-reward = награда
contest-create-option-reward-description = Роль за первое место; без ответа та, что назначена каналу
contest-create-option-reward_usd = бюджет
contest-create-option-reward_usd-description = Доллары сверх бюджета за первое место; нужно право «Управлять сервером»
contest-create-option-quorum = кворум
contest-create-option-quorum-description = Если проголосует меньше людей, победителя не будет; без ответа 1
contest-show-name = показать
contest-show-description = Показать конкурс этого канала и его работы
contest-cancel-name = отменить
contest-cancel-description = Отменить конкурс этого канала
contest-list-name = прошлые
contest-list-description = Показать прошлые конкурсы этого канала
contest-submit-name = подать
contest-submit-description = Подать свою картинку на конкурс
contest-submit-option-link = ссылка
contest-submit-option-link-description = Ссылка на сообщение с картинкой; без ответа ваша последняя на этом сервере
submit-picture-name = На конкурс

refusal-no-contest = Такого конкурса больше нет. Ничего не изменилось.
refusal-contest-under-way = Конкурс этого канала ещё не завершён, он закончится { $ends_at }. Новый не назначен. Дождитесь конца или сначала отмените его.
refusal-not-a-treasurer = Давать в награду деньги сверх бюджета могут только те, кому можно управлять сервером. Конкурс не назначен. Уберите «бюджет» или попросите кого-то из них.
refusal-not-a-host = Устраивать и отменять конкурсы могут только те, кому можно управлять каналами. Ничего не изменилось.
refusal-not-a-contest-channel = Этот канал не для конкурсов. Ничего не назначено. Возьмите тот, что для них; сделать таким и этот могут те, кто управляет сервером.
refusal-not-a-moment = { $window ->
    [opens] Начало
    [entries] Время приёма работ
   *[voting] Время голосования
} прочитать не удалось. Ничего не назначено. Дайте длительность, например 3д или 12ч, или время по часам сервера, например 18:00 или 2026-12-01 18:00.
refusal-window = { $window ->
    [opens] Начало уже прошло или дальше чем через 60 дней.
    [entries] Приём работ должен длиться от минуты до 60 дней.
   *[voting] Голосование должно длиться от минуты до 60 дней.
} Ничего не назначено. Дайте другое время.
refusal-no-entries-taken = Сейчас ни один конкурс не принимает работы, или вам он не виден. Ничего не подано. Когда начнётся приём, сказано в его канале.
refusal-not-your-picture = Подать можно только свою картинку. Ничего не подано. Возьмите ту, которую сделали вы.
refusal-no-public-picture = Там нет картинки, которую этот бот сделал на этом сервере для всех. Ничего не подано. Возьмите другую или сделайте новую командой /нарисовать.
refusal-still-coming = Картинки этой карточки только что появились. Ничего не подано. Попробуйте ещё раз через мгновение.
refusal-no-small-picture = Эта картинка сделана до того, как у бота появились конкурсы, и подать её нельзя. Ничего не подано. Нажмите «Ещё раз» на её карточке, чтобы сделать новую.
refusal-stays-there = Эта картинка из канала с возрастным ограничением и остаётся там. Ничего не подано. Возьмите другую.
refusal-entered-already = Эта картинка уже на конкурсе. Ничего не изменилось.
refusal-too-many-entries = { $limit ->
    [one] На этом конкурсе у вас { $limit } работа, больше нельзя.
    [few] На этом конкурсе у вас { $limit } работы, больше нельзя.
    [many] На этом конкурсе у вас { $limit } работ, больше нельзя.
   *[other] На этом конкурсе у вас { $limit } работы, больше нельзя.
} Ничего не подано. Снимите одну, чтобы подать другую.
refusal-entry-gone = Эту работу сняли, или её карточку удалили. Если вы голосовали за неё, голос снова ваш.
refusal-not-your-entry = Снять работу может только автор. Ничего не изменилось.
refusal-voting-closed = Голосование на этом конкурсе не идёт. Ничего не изменилось.
refusal-own-entry = За свои картинки не голосуют. Ничего не изменилось.
refusal-no-votes-left = { $limit ->
    [1] Ваш голос уже отдан.
    [one] Все ваши голоса уже отданы: { $limit }.
    [few] Все ваши голоса уже отданы: { $limit }.
    [many] Все ваши голоса уже отданы: { $limit }.
   *[other] Все ваши голоса уже отданы: { $limit }.
} Ничего не изменилось. Заберите один у другой работы, чтобы отдать его этой.
