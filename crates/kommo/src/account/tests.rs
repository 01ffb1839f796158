use domain::AccountId;
use domain::account::HookEncoding;

use super::*;
use crate::php;

fn written(query: &str) -> String {
    let account = DomainAccount {
        id: AccountId(1),
        subdomain: "acme".into(),
        name: "Acme".into(),
        country: "US".into(),
        currency: "USD".into(),
        time_zone: "America/St_Johns".into(),
        language: "en".into(),
        hook_encoding: HookEncoding::Json,
        accepts_widgets_without_settings: false,
        created_at: Timestamp(1_735_689_600_000),
    };
    let view = AccountView {
        account: &account,
        current_user: UserId(12),
        owner: UserId(11),
        updated_at: Timestamp(1_735_693_200_000),
        accepts_incoming: true,
        uuid: "0b1f1f8e-0000-4000-8000-000000000001",
        drive_url: "https://acme.example.com/drive",
        utc_offset_seconds: -12_600,
        groups: &[],
        task_types: &[],
    };
    let with = AccountWith::read(&php::decode(query).unwrap());
    let account = super::account(&view, &with, &Base::new("https://acme.example.com"));
    serde_json::to_string(&account).unwrap()
}

const ALWAYS: &str = concat!(
    r#"{"id":1,"name":"Acme","subdomain":"acme","created_at":1735689600,"created_by":11,"updated_at":1735693200,"#,
    r#""updated_by":11,"current_user_id":12,"country":"US","currency":"USD","currency_symbol":"$","#,
    r#""customers_mode":"disabled","is_unsorted_on":true,"is_loss_reason_enabled":true,"is_helpbot_enabled":false,"#,
    r#""is_technical_account":false,"contact_name_display_order":1,"mobile_feature_version":0,"#
);
const LINKS: &str = r#""_links":{"self":{"href":"https://acme.example.com/api/v4/account"}}"#;

#[test]
fn what_is_always_there() {
    assert_eq!(written(""), format!("{ALWAYS}{LINKS}}}"));
    assert_eq!(written("with=users,custom_fields"), format!("{ALWAYS}{LINKS}}}"));
}

#[test]
fn all_that_can_be_asked_for() {
    let with = "with=amojo_id,uuid,amojo_rights,users_groups,task_types,version,entity_names,datetime_settings,drive_url,is_api_filter_enabled,invoices_settings";
    let expected = [
        ALWAYS,
        r#""is_api_filter_enabled":true,"amojo_id":"0b1f1f8e-0000-4000-8000-000000000001","#,
        r#""uuid":"0b1f1f8e-0000-4000-8000-000000000001","version":15,"drive_url":"https://acme.example.com/drive","#,
        r#""entity_names":{"leads":{"ru":{"gender":"f","singular_form":{"default":"Сделка"},"plural_form":{"default":"Сделки"}},"#,
        r#""en":{"gender":"m","singular_form":{"default":"Lead"},"plural_form":{"default":"Leads"}},"#,
        r#""es":{"gender":"m","singular_form":{"default":"Lead"},"plural_form":{"default":"Leads"}}}},"#,
        r#""invoices_settings":{"lang":"en","invoices_catalog_id":null},"#,
        LINKS,
        r#","_embedded":{"amojo_rights":{"can_direct":true,"can_create_groups":true},"#,
        r#""users_groups":[{"id":0,"name":"Sales","uuid":null}],"#,
        r#""task_types":[{"id":1,"name":"Follow-up","color":null,"icon_id":null,"code":"FOLLOW_UP"},"#,
        r#"{"id":2,"name":"Meeting","color":null,"icon_id":null,"code":"MEETING"}],"#,
        r#""datetime_settings":{"date_pattern":"d.m.Y H:i","short_date_pattern":"d.m.Y","short_time_pattern":"H:i","#,
        r#""date_format":"d.m.Y","time_format":"H:i:s","timezone":"America/St_Johns","timezone_offset":"-03:30"}}}"#,
    ];
    assert_eq!(written(with), expected.concat());
}

#[test]
fn only_one_thing_embedded() {
    assert!(written("with[]=task_types").contains(r#""_embedded":{"task_types":["#));
}
