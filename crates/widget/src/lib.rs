//! Widget archives: the bytes of a zip or the files of a folder in, a [`Widget`] out, or every problem of it at once.
//!
//! Bytes in, values out. No clock, no randomness, no socket, no file system, no SQL: whoever needs one of those is in
//! the wrong room. Where files are kept and who may install them is the server's; what a trigger does with a widget is
//! `domain`'s; the body that is posted to a hook is `kommo`'s.
//!
//! Uploads come from strangers, so nothing here panics on its input and everything has a limit ([`limits`]). They also
//! come from people whose widget runs elsewhere today: what can be understood is installed and reported, and only what
//! is really broken is refused.

mod archive;
mod arrange;
mod diff;
mod dp;
mod field;
mod hook;
mod images;
mod labels;
pub mod limits;
mod lines;
mod locales;
mod location;
mod manifest;
mod moderation;
mod name;
mod node;
mod problem;
mod texts;
mod unzip;
mod widget;

pub use diff::{Changes, Diff};
pub use dp::{Dp, Reason};
pub use field::{Field, FieldKind, FieldProblem};
pub use hook::{HookAddress, HookProblem};
pub use locales::Locales;
pub use location::{Area, Location};
pub use manifest::{Manifest, Support};
pub use moderation::Objection;
pub use problem::{Problem, Severity};
pub use widget::Widget;
