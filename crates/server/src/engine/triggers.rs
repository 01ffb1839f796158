//! Saving triggers: a draft in the words of people becomes a rule that the engine can run, or every reason why not.

use domain::action::Action;
use domain::action::send_webhook::SendWebhook;
use domain::action::widget_hook::WidgetHook;
use domain::field::FieldHome;
use domain::filter::Filter;
use domain::pipeline::Place;
use domain::schedule::ActiveHours;
use domain::task::{TYPE_DEFAULT, TYPE_MEETING};
use domain::trigger::{Area, IfLeft, NAME_LENGTH_MAX, Rule, Trigger};
use domain::when::When;
use domain::{EntityKind, Problem, TaskTypeId, Timestamp, TriggerId, UserId};
use store::{StoreError, Tx};

use super::widgets::{AddressRules, check_address, effective_address, manifest_of};

/// A trigger as somebody asks for it.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What people call it.
    pub name: String,
    /// Where it stands.
    pub places: Vec<Place>,
    /// What it waits for.
    pub when: When,
    /// All must hold.
    pub filters: Vec<Filter>,
    /// When it may act.
    pub hours: ActiveHours,
    /// Seconds between event and action.
    pub delay_seconds: i64,
    /// What becomes of a delayed run whose lead has left.
    pub if_left: IfLeft,
    /// What it is to do.
    pub action: ActionDraft,
    /// Whether it is to be switched on.
    pub is_enabled: bool,
    /// Whether it is also for the leads that stand on its stages already.
    pub applies_to_existing: bool,
}

/// An action as somebody asks for it.
#[derive(Clone, Debug)]
pub enum ActionDraft {
    /// Send the hook of a widget.
    Widget {
        /// Its code.
        code: String,
        /// Its values: a JSON object, byte for byte.
        settings: String,
    },
    /// Post to an address.
    Webhook {
        /// Byte for byte.
        url: String,
    },
    /// Something that is carried out here.
    BuiltIn(Action),
}

/// Makes triggers, all in one version of the automation.
pub fn create(
    tx: &Tx<'_>,
    drafts: &[Draft],
    addresses: &AddressRules,
    author: UserId,
    now: Timestamp,
) -> Result<Vec<Trigger>, StoreError> {
    let mut problems = Vec::new();
    let mut rules = Vec::with_capacity(drafts.len());
    for (item, draft) in drafts.iter().enumerate() {
        match rule_of(tx, draft, addresses)? {
            Ok(rule) => rules.push((draft.name.clone(), draft.is_enabled, rule)),
            Err(found) => problems.extend(found.into_iter().map(|problem| (item, problem))),
        }
    }
    if problems.is_empty() {
        store::triggers::create(tx, &rules, author, now)
    } else {
        Err(StoreError::Invalid(problems))
    }
}

/// Replaces what a trigger does. Its id stays.
pub fn replace(
    tx: &Tx<'_>,
    id: TriggerId,
    draft: &Draft,
    addresses: &AddressRules,
    author: UserId,
    now: Timestamp,
) -> Result<Trigger, StoreError> {
    store::triggers::get(tx, id)?.ok_or_else(|| StoreError::missing("trigger", id))?;
    let rule = rule_of(tx, draft, addresses)?.map_err(StoreError::all_invalid)?;
    let trigger = Trigger { id, name: draft.name.clone(), is_enabled: draft.is_enabled, rule };
    store::triggers::update(tx, &trigger, author, now)?;
    Ok(trigger)
}

/// Switches a trigger on or off. An incomplete one cannot be switched on, and the answer says why.
pub fn switch(
    tx: &Tx<'_>,
    id: TriggerId,
    is_enabled: bool,
    author: UserId,
    now: Timestamp,
) -> Result<Trigger, StoreError> {
    let mut trigger = store::triggers::get(tx, id)?.ok_or_else(|| StoreError::missing("trigger", id))?;
    if trigger.is_enabled == is_enabled {
        return Ok(trigger);
    }
    if is_enabled {
        let mut problems = trigger.rule.check();
        problems.extend(trigger.rule.incomplete());
        problems.extend(inactive_widget(tx, &trigger.rule)?);
        if !problems.is_empty() {
            return Err(StoreError::all_invalid(problems));
        }
    }
    trigger.is_enabled = is_enabled;
    store::triggers::update(tx, &trigger, author, now)?;
    Ok(trigger)
}

fn inactive_widget(tx: &Tx<'_>, rule: &Rule) -> Result<Option<Problem>, StoreError> {
    let Action::WidgetHook(hook) = &rule.action else { return Ok(None) };
    let widget = store::widgets::by_id(tx, hook.widget)?;
    let told = "its widget is switched off or removed; switch the widget on first";
    Ok((!widget.is_some_and(|w| w.is_active)).then(|| Problem::new("action.widget", "widget_inactive", told)))
}

fn rule_of(tx: &Tx<'_>, draft: &Draft, addresses: &AddressRules) -> Result<Result<Rule, Vec<Problem>>, StoreError> {
    let mut problems = Vec::new();
    if draft.name.chars().count() > NAME_LENGTH_MAX {
        problems.push(Problem::new("name", "too_long", format!("a name has at most {NAME_LENGTH_MAX} characters")));
    }
    for (index, place) in draft.places.iter().enumerate() {
        if !store::pipelines::has_place(tx, *place)? {
            let told = format!("pipeline {} has no stage {}", place.pipeline, place.stage);
            problems.push(Problem::new(format!("stages.{index}"), "unknown_stage", told));
        }
    }
    for (index, filter) in draft.filters.iter().enumerate() {
        problems.extend(unknown_in_filter(tx, filter, index)?);
    }
    let (action, found) = action_of(tx, draft, addresses)?;
    problems.extend(found);
    let Some(action) = action else { return Ok(Err(problems)) };
    let rule = Rule {
        area: Area::new(draft.places.iter().copied()),
        when: draft.when.clone(),
        filters: draft.filters.clone(),
        hours: draft.hours.clone(),
        delay_seconds: draft.delay_seconds,
        if_left: draft.if_left,
        action,
    };
    problems.extend(rule.check());
    if draft.is_enabled {
        problems.extend(rule.incomplete());
    }
    Ok(if problems.is_empty() { Ok(rule) } else { Err(problems) })
}

/// The first user, tag or field that a filter names and nobody knows.
fn unknown_in_filter(tx: &Tx<'_>, filter: &Filter, index: usize) -> Result<Option<Problem>, StoreError> {
    let problem = |key: &str, code, told: String| Some(Problem::new(format!("filters.{index}.{key}"), code, told));
    match filter {
        Filter::Responsible(users) => {
            for user in users {
                if store::users::get(tx, *user)?.is_none() {
                    return Ok(problem("users", "unknown_user", format!("there is no user {user}")));
                }
            }
        }
        Filter::Tags { tags, .. } => {
            let known = store::tags::by_ids(tx, EntityKind::Lead, tags)?;
            if let Some(tag) = tags.iter().find(|tag| known.iter().all(|one| one.id != **tag)) {
                return Ok(problem("tags", "unknown_tag", format!("there is no tag {tag} of leads")));
            }
        }
        Filter::Field { field, .. } if store::fields::get(tx, FieldHome::Of(EntityKind::Lead), *field)?.is_none() => {
            return Ok(problem("id", "unknown_field", format!("there is no field {field} of leads")));
        }
        _ => {}
    }
    Ok(None)
}

/// The draft's action with everything in it resolved, and everything that speaks against it.
fn action_of(
    tx: &Tx<'_>,
    draft: &Draft,
    addresses: &AddressRules,
) -> Result<(Option<Action>, Vec<Problem>), StoreError> {
    match &draft.action {
        ActionDraft::Widget { code, settings } => {
            let (hook, problems) = hook_of(tx, code, settings, draft.is_enabled, addresses)?;
            Ok((hook.map(Action::WidgetHook), problems))
        }
        ActionDraft::Webhook { url } => {
            let problems = check_address("action.url", url, addresses);
            if !problems.is_empty() {
                return Ok((None, problems));
            }
            let address = store::receivers::ensure(tx, url)?;
            Ok((Some(Action::SendWebhook(SendWebhook { url: url.clone(), address })), problems))
        }
        ActionDraft::BuiltIn(action) => Ok((Some(action.clone()), unknown_in(tx, action)?)),
    }
}

/// The users, stages and types that an action names and nobody knows.
fn unknown_in(tx: &Tx<'_>, action: &Action) -> Result<Vec<Problem>, StoreError> {
    let user = |path: &str, user: UserId| {
        let told = format!("there is no user {user}");
        let is_known = store::users::get(tx, user)?.is_some();
        Ok::<_, StoreError>((!is_known).then(|| Problem::new(path, "unknown_user", told)))
    };
    let problem = match action {
        Action::ChangeResponsible(change) => user("action.user_id", change.to)?,
        Action::CreateTask(task) => {
            let type_id = TaskTypeId(task.task_type);
            let is_known = type_id == TYPE_DEFAULT
                || type_id == TYPE_MEETING
                || store::tasks::types(tx)?.iter().any(|known| known.id == type_id);
            let told = format!("there is no type of task {}", task.task_type);
            let unknown = (!is_known).then(|| Problem::new("action.task_type", "unknown_task_type", told));
            let user = task.responsible.map(|id| user("action.responsible_id", id)).transpose()?.flatten();
            return Ok(unknown.into_iter().chain(user).collect());
        }
        Action::ChangeStage(change) if !store::pipelines::has_place(tx, change.to)? => {
            let told = format!("pipeline {} has no stage {}", change.to.pipeline, change.to.stage);
            Some(Problem::new("action.stage_id", "unknown_stage", told))
        }
        _ => None,
    };
    Ok(problem.into_iter().collect())
}

/// The hook of a widget, with its address resolved, and everything that speaks against it.
fn hook_of(
    tx: &Tx<'_>,
    code: &str,
    settings: &str,
    is_enabled: bool,
    addresses: &AddressRules,
) -> Result<(Option<WidgetHook>, Vec<Problem>), StoreError> {
    let Some(installed) = store::widgets::by_code(tx, code)? else {
        let told = format!("no widget `{code}` is installed");
        return Ok((None, vec![Problem::new("action.widget", "unknown_widget", told)]));
    };
    let Some(widget) = manifest_of(&installed) else {
        let told = "the stored manifest of this widget cannot be read; install it again";
        return Ok((None, vec![Problem::new("action.widget", "unreadable_widget", told)]));
    };
    let mut problems = Vec::new();
    let accepts = store::accounts::get(tx)?.accepts_widgets_without_settings;
    if let Err(reasons) = widget.usable_in_trigger(accepts) {
        let told = |reason: &widget::Reason| {
            Problem::new("action.widget", "unusable_widget", format!("{}: {reason}", reason.code()))
        };
        problems.extend(reasons.iter().map(told));
    }
    if is_enabled && !installed.is_active {
        problems.push(Problem::new("action.widget", "widget_inactive", "the widget is switched off"));
    }
    match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(settings) {
        Ok(values) => {
            let found = widget.manifest.dp.iter().flat_map(|dp| dp.check_settings(&values));
            problems.extend(found.map(|p| Problem::new(format!("action.settings.{}", p.field), p.code, p.to_string())));
        }
        Err(_) => problems.push(Problem::new("action.settings", "bad_type", "the settings are a JSON object")),
    }
    let address = match effective_address(&widget, installed.webhook_url.as_deref(), addresses) {
        Ok(url) => Some(store::receivers::ensure(tx, &url)?),
        Err(_) => None,
    };
    let action_multiple = widget.manifest.dp.as_ref().is_some_and(|dp| dp.action_multiple);
    Ok((Some(WidgetHook { widget: installed.id, settings: settings.to_string(), action_multiple, address }), problems))
}
