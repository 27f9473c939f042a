### Names and descriptions of commands and their options; choices and the lines of autocomplete.
### Option names are those of the Flux input fields.

imagine-name = imagine
imagine-description = Make pictures from a description
imagine-option-prompt = prompt
imagine-option-prompt-description = What the picture shows
imagine-option-model = model
imagine-option-model-description = Flux model: flux-schnell if you say nothing, flux-kontext-pro with a picture
imagine-option-aspect_ratio = aspect_ratio
imagine-option-aspect_ratio-description = Shape of the picture, width to height
imagine-option-num_outputs = num_outputs
imagine-option-num_outputs-description = How many pictures, 1 to 4; each is paid for
imagine-option-seed = seed
imagine-option-seed-description = The same seed with the same options makes the same picture again
imagine-option-guidance = guidance
imagine-option-guidance-description = How closely to follow the description: higher is closer (flux-dev, flux-pro)
imagine-option-num_inference_steps = num_inference_steps
imagine-option-num_inference_steps-description = More steps: finer and slower (schnell up to 4, dev and pro up to 50)
imagine-option-megapixels = megapixels
imagine-option-megapixels-description = Size of the picture: 1 or 0.25 (flux-schnell, flux-dev)
imagine-option-output_format = output_format
imagine-option-output_format-description = File format of the picture
imagine-option-output_quality = output_quality
imagine-option-output_quality-description = How well WebP and JPEG are kept, 0 to 100; PNG is always exact
imagine-option-go_fast = go_fast
imagine-option-go_fast-description = Faster, slightly less exact (flux-schnell, flux-dev)
imagine-option-prompt_strength = prompt_strength
imagine-option-prompt_strength-description = With a picture: how much of it may change, 0 to 1 (flux-dev)
imagine-option-input_image = input_image
imagine-option-input_image-description = A picture to change or to start from
imagine-option-image_prompt_strength = image_prompt_strength
imagine-option-image_prompt_strength-description = How strongly your picture guides the new one, 0 to 1 (flux-1.1-pro-ultra)
imagine-option-raw = raw
imagine-option-raw-description = Less processed, more natural pictures (flux-1.1-pro-ultra)
imagine-option-prompt_upsampling = prompt_upsampling
imagine-option-prompt_upsampling-description = Let the model enrich your description
imagine-option-width = width
imagine-option-width-description = Width in pixels, with height; rounded to 32 (flux-pro, flux-1.1-pro)
imagine-option-height = height
imagine-option-height-description = Height in pixels, with width; rounded to 32 (flux-pro, flux-1.1-pro)
imagine-option-private = private
imagine-option-private-description = Only you see the answer
# flux-pro's own name for the same thing, as refusals may name it.
imagine-option-steps = num_inference_steps

edit-name = edit
edit-description = Change a picture as you say; without one, your last picture in this channel
edit-option-prompt = prompt
edit-option-prompt-description = What to change, and what to leave as it is
edit-option-input_image = input_image
edit-option-input_image-description = The picture to change; without one, your last picture in this channel
edit-option-input_image_2 = input_image_2
edit-option-input_image_2-description = A second picture; several are put side by side, in this order
edit-option-input_image_3 = input_image_3
edit-option-input_image_3-description = A third picture, beside the second
edit-option-input_image_4 = input_image_4
edit-option-input_image_4-description = A fourth picture, beside the third
edit-option-model = model
edit-option-model-description = Flux model that edits: flux-kontext-pro if you say nothing
edit-option-aspect_ratio = aspect_ratio
edit-option-aspect_ratio-description = Shape of the result, width to height; that of the picture if you say nothing
edit-option-num_outputs = num_outputs
edit-option-num_outputs-description = How many results, 1 to 4; each is paid for
edit-option-seed = seed
edit-option-seed-description = The same seed with the same picture and options makes the same result again
edit-option-output_format = output_format
edit-option-output_format-description = File format of the result
edit-option-private = private
edit-option-private-description = Only you see the answer

edit-picture-name = Edit picture

privacy-name = privacy
privacy-description = Choose what others may do with what is yours, download your data, or have them deleted

choice-output-format-webp = WebP
choice-output-format-jpg = JPEG
choice-output-format-png = PNG

model-line = { $model } · about { USD($micro_usd) } · ~{ NUMBER($seconds, maximumFractionDigits: 1) } s
ratio-line = { $ratio ->
    [match_input_image] as the input picture
    [custom] custom (give width and height)
   *[other] { $ratio }
}
megapixels-line = { $size ->
    [small] 0.25 MP: small and quick
   *[full] 1 MP: the usual size
}
line-usual-here = { $line } · usual here
