//! Who made something, and when.

use serde_json::{Value, json};

/// In the form of the Azure Resource Manager.
pub fn system_data(created_at: &str, changed_at: &str, by: &str) -> Value {
    json!({
        "createdAt": created_at,
        "createdBy": by,
        "createdByType": "User",
        "lastModifiedAt": changed_at,
        "lastModifiedBy": by,
        "lastModifiedByType": "User",
    })
}
