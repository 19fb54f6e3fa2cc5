//! Dates in the language of the browser, by its `Intl`.

use js_sys::{Array, Date, Intl, Object, Reflect};

/// Milliseconds since 1970.
pub fn now() -> f64 {
    Date::now()
}

/// The milliseconds since 1970 of a time in RFC 3339 form.
pub fn parse(text: &str) -> Option<f64> {
    let time = Date::parse(text);
    (!time.is_nan()).then_some(time)
}

/// `3 days ago`, in the largest unit that fits.
pub fn relative(time: f64, now: f64) -> String {
    const UNITS: [(f64, &str); 6] = [
        (31_536_000.0, "year"),
        (2_592_000.0, "month"),
        (604_800.0, "week"),
        (86_400.0, "day"),
        (3_600.0, "hour"),
        (60.0, "minute"),
    ];
    let seconds = (time - now) / 1000.0;
    let (size, unit) = UNITS.into_iter().find(|(size, _)| seconds.abs() >= *size).unwrap_or((1.0, "second"));
    let amount = if unit == "second" && seconds.abs() < 10.0 { 0.0 } else { (seconds / size).round() };
    Intl::RelativeTimeFormat::new(&Array::new(), &options(&[("numeric", "auto")])).format(amount, unit).into()
}

pub fn exact(time: f64) -> String {
    format(time, &[("dateStyle", "medium"), ("timeStyle", "medium")])
}

/// The start of a local day (`2026-11-22`) plus some days, in UTC; empty if it is not a day.
pub fn begin_of_day(day: &str, later: i32) -> String {
    let parts: Vec<i32> = day.split('-').filter_map(|part| part.parse().ok()).collect();
    let &[year, month, day] = &parts[..] else { return String::new() };
    let (Ok(year), Ok(month)) = (u32::try_from(year), u32::try_from(month)) else { return String::new() };
    let begin = Date::new_with_year_month_day(year, i32::try_from(month).unwrap_or(1) - 1, day + later);
    begin.to_iso_string().into()
}

/// `Sunday, 22 November 2026`.
pub fn day(time: f64) -> String {
    format(time, &[("dateStyle", "full")])
}

/// `22 November`, with the year unless it is the current one.
pub fn short_day(time: f64, now: f64) -> String {
    let year = |time: f64| Date::new(&time.into()).get_full_year();
    let day = [("day", "numeric"), ("month", "long"), ("year", "numeric")];
    format(time, if year(time) == year(now) { &day[..2] } else { &day })
}

/// `09:42`.
pub fn time_of_day(time: f64) -> String {
    format(time, &[("timeStyle", "short")])
}

fn format(time: f64, how: &[(&str, &str)]) -> String {
    let format = Intl::DateTimeFormat::new(&Array::new(), &options(how));
    let text = format.format().call1(&wasm_bindgen::JsValue::UNDEFINED, &Date::new(&time.into()));
    text.ok().and_then(|text| text.as_string()).unwrap_or_default()
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (key, value) in pairs {
        // Setting a field of a plain object cannot fail.
        let _ = Reflect::set(&options, &(*key).into(), &(*value).into());
    }
    options
}
