### What is refused before anything is sent: what is wrong, that it cost nothing, what to do.

input-unknown-model = There is no model { $value }. Nothing was sent or charged. These exist: { $models }.
input-empty-prompt = The prompt is empty. Nothing was sent or charged. Say what the picture should show.
input-out-of-range = { $field } { $value } does not work on { $model }: it takes { $minimum } to { $maximum }. Nothing was sent or charged. { $models ->
    [none] Take a value in that range.
   *[other] Take a value in that range, or one of: { $models }.
}
input-not-a-choice = { $field } { $value } is not something { $model } has. It takes: { $choices }. Nothing was sent or charged. { $models ->
    [none] Take one of these.
   *[other] Take one of these, or a model that has it: { $models }.
}
input-not-a-field = { $model } has no { $field } (you gave { $value }). Nothing was sent or charged. { $models ->
    [none] Leave it out.
   *[other] Leave it out, or take a model that has it: { $models }.
}
input-needs-companion = On { $model }, { $field } works only together with { $companion }. Nothing was sent or charged. Give both or neither.
input-picture-not-taken = { $model } takes no picture ({ $field }). Nothing was sent or charged. { $models ->
    [none] Leave the picture out.
   *[other] Leave the picture out, or take one of: { $models }.
}
input-not-an-editor = { $model } does not edit pictures. Nothing was sent or charged. Take one of: { $models }.
input-picture-needed = { $field } { $value } on { $model } needs a picture. Nothing was sent or charged. Attach one, or choose something else.

refusal-budget-exceeded = { $way ->
    [none] { $scope ->
        [operator] This bot makes no pictures this month: its operator has set the budget to nothing.
        [server] No pictures can be made on this server: those who manage it have set its budget to nothing.
        [channel] No pictures can be made in this channel: those who manage the server have set its budget to nothing.
       *[person] You cannot make pictures on this server with your roles: those who manage it have set it so.
    } Nothing was sent or charged.
   *[other] { $scope ->
        [operator] The bot's budget for this month is too small for this
        [server] This server's budget for this month is too small for this
        [channel] This channel's budget for this month is too small for this
       *[person] Your budget for today is too small for this
    }: it needs about { USD($cost) }, and { USD($left) } of { USD($limit) } is left. Nothing was sent or charged. { $way ->
        [smaller] Take a cheaper model or fewer pictures: the whole of it would not be enough for this.
        [later] Come back on { AT($opens_at) }, { $opens_at }, when it begins anew.
       *[both] Take a cheaper model or fewer pictures, or come back on { AT($opens_at) }, { $opens_at }, when it begins anew.
    }
}
refusal-job-gone = The bot has no record of this card any more. Nothing was sent or charged. Start a new one with /imagine.
refusal-not-yours = Only the artist and people who may manage messages here can do that. Nothing was changed. You can make your own with /imagine.
refusal-not-now = The bot is about to restart. Nothing was sent or charged. Try again in a minute.
refusal-store-unavailable = The bot cannot reach its records at the moment. Nothing new was sent or charged, and what was being made is not lost. Try again in a minute.
refusal-picture = { $reason ->
    [empty] The file is empty.
    [too-large-file] The file is too large: up to { $limit } MB.
    [too-many-pixels] The picture has too many pixels: up to { $limit } megapixels.
    [too-long-side] One side of the picture is too long: up to { $limit } pixels.
    [not-a-picture] The file is not a picture that can be read.
   *[broken] The picture is damaged or cut short.
} Nothing was sent or charged. { $reason ->
    [too-large-file] Give a smaller one.
    [too-many-pixels] Give a smaller one.
    [too-long-side] Cut a part out of it.
    [not-a-picture] Give a PNG, JPEG, WebP or GIF.
   *[other] Save it anew or give another one.
}
refusal-no-picture = There is no picture in that message that the bot can use. Nothing was sent or charged. Point at one that has a picture, or attach one to /edit.
refusal-no-last-picture = Nothing is attached, and you have made no picture in this channel yet. Nothing was sent or charged. Attach one to /edit, or start with /imagine.
refusal-picture-gone = That picture is not there any more. Nothing was sent or charged. Attach it to /edit, or point at another one.
refusal-too-many-pictures = { $given } pictures are too many: up to { $limit } fit side by side. Nothing was sent or charged. Choose fewer.
refusal-age-restricted = That picture is from an age-restricted channel and stays there. Nothing was sent or charged. Edit it where it is, or start from another one.
refusal-edits-forbidden = The person who made or posted that picture does not want others to edit it. Nothing was sent or charged. Ask them, or start from another one.
refusal-draft-gone = This form is too old: its pictures are forgotten. Nothing was sent or charged. Open it anew from the message.
refusal-cannot-reply = The bot may not answer in that channel. Nothing was sent or charged. It has to see the channel, write in it, attach files and read its history; moderators can allow that.
refusal-use-the-menu = From a reply, the bot cannot see the picture in somebody else's message. Nothing was sent or charged. Press and hold that message, or right-click it, and choose Apps, then Edit picture.
refusal-picture-not-read = Discord did not hand the picture over. Nothing was sent or charged. Try again; if that fails too, attach the picture anew.
refusal-place-not-allowed = The operator of this bot does not offer it here. Nothing was sent or charged. Use it where it is offered, or ask its operator.
refusal-server-not-allowed = The operator of this bot does not offer it on this server. Nothing was sent or charged. The server's admins can ask the operator to add it.
refusal-private-use-off = This bot works on servers only, not in private messages. Nothing was sent or charged. Use it on a server that has it.
refusal-private-use-for-owners = In private messages this bot works for its owners only. Nothing was sent or charged. Use it on a server that has it.
refusal-older-version = This button is from an older version of the bot. Nothing was sent or charged. Start a new one with /imagine.
refusal-older-command = This command has changed since your Discord last asked for it. Nothing was sent or charged. Restart Discord, then type the command again.
refusal-older-form = This form is from an older version of the bot. Nothing was sent or charged. Open it anew from a card, or use /imagine.
refusal-not-a-seed = The seed { $value } is not a whole number. Nothing was sent or charged. Give a number from 1 to 2147483647, or leave it empty.
refusal-unexpected = Something went wrong inside the bot. If pictures were already being made, their card goes on by itself; otherwise nothing was charged. Try again; if it fails once more, give the bot's operator this reference: `{ $reference }`
