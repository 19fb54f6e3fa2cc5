//! The canonical JSON of each component, and the digests over it.
//!
//! Canonical JSON is that of RFC 8785 (JCS), for values without fractions. It is written here rather than taken from a crate,
//! because every hash rests on it: an update of a dependency must not be able to change one. The hard part of the RFC, the
//! spelling of floating-point numbers, never occurs: the canonical form holds no numbers, and `json::read` refuses them in the R
//! section.

use super::{Canonical, Python};
use crate::{Component, Digest, Digests};
use serde_json::{Value, json};

impl Canonical {
    /// The canonical JSON of one component, the text that is hashed.
    #[must_use]
    pub fn component(&self, component: Component) -> String {
        let value = match component {
            Component::Base => json!({"image": self.base.image, "platform": self.base.platform}),
            Component::Steps => {
                let context = self.steps.context.map(|digest| digest.to_string());
                json!({"context": context, "dockerfile": self.steps.dockerfile})
            }
            Component::Python => self.python(),
            Component::Spark => self.spark.as_ref().map_or(Value::Null, |spark| {
                json!({"packages": spark.packages, "precache": spark.precache, "repositories": spark.repositories})
            }),
            Component::Extras => self.extras.clone().unwrap_or(Value::Null),
        };
        canonical_json(&value)
    }

    fn python(&self) -> Value {
        match &self.python {
            Python::User => json!({"managed_by": "user"}),
            Python::System { channels, conda, pip, pip_options } => json!({
                "channels": channels, "conda": conda, "managed_by": "system", "pip": pip, "pip_options": pip_options,
            }),
        }
    }

    /// All digests.
    #[must_use]
    pub fn digests(&self) -> Digests {
        let of = |component| Digest::of(&self.component(component));
        let [base, steps, python, spark] =
            [Component::Base, Component::Steps, Component::Python, Component::Spark].map(of);
        let extras = self.extras.is_some().then(|| of(Component::Extras));
        let stage = Digest::of(&format!("environment-stage/2\n{base}\n{steps}\n"));
        let mut image = format!("environment-image/2\n{base}\n{steps}\n{python}\n{spark}\n");
        if let Some(extras) = extras {
            image = [image, extras.to_string(), "\n".into()].concat();
        }
        Digests { base, steps, python, spark, stage, image: Digest::of(&image), extras }
    }

    /// Whether a component has nothing in it (no steps, no Spark packages, a user-managed Python).
    #[must_use]
    pub fn is_empty(&self, component: Component) -> bool {
        match component {
            Component::Base => self.base.image.is_none(),
            Component::Steps => self.steps.context.is_none() && self.steps.dockerfile.is_empty(),
            Component::Python => match &self.python {
                Python::User => true,
                Python::System { conda, pip, pip_options, .. } => {
                    conda.is_empty() && pip.is_empty() && pip_options.is_empty()
                }
            },
            Component::Spark => self.spark.is_none(),
            Component::Extras => self.extras.is_none(),
        }
    }
}

/// The canonical text of a value. Keys are sorted by UTF-16 code units here, whatever order the map has.
pub fn canonical_json(value: &Value) -> String {
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
