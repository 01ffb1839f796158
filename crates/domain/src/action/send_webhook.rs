//! Posts what happened to any address ("API: send webhook").

/// Settings of the action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendWebhook {
    /// Where to.
    pub url: String,
}
