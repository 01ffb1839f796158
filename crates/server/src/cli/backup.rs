//! `pipewright backup` and `pipewright restore`: everything into one file, and the way back.

use std::path::{Path, PathBuf};

use serde_json::json;
use store::Store;

use super::client::Client;
use super::output::{cell, json as print_json, line};
use super::{DataArgs, Failure, lock};
use crate::app;
use crate::secrets::KEY_FILE;

/// Asks whoever serves to write the file; without a serving process this one does.
pub(super) async fn backup(file: PathBuf, at: DataArgs) -> Result<(), Failure> {
    let file = std::path::absolute(&file).map_err(|e| Failure::Usage(format!("{}: {e}", file.display())))?;
    let api = Client::connect(&at, None).await?;
    let made = api.post("/api/pipewright/v1/admin/backups", &json!({ "file": file.display().to_string() })).await?;
    if at.json {
        return print_json(&made);
    }
    eprintln!("{} bytes; the secret key ({KEY_FILE}) is not in it: keep a copy in another place", made["bytes"]);
    line(&cell(&made["file"]))
}

/// Makes an installation of a backup, where there is none.
pub(super) async fn restore(file: PathBuf, at: DataArgs) -> Result<(), Failure> {
    let config = at.config()?;
    if !file.exists() {
        return Err(Failure::NotFound(format!("{} does not exist", file.display())));
    }
    let _lock = match config.database_url {
        Some(_) => None,
        None => Some(lock::take(&config.data)?.ok_or_else(|| {
            Failure::Failed(format!("a process serves {}; restore into another folder", config.data.display()))
        })?),
    };
    app::make_folder(&config.data).map_err(|e| Failure::Failed(e.to_string()))?;
    let (location, from) = (app::location(&config), file.clone());
    let restored = tokio::task::spawn_blocking(move || Store::restore(&location, &from)).await;
    restored.map_err(|e| Failure::Failed(e.to_string()))?.map_err(|e| Failure::Failed(e.to_string()))?;
    if at.json {
        return print_json(&json!({ "restored": file.display().to_string() }));
    }
    if config.secret_key_file.is_none() && !has_key(&config.data) {
        eprintln!("put the secret key of that installation into {}", config.data.join(KEY_FILE).display());
    }
    eprintln!(
        "restored; deliveries that were on their way at the time of the backup go out again, under their old ids"
    );
    Ok(())
}

fn has_key(data: &Path) -> bool {
    data.join(KEY_FILE).exists()
}
