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
card-canceling = Отменяем. Сначала вернётся ответ на запрос, который уже ушёл в сервис.
card-canceled = Отменено. В сервис ничего не отправлено, денег не потрачено.
card-canceled-late = Отменено. В бюджет здесь ничего не засчитано; за начатое сервис всё же может взять плату.
card-deleted = Карточка удалена.
card-done-elsewhere = Готово. На этой карточке картинок нет.
card-partial = Картинок: { $made } из { $asked }; { $reason ->
    [unauthorized] сервис не принял ключ бота
    [out-of-credit] на счёте бота в сервисе закончились деньги
    [rate-limited] сервис больше не принимал запросы
    [invalid-input] сервис не принял параметры
    [unavailable] сервис или модель не работали
    [unreachable] с сервисом не удалось связаться
    [blocked] остальное задержал фильтр безопасности сервиса
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
   *[none] больше сервис не сделал, или остальное задержал его фильтр безопасности
}. Недостающее в бюджет здесь не засчитано. Новые картинки сделает «Ещё раз», остальное — в «Подробностях».
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

note-lowered-to-maximum = Параметр «{ $field }»: вместо { $value } взято { $used }, больше у { $model } не бывает.
note-read-as = Параметр «{ $field }»: { $value } понято как { $used }.
note-without-effect = Параметр «{ $field }» ({ $value }) ни на что не влияет у { $model }.

button-cancel = Отменить
button-again = Ещё раз
button-details = Подробности
button-delete = Удалить
button-retry = Повторить

answer-nothing-to-cancel = Отменять уже нечего: всё завершилось. Чем — написано на карточке.

details-title = **Всё, чтобы повторить результат**
details-prompt-in-file = Описание не помещается здесь целиком; полностью оно в файле.
details-model = Модель: { $model }
details-prediction = Запрос { $number }: сид `{ $seed }`, номер в сервисе: { $service_id }
details-asked = Запрошено: { $moment }
details-ended = Завершено: { $moment }
details-took = Заняло: { NUMBER($seconds, minimumFractionDigits: 1, maximumFractionDigits: 1) } с
details-estimate = Оценка: { USD($micro_usd) }, из них за полученные картинки: { USD($captured_micro_usd) }
details-job = Задание: `{ $job }`
details-sent = **Отправлено в сервис**
details-picture = (ваша картинка)
