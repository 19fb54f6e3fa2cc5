//! `CycloneDX` 1.6.

use super::{
    model::{Base, Bill, LIMITS, TOOL, base_purl, digits, short, uuid},
    purl,
};
use serde_json::{Map, Value, json};
use store::images::LockedPackage;

/// The document.
pub fn document(bill: &Bill<'_>) -> Value {
    let image = image(bill);
    let reference = image["bom-ref"].clone();
    let components: Vec<Value> = bill.lock.iter().enumerate().map(|(at, locked)| package(at, locked)).collect();
    let contains: Vec<&Value> = components.iter().map(|component| &component["bom-ref"]).collect();
    json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": format!("urn:uuid:{}", uuid(&format!("cyclonedx {} {}", bill.manifest, bill.built_at))),
        "version": 1,
        "metadata": {
            "timestamp": bill.built_at,
            "tools": { "components": [{ "type": "application", "name": TOOL }] },
            "component": image,
        },
        "dependencies": [{ "ref": reference, "dependsOn": contains }],
        "compositions": [{ "aggregate": "incomplete", "assemblies": [reference] }],
        "components": components,
    })
}

fn image(bill: &Bill<'_>) -> Value {
    let purl = purl::of_image(short(bill.repository), bill.manifest, &[("arch", &bill.architecture)]);
    let mut fields = container(bill.repository, Some(bill.manifest), &purl);
    fields.insert("bom-ref".into(), purl.into());
    fields.insert("description".into(), LIMITS.into());
    if let Some(base) = &bill.base {
        fields.insert("pedigree".into(), json!({ "ancestors": [ancestor(base)] }));
    }
    fields.into()
}

fn ancestor(base: &Base) -> Value {
    let name = base.reference.as_deref().unwrap_or("base image");
    container(name, base.manifest.as_deref(), &base_purl(base)).into()
}

fn container(name: &str, manifest: Option<&str>, purl: &str) -> Map<String, Value> {
    let mut fields = Map::new();
    fields.insert("type".into(), "container".into());
    fields.insert("name".into(), name.into());
    fields.insert("purl".into(), purl.into());
    if let Some(manifest) = manifest {
        fields.insert("version".into(), manifest.into());
        fields.insert("hashes".into(), hashes(digits(manifest)));
    }
    fields
}

fn package(at: usize, locked: &LockedPackage) -> Value {
    let mut fields = Map::new();
    fields.insert("type".into(), "library".into());
    fields.insert("bom-ref".into(), format!("{}-{}-{}", at + 1, locked.source, locked.name).into());
    fields.insert("name".into(), locked.name.as_str().into());
    fields.insert("version".into(), locked.version.as_str().into());
    fields.insert("purl".into(), purl::of_package(locked).into());
    let reference = locked.url.as_ref().map(|url| {
        let mut reference = Map::new();
        reference.insert("type".into(), "distribution".into());
        reference.insert("url".into(), url.as_str().into());
        if let Some(sha256) = &locked.sha256 {
            reference.insert("hashes".into(), hashes(sha256));
        }
        Value::from(reference)
    });
    if let Some(sha256) = &locked.sha256 {
        fields.insert("hashes".into(), hashes(sha256));
    }
    if let Some(reference) = reference {
        fields.insert("externalReferences".into(), json!([reference]));
    }
    fields.into()
}

fn hashes(sha256: &str) -> Value {
    json!([{ "alg": "SHA-256", "content": sha256 }])
}
