//! What browsers need to run widgets: their files, what the page may load, what the host in the browser knows, and
//! the way out for `crm_post`.
//!
//! Files are asked for without a session too (a style sheet's font, a preview in a chat). So that this tells nobody
//! anything, their address carries a key that only those learn who may see the widget; see [`key`]. Addresses
//! without a key, which old widgets have written into their code, work for signed-in browsers alone. Drawing and
//! calling widgets is the browser's (`web/src/compat`), unpacking archives is `widget`'s.

pub mod files;
pub mod key;
pub mod page;
pub mod policy;
pub mod post;
pub mod settings;
pub mod view;

use std::collections::HashMap;
use std::sync::Mutex;

use crate::outbound::Outbound;

/// Widgets whose named addresses are remembered.
const NAMED_MAX: usize = 1_000;

/// What the host keeps between requests.
pub struct Host {
    key: [u8; 32],
    outbound: Outbound,
    /// By stamp: the addresses that a widget's files name never change under one stamp.
    named: Mutex<HashMap<String, Vec<String>>>,
}

impl Host {
    /// `key` signs the addresses of files; `outbound` is the way to the servers of widgets.
    pub fn new(key: [u8; 32], outbound: Outbound) -> Host {
        Host { key, outbound, named: Mutex::default() }
    }

    fn named(&self, stamp: &str) -> Option<Vec<String>> {
        self.named.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).get(stamp).cloned()
    }

    fn remember(&self, stamp: &str, origins: &[String]) {
        let mut named = self.named.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if named.len() >= NAMED_MAX {
            named.clear();
        }
        named.insert(stamp.to_string(), origins.to_vec());
    }
}
