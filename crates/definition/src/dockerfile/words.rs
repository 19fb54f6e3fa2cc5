//! BuildKit's shell lexer as far as it decides which words of an instruction open a heredoc.

use std::iter::Peekable;
use std::str::Chars;

/// How deep expansions may nest; what nests deeper is refused, so that no text exhausts the stack.
const MAX_DEPTH: u32 = 64;

/// Why a text cannot be split into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// A quote or an expansion has no end, or no expansion begins like this.
    Unclosed,
    /// Expansions nest deeper than [`MAX_DEPTH`].
    TooDeep,
}

/// What happens to the quotes and backslashes of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Quoting {
    /// They stay in the words.
    Keep,
    /// They are taken off.
    Remove,
}

/// Splits a text into words at white space outside of quotes, pairs and expansions.
pub fn split(text: &str, quoting: Quoting) -> Result<Vec<String>, Error> {
    let mut lexer = Lexer { text: text.chars().peekable(), quoting, word: String::new(), depth: 0 };
    let mut words = Vec::new();
    while let Some(next) = lexer.text.next() {
        match next {
            '\'' | '"' => {
                let quoted = lexer.quote(next, quoting)?;
                lexer.word.push_str(&quoted);
            }
            '$' => {
                // White space inside of an expansion ends words.
                for next in lexer.dollar()?.chars() {
                    lexer.add(next, &mut words);
                }
            }
            '\\' => {
                if quoting == Quoting::Keep {
                    lexer.word.push('\\');
                }
                lexer.word.extend(lexer.text.next());
            }
            '<' if lexer.text.next_if_eq(&'<').is_some() => {
                lexer.word.push_str("<<");
                while let Some(blank) = lexer.text.next_if(|next| matches!(next, ' ' | '\t' | '\r')) {
                    lexer.word.push(blank);
                }
            }
            _ => lexer.add(next, &mut words),
        }
    }
    words.extend(Some(lexer.word).filter(|word| !word.is_empty()));
    Ok(words)
}

struct Lexer<'a> {
    text: Peekable<Chars<'a>>,
    quoting: Quoting,
    /// The word that is being read. An expansion with an operator discards it, as BuildKit's shared buffer does.
    word: String,
    depth: u32,
}

impl Lexer<'_> {
    fn add(&mut self, next: char, words: &mut Vec<String>) {
        if !next.is_whitespace() {
            self.word.push(next);
        } else if !self.word.is_empty() {
            words.push(std::mem::take(&mut self.word));
        }
    }

    /// Reads what a quote that was just opened holds.
    fn quote(&mut self, mark: char, escapes: Quoting) -> Result<String, Error> {
        let mut text = String::new();
        if self.quoting == Quoting::Keep {
            text.push(mark);
        }
        loop {
            match self.text.next().ok_or(Error::Unclosed)? {
                next if next == mark => break,
                '$' if mark == '"' => text.push_str(&self.dollar()?),
                '\\' if mark == '"' => match self.text.next_if(|next| matches!(next, '"' | '$' | '\\')) {
                    Some(paired) => {
                        if escapes == Quoting::Keep {
                            text.push('\\');
                        }
                        text.push(paired);
                    }
                    None => text.push('\\'),
                },
                next => text.push(next),
            }
        }
        if self.quoting == Quoting::Keep {
            text.push(mark);
        }
        Ok(text)
    }

    /// Reads what follows a `$`. Every variable is unset here, so that an expansion stays as written.
    fn dollar(&mut self) -> Result<String, Error> {
        if self.text.next_if_eq(&'{').is_none() {
            return Ok(format!("${}", self.name()));
        }
        if matches!(self.text.peek(), None | Some('{' | '}' | ':')) {
            return Err(Error::Unclosed);
        }
        let name = self.name();
        match self.text.next().ok_or(Error::Unclosed)? {
            '}' => Ok(format!("${{{name}}}")),
            ':' => {
                let operator = self.text.next().filter(|next| !matches!(next, '#' | '%')).ok_or(Error::Unclosed)?;
                Ok(format!("${{{name}:{operator}{}}}", self.nested('}', Quoting::Remove)?))
            }
            operator @ ('+' | '-' | '?') => Ok(format!("${{{name}{operator}{}}}", self.nested('}', Quoting::Remove)?)),
            operator @ ('#' | '%') => Ok(format!("${{{name}{operator}{}}}", self.nested('}', Quoting::Keep)?)),
            '/' => {
                let operator = if self.text.next_if_eq(&'/').is_some() { "//" } else { "/" };
                let pattern = self.nested('/', Quoting::Keep)?;
                let replacement = self.nested('}', Quoting::Keep)?;
                Ok(format!("${{{name}{operator}{pattern}/{replacement}}}"))
            }
            _ => Err(Error::Unclosed),
        }
    }

    /// Reads the text of an expansion up to a character.
    fn nested(&mut self, end: char, escapes: Quoting) -> Result<String, Error> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Error::TooDeep);
        }
        self.word.clear();
        let mut text = String::new();
        loop {
            match self.text.next().ok_or(Error::Unclosed)? {
                next if next == end => break,
                quote @ ('\'' | '"') => text.push_str(&self.quote(quote, escapes)?),
                '$' => text.push_str(&self.dollar()?),
                '\\' => {
                    if escapes == Quoting::Keep {
                        text.push('\\');
                    }
                    text.push(self.text.next().ok_or(Error::Unclosed)?);
                }
                next => text.push(next),
            }
        }
        self.depth -= 1;
        Ok(text)
    }

    /// Reads the name of a variable: digits, one special character, or letters, digits and `_`.
    fn name(&mut self) -> String {
        let is_digit = |next: &char| next.is_ascii_digit() || !next.is_ascii() && next.is_numeric();
        if let Some(special) = self.text.next_if(|next| matches!(next, '@' | '*' | '#' | '?' | '-' | '$' | '!')) {
            return special.to_string();
        }
        let mut name = String::new();
        let digits_only = self.text.peek().is_some_and(is_digit);
        while let Some(next) =
            self.text.next_if(|next| is_digit(next) || !digits_only && (next.is_alphabetic() || *next == '_'))
        {
            name.push(next);
        }
        name
    }
}
