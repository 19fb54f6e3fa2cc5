//! The values that a Dockerfile itself gives to its variables.

use super::instruction::Instruction;
use super::parse::Dockerfile;
use std::collections::BTreeMap;

/// How long an expanded text may be, in bytes: variables that are set to themselves twice double with each line.
const MAX_LENGTH: usize = 4096;

/// The variables that are known at one instruction.
#[derive(Default)]
pub struct Variables {
    /// Arguments before the first `FROM`; a stage sees them once it declares them.
    global: BTreeMap<String, String>,
    /// What the stage knows; none before the first `FROM`.
    stage: Option<BTreeMap<String, String>>,
}

impl Variables {
    /// The variables that are known before each instruction.
    pub fn follow(dockerfile: &Dockerfile, mut see: impl FnMut(&Instruction, &Self)) {
        let mut variables = Self::default();
        for instruction in &dockerfile.instructions {
            see(instruction, &variables);
            variables.learn(instruction);
        }
    }

    fn learn(&mut self, instruction: &Instruction) {
        match instruction.keyword.as_str() {
            "FROM" => self.stage = Some(BTreeMap::new()),
            "ARG" => instruction.words().for_each(|word| match word.split_once('=') {
                Some((name, value)) => self.set(name, value),
                None => {
                    if let Some(value) = self.global.get(word).cloned() {
                        self.set(word, &value);
                    }
                }
            }),
            "ENV" => match instruction.words().collect::<Vec<_>>()[..] {
                [name, value] if !name.contains('=') => self.set(name, value),
                ref words => words.iter().filter_map(|word| word.split_once('=')).for_each(|(name, value)| {
                    self.set(name, value);
                }),
            },
            _ => {}
        }
    }

    fn set(&mut self, name: &str, value: &str) {
        let value = value.trim_matches(['"', '\'']);
        let value = self.expand(value).unwrap_or_else(|| value.to_owned());
        self.stage.as_mut().unwrap_or(&mut self.global).insert(name.to_owned(), value);
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.stage.as_ref().unwrap_or(&self.global).get(name).map(String::as_str)
    }

    /// A text with the values of its variables; none when one of them is not known here, or it becomes too long.
    pub fn expand(&self, text: &str) -> Option<String> {
        let (mut expanded, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once('$') {
            expanded.push_str(before);
            let (value, after) = if let Some(inside) = after.strip_prefix('{') {
                let (inside, after) = inside.split_once('}')?;
                let (name, default) = match inside.split_once('-') {
                    Some((name, default)) => (name.trim_end_matches(':'), Some(default)),
                    None => (inside, None),
                };
                (self.get(name).filter(|value| !value.is_empty()).or(default)?, after)
            } else {
                let is_name = |next: char| next.is_ascii_alphanumeric() || next == '_';
                let (name, after) = after.split_at(after.find(|next| !is_name(next)).unwrap_or(after.len()));
                (self.get(name)?, after)
            };
            if expanded.len() + value.len() > MAX_LENGTH {
                return None;
            }
            expanded.push_str(value);
            rest = after;
        }
        Some(expanded + rest)
    }
}
