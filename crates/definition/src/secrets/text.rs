//! What a credential looks like in a text.

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
    text.match_indices("://").any(|(place, _)| has_password(&text[place + 3..]))
        || text.match_indices("sig=").any(|(place, _)| is_signature(text, place))
        || text.contains("PRIVATE KEY-----")
        || TOKENS.iter().any(|token| has_token(text, *token))
}

/// Whether `user:password@` or `token@` stands before the host.
fn has_password(after_scheme: &str) -> bool {
    let ends = |next: char| next.is_whitespace() || matches!(next, '/' | '?' | '#' | '"' | '\'' | '<' | '>');
    let authority = after_scheme.split(ends).next().unwrap_or_default();
    let Some((user, _)) = authority.rsplit_once('@') else {
        return false;
    };
    match user.split_once(':') {
        Some((_, password)) => is_literal(password),
        None => user.len() >= 20 && is_literal(user),
    }
}

fn is_signature(text: &str, place: usize) -> bool {
    let value = text[place + 4..].split(|next: char| next.is_whitespace() || matches!(next, '&' | '"' | '\'')).next();
    text[..place].ends_with(['?', '&', ';']) && value.is_some_and(|value| value.len() >= 20 && is_literal(value))
}

fn has_token(text: &str, (prefix, least): (&str, usize)) -> bool {
    let of_token = |next: char| next.is_ascii_alphanumeric() || matches!(next, '_' | '-');
    text.match_indices(prefix).any(|(place, _)| {
        let begins = !text[..place].ends_with(of_token);
        begins && text[place + prefix.len()..].chars().take_while(|next| of_token(*next)).count() >= least
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
    let words: Vec<&str> = line.split_whitespace().collect();
    let pairs = words.iter().filter_map(|word| word.split_once('='));
    let old_form = match words[..] {
        [keyword, name, value, ..] if keyword.eq_ignore_ascii_case("ENV") => Some((name, value)),
        _ => None,
    };
    let is_variable =
        |name: &str| name.chars().all(|next| next.is_ascii_uppercase() || next.is_ascii_digit() || next == '_');
    pairs.chain(old_form).any(|(name, value)| is_variable(name) && names_secret(name) && is_literal(value))
}
