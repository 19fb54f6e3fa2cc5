//! SPDX 2.3.

use super::{
    model::{Base, Bill, LIMITS, TOOL, base_purl, digits, short, uuid},
    purl,
};
use serde_json::{Map, Value, json};
use store::images::LockedPackage;

const IMAGE: &str = "SPDXRef-Image";
const BASE: &str = "SPDXRef-Base";
/// What nobody looked for.
const UNKNOWN: &str = "NOASSERTION";

/// The document.
pub fn document(bill: &Bill<'_>) -> Value {
    let packages = bill.lock.iter().enumerate();
    let mut all = vec![image(bill)];
    all.extend(bill.base.as_ref().map(base));
    all.extend(packages.clone().map(|(at, locked)| package(at, locked)));

    let mut relationships = vec![related("SPDXRef-DOCUMENT", "DESCRIBES", IMAGE)];
    relationships.extend(bill.base.as_ref().map(|_| related(IMAGE, "DESCENDANT_OF", BASE)));
    relationships.extend(packages.map(|(at, locked)| related(IMAGE, "CONTAINS", &id(at, locked))));
    json!({
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": format!("{}@{}", bill.repository, bill.manifest),
        "documentNamespace": format!("urn:uuid:{}", uuid(&format!("spdx {} {}", bill.manifest, bill.built_at))),
        "creationInfo": { "created": bill.built_at, "creators": [format!("Tool: {TOOL}")] },
        "comment": LIMITS,
        "packages": all,
        "relationships": relationships,
    })
}

fn image(bill: &Bill<'_>) -> Value {
    let purl = purl::of_image(short(bill.repository), bill.manifest, &[("arch", &bill.architecture)]);
    let mut fields = entry(IMAGE, bill.repository, "CONTAINER", &purl);
    fields.insert("versionInfo".into(), bill.manifest.into());
    fields.insert("checksums".into(), checksums(digits(bill.manifest)));
    fields.into()
}

fn base(base: &Base) -> Value {
    let name = base.reference.as_deref().unwrap_or("base image");
    let mut fields = entry(BASE, name, "CONTAINER", &base_purl(base));
    if let Some(manifest) = &base.manifest {
        fields.insert("versionInfo".into(), manifest.as_str().into());
        fields.insert("checksums".into(), checksums(digits(manifest)));
    }
    fields.into()
}

fn package(at: usize, locked: &LockedPackage) -> Value {
    let mut fields = entry(&id(at, locked), &locked.name, "LIBRARY", &purl::of_package(locked));
    fields.insert("versionInfo".into(), locked.version.as_str().into());
    if let Some(url) = &locked.url {
        fields.insert("downloadLocation".into(), url.as_str().into());
    }
    if let Some(sha256) = &locked.sha256 {
        fields.insert("checksums".into(), checksums(sha256));
    }
    fields.into()
}

/// What every package says.
fn entry(id: &str, name: &str, purpose: &str, purl: &str) -> Map<String, Value> {
    let reference =
        json!({ "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl });
    let mut fields = Map::new();
    fields.insert("SPDXID".into(), id.into());
    fields.insert("name".into(), name.into());
    fields.insert("downloadLocation".into(), UNKNOWN.into());
    fields.insert("filesAnalyzed".into(), false.into());
    fields.insert("licenseConcluded".into(), UNKNOWN.into());
    fields.insert("licenseDeclared".into(), UNKNOWN.into());
    fields.insert("copyrightText".into(), UNKNOWN.into());
    fields.insert("primaryPackagePurpose".into(), purpose.into());
    fields.insert("externalRefs".into(), json!([reference]));
    fields
}

fn checksums(sha256: &str) -> Value {
    json!([{ "algorithm": "SHA256", "checksumValue": sha256 }])
}

fn related(from: &str, how: &str, to: &str) -> Value {
    json!({ "spdxElementId": from, "relationshipType": how, "relatedSpdxElement": to })
}

/// An id holds letters, digits, `.` and `-`; the number keeps two names apart that are the same then.
fn id(at: usize, locked: &LockedPackage) -> String {
    let name = locked.name.replace(|letter: char| !letter.is_ascii_alphanumeric() && letter != '.', "-");
    format!("SPDXRef-{}-{}-{name}", at + 1, locked.source)
}
