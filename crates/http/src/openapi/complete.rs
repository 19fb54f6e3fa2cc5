//! What holds by rule, added to the descriptions of the handlers: the errors that every operation of a kind can answer, the
//! form of each parameter, and schemas that say what their types hold.

use utoipa::{
    Number,
    openapi::{
        ContentBuilder, KnownFormat, Object, OpenApi, Ref, RefOr, Response, ResponseBuilder, Schema, SchemaFormat,
        path::{Operation, Parameter, ParameterIn},
        schema::{AdditionalProperties, Array, ArrayItems},
    },
};

/// Names of environments and versions.
const NAME_PATTERN: &str = "^[0-9A-Za-z][0-9A-Za-z._-]{0,254}$";
const DIGEST_PATTERN: &str = "^[0-9a-f]{64}$";
/// Names of packages, as far as their sources have one form.
const PACKAGE_PATTERN: &str = "^[0-9A-Za-z_][0-9A-Za-z._-]*$";
/// `NAME:VERSION`.
const VERSION_REFERENCE_PATTERN: &str = "^[0-9A-Za-z][0-9A-Za-z._-]{0,254}:[0-9A-Za-z][0-9A-Za-z._-]{0,254}$";
const MANIFEST_PATTERN: &str = "^sha256:[0-9a-f]{64}$";
const MAX_PAGE_SIZE: usize = 200;

/// Completes a document.
pub fn complete(mut document: OpenApi) -> OpenApi {
    for (path, item) in &mut document.paths.paths {
        for operation in [&mut item.get, &mut item.head].into_iter().flatten() {
            complete_operation(path, operation, false);
        }
        for operation in [&mut item.put, &mut item.post, &mut item.patch, &mut item.delete].into_iter().flatten() {
            complete_operation(path, operation, true);
        }
    }
    for schema in document.components.iter_mut().flat_map(|components| components.schemas.values_mut()) {
        correct_or_ref(schema);
    }
    document
}

fn complete_operation(path: &str, operation: &mut Operation, writes: bool) {
    let has_body = operation.request_body.is_some();
    let mut has_parameters = false;
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter {
            has_parameters |= matches!(parameter.parameter_in, ParameterIn::Path | ParameterIn::Query);
            complete_parameter(path, parameter);
        }
    }
    // What cannot be read, what stops coming, what is too large, and what a full disk does not take.
    let errors = [("400", has_parameters || has_body), ("408", has_body), ("413", has_body), ("503", writes)];
    for (status, _) in errors.into_iter().filter(|(_, applies)| *applies) {
        operation.responses.responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(error_response()));
    }
}

fn error_response() -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Error"))).build();
    ResponseBuilder::new().content("application/json", content).build()
}

fn complete_parameter(path: &str, parameter: &mut Parameter) {
    let Some(RefOr::T(schema)) = &mut parameter.schema else { return };
    correct(schema);
    let Schema::Object(object) = schema else { return };
    match (&parameter.parameter_in, parameter.name.as_str()) {
        (ParameterIn::Path, "id") => {
            object.minimum = Some(Number::UInt(1));
            object.maximum = Some(Number::Int(isize::MAX));
        }
        (ParameterIn::Path, "name") if path.starts_with(api::path::PACKAGES) => set_pattern(object, PACKAGE_PATTERN),
        (ParameterIn::Path, "name" | "version") => set_pattern(object, NAME_PATTERN),
        (ParameterIn::Path | ParameterIn::Query, "hash" | "digest") => set_pattern(object, DIGEST_PATTERN),
        (ParameterIn::Path, "source") => set_pattern(object, "^(conda|pip)$"),
        (ParameterIn::Path, "form") => set_pattern(object, "^[0-9a-z]+$"),
        (ParameterIn::Query, "manifest") => set_pattern(object, MANIFEST_PATTERN),
        (ParameterIn::Query, "left" | "right") => set_pattern(object, VERSION_REFERENCE_PATTERN),
        (ParameterIn::Query, "limit") => {
            object.minimum = Some(Number::UInt(1));
            object.maximum = Some(Number::UInt(MAX_PAGE_SIZE));
        }
        // Lines of a log; elsewhere these are dates.
        (ParameterIn::Query, "from" | "to") if object.minimum.is_some() => object.minimum = Some(Number::UInt(1)),
        _ => {}
    }
}

fn set_pattern(object: &mut Object, pattern: &str) {
    object.pattern = Some(pattern.to_owned());
}

fn correct_or_ref(schema: &mut RefOr<Schema>) {
    if let RefOr::T(schema) = schema {
        correct(schema);
    }
}

/// Corrects a schema and all that are in it.
fn correct(schema: &mut Schema) {
    match schema {
        Schema::Object(object) => {
            correct_unsigned(object);
            object.properties.values_mut().for_each(correct_or_ref);
            if let Some(AdditionalProperties::RefOr(values)) = object.additional_properties.as_deref_mut() {
                correct_or_ref(values);
            }
        }
        Schema::Array(array) => correct_array(array),
        Schema::OneOf(choice) => choice.items.iter_mut().for_each(correct_or_ref),
        Schema::AllOf(parts) => parts.items.iter_mut().for_each(correct_or_ref),
        Schema::AnyOf(choice) => choice.items.iter_mut().for_each(correct_or_ref),
        _ => {}
    }
}

/// Unsigned integers are derived as signed ones that are not negative, half of whose range is missing.
fn correct_unsigned(object: &mut Object) {
    let is_unsigned = match object.minimum {
        Some(Number::Int(minimum)) => minimum == 0,
        Some(Number::UInt(minimum)) => minimum == 0,
        // This is what is derived.
        Some(Number::Float(minimum)) => minimum.to_bits() == 0,
        None => false,
    };
    if !is_unsigned {
        return;
    }
    match &object.format {
        Some(SchemaFormat::KnownFormat(KnownFormat::Int32)) => {
            object.format = Some(SchemaFormat::Custom("uint32".to_owned()));
            object.maximum.get_or_insert(Number::Int(4_294_967_295));
        }
        Some(SchemaFormat::KnownFormat(KnownFormat::Int64)) => {
            object.format = Some(SchemaFormat::Custom("uint64".to_owned()));
        }
        _ => {}
    }
}

/// A tuple has exactly its items; one of equal items is an array of that length, which every tool can read.
fn correct_array(array: &mut Array) {
    array.prefix_items.iter_mut().for_each(correct);
    if let ArrayItems::RefOrSchema(items) = &mut array.items {
        correct_or_ref(items);
        return;
    }
    let count = array.prefix_items.len();
    (array.min_items, array.max_items) = (Some(count), Some(count));
    if array.prefix_items.windows(2).all(|pair| pair[0] == pair[1])
        && let Some(item) = array.prefix_items.pop()
    {
        array.prefix_items.clear();
        array.items = ArrayItems::RefOrSchema(Box::new(RefOr::T(item)));
    }
}
