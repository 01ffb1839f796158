//! Starts a bot in the lead's conversation.

use crate::BotId;

/// Settings of the action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunBot {
    /// Which bot.
    pub bot: BotId,
    /// Whether the messages stay unread for people.
    pub leaves_unread: bool,
}
