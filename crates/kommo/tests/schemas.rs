//! Every answer has a schema of its own name: two with one name would silently swallow each other.

use kommo::hal::{Collection, Counted, Page};
use kommo::{account, contact, lead, links, pipeline, problem};
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(components(schemas(
    account::Account,
    Collection<contact::CreatedContacts>,
    Collection<contact::UpdatedContacts>,
    Collection<lead::CreatedLeads>,
    Collection<lead::UpdatedLeads>,
    Counted<links::LinkList>,
    Counted<pipeline::PipelineList>,
    Counted<pipeline::StageList>,
    Page<contact::ContactList>,
    Page<lead::LeadList>,
    contact::Contact,
    contact::UpdatedContact,
    lead::Lead,
    lead::UpdatedLead,
    pipeline::Pipeline,
    pipeline::Stage,
    problem::Failure,
    problem::OwnFailure,
)))]
struct Answers;

#[test]
fn all_answers_have_schemas() {
    let schemas = Answers::openapi().components.unwrap().schemas;
    for name in ["Account", "Contact", "Lead", "Pipeline", "Stage", "Failure", "OwnFailure", "LeadEmbedded", "Links"] {
        assert!(schemas.contains_key(name), "{name} is missing in {:?}", schemas.keys().collect::<Vec<_>>());
    }
    assert_eq!(schemas.keys().filter(|name| name.starts_with("Page_")).count(), 2);
    assert_eq!(schemas.keys().filter(|name| name.starts_with("Counted_")).count(), 3);
    assert_eq!(schemas.keys().filter(|name| name.starts_with("Collection_")).count(), 4);
}
