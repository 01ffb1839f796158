//! A table of routes that documents itself: each row is method, path, sentence and handler.
//!
//! For groups whose bodies have no types of their own (see `kommo::record`): their models are described as plain objects.
//! Handlers with typed answers use `utoipa::path` instead.

use std::sync::Arc;

use axum::routing::MethodRouter;
use serde_json::{Value, json};
use utoipa::openapi::path::{HttpMethod, Operation};
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// Routes and what the document says about them.
pub struct Table(OpenApiRouter<Arc<App>>);

/// What a row answers when all goes well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// A body with that status; 204 when there is nothing.
    Body(u16),
    /// Bytes of a file.
    Bytes,
    /// That status without a body.
    Empty(u16),
}

impl Table {
    /// An empty table.
    pub fn new() -> Table {
        Table(OpenApiRouter::new())
    }

    /// Adds a row. Paths have their parameters in braces; `{id}` is a number, all others are texts.
    pub fn row(
        self,
        method: &str,
        path: &str,
        summary: &str,
        answers: Answers,
        handler: MethodRouter<Arc<App>>,
    ) -> Table {
        let mut router = self.0.route(path, handler);
        // The document of a row that cannot be described would be missing, and a test looks for every route in it.
        if let Ok(operation) = serde_json::from_value::<Operation>(describe(method, path, summary, answers)) {
            let method = match method {
                "GET" => HttpMethod::Get,
                "POST" => HttpMethod::Post,
                "PUT" => HttpMethod::Put,
                "PATCH" => HttpMethod::Patch,
                _ => HttpMethod::Delete,
            };
            router.get_openapi_mut().paths.add_path_operation(path, vec![method], operation);
        }
        Table(router)
    }

    /// The routes.
    pub fn into_router(self) -> OpenApiRouter<Arc<App>> {
        self.0
    }
}

impl Default for Table {
    fn default() -> Table {
        Table::new()
    }
}

fn describe(method: &str, path: &str, summary: &str, answers: Answers) -> Value {
    let names = path.split('{').skip(1).filter_map(|part| part.split('}').next());
    let parameter = |name: &str| {
        let schema =
            if name == "id" { json!({"type": "integer", "format": "int64"}) } else { json!({"type": "string"}) };
        json!({"name": name, "in": "path", "required": true, "schema": schema})
    };
    let object = json!({"schema": {"type": "object"}});
    let body = |description: &str| json!({"description": description, "content": {"application/hal+json": object}});
    let failure = json!({
        "description": "",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Failure"}}},
    });
    let mut responses = match answers {
        Answers::Body(status) => json!({status.to_string(): body("")}),
        Answers::Empty(status) => json!({status.to_string(): {"description": ""}}),
        Answers::Bytes => json!({"200": {"description": "", "content": {"application/octet-stream": {}}}}),
    };
    if method == "GET" {
        responses["204"] = json!({"description": ""});
    } else {
        responses["400"] = failure.clone();
    }
    responses["404"] = failure;
    let mut operation = json!({
        "tags": ["v4"],
        "summary": summary,
        "parameters": names.map(parameter).collect::<Vec<_>>(),
        "responses": responses,
    });
    if matches!(method, "POST" | "PATCH" | "PUT") {
        // Bodies are objects or lists of them; what is wrong with one is told in the answer.
        operation["requestBody"] = json!({"content": {"application/json": {"schema": {}}}, "required": true});
    }
    operation
}
