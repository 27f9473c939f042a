### Что видят и решают модераторы.

audit-card = карточка
audit-by-somebody = Кто-то
audit-of-somebody = кого-то
audit-made = { $count ->
    [one] { $by }: сделана { $count } картинка
    [few] { $by }: сделаны { $count } картинки
    [many] { $by }: сделано { $count } картинок
   *[other] { $by }: сделано { $count } картинки
}{ $place ->
    [none] {" "}— только для себя.
   *[other] , канал { $place }.
}
audit-blocked = Фильтр безопасности сервиса заблокировал запрос от { $person }{ $place ->
    [none] {" "}на личные картинки.
   *[other] , канал { $place }.
}
audit-refused = Запрос от { $person }{ $place ->
    [none] {" "}на личные картинки
   *[other] , канал { $place },
} отклонён: в нём были слова, которые здесь нельзя использовать.
audit-deleted = { $is_own ->
    [yes] { $by }: удалена своя { $place ->
        [none] личная картинка.
       *[other] картинка, канал { $place }.
    }
   *[no] { $by ->
        [none] Удалена { $place ->
            [none] личная картинка от { $person }.
           *[other] картинка от { $person }, канал { $place }.
        }
       *[other] { $by }: удалена { $place ->
            [none] личная картинка от { $person }.
           *[other] картинка от { $person }, канал { $place }.
        }
    }
}
audit-setting = { $by }: изменена настройка — { $detail }{ $role ->
    [none] { $place ->
        [none] .
       *[other] {" "}({ $place }).
    }
   *[other] {" "}({ $role }).
}
audit-contest-created = { $by }: новый конкурс, канал { $place }{ $detail ->
    [none] .
   *[other] {" "}— { $detail }
}
audit-contest-canceled = { $by }: отменён конкурс, канал { $place }{ $detail ->
    [none] .
   *[other] {" "}— { $detail }
}
audit-themes-added = { $count ->
    [one] { $by }: добавлена { $count } тема
    [few] { $by }: добавлены { $count } темы
    [many] { $by }: добавлено { $count } тем
   *[other] { $by }: добавлено { $count } темы
}, канал { $place }.
audit-theme-approved = { $by }: одобрена предложенная тема, канал { $place }.
audit-theme-rejected = { $by }: отклонена предложенная тема, канал { $place }.
audit-theme-removed = { $by }: тема убрана из запаса, канал { $place }.
audit-theme-called = { $by }: следующая тема вызвана сразу, канал { $place }.
audit-theme-skipped = { $by }: тема пропущена, канал { $place }.
audit-showcase-frozen = { $by }: картинка от { $person } заморожена, витрина { $place }{ $detail ->
    [none] .
   *[other] {" "}— { $detail }
}
audit-showcase-forced = { $by }: картинка от { $person } помещена в витрину { $place }{ $detail ->
    [none] .
   *[other] {" "}— { $detail }
}
audit-showcase-removed = { $by }: картинка от { $person } убрана из витрины { $place }{ $detail ->
    [none] .
   *[other] {" "}— { $detail }
}
audit-showcase-freed = { $by }: о картинке от { $person } снова решают реакции, витрина { $place }{ $detail ->
    [none] .
   *[other] {" "}— { $detail }
}

setting-audit-channel = канал журнала
setting-moderators-channel = канал модераторов
setting-budget-server = бюджет сервера
setting-budget-channel = бюджет канала
setting-budget-role = сколько может тратить роль или сколько у неё ходов
setting-words = слова, которые нельзя использовать
setting-manner = язык или допуск (safety tolerance)
setting-terms-channel = делают ли картинки в канале и какими моделями
setting-terms-role = делает ли роль картинки и какими моделями
setting-time-zone = часовой пояс
setting-channel-purpose = назначение канала
setting-channel = настройки канала
setting-channel-closed = у канала больше нет назначения

audit-reported = { $by }: жалоба на картинку от { $person }.
audit-dismissed = { $by }: отклонена жалоба на картинку от { $person }.
audit-struck = { $by ->
    [none] { $person }: страйк за запросы, которые заблокировал фильтр безопасности сервиса.
   *[other] { $by }: страйк для { $person }{ $detail ->
        [none] {" за картинку."}
       *[other] {" "}— { $detail }
    }
}
audit-forgiven = { $by }: снят страйк с { $person }.

report-picture-name = Пожаловаться на картинку
form-report-title = Пожаловаться на картинку
form-report-reason = Что с ней не так?
form-report-note = { $public ->
    [yes] Модераторы прочтут это с вашим именем в канале, который видят все на сервере.
   *[no] Это прочтут только модераторы сервера, с вашим именем.
}
report-thanks = Спасибо. Модераторы сервера об этом узнают и решат, что делать с картинкой.
report-title = **{ $reporter } жалуется на картинку от { $artist }**
report-title-many = **Жалобы на картинку от { $artist }: { $count ->
    [one] { $count } человек
    [few] { $count } человека
    [many] { $count } человек
   *[other] { $count } человека
}**
report-newest = Последние { $count }:
report-where = [Посмотреть на картинку]({ $link })
report-gone = За это время картинку удалили. Автору всё ещё можно дать страйк.
report-removed = { $moderator ->
    [none] Модератор
   *[other] { $moderator }
}: картинка убрана.
report-struck = { $moderator ->
    [none] Модератор
   *[other] { $moderator }
}: картинка убрана, автору дан страйк.
report-dismissed = { $moderator ->
    [none] Модератор
   *[other] { $moderator }
}: отклонено, картинка остаётся.
report-stands = **Карточка всё ещё там**: боту больше нельзя в этот канал. Удалите [её]({ $link }), пожалуйста, сами.
report-decided-already = Об этом раньше решил другой модератор. Ничего не изменено; что решено, видно в сообщении.

button-remove = Убрать картинку
button-strike = Убрать и дать страйк
button-dismiss = Отклонить жалобу
button-give = Дать страйк
button-forgive = Снять

strikes-name = Страйки
strikes-title = **Страйки, { $person }**: { $count ->
    [0] действующих нет.
    [one] { $count } действующий.
   *[other] { $count } действующих.
}
strikes-paused = Ничего нового для этого человека здесь не создаётся до { AT($until) } ({ $until }).
strikes-newest = Последние { $count }. Все действующие — в /настройки.
strikes-line = { AT($at) } · { $by ->
    [none] от бота
    [forgotten] от модератора
   *[other] от { $by }
} · { $until ->
    [none] предупреждение
   *[other] пауза до { AT($until) }
} · { $reason }
strikes-taken-back = снято: { $by ->
    [forgotten] модератор
   *[other] { $by }
}
strike-for-blocks = { $count ->
    [one] { $count } запрос за сутки заблокировал фильтр безопасности сервиса
    [few] { $count } запроса за сутки заблокировал фильтр безопасности сервиса
    [many] { $count } запросов за сутки заблокировал фильтр безопасности сервиса
   *[other] { $count } запроса за сутки заблокировал фильтр безопасности сервиса
}
strike-for-picture = картинка, на которую пожаловались
strike-for-something = за что — уже не сохранилось
strike-told = Вы получили страйк на сервере **{ $server }**: { $reason }
    { $until ->
        [none] Это предупреждение. Каждый следующий в течение 30 дней — это пауза, каждый раз длиннее.
       *[other] Это страйк номер { $number } за 30 дней, поэтому до { AT($until) } ({ $until }) ничего нового для вас там не создаётся. Начатое продолжается.
    }
    Если вы думаете, что это ошибка, напишите модератору: страйк можно снять.
strike-taken-back = ~~Вы получили страйк на сервере **{ $server }**: { $reason }~~
    Модератор его снял: его как будто и не было.
form-strike-title = Дать страйк
form-strike-reason = За что?
form-strike-note = Человек прочтёт это в личном сообщении.

refusal-paused = Из-за страйков ничего нового для вас на этом сервере не создаётся до { AT($until) } ({ $until }). Ничего не отправлено, деньги не списаны.{ $what ->
    [blocks] {" "}Последний страйк — за запросы, которые заблокировал фильтр безопасности сервиса.
    [picture] {" "}Последний страйк — за картинку, на которую пожаловались.
    [reason] {" "}Последний страйк — вот за что: { $reason }
   *[nothing] {""}
}
    Если вы думаете, что это ошибка, напишите модератору: страйки можно снять.
refusal-warned = У вас страйк на этом сервере, а написать вам об этом в личные сообщения бот не смог.{ $what ->
    [blocks] {" "}Он за запросы, которые заблокировал фильтр безопасности сервиса.
    [picture] {" "}Он за картинку, на которую пожаловались.
    [reason] {" "}Он вот за что: { $reason }
   *[nothing] {""}
}
    Это предупреждение: каждый следующий в течение 30 дней — это пауза, каждый раз длиннее. Ничего не отправлено, деньги не списаны; попросите ещё раз, и всё получится. Если вы думаете, что это ошибка, напишите модератору: страйк можно снять.
refusal-not-a-moderator-there = О том, что сделано в <#{ $place }>, решают только те, кому можно управлять там сообщениями. Ничего не изменено.
refusal-not-a-moderator = Это могут только те, кому здесь можно управлять сообщениями. Ничего не изменено.
refusal-strikes-not-yours = Страйк действует на всём сервере, поэтому страйки видят, дают и снимают только те, кому можно управлять сообщениями на всём сервере. Ничего не изменено.
refusal-strike-gone = Этот страйк уже сняли, или он не на этом сервере. Ничего не изменено. Откройте «Страйки» заново из меню сообщения.
refusal-nobodys-message = Это сообщение бота, и ничьих картинок в нём нет, поэтому показать чьи-то страйки нельзя. Ничего не изменено. Выберите сообщение с чьими-то картинками или написанное кем-то.
refusal-no-moderators = На этом сервере не указан канал, куда могли бы уходить жалобы. Ничего не отправлено. Расскажите о картинке кому-нибудь из модераторов; они могут и указать такой канал.
refusal-not-our-picture = В этом сообщении нет картинок от этого бота. Ничего не отправлено. Расскажите о нём модератору сервера или пожалуйтесь в Discord.
refusal-reported-already = Вы уже жаловались на эту картинку, модераторы знают. Больше ничего не отправлено.

audit-approved = { $by }: картинки от { $person } показаны, канал { $place }.
audit-spoiler = { $by }: картинки от { $person } показаны под спойлером, канал { $place }.
audit-rejected = { $by }: картинки от { $person } не показаны, канал { $place }{ $detail ->
    [none] .
   *[other] {" "}— { $detail }
}
audit-unseen = Картинки от { $person } для { $place } ждут, но показать их модераторам негде: нет канала, куда бот может написать. Укажите его в /настройки.
audit-outdated = Картинки от { $person } для { $place } никто вовремя не посмотрел, они не показаны.

setting-review-channel-on = картинки канала проверяют до показа
setting-review-channel-off = картинки канала больше не проверяют до показа
setting-review-role-on = картинки роли проверяют до показа
setting-review-role-off = картинки роли больше не проверяют до показа

card-reviewing = Картинки готовы. На этом сервере их сначала смотрит модератор, потом они появятся здесь.
card-rejected = { $verdict ->
    [outdated] Модераторы вовремя не посмотрели эти картинки, поэтому они не показаны.
    [withdrawn] Эти картинки забрали раньше, чем модератор решил, поэтому они не показаны.
   *[other] Модератор не разрешил показать эти картинки.
}{ $reason ->
    [none] {""}
   *[other] {" "}Причина: { $reason }
}
    Они всё же сделаны и оплачены, поэтому входят в бюджет: около { USD($micro_usd) }. Спросите модератора или попробуйте что-то другое командой /нарисовать.

review-title = **Картинки от { $artist } для { $place } ждут вас**
review-title-decided = **Картинки от { $artist } для { $place }**
review-card = [Карточка]({ $link })
review-moderator = Модератор
review-until = Больше их никто не видит. Без решения они пропадут { $until }.
review-approved = { $moderator }: показаны.
review-spoiler = { $moderator }: показаны под спойлером.
review-rejected = { $moderator }: не показаны{ $reason ->
    [none] .
   *[other] {" "}— { $reason }
}
review-struck = { $moderator }: не показаны, автору дан страйк{ $reason ->
    [none] .
   *[other] {" "}— { $reason }
}
review-withdrawn = Карточку удалили раньше, чем кто-нибудь решил, они не показаны.
review-outdated = Вовремя никто не решил, они не показаны.
review-decided-already = Об этом решили раньше. Ничего не изменено; что решено, видно в сообщении.
form-reject-reason = Почему?
form-reject-note = Автор прочтёт это на карточке, и все там — тоже.

button-admit = Одобрить
button-veil = Под спойлер
button-refuse = Отклонить
button-punish = Страйк

refusal-held-back = Модератор (пока) не разрешил показать эти картинки. До тех пор из них ничего нельзя сделать, а видеть подробности и удалить карточку могут только тот, кто их просил, и модераторы. Ничего не отправлено, деньги не списаны. Свою картинку можно сделать командой /нарисовать.
refusal-no-room-for-reviews = Модераторам нужен канал, где им сначала показывают картинки, а на этом сервере он не указан. Ничего не изменено. Укажите его и попробуйте ещё раз.
