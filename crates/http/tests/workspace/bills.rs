//! Bills of materials, read by the tools that others read them with.

use crate::support::{definitions::from, index::Index, site::Site};
use api::path;
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What checks a file against its form.
const CHECK: &str = "import sys
form, path = sys.argv[1:]
if form == 'spdx':
    from spdx_tools.spdx.parser.parse_anything import parse_file
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document
    problems = [message.validation_message for message in validate_full_spdx_document(parse_file(path), 'SPDX-2.3')]
else:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator
    problems = JsonStrictValidator(SchemaVersion.V1_6).validate_str(open(path).read())
sys.exit(str(problems) if problems else 0)
";

/// A Python with the tools, made once; none where the index cannot be reached.
fn tools() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bill-tools");
    let ready = folder.join("ready");
    if !ready.exists() {
        let python = folder.join("bin/python");
        let done = |command: &mut Command| command.status().is_ok_and(|status| status.success());
        let made = done(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder));
        let words =
            ["-m", "pip", "install", "--quiet", "spdx-tools==0.8.5", "cyclonedx-python-lib[json-validation]==11.12.0"];
        if !made || !done(Command::new(python).args(words)) {
            skip::because("the tools that check bills of materials cannot be installed");
            return None;
        }
        fs::write(&ready, "").unwrap();
    }
    Some(folder.join("bin/python"))
}

fn check(python: &Path, form: &str, text: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(format!("bill.{form}.json"));
    fs::write(&file, text).unwrap();
    let output = Command::new(python).args(["-c", CHECK, form]).arg(&file).output().unwrap();
    assert!(output.status.success(), "{form}: {}\n{text}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bills_of_an_image_are_whole_and_always_the_same() {
    let index = Index::new().await;
    index.offer("alpha", "1.0", "beta");
    index.offer("beta", "2.0", "");
    let site = Site::new().await;
    site.workspace.register("training", from(&index, &["alpha"])).await;
    let early = site.workspace.get(&path::export("training", "1", "spdx")).await;
    assert_eq!(early.status.as_u16(), 404, "without an image there is nothing to bill");
    let build = site.built_with_packages(&from(&index, &["alpha"])).await;
    let image: api::Image = site.workspace.get(&path::image(build.digests.image)).await.expect(200);

    let spdx = site.workspace.get(&path::export("training", "1", "spdx")).await;
    assert_eq!(spdx.headers["content-type"], "application/spdx+json");
    let bill: Value = spdx.expect(200);
    let alpha = bill["packages"].as_array().unwrap().iter().find(|package| package["name"] == "alpha").unwrap();
    let locked = image.lock.iter().find(|package| package.name == "alpha").unwrap();
    assert_eq!(alpha["externalRefs"][0]["referenceLocator"], "pkg:pypi/alpha@1.0");
    assert_eq!(alpha["downloadLocation"], json!(locked.url));
    assert!(bill["name"].as_str().unwrap().ends_with(&image.manifest));

    let again = site.restart().await;
    for (form, count) in [("spdx", "relationships"), ("cyclonedx", "components")] {
        let path = path::export("training", "1", form);
        let text = again.workspace.get(&path).await.text;
        let bill: Value = serde_json::from_str(&text).unwrap();
        assert!(bill[count].as_array().unwrap().len() >= image.lock.len());
        assert_eq!(text, again.workspace.get(&path).await.text);
        if let Some(python) = tools() {
            // The tool for SPDX takes no address without a domain for one.
            let host = index.address.trim_end_matches("/simple/");
            check(&python, form, &text.replace(host, "https://index.example.org"));
        }
    }
}
