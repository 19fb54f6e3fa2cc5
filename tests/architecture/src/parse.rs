//! One source file into a [`Scope`].

use proc_macro2::{Delimiter, Literal, TokenStream, TokenTree};
use syn::{
    Attribute, Ident, ImplItemFn, Item, ItemMacro, ItemMod, ItemUse, Macro, Meta, PatIdent, Path, Token, UseTree,
    Visibility,
    ext::IdentExt,
    punctuated::Punctuated,
    visit::{self, Visit},
};

use crate::syntax::{Declaration, Import, ImportedName, Namespace, PathUse, Scope, WrittenPath};

/// The items of a file, or nothing when the whole file is for tests.
pub fn parse(text: &str) -> syn::Result<Option<Scope>> {
    let file = syn::parse_file(text)?;
    if is_for_tests(&file.attrs) {
        return Ok(None);
    }
    Ok(Some(scope(&file.items)))
}

fn scope(items: &[Item]) -> Scope {
    let mut collector = Collector::default();
    for item in items {
        collector.visit_item(item);
    }
    collector.scope
}

#[derive(Default)]
struct Collector {
    scope: Scope,
}

impl Collector {
    fn add(&mut self, ident: &Ident, namespaces: &[Namespace]) {
        for namespace in namespaces {
            self.scope.items.insert((*namespace, name(ident)));
        }
    }

    fn add_path(&mut self, path: &Path, namespace: Namespace) {
        let Some(first) = path.segments.first() else { return };
        let written = WrittenPath {
            segments: path.segments.iter().map(|segment| name(&segment.ident)).collect(),
            is_external: path.leading_colon.is_some(),
            line: line(&first.ident),
        };
        self.scope.uses.push(PathUse { path: written, namespace, is_guess: false });
    }

    fn add_imports(&mut self, tree: &UseTree, prefix: &WrittenPath, is_reexport: bool) {
        let extended = |ident: &Ident| {
            let mut path = prefix.clone();
            if prefix.segments.is_empty() {
                path.line = line(ident);
            }
            // `use path::{self}` imports the path.
            if ident != "self" || path.segments.is_empty() {
                path.segments.push(name(ident));
            }
            WrittenPath { line: line(ident), ..path }
        };
        let mut push = |path: WrittenPath, name| self.scope.imports.push(Import { path, name, is_reexport });
        match tree {
            UseTree::Path(path) => self.add_imports(&path.tree, &extended(&path.ident), is_reexport),
            UseTree::Name(leaf) => {
                let path = extended(&leaf.ident);
                if let Some(last) = path.segments.last().cloned() {
                    push(path, ImportedName::One(last));
                }
            }
            UseTree::Rename(leaf) if leaf.rename == "_" => push(extended(&leaf.ident), ImportedName::Anonymous),
            UseTree::Rename(leaf) => push(extended(&leaf.ident), ImportedName::One(name(&leaf.rename))),
            UseTree::Glob(_) => push(prefix.clone(), ImportedName::All),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_imports(tree, prefix, is_reexport);
                }
            }
        }
    }

    fn add_tokens(&mut self, tokens: TokenStream) {
        find_paths(tokens, &mut |path| {
            for namespace in crate::syntax::NAMESPACES {
                self.scope.uses.push(PathUse { path: path.clone(), namespace, is_guess: true });
            }
        });
    }
}

impl<'ast> Visit<'ast> for Collector {
    fn visit_item(&mut self, item: &'ast Item) {
        use Namespace::{Type, Value};
        if is_for_tests(attributes(item)) {
            return;
        }
        match item {
            Item::Const(item) => self.add(&item.ident, &[Value]),
            Item::Static(item) => self.add(&item.ident, &[Value]),
            Item::Fn(item) => self.add(&item.sig.ident, &[Value]),
            Item::Struct(item) => self.add(&item.ident, &[Type, Value]),
            Item::Enum(item) => self.add(&item.ident, &[Type]),
            Item::Union(item) => self.add(&item.ident, &[Type]),
            Item::Trait(item) => self.add(&item.ident, &[Type]),
            Item::TraitAlias(item) => self.add(&item.ident, &[Type]),
            Item::Type(item) => self.add(&item.ident, &[Type]),
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        self.scope.declarations.push(Declaration {
            name: name(&item.ident),
            file: item.attrs.iter().find_map(path_attribute),
            inline: item.content.as_ref().map(|(_, items)| scope(items)),
            line: line(&item.ident),
        });
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let start = WrittenPath { segments: Vec::new(), is_external: item.leading_colon.is_some(), line: 0 };
        self.add_imports(&item.tree, &start, !matches!(item.vis, Visibility::Inherited));
    }

    fn visit_item_macro(&mut self, item: &'ast ItemMacro) {
        if let Some(ident) = &item.ident {
            self.add(ident, &[Namespace::Macro]);
            if item.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export")) {
                self.scope.exported_macros.insert(name(ident));
            }
        }
        visit::visit_item_macro(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        if !is_for_tests(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_macro(&mut self, item: &'ast Macro) {
        self.add_path(&item.path, Namespace::Macro);
        self.add_tokens(item.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if attribute.path().is_ident("doc") || attribute.path().is_ident("cfg") {
            return;
        }
        self.add_path(attribute.path(), Namespace::Macro);
        match &attribute.meta {
            Meta::Path(_) => {}
            Meta::List(list) => self.add_tokens(list.tokens.clone()),
            Meta::NameValue(pair) => self.visit_expr(&pair.value),
        }
    }

    fn visit_pat_ident(&mut self, pattern: &'ast PatIdent) {
        self.scope.variables.insert(name(&pattern.ident));
        visit::visit_pat_ident(self, pattern);
    }

    fn visit_path(&mut self, path: &'ast Path) {
        self.add_path(path, Namespace::Type);
        self.add_path(path, Namespace::Value);
        visit::visit_path(self, path);
    }
}

/// Calls back for each path among tokens: of macro calls and attributes only the tokens are known.
fn find_paths(tokens: TokenStream, found: &mut impl FnMut(WrittenPath)) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_punct =
        |index: usize, char: char| matches!(tokens.get(index), Some(TokenTree::Punct(p)) if p.as_char() == char);
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        match token {
            TokenTree::Ident(first) => {
                // `value.name` is a field or a method, and `'name` a lifetime.
                let is_member = index > 0 && (is_punct(index - 1, '.') || is_punct(index - 1, '\''));
                let mut segments = vec![name(first)];
                while is_punct(index + 1, ':') && is_punct(index + 2, ':') {
                    let Some(TokenTree::Ident(next)) = tokens.get(index + 3) else { break };
                    segments.push(name(next));
                    index += 3;
                }
                if !is_member {
                    found(WrittenPath { segments, is_external: false, line: line(first) });
                }
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => find_paths(group.stream(), found),
            TokenTree::Group(group) => find_paths(group.stream(), found),
            TokenTree::Literal(literal) => {
                if let Some(path) = path_in_literal(literal) {
                    found(path);
                }
            }
            TokenTree::Punct(_) => {}
        }
        index += 1;
    }
}

/// `#[serde(with = "crate::json")]` names a path in a string.
fn path_in_literal(literal: &Literal) -> Option<WrittenPath> {
    let text = literal.to_string();
    let text = text.strip_prefix('"')?.strip_suffix('"')?;
    let path: Path = text.contains("::").then(|| syn::parse_str(text).ok())??;
    Some(WrittenPath {
        segments: path.segments.iter().map(|segment| name(&segment.ident)).collect(),
        is_external: path.leading_colon.is_some(),
        line: literal.span().start().line,
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<Meta>().is_ok_and(|meta| requires_test(&meta))
    })
}

/// Whether a condition of `cfg` holds in tests only.
fn requires_test(condition: &Meta) -> bool {
    let Meta::List(list) = condition else { return condition.path().is_ident("test") };
    let Ok(inner) = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) else { return false };
    if list.path.is_ident("all") {
        inner.iter().any(requires_test)
    } else if list.path.is_ident("any") {
        !inner.is_empty() && inner.iter().all(requires_test)
    } else {
        false
    }
}

fn path_attribute(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    let syn::Expr::Lit(value) = &pair.value else { return None };
    let syn::Lit::Str(text) = &value.lit else { return None };
    pair.path.is_ident("path").then(|| text.value())
}

fn name(ident: &Ident) -> String {
    ident.unraw().to_string()
}

fn line(ident: &Ident) -> usize {
    ident.span().start().line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(text: &str) -> Vec<(String, ImportedName)> {
        let scope = parse(text).unwrap().unwrap();
        scope.imports.into_iter().map(|import| (import.path.text(), import.name)).collect()
    }

    fn one(name: &str) -> ImportedName {
        ImportedName::One(name.to_owned())
    }

    #[test]
    fn nested_groups_renames_and_globs() {
        assert_eq!(
            imports("use a::{self, b::{C as D, e::*}, f as _};\nuse ::g::H;"),
            [
                ("a".to_owned(), one("a")),
                ("a::b::C".to_owned(), one("D")),
                ("a::b::e".to_owned(), ImportedName::All),
                ("a::f".to_owned(), ImportedName::Anonymous),
                ("::g::H".to_owned(), one("H")),
            ]
        );
    }

    #[test]
    fn each_leaf_has_its_own_line() {
        let scope = parse("use a::{\n    b,\n    c,\n};").unwrap().unwrap();
        let lines: Vec<usize> = scope.imports.iter().map(|import| import.path.line).collect();
        assert_eq!(lines, [2, 3]);
    }

    #[test]
    fn imports_in_a_function_count() {
        assert_eq!(imports("fn f() { use a::B; }"), [("a::B".to_owned(), one("B"))]);
    }

    #[test]
    fn what_is_for_tests_is_left_out() {
        assert!(parse("#![cfg(test)]\nuse a::B;").unwrap().is_none());
        assert_eq!(imports("#[cfg(test)] use a::B;\n#[cfg(all(unix, test))] mod t { use a::C; }"), []);
        assert_eq!(imports("#[cfg(any(test, unix))] use a::B;").len(), 1);
        assert_eq!(imports("#[cfg(not(test))] use a::B;").len(), 1);
    }

    #[test]
    fn paths_of_attributes_and_macro_calls_are_found() {
        let scope = parse(
            "#[serde(with = \"crate::json\")] struct S;\n\
             fn f() { call!(one.two, three::four(five), { six::Seven }); }",
        )
        .unwrap()
        .unwrap();
        let paths: Vec<String> = scope.uses.iter().map(|path| path.path.text()).collect();
        for path in ["crate::json", "one", "three::four", "five", "six::Seven", "call"] {
            assert!(paths.iter().any(|found| found == path), "{path} is missing in {paths:?}");
        }
        assert!(!paths.iter().any(|found| found == "two"));
    }
}
