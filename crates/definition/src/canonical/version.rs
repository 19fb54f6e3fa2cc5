//! Versions in the normal form of PEP 440.

/// How the zeros at the end of a release are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TrailingZeros {
    /// As given: `1.0` is `1.0`.
    Keep,
    /// Left out but for the first part: `1.0` is `1`.
    Drop,
}

/// The normal form of a version; none when PEP 440 does not know it. Numbers may have any length.
pub fn normal_version(version: &str, zeros: TrailingZeros) -> Option<String> {
    let lower = version.to_ascii_lowercase();
    let text = lower.strip_prefix('v').unwrap_or(&lower);
    let (public, local) = text.split_once('+').map_or((text, None), |(public, local)| (public, Some(local)));
    let (epoch, public) = public.split_once('!').map_or(("0", public), |(epoch, public)| (epoch, public));
    if epoch.is_empty() || !epoch.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut rest = Rest(public);
    let mut release = vec![rest.number()?];
    while let Some(number) = rest.try_take(|rest| rest.strip(".")?.number_after()) {
        release.push(number);
    }
    while zeros == TrailingZeros::Drop && release.len() > 1 && release.last().is_some_and(|last| last == "0") {
        release.pop();
    }
    let pre = rest.part(&["alpha", "a", "beta", "b", "preview", "pre", "rc", "c"]).map(|(word, number)| {
        let letter = match word {
            "alpha" | "a" => "a",
            "beta" | "b" => "b",
            _ => "rc",
        };
        format!("{letter}{number}")
    });
    let implicit = rest.try_take(|rest| rest.strip("-")?.number_after());
    let post = implicit.or_else(|| rest.part(&["post", "rev", "r"]).map(|(_, number)| number));
    let dev = rest.part(&["dev"]).map(|(_, number)| number);
    if !rest.0.is_empty() {
        return None;
    }
    let epoch = Some(integer(epoch)).filter(|epoch| epoch != "0").map(|epoch| format!("{epoch}!"));
    let local = match local {
        Some(local) => Some(format!("+{}", normal_local(local)?)),
        None => None,
    };
    let post = post.map(|number| format!(".post{number}"));
    let dev = dev.map(|number| format!(".dev{number}"));
    Some([epoch, Some(release.join(".")), pre, post, dev, local].into_iter().flatten().collect())
}

fn normal_local(local: &str) -> Option<String> {
    let parts = local.split(['-', '_', '.']).map(|part| {
        let is_part = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
        is_part.then(|| if is_number { integer(part) } else { part.to_owned() })
    });
    parts.collect::<Option<Vec<String>>>().map(|parts| parts.join("."))
}

/// Digits without leading zeros.
fn integer(digits: &str) -> String {
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() { "0".to_owned() } else { digits.to_owned() }
}

/// What of a version is not read yet.
#[derive(Clone, Copy)]
struct Rest<'a>(&'a str);

impl Rest<'_> {
    /// Takes something, or leaves everything where it is.
    fn try_take<T>(&mut self, take: impl FnOnce(Self) -> Option<(T, Self)>) -> Option<T> {
        let (taken, rest) = take(*self)?;
        *self = rest;
        Some(taken)
    }

    fn strip(self, prefix: &str) -> Option<Self> {
        self.0.strip_prefix(prefix).map(Rest)
    }

    fn number_after(self) -> Option<(String, Self)> {
        let end = self.0.bytes().take_while(u8::is_ascii_digit).count();
        (end > 0).then(|| (integer(&self.0[..end]), Rest(&self.0[end..])))
    }

    fn number(&mut self) -> Option<String> {
        self.try_take(Self::number_after)
    }

    fn without_separator(self) -> Self {
        Rest(self.0.strip_prefix(['-', '_', '.']).unwrap_or(self.0))
    }

    /// One of these words with its number, 0 when it has none.
    fn part(&mut self, words: &[&'static str]) -> Option<(&'static str, String)> {
        self.try_take(|rest| {
            let rest = rest.without_separator();
            let (word, rest) = words.iter().find_map(|word| Some((*word, rest.strip(word)?)))?;
            let mut rest = rest.without_separator();
            let number = rest.number().unwrap_or_else(|| "0".to_owned());
            Some(((word, number), rest))
        })
    }
}
