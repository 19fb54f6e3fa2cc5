//! Why a request brought nothing, in sentences.

use ::api::code;

/// A request that failed, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// One of [`code`], or empty when the workspace was not reached or not understood.
    pub code: String,
    /// What happened.
    pub message: String,
    /// The field or line that it is about.
    pub field: Option<String>,
    /// What to do.
    pub help: Option<String>,
}

impl Failure {
    /// The workspace did not answer.
    pub fn unreachable() -> Self {
        Self::local("The workspace does not answer", "Check that the server runs. This page asks again when it is back")
    }

    /// The answer is not of the expected form.
    pub fn not_understood() -> Self {
        Self::local(
            "The answer of the workspace cannot be read",
            "Reload the page: it may be older than the server that answers",
        )
    }

    /// A part of the console did not arrive.
    pub fn not_fetched() -> Self {
        Self::local(
            "This page could not be fetched",
            "Ask again when the server is reached. If that does not help, reload: the console may be older than the server",
        )
    }

    /// Something large did not get there.
    pub fn not_sent() -> Self {
        Self::local(
            "The upload ended before everything was sent",
            "The connection broke, or a file has changed since it was read: try again, or choose the folder again",
        )
    }

    /// What was to be sent is not in this browser.
    pub fn not_here(folder: &str) -> Self {
        Self::local(
            &format!("The files of {folder} are not in this browser any more"),
            "A browser forgets them with a reload: choose or drop the folder again",
        )
    }

    /// What the workspace answered to a request that it refused.
    pub fn refused(status: u16, body: &str) -> Self {
        match serde_json::from_str::<::api::Error>(body) {
            Ok(error) => Self { code: error.code, message: error.message, field: error.field, help: error.help },
            Err(_) if status == 502 || status == 504 => Self::unreachable(),
            Err(_) => Self::local(
                &format!("The workspace answered with status {status}"),
                "Try again. If it stays, look into the log of the server",
            ),
        }
    }

    /// Whether there is no such thing.
    pub fn is_not_found(&self) -> bool {
        self.code == code::NOT_FOUND
    }

    fn local(message: &str, help: &str) -> Self {
        Self { code: String::new(), message: message.into(), field: None, help: Some(help.into()) }
    }
}
