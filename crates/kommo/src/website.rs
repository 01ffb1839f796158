//! Bodies about buttons on web pages and short addresses (`sources-api`, `short_links`).

use domain::{AccountId, ContactId, PipelineId, Problem};
use serde_json::{Value, json};

use crate::body::{Item, Reader, Rejection, not_a_choice, read_many, read_one};
use crate::record::Fields;

/// Pages that may show one button.
pub const WEBSITES_MAX: usize = 10;
/// Characters of a host name.
pub const HOST_LENGTH_MAX: usize = 253;
/// Bytes of an address behind a short one.
pub const URL_BYTES_MAX: usize = 2_000;

/// The field of a button that lists the pages.
pub const TRUSTED_WEBSITES: &str = "trusted_websites";

/// A button to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ButtonCreate {
    /// Where its requests go.
    pub pipeline: PipelineId,
    /// Pages that may show it.
    pub websites: Vec<String>,
    /// Whether it is shown inside of apps.
    pub is_used_in_app: bool,
}

impl ButtonCreate {
    /// Its fields.
    pub fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        fields.insert("pipeline_id".to_string(), json!(self.pipeline.0));
        fields.insert(TRUSTED_WEBSITES.to_string(), json!(self.websites));
        fields.insert("is_used_in_app".to_string(), json!(self.is_used_in_app));
        fields
    }
}

/// Reads `POST /website_buttons`. Without pages it has to be for apps.
pub fn parse_button(body: &Value) -> Result<ButtonCreate, Rejection> {
    let item = read_one(body, |reader| {
        reader.require("pipeline_id");
        let is_used_in_app = reader.flag("is_used_in_app").unwrap_or(false);
        let websites = read_hosts(reader, TRUSTED_WEBSITES);
        if websites.is_empty() && !is_used_in_app {
            reader.note(Problem::new(TRUSTED_WEBSITES, "NotBlank", "This value should not be blank."));
        }
        ButtonCreate { pipeline: PipelineId(reader.int("pipeline_id").unwrap_or_default()), websites, is_used_in_app }
    })?;
    Ok(item.value)
}

/// Reads `PATCH /website_buttons/{id}`: pages to be added.
pub fn parse_added(body: &Value) -> Result<Vec<String>, Rejection> {
    let item = read_one(body, |reader| {
        reader.require(TRUSTED_WEBSITES);
        let added = reader.inside(TRUSTED_WEBSITES, |inner| {
            inner.require("add");
            read_hosts(inner, "add")
        });
        added.unwrap_or_default()
    })?;
    Ok(item.value)
}

fn read_hosts(reader: &mut Reader<'_>, key: &str) -> Vec<String> {
    let Some(value) = reader.get(key) else { return Vec::new() };
    let Some(list) = value.as_array() else {
        reader.note(Problem::new(key, "InvalidType", "This value should be of type array."));
        return Vec::new();
    };
    if list.len() > WEBSITES_MAX {
        reader.note(Problem::new(key, "TooMany", format!("This list has at most {WEBSITES_MAX} items.")));
        return Vec::new();
    }
    let mut hosts = Vec::with_capacity(list.len());
    for (index, value) in list.iter().enumerate() {
        match value.as_str().filter(|host| is_host(host)) {
            Some(host) => hosts.push(host.to_lowercase()),
            None => reader.note(not_a_choice(&format!("{key}.{index}"))),
        }
    }
    hosts
}

fn is_host(text: &str) -> bool {
    let is_label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    text.chars().count() <= HOST_LENGTH_MAX && text.split('.').all(is_label)
}

/// A short address to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortLink {
    /// Where it leads.
    pub url: String,
    /// Who gets it.
    pub contact: ContactId,
}

/// Reads `POST /short_links`. They are made for contacts alone.
pub fn parse_short_links(body: &Value) -> Result<Vec<Item<ShortLink>>, Rejection> {
    read_many(body, |reader| {
        reader.require("url");
        reader.require("metadata");
        let url = reader.text("url").unwrap_or_default();
        if reader.get("url").is_some() && !is_web_address(&url) {
            reader.note(not_a_choice("url"));
        }
        let contact = reader.inside("metadata", |inner| {
            inner.require("entity_type");
            inner.require("entity_id");
            if inner.text("entity_type").is_some_and(|kind| kind != "contacts") {
                inner.note(not_a_choice("entity_type"));
            }
            inner.int("entity_id").unwrap_or_default()
        });
        ShortLink { url, contact: ContactId(contact.unwrap_or_default()) }
    })
}

/// It goes into a header as it is, so nothing but visible ASCII may stand in it.
fn is_web_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let is_plain = url.len() <= URL_BYTES_MAX && url.bytes().all(|byte| byte.is_ascii_graphic());
    is_plain && rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '['))
}

/// Writes a short address.
pub fn short_link(address: &str, contact: ContactId, account: AccountId) -> Value {
    json!({
        "url": address,
        "account_id": account.0,
        "metadata": { "entity_type": "contacts", "entity_id": contact.0 },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::garbage::Dice;

    fn problems<T>(read: Result<T, Rejection>) -> String {
        match read {
            Ok(_) => String::new(),
            Err(Rejection::Malformed(told)) => told,
            Err(Rejection::Invalid(items)) => {
                let problems = items.iter().flat_map(|item| &item.problems);
                problems.map(|p| format!("{} {}", p.path, p.code)).collect::<Vec<_>>().join(", ")
            }
        }
    }

    #[test]
    fn buttons_stand_on_hosts() {
        assert_eq!(problems(parse_button(&json!({"pipeline_id": 1, "is_used_in_app": 1}))), "");
        assert_eq!(problems(parse_button(&json!({"pipeline_id": 1, "trusted_websites": ["Shop.example"]}))), "");
        assert_eq!(problems(parse_button(&json!({}))), "pipeline_id FieldMissing, trusted_websites NotBlank");
        let bad = json!({"pipeline_id": 1, "is_used_in_app": true, "trusted_websites": ["a b", 5, "x/y", ""]});
        assert_eq!(problems(parse_button(&bad)).matches("NotSupportedChoice").count(), 4);
        assert_eq!(
            parse_added(&json!({"trusted_websites": {"add": ["B.example"]}})),
            Ok(vec!["b.example".to_string()])
        );
        assert_eq!(problems(parse_added(&json!({"trusted_websites": {}}))), "trusted_websites.add FieldMissing");
    }

    #[test]
    fn short_addresses_lead_to_the_web() {
        let read = |url: &str| {
            let body = json!([{"url": url, "metadata": {"entity_type": "contacts", "entity_id": 1}}]);
            parse_short_links(&body).is_ok()
        };
        assert!(read("https://example.com/a?b=c#d"));
        for url in ["", "javascript:alert(1)", "//example.com", "https://", "https://a b", "https://x\r\nSet-Cookie: a"]
        {
            assert!(!read(url), "{url}");
        }
        assert!(!read(&format!("https://a/{}", "x".repeat(URL_BYTES_MAX))));
        assert_eq!(problems(parse_short_links(&json!([{}]))), "url FieldMissing, metadata FieldMissing");
    }

    #[test]
    fn nonsense_is_read_without_panic() {
        let mut dice = Dice::new(3);
        for _ in 0..2_000 {
            let body = dice.json(&["trusted_websites", "add", "url", "metadata", "pipeline_id", "entity_id", "0"], 0);
            let _ = (parse_button(&body), parse_added(&body), parse_short_links(&body));
        }
    }
}
