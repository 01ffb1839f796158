//! Posts what happened to any address ("API: send webhook").

use crate::ReceiverId;

/// Settings of the action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendWebhook {
    /// Where to, byte for byte.
    pub url: String,
    /// The same address among those that hooks go to.
    pub address: ReceiverId,
}
