//! A draft as a value: what is saved in this browser and what a link carries.

use api::VersionReference;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use definition::{Definition, ImportError, Kind, MAXIMUM_BYTES};
use serde::{Deserialize, Serialize};

/// A draft.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    /// The last definition that could be read.
    pub definition: Definition,
    /// The version that it began as.
    pub origin: Option<VersionReference>,
    /// The name to register it under.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Source texts that cannot be read yet.
    pub sources: Vec<Source>,
}

/// The text of one source view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Which view.
    pub kind: Kind,
    /// The text as typed.
    pub text: String,
    /// Why it is not in the definition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ImportError>,
}

/// How a draft is written as JSON.
#[derive(Serialize, Deserialize)]
struct Written {
    definition: serde_json::Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    origin: Option<VersionReference>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sources: Vec<Source>,
}

/// Why a draft cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableDraft {
    /// Nothing after the `#`.
    #[error("the link holds no draft")]
    Empty,
    /// A form of a later version.
    #[error("the link has a form that this version does not know")]
    LaterForm,
    /// Too long, in bytes.
    #[error("the draft is larger than {} KiB", MAXIMUM_BYTES / 1024)]
    TooLarge,
    /// Cut off or changed on its way.
    #[error("the link is cut off or was changed on its way")]
    Damaged,
    /// The definition in it is none.
    #[error("{0}")]
    Definition(String),
}

/// The form of a link that is written today.
const FORM: &str = "1.";

impl Content {
    /// As JSON text.
    #[must_use]
    pub fn to_json(&self) -> String {
        let written = Written {
            definition: self.definition.to_json(),
            origin: self.origin.clone(),
            name: self.name.clone(),
            description: self.description.clone(),
            sources: self.sources.clone(),
        };
        serde_json::to_string(&written).unwrap_or_default()
    }

    /// From JSON text.
    ///
    /// # Errors
    /// When it is no draft.
    pub fn from_json(text: &str) -> Result<Self, UnreadableDraft> {
        let written: Written = serde_json::from_str(text).map_err(|_| UnreadableDraft::Damaged)?;
        let definition =
            Definition::from_json(&written.definition).map_err(|error| UnreadableDraft::Definition(error.message))?;
        let Written { origin, name, description, sources, .. } = written;
        Ok(Self { definition, origin, name, description, sources })
    }

    /// As the fragment of a link, without its `#`. Texts that cannot be read stay behind.
    #[must_use]
    pub fn to_fragment(&self) -> String {
        let readable = Self { sources: Vec::new(), ..self.clone() };
        FORM.to_owned() + &URL_SAFE_NO_PAD.encode(readable.to_json())
    }

    /// From the fragment of a link, with or without its `#`.
    ///
    /// # Errors
    /// When it holds no draft.
    pub fn from_fragment(fragment: &str) -> Result<Self, UnreadableDraft> {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        if fragment.is_empty() {
            return Err(UnreadableDraft::Empty);
        }
        let Some(encoded) = fragment.strip_prefix(FORM) else {
            let (form, _) = fragment.split_once('.').ok_or(UnreadableDraft::Damaged)?;
            let is_number = form.len() < 4 && form.bytes().all(|byte| byte.is_ascii_digit());
            return Err(if is_number { UnreadableDraft::LaterForm } else { UnreadableDraft::Damaged });
        };
        if encoded.len() > MAXIMUM_BYTES / 3 * 4 {
            return Err(UnreadableDraft::TooLarge);
        }
        let bytes = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| UnreadableDraft::Damaged)?;
        Self::from_json(&String::from_utf8(bytes).map_err(|_| UnreadableDraft::Damaged)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use definition::Dependency;

    fn draft() -> Content {
        Content {
            definition: Definition {
                base_image: Some("python:3.11".into()),
                dependencies: vec![Dependency::Conda("numpy".into()), Dependency::Pip(vec!["torch==2.3.1".into()])],
                ..Definition::default()
            },
            origin: Some(VersionReference { environment: "training".into(), version: "7".into() }),
            name: "training".into(),
            description: "für alle".into(),
            sources: vec![Source { kind: Kind::Conda, text: "a: [".into(), error: None }],
        }
    }

    #[test]
    fn a_saved_draft_comes_back_as_it_was() {
        assert_eq!(Content::from_json(&draft().to_json()), Ok(draft()));
    }

    #[test]
    fn a_link_carries_all_but_unreadable_text() {
        let readable = Content { sources: Vec::new(), ..draft() };
        assert_eq!(Content::from_fragment(&format!("#{}", draft().to_fragment())), Ok(readable));
    }

    #[test]
    fn a_hostile_link_gives_an_error() {
        let link = draft().to_fragment();
        let nested = "[".repeat(100_000);
        let written = |json: &str| format!("1.{}", URL_SAFE_NO_PAD.encode(json));
        for (fragment, error) in [
            (String::new(), UnreadableDraft::Empty),
            ("#".into(), UnreadableDraft::Empty),
            ("section".into(), UnreadableDraft::Damaged),
            ("2.abc".into(), UnreadableDraft::LaterForm),
            (link[..link.len() / 2].into(), UnreadableDraft::Damaged),
            (format!("1.{}", "A".repeat(MAXIMUM_BYTES * 2)), UnreadableDraft::TooLarge),
            (written(&nested), UnreadableDraft::Damaged),
            (written("{}"), UnreadableDraft::Damaged),
        ] {
            assert_eq!(Content::from_fragment(&fragment), Err(error));
        }
        assert!(matches!(
            Content::from_fragment(&written(r#"{"definition": {"python": 3}}"#)),
            Err(UnreadableDraft::Definition(_))
        ));
    }
}
