//! YAML (and JSON, which YAML contains) as a tree with lines. Aliases are expanded within a budget, nesting is
//! limited, a repeated key is an error.

mod scalar;

pub use scalar::plain as plain_scalar;

use crate::ImportError;
use crate::node::{Node, Value};
use crate::text::line_at;
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput, Tag};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// How deep lists and mappings may nest; no definition comes near.
const MAXIMUM_DEPTH: u32 = 64;
/// How much aliases may add, in values and bytes of text.
const MAXIMUM_EXPANSION: usize = 1 << 18;

/// The only document of a text.
pub fn parse(text: &str) -> Result<Node, ImportError> {
    if let Some(place) = text.find(unprintable) {
        let message = "a control character stands here, which YAML does not allow";
        return Err(ImportError::new(line_at(text.as_bytes(), place), message, "Remove it."));
    }
    let mut reader = Reader { parser: Parser::new_from_str(text), anchors: BTreeMap::new(), expanded: 0, depth: 0 };
    let mut document = None;
    loop {
        match reader.next()? {
            (Event::StreamEnd, _) => break,
            (Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing, _) => {}
            (_, span) if document.is_some() => {
                let message = "a second document begins here";
                return Err(ImportError::new(line(span), message, "Keep one document, and remove the line `---`."));
            }
            (event, span) => document = Some(reader.node(event, span)?),
        }
    }
    Ok(document.unwrap_or(Node { line: None, value: Value::Null }))
}

fn unprintable(character: char) -> bool {
    matches!(character, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\x7f'..='\u{84}' | '\u{86}'..='\u{9f}')
        || matches!(character, '\u{fffe}' | '\u{ffff}')
}

fn line(span: Span) -> Option<u32> {
    u32::try_from(span.start.line()).ok()
}

struct Reader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    anchors: BTreeMap<usize, Node>,
    expanded: usize,
    depth: u32,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), ImportError> {
        self.parser.next_event().unwrap_or(Ok((Event::StreamEnd, Span::default()))).map_err(|error| malformed(&error))
    }

    fn node(&mut self, event: Event<'a>, span: Span) -> Result<Node, ImportError> {
        let line = line(span);
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => (scalar(&text, style, tag.as_deref(), line)?, anchor),
            Event::SequenceStart(anchor, tag) => {
                self.enter(line, tag.as_ref(), "seq")?;
                (self.list()?, anchor)
            }
            Event::MappingStart(anchor, tag) => {
                self.enter(line, tag.as_ref(), "map")?;
                (self.mapping()?, anchor)
            }
            Event::Alias(anchor) => return self.alias(anchor, line),
            _ => return Err(ImportError::new(line, "the YAML ends too early", "Complete it.")),
        };
        let node = Node { line, value };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn enter(&mut self, line: Option<u32>, tag: Option<&Cow<'a, Tag>>, plain: &str) -> Result<(), ImportError> {
        let means_nothing = |tag: &Tag| is_unspecific(tag) || tag.is_yaml_core_schema() && tag.suffix == plain;
        if let Some(tag) = tag.filter(|tag| !means_nothing(tag)) {
            return Err(unknown_tag(tag, line));
        }
        self.depth += 1;
        if self.depth > MAXIMUM_DEPTH {
            let message = format!("lists and mappings nest deeper than {MAXIMUM_DEPTH} levels");
            return Err(ImportError::new(line, message, "Write the definition without this nesting."));
        }
        Ok(())
    }

    fn list(&mut self) -> Result<Value, ImportError> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => break,
                (event, span) => items.push(self.node(event, span)?),
            }
        }
        self.depth -= 1;
        Ok(Value::List(items))
    }

    fn mapping(&mut self) -> Result<Value, ImportError> {
        let (mut fields, mut merged, mut keys) = (Vec::new(), Vec::new(), BTreeSet::new());
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                break;
            }
            let merge = matches!(&event, Event::Scalar(text, ScalarStyle::Plain, ..) if text == "<<");
            let key = self.node(event, span)?;
            let name = key_text(&key)?;
            let (event, span) = self.next()?;
            let value = self.node(event, span)?;
            if !keys.insert(name.clone()) {
                let message = format!("the key `{name}` stands here a second time");
                return Err(ImportError::new(key.line, message, "Keep one of the two, or join them."));
            }
            if merge { merged.extend(merged_fields(value)?) } else { fields.push((name, value)) }
        }
        for (name, value) in merged {
            if keys.insert(name.clone()) {
                fields.push((name, value));
            }
        }
        self.depth -= 1;
        Ok(Value::Map(fields))
    }

    fn alias(&mut self, anchor: usize, line: Option<u32>) -> Result<Node, ImportError> {
        let Some(node) = self.anchors.get(&anchor) else {
            return Err(ImportError::new(line, "an alias stands inside what it repeats", "Write the value out."));
        };
        self.expanded += weight(node);
        if self.expanded > MAXIMUM_EXPANSION {
            let message = "the aliases of this file expand to far more than it holds";
            return Err(ImportError::new(line, message, "Write the values out instead of repeating them by alias."));
        }
        Ok(Node { line, value: node.value.clone() })
    }
}

fn weight(node: &Node) -> usize {
    1 + match &node.value {
        Value::List(items) => items.iter().map(weight).sum(),
        Value::Map(fields) => fields.iter().map(|(key, item)| key.len() + weight(item)).sum(),
        _ => node.written().map_or(0, str::len),
    }
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>, line: Option<u32>) -> Result<Value, ImportError> {
    match tag {
        None if style == ScalarStyle::Plain => Ok(scalar::plain(text)),
        None => Ok(Value::Text(text.to_owned())),
        Some(tag) if is_unspecific(tag) => Ok(Value::Text(text.to_owned())),
        Some(tag) if tag.is_yaml_core_schema() => match tag.suffix.as_str() {
            "str" => Ok(Value::Text(text.to_owned())),
            "int" | "float" | "bool" | "null" | "timestamp" => Ok(scalar::plain(text)),
            _ => Err(unknown_tag(tag, line)),
        },
        Some(tag) => Err(unknown_tag(tag, line)),
    }
}

/// The tag `!`, which only says that a scalar is text.
fn is_unspecific(tag: &Tag) -> bool {
    tag.handle.is_empty() && tag.suffix == "!"
}

fn key_text(key: &Node) -> Result<String, ImportError> {
    match (&key.value, key.written()) {
        (_, Some(text)) => Ok(text.to_owned()),
        (Value::Null, None) => {
            Err(ImportError::new(key.line, "a key is missing before the colon", "Write the key, or remove the line."))
        }
        (..) => {
            let message = format!("{} stands here as a key", key.kind());
            let help = "A key is text. If this is a template (`{{ … }}`), fill it in or put it in quotes.";
            Err(ImportError::new(key.line, message, help))
        }
    }
}

fn merged_fields(value: Node) -> Result<Vec<(String, Node)>, ImportError> {
    match value.value {
        Value::Map(fields) => Ok(fields),
        Value::List(items) => {
            items.into_iter().map(merged_fields).collect::<Result<Vec<_>, _>>().map(|all| all.concat())
        }
        _ => Err(ImportError::new(value.line, "`<<` merges a mapping, and this is none", "Write the fields out.")),
    }
}

fn malformed(error: &ScanError) -> ImportError {
    let line = u32::try_from(error.marker().line()).ok();
    let help =
        "Check indentation, quotes and brackets here; a template (`{{ … }}`, `{% … %}`) must be filled in first.";
    ImportError::new(line, format!("the YAML is malformed: {}", error.info()), help)
}

fn unknown_tag(tag: &Tag, line: Option<u32>) -> ImportError {
    ImportError::new(line, format!("the tag `{tag}` has no meaning here"), "Remove it.")
}

/// Reads a text. JSON is nearly all YAML; where it may not be (escaped surrogate pairs), lines are lost.
pub fn parse_mapping(text: &str) -> Result<Node, ImportError> {
    if !is_json(text) {
        return parse(text);
    }
    let json: serde_json::Value = serde_json::from_str(text).map_err(|error| {
        let help = "Check commas, quotes and brackets here.";
        ImportError::new(u32::try_from(error.line()).ok(), format!("the JSON is malformed: {error}"), help)
    })?;
    if text.contains("\\u") { Ok(Node::from(&json)) } else { parse(text) }
}

/// Whether the text begins as a JSON object does.
pub fn is_json(text: &str) -> bool {
    text.trim_start().starts_with('{') && !text.trim_start().starts_with("{{")
}
