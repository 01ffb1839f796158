//! Markers in texts, as `{{lead.name}}`: the catalogue and the one parser (`digital-pipeline` §10).
//!
//! An empty value becomes an empty text, an unknown marker stays visible as it was written; both leave a warning. What a
//! value is, the caller looks up; chance and time come from it too.

use crate::FieldId;

/// Markers that are looked up in one text; further ones stay as they are written.
pub const MARKERS_MAX: usize = 500;

/// Whose value a marker names. Contact markers mean the lead's main contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// The lead.
    Lead,
    /// Its main contact.
    Contact,
    /// Its company.
    Company,
    /// The customer.
    Customer,
}

/// A value that a text can ask for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Marker {
    /// Its id.
    Id(Owner),
    /// Its name.
    Name(Owner),
    /// The contact's first name.
    FirstName,
    /// The contact's last name.
    LastName,
    /// Name of its responsible user.
    ResponsibleName(Owner),
    /// Id of its responsible user.
    ResponsibleId(Owner),
    /// Address of its responsible user.
    ResponsibleEmail(Owner),
    /// The lead's budget.
    Price,
    /// Id of the lead's stage.
    StageId,
    /// Id of the lead's pipeline.
    PipelineId,
    /// Id of the lead's source.
    SourceId,
    /// The pixel id of the visitor.
    Visitor,
    /// A custom field.
    Field {
        /// Whose.
        owner: Owner,
        /// Which.
        field: FieldId,
        /// The part of a smart address, or the code or id of a choice such as `WORK`.
        part: Option<String>,
    },
    /// Name of the user in whose name it is sent.
    ProfileName,
    /// Phone of that user.
    ProfilePhone,
    /// Today, in the account's zone.
    CurrentDate,
    /// A random text.
    Rand,
    /// A short random text.
    ShortRand,
    /// A random number between 1111 and 9999.
    ShortRandNumber,
}

impl Marker {
    /// The marker of that path, the text between the braces.
    pub fn parse(path: &str) -> Option<Marker> {
        let whole = match path {
            "name" => Some(Marker::Name(Owner::Contact)),
            "visitor_uid" => Some(Marker::Visitor),
            "profile.name" => Some(Marker::ProfileName),
            "profile.phone" => Some(Marker::ProfilePhone),
            "current_date" => Some(Marker::CurrentDate),
            "rand" => Some(Marker::Rand),
            "short_rand" => Some(Marker::ShortRand),
            "short_rand_num" => Some(Marker::ShortRandNumber),
            "contact.first_name" => Some(Marker::FirstName),
            "contact.last_name" => Some(Marker::LastName),
            "lead.price" => Some(Marker::Price),
            "lead.status_id" => Some(Marker::StageId),
            "lead.pipeline_id" => Some(Marker::PipelineId),
            "lead.source_id" => Some(Marker::SourceId),
            "lead.responsible_user_id" => Some(Marker::ResponsibleId(Owner::Lead)),
            _ => None,
        };
        whole.or_else(|| {
            let (owner, rest) = path.split_once('.')?;
            let owner = match owner {
                "lead" => Owner::Lead,
                "contact" => Owner::Contact,
                "company" => Owner::Company,
                "customer" => Owner::Customer,
                _ => return None,
            };
            match rest {
                "id" => Some(Marker::Id(owner)),
                "name" => Some(Marker::Name(owner)),
                "responsible" | "responsible.name" => Some(Marker::ResponsibleName(owner)),
                "responsible.id" => Some(Marker::ResponsibleId(owner)),
                "responsible.email" => Some(Marker::ResponsibleEmail(owner)),
                _ => field(owner, rest.strip_prefix("cf.")?),
            }
        })
    }
}

fn field(owner: Owner, path: &str) -> Option<Marker> {
    let (id, part) = path.split_once('.').map_or((path, None), |(id, part)| (id, Some(part)));
    let is_word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let is_id = !id.is_empty() && id.len() <= 18 && id.chars().all(|c| c.is_ascii_digit());
    if !is_id || !part.is_none_or(is_word) {
        return None;
    }
    Some(Marker::Field { owner, field: FieldId(id.parse().ok()?), part: part.map(str::to_string) })
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    Known { raw: &'a str, marker: Marker },
    Unknown(&'a str),
}

/// A text with its markers found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template<'a>(Vec<Piece<'a>>);

/// What is remarkable about a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// It has no value here, so nothing stands in its place.
    Empty,
    /// Nobody knows it, so it stays as it is written.
    Unknown,
}

impl Remark {
    /// A word for programs. Stored too, so it never changes.
    pub const fn code(self) -> &'static str {
        match self {
            Remark::Empty => "empty_placeholder",
            Remark::Unknown => "unknown_placeholder",
        }
    }
}

/// A text with its markers replaced.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Rendered {
    /// The text.
    pub text: String,
    /// The marker as it is written and what is remarkable about it, each once, in the order of the text.
    pub warnings: Vec<(String, Remark)>,
}

impl<'a> Template<'a> {
    /// Finds the markers of a text. Every text is one: braces that close nothing are text.
    pub fn parse(text: &'a str) -> Template<'a> {
        let mut pieces = Vec::new();
        let (mut rest, mut n_markers) = (text, 0);
        while n_markers < MARKERS_MAX
            && let Some(start) = rest.find("{{")
            && let Some(length) = rest[start..].find("}}")
        {
            // Of several opening braces the last two count: `{{{lead.id}}` is a brace and a marker.
            let inner = &rest[start + 2..start + length];
            let start = start + inner.rfind("{{").map_or(0, |at| at + 2);
            let start = start + rest[start + 2..].bytes().take_while(|byte| *byte == b'{').count();
            let end = rest[start..].find("}}").map_or(rest.len(), |at| start + at + 2);
            if start > 0 {
                pieces.push(Piece::Text(&rest[..start]));
            }
            let raw = &rest[start..end];
            let path = raw.trim_start_matches("{{").trim_end_matches("}}").trim();
            pieces.push(match Marker::parse(path) {
                Some(marker) => Piece::Known { raw, marker },
                None => Piece::Unknown(raw),
            });
            rest = &rest[end..];
            n_markers += 1;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest));
        }
        Template(pieces)
    }

    /// The known markers, in the order of the text.
    pub fn markers(&self) -> impl Iterator<Item = &Marker> {
        self.0.iter().filter_map(|piece| if let Piece::Known { marker, .. } = piece { Some(marker) } else { None })
    }

    /// Replaces the markers by their values. The first error of `value` ends it.
    pub fn render<E>(&self, mut value: impl FnMut(&Marker) -> Result<String, E>) -> Result<Rendered, E> {
        let mut rendered = Rendered::default();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => rendered.text.push_str(text),
                Piece::Unknown(raw) => {
                    rendered.text.push_str(raw);
                    rendered.warn(raw, Remark::Unknown);
                }
                Piece::Known { raw, marker } => match value(marker)? {
                    value if value.is_empty() => rendered.warn(raw, Remark::Empty),
                    value => rendered.text.push_str(&value),
                },
            }
        }
        Ok(rendered)
    }
}

impl Rendered {
    fn warn(&mut self, raw: &str, remark: Remark) {
        if self.warnings.iter().all(|(known, _)| known != raw) {
            self.warnings.push((raw.to_string(), remark));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let value = |marker: &Marker| {
            Ok::<_, ()>(match marker {
                Marker::Name(Owner::Lead) => "Order {{lead.id}}".to_string(),
                Marker::Field { field, part, .. } => format!("{field}/{}", part.clone().unwrap_or_default()),
                Marker::Price => String::new(),
                other => format!("<{other:?}>"),
            })
        };
        let rendered = Template::parse(text).render(value).unwrap();
        let warnings: Vec<String> =
            rendered.warnings.iter().map(|(raw, remark)| format!(" !{} {raw}", remark.code())).collect();
        format!("{}{}", rendered.text, warnings.concat())
    }

    #[test]
    fn texts_with_markers() {
        for (text, expected) in [
            ("", ""),
            ("plain", "plain"),
            ("Hi {{lead.name}}!", "Hi Order {{lead.id}}!"),
            ("{{ lead.name }}", "Order {{lead.id}}"),
            ("{{lead.cf.7}} {{contact.cf.8.WORK}} {{lead.cf.9.12}}", "7/ 8/WORK 9/12"),
            ("[{{lead.price}}{{lead.price}}]", "[] !empty_placeholder {{lead.price}}"),
            (
                "{{nobody}} {{lead.cf.x}}",
                "{{nobody}} {{lead.cf.x}} !unknown_placeholder {{nobody}} !unknown_placeholder {{lead.cf.x}}",
            ),
            ("{{lead.cf.-1}}", "{{lead.cf.-1}} !unknown_placeholder {{lead.cf.-1}}"),
            ("{{lead.cf.1.a b}}", "{{lead.cf.1.a b}} !unknown_placeholder {{lead.cf.1.a b}}"),
            ("{{lead.id", "{{lead.id"),
            ("}} {{", "}} {{"),
            ("{{ {{lead.cf.1}} }}", "{{ 1/ }}"),
            ("{{{lead.cf.1}}}", "{1/}"),
            ("é{{lead.cf.1}}ü", "é1/ü"),
            ("{{}}", "{{}} !unknown_placeholder {{}}"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn the_whole_catalogue_is_known() {
        let plain = [
            "name",
            "visitor_uid",
            "profile.name",
            "profile.phone",
            "current_date",
            "rand",
            "short_rand",
            "short_rand_num",
            "contact.first_name",
            "contact.last_name",
            "lead.price",
            "lead.status_id",
            "lead.source_id",
            "lead.responsible_user_id",
        ];
        let owners = ["lead", "contact", "company", "customer"];
        let of_all = [
            "id",
            "name",
            "responsible",
            "responsible.id",
            "responsible.name",
            "responsible.email",
            "cf.5",
            "cf.5.CITY",
        ];
        let all = plain.iter().map(|path| path.to_string());
        let owned = owners.iter().flat_map(|owner| of_all.map(|rest| format!("{owner}.{rest}")));
        let mut seen = std::collections::HashSet::new();
        for path in all.chain(owned) {
            let marker = Marker::parse(&path).unwrap_or_else(|| panic!("{path}"));
            seen.insert(marker);
        }
        // Three pairs are two ways to say the same.
        assert_eq!(seen.len(), plain.len() + 4 * of_all.len() - 4 - 2);
    }

    #[test]
    fn a_text_full_of_markers_has_a_limit() {
        let text = "{{lead.cf.1}}".repeat(MARKERS_MAX + 3);
        let rendered = Template::parse(&text).render(|_| Ok::<_, ()>("x".into())).unwrap();
        assert_eq!(rendered.text, format!("{}{}", "x".repeat(MARKERS_MAX), "{{lead.cf.1}}".repeat(3)));
    }

    #[test]
    fn no_text_panics_and_plain_text_is_kept() {
        let alphabet = ["{", "}", "{{", "}}", "lead", ".", "id", "é", " ", "cf", "1"];
        let mut seed = 1_u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..12 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(alphabet[(seed >> 33) as usize % alphabet.len()]);
            }
            let rendered = Template::parse(&text).render(|_| Ok::<_, ()>("{{lead.id}}".into())).unwrap();
            assert!(rendered.text.len() >= text.matches("é").count() * 2);
            if rendered.warnings.is_empty() && Template::parse(&text).markers().next().is_none() {
                assert_eq!(rendered.text, text);
            }
        }
    }
}
