# Showcases: copies of pictures that gather reactions.

showcase-name = showcase
showcase-description = Moderators: decide about a picture in the showcase
showcase-freeze-name = freeze
showcase-freeze-description = Moderators: leave a picture as it is; reactions neither bring it nor take it away
showcase-freeze-option-card = card
showcase-freeze-option-card-description = Link to the card, or to its copy in the showcase
showcase-freeze-option-reason = reason
showcase-freeze-option-reason-description = Why; it is kept with the picture
showcase-force-name = force
showcase-force-description = Moderators: show a picture, whatever its reactions
showcase-force-option-card = card
showcase-force-option-card-description = Link to the card
showcase-force-option-reason = reason
showcase-force-option-reason-description = Why; it is kept with the picture
showcase-remove-name = remove
showcase-remove-description = Moderators: take a picture out of the showcase, whatever its reactions
showcase-remove-option-card = card
showcase-remove-option-card-description = Link to the card, or to its copy in the showcase
showcase-remove-option-reason = reason
showcase-remove-option-reason-description = Why; it is kept with the picture
showcase-release-name = release
showcase-release-description = Moderators: let reactions decide about a picture again
showcase-release-option-card = card
showcase-release-option-card-description = Link to the card, or to its copy in the showcase
showcase-release-option-reason = reason
showcase-release-option-reason-description = Why; it is kept with the picture

showcase-head = { $emoji } **{ $count }** · **{ $artist }**
showcase-parents = { $count ->
    [one] Made from a picture by { $artists }
   *[other] Made from pictures by { $artists }
}
showcase-card = To the card

showcase-frozen = Frozen: the picture stays as it is, in the showcase or out of it, whatever the reactions. It still goes if its card is deleted. /showcase release lets reactions decide again.
showcase-forced = The picture is on its way into the showcase and stays there, whatever the reactions. It still goes if its card is deleted. /showcase release lets reactions decide again.
showcase-removed = The picture leaves the showcase, if it was there, and does not come back by reactions. Its card stays. /showcase release lets reactions decide again.
showcase-released = From now on reactions decide about the picture again, for as long as it is young enough.

refusal-showcase-not-yours = Only people who may manage messages decide what a showcase shows. Nothing was changed. React to a card to vote for it.
refusal-not-a-card = That is no public card of this server, or it was deleted. Nothing was changed. Copy the link of a message that shows the finished pictures, or of its copy in the showcase.
refusal-no-showcase = No showcase of this server takes pictures from that channel. Nothing was changed. Moderators can set one up, or change where it takes pictures from.
refusal-not-showable = That picture stays where it is: its channel is age-restricted, or hidden from people who see the showcase. Nothing was changed.
refusal-nothing-decided = Nobody has decided about that picture, so reactions decide already. Nothing was changed.
