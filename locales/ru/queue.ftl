### Очередь: что говорят карточки ждущих запросов, команда /очередь и её отказ.

queue-name = очередь
queue-description = Посмотреть, кто ждёт и когда ваша очередь

queue-why-room = Всё сразу сделать нельзя: запрос ждёт, пока освободится место.
queue-why-others = Очередь доходит до каждого: сначала те, кто раньше.
queue-why-own = Сначала более ранние запросы того же автора.
queue-why-running = Запросов этого автора уже делается столько, сколько можно, пока ждут другие.
queue-why-pace = Сервис принимает не всё сразу.

queue-expected = { $unit ->
    [seconds] Начнётся примерно через { $count ->
        [one] { $count } секунду
        [few] { $count } секунды
       *[other] { $count } секунд
    }.
    [minutes] Начнётся примерно через { $count ->
        [one] { $count } минуту
        [few] { $count } минуты
       *[other] { $count } минут
    }.
   *[hours] Начнётся примерно через { $count ->
        [one] { $count } час
        [few] { $count } часа
       *[other] { $count } часов
    }.
}

queue-title = **Очередь**
queue-here = На этом сервере { $waiting ->
    [0] никто не ждёт
    [one] ждёт { $waiting } запрос
    [few] ждут { $waiting } запроса
   *[other] ждут { $waiting } запросов
}, { $running ->
    [0] ничего не делается
    [one] делается { $running }
   *[other] делаются { $running }
}.
queue-in-all = Во всех местах { $waiting ->
    [0] никто не ждёт
    [one] ждёт { $waiting } запрос
    [few] ждут { $waiting } запроса
   *[other] ждут { $waiting } запросов
}, { $running ->
    [0] ничего не делается
    [one] делается { $running }
   *[other] делаются { $running }
}.
queue-own = **Ваши**
queue-own-none = Из ваших запросов ни один не ждёт.
queue-own-line = { $has_link ->
    [yes] [{ $place ->
        [0] Ждёт
       *[other] Место { $place }
    }]({ $link })
   *[no] { $place ->
        [0] Ждёт
       *[other] Место { $place }
    }
} · { $model } · { $prompt }
queue-own-more = { $count ->
    [one] и ещё { $count }
   *[other] и ещё { $count }
}

refusal-too-many-waiting = { $limit ->
    [one] Уже ждёт { $limit } ваш запрос, больше нельзя.
    [few] Уже ждут { $limit } ваших запроса, больше нельзя.
   *[other] Уже ждут { $limit } ваших запросов, больше нельзя.
} Ничего не отправлено, деньги не списаны. Попросите снова, когда какой-нибудь из них начнётся: их показывает /очередь.
