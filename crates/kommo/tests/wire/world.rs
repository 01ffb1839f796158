//! A small account in memory: just enough of a server to answer the fixtures with this crate's own words.

use std::collections::BTreeMap;

use domain::account::{Account, HookEncoding};
use domain::contact::{Contact, ContactLinks};
use domain::lead::Lead;
use domain::pipeline::{Pipeline, PipelineDraft, Place, StageDraft};
use domain::{AccountId, ContactId, LeadId, PipelineId, Problem, StageId, Timestamp, UserId};
use kommo::account::{AccountView, AccountWith};
use kommo::contact::{ContactUpdate, ContactView};
use kommo::lead::{LeadUpdate, LeadView, PlaceWish};
use kommo::links::{Entity, LinkWish, LinksQuery};
use kommo::pipeline::Scope;
use kommo::problem::Failure;
use kommo::query::{ContactQuery, ContactWith, LeadQuery, LeadWith, Order};
use kommo::{Base, hal, php};
use serde::Serialize;
use serde_json::Value;

pub const OWNER: UserId = UserId(11);
pub const MAIN: PipelineId = PipelineId(301);
pub const INCOMING: StageId = StageId(3010);
pub const FIRST: StageId = StageId(3011);
pub const SECOND: StageId = StageId(3012);
const ACCOUNT: AccountId = AccountId(1);
const NOW: Timestamp = Timestamp(1_735_689_600_500);

type Answer = Result<(u16, String), Failure>;

pub struct World {
    base: Base,
    pipelines: Vec<Pipeline>,
    leads: BTreeMap<LeadId, Lead>,
    contacts: BTreeMap<ContactId, Contact>,
    links: BTreeMap<LeadId, ContactLinks>,
    last_id: i64,
}

fn ok(body: impl Serialize) -> Answer {
    Ok((200, serde_json::to_string(&body).unwrap()))
}

fn nothing() -> Answer {
    Ok((204, String::new()))
}

fn forbidden(id: i64) -> impl Fn(Problem) -> Failure {
    move |problem| Failure::of_entities([(id, problem.detail)])
}

impl World {
    pub fn new() -> World {
        let stage = |name: &str, sort| StageDraft { name: name.into(), color: None, sort };
        let draft = PipelineDraft {
            name: "Sales".into(),
            sort: 1,
            is_main: true,
            accepts_incoming: true,
            stages: vec![stage("First contact", 1), stage("Negotiation", 2)],
            won_name: None,
            lost_name: None,
        };
        let stages = draft.stages(INCOMING, &[FIRST, SECOND]);
        let main = Pipeline { id: MAIN, name: draft.name, sort: 1, is_main: true, accepts_incoming: true, stages };
        World {
            base: Base::new("https://acme.example.com"),
            pipelines: vec![main],
            leads: BTreeMap::new(),
            contacts: BTreeMap::new(),
            links: BTreeMap::new(),
            last_id: 5000,
        }
    }

    /// Answers a call with status and body.
    pub fn call(&mut self, method: &str, target: &str, body: &str) -> (u16, String) {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let parts: Vec<&str> = path.strip_prefix("/api/v4/").unwrap().split('/').collect();
        let body = if body.is_empty() { Value::Null } else { serde_json::from_str(body).unwrap() };
        match self.route(method, &parts, query, &body) {
            Ok(answer) => answer,
            Err(failure) => (failure.status, serde_json::to_string(&failure).unwrap()),
        }
    }

    fn route(&mut self, method: &str, parts: &[&str], query: &str, body: &Value) -> Answer {
        let id = |text: &str| text.parse::<i64>().unwrap();
        match (method, parts) {
            ("GET", ["account"]) => self.account(query),
            ("GET", ["leads"]) => self.list_leads(&LeadQuery::parse(query)?),
            ("POST", ["leads"]) => self.create_leads(body),
            ("PATCH", ["leads"]) => self.update_leads(body),
            ("GET", ["leads", "pipelines"]) => ok(kommo::pipeline::pipelines(&self.pipelines, self.scope())),
            ("POST", ["leads", "pipelines"]) => self.create_pipelines(body),
            ("GET", ["leads", "pipelines", pipeline, "statuses"]) => self.stages(PipelineId(id(pipeline))),
            ("GET", ["leads", lead]) => self.get_lead(LeadId(id(lead)), query),
            ("PATCH", ["leads", lead]) => self.update_lead(LeadId(id(lead)), body),
            ("GET", ["contacts"]) => self.list_contacts(&ContactQuery::parse(query)?),
            ("POST", ["contacts"]) => self.create_contacts(body),
            ("PATCH", ["contacts"]) => self.update_contacts(body),
            ("GET", ["contacts", contact]) => self.get_contact(ContactId(id(contact)), query),
            ("PATCH", ["contacts", contact]) => self.update_contact(ContactId(id(contact)), body),
            ("GET", ["leads", lead, "links"]) => self.list_links(LeadId(id(lead)), query),
            ("POST", ["leads", lead, "link"]) => self.link(LeadId(id(lead)), body),
            ("POST", ["leads", lead, "unlink"]) => self.unlink(LeadId(id(lead)), body),
            _ => Err(Failure::new(404, format!("Cannot {method} it!"))),
        }
    }

    fn next_id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    fn scope(&self) -> Scope<'_> {
        Scope { account: ACCOUNT, base: &self.base, with_descriptions: false }
    }

    fn account(&self, query: &str) -> Answer {
        let account = Account {
            id: ACCOUNT,
            subdomain: "acme".into(),
            name: "Acme".into(),
            country: "US".into(),
            currency: "USD".into(),
            time_zone: "UTC".into(),
            language: "en".into(),
            hook_encoding: HookEncoding::Json,
            accepts_widgets_without_settings: false,
            created_at: NOW,
        };
        let view = AccountView {
            account: &account,
            current_user: OWNER,
            owner: OWNER,
            updated_at: NOW,
            accepts_incoming: true,
            uuid: "u",
            drive_url: "d",
            utc_offset_seconds: 0,
        };
        ok(kommo::account::account(&view, &AccountWith::read(&php::decode(query)?), &self.base))
    }

    /// What the store does with half a place.
    fn place(&self, wish: PlaceWish, current: Option<Place>) -> Place {
        let pipeline = wish.pipeline.or(current.map(|place| place.pipeline)).unwrap_or(MAIN);
        let first = self.pipelines.iter().find(|p| p.id == pipeline).and_then(Pipeline::first_place).unwrap();
        match wish.stage {
            Some(stage) => Place { pipeline, stage },
            None => current.filter(|place| place.pipeline == pipeline).unwrap_or(first),
        }
    }

    fn create_leads(&mut self, body: &Value) -> Answer {
        let mut made = Vec::new();
        for item in kommo::lead::parse_create(body)? {
            let (id, create) = (LeadId(self.next_id()), item.value);
            let author = create.author.unwrap_or(OWNER);
            let blank = Lead {
                id,
                name: String::new(),
                price: 0,
                place: Place { pipeline: MAIN, stage: FIRST },
                responsible: OWNER,
                loss_reason: None,
                created_by: create.draft.created_by.unwrap_or(OWNER),
                updated_by: author,
                created_at: create.draft.created_at.unwrap_or(NOW),
                updated_at: NOW,
                closed_at: None,
                price_by_robot: false,
                visitor: create.draft.visitor,
                company: None,
                source: None,
                labor_cost: None,
                version: 1,
            };
            let mut fields = create.draft.fields;
            fields.place = Some(self.place(create.place, None));
            let lead = blank.apply(&fields, author, NOW).map_err(forbidden(id.0))?.lead;
            self.leads.insert(id, lead);
            let rows = create.contacts.into_iter().map(|(contact, is_main)| (contact, is_main == Some(true)));
            self.links.insert(id, ContactLinks::from_rows(rows));
            made.push((id, item.request_id));
        }
        ok(kommo::lead::created(made, &self.base))
    }

    fn lead_view<'a>(&'a self, lead: &'a Lead, with: &LeadWith) -> kommo::lead::Lead {
        let view = LeadView { account: ACCOUNT, lead, contacts: self.links.get(&lead.id), loss_reason: None };
        kommo::lead::lead(&view, with, &self.base)
    }

    fn get_lead(&self, id: LeadId, query: &str) -> Answer {
        let with = LeadWith::read(&php::decode(query)?);
        self.leads.get(&id).map_or_else(nothing, |lead| ok(self.lead_view(lead, &with)))
    }

    fn list_leads(&self, query: &LeadQuery) -> Answer {
        let mut found: Vec<&Lead> = self.leads.values().filter(|lead| query.matches(lead)).collect();
        if matches!(query.order, Some(Order { is_descending: true, .. })) {
            found.reverse();
        }
        let rest: Vec<&Lead> = found.into_iter().skip(query.paging.offset() as usize).collect();
        if rest.is_empty() {
            return nothing();
        }
        let limit = query.paging.limit as usize;
        let leads = rest.iter().take(limit).map(|lead| self.lead_view(lead, &query.with)).collect();
        let list = kommo::lead::LeadList { leads };
        ok(hal::page(&self.base, "leads", &query.paging, rest.len() > limit, list))
    }

    fn change_lead(&mut self, update: &LeadUpdate) -> Result<Timestamp, Failure> {
        let lead = self.leads[&update.id].clone();
        let mut patch = update.patch.clone();
        if !update.place.is_empty() {
            patch.place = Some(self.place(update.place, Some(lead.place)));
        }
        let author = update.author.unwrap_or(OWNER);
        let lead = lead.apply(&patch, author, NOW).map_err(forbidden(update.id.0))?.lead;
        let at = lead.updated_at;
        self.leads.insert(update.id, lead);
        Ok(at)
    }

    fn update_lead(&mut self, id: LeadId, body: &Value) -> Answer {
        let at = self.change_lead(&kommo::lead::parse_update_one(id, body)?.value)?;
        ok(kommo::lead::updated_one(id, at, &self.base))
    }

    fn update_leads(&mut self, body: &Value) -> Answer {
        let mut changed = Vec::new();
        for item in kommo::lead::parse_update_many(body)? {
            changed.push((item.value.id, self.change_lead(&item.value)?));
        }
        ok(kommo::lead::updated_many(changed, &self.base))
    }

    fn create_contacts(&mut self, body: &Value) -> Answer {
        let mut made = Vec::new();
        for item in kommo::contact::parse_create(body)? {
            let id = ContactId(self.next_id());
            let blank = Contact {
                id,
                name: String::new(),
                first_name: String::new(),
                last_name: String::new(),
                responsible: OWNER,
                created_by: item.value.created_by.unwrap_or(OWNER),
                updated_by: OWNER,
                created_at: NOW,
                updated_at: NOW,
                company: None,
            };
            let contact = blank.apply(&item.value.fields, OWNER, NOW).unwrap_or(blank);
            self.contacts.insert(id, contact);
            made.push((id, item.request_id));
        }
        ok(kommo::contact::created(made, &self.base))
    }

    fn contact_view(&self, contact: &Contact, with: &ContactWith) -> kommo::contact::Contact {
        let linked = |links: &ContactLinks| links.iter().any(|(id, _)| id == contact.id);
        let leads: Vec<LeadId> = self.links.iter().filter(|(_, links)| linked(links)).map(|(id, _)| *id).collect();
        kommo::contact::contact(&ContactView { account: ACCOUNT, contact, leads: &leads }, with, &self.base)
    }

    fn get_contact(&self, id: ContactId, query: &str) -> Answer {
        let with = ContactWith::read(&php::decode(query)?);
        self.contacts.get(&id).map_or_else(nothing, |contact| ok(self.contact_view(contact, &with)))
    }

    fn list_contacts(&self, query: &ContactQuery) -> Answer {
        let found = self.contacts.values().filter(|contact| query.matches(contact));
        let contacts = found.map(|contact| self.contact_view(contact, &query.with)).collect();
        let list = kommo::contact::ContactList { contacts };
        ok(hal::page(&self.base, "contacts", &query.paging, false, list))
    }

    fn change_contact(&mut self, update: &ContactUpdate) -> (ContactId, Option<String>, Timestamp) {
        let before = self.contacts[&update.id].clone();
        let after = before.apply(&update.patch, update.author.unwrap_or(OWNER), NOW).unwrap_or(before.clone());
        let name = (after.name != before.name).then(|| after.name.clone());
        let at = after.updated_at;
        self.contacts.insert(update.id, after);
        (update.id, name, at)
    }

    fn update_contact(&mut self, id: ContactId, body: &Value) -> Answer {
        let (id, name, at) = self.change_contact(&kommo::contact::parse_update_one(id, body)?.value);
        ok(kommo::contact::updated_one(id, name, at, &self.base))
    }

    fn update_contacts(&mut self, body: &Value) -> Answer {
        let items = kommo::contact::parse_update_many(body)?;
        let changed: Vec<_> = items.iter().map(|item| self.change_contact(&item.value)).collect();
        ok(kommo::contact::updated_many(changed, &self.base))
    }

    fn create_pipelines(&mut self, body: &Value) -> Answer {
        let mut made = Vec::new();
        for item in kommo::pipeline::parse_create(body)? {
            let draft = item.value;
            let ids: Vec<StageId> = draft.stages.iter().map(|_| StageId(self.next_id())).collect();
            let stages = draft.stages(StageId(self.next_id()), &ids);
            let (id, accepts_incoming) = (PipelineId(self.next_id()), draft.accepts_incoming);
            let (name, sort, is_main) = (draft.name, draft.sort, draft.is_main);
            self.pipelines.push(Pipeline { id, name, sort, is_main, accepts_incoming, stages });
            made.push(item.request_id);
        }
        let new = &self.pipelines[self.pipelines.len() - made.len()..];
        ok(kommo::pipeline::created(new.iter().zip(made), self.scope()))
    }

    fn stages(&self, id: PipelineId) -> Answer {
        let pipeline = self.pipelines.iter().find(|pipeline| pipeline.id == id);
        let pipeline = pipeline.ok_or_else(|| Failure::new(404, "Pipeline not found"))?;
        ok(kommo::pipeline::stages(pipeline, self.scope()))
    }

    fn wishes(&self, lead: LeadId) -> Vec<LinkWish> {
        let wish =
            |(contact, is_main): (ContactId, bool)| LinkWish { lead, contact, is_main: Some(is_main), author: None };
        self.links[&lead].iter().map(wish).collect()
    }

    fn list_links(&self, lead: LeadId, query: &str) -> Answer {
        let asked = LinksQuery::parse(query)?;
        let links: Vec<LinkWish> =
            self.wishes(lead).into_iter().filter(|link| asked.matches(Entity::Leads, link)).collect();
        ok(kommo::links::of_one(Entity::Leads, lead.0, &links, &self.base))
    }

    fn link(&mut self, lead: LeadId, body: &Value) -> Answer {
        let items = kommo::links::parse_one(Entity::Leads, lead.0, body)?;
        for item in &items {
            let links = self.links.entry(lead).or_default();
            links.link(item.value.contact, item.value.is_main == Some(true));
        }
        let asked = |link: &LinkWish| items.iter().any(|item| item.value.contact == link.contact);
        let links: Vec<LinkWish> = self.wishes(lead).into_iter().filter(asked).collect();
        ok(kommo::links::linked(Entity::Leads, Some(lead.0), &links, &self.base))
    }

    fn unlink(&mut self, lead: LeadId, body: &Value) -> Answer {
        for item in kommo::links::parse_one(Entity::Leads, lead.0, body)? {
            self.links.entry(lead).or_default().unlink(item.value.contact);
        }
        nothing()
    }
}
