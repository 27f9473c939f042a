"""The only place that builds Discord components: cards, buttons, dialogs, and the error funnel."""
