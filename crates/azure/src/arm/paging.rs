//! Lists in parts: `nextLink` is the address of the next one.

use crate::address::Place;
use api::code;
use http::Error;
use serde::Deserialize;
use serde_json::{Value, json};
use workspace::environments::ArchivedFilter;

/// How many entries a part has when nobody says.
const DEFAULT_PAGE_SIZE: i64 = 100;
/// How many entries a part has at most.
const MAX_PAGE_SIZE: i64 = 1000;

/// The `listViewType` of the query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
enum ListView {
    #[default]
    ActiveOnly,
    ArchivedOnly,
    All,
}

/// What a client asks of a list. What else stands in the query (`api-version`) makes no difference.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    /// Whether archived ones are wanted.
    #[serde(default)]
    list_view_type: ListView,
    #[serde(rename = "$top")]
    top: Option<i64>,
    #[serde(rename = "$orderBy", alias = "$orderby")]
    order: Option<String>,
    /// Where the part before ended.
    #[serde(rename = "$skip", alias = "$skipToken")]
    skip: Option<String>,
    #[serde(rename = "api-version")]
    api_version: Option<String>,
}

impl Asked {
    /// Which of them are listed.
    pub fn filter(&self) -> ArchivedFilter {
        match self.list_view_type {
            ListView::ActiveOnly => ArchivedFilter::Active,
            ListView::ArchivedOnly => ArchivedFilter::Archived,
            ListView::All => ArchivedFilter::All,
        }
    }

    /// How many are wanted.
    pub fn limit(&self) -> i64 {
        self.top.unwrap_or(DEFAULT_PAGE_SIZE).clamp(1, MAX_PAGE_SIZE)
    }

    /// Where the part before ended.
    pub fn after(&self) -> Option<&str> {
        self.skip.as_deref()
    }

    /// Refuses an order that this list does not have.
    pub fn newest_first(&self) -> Result<(), Error> {
        let order = self.order.as_deref().unwrap_or("createdtime desc");
        if order.eq_ignore_ascii_case("createdtime desc") || order.eq_ignore_ascii_case("createdAtUtc desc") {
            return Ok(());
        }
        Err(Error::refuse(code::INVALID_PARAMETER, format!("versions are not listed by \u{201c}{order}\u{201d}"))
            .field("$orderBy")
            .help("Use \u{201c}createdtime desc\u{201d}, or leave it out"))
    }

    /// A part of a list, with the address of the next one. Where `$top` was said, it says how many are wanted at all.
    pub fn part(&self, place: &Place, path: &str, items: &[Value], next: Option<String>) -> Value {
        let mut part = json!({ "value": items });
        if let Some(next) = next.filter(|_| self.top.is_none()) {
            let view = format!("{:?}", self.list_view_type);
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            if let Some(version) = &self.api_version {
                query.append_pair("api-version", version);
            }
            let query = query.append_pair("listViewType", &view).append_pair("$skip", &next).finish();
            part["nextLink"] = format!("{}{}{path}?{query}", place.origin.0, place.id()).into();
        }
        part
    }
}
