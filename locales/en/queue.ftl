### The queue: what cards of waiting jobs tell, /queue, and its refusal.

queue-name = queue
queue-description = See what waits here, and when it is your turn

queue-why-room = Not everything can be made at once: it waits for room.
queue-why-others = Everybody has their turn: those before it come first.
queue-why-own = Earlier requests of the same artist come first.
queue-why-running = As many of this artist's are being made as may be while others wait.
queue-why-pace = The service takes only so many requests at a time.

queue-expected = { $unit ->
    [seconds] It should start within { $count ->
        [one] { $count } second
       *[other] { $count } seconds
    }.
    [minutes] It should start within { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }.
   *[hours] It should start within { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }.
}

queue-title = **The queue**
queue-here = In this server { $waiting ->
    [0] nothing waits
    [one] { $waiting } picture request waits
   *[other] { $waiting } picture requests wait
}, { $running ->
    [0] nothing is being made
    [one] { $running } is being made
   *[other] { $running } are being made
}.
queue-in-all = Everywhere { $waiting ->
    [0] nothing waits
    [one] { $waiting } picture request waits
   *[other] { $waiting } picture requests wait
}, { $running ->
    [0] nothing is being made
    [one] { $running } is being made
   *[other] { $running } are being made
}.
queue-own = **Yours**
queue-own-none = Nothing of yours waits.
queue-own-line = { $has_link ->
    [yes] [{ $place ->
        [0] Waits
       *[other] Place { $place }
    }]({ $link })
   *[no] { $place ->
        [0] Waits
       *[other] Place { $place }
    }
} · { $model } · { $prompt }
queue-own-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}

refusal-too-many-waiting = { $limit ->
    [one] { $limit } of your requests waits already, which is as many as may.
   *[other] { $limit } of your requests wait already, which is as many as may.
} Nothing was sent or charged. Ask again when one of them has begun: /queue shows them.
