# Витрины: копии картинок, которые собирают реакции.

showcase-name = витрина
showcase-description = Модераторам: решить о картинке на витрине
showcase-freeze-name = заморозить
showcase-freeze-description = Модераторам: оставить картинку как есть; реакции её не приведут и не уберут
showcase-freeze-option-card = карточка
showcase-freeze-option-card-description = Ссылка на карточку или на её копию на витрине
showcase-freeze-option-reason = причина
showcase-freeze-option-reason-description = Почему; хранится вместе с картинкой
showcase-force-name = выставить
showcase-force-description = Модераторам: показать картинку независимо от реакций
showcase-force-option-card = карточка
showcase-force-option-card-description = Ссылка на карточку
showcase-force-option-reason = причина
showcase-force-option-reason-description = Почему; хранится вместе с картинкой
showcase-remove-name = убрать
showcase-remove-description = Модераторам: убрать картинку с витрины независимо от реакций
showcase-remove-option-card = карточка
showcase-remove-option-card-description = Ссылка на карточку или на её копию на витрине
showcase-remove-option-reason = причина
showcase-remove-option-reason-description = Почему; хранится вместе с картинкой
showcase-release-name = отпустить
showcase-release-description = Модераторам: пусть о картинке снова решают реакции
showcase-release-option-card = карточка
showcase-release-option-card-description = Ссылка на карточку или на её копию на витрине
showcase-release-option-reason = причина
showcase-release-option-reason-description = Почему; хранится вместе с картинкой

showcase-head = { $emoji } **{ $count }** · **{ $artist }**
showcase-parents = { $count ->
    [one] Сделано из картинки от { $artists }
   *[other] Сделано из картинок от { $artists }
}
showcase-card = К карточке

showcase-frozen = Заморожено: картинка остаётся как есть, на витрине или вне её, какими бы ни были реакции. Если удалят карточку, не станет и копии. /витрина отпустить — и снова решают реакции.
showcase-forced = Картинка скоро появится на витрине и останется там, какими бы ни были реакции. Если удалят карточку, не станет и копии. /витрина отпустить — и снова решают реакции.
showcase-removed = Картинка уходит с витрины, если была там, и по реакциям не вернётся. Карточка остаётся. /витрина отпустить — и снова решают реакции.
showcase-released = Теперь о картинке снова решают реакции, пока она не слишком стара.

refusal-showcase-not-yours = Что показывает витрина, решают только те, кто может управлять сообщениями. Ничего не изменено. Чтобы проголосовать за картинку, поставьте реакцию на карточку.
refusal-not-a-card = Это не общедоступная карточка этого сервера, или её удалили. Ничего не изменено. Скопируйте ссылку на сообщение с готовыми картинками или на его копию на витрине.
refusal-no-showcase = Ни одна витрина этого сервера не берёт картинки из того канала. Ничего не изменено. Модераторы могут завести витрину или изменить, откуда она берёт картинки.
refusal-not-showable = Эта картинка остаётся где есть: её канал с возрастным ограничением или скрыт от тех, кто видит витрину. Ничего не изменено.
refusal-nothing-decided = Об этой картинке никто не решал, так что о ней и так решают реакции. Ничего не изменено.
