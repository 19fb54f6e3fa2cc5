//! Canonical JSON as RFC 8785 (JCS) defines it, for values without fractions.
//!
//! Written here rather than taken from a crate, because every hash rests on it: an update of a dependency must not be able
//! to change one. The hard part of the RFC, the spelling of floating-point numbers, never occurs: the canonical form holds
//! no numbers, and `json::read` refuses them in the R section.

use serde_json::Value;

/// The canonical text of a value. Keys are sorted by UTF-16 code units here, whatever order the map has.
pub fn write(value: &Value) -> String {
    let mut text = String::new();
    append(value, &mut text);
    text
}

fn append(value: &Value, text: &mut String) {
    match value {
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                append(item, text);
            }
            text.push(']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            text.push('{');
            for (index, (key, item)) in fields.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                append_text(key, text);
                text.push(':');
                append(item, text);
            }
            text.push('}');
        }
        Value::String(item) => append_text(item, text),
        Value::Null | Value::Bool(_) | Value::Number(_) => text.push_str(&value.to_string()),
    }
}

fn append_text(item: &str, text: &mut String) {
    text.push('"');
    for character in item.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\x08' => text.push_str("\\b"),
            '\x0c' => text.push_str("\\f"),
            '\0'..='\x1f' => {
                let escape = format!("\\u{:04x}", u32::from(character));
                text.push_str(&escape);
            }
            _ => text.push(character),
        }
    }
    text.push('"');
}
