//! What the reader remembers of a source file.

use std::collections::BTreeSet;

/// Where a name is looked up: a module and a function may share a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Namespace {
    Type,
    Value,
    Macro,
}

pub const NAMESPACES: [Namespace; 3] = [Namespace::Type, Namespace::Value, Namespace::Macro];

/// A path as it is written, such as `super::Name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenPath {
    pub segments: Vec<String>,
    /// Whether it begins with `::`.
    pub is_external: bool,
    /// From 1.
    pub line: usize,
}

/// One leaf of a `use` item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    pub path: WrittenPath,
    pub name: ImportedName,
    /// Whether others can use the name: `pub`, `pub(crate)`, `pub(super)`.
    pub is_reexport: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportedName {
    One(String),
    /// `use path::*`
    All,
    /// `use path as _`
    Anonymous,
}

/// A path in an expression, a type, a pattern, an attribute or the tokens of a macro call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathUse {
    pub path: WrittenPath,
    pub namespace: Namespace,
    /// Found by searching tokens, so it may not be a path at all.
    pub is_guess: bool,
}

/// A `mod` item.
#[derive(Debug)]
pub struct Declaration {
    pub name: String,
    /// The value of `#[path]`.
    pub file: Option<String>,
    /// The content of `mod name { … }`.
    pub inline: Option<Scope>,
    pub line: usize,
}

/// The items of a module, without those of its child modules.
#[derive(Debug, Default)]
pub struct Scope {
    pub items: BTreeSet<(Namespace, String)>,
    /// Macros that `#[macro_export]` puts at the root of the crate.
    pub exported_macros: BTreeSet<String>,
    pub imports: Vec<Import>,
    pub uses: Vec<PathUse>,
    pub declarations: Vec<Declaration>,
    /// Names that patterns bind: variables hide items of the same name.
    pub variables: BTreeSet<String>,
}

impl WrittenPath {
    pub fn text(&self) -> String {
        let start = if self.is_external { "::" } else { "" };
        format!("{start}{}", self.segments.join("::"))
    }
}
