//! Files of people: they come in parts, have versions, hang on entities, and nobody else gets at them.

use serde_json::{Value, json};

use crate::world::{World, on_both};

const PART: usize = 524_288;

fn path_of(url: &Value) -> String {
    url.as_str().unwrap().replace("http://crm.example.com", "")
}

/// Uploads a text in parts; the file as it is answered.
async fn upload(world: &World, name: &str, content: &str, more: Value) -> Value {
    let mut body = json!({ "file_name": name, "file_size": content.len(), "content_type": "text/html" });
    body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    let mut answer = world.call("POST", "/v1.0/sessions", body).await.expect(200);
    let mut next = path_of(&answer["upload_url"]);
    for part in content.as_bytes().chunks(PART) {
        answer = world.raw(&world.acme.token, "POST", &next, part.to_vec()).await.expect(200);
        if let Some(url) = answer.get("next_url") {
            next = path_of(url);
        }
    }
    answer
}

#[tokio::test]
async fn a_file_comes_in_parts_and_goes_out_whole() {
    on_both(async |world| {
        let other = world.account("other").await;
        let content = "<script>".repeat(100_000);
        let file = upload(&world, "Плед \"зима\".html", &content, json!({})).await;
        let uuid = file["uuid"].as_str().unwrap().to_string();
        assert_eq!((&file["size"], &file["has_multiple_versions"]), (&json!(800_000), &json!(false)), "{file}");
        let download = path_of(&file["_links"]["download"]["href"]);
        let got = world.call("GET", &download, Value::Null).await;
        assert!(got.status == 200 && got.text == content);
        // A browser keeps it, but never shows it as a page of ours.
        assert_eq!(got.content_type(), "application/octet-stream");
        assert_eq!(got.headers["x-content-type-options"], "nosniff");
        assert_eq!(got.headers["content-disposition"], "attachment; filename=\"___________.html\"");

        // The same content in another file is kept once, and removing a widget's files leaves it alone.
        world.install("notify", "notify", "https://example.com/hook").await;
        world.own("DELETE", "widgets/notify", Value::Null).await;
        assert_eq!(world.call("GET", &download, Value::Null).await.text, content);

        let second = upload(&world, "ignored", "two", json!({ "file_uuid": uuid })).await;
        assert_eq!((&second["uuid"], &second["has_multiple_versions"]), (&json!(uuid), &json!(true)));
        assert_eq!(world.call("GET", &download, Value::Null).await.text, "two");
        let versions = world.get(&format!("/v1.0/files/{uuid}/versions")).await;
        assert_eq!(versions["_embedded"]["versions"].as_array().unwrap().len(), 2);
        let back = json!({ "version_uuid": file["version_uuid"], "name": "Плед.html" });
        world.call("PATCH", &format!("/v1.0/files/{uuid}"), back).await.expect(200);
        assert_eq!(world.call("GET", &download, Value::Null).await.text, content);

        let lead = world.lead('A').await;
        let attached = format!("/api/v4/leads/{lead}/files");
        let both = json!([{ "file_uuid": uuid }, { "file_uuid": "none" }]);
        assert_eq!(world.call("PUT", &attached, both).await.status, 400);
        assert_eq!(world.call("GET", &attached, Value::Null).await.status, 204);
        for _ in 0..2 {
            world.call("PUT", &attached, json!([{ "file_uuid": uuid }])).await.expect(202);
        }
        let found = world.get(&attached).await;
        assert_eq!(found["_embedded"]["files"].as_array().unwrap().len(), 1);
        world.call("GET", "/api/v4/leads/999999/files", Value::Null).await.problems(404);
        world.call("GET", "/api/v4/tasks/1/files", Value::Null).await.problems(404);

        let file = format!("/v1.0/files/{uuid}");
        for (method, path, body) in [
            ("GET", file.clone(), Value::Null),
            ("GET", download.clone(), Value::Null),
            ("PATCH", file.clone(), json!({ "name": "stolen" })),
            ("DELETE", "/v1.0/files".to_string(), json!([{ "uuid": uuid }])),
            ("PUT", attached.clone(), json!([{ "file_uuid": uuid }])),
        ] {
            let answer = world.call_as(&other, method, &path, body).await;
            assert!(matches!(answer.status, 400 | 404), "{}: {}", answer.call, answer.status);
        }
        world.call("DELETE", "/v1.0/files", json!([{ "uuid": uuid }])).await.expect(204);
        assert_eq!(world.call("GET", "/v1.0/files", Value::Null).await.status, 204);
        world.call("DELETE", "/v1.0/files", json!([{ "uuid": uuid }])).await.problems(400);
        world.call("POST", "/v1.0/files/restore", json!([{ "uuid": uuid }])).await.expect(200);
        let list = world.get(&format!("/v1.0/files?filter[uuid]={uuid},none&filter[name]=ПЛЕД")).await;
        assert_eq!(list["_count"], 1);
        world.call("DELETE", &attached, json!([{ "file_uuid": uuid }])).await.expect(202);
        assert_eq!(world.call("GET", &attached, Value::Null).await.status, 204);
        world.end().await;
    })
    .await;
}

#[tokio::test]
async fn an_upload_keeps_to_what_was_announced() {
    on_both(async |world| {
        let other = world.account("other").await;
        let begin = async || {
            let body = json!({ "file_name": "a.txt", "file_size": 4 });
            path_of(&world.call("POST", "/v1.0/sessions", body).await.expect(200)["upload_url"])
        };
        let token = &world.acme.token;
        let first = begin().await;
        assert_eq!(world.raw(&other.token, "POST", &first, "ab").await.status, 404);
        assert_eq!(world.raw(token, "POST", &first, "").await.status, 400);
        assert_eq!(world.raw(token, "POST", &first, vec![b'x'; PART + 1]).await.status, 413);
        assert_eq!(world.raw(token, "POST", &first, "abcde").await.status, 400);
        world.raw(token, "POST", &first, "ab").await.expect(200);
        // A part that comes again is not taken twice.
        assert_eq!(world.raw(token, "POST", &first, "ab").await.status, 404);
        let second = format!("{}.1", first.strip_suffix(".0").unwrap());
        world.advance(86_400_000);
        assert_eq!(world.raw(token, "POST", &second, "cd").await.status, 404);
        assert_eq!(world.call("GET", "/v1.0/files", Value::Null).await.status, 204);
        for _ in 0..100 {
            begin().await;
        }
        let body = json!({ "file_name": "a.txt", "file_size": 4 });
        assert_eq!(world.call("POST", "/v1.0/sessions", body).await.status, 400);
        let told = world.call("POST", "/v1.0/sessions", json!({ "file_name": "../x" })).await;
        let told = told.expect(400)["validation-errors"][0]["errors"].as_array().unwrap().len();
        assert_eq!(told, 2);
        world.end().await;
    })
    .await;
}
