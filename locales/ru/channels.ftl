# Каналы с назначением.

refusal-channel-taken = У этого канала уже есть назначение. Ничего не изменено. Измените его или сначала завершите.
refusal-channel-changed = Кто-то другой одновременно изменил этот канал. Вы ничего не изменили. Посмотрите командой /канал показать и попробуйте ещё раз.
refusal-channel-gone = У этого канала (больше) нет такого назначения. Ничего не изменено.
refusal-unknown-time-zone = Часового пояса { $value } не существует. Ничего не изменено. Выберите из списка, например Europe/Berlin.

refusal-model-not-allowed = { $value } в этом канале не используется. Ничего не отправлено, деньги не списаны. Возьмите одну из: { $models }.
refusal-no-pictures-here = { $edits ->
    [yes] Ни одна из моделей, доступных вам в этом канале, не правит картинки ({ $models }).
   *[no] Ни одна из моделей, доступных вам в этом канале, не берёт картинку за основу ({ $models }).
} Ничего не отправлено, деньги не списаны. Сделайте картинку по описанию командой /нарисовать или возьмите эту в другой канал.
refusal-too-many-here = { $given } — слишком много картинок для одного запроса в этом канале: можно до { $limit }. Ничего не отправлено, деньги не списаны. Попросите поменьше.

refusal-setup = Так настроить канал нельзя. Ничего не изменено. Посмотрите, что говорится о параметрах.
refusal-options-not-for-purpose = { $count ->
    [one] Параметр { $wrong } не относится
   *[other] Параметры { $wrong } не относятся
} к { $purpose ->
    [studio] студии
    [theme] каналу с темами
    [contest] каналу конкурсов
   *[showcase] витрине
}. Ничего не изменено. Относятся: { $right }.
refusal-nothing-to-change = Вы не указали, что изменить. Ничего не изменено. Можно указать: { $right }.
refusal-usual-model-not-allowed = { $value } была бы обычной моделью, но среди моделей этого канала её нет: { $models }. Ничего не изменено. Добавьте её или укажите другую обычную модель.
refusal-shape-not-of-model = Форму { $value } обычная здесь модель { $model } не умеет. Ничего не изменено. Она умеет: { $choices }.
refusal-style-without-slot = В стиле нет места для слов автора. Ничего не изменено. Напишите {"{"}prompt{"}"} там, где им быть, например: картина маслом, {"{"}prompt{"}"}
refusal-style-too-long = Стиль слишком длинный, знаков: { $length }, а на карточку входит { $limit }. Ничего не изменено. Сократите его.
refusal-nothing-to-hide = Скрывать нечего: стиля нет. Ничего не изменено. Укажите его в параметре «стиль».
refusal-time-not-understood = { $value } — не время суток. Ничего не изменено. Напишите, например, 18:00.
refusal-weekday-without-week = День недели нужен, только если тема раз в неделю. Ничего не изменено. Выберите «каждую неделю» или уберите день.
refusal-emoji-not-understood = { $value } — не один эмодзи. Ничего не изменено. Возьмите эмодзи Discord или этого сервера.
refusal-keep-above-threshold = Картинка появляется при { $threshold } реакциях, и для того, чтобы остаться, ей не может быть нужно { $keep }. Ничего не изменено. Укажите в параметре «оставлять» не больше { $threshold } или поднимите порог.
refusal-sources-not-understood = { $value } — не список каналов. Ничего не изменено. Наберите # и выберите каждый канал или напишите «все».
refusal-time-zone-not-yours = Часовой пояс действует на весь сервер и его бюджеты, поэтому задать его могут только те, кому можно управлять сервером. Ничего не изменено. Не указывайте его или попросите кого-то из них.
refusal-channel-not-yours = Это могут только те, кому можно управлять тем каналом. Ничего не изменено. Попросите того, кому можно, или возьмите другой канал.
refusal-role-not-yours = Сами вы не могли бы выдать { $role }, поэтому и бот за вас этого не сделает. Ничего не изменено. Возьмите роль ниже вашей или попросите того, кому можно управлять ролями.
refusal-source-not-here = { $value } — не канал этого сервера, или бот его не видит. Ничего не изменено. Выберите другие или покажите его боту.
refusal-showcase-watches-itself = Витрина не может следить за собой. Ничего не изменено. Выберите другие каналы.
refusal-channel-and-name = Вы указали и канал, и название нового. Ничего не изменено. Укажите что-нибудь одно.
refusal-not-a-text-channel = Назначение бывает только у текстового канала. Ничего не изменено. Вызовите команду в таком или укажите канал или название.
refusal-no-purpose = У этого канала нет назначения. Ничего не изменено. Дайте его командой /канал настроить или укажите другой канал.
refusal-bot-lacks-permissions = Боту можно не всё, что для этого нужно { $where ->
    [server] на этом сервере
   *[channel] в том канале
}. Не хватает: { $permissions }. Ничего не изменено. Разрешите это и попробуйте ещё раз.
refusal-role-not-mentionable = Упоминание { $role } никто не заметит: эту роль нельзя упоминать, а боту нельзя упоминать все роли. Ничего не изменено. Разрешите упоминать эту роль или укажите другую.
refusal-role-not-given = Бот не может выдавать роль { $role }: { $why ->
    [gone] её больше нет
    [managed] она принадлежит приложению или самому Discord
    [higher] она стоит выше роли бота
   *[permission] ему нельзя управлять ролями
}. Ничего не изменено. { $why ->
    [gone] Укажите другую роль или @everyone, чтобы не было никакой.
    [managed] Укажите другую роль.
    [higher] Поднимите роль бота выше неё или укажите другую.
   *[permission] Разрешите боту управлять ролями или уберите роль.
}
refusal-too-many-channels = Discord не дал создать канал: на сервере их уже столько, сколько может быть. Ничего не изменено. Удалите какой-нибудь или возьмите готовый.

permission-read_messages = Просмотр канала
permission-send_messages = Отправка сообщений
permission-read_message_history = Чтение истории сообщений
permission-attach_files = Прикрепление файлов
permission-create_public_threads = Создание публичных веток
permission-send_messages_in_threads = Отправка сообщений в ветках
permission-manage_channels = Управление каналами

channel-name = канал
channel-description = Каналы с назначением: студия, темы, конкурсы, витрина
channel-setup-name = настроить
channel-setup-description = Дать каналу назначение или создать канал для него
channel-setup-option-purpose = назначение
channel-setup-option-purpose-description = Для чего этот канал
channel-setup-option-channel = канал
channel-setup-option-channel-description = Какой канал; по умолчанию тот, где вы сейчас
channel-setup-option-name = название
channel-setup-option-name-description = Создать вместо этого новый канал с таким названием
channel-setup-option-models = модели
channel-setup-option-models-description = Студия: какие модели можно, через запятую; по умолчанию все
channel-setup-option-model = модель
channel-setup-option-model-description = Студия: обычная модель
channel-setup-option-aspect_ratio = соотношение_сторон
channel-setup-option-aspect_ratio-description = Студия: обычная форма, ширина к высоте
channel-setup-option-style = стиль
channel-setup-option-style-description = Студия: слова вокруг каждого описания; где оно само, пишите {"{"}prompt{"}"}
channel-setup-option-hide_style = скрыть_стиль
channel-setup-option-hide_style-description = Студия: никому не показывать стиль
channel-setup-option-num_outputs = количество
channel-setup-option-num_outputs-description = Студия: сколько картинок можно за один запрос, от 1 до 4
channel-setup-option-threads = ветки
channel-setup-option-threads-description = Студия: каждой работе — ветка
channel-setup-option-every = как_часто
channel-setup-option-every-description = Темы: новая каждый день или каждую неделю
channel-setup-option-at = когда
channel-setup-option-at-description = Темы: время суток в часовом поясе сервера, например 18:00
channel-setup-option-weekday = день_недели
channel-setup-option-weekday-description = Тема раз в неделю: в какой день
channel-setup-option-role = роль
channel-setup-option-role-description = Темы: кому сообщать; конкурсы: что получают победители. @everyone: никакая
channel-setup-option-time_zone = часовой_пояс
channel-setup-option-time_zone-description = Темы, конкурсы: часовой пояс этого сервера, например Europe/Moscow
channel-setup-option-emoji = эмодзи
channel-setup-option-emoji-description = Витрина: какая реакция считается
channel-setup-option-threshold = порог
channel-setup-option-threshold-description = Витрина: сколько реакций приводят картинку сюда
channel-setup-option-keep = оставлять
channel-setup-option-keep-description = Витрина: если реакций становится меньше, картинка убирается
channel-setup-option-age_days = дней
channel-setup-option-age_days-description = Витрина: сколько дней после создания картинка учитывается
channel-setup-option-sources = источники
channel-setup-option-sources-description = Витрина: за какими каналами следить, #один #два; по умолчанию за всеми
channel-show-name = показать
channel-show-description = Показать, для чего каналы этого сервера и как они настроены
channel-show-option-channel = канал
channel-show-option-channel-description = Только этот канал
channel-change-name = изменить
channel-change-description = Изменить настройки канала; чего не укажете, останется как есть
channel-change-option-channel = канал
channel-change-option-channel-description = Какой канал; по умолчанию тот, где вы сейчас
channel-change-option-models = модели
channel-change-option-models-description = Студия: какие модели можно, через запятую; все: любая
channel-change-option-model = модель
channel-change-option-model-description = Студия: обычная модель; нет: как у бота
channel-change-option-aspect_ratio = соотношение_сторон
channel-change-option-aspect_ratio-description = Студия: обычная форма, ширина к высоте; нет: как у модели
channel-change-option-style = стиль
channel-change-option-style-description = Студия: слова вокруг описания, где оно само, {"{"}prompt{"}"}; нет: без стиля
channel-change-option-hide_style = скрыть_стиль
channel-change-option-hide_style-description = Студия: никому не показывать стиль
channel-change-option-num_outputs = количество
channel-change-option-num_outputs-description = Студия: сколько картинок можно за один запрос, от 1 до 4
channel-change-option-threads = ветки
channel-change-option-threads-description = Студия: каждой работе — ветка
channel-change-option-every = как_часто
channel-change-option-every-description = Темы: новая каждый день или каждую неделю
channel-change-option-at = когда
channel-change-option-at-description = Темы: время суток в часовом поясе сервера, например 18:00
channel-change-option-weekday = день_недели
channel-change-option-weekday-description = Тема раз в неделю: в какой день
channel-change-option-role = роль
channel-change-option-role-description = Темы: кому сообщать; конкурсы: что получают победители. @everyone: никакая
channel-change-option-time_zone = часовой_пояс
channel-change-option-time_zone-description = Темы, конкурсы: часовой пояс этого сервера, например Europe/Moscow
channel-change-option-emoji = эмодзи
channel-change-option-emoji-description = Витрина: какая реакция считается
channel-change-option-threshold = порог
channel-change-option-threshold-description = Витрина: сколько реакций приводят картинку сюда
channel-change-option-keep = оставлять
channel-change-option-keep-description = Витрина: если реакций становится меньше, картинка убирается
channel-change-option-age_days = дней
channel-change-option-age_days-description = Витрина: сколько дней после создания картинка учитывается
channel-change-option-sources = источники
channel-change-option-sources-description = Витрина: за какими каналами следить, #один #два; все: за любыми
channel-close-name = завершить
channel-close-description = Убрать назначение канала; картинки остаются
channel-close-option-channel = канал
channel-close-option-channel-description = Какой канал; по умолчанию тот, где вы сейчас

choice-purpose-studio = студия: творчество с заготовками
choice-purpose-theme = темы: по теме в день или в неделю
choice-purpose-contest = конкурсы: работы, голоса, победители
choice-purpose-showcase = витрина: что людям нравится больше всего
choice-every-day = каждый день
choice-every-week = каждую неделю
choice-weekday-0 = понедельник
choice-weekday-1 = вторник
choice-weekday-2 = среда
choice-weekday-3 = четверг
choice-weekday-4 = пятница
choice-weekday-5 = суббота
choice-weekday-6 = воскресенье

line-all-models = все: любая модель
line-none = нет: ничего особенного

### Что канал рассказывает о себе.

guide-title = { $purpose ->
    [studio] **Это студия**
    [theme] **Тема для всех**
    [contest] **Здесь проходят конкурсы**
   *[showcase] **Что здесь нравится больше всего**
}
guide-about = { $purpose ->
    [studio] Создавайте картинки по описанию командой /нарисовать, меняйте их командой /править или кнопками под каждой. Можно и упомянуть бота в сообщении с картинкой.
    [theme] Здесь появляется тема, и все делают картинки к ней командами /нарисовать и /править прямо в этом канале. В конце они собираются на одном листе.
    [contest] Пока идёт конкурс, сделайте картинку где угодно и нажмите «Подать» на своей карточке. Когда начнётся голосование, посмотрите работы и голосуйте кнопками. За себя голосовать нельзя.
   *[showcase] Здесь показаны картинки, собравшие достаточно реакций, и те, кто их сделал. Ставьте реакции на то, что нравится; своя реакция на свою картинку не считается.
}

purpose-label = { $purpose ->
    [studio] студия
    [theme] темы
    [contest] конкурсы
   *[showcase] витрина
}
setting-models = Модели: { $models }
setting-all-models = Модели: все
setting-model = Обычная модель: { $model }
setting-aspect-ratio = Обычная форма: { $ratio }
setting-style = Стиль: { $style }
setting-hidden-style = Стиль: к каждому описанию добавляется один, и он держится в секрете
setting-max-pictures = До { $count ->
    [one] { $count } картинки
   *[other] { $count } картинок
} за один запрос
setting-threads = Каждая работа получает ветку
setting-theme-daily = Новая тема каждый день в { $at } ({ $zone })
setting-theme-weekly = Новая тема { $weekday ->
    [0] каждый понедельник
    [1] каждый вторник
    [2] каждую среду
    [3] каждый четверг
    [4] каждую пятницу
    [5] каждую субботу
   *[6] каждое воскресенье
} в { $at } ({ $zone })
setting-theme-role = Кому сообщается: { $role }
setting-contest-role = Победители получают: { $role }
setting-zone = Часовой пояс: { $zone }
setting-threshold = { $emoji } Показывается от { $threshold ->
    [one] { $threshold } реакции
   *[other] { $threshold } реакций
}, убирается, когда их меньше { $keep }
setting-age = Учитывается { $days ->
    [one] { $days } день
    [few] { $days } дня
    [many] { $days } дней
   *[other] { $days } дня
} после создания картинки
setting-sources = Следит за: { $sources }
setting-all-sources = Следит за всеми каналами этого сервера

channel-was-set-up = У канала { $channel } теперь есть назначение: { $purpose }.
channel-was-changed = Канал { $channel } изменён.
channel-guide-not-pinned = Боту нельзя закреплять там сообщения, поэтому его пояснение не закреплено. Закрепите сами или разрешите это: при следующем изменении оно закрепится.
channel-guide-not-posted = Боту не удалось разместить там пояснение. Разрешите ему там писать: при следующем изменении оно появится.
channel-close-asked = Убрать назначение канала { $channel } ({ $purpose })? Намеченное там не случится, пояснение бот уберёт. Все картинки останутся.
channel-was-closed = У канала { $channel } больше нет назначения. Все картинки остаются.
channel-line = { $channel }: { $purpose }
channels-none = Ни у одного канала этого сервера ещё нет назначения. Дайте его командой /канал настроить.
channels-more = и ещё { $count }; укажите канал, чтобы увидеть его.
button-close = Убрать назначение
