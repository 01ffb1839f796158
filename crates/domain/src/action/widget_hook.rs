//! Posts a hook to the server of an installed widget.

use crate::{ReceiverId, WidgetId};

/// Settings of the action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WidgetHook {
    /// The installed widget.
    pub widget: WidgetId,
    /// The trigger's values for the fields of `dp.settings`: a JSON object, kept byte for byte.
    pub settings: String,
    /// `dp.action_multiple` of the widget's manifest: it may stand on several stages and hears inner and outgoing moves.
    pub action_multiple: bool,
    /// Where the hook goes; absent while neither the manifest nor the installation names an address.
    pub address: Option<ReceiverId>,
}
