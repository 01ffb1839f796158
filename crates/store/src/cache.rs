//! What is remembered between transactions: the compiled automation of each account, by version.
//!
//! A cache may be stale; whoever reads it compares the version with the row first.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use domain::AccountId;

use crate::faults::Faults;
use crate::triggers::AccountRules;

/// Accounts whose automation is kept compiled; beyond that the least recently compiled ones are dropped.
const ACCOUNTS_MAX: usize = 1_000;

#[derive(Default)]
pub(crate) struct Caches {
    /// Calls that are to fail, for tests: kept where every transaction of a store comes by.
    pub(crate) faults: Faults,
    rules_of: Mutex<HashMap<AccountId, Arc<AccountRules>>>,
}

impl Caches {
    pub(crate) fn rules(&self, account: AccountId, version: i64) -> Option<Arc<AccountRules>> {
        let rules_of = self.rules_of.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        rules_of.get(&account).filter(|rules| rules.version() == version).cloned()
    }

    /// Keeps what was compiled of a version that is committed, or about to be in the commit of its batch.
    pub(crate) fn keep_rules(&self, account: AccountId, rules: &Arc<AccountRules>) {
        let mut rules_of = self.rules_of.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if rules_of.get(&account).is_some_and(|kept| kept.version() > rules.version()) {
            // A reader on an older snapshot, or a publisher whose effect comes late.
            return;
        }
        if rules_of.len() >= ACCOUNTS_MAX && !rules_of.contains_key(&account) {
            rules_of.clear();
        }
        rules_of.insert(account, Arc::clone(rules));
    }

    /// After a commit that failed: a version that never came to be may have been compiled, and the next one will have
    /// its number.
    pub(crate) fn forget_all_rules(&self) {
        self.rules_of.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clear();
    }
}
