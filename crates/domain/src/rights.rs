//! What a user may do with what (`users-api`): general rights, narrowed or widened by rights at single stages.
//!
//! Being a subscriber of a lead's chat widens viewing too; there are no chats yet.

use crate::pipeline::Place;
use crate::{EntityKind, Problem};

/// Stages with rights of their own in one role.
pub const STAGES_MAX: usize = 500;

/// How far a right reaches. A wider one includes the narrower.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Level {
    /// To nothing.
    Denied,
    /// To what the user himself is responsible for.
    Own,
    /// To what anybody of the user's group is responsible for.
    Group,
    /// To elements of catalogs that are linked to what the user may see.
    Linked,
    /// To everything.
    #[default]
    All,
}

impl Level {
    /// The letter of the vendor's page.
    pub const fn letter(self) -> char {
        match self {
            Level::Denied => 'D',
            Level::Own => 'M',
            Level::Group => 'G',
            Level::Linked => 'L',
            Level::All => 'A',
        }
    }

    /// The level with that letter.
    pub fn from_letter(letter: char) -> Option<Level> {
        [Level::Denied, Level::Own, Level::Group, Level::Linked, Level::All]
            .into_iter()
            .find(|level| level.letter() == letter)
    }

    /// Whether it reaches to what somebody in this relation to the user is responsible for.
    pub fn reaches(self, relation: Relation) -> bool {
        match relation {
            Relation::Own => self >= Level::Own,
            Relation::Group => self >= Level::Group,
            Relation::Other => self >= Level::Linked,
        }
    }
}

/// Who is responsible, seen from the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The user.
    Own,
    /// A colleague of the same group.
    Group,
    /// Anybody else.
    Other,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Looked at.
    View,
    /// Changed.
    Edit,
    /// Made.
    Add,
    /// Deleted.
    Delete,
    /// Taken along.
    Export,
}

impl Act {
    /// All acts, in the order of the page.
    pub const ALL: [Act; 5] = [Act::View, Act::Edit, Act::Add, Act::Delete, Act::Export];

    /// The word on the page.
    pub const fn name(self) -> &'static str {
        match self {
            Act::View => "view",
            Act::Edit => "edit",
            Act::Add => "add",
            Act::Delete => "delete",
            Act::Export => "export",
        }
    }
}

/// How far each act reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Acts {
    levels: [Level; 5],
}

impl Acts {
    /// The same level for every act.
    pub const fn every(level: Level) -> Acts {
        Acts { levels: [level; 5] }
    }

    /// How far an act reaches.
    pub fn level(&self, act: Act) -> Level {
        self.levels[act as usize]
    }

    /// Sets how far an act reaches.
    pub fn set(&mut self, act: Act, level: Level) {
        self.levels[act as usize] = level;
    }

    /// What contradicts itself: editing needs viewing, deleting needs both, and no act reaches further than what it
    /// needs. `path` is where these rights stand.
    pub fn check(&self, path: &str) -> Vec<Problem> {
        let mut problems = Vec::new();
        let needs =
            [(Act::Edit, Act::View), (Act::Delete, Act::View), (Act::Delete, Act::Edit), (Act::Export, Act::View)];
        for (act, base) in needs {
            if self.level(act) > self.level(base) {
                let told = format!("{} reaches no further than {}", act.name(), base.name());
                problems.push(Problem::new(format!("{path}.{}", act.name()), "NotSupportedChoice", told));
            }
        }
        if !matches!(self.level(Act::Add), Level::All | Level::Denied) {
            let told = "adding is allowed (A) or denied (D)";
            problems.push(Problem::new(format!("{path}.add"), "NotSupportedChoice", told));
        }
        problems.dedup_by(|a, b| a.path == b.path);
        problems
    }

    fn letters(&self) -> String {
        self.levels.iter().map(|level| level.letter()).collect()
    }

    fn parse(letters: &str) -> Option<Acts> {
        let levels: Vec<Level> = letters.chars().map(Level::from_letter).collect::<Option<_>>()?;
        Some(Acts { levels: levels.try_into().ok()? })
    }
}

/// All rights of a user who is no administrator.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Rights {
    /// For leads; customers inherit them.
    pub leads: Acts,
    /// For contacts.
    pub contacts: Acts,
    /// For companies.
    pub companies: Acts,
    /// Editing tasks.
    pub tasks_edit: Level,
    /// Deleting tasks.
    pub tasks_delete: Level,
    /// Rights at single stages instead of those for leads; adding stays as it is.
    pub stages: Vec<(Place, Acts)>,
    /// Whether mail may be read and written.
    pub mail: bool,
    /// Whether catalogs may be used.
    pub catalogs: bool,
}

impl Rights {
    /// Everything: what a user has who was never given any rights.
    pub fn full() -> Rights {
        Rights { mail: true, catalogs: true, ..Rights::default() }
    }

    /// Nothing: a free user.
    pub fn none() -> Rights {
        let none = Acts::every(Level::Denied);
        Rights {
            leads: none,
            contacts: none,
            companies: none,
            tasks_edit: Level::Denied,
            tasks_delete: Level::Denied,
            ..Rights::default()
        }
    }

    /// How far an act reaches with entities of a kind; for a lead its place decides first.
    pub fn level(&self, kind: EntityKind, act: Act, place: Option<Place>) -> Level {
        let general = match kind {
            EntityKind::Lead | EntityKind::Customer => &self.leads,
            EntityKind::Contact => &self.contacts,
            EntityKind::Company => &self.companies,
        };
        let at_stage = self.stages.iter().find(|(stage, _)| kind == EntityKind::Lead && place == Some(*stage));
        match at_stage {
            Some((_, acts)) if act != Act::Add => acts.level(act),
            _ => general.level(act),
        }
    }

    /// Everything that contradicts itself.
    pub fn check(&self) -> Vec<Problem> {
        let general = [("leads", &self.leads), ("contacts", &self.contacts), ("companies", &self.companies)];
        let mut problems: Vec<Problem> = general.into_iter().flat_map(|(path, acts)| acts.check(path)).collect();
        for (index, (_, acts)) in self.stages.iter().enumerate() {
            problems.extend(acts.check(&format!("status_rights.{index}.rights")));
        }
        problems
    }

    /// The form in which rights are stored: `leads=AAAAA;contacts=…;tasks=AA;mail=1;catalogs=1;at=PIPELINE.STAGE.AAAAA`.
    pub fn to_text(&self) -> String {
        let tasks: String = [self.tasks_edit, self.tasks_delete].iter().map(|level| level.letter()).collect();
        let mut text = format!(
            "leads={};contacts={};companies={};tasks={tasks};mail={};catalogs={}",
            self.leads.letters(),
            self.contacts.letters(),
            self.companies.letters(),
            u8::from(self.mail),
            u8::from(self.catalogs)
        );
        for (place, acts) in &self.stages {
            text.push_str(&format!(";at={}.{}.{}", place.pipeline, place.stage, acts.letters()));
        }
        text
    }

    /// Reads the stored form. What is missing is allowed, as it was before rights were written down; what cannot be read
    /// is denied.
    pub fn parse(text: &str) -> Rights {
        let mut rights = Rights::full();
        let denied = Acts::every(Level::Denied);
        for (key, value) in text.split(';').filter_map(|pair| pair.split_once('=')) {
            let acts = || Acts::parse(value).unwrap_or(denied);
            match key {
                "leads" => rights.leads = acts(),
                "contacts" => rights.contacts = acts(),
                "companies" => rights.companies = acts(),
                "tasks" => {
                    let level = |n| value.chars().nth(n).and_then(Level::from_letter).unwrap_or(Level::Denied);
                    (rights.tasks_edit, rights.tasks_delete) = (level(0), level(1));
                }
                "mail" => rights.mail = value == "1",
                "catalogs" => rights.catalogs = value == "1",
                "at" => rights.stages.extend(stage(value)),
                _ => {}
            }
        }
        rights
    }
}

fn stage(text: &str) -> Option<(Place, Acts)> {
    let mut parts = text.split('.');
    let (pipeline, stage) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let acts = parts.next().and_then(Acts::parse).unwrap_or(Acts::every(Level::Denied));
    Some((Place::new(pipeline, stage), acts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_a_level_reaches() {
        for (level, own, group, other) in [
            (Level::Denied, false, false, false),
            (Level::Own, true, false, false),
            (Level::Group, true, true, false),
            (Level::All, true, true, true),
        ] {
            let reached = [Relation::Own, Relation::Group, Relation::Other].map(|relation| level.reaches(relation));
            assert_eq!(reached, [own, group, other], "{level:?}");
        }
    }

    #[test]
    fn a_stage_narrows_and_widens_but_adding_is_general() {
        let mut rights = Rights::none();
        rights.leads.set(Act::View, Level::Own);
        let (open, shut) = (Place::new(1, 10), Place::new(1, 20));
        rights.stages = vec![(open, Acts::every(Level::All)), (shut, Acts::every(Level::Denied))];
        let level = |act, place| rights.level(EntityKind::Lead, act, Some(place));
        assert_eq!(level(Act::View, open), Level::All);
        assert_eq!(level(Act::View, shut), Level::Denied);
        assert_eq!(level(Act::View, Place::new(1, 30)), Level::Own);
        assert_eq!(level(Act::View, Place::new(2, 10)), Level::Own, "a stage is named by its pipeline too");
        assert_eq!(level(Act::Add, open), Level::Denied);
        assert_eq!(rights.level(EntityKind::Customer, Act::View, None), Level::Own);
    }

    #[track_caller]
    fn check(letters: &str, expected: &str) {
        let problems = Acts::parse(letters).unwrap().check("leads");
        assert_eq!(problems.iter().map(|p| p.path.as_str()).collect::<Vec<_>>().join(" "), expected, "{letters}");
    }

    #[test]
    fn no_act_reaches_further_than_what_it_needs() {
        //     view edit add delete export
        check("AAAAA", "");
        check("DDDDD", "");
        check("MAAMM", "leads.edit");
        check("GMADG", "");
        check("AMAGA", "leads.delete");
        check("DDADA", "leads.export");
        check("AAMAA", "leads.add");
    }

    #[test]
    fn rights_come_back_as_they_were_stored() {
        let mut rights = Rights::full();
        rights.contacts = Acts::parse("GMADM").unwrap();
        rights.tasks_delete = Level::Own;
        rights.mail = false;
        rights.stages = vec![(Place::new(7, 142), Acts::parse("AADAD").unwrap())];
        assert_eq!(Rights::parse(&rights.to_text()), rights);
        assert_eq!(Rights::parse("{}"), Rights::full(), "users from before there were rights");
        assert_eq!(Rights::parse("leads=XX").leads, Acts::every(Level::Denied), "what cannot be read is denied");
    }
}
