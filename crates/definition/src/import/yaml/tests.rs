use super::plain_scalar;
use crate::node::Value;

fn all_are(texts: &str, wanted: fn(&Value) -> bool) {
    for text in texts.split_whitespace() {
        assert!(wanted(&plain_scalar(text)), "{text} is {:?}", plain_scalar(text));
    }
}

#[test]
fn unquoted_scalars_are_typed_as_in_yaml_1_1() {
    all_are("3.10 1 0 -1 +1 012 0x1F 0b1 1_000 1:30 190:20:30.5 .5 1. 1.e+3 .inf -.INF .NaN", |value| {
        matches!(value, Value::Number(_))
    });
    all_are("yes No TRUE off On", |value| matches!(value, Value::Bool(..)));
    all_are("2024-01-31 2024-1-1T1:02:03 2024-01-31T01:02:03.5Z 2024-01-31T1:02:03+1 = <<", |value| {
        matches!(value, Value::Other(_))
    });
    all_are("~ null", |value| matches!(value, Value::Null));
    let texts =
        "y n 1.2.3 3.10.4 1e5 12e03 0o7 09 1:75 2024-1-31 2024-01-31T1:2:3 python=3.10 >=1 1.0.* .nanx +.nan - -1x 0x";
    all_are(texts, |value| matches!(value, Value::Text(_)));
}
