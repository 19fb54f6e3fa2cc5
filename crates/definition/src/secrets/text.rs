//! What a credential looks like in a text.

use std::ops::Range;

/// Prefixes of well-known tokens, and how many letters and digits follow at least.
const TOKENS: [(&str, usize); 16] = [
    ("ghp_", 30),
    ("gho_", 30),
    ("ghu_", 30),
    ("ghs_", 30),
    ("ghr_", 30),
    ("github_pat_", 30),
    ("glpat-", 18),
    ("hf_", 30),
    ("sk-", 32),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("dckr_pat_", 20),
    ("npm_", 36),
    ("pypi-AgE", 30),
    ("AKIA", 16),
    ("AIza", 35),
];

/// A password in a URL, the signature of a shared access link, a private key or a well-known token.
pub fn has_credential(text: &str) -> bool {
    let is_short = text.len() < SHORTEST;
    if is_short && !text.contains("://") {
        return false;
    }
    text.contains(PRIVATE_KEY) || credentials(text).next().is_some()
}

/// How long a text is at least that holds a private key, a token or a signature.
const SHORTEST: usize = 16;

/// What a private key begins and ends with.
pub const PRIVATE_KEY: &str = "PRIVATE KEY-----";

/// Where passwords of URLs, signatures and tokens stand, as bytes.
pub fn credentials(text: &str) -> impl Iterator<Item = Range<usize>> {
    let after = |place: usize, range: Range<usize>| place + range.start..place + range.end;
    let passwords =
        text.match_indices("://").filter_map(move |(place, _)| Some(after(place + 3, password(&text[place + 3..])?)));
    let signatures = text.match_indices("sig=").filter_map(|(place, _)| signature(text, place));
    let tokens = TOKENS.iter().flat_map(|token| tokens(text, *token));
    passwords.chain(signatures).chain(channel_tokens(text)).chain(tokens)
}

/// The tokens of conda channels, `/t/TOKEN/NAME` in an address and `t/TOKEN/NAME` alone. A page of a forum has such an
/// address too, with words in place of the token and a number behind them.
fn channel_tokens(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices("t/").filter_map(|(place, _)| {
        let begins = place == 0 || text[..place].ends_with(['/', ' ', '\t', '\n', '`', '"', '\'', '=', '[']);
        let start = place + 2;
        let ends = |next: char| next.is_whitespace() || matches!(next, '/' | '"' | '\'' | '`' | ',' | ']');
        let token = text[start..].split(ends).next()?;
        let behind = text[start + token.len()..].strip_prefix('/').unwrap_or_default();
        let name = behind.split(ends).next().unwrap_or_default();
        let is_page = name.is_empty() || name.bytes().all(|byte| byte.is_ascii_digit());
        let is_token = token.len() >= 8
            && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
            && token.bytes().any(|byte| byte.is_ascii_digit());
        (begins && is_token && !is_page).then(|| start..start + token.len())
    })
}

/// Whether an address of a channel, or of a registry without its scheme, holds a credential.
pub fn address_has_credential(address: &str) -> bool {
    let whole = if address.contains("://") { address.to_owned() } else { format!("https://{address}") };
    has_credential(&whole) || credentials(&format!("{}/x", whole.trim_end_matches('/'))).next().is_some()
}

/// The password of `user:password@`, or the token of `token@`, before the host.
fn password(after_scheme: &str) -> Option<Range<usize>> {
    let ends = |next: char| next.is_whitespace() || matches!(next, '/' | '?' | '#' | '"' | '\'' | '<' | '>');
    let authority = after_scheme.split(ends).next().unwrap_or_default();
    let (user, _) = authority.rsplit_once('@')?;
    match user.split_once(':') {
        Some((name, password)) => is_literal(password).then_some(name.len() + 1..user.len()),
        None => (user.len() >= 20 && is_literal(user)).then_some(0..user.len()),
    }
}

fn signature(text: &str, place: usize) -> Option<Range<usize>> {
    let start = place + 4;
    let value = text[start..].split(|next: char| next.is_whitespace() || matches!(next, '&' | '"' | '\'')).next()?;
    let signs = text[..place].ends_with(['?', '&', ';']) && value.len() >= 20 && is_literal(value);
    signs.then_some(start..start + value.len())
}

fn tokens(text: &str, (prefix, least): (&'static str, usize)) -> impl Iterator<Item = Range<usize>> {
    let of_token = |next: char| next.is_ascii_alphanumeric() || matches!(next, '_' | '-');
    text.match_indices(prefix).filter_map(move |(place, _)| {
        let begins = !text[..place].ends_with(of_token);
        let length = text[place + prefix.len()..].chars().take_while(|next| of_token(*next)).count();
        (begins && length >= least).then_some(place..place + prefix.len() + length)
    })
}

/// Whether a value is written out: no variable, no template, no placeholder, no path, no switch.
pub fn is_literal(value: &str) -> bool {
    let value = value.trim_matches(['"', '\'']);
    let switches = ["true", "false", "yes", "no", "on", "off", "none", "null", "auto"];
    !(value.is_empty()
        || value.contains(['$', '{', '<'])
        || value.starts_with(['/', '*'])
        || value.starts_with('%') && value.ends_with('%')
        || value.bytes().all(|byte| byte.is_ascii_digit())
        || switches.contains(&value.to_ascii_lowercase().as_str()))
}

/// Whether a name says that its value is a secret: `HF_TOKEN`, `DB_PASSWORD`, `authToken`, but not
/// `TOKENIZERS_PARALLELISM` and not `PASSWORD_FILE`.
pub fn names_secret(name: &str) -> bool {
    let upper = name.rsplit('.').next().unwrap_or_default().to_ascii_uppercase();
    let words: Vec<&str> = upper.split(['_', '-']).collect();
    let last = words.last().copied().unwrap_or_default();
    let anywhere =
        words.iter().any(|word| ["PASSWORD", "PASSWD", "PASSPHRASE", "SECRET"].iter().any(|end| word.ends_with(end)));
    let at_the_end =
        last.ends_with("TOKEN") || last == "KEY" || last.ends_with("APIKEY") || last.ends_with("ACCESSKEY");
    let about = ["NAME", "FILE", "PATH", "URL", "URI", "DIR", "ID", "LENGTH"].contains(&last);
    (anywhere || at_the_end) && !about && !words.contains(&"PUBLIC")
}

/// Whether a line of a Dockerfile sets a variable whose name says that it is a secret.
pub fn assigns_secret(line: &str) -> bool {
    assigned_secrets(line).next().is_some()
}

/// The secret values that a line of a Dockerfile gives to variables.
pub fn assigned_secrets(line: &str) -> impl Iterator<Item = &str> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let pairs: Vec<(&str, &str)> = words.iter().filter_map(|word| word.split_once('=')).collect();
    let old_form = match words[..] {
        [keyword, name, value, ..] if keyword.eq_ignore_ascii_case("ENV") => Some((name, value)),
        _ => None,
    };
    let is_variable =
        |name: &str| name.chars().all(|next| next.is_ascii_uppercase() || next.is_ascii_digit() || next == '_');
    let assigned = pairs.into_iter().chain(old_form);
    let secret = assigned.filter(move |(name, value)| is_variable(name) && names_secret(name) && is_literal(value));
    secret.map(|(_, value)| value)
}
