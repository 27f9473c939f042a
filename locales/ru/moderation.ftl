### Что видят и решают модераторы.

audit-card = карточка
audit-made = { $count ->
    [one] { $by }: сделана { $count } картинка
    [few] { $by }: сделаны { $count } картинки
    [many] { $by }: сделано { $count } картинок
   *[other] { $by }: сделано { $count } картинки
}, канал { $place }.
audit-blocked = Фильтр безопасности сервиса заблокировал запрос от { $person }, канал { $place }.
audit-deleted = { $is_own ->
    [yes] { $by }: удалена своя картинка, канал { $place }.
   *[no] { $by ->
        [none] Удалена картинка от { $person }, канал { $place }.
       *[other] { $by }: удалена картинка от { $person }, канал { $place }.
    }
}
audit-setting = { $by }: изменена настройка — { $detail }{ $place ->
    [none] .
   *[other] {" "}({ $place }).
}

setting-audit-channel = канал журнала
setting-moderators-channel = канал модераторов
setting-channel-purpose = назначение канала
setting-channel = настройки канала
setting-channel-closed = у канала больше нет назначения
