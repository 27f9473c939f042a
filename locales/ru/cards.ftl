### Что стоит на карточке и в личных подробностях к ней.

card-head = **{ $artist }** · { $model }
card-before = Исходная картинка
card-accepted = Готовим ваш запрос.
card-queued = { $place ->
    [0] В очереди.
    [1] Следующая в очереди.
   *[other] В очереди, место { $place }.
}
card-starting = Начинаем.
card-percent = { $percent } %
card-working = { $elapsed } с, обычно около { $expected } с
card-working-long = Уже { $elapsed } с; обычно около { $expected } с, так что здесь понадобится терпение.
card-ready = Готово { $ready } из { $asked }
card-delivering = Картинки готовы и скоро появятся здесь.
card-canceling = Отменяем. Ждём ответа на запрос, который уже ушёл в сервис.
card-canceled = Отменено. В сервис ничего не отправлено, деньги не списаны.
card-canceled-late = Отменено. Из бюджета ничего не вычтено; за начатое сервис всё же может взять плату.
card-deleted = Карточка удалена.
card-done-elsewhere = Готово. На этой карточке картинок нет.
card-in-reply = Готово. Discord больше не принимает картинки на эту карточку; они в ответе на неё: { $link }
card-partial = Картинок: { $made } из { $asked }; { $reason ->
    [unauthorized] сервис не принял ключ бота
    [out-of-credit] на счёте бота в сервисе закончились деньги
    [rate-limited] сервис перестал принимать запросы
    [invalid-input] сервис не принял параметры
    [unavailable] сервис или модель не работали
    [unreachable] с сервисом не удалось связаться
    [blocked] остальное заблокировал фильтр безопасности сервиса
    [model-failed] с остальным модель не справилась
    [interrupted] остальное сервис прервал
    [aborted] от остального сервис отказался, не начав
    [canceled-by-service] остальное сервис остановил
    [unknown-outcome] что стало с остальным, неясно
    [nonsense] сервис ответил что-то непонятное
    [timed-out] за полчаса сервис не дал остального
    [pictures-lost] остальное не удалось получить из сервиса
    [foreign-host] остальное лежит по адресу, с которого этот бот ничего не загружает
    [internal] что-то сломалось внутри бота
    [canceled] остальное отменено
   *[none] больше сервис не сделал, или остальное заблокировал его фильтр безопасности
}. За недостающее из бюджета ничего не вычтено. Новые картинки сделает «Ещё раз».
card-estimate = { $count ->
    [one] { $count } картинка
    [few] { $count } картинки
    [many] { $count } картинок
   *[other] { $count } картинки
} · около { USD($micro_usd) }
card-made = { $model } · { $count ->
    [one] сид { $seeds }
   *[other] сиды { $seeds }
} · { NUMBER($seconds, minimumFractionDigits: 1, maximumFractionDigits: 1) } с · около { USD($micro_usd) }
card-smaller = Оригинал слишком велик для этого места: здесь показана уменьшенная копия.
card-style = Стиль этого канала: { $style }
card-from-message = Версия { $version }, сделана из { $is_ours ->
    [yes] { $has_link ->
        [yes] [версии { $parent }]({ $link })
       *[no] версии { $parent }
    }
   *[no] { $has_link ->
        [yes] [картинки]({ $link })
       *[no] картинки
    }
} от { $artist }
card-from-last = Версия { $version }, сделана из { $has_link ->
    [yes] [последней картинки]({ $link })
   *[no] последней картинки
} от { $artist } в этом канале. Картинку не приложили.
card-from-several = Версия { $version }, сделана из картинок, поставленных рядом ({ $count }):
card-one-of-several = { $is_ours ->
    [yes] картинка { $number } из { $has_link ->
        [yes] [версии { $parent }]({ $link })
       *[no] версии { $parent }
    }
   *[no] { $has_link ->
        [yes] [картинка]({ $link })
       *[no] картинка
    }
} от { $artist }

note-lowered-to-maximum = Параметр «{ $field }»: вместо { $value } взято { $used }: это максимум для { $model }.
note-read-as = Параметр «{ $field }»: { $value } понято как { $used }.
note-without-effect = Параметр «{ $field }» ({ $value }) ни на что не влияет у { $model }.
note-left-out = Параметр «{ $field }» ({ $value }) не учтён: { $model } его не принимает.

button-cancel = Отменить
button-again = Ещё раз
button-remix = Изменить запрос
button-edit = Править
button-details = Подробности
button-delete = Удалить
button-retry = Повторить
button-allow = Разрешить другим править мои картинки
button-forbid = Запретить другим править мои картинки

answer-nothing-to-cancel = Отменять уже нечего: всё завершилось. Чем — написано на карточке.
answer-your-text = Ваш текст, чтобы он не пропал:
answer-cannot-tell = Не получилось, а написать вам в личные сообщения, почему, бот не может. Деньги не списаны. Попробуйте /править: если что-то не так, ответ увидите только вы.

privacy-title = **Ваша приватность**
privacy-edits-allowed = Другим можно править ваши картинки: и сделанные этим ботом для вас, и выложенные вами. На карточке такой правки указаны вы.
privacy-edits-forbidden = Другим нельзя править ваши картинки: ни сделанные этим ботом для вас, ни выложенные вами. Вам — можно.

form-remix-title = Изменить запрос
form-edit-title = Править
form-edit-prompt = Что изменить
form-edit-placeholder = Пусть будет зима, остальное оставь как есть
form-edit-which = Какую картинку
form-edit-several = Можно выбрать до { $limit }: несколько встанут рядом.
form-edit-picture = Картинка { $number }
form-prompt = Что на картинке
form-prompt-cut = В форму входит 4000 знаков; остальное обрезано.
form-model = Модель
form-model-line = около { USD($micro_usd) } за картинку · ~{ NUMBER($seconds, maximumFractionDigits: 1) } с
form-aspect-ratio = Форма, ширина к высоте
form-usual-ratio = как обычно у модели
form-usual-ratio-here = как принято в этом канале: { $ratio }
form-num-outputs = Сколько картинок
form-estimate = Около { USD($micro_usd) } за { $count ->
    [one] { $count } картинку
    [few] { $count } картинки
    [many] { $count } картинок
   *[other] { $count } картинки
} у { $model }
form-seed = Сид
form-seed-description = Пусто — новый. Здесь показан сид первой картинки.

details-title = **Всё, чтобы повторить результат**
details-prompt-in-file = Описание не помещается здесь целиком; полностью оно в файле.
details-model = Модель: { $model }
details-style = Стиль канала вокруг описания: { $style }
details-prediction = Запрос { $number }: сид `{ $seed }`, номер в сервисе: { $service_id }
details-asked = Запрошено: { $moment }
details-ended = Завершено: { $moment }
details-took = Заняло: { NUMBER($seconds, minimumFractionDigits: 1, maximumFractionDigits: 1) } с
details-estimate = Оценка: { USD($micro_usd) }, из них за полученные картинки: { USD($captured_micro_usd) }
details-job = Задание: `{ $job }`
details-lineage = **Откуда картинка:** это версия { $version }
details-version = - { $has_link ->
    [yes] [версия { $version }]({ $link })
   *[no] версия { $version }
} от { $artist }: { $prompt }
details-version-deleted = - версия { $version } от { $artist }, удалена
details-earlier = - и более ранние версии
details-first = - сначала была { $has_link ->
    [yes] [картинка]({ $link })
   *[no] картинка
} от { $artist }
details-sent = **Отправлено в сервис**
details-picture = (исходная картинка)
