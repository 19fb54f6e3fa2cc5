//! Folding finds a word in every case, with the tables of the Rust libraries and with those of a browser.

use fold::fold;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[test]
fn a_word_is_the_same_in_capitals_and_in_small_letters() {
    for words in [
        ["größe", "GRÖSSE", "Größe"],
        ["straße", "STRASSE", "STRAẞE"],
        ["αθηνα", "ΑΘΗΝΑ", "Αθήνα"],
        ["οδός", "ΟΔΟΣ", "Οδοσ"],
        ["μαΐου", "ΜΑΪΟΥ", "Μαϊου"],
        ["привет", "ПРИВЕТ", "Привет"],
        ["йод", "ЙОД", "и\u{306}од"],
        ["istanbul", "İSTANBUL", "İstanbul"],
        ["diyarbakır", "DIYARBAKIR", "Diyarbakir"],
        ["բարեւ", "ԲԱՐԵՒ", "Բարև"],
        ["ქართული", "ᲥᲐᲠᲗᲣᲚᲘ", "ქართული"],
        ["ꭰꮳꮃ", "ᎠᏣᎳ", "Ꭰꮳꮃ"],
        ["café", "CAFÉ", "cafe\u{301}"],
        ["dž", "Ǆ", "ǅ"],
        ["office", "OFFICE", "oﬃce"],
        ["gpu 2", "GPU 2", "ｇｐｕ ２"],
        ["ガス", "ｶﾞｽ", "カ\u{3099}ス"],
        ["한국", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}", "한국"],
    ] {
        assert_eq!(words.map(fold), [(); 3].map(|()| fold(words[0])), "{words:?}");
    }
}

#[test]
fn other_words_stay_other_words() {
    for [one, other] in [["resume", "résumé"], ["и", "й"], ["ο", "o"], ["ö", "oe"], ["ι", "i"], ["か", "が"]] {
        assert_ne!(fold(one), fold(other));
    }
}

#[test]
fn every_letter_is_found_by_its_other_cases() {
    // No letter beyond these has cases.
    for letter in (0..=0x0001_ffff).filter_map(char::from_u32) {
        let text = letter.to_string();
        let folded = fold(&text);
        assert_eq!(fold(&folded), folded, "{letter:?} twice");
        for other in [text.to_uppercase(), text.to_lowercase()] {
            assert_eq!(fold(&other), folded, "{letter:?} and {other:?}");
        }
    }
}
