//! Text as searches compare it.

/// Folds case and spelling away: two texts that people read as the same word in other letters fold to the same text.
///
/// Unicode's full case folding with compatibility composition (NFKC), so that `größe`, `GRÖSSE` and a decomposed `ö` are
/// equal, and so are `Ωμέγα` and `ΩΜΈΓΑ`. Two rules go further, because nobody knows the language of a label: the Turkish
/// `İ` and `ı` fold to `i`, and Greek letters lose the accents that capitals are written without.
///
/// For searches only. Names are compared as they are where they are keys.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    let mut base = ' ';
    // Down, up and down again: `ẞ` has no capital but is one, `ß` has no small form of its capitals `SS`.
    let decomposed = decompose(text);
    let letters = decomposed.chars().flat_map(char::to_lowercase).flat_map(char::to_uppercase);
    for letter in letters.flat_map(char::to_lowercase) {
        if !is_mark(letter) {
            base = letter;
        } else if is_without_case(base, letter) {
            continue;
        }
        folded.push(letter);
    }
    compose(&folded)
}

/// Whether a letter is one of the combining marks of Latin, Greek and Cyrillic.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

/// Whether the same letter is written with and without this mark, depending on case and language.
fn is_without_case(base: char, mark: char) -> bool {
    match base {
        'i' => mark == '\u{307}',
        '\u{370}'..='\u{3ff}' => matches!(mark, '\u{300}' | '\u{301}' | '\u{313}' | '\u{314}' | '\u{342}'),
        _ => false,
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn decompose(text: &str) -> String {
    unicode_normalization::UnicodeNormalization::nfkd(text).collect()
}

#[cfg(not(target_arch = "wasm32"))]
fn compose(text: &str) -> String {
    unicode_normalization::UnicodeNormalization::nfkc(text).collect()
}

/// The browser has the tables, which are large.
#[cfg(target_arch = "wasm32")]
fn decompose(text: &str) -> String {
    js_sys::JsString::from(text).normalize("NFKD").into()
}

#[cfg(target_arch = "wasm32")]
fn compose(text: &str) -> String {
    js_sys::JsString::from(text).normalize("NFKC").into()
}
