//! Key presses, on whatever has the focus.

use crate::Outcome;
use fantoccini::{
    Client,
    actions::{InputSource as _, KeyAction, KeyActions},
};

const CONTROL: char = '\u{e009}';
const SHIFT: char = '\u{e008}';

/// The codes of keys without a character in `WebDriver`.
const NAMED: [(&str, char); 9] = [
    ("Enter", '\u{e007}'),
    ("Tab", '\u{e004}'),
    ("Escape", '\u{e00c}'),
    ("Space", ' '),
    ("Up", '\u{e013}'),
    ("Down", '\u{e015}'),
    ("Home", '\u{e011}'),
    ("End", '\u{e010}'),
    ("Delete", '\u{e017}'),
];

/// Presses keys one after the other. Each is the name of a key or a text to type, with `mod+` or `shift+` before it to hold
/// Control or Shift.
pub async fn press(client: &Client, keys: &[&str]) -> Outcome<()> {
    let mut actions = KeyActions::new("keyboard".into());
    for key in keys {
        let (held, key) = match key.split_once('+') {
            Some(("mod", key)) => (Some(CONTROL), key),
            Some(("shift", key)) => (Some(SHIFT), key),
            _ => (None, *key),
        };
        let characters = match NAMED.iter().find(|(name, _)| *name == key) {
            Some((_, code)) => code.to_string(),
            None => key.to_owned(),
        };
        let downs = held.into_iter().map(|value| KeyAction::Down { value });
        let strokes = characters.chars().flat_map(|value| [KeyAction::Down { value }, KeyAction::Up { value }]);
        let ups = held.into_iter().map(|value| KeyAction::Up { value });
        actions = downs.chain(strokes).chain(ups).fold(actions, KeyActions::then);
    }
    Ok(client.perform_actions(actions).await?)
}
