//! `.dockerignore`: which files of a folder are no part of its build context.

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

/// A pattern as states of a machine that reads a path letter by letter, so that no pattern takes long on any path.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pattern {
    states: Vec<State>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    /// This letter.
    Letter(char),
    /// `?`: one letter of a name.
    One,
    /// `*`: any letters of a name.
    Name,
    /// Any letters, `/` too.
    All,
    /// Goes on here, or past the next two states: `**/` is any folders or none.
    Maybe,
    /// `[a-z]`, `[^a-z]`: one letter of a name that is in one of the ranges, or in none.
    Class { without: bool, ranges: Vec<(char, char)> },
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Why it is none.
    pub fn read(text: &str) -> Result<Self, &'static str> {
        let text = cleaned(text);
        let mut states = Vec::new();
        // What begins with `**` and is plain after that fits every path with that end.
        let is_plain = |rest: &str| !rest.contains(['*', '?', '[', ']', '\\']);
        if let Some(end) = text.strip_prefix("**").filter(|end| !end.starts_with('/') && is_plain(end)) {
            states.push(State::All);
            states.extend(end.chars().map(State::Letter));
            return Ok(Self { states });
        }
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '*' if letters.next_if_eq(&'*').is_some() => {
                    letters.next_if_eq(&'/');
                    match letters.peek() {
                        Some(_) => states.extend([State::Maybe, State::All, State::Letter('/')]),
                        None => states.push(State::All),
                    }
                }
                '*' => states.push(State::Name),
                '?' => states.push(State::One),
                '[' => states.push(class(&mut letters)?),
                '\\' => states.push(State::Letter(letters.next().ok_or("it ends in a backslash")?)),
                letter => states.push(State::Letter(letter)),
            }
        }
        Ok(Self { states })
    }

    /// Whether the path, or a folder that it is in, is what the pattern says.
    pub fn fits(&self, path: &str) -> bool {
        let end = self.states.len();
        let mut now = vec![false; end + 1];
        self.enter(0, &mut now);
        for letter in path.chars() {
            if letter == '/' && now[end] {
                return true;
            }
            let mut next = vec![false; end + 1];
            for (index, state) in self.states.iter().enumerate().filter(|(index, _)| now[*index]) {
                let in_name = letter != '/';
                match state {
                    State::Letter(wanted) if *wanted == letter => self.enter(index + 1, &mut next),
                    State::One if in_name => self.enter(index + 1, &mut next),
                    State::Name if in_name => self.enter(index, &mut next),
                    State::All => self.enter(index, &mut next),
                    State::Class { without, ranges } if in_name => {
                        let within = ranges.iter().any(|(from, to)| (*from..=*to).contains(&letter));
                        if within != *without {
                            self.enter(index + 1, &mut next);
                        }
                    }
                    _ => {}
                }
            }
            now = next;
        }
        now[end]
    }

    /// Enters a state, and those that need no letter from there.
    fn enter(&self, index: usize, states: &mut [bool]) {
        if std::mem::replace(&mut states[index], true) {
            return;
        }
        match self.states.get(index) {
            Some(State::Name | State::All) => self.enter(index + 1, states),
            Some(State::Maybe) => {
                self.enter(index + 1, states);
                self.enter(index + 3, states);
            }
            _ => {}
        }
    }
}

/// The letters of a class, after its `[`.
fn class(letters: &mut std::iter::Peekable<std::str::Chars>) -> Result<State, &'static str> {
    const OPEN: &str = "a `[` is not closed";
    let without = letters.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    loop {
        let from = match letters.next().ok_or(OPEN)? {
            ']' if !ranges.is_empty() => return Ok(State::Class { without, ranges }),
            ']' => return Err("a `[]` is empty"),
            '-' => return Err("a `-` in `[]` stands between no two letters"),
            '\\' => letters.next().ok_or(OPEN)?,
            letter => letter,
        };
        let to = match letters.next_if_eq(&'-') {
            None => from,
            Some(_) => match letters.next().ok_or(OPEN)? {
                ']' | '-' => return Err("a `-` in `[]` stands between no two letters"),
                '\\' => letters.next().ok_or(OPEN)?,
                letter => letter,
            },
        };
        if to < from {
            return Err("a range in `[]` runs backwards");
        }
        ranges.push((from, to));
    }
}

/// The pattern without `.`, `..`, doubled and outer slashes.
fn cleaned(text: &str) -> String {
    let is_rooted = text.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in text.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            ".." if is_rooted => {}
            part => parts.push(part),
        }
    }
    // What is left of `/` and `.` is no file of the folder.
    if parts.is_empty() { "/".to_owned() } else { parts.join("/") }
}
