//! An id type for each noun, so that no two can be swapped by accident.

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name(pub i64);

            impl std::fmt::Display for $name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    self.0.fmt(f)
                }
            }
        )*
    };
}

id! {
    /// One customer of the installation; nothing is ever shared between two accounts.
    AccountId,
    /// A person who works in an account. 0 is the robot: whatever happens by itself.
    UserId,
    /// A lead (element type 2 on the wire).
    LeadId,
    /// A contact (element type 1 on the wire).
    ContactId,
    /// A company (element type 3 on the wire).
    CompanyId,
    /// A pipeline of leads.
    PipelineId,
    /// A column of the board. Unique only together with its pipeline: 142 and 143 stand in each.
    StageId,
    /// One rule of the automation.
    TriggerId,
    /// Something that happened; ids grow in the order of happening.
    EventId,
    /// One firing of a trigger.
    RunId,
    /// A piece of work that is due at a time.
    JobId,
    /// An installed widget.
    WidgetId,
    /// An address that hooks go to.
    ReceiverId,
    /// A custom field.
    FieldId,
    /// A tag.
    TagId,
    /// A choice of a custom field.
    EnumId,
    /// A task.
    TaskId,
    /// A type of tasks.
    TaskTypeId,
    /// A note.
    NoteId,
    /// A role: rights under a name.
    RoleId,
    /// A group of users.
    GroupId,
    /// Why a lead was lost.
    LossReasonId,
    /// Work over many entities.
    BatchId,
    /// A bot.
    BotId,
}

impl UserId {
    /// The author of automatic changes (`digital-pipeline` §8.3).
    pub const ROBOT: UserId = UserId(0);
}
