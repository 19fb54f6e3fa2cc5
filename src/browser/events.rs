//! Streams of server-sent events, closed with the owner that opened them.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventSource, MessageEvent};

pub enum StreamEvent {
    /// The stream is connected.
    Open,
    /// The data of an event.
    Data(String),
    /// The connection was lost; the browser reconnects.
    Interrupted,
    /// The browser does not reconnect; a new stream has to be opened.
    Closed,
}

/// An open stream; dropping it closes it.
struct Stream {
    source: EventSource,
    _on_open: Closure<dyn Fn()>,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn()>,
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.set_onopen(None);
        self.source.set_onmessage(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}

/// A handle to a stream, which also closes when its owner is cleaned up.
#[derive(Clone, Copy)]
pub struct Listening(StoredValue<Option<Stream>, LocalStorage>);

impl Listening {
    /// Closes the stream.
    pub fn stop(self) {
        self.0.try_update_value(Option::take);
    }
}

/// Listens to the stream at a path. If the browser refuses to open one, there are no events.
pub fn listen(path: &str, handle: impl Fn(StreamEvent) + Clone + 'static) -> Listening {
    Listening(StoredValue::new_local(open(path, handle)))
}

fn open(path: &str, handle: impl Fn(StreamEvent) + Clone + 'static) -> Option<Stream> {
    let source = EventSource::new(path).ok()?;
    let on_open = {
        let handle = handle.clone();
        Closure::<dyn Fn()>::new(move || handle(StreamEvent::Open))
    };
    let on_message = {
        let handle = handle.clone();
        Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(data) = event.data().as_string() {
                handle(StreamEvent::Data(data));
            }
        })
    };
    let on_error = {
        let source = source.clone();
        Closure::<dyn Fn()>::new(move || {
            let closed = source.ready_state() == EventSource::CLOSED;
            handle(if closed { StreamEvent::Closed } else { StreamEvent::Interrupted });
        })
    };
    source.set_onopen(Some(on_open.as_ref().unchecked_ref()));
    source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    Some(Stream { source, _on_open: on_open, _on_message: on_message, _on_error: on_error })
}
