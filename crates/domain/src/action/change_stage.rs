//! Moves the lead. Needs a delay on stage conditions: the vendor's brake against ping-pong (`digital-pipeline` §3.1).

use crate::pipeline::Place;

/// Settings of the action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeStage {
    /// Where to.
    pub to: Place,
}
