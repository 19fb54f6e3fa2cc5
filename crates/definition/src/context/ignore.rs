//! `.dockerignore`: which files of a folder are no part of its build context.

use super::pattern::Pattern;
use crate::ImportError;

/// In one file.
const MAX_RULES: usize = 1_000;

/// The lines of a `.dockerignore`, in order: the last one that a file fits decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ignored {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    /// Whether the line begins with `!` and takes files in again.
    keeps: bool,
    pattern: Pattern,
}

impl Ignored {
    /// Reads the text of a `.dockerignore` by Docker's rules.
    ///
    /// # Errors
    /// The line of a pattern that is none, or too many lines.
    pub fn read(text: &str) -> Result<Self, ImportError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut rules = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            let said = line.trim();
            let (keeps, said) = said.strip_prefix('!').map_or((false, said), |rest| (true, rest.trim()));
            let refuse = |why: &str| {
                let message = format!("the .dockerignore has a line that is no pattern: {why}");
                ImportError::new(Some(number), message, "Correct the line, or remove it.")
            };
            if said.is_empty() {
                return Err(refuse("nothing follows the `!`"));
            }
            let pattern = Pattern::read(said).map_err(refuse)?;
            rules.push(Rule { keeps, pattern });
            if rules.len() > MAX_RULES {
                let message = format!("the .dockerignore has more than {MAX_RULES} lines");
                return Err(ImportError::new(Some(number), message, "Ignore whole folders with one line each."));
            }
        }
        Ok(Self { rules })
    }

    /// Whether nothing in this folder can be part of the context.
    #[must_use]
    pub fn holds_all_of(&self, folder: &str) -> bool {
        self.holds(folder) && !self.rules.iter().any(|rule| rule.keeps)
    }

    /// Whether this file is ignored, by its own path or that of a folder that it is in.
    #[must_use]
    pub fn holds(&self, path: &str) -> bool {
        self.rules.iter().fold(false, |ignored, rule| {
            // A rule that would change nothing is not looked at.
            if rule.keeps == ignored && rule.pattern.fits(path) { !ignored } else { ignored }
        })
    }
}
