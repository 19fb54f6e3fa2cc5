//! The environments that come with the workspace.

use crate::support::{definitions::conda, workspace};
use api::{EnvironmentType, path};

#[tokio::test]
async fn they_are_there_read_only_and_can_be_built() {
    let workspace = workspace().await;
    let list: api::EnvironmentList = workspace.get(&format!("{}?filter=curated", path::ENVIRONMENTS)).await.expect(200);
    let names: Vec<&str> = list.items.iter().map(|environment| environment.name.as_str()).collect();
    let wanted = ["minimal", "scikit-learn", "pytorch", "tensorflow", "hugging-face", "pyspark", "user-managed"];
    assert!(wanted.iter().all(|name| names.contains(name)) && names.len() == 12, "{names:?}");
    for name in names {
        let version: api::Version = workspace.get(&path::version(name, "latest")).await.expect(200);
        assert_eq!(version.r#type, EnvironmentType::Curated);
        assert!(!version.description.is_empty(), "{name}");
        let question = serde_json::json!({ "definitions": [version.definition] });
        let answer: api::PreviewResponse = workspace.post(path::PREVIEWS, &question).await.expect(200);
        assert_eq!(answer.previews[0].digests, version.digests, "{name}");
        assert!(answer.previews[0].outside.is_empty(), "{name}");
        if let Some(dockerfile) = version.definition["docker"]["baseDockerfile"].as_str() {
            let bases = builder::python_base_images();
            let is_current = bases.iter().any(|base| dockerfile.starts_with(&format!("FROM {}\n", base.image)));
            assert!(is_current, "{name} begins from an old base image: {dockerfile}");
        }
    }
}

#[tokio::test]
async fn nobody_changes_them() {
    let workspace = workspace().await;
    let refusal = workspace.register_as("minimal", "3", conda(["numpy"])).await.refusal();
    insta::assert_json_snapshot!(refusal);
    let change = serde_json::json!({ "description": "mine" });
    assert_eq!(workspace.patch(&path::version("minimal", "2"), &change).await.status.as_u16(), 409);
    assert_eq!(workspace.post(&path::archive("minimal"), &()).await.status.as_u16(), 409);
}
