//! `pipewright integration …`: the OAuth clients of an account.

use clap::Subcommand;
use serde_json::{Map, Value, json};

use super::commands::{client, encode, rows};
use super::output::{cell, json as print_json, line};
use super::{AccountArgs, Failure};

const PATH: &str = "/api/pipewright/v1/integrations";

/// The commands.
#[derive(Subcommand)]
pub(super) enum IntegrationCommand {
    /// Register an integration and print its id and its secret, which is shown this once
    #[command(after_help = "\
Examples:
  pipewright integration add Phone --redirect-uri https://phone.example.com/back
  pipewright integration add Phone --redirect-uri http://localhost:8000/ --scope crm --scope files --json")]
    Add {
        /// What people call it
        name: String,
        /// Where browsers go back to with a code; may be repeated
        #[arg(long = "redirect-uri", value_name = "URL", required = true)]
        redirect_uris: Vec<String>,
        /// What it does
        #[arg(long, value_name = "TEXT")]
        description: Option<String>,
        /// Told when the integration is disabled
        #[arg(long, value_name = "URL")]
        uninstall_url: Option<String>,
        /// What its tokens are for: crm, notifications, files, files_delete, push_notifications; may be repeated
        #[arg(long = "scope", value_name = "WORD", default_value = "crm")]
        scopes: Vec<String>,
        /// Code of the installed widget that belongs to it
        #[arg(long, value_name = "CODE")]
        widget: Option<String>,
        #[command(flatten)]
        of: AccountArgs,
    },
    /// List the integrations
    List(AccountArgs),
    /// Show an integration
    Show {
        /// Its client id
        client: String,
        #[command(flatten)]
        of: AccountArgs,
    },
    /// Remove an integration; all of its tokens end
    Remove {
        /// Its client id
        client: String,
        #[command(flatten)]
        of: AccountArgs,
    },
    /// Give an integration another secret and print it; the old one stops working at once
    Secret {
        /// Its client id
        client: String,
        #[command(flatten)]
        of: AccountArgs,
    },
    /// Print a code for /oauth2/access_token without the authorization page; works once, for 20 minutes
    Code {
        /// Its client id
        client: String,
        #[command(flatten)]
        of: AccountArgs,
    },
}

/// Carries one out.
pub(super) async fn integration(command: IntegrationCommand) -> Result<(), Failure> {
    match command {
        IntegrationCommand::Add { name, redirect_uris, description, uninstall_url, scopes, widget, of } => {
            let mut body = Map::new();
            body.insert("name".into(), json!(name));
            body.insert("redirect_uris".into(), json!(redirect_uris));
            body.insert("scopes".into(), json!(scopes));
            for (key, value) in [("description", description), ("uninstall_url", uninstall_url), ("widget", widget)] {
                if let Some(value) = value {
                    body.insert(key.into(), json!(value));
                }
            }
            print_made(&of, &client(&of).await?.post(PATH, &Value::Object(body)).await?)
        }
        IntegrationCommand::List(of) => {
            let found = client(&of).await?.get(PATH).await?;
            let columns =
                [("CLIENT ID", "client_id"), ("NAME", "name"), ("ENABLED", "is_enabled"), ("WIDGET", "widget")];
            rows(&of.at, &found, "integrations", &columns)
        }
        IntegrationCommand::Show { client: id, of } => {
            print_json(&client(&of).await?.get(&format!("{PATH}/{}", encode(&id))).await?)
        }
        IntegrationCommand::Remove { client: id, of } => {
            client(&of).await?.delete(&format!("{PATH}/{}", encode(&id))).await?;
            eprintln!("integration {id} removed; its tokens have ended");
            Ok(())
        }
        IntegrationCommand::Secret { client: id, of } => {
            let path = format!("{PATH}/{}/secret", encode(&id));
            print_made(&of, &client(&of).await?.post(&path, &json!({})).await?)
        }
        IntegrationCommand::Code { client: id, of } => {
            let made = client(&of).await?.post(&format!("{PATH}/{}/code", encode(&id)), &json!({})).await?;
            if of.at.json { print_json(&made) } else { line(&cell(&made["code"])) }
        }
    }
}

fn print_made(of: &AccountArgs, made: &Value) -> Result<(), Failure> {
    if of.at.json {
        return print_json(made);
    }
    eprintln!("client id and client secret of {}; the secret is not shown again:", cell(&made["name"]));
    line(&cell(&made["client_id"]))?;
    line(&cell(&made["client_secret"]))
}
