//! Keys, pressed on whatever has the focus.

use crate::Outcome;
use fantoccini::{
    Client,
    actions::{InputSource as _, KeyAction, KeyActions},
};

const CONTROL: char = '\u{e009}';
const SHIFT: char = '\u{e008}';

/// The keys that are no signs, as `WebDriver` writes them.
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

/// Presses keys one after the other. Each is a name, a text whose signs are typed, or either after `mod+` or `shift+`.
pub async fn press(client: &Client, keys: &[&str]) -> Outcome<()> {
    let mut actions = KeyActions::new("keyboard".into());
    for key in keys {
        let (held, key) = match key.split_once('+') {
            Some(("mod", key)) => (Some(CONTROL), key),
            Some(("shift", key)) => (Some(SHIFT), key),
            _ => (None, *key),
        };
        let signs = match NAMED.iter().find(|(name, _)| *name == key) {
            Some((_, sign)) => sign.to_string(),
            None => key.to_owned(),
        };
        let downs = held.into_iter().map(|value| KeyAction::Down { value });
        let strokes = signs.chars().flat_map(|value| [KeyAction::Down { value }, KeyAction::Up { value }]);
        let ups = held.into_iter().map(|value| KeyAction::Up { value });
        actions = downs.chain(strokes).chain(ups).fold(actions, KeyActions::then);
    }
    Ok(client.perform_actions(actions).await?)
}
