### Words that are in no prompt: the page of /settings, its form, and what is refused.

button-words = Words
button-wording = Add words
button-drop = Remove it
settings-words-title = Words nobody may use
settings-words-about = Prompts, themes and themes of contests with one of these are refused, in private and without saying which it was. They are found when they are disguised, too: with look-alike letters, signs between letters, accents. A word is a whole word: one that only contains it passes. An asterisk within a word is any one letter.
settings-words-list = **Words and patterns**: { $count }
settings-words-none = **Words and patterns**: none
settings-words-pattern = { $pattern } · pattern
settings-words-there-already = All of that is on the list already. Nothing was changed.
settings-words-gone-already = Somebody else has removed that already. Below is how it is now.

form-wording-title = Words nobody may use
form-wording-lines = Words or patterns, one a line
form-wording-description = Several words in a line are a phrase. An asterisk at an end is any letters: rain* is rainy, too.
form-wording-kind = What they are
form-wording-word = Words
form-wording-word-description = Found as whole words, however they are disguised; { $limit } at most
form-wording-pattern = Patterns
form-wording-pattern-description = Regular expressions of RE2, for those who know them; { $limit } at most

refusal-words = This server does not allow some of these words. Nothing was sent or charged. Say it in other words.
refusal-rule-too-long = Line { $line } is too long: { $limit } characters are the most. Nothing was changed. Write less in it.
refusal-too-many-rules = That would be too many: a server can have { $limit } of this kind. Nothing was changed. Remove some first, or add fewer.
refusal-patterns-too-large = Together the patterns of this server would be too large to be looked for in every prompt. Nothing was changed. Remove some first, or add simpler ones: counts such as (…){ "{" }1,500{ "}" } make them large.
refusal-no-letters = Line { $line } is no word: it needs two letters or digits at least. Nothing was changed. Write words, one a line.
refusal-not-a-pattern = Line { $line } is no pattern that can be used: RE2 does not understand it, or it is too large. Nothing was changed. RE2 knows no lookarounds and no backreferences, and counts such as (…){ "{" }1,500{ "}" } make it large.
refusal-boundless-pattern = The pattern in line { $line } is found in every text, so it would refuse everything. Nothing was changed. Let it ask for one character at least.
