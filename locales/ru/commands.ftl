### Названия и описания команд и параметров, варианты выбора и строки автодополнения.

imagine-name = нарисовать
imagine-description = Создать картинки по описанию
imagine-option-prompt = описание
imagine-option-prompt-description = Что должно быть на картинке
imagine-option-model = модель
imagine-option-model-description = Модель Flux: по умолчанию flux-schnell, а с вашей картинкой — flux-kontext-pro
imagine-option-aspect_ratio = соотношение_сторон
imagine-option-aspect_ratio-description = Форма картинки: ширина к высоте
imagine-option-num_outputs = количество
imagine-option-num_outputs-description = Сколько картинок, от 1 до 4; каждая оплачивается
imagine-option-seed = сид
imagine-option-seed-description = Тот же сид с теми же параметрами даёт ту же картинку
imagine-option-guidance = следование_описанию
imagine-option-guidance-description = Насколько точно следовать описанию: больше — точнее (flux-dev, flux-pro)
imagine-option-num_inference_steps = шаги
imagine-option-num_inference_steps-description = Больше шагов — тоньше и медленнее (schnell до 4, dev и pro до 50)
imagine-option-megapixels = мегапиксели
imagine-option-megapixels-description = Размер картинки: 1 или 0.25 (flux-schnell, flux-dev)
imagine-option-output_format = формат
imagine-option-output_format-description = Формат файла картинки
imagine-option-output_quality = качество
imagine-option-output_quality-description = Качество сжатия WebP и JPEG, от 0 до 100; PNG всегда без потерь
imagine-option-go_fast = ускорение
imagine-option-go_fast-description = Быстрее, но чуть менее точно (flux-schnell, flux-dev)
imagine-option-prompt_strength = сила_описания
imagine-option-prompt_strength-description = С картинкой: сколько в ней можно изменить, от 0 до 1 (flux-dev)
imagine-option-input_image = картинка
imagine-option-input_image-description = Картинка, которую изменить или взять за основу
imagine-option-image_prompt_strength = влияние_картинки
imagine-option-image_prompt_strength-description = Насколько ваша картинка влияет на новую, от 0 до 1 (flux-1.1-pro-ultra)
imagine-option-raw = без_обработки
imagine-option-raw-description = Меньше обработки, естественнее вид (flux-1.1-pro-ultra)
imagine-option-prompt_upsampling = дополнить_описание
imagine-option-prompt_upsampling-description = Позволить модели дополнить ваше описание
imagine-option-width = ширина
imagine-option-width-description = Ширина в пикселях, вместе с высотой; кратна 32 (flux-pro, flux-1.1-pro)
imagine-option-height = высота
imagine-option-height-description = Высота в пикселях, вместе с шириной; кратна 32 (flux-pro, flux-1.1-pro)
imagine-option-private = лично
imagine-option-private-description = Ответ увидите только вы
# Так этот параметр называется у самой flux-pro; на него может сослаться отказ.
imagine-option-steps = шаги

edit-name = править
edit-description = Изменить картинку, как вы скажете; без картинки — вашу последнюю в этом канале
edit-option-prompt = описание
edit-option-prompt-description = Что изменить и что оставить как есть
edit-option-input_image = картинка
edit-option-input_image-description = Какую картинку править; без неё — вашу последнюю в этом канале
edit-option-input_image_2 = картинка_2
edit-option-input_image_2-description = Вторая картинка; несколько встанут рядом, в этом порядке
edit-option-input_image_3 = картинка_3
edit-option-input_image_3-description = Третья картинка, рядом со второй
edit-option-input_image_4 = картинка_4
edit-option-input_image_4-description = Четвёртая картинка, рядом с третьей
edit-option-model = модель
edit-option-model-description = Модель Flux, которая правит: по умолчанию flux-kontext-pro
edit-option-aspect_ratio = соотношение_сторон
edit-option-aspect_ratio-description = Форма результата: ширина к высоте; по умолчанию как у картинки
edit-option-num_outputs = количество
edit-option-num_outputs-description = Сколько результатов, от 1 до 4; каждый оплачивается
edit-option-seed = сид
edit-option-seed-description = Тот же сид с той же картинкой и параметрами даёт тот же результат
edit-option-output_format = формат
edit-option-output_format-description = Формат файла результата
edit-option-private = лично
edit-option-private-description = Ответ увидите только вы

edit-picture-name = Править картинку

privacy-name = приватность
privacy-description = Выбрать, что другим можно с вашими картинками, скачать или удалить свои данные

choice-output-format-webp = WebP
choice-output-format-jpg = JPEG
choice-output-format-png = PNG

model-line = { $model } · около { USD($micro_usd) } · ~{ NUMBER($seconds, maximumFractionDigits: 1) } с
ratio-line = { $ratio ->
    [match_input_image] как у исходной картинки
    [custom] свой размер (укажите ширину и высоту)
   *[other] { $ratio }
}
megapixels-line = { $size ->
    [small] 0.25 Мп: маленькая, зато быстро
   *[full] 1 Мп: обычный размер
}
line-usual-here = { $line } · обычно здесь
