//! Why a request failed, in sentences.

use ::api::code;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// One of [`code`]; empty when the workspace could not be reached or its response could not be read.
    pub code: String,
    pub message: String,
    /// The field or line with the error.
    pub field: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Failure {
    pub fn unreachable() -> Self {
        Self::local(
            "The workspace does not answer",
            "Check that the server runs. This page tries again when it is back",
        )
    }

    /// The response does not have the expected form.
    pub fn not_understood() -> Self {
        Self::local("The response of the workspace cannot be read", "Reload the page: it may be older than the server")
    }

    /// A part of the console could not be loaded.
    pub fn not_loaded() -> Self {
        Self::local(
            "This page could not be loaded",
            "Try again when the server answers. If that does not help, reload the page: it may be older than the server",
        )
    }

    pub fn upload_failed() -> Self {
        Self::local(
            "The upload was interrupted",
            "The connection was lost, or a file changed since it was read. Try again, or choose the folder again",
        )
    }

    /// The files of a folder are needed again.
    pub fn files_missing(folder: &str) -> Self {
        Self::local(
            &format!("The files of {folder} are no longer in this browser"),
            "Reloading the page removes them. Choose or drop the folder again",
        )
    }

    /// The workspace refused the request.
    pub fn refused(status: u16, body: &str) -> Self {
        match serde_json::from_str::<::api::Error>(body) {
            Ok(error) => Self { code: error.code, message: error.message, field: error.field, help: error.help },
            Err(_) if status == 502 || status == 504 => Self::unreachable(),
            Err(_) => Self::local(
                &format!("The workspace responded with status {status}"),
                "Try again. If that does not help, see the log of the server",
            ),
        }
    }

    pub fn is_not_found(&self) -> bool {
        self.code == code::NOT_FOUND
    }

    fn local(message: &str, help: &str) -> Self {
        Self { code: String::new(), message: message.into(), field: None, help: Some(help.into()) }
    }
}
