//! Where in the account a widget appears.

/// An area of the account.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are those of the areas")]
pub enum Area {
    LeadCard,
    ContactCard,
    CompanyCard,
    CustomerCard,
    LeadList,
    ContactList,
    TaskList,
    CustomerList,
    TaskLine,
    TaskCalendar,
    Settings,
    AdvancedSettings,
    CardSdk,
    Catalogs,
    DigitalPipeline,
    LeadSources,
    WhatsappModal,
    SalesbotDesigner,
    Sms,
    MobileCard,
    WidgetPage,
    WebsiteChatButton,
    AiAgent,
    Amoforms,
    PersonalPage,
    Everywhere,
    /// Not known to this server; kept as written.
    Other(String),
}

const AREAS: [(&str, Area); 26] = [
    ("lcard", Area::LeadCard),
    ("ccard", Area::ContactCard),
    ("comcard", Area::CompanyCard),
    ("cucard", Area::CustomerCard),
    ("llist", Area::LeadList),
    ("clist", Area::ContactList),
    ("tlist", Area::TaskList),
    ("culist", Area::CustomerList),
    ("tline", Area::TaskLine),
    ("tcalendar", Area::TaskCalendar),
    ("settings", Area::Settings),
    ("advanced_settings", Area::AdvancedSettings),
    ("card_sdk", Area::CardSdk),
    ("catalogs", Area::Catalogs),
    ("digital_pipeline", Area::DigitalPipeline),
    ("lead_sources", Area::LeadSources),
    ("whatsapp_modal", Area::WhatsappModal),
    ("salesbot_designer", Area::SalesbotDesigner),
    ("sms", Area::Sms),
    ("mobile_card", Area::MobileCard),
    ("widget_page", Area::WidgetPage),
    ("website_chat_button", Area::WebsiteChatButton),
    ("ai_agent", Area::AiAgent),
    ("amoforms", Area::Amoforms),
    ("personal_page", Area::PersonalPage),
    ("everywhere", Area::Everywhere),
];

/// An area, and whether the widget has a block of its own in the right panel there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Location {
    /// The area.
    pub area: Area,
    /// True for the suffix `-1` and for no suffix; false for `-0` (started but not shown) and for `everywhere`.
    pub in_panel: bool,
}

impl Location {
    /// Reads an entry such as `lcard-1`. An unknown one is kept whole as [`Area::Other`].
    pub fn parse(text: &str) -> Location {
        let (code, in_panel) = match (text.strip_suffix("-0"), text.strip_suffix("-1")) {
            (Some(code), _) => (code, false),
            (_, Some(code)) => (code, true),
            _ => (text, true),
        };
        match AREAS.iter().find(|(known, _)| *known == code) {
            Some((_, Area::Everywhere)) => Location { area: Area::Everywhere, in_panel: false },
            Some((_, area)) => Location { area: area.clone(), in_panel },
            None => Location { area: Area::Other(text.to_owned()), in_panel },
        }
    }
}

impl Area {
    /// The code in the manifest, without a suffix.
    pub fn code(&self) -> &str {
        match self {
            Area::Other(code) => code,
            known => AREAS.iter().find(|(_, area)| area == known).map_or("", |(code, _)| code),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries() {
        //    text                 code               in panel
        check("lcard", "lcard", true);
        check("lcard-1", "lcard", true);
        check("lcard-0", "lcard", false);
        check("everywhere", "everywhere", false);
        check("everywhere-1", "everywhere", false);
        check("digital_pipeline", "digital_pipeline", true);
        check("lcard-full", "lcard-full", true);
        check("whatever-0", "whatever-0", false);
        check("", "", true);
        for (code, area) in &AREAS {
            assert_eq!((Location::parse(code).area, area.code()), (area.clone(), *code));
        }
    }

    #[track_caller]
    fn check(text: &str, code: &str, in_panel: bool) {
        let location = Location::parse(text);
        assert_eq!((location.area.code(), location.in_panel), (code, in_panel), "{text}");
    }
}
