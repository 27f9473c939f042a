# Темы: тема на день или неделю из запаса.

theme-name = тема
theme-description = Темы этого канала: что идёт, предложения и запас
theme-show-name = показать
theme-show-description = Что идёт, когда следующая тема, и ваша серия
theme-suggest-name = предложить
theme-suggest-description = Предложить тему; сначала её посмотрят модераторы
theme-suggest-option-theme = тема
theme-suggest-option-theme-description = Несколько слов, по которым другие сделают картинку
theme-add-name = добавить
theme-add-description = Модераторам: положить в запас тему или сразу несколько через форму
theme-add-option-theme = тема
theme-add-option-theme-description = Одна тема; чтобы записать несколько в форме, не указывайте
theme-import-name = загрузить
theme-import-description = Модераторам: положить в запас темы из текстового файла
theme-import-option-file = файл
theme-import-option-file-description = Текстовый файл в UTF-8, по теме в строке
theme-pool-name = запас
theme-pool-description = Модераторам: посмотреть запас и предложения и решить о них
theme-now-name = сейчас
theme-now-description = Модераторам: начать следующую тему сразу
theme-skip-name = пропустить
theme-skip-description = Модераторам: заменить тему, которая идёт, другой

theme-post-title = { $every ->
    [day] Тема дня
   *[week] Тема недели
}
theme-post-how = Сделайте что-нибудь на неё в этом канале: командой /нарисовать или правкой картинки. Она длится до { $ends_at }.
theme-post-by = Идея: { $artist }
theme-post-skipped = Эта тема пропущена. Вместо неё идёт другая.
theme-reminder = { $theme } идёт до { $ends_at }.
theme-reminder-none = На неё ещё ничего не сделано. Начните первым: /нарисовать.
theme-reminder-made = Пока: { $made }.

theme-pictures = { $count ->
    [one] { $count } картинка
    [few] { $count } картинки
    [many] { $count } картинок
   *[other] { $count } картинки
}
theme-artists = { $count ->
    [one] { $count } автор
    [few] { $count } автора
    [many] { $count } авторов
   *[other] { $count } автора
}
theme-recap-title = Что получилось
theme-recap-part = На листе { $shown } из них, сначала первые работы каждого.
theme-recap-streaks = Подряд
theme-recap-streak = { $artist }: { $current ->
    [one] { $current } тема
    [few] { $current } темы
    [many] { $current } тем
   *[other] { $current } темы
}
theme-recap-alt = Контактный лист: { $theme }
theme-somebody = кто-то

theme-show-title = Темы в { $channel }
theme-show-on = Сейчас идёт: { $theme }
theme-show-next = Следующая тема { $at } ({ $in }).
theme-show-empty = Запас пуст, поэтому тогда ничего не будет. Пополнить его могут участники командой /тема предложить, модераторы — /тема добавить или /тема загрузить.
theme-show-left = { $left ->
    [one] Впереди ещё { $left } тема
    [few] Впереди ещё { $left } темы
    [many] Впереди ещё { $left } тем
   *[other] Впереди ещё { $left } темы
}, прежде чем какая-нибудь повторится.
theme-show-streak = Ваша серия: { $current ->
    [one] { $current } тема подряд
    [few] { $current } темы подряд
    [many] { $current } тем подряд
   *[other] { $current } темы подряд
}, лучшая — { $best }.
theme-show-no-streak = Серии у вас пока нет: сделайте что-нибудь на тему в её канале.
theme-show-waiting = { $count ->
    [one] { $count } предложение ждёт
    [few] { $count } предложения ждут
    [many] { $count } предложений ждут
   *[other] { $count } предложения ждут
} вас в /тема запас.

theme-suggested = Спасибо. Теперь { $theme } посмотрят модераторы; если возьмут, тема выйдет с вашим именем.
theme-added = { $count ->
    [0] Ничего нового не добавлено.
    [one] Добавлена { $count } тема.
    [few] Добавлены { $count } темы.
    [many] Добавлено { $count } тем.
   *[other] Добавлено { $count } темы.
}
theme-added-known = { $count ->
    [one] { $count } в запасе уже была.
    [few] { $count } в запасе уже были.
    [many] { $count } в запасе уже были.
   *[other] { $count } в запасе уже были.
}
theme-added-repeated = { $count ->
    [one] { $count } строка встретилась дважды.
    [few] { $count } строки встретились дважды.
    [many] { $count } строк встретились дважды.
   *[other] { $count } строки встретились дважды.
}
theme-added-empty = { $count ->
    [one] { $count } строка пустая.
    [few] { $count } строки пустые.
    [many] { $count } строк пустые.
   *[other] { $count } строки пустые.
}
theme-added-too-long = { $count ->
    [one] { $count } строка пропущена: она длиннее { $limit } символов.
    [few] { $count } строки пропущены: они длиннее { $limit } символов.
    [many] { $count } строк пропущены: они длиннее { $limit } символов.
   *[other] { $count } строки пропущены: они длиннее { $limit } символов.
}
theme-added-refused = { $count ->
    [one] { $count } тема пропущена: некоторые из её слов на сервере запрещены.
    [few] { $count } темы пропущены: некоторые из их слов на сервере запрещены.
    [many] { $count } тем пропущено: некоторые из их слов на сервере запрещены.
   *[other] { $count } темы пропущено: некоторые из их слов на сервере запрещены.
}
theme-added-over = { $count ->
    [one] { $count } не поместилась: в запасе до { $limit } тем.
    [few] { $count } не поместились: в запасе до { $limit } тем.
    [many] { $count } не поместились: в запасе до { $limit } тем.
   *[other] { $count } не поместились: в запасе до { $limit } тем.
}
theme-now-done = Следующая тема вот-вот появится.
theme-now-ends = { $theme } на этом заканчивается; итоги будут через несколько минут.
theme-skip-done = { $theme } пропущена и ни в чью серию не входит. Другая тема вот-вот появится.

theme-pool-title = Запас тем для { $channel }
theme-pool-count = { $total ->
    [one] { $total } тема
    [few] { $total } темы
    [many] { $total } тем
   *[other] { $total } темы
}, страница { $page } из { $pages }
theme-pool-empty = В запасе ничего нет. Добавьте темы кнопкой ниже, по одной командой /тема добавить или из файла командой /тема загрузить.
theme-pool-by = идея: { $artist }
theme-pool-refused = не выйдет: некоторые из её слов на сервере запрещены
theme-waiting-title = Предложения для { $channel }
theme-waiting-count = { $total ->
    [one] { $total } предложение
    [few] { $total } предложения
    [many] { $total } предложений
   *[other] { $total } предложения
}, страница { $page } из { $pages }
theme-waiting-empty = Предложений нет. Их делают участники командой /тема предложить.

theme-tell-on = Теперь у вас есть { $role }, и о каждой новой теме вам скажут. Чтобы прекратить, нажмите кнопку ещё раз.
theme-tell-off = О новых темах вам больше не скажут: { $role } с вас снята.

button-tell = Сообщать мне
button-pool = Запас
button-suggested = Предложения
button-earlier = Назад
button-later = Дальше
button-discard = Убрать
button-approve = Принять
button-reject = Отклонить
button-themes = Добавить темы

form-themes-title = Добавить темы
form-themes-lines = Темы, по одной в строке
form-themes-lines-description = Каждая до { $limit } символов; то, что в запасе уже есть, не добавится

refusal-no-theme-channel = Здесь нет канала тем или их несколько. Ничего не изменено. Дайте команду в самом канале тем; создают его модераторы командой /канал настроить.
refusal-themes-not-yours = Это могут только те, кому здесь можно управлять каналами. Ничего не изменено. Предложить тему можно командой /тема предложить.
refusal-no-theme = Темы в этом нет. Ничего не изменено. Напишите несколько слов, по которым другие сделают картинку.
refusal-theme-too-long = Для темы это слишком длинно: можно до { $limit } символов. Ничего не изменено. Сократите её.
refusal-theme-known = Такая идея уже у кого-то была. Ничего не изменено. Предложите другую.
refusal-theme-gone = Об этой теме кто-то уже решил. Ничего не изменено. Откройте список заново командой /тема запас.
refusal-suggestion-words = Некоторые из слов этого предложения на сервере теперь запрещены. Ничего не изменено. Отклоните его или спросите тех, кто управляет сервером.
refusal-too-many-suggestions = { $whose ->
    [one] Ваших предложений ждут уже { $limit }, больше нельзя.
   *[all] Предложений ждут уже { $limit }, больше нельзя.
} Ничего не изменено. Попробуйте, когда модераторы их посмотрят.
refusal-pool-full = В запасе уже { $limit } тем, больше не поместится. Ничего не изменено. Уберите лишние в /тема запас.
refusal-theme-file-too-large = Файл слишком большой: можно до { $limit } кБ. Ничего не изменено. Разделите его на несколько.
refusal-theme-file-not-text = Файл — не текст в UTF-8. Ничего не изменено. Сохраните его как простой текст в UTF-8, по теме в строке.
refusal-theme-file-not-read = Discord не отдал файл. Ничего не изменено. Попробуйте ещё раз; если снова не выйдет, прикрепите его заново.
refusal-nothing-on = Сейчас никакой темы нет, пропускать нечего. Ничего не изменено. Начать тему можно командой /тема сейчас.
refusal-pool-empty = В запасе нет темы, которая могла бы выйти. Ничего не изменено. Добавьте темы командой /тема добавить.
refusal-no-theme-role = Роли, которой сообщают о темах, здесь (больше) нет. Ничего не изменено. Её задают модераторы командой /канал изменить.
refusal-role-out-of-reach = Эту роль боту выдавать нельзя. Ничего не изменено. Модераторы могут это исправить: ему нужно право управлять ролями и своя роль выше этой.
