# Таблицы лидеров и сведения об авторах.

leaderboard-name = лидеры
leaderboard-description = Посмотреть, чьи картинки заметнее всего на этом сервере
leaderboard-option-what = что
leaderboard-option-what-description = Что считать; если не указать — созданное
leaderboard-option-span = срок
leaderboard-option-span-description = За какое время; если не указать — за этот месяц

choice-what-made = Создано
choice-what-showcased = Картинок на витрине
choice-what-won = Выиграно конкурсов
choice-what-streak = Тем подряд
choice-span-week = Эта неделя
choice-span-month = Этот месяц
choice-span-all = Всё время

leaderboard-title = **{ $what ->
    [made] Создано
    [showcased] Картинок на витрине
    [won] Выиграно конкурсов
   *[streak] Тем подряд
}** · { $span ->
    [week] эта неделя
    [month] этот месяц
   *[all] всё время
}
leaderboard-place = **{ $place }.** { $artists } · { $score }
leaderboard-more = { $artists } и ещё { $count ->
    [one] { $count } человек
    [few] { $count } человека
    [many] { $count } человек
   *[other] { $count } человека
}
leaderboard-empty = Здесь пока ни у кого нет места.
leaderboard-how = День начинается по часам сервера ({ $zone }). Через /приватность можно не попадать в эти списки.

artist-name = автор
artist-description = Посмотреть, что сделал кто-то на этом сервере
artist-option-person = человек
artist-option-person-description = Чьи работы; если не указать — ваши

artist-made = Создано: **{ $count }**
artist-showcased = На витрине: **{ $count }**
artist-won = Выиграно конкурсов: **{ $count }**
artist-streak = Тем подряд: **{ $count }**, лучший результат — **{ $best }**
artist-model = Любимая модель: { $model }
artist-since = Первая работа: { $moment }
artist-nothing = На этом сервере пока ничего не сделано.
artist-best = [Лучшая картинка]({ $link }), { $count ->
    [one] { $count } реакция
    [few] { $count } реакции
    [many] { $count } реакций
   *[other] { $count } реакции
}
artist-best-entry = [Лучшая картинка]({ $link }), место { $place } на конкурсе
artist-best-alt = Лучшая картинка
artist-unlisted = Это видите только вы: вы решили не попадать в списки.

refusal-unlisted = Этот человек решил, что его работы другим не показывают. Ничего не изменено.

privacy-lists-listed = Вы есть в таблицах лидеров этого бота, и через /автор другие могут посмотреть, что вы сделали.
privacy-lists-unlisted = Вас нет в таблицах лидеров этого бота, и ваш /автор видите только вы.
privacy-lists-hide = Убрать меня из списков
privacy-lists-show = Вернуть меня в списки
